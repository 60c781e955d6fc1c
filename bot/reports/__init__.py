"""Reports as files: worded for one reader, then drawn as PDF, workbook, table of text or JSON. The libraries that draw
are loaded when one is wanted, in a process of its own where an office runs."""
