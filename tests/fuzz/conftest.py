"""The handlers alone, on SQLite, as stories have them."""

from tests.stories.conftest import desk, safe_of_desks

__all__ = ["desk", "safe_of_desks"]
