"""Where mail is handed over, and who we are there."""

from __future__ import annotations

from dataclasses import dataclass, field

PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Account:
    """A mail server for outgoing mail. `tls` is `starttls`, `tls` (from the first byte) or `none`; without `user` we
    don't log in. `address` is where mail comes from."""

    host: str
    port: int
    tls: str
    address: str
    user: str | None = None
    password: str = field(default="", repr=False)

    @property
    def domain(self) -> str:
        """Return the part of `address` behind the @."""
        return self.address.rpartition("@")[2]
