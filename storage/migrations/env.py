"""Runs migrations on the connection that `storage.migrate` opened."""

from alembic import context

from storage.catalogue import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transaction_per_migration=False,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
