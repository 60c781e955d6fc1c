"""What is kept: tables, named queries and the transaction they run in. Knows nobody above it."""
