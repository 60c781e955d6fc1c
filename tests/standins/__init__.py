"""Servers that stand in for the chat platforms, on loopback; no product code lives here."""
