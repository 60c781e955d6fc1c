"""Hosts' own calendars on CalDAV servers: appointments are written there, busy times read from there."""
