"""Invitations by mail: handed over to a mail server after commit. Replies are not read."""
