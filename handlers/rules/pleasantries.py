"""Words that greet or thank and say nothing else, in English and German. Pure."""

from __future__ import annotations

import re

_GREETINGS = (
    r"hi|hello|hey|hi there|hello there|good (?:morning|afternoon|evening|day)|hallo|moin(?: moin)?|servus|grüezi|"
    r"grüß gott|guten (?:morgen|tag|abend)"
)
_THANKS = (
    r"thx|thanks|many thanks|thanks a lot|thank you|thank you (?:very|so) much|danke|danke ?(?:schön|sehr)|"
    r"(?:vielen|besten|herzlichen|lieben)(?: lieben)? dank"
)
_ALONE = re.compile(rf"(?:(?:{_GREETINGS}|{_THANKS})(?: |$))+", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


def alone(words: str) -> bool:
    """Return whether some words are a greeting or thanks alone, whatever marks or emoji go with them."""
    return _ALONE.fullmatch(_NO_LETTER.sub(" ", words).strip()) is not None
