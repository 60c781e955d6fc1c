"""Words that greet or thank and say nothing else, in English and German. Pure."""

from __future__ import annotations

import re

_GREETINGS = (
    r"hi|hello|hey|hi there|hello there|good (?:morning|afternoon|evening|day)|hallo|moin|servus|grüezi|"
    r"grüß gott|guten (?:morgen|tag|abend)"
)
_THANKS = (
    r"thx|thanks|many thanks|thanks a lot|thank you|thank you (?:very|so) much|danke|danke ?(?:schön|sehr)|"
    r"(?:vielen|besten|herzlichen|lieben)(?: lieben)? dank"
)
_FOR = r"for (?:everything|(?:the|your|all your) help)|für (?:alles|(?:die|ihre|deine|eure) hilfe)"
_PRAISE = (
    r"super|great|perfect|wonderful|lovely|excellent|all good|ok|okay|perfekt|toll|prima|klasse|wunderbar|passt|"
    r"alles (?:klar|gut|bestens)"
)
_ALONE = re.compile(rf"(?:(?:{_GREETINGS}|{_THANKS})(?: |$))+", re.IGNORECASE)
_A_THANK_YOU = re.compile(rf"\b(?:{_THANKS})\b", re.IGNORECASE)
_ALL_THANKS = re.compile(rf"(?:(?:{_GREETINGS}|{_THANKS}|{_FOR}|{_PRAISE})(?: |$))+", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")


def alone(words: str) -> bool:
    """Return whether some words are a greeting or thanks alone, whatever marks or emoji go with them."""
    return _ALONE.fullmatch(_plain(words)) is not None


def thanks_alone(words: str) -> bool:
    """Return whether some words thank, perhaps greet or praise, and say nothing else. As an answer to a question such
    words may be a yes; they are never a request."""
    plain = _plain(words)
    return _ALL_THANKS.fullmatch(plain) is not None and _A_THANK_YOU.search(plain) is not None


def _plain(words: str) -> str:
    return _NO_LETTER.sub(" ", words).strip()
