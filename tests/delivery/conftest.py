"""Offices for the delivery scenarios; each scenario names the database where it matters and takes SQLite where not."""

from pathlib import Path

import pytest

from tests.office import fresh_sqlite
from tests.stories.conftest import database, office_on, open_office

__all__ = ["database", "office_on", "open_office", "sqlite"]
