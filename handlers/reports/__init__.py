"""Reports: figures of a period for whom they concern."""
