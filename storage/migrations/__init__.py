"""Alembic migrations, one transaction each."""
