"""What is measured, beside what: `python -m benchmarks` prints one table. Nothing here is part of the product."""
