"""A thousand ordinary messages of an office with no time in them, made from sentences and fillings, always the same."""

from __future__ import annotations

import random
from collections.abc import Iterator

EACH = 500

GERMAN = (
    "Bitte rufen Sie mich unter {phone} zurück.", "Meine neue Nummer lautet {phone}, danke!",
    "Tel. {phone}, Durchwahl {small}",
    "Das Angebot liegt bei {price}, ist das in Ordnung?", "Die Rechnung {ref} über {price} ist bezahlt.",
    "Kostet {price} pro Stück, richtig?",
    "Können Sie {ref} bitte an {name} weiterleiten?", "{ref} ist erledigt, vielen Dank!",
    "Wie ist der Stand bei {ref}?",
    "Bitte bestellen Sie {small} Ordner und {small} Toner.", "Wir brauchen {small} Stühle für {number} Gäste.",
    "Es fehlen noch {small} Unterschriften.",
    "Guten Morgen {name}, hoffentlich geht es Ihnen gut.", "Guten Abend zusammen!", "Guten Tag, Frau {last}.",
    "Schönen Abend noch!",
    "Schönes Wochenende wünscht {name}", "Herzliche Grüße an {name}",
    "Vielen Dank für die schnelle Antwort, {name}!", "Danke, passt so.",
    "Die Adresse ist {street} {small}, {zip} Berlin.", "Bitte an {street} {small} liefern lassen.",
    "Der Parkplatz ist in der {street} {small}b.",
    "Version {version} läuft bei uns nicht.", "Wir nutzen Windows {small} und Office {version}.",
    "Das Update auf {version} hat geklappt.",
    "Bayern hat {score} gewonnen!", "Das Spiel endete {score}.", "Wir haben {score} verloren, schade.",
    "Der Umsatz ist um {percent} gestiegen.",
    "Bitte {percent} Rabatt einplanen.", "Der Raum hat {number} Plätze, das reicht.", "Zimmer {room} ist frei.",
    "Raum {room}, dritter Stock links.",
    "Die Datei hat {number} MB und {small} Seiten.", "Anbei {small} Anhänge.",
    "Kapitel {version} bitte noch einmal prüfen.",
    "Herr {last} hat die Unterlagen unterschrieben.", "Frau {last} ist im Haus {small}.", "Ist {name} im Büro?",
    "Wer ist für {name} zuständig?",
    "Bitte das Format DIN A{digit} nehmen.", "Der Code ist {code}.", "Das Passwort steht im Ordner {small}.",
    "Kundennummer {code}, Vertrag {ref}",
    "Können wir den Vertrag noch einmal ansehen?", "Ich melde mich, sobald ich mehr weiß.",
    "Das klingt gut, machen wir so.", "Alles klar 👍",
    "Bitte um Rückruf bei {name}.", "Es geht um {small} Angebote von {name}.",
    "Wir sind {small} Personen, davon {digit} Kinder.",
    "Die IBAN ist DE{code} {zip} {zip}.", "Der Drucker im Flur {digit} streikt wieder.",
    "Flug LH{code} von Gate B{small} bitte umbuchen.",
    "Der Tisch ist {small} mal {small} Zentimeter groß.", "Nehmen Sie Linie {small} bis zum Hauptbahnhof.",
    "Größe {small} wäre perfekt.",
    "Wir liegen bei {number} von {number} Punkten.", "Platz {small}, Reihe {small}.",
    "Absatz {version} im Vertrag ist unklar.",
)  # fmt: skip
ENGLISH = (
    "Please call me back on {phone}.", "My new number is {phone}, thanks!", "Phone {phone}, extension {small}",
    "The quote is {price}, is that all right?",
    "Invoice {ref} for {price} has been paid.", "It costs {price} each, right?",
    "Could you forward {ref} to {name}?", "{ref} is done, many thanks!",
    "What is the status of {ref}?", "Please order {small} folders and {small} toners.",
    "We need {small} chairs for {number} guests.",
    "There are still {small} signatures missing.", "Good morning {name}, hope you are well.",
    "Good evening everybody!", "Good afternoon, Mrs {last}.",
    "Have a nice weekend!", "Have a great day, {name}", "Kind regards to {name}",
    "Thanks for the quick reply, {name}!", "Thanks, that works.",
    "The address is {small} {streeten}, London.", "Please deliver to {small} {streeten}.",
    "Parking is at {number} {streeten}.",
    "Version {version} does not work for us.", "We use Windows {small} and Office {version}.",
    "The update to {version} went well.",
    "Arsenal won {score}!", "The match ended {score}.", "We lost {score}, what a pity.",
    "Sales are up by {percent}.", "Please plan for a {percent} discount.",
    "The room has {number} seats, that is enough.", "Room {room} is free.", "Room {room}, third floor on the left.",
    "The file has {number} MB and {small} pages.",
    "Attached are {small} files.", "Please check chapter {version} again.", "Mr {last} has signed the papers.",
    "Is {name} in the office?",
    "Who is responsible for {name}?", "Please use size A{digit}.", "The code is {code}.",
    "The password is in folder {small}.", "Customer {code}, contract {ref}",
    "May I ask a question?", "I will let you know as I hear more.", "Sounds good, let us do that.", "All right 👍",
    "Could we look at the contract again?",
    "It is about {small} offers from {name}.", "We are {small} people, {digit} of them children.",
    "The printer on floor {digit} is stuck again.",
    "Please rebook flight BA{code} from gate B{small}.", "The table is {small} by {small} inches.",
    "Take line {small} to the main station.",
    "We are at {number} out of {number} points.", "Seat {small}, row {small}.",
    "Paragraph {version} of the contract is unclear.", "They march to their own drum.",
    "A second opinion would help.", "One moment please, {name}.", "He sat down and marched on.",
    "The first draft has {small} pages.", "I can wait a bit.",
)  # fmt: skip
NAMES = (
    "Anna Berger",
    "Jonas Weber",
    "Clara Stein",
    "Ben Carter",
    "Olivia Reed",
    "Team Nord",
    "Max Fuchs",
    "Ines Kaya",
)
LASTS = ("Mai", "Sommer", "Winter", "Freitag", "March", "Berger", "Keller", "August")
STREETS = ("Hauptstraße", "Gartenweg", "Lindenallee", "Bahnhofstr.", "Am Markt", "Schillerplatz")
ENGLISH_STREETS = ("Baker Street", "Station Road", "Park Avenue", "Mill Lane", "High Street")


def _filling(chance: random.Random) -> dict[str, str]:
    small, number = chance.randint(2, 48), chance.randint(50, 999)
    return {
        "phone": chance.choice((
            f"030 {chance.randint(1000000, 9999999)}", f"+49 171 {chance.randint(100000, 999999)}",
            f"0221/{chance.randint(10000, 99999)}",
            f"0171-{chance.randint(1000000, 9999999)}", f"020 7946 0{chance.randint(100, 999)}",
            f"+44 20 7946 {chance.randint(1000, 9999)}",
            f"089 12 34 {small}", f"(0)40 {small} {small} {small}",
        )),
        "price": chance.choice((f"{small},50 €", f"€{small}.99", f"{small}.80 EUR", f"{number} Euro",
        f"${number}.00", f"1.{number},00 €", f"£{small}")),
        "ref": chance.choice((f"T-{number}", f"A-{small}", f"#{number}", f"RE-2026-{number}", f"PO{number}",
        f"INV/{number}/{small}")),
        "name": chance.choice(NAMES), "last": chance.choice(LASTS), "street": chance.choice(STREETS),
        "streeten": chance.choice(ENGLISH_STREETS),
        "small": str(small), "number": str(number), "digit": str(chance.randint(2, 6)),
        "zip": str(chance.randint(10000, 99999)),
        "version": chance.choice((f"{chance.randint(1, 9)}.{small}",
        f"{chance.randint(1, 9)}.{chance.randint(0, 9)}.{small}", f"v{small}.1")),
        "score": f"{chance.randint(0, 6)}:{chance.randint(0, 6)}",
        "percent": chance.choice((f"{small} %", f"{small}%", f"{small}.5 %", f"{small},5%")),
        "room": f"{chance.randint(1, 4)}.{small:02}", "code": str(chance.randint(1000, 999999)),
    }  # fmt: skip


def messages() -> Iterator[tuple[str, str]]:
    """Return a thousand different ones with their languages."""
    for language, sentences in (("de", GERMAN), ("en", ENGLISH)):
        chance, seen = random.Random(20260311), set[str]()
        while len(seen) < EACH:
            message = chance.choice(sentences).format(**_filling(chance))
            if chance.random() < 0.4:
                message += " " + chance.choice(sentences).format(**_filling(chance))
            if message not in seen:
                seen.add(message)
                yield language, message
