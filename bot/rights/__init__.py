"""What becomes of people's data in the end: erasure, export, retention."""
