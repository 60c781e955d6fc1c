"""Words of no meaning in time that change what stands beside them: what numbers number, what is refused. They are those
of both languages, as people mix them."""

from __future__ import annotations


def words_of(text: str) -> frozenset[str]:
    """Return the words of a list written with spaces."""
    return frozenset(text.split())


# What figures behind them number is no time.
NOT_A_TIME = words_of(
    "version release kapitel abschnitt § nr nummer no number build ticket raum room seite page artikel article "
    "chapter section punkt "
    "figure abb zimmer gate gleis platform building table desk suite flat apartment hall box bus linie line flug "
    "flight ip port rechnung invoice paragraf absatz ziffer pos position "
    "v spiel ergebnis score won lost beat gewonnen verloren ratio verhältnis maßstab aspect tel telefon phone fax "
    "mobil handy konto code pin "
    "auftrag bestellung order modell model größe size hausnummer stand steht plz postfach"
)
STREETS = ("straße", "strasse", "str", "weg", "platz", "allee", "gasse")
SHORTEST_STREET = 5
VERSIONED = words_of(
    "version versionen release update updates upgrade office windows python java ios android software firmware app "
    "build patch paragraph "
    "programm linux ubuntu debian chrome firefox macos kapitel chapter abschnitt section absatz"
)
MILITARY = frozenset({"hours", "hrs", "hour"})  # behind a clock time

# What rules a time out, and the small words on the way there.
NOT = words_of(
    "not nicht kein keine keinen keinem keiner except excluding außer ausser ausgenommen statt anstatt anstelle instead"
)
SMALL = words_of("am den dem der um im on the at")
REFUSING = words_of("kann können kann's geht passt klappt ginge passen leider auch aber")
DENYING = words_of("doesn't doesn’t doesnt won't won’t wont isn't isn’t isnt")
DENIED = words_of("does will is")  # before "not"
SUITABLE = words_of("work suit fit good great ok okay fine possible convenient")
MANAGED = words_of("make do manage")
NO = NOT | SMALL | REFUSING | DENYING | DENIED | MANAGED | words_of("it but of rather than")

# Words that begin another clause of a sentence.
ANOTHER_CLAUSE = words_of(
    "dass daß weil da wenn ob als bevor nachdem dann danach damit denn that because if whether when while then so "
    "statt anstatt instead rather nicht not kein keine"
)
