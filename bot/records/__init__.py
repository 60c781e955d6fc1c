"""Documents that data protection law asks an office for, written from its configuration."""
