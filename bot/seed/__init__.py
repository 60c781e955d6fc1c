"""`seed`: an invented office with a past, for demos and tests: people, requests and their histories as the product
writes them, the same ones for the same seed."""
