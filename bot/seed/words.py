"""Who is in the invented office, and what they say. All of it is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

CLIENTS = (
    "Praxis Dr. Weber", "Café Lindner", "Kanzlei Überreuter & Söhne", "Schreinerei Brandl", "Galerie Özdemir",
    "Hausverwaltung Nordlicht", "Physio am Markt", "Weingut Hägele", "Studio Kowalczyk", "Fahrschule Blitz",
    "Architekturbüro Groß", "Reisebüro Fernweh", "Tierarztpraxis Dr. Şahin", "Elektro Jäger", "Buchhandlung Kafka",
    "Steuerbüro Müller-Lüdenscheidt", "Yogaschule Lotus", "Gärtnerei Blum", "Notariat Freifrau von Stein",
    "IT-Service Nowak",
)  # fmt: skip
CONTACTS = (
    "Anna Weber", "Paul Lindner", "Friederike Überreuter", "Josef Brandl", "Ayşe Özdemir", "Hinnerk Petersen",
    "Lena Vogt", "Karl-Heinz Hägele", "Zofia Kowalczyk", "Robert Blitz", "Jürgen Groß", "Sabine Rößler",
    "Dr. Mehmet Şahin", "Uwe Jäger", "Milena Novotná", "Annegret Müller-Lüdenscheidt", "Chiara Rossi", "Thea Blum",
    "Wilhelmine Freifrau von Stein zu Altenhain", "Piotr Nowak",
)  # fmt: skip
ASSISTANTS = (
    "Ben Arnold", "Eva Sommer", "Jonas Köhler", "Maria Schäfer", "Tomáš Dvořák", "Nele Großmann", "Sophie Lefèvre",
    "Yusuf Demir",
)  # fmt: skip
MANAGERS = (("Mia Hoffmann", "de", "Europe/Berlin"), ("Grace O'Neill", "en", "America/New_York"))
CATEGORIES = ("appointments", "travel", "papers", "calls")
COMPLAINTS = ("wrong", "incomplete", "late", "misunderstood", "not-ours")


@dataclass(frozen=True, slots=True)
class Words:
    """What is said in one language. `{day}` and `{number}` are filled in."""

    requests: tuple[str, ...]
    questions: tuple[str, ...]
    answers: tuple[str, ...]
    updates: tuple[str, ...]
    results: tuple[str, ...]
    complaints: tuple[str, ...]
    praise: tuple[str, ...]
    blame: tuple[str, ...]
    pause: str
    handover: str
    cancel: str
    criteria: str
    trial: str


ENGLISH = Words(
    requests=(
        "Move the meeting with the tax adviser to {day}", "Book a train to Hamburg for {day}, back in the evening",
        "Chase up invoice {number}, it is three weeks late", "A table for six on {day}, somewhere quiet",
        "Call the supplier about delivery {number}", "Scan the contracts and file them under {number}",
        "Find a locksmith who comes on {day}", "Flowers for our landlady, by {day}", "Type up the notes of {day}",
        "Offer {number} needs a cover letter", "Ask the insurance what became of claim {number}",
        "A hotel in Vienna from {day}, two nights",
    ),
    questions=(
        "Is the morning all right, or better after lunch?", "Which address should it go to?",
        "Up to what price?",
    ),
    answers=("Morning, please.", "The usual one.", "Up to 150 euros."),
    updates=("I have asked, they call back tomorrow.", "Half of it is done.", "The line is engaged, I keep trying."),
    results=("Done and confirmed.", "It is sent, the copy is filed.", "They agreed; you have it in writing."),
    complaints=(
        "The date is wrong.", "The second page is missing.", "That came too late for us.",
        "I meant the other one.",
    ),
    praise=("Quick and friendly, thank you", "Just as we wanted it", "Perfect"),
    blame=("Took much too long", "I had to ask twice"),
    pause="They are closed until Wednesday.",
    handover="I am off from noon; they wait for a call back.",
    cancel="No longer needed.",
    criteria="Calls returned on the same day\nNo double bookings",
    trial="Calls are returned quickly. Please add the address to each appointment.",
)  # fmt: skip
GERMAN = Words(
    requests=(
        "Den Termin mit der Steuerberatung auf {day} verschieben", "Bahnfahrt nach Hamburg am {day}, abends zurück",
        "Rechnung {number} anmahnen, sie ist drei Wochen überfällig", "Tisch für sechs am {day}, möglichst ruhig",
        "Beim Lieferanten wegen Lieferung {number} anrufen", "Verträge einscannen und unter {number} ablegen",
        "Einen Schlüsseldienst finden, der am {day} kommt", "Blumen für unsere Vermieterin bis {day}",
        "Das Protokoll vom {day} abtippen", "Angebot {number} braucht ein Anschreiben",
        "Bei der Versicherung nach Schaden {number} fragen", "Hotel in Wien ab {day}, zwei Nächte",
    ),
    questions=(
        "Passt es vormittags, oder lieber nach dem Mittag?", "An welche Anschrift soll es gehen?",
        "Bis zu welchem Preis?",
    ),
    answers=("Vormittags, bitte.", "An die übliche.", "Bis 150 Euro."),
    updates=(
        "Ich habe gefragt, man ruft morgen zurück.", "Die Hälfte ist geschafft.",
        "Es ist besetzt, ich versuche es weiter.",
    ),
    results=(
        "Erledigt und bestätigt.", "Ist verschickt, die Kopie ist abgelegt.",
        "Man ist einverstanden, Sie haben es schriftlich.",
    ),
    complaints=(
        "Das Datum stimmt nicht.", "Die zweite Seite fehlt.", "Das kam für uns zu spät.",
        "Ich meinte die andere.",
    ),
    praise=("Schnell und freundlich, danke", "Genau wie gewünscht", "Perfekt"),
    blame=("Hat viel zu lange gedauert", "Ich musste zweimal nachfragen"),
    pause="Dort ist bis Mittwoch geschlossen.",
    handover="Ich bin ab Mittag weg, es fehlt noch ein Rückruf.",
    cancel="Hat sich erledigt.",
    criteria="Rückruf am selben Tag\nKeine Doppelbuchung",
    trial="Die Rückrufe klappen. Bei Terminen bitte gleich die Adresse dazuschreiben.",
)  # fmt: skip
WORDS: Mapping[str, Words] = {"en": ENGLISH, "de": GERMAN}
