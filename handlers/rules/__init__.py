"""Pure rules: no database, no platform, no clock, no randomness."""
