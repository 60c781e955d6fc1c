"""Every card as people see it, as pages: for translators, and for offices that look before they decide."""
