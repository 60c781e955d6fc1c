"""The vocabulary every feature is written in: what was heard, what is said, what a handler has in hand."""
