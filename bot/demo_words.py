"""What the demo itself says beside the office, in each language it can be played in. The office's own sentences are in
`bot/locales`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remarks:
    """The demo's own sentences in one language. `now` and `code` have places in braces."""

    greeting: str
    bare_greeting: str
    help: str
    reopened: str
    now: str
    code: str
    unclear: str
    hint: str
    hint_at: str
    hint_later: str
    hint_invite: str


ENGLISH = Remarks(
    greeting="""\
The office is open, it is Monday morning. Type one of these, or in your own words what somebody says:
@anna /home      Anna, a client: Ben has asked her something
@ben /mine       Ben, an assistant: what he has in hand
@mia /board      Mia, the manager: everything at a glance
@anna /why T-1001    why something is due when it is
@anna Please order flowers for Friday
:help            what else there is""",
    bare_greeting="""\
The office is open and empty. It is Monday, 9:00. :help shows what you can do, for instance:
@anna Please order flowers for Friday""",
    help="""\
@anna Please order flowers    say something as Anna or Paul (clients); @ben and @eva assist, @mia is the manager
@ben 1   or   @ben [Acknowledge]    press a button by its number or its words
@anna file:plan.pdf Please print this    send a file
@ben /help    a command; every role has its own
:later 2h     move time on (s, m, h, d): promises fall due, Mia hears of those that are not kept
@anna /why T-1001    why something is due when it is
:invite assistant Zoe    make a code for somebody new: @zoe /start CODE
@ben /link    a code for a second address of Ben's: @ben2 /start CODE
:restart      close the office and open it again: nothing is lost
:quit         leave (or end of input)""",
    reopened="· the office was closed and is open again",
    now="· it is now {moment}",
    code="· code for {name}: @{who} /start {code}",
    unclear="· I don't understand this line. {hint}",
    hint="Begin with @anna, @ben or @mia, or see :help",
    hint_at="After the name comes what they say or press: @anna Please order flowers",
    hint_later="A number and s, m, h or d, a year at most: :later 90m",
    hint_invite="A role and a name: :invite assistant Zoe (or client, lead, manager, administrator)",
)
GERMAN = Remarks(
    greeting="""\
Das Büro ist offen, es ist Montagmorgen. Tippen Sie eine dieser Zeilen oder in eigenen Worten, was jemand sagt:
@anna /home      Anna gibt Aufträge: Ben hat sie etwas gefragt
@ben /mine       Ben arbeitet sie ab: Das liegt bei ihm
@mia /board      Mia leitet das Büro: alles auf einen Blick
@anna /why T-1001    warum etwas dann fällig ist
@anna Bitte Blumen für Freitag bestellen
:help            was es sonst noch gibt""",
    bare_greeting="""\
Das Büro ist offen und leer. Es ist Montag, 9 Uhr. :help zeigt, was Sie tun können, zum Beispiel:
@anna Bitte Blumen für Freitag bestellen""",
    help="""\
@anna Bitte Blumen bestellen    etwas als Anna oder Paul sagen (sie geben Aufträge); Ben und Eva assistieren, Mia leitet
@ben 1   oder   @ben [Annehmen]    einen Knopf drücken, mit seiner Nummer oder seinen Worten
@anna file:plan.pdf Bitte ausdrucken    eine Datei senden
@ben /help    ein Befehl; jede Rolle hat ihre eigenen
:later 2h     die Zeit weiterstellen (s, m, h, d): Zusagen werden fällig, Mia erfährt, was nicht eingehalten ist
@anna /why T-1001    warum etwas dann fällig ist
:invite assistant Zoe    ein Code für jemand Neues: @zoe /start CODE
@ben /link    ein Code für Bens zweite Adresse: @ben2 /start CODE
:restart      das Büro schließen und wieder öffnen: Nichts geht verloren
:quit         aufhören (oder Ende der Eingabe)""",
    reopened="· das Büro war geschlossen und ist wieder offen",
    now="· jetzt ist {moment}",
    code="· Code für {name}: @{who} /start {code}",
    unclear="· Diese Zeile verstehe ich nicht. {hint}",
    hint="Beginnen Sie mit @anna, @ben oder @mia, oder sehen Sie :help",
    hint_at="Hinter dem Namen steht, was gesagt oder gedrückt wird: @anna Bitte Blumen bestellen",
    hint_later="Eine Zahl und s, m, h oder d, höchstens ein Jahr: :later 90m",
    hint_invite="Eine Rolle und ein Name: :invite assistant Zoe (oder client, lead, manager, administrator)",
)
_BY_LANGUAGE: Mapping[str, Remarks] = {"en": ENGLISH, "de": GERMAN}


def remarks(language: str) -> Remarks:
    """Return the demo's sentences in a language, English where there are none."""
    return _BY_LANGUAGE.get(language, ENGLISH)
