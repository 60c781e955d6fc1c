# German, formal. No sentence may bend with a person's name: names are of any gender, roles are named by their work.

## Everywhere

words = { $words }
yes = Ja
no = Nein
cancel = Abbrechen
possibly-a-repeat = (Möglicherweise doppelt: Beim Senden ist die Verbindung abgerissen.)
platform-telegram = Telegram
platform-slack = Slack
platform-console = das Terminal
terminal-button = diesen Knopf gibt es nicht; es gibt: { $shown }
terminal-no-buttons = diesen Knopf gibt es nicht; es gibt gerade keinen
terminal-no-file = die Datei { $path } gibt es nicht; ein Pfad mit Leerzeichen braucht Anführungszeichen: file:"mein Plan.pdf"
somebody = jemand anderem
role-client = Kundschaft
role-assistant = Assistenz
role-lead = Teamleitung
role-manager = Leitung
role-administrator = Verwaltung
language-en = English
language-de = Deutsch
spoken = { $words }
the-office = das Büro
back = Zurück
save = Speichern
send = Senden
change = Ändern
undo = Rückgängig

## Times

when = { $when }
when-clock = { $day }, { $clock }
when-clocks = { $day }, { $start }–{ $end }
when-range = { $start } – { $end }
when-said = { $when } („{ $words }“)
when-by = bis { $when }
when-from = ab { $when }
when-today = Heute
when-tomorrow = Morgen
when-next-monday = Nächsten Montag
when-right = Stimmt
when-rather = Eher { $when }
when-other = Andere Zeit
when-none = Ohne Termin
when-keep-words = So lassen
when-is-it = Meinen Sie { $when }?
when-is-past = Das ist schon vorbei: { $when }. Schreiben Sie eine andere Zeit, oder lassen Sie es so.
when-several = Da stehen mehrere Zeiten. Welche soll gelten?
when-words = „{ $words }“ verstehe ich nicht als Zeit. Schreiben Sie es anders, oder lassen Sie es so: Dann wird es so weitergegeben.
when-unclear = Das verstehe ich nicht als Zeit. Zum Beispiel: morgen 9 Uhr, am Freitagnachmittag, 3. März.
when-past = Das ist schon vorbei: { $when }. Bitte nennen Sie eine andere Zeit.
pick-day = Oder einen Tag wählen
pick-time = Und eine Uhrzeit
choose-day = Tag wählen
choose-clock = Uhrzeit wählen
picked-over = Das ist schon vorbei oder mehr als fünf Jahre entfernt. Es bleibt, wie es war.
wish-title = Wunschtermin
wish-line-words = Wunschtermin: { $wish } („{ $words }“)

## How often

list-comma = { $first }, { $last }
list-and = { $first } und { $last }
weekday-mo = Montag
weekday-tu = Dienstag
weekday-we = Mittwoch
weekday-th = Donnerstag
weekday-fr = Freitag
weekday-sa = Samstag
weekday-su = Sonntag
weekday-short-mo = Mo
weekday-short-tu = Di
weekday-short-we = Mi
weekday-short-th = Do
weekday-short-fr = Fr
weekday-short-sa = Sa
weekday-short-su = So
day-range = { $first }–{ $last }
repeats-day = { $count ->
    [1] Täglich
   *[other] Alle { $count } Tage
}
repeats-week = { $count ->
    [1] Jede Woche
   *[other] Alle { $count } Wochen
}
repeats-month = { $count ->
    [1] Jeden Monat
   *[other] Alle { $count } Monate
}
repeats-year = { $count ->
    [1] Jedes Jahr
   *[other] Alle { $count } Jahre
}
repeats-workdays = Montag bis Freitag
repeats-weekdays = { $count ->
    [1] Jeden { $days }
   *[other] Alle { $count } Wochen am { $days }
}
repeats-nth = { $often } am { $nth ->
    [1] ersten
    [2] zweiten
    [3] dritten
    [4] vierten
    [5] fünften
   *[other] letzten
} { $day }
repeats-monthday = { $often } am { $day ->
    [-1] letzten Tag
   *[other] { $day }.
}
repeats-said = Immer wieder: „{ $words }“
repeats-line = { $how }, erstmals { $first }
repeats-yes = Regelmäßig
repeats-no = Nur einmal
draft-repeats = Kommt jetzt von selbst

## Strangers and joining

stranger = Guten Tag, hier ist { $office }. Ich spreche nur mit Eingeladenen: Wenn Sie einen Code haben, schreiben Sie bitte /start und den Code, auf Slack { $join } und den Code.
stranger-not-admitted = Gäste und Konten von außerhalb kann ich hier leider nicht bedienen. Bitte wenden Sie sich an { $office }, um eine Einladung zu bekommen.
code-not-valid = Dieser Code gilt nicht (mehr). Bitte lassen Sie sich einen neuen geben.
already-here = Sie sind hier schon angemeldet, { $name }. Es ist nichts weiter zu tun.
office-not-ready = Dieses Büro hat noch kein Team, deshalb könnte sich niemand um Ihren Auftrag kümmern. Bitte sagen Sie der Leitung Bescheid.
pending-still = Sie sind angemeldet. Die Leitung muss Sie noch bestätigen; sobald das geschehen ist, melde ich mich.
removed-notice = Sie haben keinen Zugang mehr zu diesem Büro. Bitte wenden Sie sich an die Leitung.
refused-notice = Die Leitung hat Sie nicht aufgenommen. Falls das ein Irrtum ist, lassen Sie sich bitte einen neuen Code geben.
welcome-client = Willkommen bei { $office }, { $name }. Schreiben Sie einfach in Ihren Worten, was Sie brauchen. { $help } zeigt, was ich sonst noch kann.
welcome-assistant = Willkommen bei { $office }, { $name }. Neue Aufgaben kommen hier zu Ihnen. { $help } zeigt, was Sie tun können.
welcome-manager = Willkommen bei { $office }, { $name }. Was Sie wissen müssen, melde ich Ihnen hier. { $help } zeigt, was Sie tun können.
welcome-lead = Willkommen bei { $office }, { $name }. Neue Aufgaben kommen hier zu Ihnen, und die Ihres Teams sehen und vergeben Sie. { $help } zeigt, was Sie tun können.
welcome-administrator = Willkommen bei { $office }, { $name }. Sie kümmern sich hier um Personen, Rollen und Konten; was die Kundschaft wünscht, sehen Sie nicht. { $help } zeigt, was Sie tun können.
welcome-pending = Willkommen bei { $office }. Bevor Sie anfangen können, muss die Leitung Sie bestätigen; ich melde mich.
welcome-confirmed = { $by } hat Sie bestätigt: Sie können anfangen. Willkommen bei { $office }. { $help } zeigt, was Sie tun können.
newcomer-title = { $name } möchte dazukommen
newcomer-role = Rolle: { $role }
newcomer-guest = Gastkonto von außerhalb
newcomer-confirmed = Bestätigt von { $by }, { $at }
newcomer-refused = Abgelehnt von { $by }, { $at }
newcomer-settled = Über diese Anmeldung ist schon entschieden.
confirm = Bestätigen
refuse = Ablehnen
linked-elsewhere = Mit Ihnen wurde eine zweite Adresse verbunden, auf { $platform }. Falls Sie das nicht waren, sagen Sie bitte sofort der Leitung Bescheid.
linked = Das ist jetzt Ihre zweite Adresse hier, { $name }. Unter { $settings } wählen Sie, wo Sie meine Nachrichten bekommen.
link-code = Ihr Code für die zweite Plattform, einmal gültig bis { $expires }:
    { $code }
    Schreiben Sie auf Telegram /start und den Code, auf Slack { $join } und den Code.

## Settings and help

settings-title = Ihre Einstellungen
settings-language = Sprache: { $language }
settings-zone = Zeitzone: { $zone }
settings-told-at = Nachrichten gehen an: { $platform }
change-zone = Zeitzone
told-then = { $first }, dann { $rest }
settings-quiet = Ruhezeit: { $hours }
settings-quiet-none = Ruhezeit: keine
change-quiet = Ruhezeit
quiet-title = Wann soll ich Sie in Ruhe lassen?
quiet-what = Was fällig oder in Gefahr ist, wartet so lange, außer im Notfall. Was jemand Ihnen schreibt, kommt sofort, ebenso Ihre eigenen Erinnerungen.
quiet-hours = { $hours }
quiet-days = { $days } { $times }
quiet-none = Keine Ruhezeit
quiet-others = Andere
quiet-when = Von wann bis wann?
quiet-when-help = Zum Beispiel 20:00–07:00, oder nach Tagen: Mo–Fr 20–7; Sa, So 0–24
quiet-unknown = Diese Ruhezeit kann ich nicht lesen. Sie sieht so aus: 20:00–07:00.
tell-me-at = Nachrichten an { $platform }
second-platform = Zweite Plattform
language-title = Welche Sprache soll ich sprechen?
language-set = Ab jetzt spreche ich { $language } mit Ihnen.
language-unknown = „{ $language }“ spreche ich noch nicht. Ich kann Deutsch und Englisch.
zone-title = In welcher Zeitzone sind Sie?
zone-more = Eine andere: { $command } und ihr Name, zum Beispiel Europe/Lisbon
zone-name = { $zone }
zone-set = Ihre Zeitzone ist jetzt { $zone }.
zone-unknown = Die Zeitzone { $zone } kenne ich nicht. Namen sehen aus wie Europe/Berlin.
help-client = Schreiben Sie einfach, was Sie brauchen. Ich mache einen Entwurf daraus, den Sie mit einem Tippen absenden.
    { $lines }
help-assistant = Neue Aufgaben kommen als Karten zu Ihnen. Was es sonst noch gibt:
    { $lines }
help-manager = Was Sie wissen müssen, melde ich Ihnen von selbst. Was es sonst noch gibt:
    { $lines }
help-lead = Neue Aufgaben kommen als Karten zu Ihnen; die Übersicht zeigt die Ihres Teams. Was es sonst noch gibt:
    { $lines }
help-administrator = Sie kümmern sich um Personen, Rollen und Konten. Was es gibt:
    { $lines }
help-line = { $command } – { $what }
command-tasks = Ihre offenen Aufträge
command-queue = was noch niemand angenommen hat
command-mine = was gerade bei Ihnen liegt
command-settings = Sprache, Zeitzone, wohin Nachrichten gehen
command-zone = Zeitzone wechseln
command-language = Sprache wechseln
command-help = diese Liste
command-remind = erinnert werden, mit „{ "T-1042 morgen 9 Uhr zurückrufen" }“ dahinter
command-reminders = Ihre Erinnerungen
command-unknown = Diesen Befehl kenne ich nicht.
command-not-yours = Dieser Befehl gehört nicht zu Ihrer Rolle.
command-task = neuen Auftrag als Formular schreiben, mit „{ "T-1042" }“ dahinter ansehen
command-find = Aufgaben nach Worten finden
command-away = keine neuen Aufgaben, solange Sie abwesend sind
command-back = Sie sind wieder da
command-digest = die Woche bisher; auch „vorige Woche“, „Oktober“, eine Firma, ein Team
command-kpi = Kennzahlen per Knopf
command-board = alle Aufgaben auf einen Blick
command-people = Personen: einladen, Rolle, Team, Zugang beenden
command-home = wie es steht, auf einen Blick

## Buttons and forms

button-gone = Dieser Knopf gilt nicht mehr. Bitte nehmen Sie die neueste Nachricht.
button-not-yours = Dieser Knopf ist nicht für Sie.
button-used = Das ist schon geschehen.
window-nothing = Hier ist nichts mehr auszufüllen.
form-in-chat = Das darf hier nicht in einem Fenster stehen. Ich frage im Chat, nur mit Nummer und Zeit. Den Inhalt finden Sie anderswo.
form-closed = Dieses Formular ist geschlossen. Bitte fangen Sie noch einmal an.
form-went-on = Dieses Formular ging anderswo weiter und wurde von hier nicht abgesendet. Kopieren Sie, was Sie noch brauchen.
form-put-aside = Abgebrochen. Es hat sich nichts geändert.
discard-confirm = Diesen Auftrag und alles, was Sie ausgefüllt haben, verwerfen?
form-left = Unbeantwortet geschlossen. Es hat sich nichts geändert.
form-cancelled = Abgebrochen. Es wurde nichts abgesendet; Ihre Antworten bleiben erhalten, falls Sie weitermachen möchten.
form-aside = Zurückgelegt. Es wurde nichts abgesendet; Ihre Antworten bleiben erhalten.
card-goes-on = Geht in einer neueren Nachricht weiter.
form-moved = Geht unten weiter, oder wo Sie gerade sind.
form-unfit = Das habe ich deshalb nicht als Antwort genommen; die Frage ist noch offen.
form-keep = Als Nachricht behalten
form-kept = Als Nachricht behalten. Die Frage ist noch offen.
form-so-far = Bisher: { $words }
form-leave = So lassen
form-more-choices = … und { $count } weitere: Schreiben Sie den Anfang des Namens.
form-given = { $label } { $words }
form-answer-needed = Bitte schreiben Sie ein paar Worte.
form-answer-too-long = Das ist zu lang: bitte höchstens { $most } Zeichen.
form-answer-not-offered = Bitte wählen Sie eine der angebotenen Antworten.
form-saved = Gespeichert, ich bin dabei. Das Ergebnis kommt als Nachricht.
form-not-saved = Das wurde nicht gespeichert. Bitte versuchen Sie es noch einmal.
event-failed = Bei uns ist etwas schiefgegangen, und ich konnte das nicht ausführen. Es ist aufgehoben und gemeldet (Nr. { $ref }).
group-only-alone = Ich spreche immer nur mit einer Person, deshalb verlasse ich diese Gruppe. Bitte schreiben Sie mir direkt.
words-for-nobody = Danke. Damit kann ich hier nichts anfangen.
form-question = ❓ { $label }
form-optional = (Das können Sie überspringen.)
form-files = Dateien
form-files-help = Bis zu zehn, je höchstens 10 MB. Größere senden Sie bitte im Chat.
form-skip = Überspringen
form-next = Weiter
page-more = Weitere: { $first }–{ $last }
page-back = Zurück: { $first }–{ $last }
page-where = { $first }–{ $last } von { $all }
form-change = Ändern: { $label }
form-picked = ✓ { $label }
form-several = { $items }
form-answer-no-number = Bitte schreiben Sie eine ganze Zahl.
form-answer-too-much = Das ist zu viel: höchstens { $most }, bitte.
form-forgotten = Ich habe dieses Formular geschlossen, weil eine Weile nichts kam. Es wurde nichts abgesendet; Sie können dort weitermachen, wo Sie aufgehört haben.
form-go-on = Weitermachen
form-nothing-open = Es ist nichts offen, das sich abbrechen ließe. { $help } zeigt, was Sie tun können.

## Requests

draft-title = Neuer Auftrag
send-request = Absenden
discard = Verwerfen
draft-discarded = Verworfen
draft-cancelled = Verworfen: { $title }
file-line = 📎 { $name }
words-not-a-request = Danke, aber daraus allein kann ich keinen Auftrag machen. Bitte schreiben Sie kurz, was Sie brauchen.
request-sent = Abgesendet als { $ref }.
request-accepted = Auftrag { $ref }
request-goes-to = Angekommen. Ihr Auftrag geht an { $name }.
request-waits = Angekommen. Ihr Auftrag ist in der Warteschlange, bis jemand frei ist; Sie erfahren, wer ihn übernimmt.
office-back = Das Büro ist gerade geschlossen und wieder da: { $at }.
client-tasks-none = Sie haben keine offenen Aufträge.
client-task-line = { $ref } · { $state } · { $words }
state-queued = in der Warteschlange
state-assigned = zugewiesen
state-to-acknowledge = anzunehmen
state-acknowledged = in Arbeit
state-done = erledigt
task-acknowledged = { $by } kümmert sich um { $ref }.
draft-for = Für { $name }
title-line = { $title }
category-line = Art: { $category }
category-none = Ohne Kategorie
category-unknown = { $name ->
    [appointments] Termine
    [calls] Anrufe
    [papers] Unterlagen
    [travel] Reisen
   *[other] { $name }
}
priority-line = Priorität: { $priority }
priority-low = niedrig
priority-normal = normal
priority-high = hoch
priority-urgent = dringend
wish-line = Wunschtermin: { $wish }
wish-none = kein Termin
date-title = { $ref }: bis wann?
date-change = Wunschtermin ändern
date-set = Wunschtermin angeben
saved-for = Zu { $ref } gespeichert.
task-date-set = { $name } hat den Wunschtermin von { $ref } geändert: { $wish }
for-appointment = Für den Termin { $ref }, { $at }
for-appointment-gone = Für den Termin { $ref }, der nicht stattfindet
for-this-appointment = Für { $ref }, { $at }
not-for-appointment = Nicht für { $ref }
appointment-over = Dieser Termin ist vorbei oder abgesagt.
appointment-unknown = Einen Termin { $ref } gibt es hier nicht.
tied-by-words = { $ref } ist jetzt für den Termin { $booking }, { $at }
task-tied = { $name }: { $ref } ist für den Termin { $booking }, { $at }
task-untied = { $name }: { $ref } ist nicht mehr für den Termin { $booking }.
task-appointment-moved = Der Termin { $booking }, für den { $ref } ist, ist jetzt { $at }
task-appointment-cancelled = Der Termin { $booking }, für den { $ref } ist, findet nicht statt.
file-coming = 📎 { $name } (kommt gerade)
file-failed = 📎 { $name } (nicht angekommen)
file-not-taken-too-big = 📎 { $name } (nicht angenommen: zu groß)
file-not-taken-over-quota = 📎 { $name } (nicht angenommen: kein Platz mehr)
file-not-taken-refused-type = 📎 { $name } (nicht angenommen: diese Art von Datei)
file-failed-notice = Die Datei { $name } ist nicht angekommen: { $why }
file-error-too-big = Sie ist zu groß. Bitte senden Sie sie in Teilen oder als Link.
file-error-over-quota = Für weitere Dateien von Ihnen ist kein Platz mehr. Bitte senden Sie einen Link, oder bitten Sie uns, Platz zu schaffen.
file-error-refused-type = Dateien dieser Art nehmen wir nicht an. Bitte senden Sie sie als PDF oder Bild.
file-error-gone = Sie ist nicht mehr da. Bitte senden Sie sie noch einmal.
file-error-empty = Sie ist leer. Bitte sehen Sie nach und senden Sie sie noch einmal.
file-error-other = Bitte senden Sie sie noch einmal.
file-of-task = { $ref } · { $name }
files-held = Liegt bereit und geht zusammen mit Ihren Worten hinaus. Die Frage oben ist noch offen.
files-inside = Bleibt im Büro. Die Frage oben ist noch offen.
files-passed-on = Die Datei wird weitergegeben. Die Frage oben ist noch offen.
where-title = Wozu gehört das?
new-request = Neuer Auftrag
to-this = Zu { $ref } · { $title }
reopen-this = { $ref } wieder öffnen · { $title }
more-tasks = Weitere …
all-right = Alles klar.
nothing-more = Nichts weiter
other-task = Andere Aufgabe …
which-title = Andere Aufgabe
which-words = Welche? Ihre Nummer, oder Worte daraus
which-go-on = Weiter
for-client = Neuer Auftrag für jemanden
audience-title = { $ref } · { $client }: Wer darf das lesen?
to-client = An { $client }
placed-task = Weitergegeben, { $ref }
placed-thanks = Bei { $ref } vermerkt
placed-client = An { $client } gesendet, { $ref }
placed-note = Intern notiert, { $ref }
already-placed = Diese Worte haben ihren Platz schon gefunden.
passed-on = Weitergegeben, { $ref }.
said-line = → { $client }, { $ref }
noted-line = → interne Notiz, { $ref }
request-title = Neuer Auftrag
contact-of = { $name } · { $client }
request-contact = Für wen?
request-words = Was wird gebraucht?
request-short = Wie soll es heißen?
request-category = Worum geht es?
request-priority = Wie eilig ist es?
request-wish = Bis wann, oder wann?
request-wish-help = In Ihren Worten, etwa „Freitagmittag“.
request-filed-for = Angelegt als { $ref } für { $client }
filed-yours = Sie ist bei Ihnen.
filed-with = Sie liegt bei { $name }.
request-filed-by = { $name } hat das für Sie aufgenommen.
home-in-hand = In Ihren Händen: { $count }
home-paused = Pausiert: { $count }
home-you-are-away = Sie sind abwesend: Es kommen keine neuen Aufgaben. { $back } beendet das.
help-link = ein Code für Ihre zweite Plattform
help-cancel = ein Formular abbrechen oder zurücknehmen, was Sie zuletzt begonnen haben
no-clients-yet = Es ist noch niemand da, für den sich ein Auftrag anlegen ließe.
client-tasks-title = Ihre offenen Aufträge
unsent-line = Noch nicht abgesendet: { $words }
unsent-show = Weiter: { $words }
show-this = { $ref }
state-waiting = wartet auf Antwort
state-paused = pausiert
state-closed = abgeschlossen
state-cancelled = storniert
cancel-task = Auftrag stornieren
cancel-task-confirm = { $ref } wirklich stornieren?
cancelled-toast = { $ref } ist storniert.
client-cancelled = Storniert { $at }
client-state-queued = In der Warteschlange, bis jemand frei ist, seit { $at }
client-state-assigned = Zugewiesen an { $by }, seit { $at }
client-state-acknowledged = In Arbeit bei { $by } seit { $at }
client-state-waiting = Wartet auf Antwort: Wir brauchen noch etwas von Ihnen.
client-state-paused = Pausiert; { $by } macht damit weiter.
client-state-done = Erledigt { $at }
client-state-closed = Abgeschlossen { $at }
client-state-cancelled = Storniert { $at }
task-title = { $ref } · { $title }
question-title = { $by } fragt zu { $ref }
question-again = Gefragt { $at }: Ohne Ihre Antwort kommen wir nicht weiter.
question-ends = Wenn wir bis { $at } nichts hören, wird { $ref } storniert.
question-given-up = { $ref } ist storniert, da wir nichts gehört haben. Wenn Sie das noch brauchen, schreiben Sie uns einfach.
question-given-up-staff = { $ref } ist storniert: Ihre Rückfrage wurde nicht beantwortet.
question-settled = ✓ Geklärt
question-open = Offene Frage: { $words }
question-gone = Die Rückfrage zu { $ref } ist geklärt. Möchten Sie etwas ergänzen: { $task }
answer-question = Antworten
add-words = Etwas ergänzen
answer-title = { $ref }
answer-words = Was soll ich ausrichten?
said = { $name } zu { $ref }: { $lines }
message-edited = { $name } hat eine Nachricht zu { $ref } geändert: { $words }
message-deleted = { $name } hat eine Nachricht zu { $ref } zurückgenommen.
files-taken-back = { $name } hat die Nachricht mit { $files } zu { $ref } zurückgenommen.
message-line = 💬 { $name }: { $words }
message-edited-line = 💬 { $name } (geändert): { $words }
message-deleted-line = 💬 { $name }: zurückgenommen { $at }
task-done-title = { $ref } ist erledigt, von { $by }
result-words = { $words }
result-closes = Wenn wir nichts hören, wird der Auftrag am { $at } abgeschlossen.
result-open-again = Der Auftrag ist wieder in Arbeit.
accept = Passt
send-back = Nachbessern
send-back-title = { $ref } nachbessern
send-back-complaint = Was passt nicht?
send-back-words = Möchten Sie etwas dazu sagen?
complaint-wrong = falsch
complaint-incomplete = unvollständig
complaint-late = zu spät
complaint-misunderstood = missverstanden
complaint-not-ours = nicht für Sie bestimmt
result-newer = Zu { $ref } gibt es ein neueres Ergebnis: Bitte sehen Sie sich das an.
accepted-toast = Danke! { $ref } ist abgeschlossen.
already-accepted = { $ref } ist schon abgeschlossen.
already-open = { $ref } ist schon in Arbeit.
task-closed = Abgeschlossen { $at }
rate-this = Wie zufrieden sind Sie? 1 ist schlecht, 5 ist sehr gut.
rating = { $stars } ★
rated = Ihre Bewertung: { $stars } von 5. Danke!
rated-already = Sie haben schon { $stars } von 5 gegeben.
rating-word = Ein Wort dazu
rating-word-title = Ihre Bewertung von { $ref }
rating-word-words = Was war gut, was nicht?
reopen = Wieder öffnen
reopened-client = { $ref } ist wieder in Arbeit.

## Tasks

acknowledge = Annehmen
acknowledge-this = { $ref } annehmen
decline = Ablehnen
done = Erledigt
done-this = { $ref } erledigt
task-card-title = { $ref } · { $client }
task-state-queued = In der Warteschlange
task-state-assigned = Bei Ihnen seit { $at }. Bitte annehmen.
task-state-acknowledged = In Ihren Händen seit { $at }
task-state-done = Erledigt { $at }
task-note-edited = (Der Text wurde nachträglich geändert.)
task-note-deleted = (Die Nachricht wurde zurückgezogen.)
task-words-edited = Der Text von { $ref } wurde nachträglich geändert. Auf der Karte steht der neue.
task-words-deleted = Die Nachricht zu { $ref } wurde zurückgezogen. Bitte fragen Sie nach, ob der Auftrag noch gilt.
result-changed = { $name } hat das Ergebnis von { $ref } geändert: { $words }
words-replaced = Ihr Auftrag hat inzwischen den Text aus dem Formular. Ändern können Sie ihn mit „Ändern“ auf der Karte.
unplaced-still = Bevor { $ref } abgeschlossen wird: Sie haben noch etwas geschrieben. Wozu gehört es?
already-request = Das ist schon { $ref }.
words-stand = Diese Änderung erreicht niemanden: Zu { $ref } gelten Ihre Worte, wie sie waren. Bitte schreiben Sie, was anders sein soll.
task-result = Ergebnis: { $words }
task-line = { $late ->
    [late] ⏰{" "}
   *[fine] {""}
}{ $priority ->
    [urgent] ‼{" "}
    [high] !{" "}
   *[normal] {""}
}{ $ref } · { $client } · { $words }
task-line-with = { $line } · bei { $name } seit { $at }
line-and = { $line } · { $more }
task-nobody = Niemand kann { $ref } von { $client } übernehmen: Die Aufgabe ist in der Warteschlange ({ $queue }).
tasks-nobody = Diese Aufgaben kann niemand übernehmen: { $tasks }. Sie sind in der Warteschlange ({ $queue }).
task-nobody-why = { $told } { $why }
tasks-still-waiting = Immer noch in der Warteschlange, niemand kann sie übernehmen: { $tasks } ({ $queue }).
task-still-waiting = { $ref } von { $client } ist immer noch in der Warteschlange: Niemand kann die Aufgabe übernehmen ({ $queue }).
task-unknown = Diese Aufgabe finde ich nicht.
task-not-yours = { $ref } liegt nicht mehr bei Ihnen.
task-just-changed = { $ref } hat sich gerade geändert. Bitte sehen Sie auf die neueste Karte.
task-you-declined = Sie haben abgelehnt: { $reason }
already-taken = { $ref } wurde schon von { $by } übernommen, { $at }.
already-yours = { $ref } liegt seit { $at } bei Ihnen.
already-done = { $ref } wurde schon von { $by } erledigt, { $at }.
acknowledged-toast = { $ref } liegt jetzt bei Ihnen.
cannot-decline = { $ref } ist schon in Ihren Händen und lässt sich nicht mehr ablehnen.
cannot-finish = Bitte nehmen Sie { $ref } zuerst an.
decline-title = { $ref } ablehnen
decline-words = Warum können Sie das nicht übernehmen?
done-title = { $ref } abschließen
done-result = Welches Ergebnis soll ich ausrichten?
queue-title = Noch nicht angenommen
queue-empty = Die Warteschlange ist leer.
mine-title = In Ihren Händen
mine-empty = Bei Ihnen liegt gerade nichts.
task-state-waiting = Wartet auf Antwort: { $reason }
task-state-paused = Pausiert: { $reason }
task-state-closed = Abgeschlossen { $at }
task-state-cancelled = Storniert { $at }
task-rated = Bewertet mit { $stars } von 5. { $words }
task-you-gave-back = Sie haben die Aufgabe zurückgegeben: { $reason }
task-handed-over = Übergeben an { $name }
task-reassigned = { $by } hat die Aufgabe an { $name } gegeben.
task-taken-from-you = { $ref } liegt jetzt bei { $name }.
gone-left = { $name } ist nicht mehr da.
gone-away = { $name } ist abwesend.
gone-moved = { $name } hat jetzt andere Aufgaben.
task-taken-away = { $why } { $where }
task-now-with = Die Aufgabe liegt jetzt bei { $name }.
task-in-queue = Die Aufgabe ist in der Warteschlange.
task-cancelled = { $ref } wurde von { $by } storniert. { $reason }
note-line = 🔒 { $name }: { $words }
noted = 🔒 { $name } notiert zu { $ref }: { $lines }
holder-line = Bei { $name }
sent-back = { $ref } kommt zurück ({ $complaint }). { $words }
reopened = { $name } hat { $ref } wieder geöffnet.
handed-to-you = { $by } übergibt Ihnen { $ref }. { $words } { $question }
handed-over-toast = { $ref } liegt jetzt bei { $name }.
claim-this = { $ref } übernehmen
claim-confirm = { $ref } liegt seit { $at } bei { $name }. Übernehmen?
claim = Übernehmen
ask-client = Rückfrage
ask-title = Rückfrage zu { $ref }
ask-words = Was müssen Sie noch wissen?
message-client = Nachricht senden
message-title = Nachricht zu { $ref }
message-words = Was möchten Sie ausrichten? Das geht nach außen.
internal-note = Interne Notiz
note-title = Interne Notiz zu { $ref }
note-words = Was soll das Büro wissen? Das bleibt immer unter uns.
pause = Pausieren
pause-title = { $ref } pausieren
pause-words = Warum ruht die Aufgabe?
resume = Fortsetzen
give-back = Zurückgeben
give-back-title = { $ref } zurückgeben
give-back-words = Warum geben Sie die Aufgabe zurück?
hand-over = Übergeben
hand-over-title = { $ref } übergeben
hand-over-to = An wen?
hand-over-words = Was ist noch offen?
colleague-away = { $name } (abwesend)
no-colleagues = In diesem Team ist sonst niemand.
nobody-like-that = Diese Person kann die Aufgabe nicht übernehmen.
done-minutes = Wie viele Minuten hat es gedauert?
minutes = { $minutes } min
minutes-other = Andere …
minutes-change = Minuten ändern
minutes-title = Minuten für { $ref }
minutes-already = { $minutes } min sind notiert. Mit „Minuten ändern“ können Sie das richtigstellen.
minutes-noted = { $minutes } min notiert.
task-minutes = Gearbeitet: { $minutes } min
step-minutes = Minuten notiert
already-closed = { $ref } ist schon abgeschlossen.
already-cancelled = { $ref } wurde storniert, { $at }.
cannot-now = { $ref } ist gerade „{ $state }“: Das geht jetzt nicht.
find-what = Wonach soll ich suchen? Bitte schreiben Sie Worte dahinter.
find-nothing = Nichts gefunden zu „{ $words }“.
find-title = Gefunden zu „{ $words }“
away-now = Sie sind jetzt abwesend: Es kommen keine neuen Aufgaben. { $count ->
    [0] Bei Ihnen liegt nichts.
    [one] Eine Aufgabe bleibt bei Ihnen.
   *[other] { $count } Aufgaben bleiben bei Ihnen.
}
back-now = Willkommen zurück: Neue Aufgaben kommen wieder zu Ihnen.

## Board

board-title = Übersicht
board-counts = { $counts }
board-count = { $what }: { $count }
board-overdue = überfällig
board-all = Alle
board-by-assistant = Nach Person
board-by-client = Nach Firma
board-by-category = Nach Art
board-group = { $what } ({ $count })
board-nobody = niemand
board-nothing = Hier ist nichts.
board-line = { $late ->
    [late] ⏰{" "}
   *[fine] {""}
}{ $priority ->
    [urgent] ‼{" "}
    [high] !{" "}
   *[normal] {""}
}{ $ref } · { $client } · { $words } · { $state } · { $name }
manage-this = { $ref }
reassign = Neu zuweisen
reassign-to = Wer übernimmt { $ref }?
reassigned-toast = { $ref } liegt jetzt bei { $name }.
reassigned-away-toast = { $ref } liegt jetzt bei { $name }, im Moment abwesend.
give-to-somebody = Geben an …
other-team = Anderes Team …
other-team-what = Die Aufgabe geht an das Team, das Sie wählen.
team-whoever = { $team }: wer frei ist
task-to-team = { $by } hat sie an { $team } gegeben.
task-taken-to-team = { $ref } liegt jetzt bei { $team }.
to-team-toast = { $ref } liegt jetzt bei { $team }.
priority = Priorität
priority-which = Wie eilig ist { $ref }?
priority-set = { $ref }: Priorität { $priority }
category = Art
category-which = Worum geht es bei { $ref }?
category-set = Die Art von { $ref } ist geändert.
keep-task = Auftrag behalten
cancel-title = { $ref } stornieren
cancel-words = Warum? Beide Seiten lesen das.
hand-over-all-confirm = { $count ->
    [one] Die eine Aufgabe von { $name } an andere geben?
   *[other] Alle { $count } Aufgaben von { $name } an andere geben?
}
hand-over-all = { $name } ist abwesend: { $count } an andere geben
handed-over-all = { $count ->
    [one] Eine Aufgabe von { $name } liegt jetzt bei anderen.
   *[other] { $count } Aufgaben von { $name } liegen jetzt bei anderen.
}
handed-over-some = { $count ->
    [one] Eine Aufgabe von { $name } liegt jetzt bei anderen.
   *[other] { $count } Aufgaben von { $name } liegen jetzt bei anderen.
} { $waiting ->
    [one] Eine ist in der Warteschlange: Niemand kann sie übernehmen.
   *[other] { $waiting } sind in der Warteschlange: Niemand kann sie übernehmen.
}
handed-over-none = { $waiting ->
    [one] Die Aufgabe von { $name } ist in der Warteschlange: Niemand kann sie übernehmen.
   *[other] { $waiting } Aufgaben von { $name } sind in der Warteschlange: Niemand kann sie übernehmen.
}
not-away = { $name } ist nicht abwesend.
sheet-state = Stand: { $state }
sheet-state-why = Stand: { $state } – { $reason }
step-line = { $at } · { $what } · { $by }
step-line-more = { $line } · { $more }
step-to = → { $name }
step-to-words = → { $name }: { $words }
step-from-to = { $before } → { $now }
step-complaint = { $complaint }: { $words }
steps-earlier = … und { $count } frühere
history = Verlauf
history-title = { $ref }: Verlauf
came-declined = { $by } hat abgelehnt: { $words }
came-given-back = { $by } hat zurückgegeben: { $words }
came-returned = { $by } hat sich { $span } lang nicht gemeldet.
came-handed-over = { $by } hat übergeben: { $words }
came-paused = { $by } hatte pausiert: { $words }
came-sent-back = Zum Nachbessern – { $why }
step-filed = eingegangen
step-assigned = zugewiesen
step-acknowledged = angenommen
step-declined = abgelehnt
step-given-back = zurückgegeben
step-breached = Zusage nicht gehalten
step-extended = Frist verlängert
step-taken-care = hat sich darum gekümmert
step-policy = eine andere Zusage gilt
step-calendar = andere Bürozeiten gelten
step-returned = zurück in der Warteschlange
step-still-asked = gefragt, ob noch jemand dran ist
step-still-on-it = noch dran
step-lease-snoozed = später wieder zu fragen
step-handed-over = übergeben
step-reassigned = neu zugewiesen
step-asked = Rückfrage gestellt
step-paused = pausiert
step-resumed = fortgesetzt
step-done = erledigt
step-result-changed = Ergebnis geändert
step-accepted = Ergebnis bestätigt
step-closed-by-silence = ohne Antwort abgeschlossen
step-sent-back = zum Nachbessern
step-reopened = wieder geöffnet
step-cancelled = storniert
step-unanswered = keine Antwort bekommen
step-rated = bewertet
step-edited = Text nachträglich geändert
step-wish = anderer Wunschtermin
step-appointment = Termin
step-appointment-tied = { $ref }, { $at }
step-appointment-untied = nicht mehr für { $ref }
step-appointment-moved = { $ref } verschoben auf { $at }
step-appointment-cancelled = { $ref } findet nicht statt
step-deleted = Nachricht zurückgezogen
step-client-said = Nachricht eingegangen
step-staff-said = Nachricht gesendet
step-noted = interne Notiz
step-note-edited = interne Notiz geändert
step-note-deleted = interne Notiz zurückgenommen
step-message-edited = Nachricht geändert
step-message-deleted = Nachricht zurückgenommen
step-priority = Priorität geändert
step-plan = Tarif geändert
step-contact = anderer Kontakt
step-category = Art geändert
step-team = anderes Team

## Home

home-title-client = { $office }
home-title-assistant = Ihr Tag bei { $office }
home-title-manager = { $office } auf einen Blick
home-title-administrator = Verwaltung von { $office }
home-administrator = Sie kümmern sich um Personen, Rollen und Konten.
home-to-acknowledge = Anzunehmen: { $count }
home-in-progress = In Arbeit: { $count }
home-waiting = Wartet auf Antwort: { $count }
home-done-today = Heute erledigt: { $count }
home-next = Als Nächstes: { $ref } · { $client } · { $words }
home-due-next = Fällig { $at }: { $ref } · { $client } · { $words }
home-nothing = Es wartet nichts auf Sie.
home-client-none = Sie haben keine offenen Aufträge. Schreiben Sie einfach, was Sie brauchen.
home-wants-you = Wartet auf Sie: { $ref } · { $words }
home-new = Neuer Auftrag
home-requests = Alle meine Aufträge
home-mine = Meine Aufgaben
home-queue = Warteschlange
home-board = Übersicht
home-people = Personen
home-away = Abwesend: { $names }

## People for managers

people-title = Personen
people-line = { $name } · { $role } · { $what }
people-fine = erreichbar
people-away = abwesend
people-unreachable = nicht erreichbar
people-pending = wartet auf Bestätigung
people-invite = Einladen
people-clients = Firmen und Praxen
people-dead = Nicht zugestellte Nachrichten
people-search = Oder schreiben Sie einen Namen hinter { $command }.
people-none = Niemand gefunden.
person-title = { $name }
person-role = Rolle: { $role }
person-client = Gehört zu: { $client }
person-team = Team: { $team }
person-where = Schreibt auf: { $platforms }
person-in-hand = In Arbeit: { $count }
person-make = Zur Rolle { $role }
person-make-confirm = Die Rolle von { $name } ändern ({ $role })? Offene Aufgaben einer Assistenz gehen an andere.
person-move-confirm = { $name } ins Team { $team } geben? Offene Aufgaben einer Assistenz bleiben im alten Team.
person-move = Team { $team }
person-deactivate = Zugang beenden
person-deactivate-confirm = Zugang von { $name } beenden? Offene Aufgaben gehen zurück in die Warteschlange.
person-deactivate-client-confirm = Zugang von { $name } beenden? Offene Aufträge bleiben, wo sie sind; Sie werden gefragt, wer sonst davon hört.
person-deactivated = { $name } hat keinen Zugang mehr.
person-set-away = Als abwesend melden
person-set-back = Als wieder da melden
person-changed = Die Änderung bei { $name } ist gespeichert.
person-role-told = Sie sind hier jetzt { $role }. { $help } zeigt, was Sie tun können.
person-not-yourself = Bei sich selbst geht das nicht.
not-bound = { $ref } unterliegt der beruflichen Schweigepflicht, und für { $name } ist keine Verpflichtung hinterlegt. Sie lässt sich auf der Karte der Person eintragen.
person-last-manager = Mindestens eine Leitung muss bleiben.
clients-title = Firmen und Praxen
client-line = { $name } · { $sees }
client-sees-own = jede Person sieht nur ihre Aufträge
client-sees-all = alle sehen alle Aufträge
client-switch = Ändern: { $sees }
invite-title = Jemanden einladen
invite-role = Als was?
invite-name = Wie heißt die Person?
invite-client = Für welche Firma oder Praxis?
invite-team = Welches Team?
people-invites = Offene Einladungen
clients-back = Alle Firmen und Praxen
client-contacts = Personen dort: { $names }
client-no-contacts = Von dort ist noch niemand hier.
client-plan = Tarif
client-plan-line = Tarif: { $plan }
client-plan-title = Tarif von { $name }
client-which-plan = Welcher Tarif?
client-plan-help = Die Zusagen für offene Aufgaben richten sich sofort danach, gerechnet ab deren Beginn.
client-rename = Umbenennen
client-rename-title = { $name } umbenennen
client-new-name = Wie heißt die Firma oder Praxis jetzt?
client-renamed = { $before } heißt jetzt { $name }.
client-name-taken = { $name } gibt es schon.
client-invite = Jemanden von dort einladen
client-alike = { $name } klingt wie etwas, das es schon gibt
client-alike-which = Was ist gemeint?
client-new-named = Neu: { $name }
invite-new-client = Eine neue
invite-client-name = Wie heißt die neue Firma oder Praxis?
invite-made = Einladung für { $name }
invite-code = { $code }
invite-until = Das ist der Code. Er gilt für eine Person, bis { $expires }; geben Sie ihn weiter.
invite-telegram = Auf Telegram einfach öffnen: { $link }
invite-slack = Auf Slack schreiben: { $command }
invite-who = Rolle: { $role }
invite-who-client = Rolle: { $role } · { $client }
invite-withdraw = Zurückziehen
invite-withdraw-of = Zurückziehen: { $name }
invite-withdrawn = Zurückgezogen: Mit diesem Code kommt niemand mehr herein.
invite-used = Eingelöst: Die Person ist da.
invite-over = Dieser Code ist schon eingelöst, zurückgezogen oder abgelaufen.
invites-none = Es ist niemand eingeladen, der noch nicht da ist.
invite-line = { $name } · { $who } · bis { $expires }
invite-client-needed = Wer Aufträge gibt, gehört zu einer Firma oder Praxis: Wählen Sie eine, oder nennen Sie eine neue.
dead-title = Nicht zugestellte Nachrichten
dead-none = Alle Nachrichten sind angekommen.
dead-line = { $name } · { $platform } · { $why } · { $at }
dead-retry = Noch einmal: { $name }
dead-retried = Wird noch einmal versucht.

## Alarms

contact-left = { $name } hat keinen Zugang mehr: Auf Kundenseite erfährt jetzt niemand von { $ref }. Die Leitung weiß Bescheid.
contact-left-title = { $name } ({ $client }) hat keinen Zugang mehr
contact-left-tasks = Davon erfährt auf Kundenseite jetzt niemand: { $tasks }
contact-left-settled = Was offen war, hat jetzt einen anderen Kontakt oder ist beendet.
contact-all-to = Alle an { $name }
contact-gone = { $name } hat keinen Zugang mehr, auf Kundenseite würde niemand von { $ref } erfahren. Die Leitung kann jemand anderen benennen.
contact-gone-line = ⚠ { $name } hat keinen Zugang mehr: Auf Kundenseite erfährt niemand davon.
contact-which = { $ref }: Wer spricht jetzt für { $client }?
contact-none = { $client } hat sonst niemanden. Laden Sie jemanden ein ({ $people }), oder stornieren Sie den Auftrag.
contact-now = { $ref } geht ab jetzt an { $name }.
contact-now-all = { $count ->
    [0] Es ist nichts mehr offen.
    [one] Eine Aufgabe geht ab jetzt an { $name }.
   *[other] { $count } Aufgaben gehen ab jetzt an { $name }.
}
other-contact = Anderer Kontakt
other-contact-of = Anderer Kontakt für { $ref }
person-unreachable = { $name } ist nicht zu erreichen: Keine Adresse nimmt mehr Nachrichten an.
alarm-unreadable = Eine Nachricht war nicht lesbar ({ $platform }). Sie liegt beiseite; alles andere geht weiter.
alarm-dead-letter = Etwas ist dreimal fehlgeschlagen und liegt jetzt beiseite ({ $platform }). Warum, steht im Protokoll des Betriebs.
alarm-timer-failed = Etwas Fälliges ist immer wieder fehlgeschlagen und wurde aufgegeben ({ $kind }). Warum, steht im Protokoll des Betriebs.
alarm-timer-unknown = Diese Version des Programms weiß nicht, was mit etwas Fälligem zu tun ist ({ $kind }). Es bleibt erhalten und wird stündlich neu versucht; die Version, die es kennt, holt es nach.
alarm-clock-jumped = Die Uhr des Rechners, auf dem das Büro läuft, wurde um { $minutes ->
    [one] eine Minute
   *[other] { $minutes } Minuten
} { $way ->
    [back] zurückgestellt,
   *[forward] vorgestellt,
} oder der Rechner stand so lange still. Erinnerungen und Fristen richten sich nach dieser Uhr: Bitte sehen Sie nach, ob sie stimmt.
alarm-message-refused = Die Plattform hat eine Nachricht abgewiesen ({ $why }); sie wurde nicht zugestellt.
alarm-message-unknown = Ob eine Nachricht angekommen ist, ließ sich trotz mehrerer Versuche nicht klären; sie liegt jetzt beiseite.
alarm-files-full = Die Platte für Dateien ist voll. Dateien, die jemand schickt, kommen, sobald wieder Platz ist.
alarm-words-refused = In der Datenbank steht etwas, das das Büro dort nicht geschrieben hat ({ $where }); es wurde niemandem gezeigt. Jemand hat es von Hand geändert, oder ein Datenträger geht kaputt: Das Protokoll nennt die Zeile, eine Sicherung hat sie, wie sie war.
alarm-files-unwritable = Dateien, die jemand schickt, können nicht abgelegt werden ({ $why }). Sie kommen, sobald der Ordner wieder beschreibbar ist.
alarm-telegram-gap = { $count ->
    [one] Telegram hat eine Nachricht verloren: In der Zählung fehlt eine.
   *[other] Telegram hat Nachrichten verloren: In der Zählung fehlen { $count }.
} Bitte fragen Sie nach, ob etwas unbeantwortet geblieben ist.
alarm-telegram-second-reader = Jemand anders liest die Nachrichten des Telegram-Bots mit. Ist das keine vergessene zweite Kopie dieses Büros, dann ist das Token in fremden Händen: Bitte erneuern Sie es.
alarm-telegram-foreign-webhook = Die Nachrichten des Telegram-Bots gingen an eine fremde Adresse. Das Token könnte in fremden Händen sein: Bitte erneuern Sie es.
alarm-telegram-token = Telegram weist das Token des Bots ab. Telegram bleibt aus, bis das Token in der Konfiguration stimmt.
alarm-slack-token = Slack weist das Token der App ab. Slack bleibt aus, bis das Token in der Konfiguration stimmt.
alarm-slack-scope = Slack weist einen Aufruf ab, weil der App ein Recht fehlt. Bitte vergleichen Sie die App mit `python -m bot slack-manifest` und installieren Sie sie neu.
alarm-slack-team = Das Slack-Token gehört zu einem anderen Workspace als bisher. Slack bleibt aus, bis das Token in der Konfiguration stimmt.
alarm-slack-socket-off = Für die Slack-App ist Socket Mode ausgeschaltet. Bitte schalten Sie ihn wieder ein (oder stellen Sie [slack] mode auf http).
alarm-slack-clock = Die Uhr dieses Rechners geht um { $seconds ->
    [one] eine Sekunde
   *[other] { $seconds } Sekunden
} falsch: Slack weist bald alles ab. Bitte stellen Sie die Uhr.
alarm-slack-flood = Slack hält Ereignisse zurück: In einer Stunde waren es zu viele. Sie werden später geholt.
alarm-slack-revoked = Die Slack-App wurde deinstalliert, oder ihre Token wurden widerrufen. Bitte installieren Sie sie neu.
alarm-outage = { $hours ->
    [one] Das Büro war eine Stunde abgeschnitten;
   *[other] Das Büro war { $hours } Stunden abgeschnitten;
} die Plattformen könnten inzwischen Nachrichten verworfen haben. Bitte fragen Sie nach, ob etwas unbeantwortet geblieben ist.
alarm-forged-buttons = Jemand probiert Knöpfe aus, die es nicht gibt.
alarm-group = Jemand hat mich in eine Gruppe geholt ({ $platform }). Ich habe sie wieder verlassen: Ich spreche immer nur mit einer Person.
alarm-shared = Ein Slack-Kanal wird jetzt mit einer anderen Firma geteilt: Was dort steht, lesen auch andere. Ich schreibe nie in Kanäle. Bitte halten Sie es mit allem, was uns anvertraut ist, ebenso.
alarm-flood = Jemand schickt mir mehr, als ein Mensch schreiben kann ({ $platform }). Was zu viel ist, nehme ich nicht an; alle anderen bediene ich wie immer.
flood-notice = Das war zu viel auf einmal. Bitte warten Sie einige Minuten; was Sie zuletzt geschickt haben, ist nicht angekommen.
alarm-audit-head = Der letzte Eintrag des Änderungsprotokolls lässt sich nicht am zweiten Ort ablegen. Bitte sehen Sie nach der Platte und nach [audit] heads, und lassen Sie „audit verify“ laufen.
audit-head = Änderungsprotokoll: Zeile { $number }, { $hash }. Bitte aufheben: Daran lässt sich später erkennen, ob etwas abgeschnitten wurde.
outage-notice = { $office } war { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
} nicht erreichbar. Wenn Sie inzwischen geschrieben und keine Nummer bekommen haben, schreiben Sie bitte noch einmal.

## Promises

clock-acknowledge = Annahme
clock-first-response = erste Antwort
clock-next-update = nächste Nachricht nach außen
clock-next-update-you = nächste Nachricht an Sie
clock-resolution = Erledigung
listed = { $before }, { $last }
span = { $hours ->
    [0] { $minutes } Min.
   *[other] { $minutes ->
        [0] { $hours } Std.
       *[other] { $hours } Std. { $minutes } Min.
    }
}
on-day = { $day }.{ $month }.
on-day-named = { $day } ({ $name })
promise-line = Sie hören von uns bis { $at }.
promise-done-line = Erledigt bis { $at }.
promise-line-over = Sie hätten schon von uns hören sollen.
promise-done-line-over = Es hätte schon erledigt sein sollen.
promise-of = { $ref }: { $promised }
promise-gone = { $ref }: keine feste Zeit mehr.
promises-changed = Damit können Sie ab jetzt rechnen:
    { $lines }
plan-none = kein Tarif
plan-set = Neuer Tarif von { $client }: { $plan }. { $count ->
    [0] Keine Frist ändert sich.
    [one] Für eine offene Aufgabe gelten jetzt andere Fristen.
   *[other] Für { $count } offene Aufgaben gelten jetzt andere Fristen.
}
promise-moved = { $clock ->
    [resolution] { $ref } dauert länger als zugesagt: jetzt bis { $until }.
   *[other] Zu { $ref } hören Sie später von uns als zugesagt: bis { $until }.
}
due-line = Fällig { $at }
alert-title = { $ref } · { $client }: { $clock }
alert-at-risk = In Gefahr: fällig { $at }
alert-breached = Nicht eingehalten: war fällig { $at }
alert-over-again = Auch die neue Frist ist vorbei: { $at }
alert-now-due = Jetzt fällig { $at }
alert-met = Rechtzeitig, { $at }
alert-met-late = Erst nach der Frist: { $at }
alert-over = Nicht mehr nötig seit { $at }
alert-standing = Die Uhr steht seit { $at }
alert-open = { $clock ->
    [acknowledge] Seit { $at } hat sie niemand angenommen
    [resolution] Nicht erledigt, offen seit { $at }
   *[other] Offen seit { $at }
}
alert-undated = Zugesagt ist keine Zeit mehr.
alert-nobody = Niemand hat sie.
alert-late = Verspätet: Das hätten Sie { $at } lesen sollen.
alert-care = { $name } kümmert sich bis { $until } darum.
alarm-alerts-late = { $count ->
    [one] Eine Warnung zu einer Zusage ist verspätet: Sie hätte vor mehr als einer Minute kommen sollen.
   *[other] Warnungen zu Zusagen sind verspätet: Zu { $count } Aufgaben hätte vor mehr als einer Minute eine kommen sollen.
} Bitte sehen Sie unter /board und im Protokoll des Betreibers nach.
alarm-alerts-untold = { $count ->
    [one] Eine Warnung zu einer Zusage wurde beschlossen, aber nicht an alle geschrieben, für die sie ist.
   *[other] { $count } Warnungen zu Zusagen wurden beschlossen, aber nicht an alle geschrieben, für die sie sind.
} Bitte sehen Sie unter /board nach.
alarm-nobody-to-alert = Eine Zusage ist in Gefahr, und niemand im Büro war zu erreichen. Bitte sehen Sie unter /board nach.
soon-title = { $count ->
    [one] Eine Aufgabe ist bald fällig
   *[other] { $count } Aufgaben sind bald fällig
}
soon-line = { $ref } · { $client } · { $words }: fällig { $at }
over-title = { $count ->
    [one] Eine Aufgabe ist überfällig
   *[other] { $count } Aufgaben sind überfällig
}
over-or-soon-title = { $count } Aufgaben sind überfällig oder bald fällig
over-line = { $ref } · { $client } · { $words }: war fällig { $at }
lease-title = { $ref }: noch dran?
lease-what = { $client } · { $words }
lease-silent = Seit { $at } hat sich nichts getan.
lease-back = Ohne Antwort geht die Aufgabe an jemand anderen: { $at }.
lease-settled = Geklärt, { $at }
lease-snoozed = Sie werden wieder gefragt: { $until }.
still-on-it = Bin dran
lease-snooze = Später
still-on-it-toast = Gut. Wenn sich nichts tut, werden Sie zu { $ref } wieder gefragt: { $until }.
task-lapsed = Zurück in der Warteschlange: { $span } lang kein Lebenszeichen.
task-lapsed-told = { $ref } ist zurück in der Warteschlange: { $span } lang kam von Ihnen kein Lebenszeichen.
lease-returned = { $ref } von { $client } ging zurück in die Warteschlange. { $why } Jetzt liegt die Aufgabe bei { $name }.
lease-old = { $name } hat { $ref } von { $client } seit { $days } Tagen. Soll die Aufgabe dort bleiben?
i-take-care = Ich kümmere mich
raise-priority = Priorität erhöhen
extend = Frist verlängern
hours-more = { $hours ->
    [one] Eine Stunde mehr
   *[other] { $hours } Stunden mehr
}
extend-title = Frist von { $ref } verlängern
extend-hours = Um wie viel Arbeitszeit?
extend-why = Warum? (bleibt im Büro)
extended-toast = { $ref } ist jetzt { $until } fällig.
nothing-to-extend = Für { $ref } läuft keine Frist, die sich verlängern ließe.
taken-care = Sie kümmern sich um { $ref }: bis { $until } keine Erinnerungen mehr.
command-why = warum etwas dann fällig ist, mit „{ "T-1042" }“ dahinter
why-button = Warum?
why-what = Bitte nennen Sie den Auftrag, etwa T-1042.
why-title = Warum { $ref } dann fällig ist
why-no-promise = Für { $ref } ist nichts zugesagt.
why-kept = { $clock }: erfüllt { $at }, rechtzeitig (Frist { $due })
why-clock = { $clock }
why-clock-due = Warum { $clock } bis { $at }?
why-filed = Eingegangen { $at }, Zusage „{ $policy }“
why-filed-you = Eingegangen { $at }
why-begun = Läuft seit { $at }, Zusage „{ $policy }“
why-begun-you = Läuft seit { $at }
why-changed = Geändert { $at }: { $why ->
    [priority] andere Priorität
    [category] andere Art
    [plan] anderer Tarif
   *[policy] andere Zusage
}
why-extended = Verlängert { $at } bis { $until } von { $by }: { $reason }
why-extended-you = Verlängert { $at } bis { $until }
why-budget = Zugesagt binnen { $seconds } Bürozeit
why-cutoff-kept = Bis { $cutoff } eingegangen, also am selben Tag um { $same_day } fällig
why-cutoff-missed = Nicht bis { $cutoff } eines Arbeitstags eingegangen, also am nächsten um { $next_day } fällig
why-before = { $seconds } Bürozeit vor { $what ->
    [appointment] dem Termin { $ref }
   *[deadline] dem Wunschtermin
}, { $at }
why-date-moved = { $what ->
    [appointment] Seit { $since } gilt diese Zeit des Termins { $ref }: { $at }
   *[deadline] Seit { $since } gilt ein anderer Wunschtermin: { $at }
}
why-date-gone = { $what ->
    [appointment] Seit { $since } gibt es den Termin { $ref } nicht mehr
   *[deadline] Seit { $since } ist kein Termin mehr gewünscht
}
why-before-near = { $what ->
    [appointment] Der Termin { $ref } ist { $at }; bis dahin waren weniger als { $seconds } Bürozeit übrig
   *[deadline] Gewünscht bis { $at }; bis dahin waren weniger als { $seconds } Bürozeit übrig
}
why-opens = Das Büro öffnet { $at }
why-gap = (dazwischen { $span } geschlossen)
why-leg = { $stretch }: { $seconds } { $gap }, es bleiben { $remaining }; geschlossen bis { $opens }
why-leg-stops = { $stretch }: { $seconds } { $gap }, es bleiben { $remaining }
why-leg-last = { $stretch }: die letzten { $seconds } { $gap }
why-leg-only = { $stretch }: { $seconds } { $gap }
why-days = { $count } weitere Tage: { $seconds }, es bleiben { $remaining }; geschlossen bis { $opens }
why-holidays = { $count ->
    [one] Dazwischen geschlossen: { $dates }
   *[other] Dazwischen geschlossen: { $dates }
}
why-paused-waiting = { $stretch }: { $seconds } zählen nicht, da auf Antwort gewartet wurde
why-paused-waiting-you = { $stretch }: { $seconds } zählen nicht, da wir auf Sie gewartet haben
why-paused-aside = { $stretch }: { $seconds } zählen nicht, zurückgestellt von { $by }: { $reason }
why-paused-aside-you = { $stretch }: { $seconds } zählen nicht, zurückgestellt
why-paused-finished = { $stretch }: { $seconds } zählen nicht, erledigt bis zum Nachbessern
why-added = Dafür kommen { $seconds } Bürozeit hinzu
why-breached = Nicht eingehalten: überschritten { $at }
why-standing = Die Uhr steht seit { $since }; { $remaining } bleiben
why-nothing = Nichts zugesagt
why-over = Nicht mehr nötig seit { $at }
why-met = Erfüllt { $at }
why-met-late = Erst nach der Frist: { $at }
why-turns = Wer dran war: { $shares }
turn-office = Büro { $span }
turn-client = Kundschaft { $span }
turn-ours = wir { $span }
turn-yours = Sie { $span }
turn-outside = außerhalb der Bürozeit { $span }
deadline-near = { $ref } ist gewünscht bis { $at }
deadline-past = { $ref } war gewünscht bis { $at }
deadline-question = Wir warten noch auf Ihre Antwort: { $words }

## Reminders

remind-set = Ich erinnere Sie: { $at }
remind-is-it = Ich erinnere Sie: { $at } – stimmt das?
remind-unless = Ohne Antwort bleibt es dabei.
remind-once = Nur dieses eine Mal: Erinnerungen wiederholen sich nicht.
remind-other = Eher { $at }
remind-how = Wann, habe ich nicht verstanden. Schreiben Sie die Zeit und worum es geht: { $remind } T-1042 morgen 9 Uhr zurückrufen
remind-over = Diese Zeit ist vorbei oder mehr als fünf Jahre entfernt. Bitte nennen Sie eine andere.
remind-when-title = Andere Zeit
remind-when = Wann soll ich Sie erinnern?
remind-when-help = Zum Beispiel: morgen 9 Uhr, in zwei Stunden, am Freitagnachmittag
reminder-title = Erinnerung
reminder-of-task = { $ref } · { $words }
reminder-late = Um { $late } verspätet: Das hätte { $at } kommen sollen.
snooze-quarter = Später: 15 Min.
snooze-hour = Später: 1 Std.
snooze-morning = Morgen früh
snooze-working-day = Nächster Arbeitstag
reminder-show = { $ref } zeigen
reminder-done = Erinnerung erledigt, { $at }
reminder-deleted = Erinnerung gelöscht.
reminder-dropped = Keine Erinnerung mehr nötig: { $ref } ist beendet.
reminders-title = Ihre Erinnerungen
reminders-none = Es gibt keine. Mit { $remind }, der Zeit und Ihren Worten legen Sie eine an.
reminder-line = { $number }. { $at } · { $what }
reminder-line-is = { $line } ({ $standing })
reminder-is-asked = noch nicht bestätigt
reminder-is-told = gemeldet, nicht abgehakt
reminder-is-dropped = nicht gesendet: Die Aufgabe ist beendet
delete = Löschen
delete-number = { $number } löschen

# Termine
booking-unknown = Diesen Termin gibt es hier nicht.
booking-just-changed = { $ref } wurde gerade geändert. Bitte schauen Sie noch einmal nach.
booking-cannot-now = Das geht nicht mehr: { $ref } ist { $state }.
booking-not-begun = { $ref } beginnt erst am { $at }.
booking-service-gone = Diese Art von Termin wird nicht mehr angeboten.
booking-state-held = vorgemerkt
booking-state-pending = noch nicht bestätigt
booking-state-confirmed = bestätigt
booking-state-done = erledigt
booking-state-no-show = als nicht erschienen vermerkt
booking-state-expired = nicht mehr vorgemerkt
booking-state-declined = abgelehnt
booking-state-cancelled = abgesagt
booking-offered = Ein Termin ist frei geworden: { $at }. Wir halten ihn für Sie bis { $until } frei.
booking-reminder = Ihr Termin { $ref }: { $what }
booking-reminder-missed = Die Erinnerung an { $ref } ({ $at }) konnte nicht rechtzeitig gesendet werden.
booking-reminder-over = Die Erinnerung an { $ref } ist nicht mehr nötig.
booking-come = Komme
booking-comes = Sie kommen.
booking-will-come = { $name } kommt: { $ref }, { $at }
command-book = einen Termin buchen
command-agenda = Ihre Termine
command-calendar = Ihre Termine in Ihrem Kalenderprogramm
book-nothing = Hier gibt es nichts zu buchen.
book-which = Was für ein Termin?
book-kind-at = { $what }, { $at }
book-kind-when = { $at }
book-how-long = Wie lange?
book-minutes = { $count } Min.
book-with-whom = Bei wem?
book-anybody = Egal
book-another-person = Andere Person
book-title = { $service }, { $count } Min.
book-title-with = { $what }, bei { $host }
book-title-propose = Anderer Vorschlag für { $ref }: { $what }
book-title-move = { $ref } verschieben: { $what }
book-which-day = { $month } – welcher Tag? Die Zeiten gelten in { $zone }.
book-which-time = { $day } – um wie viel Uhr? ({ $zone })
book-day = { $weekday ->
        [1] Mo
        [2] Di
        [3] Mi
        [4] Do
        [5] Fr
        [6] Sa
       *[7] So
    } { $day }.
book-month = { $month ->
        [1] Januar
        [2] Februar
        [3] März
        [4] April
        [5] Mai
        [6] Juni
        [7] Juli
        [8] August
        [9] September
        [10] Oktober
        [11] November
       *[12] Dezember
    } { $year }
book-day-of = { $day } { $month }
book-time = { $time }
book-at = { $at }
book-find-time = Freie Zeit suchen
book-which-meant = Welche Zeit meinen Sie? Frei sind alle.
book-next = Die nächsten freien Zeiten:
book-nothing-free = Es ist nichts frei.
book-none-that-day = Am { $day } ist nichts frei.
book-none-then = Dann ist nichts frei.
book-first-free = Nächster freier
book-later = Später
book-days = Tage
book-earlier-month = Monat davor
book-later-month = Nächster Monat
book-other-day = Anderer Tag
book-other-times = Andere Zeiten
book-denied = Das geht nicht
book-instead = Stattdessen frei:
book-no-past = Diese Zeit ist vorbei.
book-no-length = So lange wird es nicht angeboten.
book-no-booker = Das bucht nur das Büro.
book-no-plan = Das gehört nicht zu Ihrem Tarif.
book-no-notice = Das ist zu kurzfristig.
book-no-too-far = Das liegt zu weit voraus.
book-no-taken = Diese Zeit ist vergeben.
book-no-too-close = Das liegt zu nah an einem anderen Termin.
book-no-busy = Da steht schon etwas anderes im Kalender.
book-no-away = Da ist niemand da, der das macht.
book-no-closed = Da ist nicht geöffnet.
book-no-step = Um diese Zeit beginnt es nicht.
book-no-day-full = Dieser Tag ist voll.
book-no-week-full = Diese Woche ist voll.
book-no-unverified = Der Kalender konnte zuletzt nicht gelesen werden.
book-not-bound = Für diese Person ist keine Verpflichtung zur Verschwiegenheit hinterlegt. Bitte nehmen Sie jemand anderen.
book-it = Buchen
book-release = Freigeben
book-released = Die Zeit ist wieder für andere frei.
book-new = Termin buchen
book-settled = Gebucht: { $at }
booking-some = Termin
booking-title = { $ref } · { $what }
booking-held = { $what }: für Sie frei gehalten bis { $at }
booking-held-over = { $what }: nicht mehr für Sie frei gehalten
booking-when = { $at }
booking-elsewhere = In { $zone }: { $day }, { $span }
booking-unusual = In dieser Woche liegen die Uhren anders auseinander als sonst.
booking-is = Stand: { $state }
booking-with = Bei: { $lines }
booking-where = Wo: { $place }
booking-contact = { $name }, { $client }
booking-answer = { $question }: { $answer }
booking-overridden = Trotzdem gebucht: { $lines }
booking-propose = Anderer Vorschlag
booking-agree = Passt
booking-proposed-there = Für { $ref } vorgeschlagen: { $at }
booking-was-proposed = { $by } schlägt für { $ref } eine andere Zeit vor: { $at }
booking-proposal-over = Diese Zeit ist für { $ref } nicht mehr vorgeschlagen.
booking-proposed = Anderer Vorschlag: { $at }
booking-caller = Für: { $name }
booking-guest = Kommt auch: { $name }
booking-reason = Grund: { $words }
booking-move = Verschieben
booking-cancel = Absagen
booking-cancel-sure = { $ref } wirklich absagen?
booking-add = Jemanden hinzufügen
booking-add-title = Zu { $ref } hinzufügen
booking-guest-name = Name
booking-guest-mail = E-Mail-Adresse
booking-guest-mail-how = Dorthin kann eine Einladung gehen. Vorher werden Sie noch einmal gefragt.
invitation-ask = { $name } per E-Mail zu { $ref } einladen?
invitation-title = Einladung für { $name } zu { $ref }
invitation-to = An: { $address }
invitation-how = Stimmt die Adresse? Dorthin gehen dann der Termin und jede Änderung.
invitation-send = Einladung senden
invitation-leave = Nicht senden
invitation-waiting = Ist unterwegs.
invitation-later = Sie geht hinaus, sobald der Termin bestätigt ist.
invitation-told = Gesendet.
invitation-failed = Sie konnte nicht zugestellt werden.
invitation-left = Es wird nichts gesendet.
invitation-no-address = Das ist keine E-Mail-Adresse. Sie sieht aus wie name@example.org.
invitation-there-already = Unter dieser Adresse ist schon jemand eingeladen.
invitation-refused = Der Mailserver weist die Einladung für { $name } zu { $ref } ab: { $address } ({ $code })
invitation-too-late = Die Einladung für { $name } zu { $ref } konnte nicht rechtzeitig gesendet werden: { $address }
letter-subject-invited = Einladung: { $what }, { $at }
letter-subject-changed = Geändert: { $what }, { $at }
letter-subject-over = Abgesagt: { $what }, { $at }
letter-hello = Guten Tag, { $name },
letter-invited = { $by } lädt Sie zu einem Termin ein. Mit der angehängten Kalenderdatei steht er auch in Ihrem Kalender.
letter-changed = dieser Termin hat sich geändert. Jetzt gilt:
letter-over = dieser Termin ist abgesagt:
letter-zone = Die Zeiten gelten für { $zone }.
letter-ref = Referenz: { $ref }
booking-decline-title = { $ref } ablehnen
booking-decline-words = Warum? Die andere Seite liest das.
booking-done = Erledigt
booking-no-show = Nicht erschienen
booking-show = { $ref }
booking-moved-there = { $ref } ist verschoben: { $at }
booking-was-moved = { $ref } wurde verschoben ({ $by }): von { $before } auf { $at }
booking-was = { $ref } ({ $at }) ist { $state }. ({ $by })
booking-file = { $ref } für Ihren Kalender
booking-file-over = Damit verschwindet { $ref } aus Ihrem Kalender
booking-file-name = Termin-{ $ref }.ics
booking-file-title = { $what } ({ $ref })
booking-was-confirmed = { $ref } ist bestätigt: { $at }
booking-line = { $number }. { $at } · { $ref } · { $what }
booking-line-with = { $line } · { $name }
booking-line-is = { $line } ({ $state })
wait-list = Warteliste
wait-title = Auf der Warteliste: { $what }
wait-day = Für { $day }.
wait-any = Für alles, was gebucht werden kann.
wait-how = Wird etwas frei, erfahren Sie es; es ist dann eine Weile nur für Sie frei gehalten.
wait-leave = Von der Liste nehmen
wait-left = Sie stehen nicht mehr auf der Warteliste.
plan-several = Mehrmals
plan-form = Mehrmals
plan-how-often = Wie oft?
plan-how-many = Wie viele Male?
plan-look = Termine ansehen
plan-weeks = { $count ->
    [1] jede Woche
   *[other] alle { $count } Wochen
}
plan-times-wrong = Eine Reihe hat 2 bis { $most } Termine.
plan-title = { $what }: { $often }, { $count }-mal
plan-line = { $number }. { $at }: { $state }
plan-free = frei
plan-skipped = ausgelassen
plan-clash = { $lines }
plan-clear = { $count ->
    [one] Ein Termin. Noch ist nichts gebucht.
   *[other] { $count } Termine, alle frei. Noch ist nichts gebucht.
}
plan-clashes = { $count ->
    [one] Ein Termin geht so nicht: Lassen Sie ihn aus oder wählen Sie eine andere Zeit. Noch ist nichts gebucht.
   *[other] { $count } Termine gehen so nicht: Lassen Sie sie aus oder wählen Sie andere Zeiten. Noch ist nichts gebucht.
}
plan-skip = { $number } auslassen
plan-shift = { $number }: andere Zeit
plan-back = { $number } wie vorher
plan-return = Zurück
plan-book = { $count ->
    [one] Buchen
   *[other] Alle { $count } buchen
}
plan-instead = Frei statt Termin { $number } ({ $at }):
plan-nothing = Um Termin { $number } ({ $at }) herum ist nichts frei.
plan-dropped = Es wurde keine Reihe gebucht.
plan-booked = { $count ->
    [one] Gebucht: ein Termin
   *[other] Gebucht: { $count } Termine
}
booking-series = { $what }, { $count } Termine
booking-accept-all = Alle bestätigen
booking-series-confirmed = { $count ->
    [one] Ein Termin Ihrer Reihe ist bestätigt.
   *[other] { $count } Termine Ihrer Reihe sind bestätigt.
}
booking-file-series = { $count } Termine für Ihren Kalender
book-anyway = Trotzdem buchen
book-anyway-sure = Die Regeln des Büros für { $at } übergehen? Es wird vermerkt.
book-anyway-done = Trotzdem genommen: { $at }
book-for-client = Für jemanden mit Zugang
book-for-caller = Für jemanden am Telefon
booking-guest-phone = Telefonnummer
agenda-own = Ihre Termine
agenda-today = Termine heute
agenda-week = Termine der nächsten sieben Tage
agenda-away = Termine in Ihrer Abwesenheit: verschieben, absagen oder stehen lassen
agenda-none = Es gibt keine.
agenda-wait = Warteliste { $number }: { $what }. { $when }
agenda-wait-show = Warteliste { $number }
agenda-show-week = Sieben Tage
agenda-show-today = Heute

## Calendars of hosts

calendar-read = Kalender von { $host }: gelesen { $at }
calendar-stale = Kalender von { $host }: zuletzt gelesen { $at }. Das ist zu lange her, es kann mehr darin stehen.
calendar-never-read = Kalender von { $host }: noch nicht gelesen

## Calendar feeds

calendar-address = Kalenderadresse
feed-title = Ihre Kalenderadresse
feed-what = Eine geheime Adresse, unter der Google, Apple, Outlook und andere Kalender Ihre Termine lesen: wann, was und die Nummer, nie mit wem. Wer sie kennt, liest mit.
feed-since = Sie haben eine seit { $at }. Sie ist hier nicht gespeichert und lässt sich nicht noch einmal zeigen.
feed-make = Adresse holen
feed-renew = Neue Adresse
feed-renew-sure = Die bisherige Adresse gilt dann sofort nicht mehr. Neue holen?
feed-end = Abschalten
feed-end-sure = Die Adresse gilt dann sofort nicht mehr. Abschalten?
feed-ended = Die Adresse gilt nicht mehr.
feed-address = Ihre geheime Kalenderadresse. Fügen Sie sie in Ihrem Kalenderprogramm als Kalender aus dem Internet (per URL) hinzu:
    { $address }
feed-none-here = In diesem Büro gibt es keine Kalenderadressen.
feed-event = { $what } · { $ref }
feed-name = Termine · { $office }

## Absences

away-how = Wann Sie abwesend sind, habe ich nicht verstanden. Zum Beispiel: { $away } Montag bis Mittwoch, { $away } bis Freitag 12 Uhr. Ohne Zeit gilt es ab sofort.
away-is-it = Sie sind abwesend: { $when }?
away-planned = Abwesenheit eingetragen: { $when }
away-planned-what = Sie beginnt und endet von selbst. In dieser Zeit kommen keine neuen Aufgaben.
away-begun = Sie sind abwesend: { $when }
away-over = Ihre Abwesenheit ist vorbei.
away-cancelled = Abwesenheit gestrichen.
away-cancel = Streichen
away-cancel-number = { $number } streichen
away-back = Wieder da
away-title = Abwesenheiten
away-none = Nichts eingetragen.
away-line = { $number }. { $when }
away-line-on = { $number }. { $when } (jetzt)
away-line-open = { $number }. ab sofort, bis Sie wieder da sind
away-plan = Abwesenheit eintragen
away-when = Wann sind Sie abwesend?
away-first-day = Erster Tag
away-last-day = Letzter Tag
away-when-help = Zum Beispiel: Montag bis Mittwoch, bis Freitag 12 Uhr, 3.–5. März
absent-title = { $name } ist jetzt abwesend, mit { $count ->
        [one] einer offenen Aufgabe
       *[other] { $count } offenen Aufgaben
    }.
absent-until = Wieder da: { $at }
absent-give = Alles von { $name } an andere

## Recurring requests

command-recurring = was regelmäßig zu tun ist, mit „{ "jeden Montag 9 Uhr Kaffee bestellen" }“ dahinter neu
recurring-title = Wiederkehrende Aufträge
recurring-asked = Regelmäßig – stimmt das?
recurring-active = Wiederkehrender Auftrag
recurring-paused = Pausiert
recurring-ended = Beendet
recurring-next = Nächstes Mal: { $at }
recurring-line = { $number }. { $words } · { $standing }
recurring-show = { $number } zeigen
recurring-none = Es gibt keine. Mit { $recurring } jeden Montag 9 Uhr Kaffee bestellen legen Sie einen an.
recurring-how = Was und wann regelmäßig, habe ich nicht verstanden. Zum Beispiel: { $recurring } jeden Montag 9 Uhr Kaffee bestellen
recurring-too-often = Öfter als einmal am Tag geht leider nicht.
recurring-no-more = Danach kommt kein Termin mehr.
recurring-missed = „{ $words }“: { $count ->
        [one] Ein Termin ist
       *[other] { $count } Termine sind
    } ausgefallen, während das Büro nicht erreichbar war. Der letzte wird jetzt erledigt.
recurring-skip = Nächstes Mal auslassen
recurring-end = Beenden
recurring-end-confirm = Dieser Auftrag kommt dann nicht wieder.
recurring-words = Was, und wann immer wieder?
recurring-words-help = Zum Beispiel: jeden Montag 9 Uhr Kaffee bestellen

## Reports

report-digest-title = { $office }: { $period }
report-client-title = Bericht für { $client }: { $period }
report-review-title = Rückblick mit { $client }: { $period }
report-days = { $first } – { $last }
report-nobody = ohne Firma
report-client = Firma
report-assistant = Assistenz
report-what = Was
report-n = n
report-reference = Nummer
report-clock = Zusage
report-cause = Wo es lag
report-reason = Grund
report-minutes = Minuten
report-stars = Sterne
report-words = In Worten
report-acknowledge = übernommen
report-first-response = erste Antwort
report-next-update = nächste Nachricht
report-resolution = erledigt
report-received = eingegangen
report-done = erledigt
report-open = offen
report-overdue = überfällig
report-at-risk = in Gefahr
report-unassigned = bei niemandem
report-was-open = vorher offen
report-came-back = zurückgekommen
report-cancelled = storniert
report-continuity = von der vertrauten Person erledigt
report-in-time = pünktlich
report-in-time-before = davor
report-decisions = Was am Ende des Zeitraums eine Entscheidung braucht
report-counts = Die Arbeit
report-times = Wie lange es dauerte, in Geschäftszeit
report-breaches = Gebrochene Zusagen
report-by-client = Nach Firmen
report-load = Wer wie viel hat
report-ratings = Rückmeldungen
report-rework = Was zurückkam
report-error-rate = Fehlerquote
report-what-was-done = Was erledigt wurde
report-mean = Mittel aller { $n }
report-chart = Anfragen, neben dem Zeitraum davor
report-no-share = –
report-share = { $percent } % von { $n }
report-share-few = { $part } von { $n }
report-cause-unassigned = niemand hatte es
report-cause-unacknowledged = noch nicht übernommen
report-cause-waiting = wartete auf eine Antwort
report-cause-paused = pausiert
report-cause-rework = zurückgegeben
report-cause-handed-on = wechselte die Hände
report-cause-in-work = in Arbeit
digest-title = { $office } · { $period }
digest-week = Woche { $number }, { $when }
digest-late = Verspätet um { $late }: vorgesehen war { $at }.
digest-now = Jetzt:
digest-then = Im Zeitraum:
digest-nothing-to-decide = Nichts braucht eine Entscheidung.
digest-overdue = ⏰ Überfällig: { $count } ({ $which })
digest-at-risk = In Gefahr: { $count } ({ $which })
digest-unassigned = Bei niemandem: { $count } ({ $which })
digest-unreachable = Nicht erreichbar: { $which }
digest-gap = Alle von { $team } sind weg: { $when }
digest-received = Eingegangen: { $count } (davor: { $before })
digest-came-back = Zurückgekommen: { $count } (davor: { $before })
digest-cancelled = Storniert: { $count } (davor: { $before })
digest-done = Erledigt: { $count } (davor: { $before })
digest-open = Am Ende offen: { $count } (davor: { $before })
digest-acknowledged = Pünktlich übernommen
digest-answered = Erste Antwort pünktlich
digest-done-in-time = Pünktlich erledigt
digest-in-time = { $clock }: { $share } (davor: { $before }){ $how ->
    [met] {" "}· Ziel { $target } % erreicht
    [missed] {" "}· unter dem Ziel von { $target } %
   *[few] {""}
}
digest-mean = { $whole },{ $tenth }
digest-broken = Gebrochene Zusagen: { $count } (davor: { $before })
digest-rework = Zurückgegeben: { $share }
digest-ratings = Bewertungen: { $stars } ★ ({ $count })
digest-low = { $ref }: { $stars } ★ { $words }
digest-show-overdue = Überfällig: { $count }
digest-show-at-risk = In Gefahr: { $count }
digest-show-unassigned = Bei niemandem: { $count }
digest-show-received = Eingegangen: { $count }
digest-show-came-back = Zurückgekommen: { $count }
digest-show-cancelled = Storniert: { $count }
digest-show-done = Erledigt: { $count }
digest-show-open = Offen: { $count }
digest-show-breaches = Gebrochene Zusagen: { $count }
digest-show-rework = Zurückgegeben: { $count }
digest-show-low = Schlechte Bewertungen: { $count }
digest-times = Zeiten und Pünktlichkeit
digest-clock-acknowledge = Übernommen
digest-clock-first-response = Erste Antwort
digest-clock-next-update = Nächste Nachricht
digest-clock-resolution = Erledigt
digest-took = { $clock }: die Hälfte binnen { $half }{ $how ->
    [many] , neun von zehn binnen { $most }
   *[few] {""}
} (n = { $count })
digest-kept-share = { $clock }, pünktlich: { $share }
digest-took-each = { $clock }, wie lange: { $count }
digest-kept = { $clock }, pünktlich: { $count }
digest-missed = { $clock }, zu spät: { $count }
digest-took-line = { $span } · { $ref } · { $words }
digest-figure = { $what } · { $period }
digest-figure-now = { $what } · Stand { $at }
digest-task = { $ref } · { $words }
digest-broken-how = { $clock }: { $cause }
digest-task-broken = { $ref } · { $why } · { $words }
digest-task-times = { $ref } ({ $times }-mal) · { $words }
digest-first-of = Hier stehen { $shown } von { $count }; die Dateien enthalten alle.
digest-not-shown = Nicht gezeigt, da eingeschränkt: { $count }
digest-more-than-once = { $tasks ->
    [one] Eine Anfrage, mehrmals gezählt.
   *[other] { $tasks } Anfragen, einige mehrmals gezählt.
}
report-left-out = Hier weggelassen
report-limited = Konten, von denen hier nur Nummern stehen dürfen
report-each-time = Alle Zeiten
report-seconds = Sekunden in Geschäftszeit
report-all = Alle Anfragen
report-category = Art
digest-nothing = Es gibt nichts zu berichten.
digest-under-way = Wird zusammengestellt …
digest-file = bericht-{ $whose }{ $period }.{ $form }
digest-picture = Eingegangen { $received } (davor { $receivedbefore }), erledigt { $done } ({ $donebefore }), offen { $open } ({ $openbefore }), überfällig { $overdue } ({ $overduebefore })
digest-as-png = Bild
digest-as-xlsx = Arbeitsmappe
digest-as-csv = Tabelle (CSV)
digest-of-whom = Es gibt keine Firma und kein Team namens „{ $name }“, oder mehrere. { $kpi } zeigt alle.
digest-ahead = { $period }: das kommt erst noch.
kpi-title = Kennzahlen
kpi-this-week = Diese Woche
kpi-last-week = Vorige Woche
kpi-this-month = Dieser Monat
kpi-last-month = Voriger Monat
kpi-clients = Nach Firma
kpi-teams = Nach Team
report-failed = Der Bericht ließ sich nicht erstellen. Bitte versuchen Sie es noch einmal; misslingt es wieder, steht der Grund im Protokoll des Büros.
digest-follow-ups = Zweimal nacheinander unzufrieden: { $which }
follow-up-of = Gespräch mit { $client }
follow-up-title = { $client } war zweimal nacheinander unzufrieden
follow-up-rating = { $ref } · { $words }: { $stars } ★ von { $by }, erledigt von { $worker }
follow-up-said = „{ $words }“
follow-up-hint = Bitte sprechen Sie mit der Firma und halten Sie fest, was dabei herauskam.
follow-up-with = { $name } kümmert sich darum.
follow-up-take = Ich kümmere mich
follow-up-taken = Sie kümmern sich um { $client }.
follow-up-settle = Geklärt …
follow-up-settle-title = { $client }: geklärt
follow-up-what = Was kam dabei heraus?
follow-up-settled-line = Geklärt von { $by }, { $at }: { $words }
follow-up-already = { $by } hat das schon geklärt, { $at }.
command-review = Unterlage für den Rückblick mit einer Firma
digest-as-pdf = PDF
review-file = rueckblick-{ $whose }{ $period }.{ $form }
review-choose = Rückblick mit welcher Firma?
review-title = Rückblick mit { $client } · { $period }
review-agreed = Bisher vereinbart:
review-agree = Vereinbartes …
review-of-whom = Es gibt keine Firma namens „{ $name }“, oder mehrere. { $review } zeigt alle.
agreed-title = Vereinbart mit { $client }
agreed-words = Was wurde vereinbart?
agreed-help = Eine Maßnahme je Zeile; jede wird eine Aufgabe. Ein Datum darin („bis Freitag“) wird ihr Wunschtermin.
agreed-contact = Mit wem?
agreed-done = Vereinbart mit { $client }
agreed-line = { $ref } · { $words } ({ $state })
agreed-line-wished = { $ref } · { $words } ({ $state }, Wunschtermin: { $wish })
agreed-nobody = Für { $client } spricht gerade niemand; eine Aufgabe braucht jemanden.
agreed-too-many = Bitte höchstens { $most } Maßnahmen auf einmal.
report-agreed = Zuletzt vereinbarte Maßnahmen
report-wished = Wunschtermin
report-state = Stand
client-report-title = Bericht für { $client } · { $period }
client-report-file = monatsbericht-{ $whose }{ $period }.{ $form }
client-report-needed = Was wir von Ihnen brauchen:
client-report-question = { $ref }: { $words }
client-report-worked = Arbeitszeit: { $span }
client-report-release = Freigeben
client-report-release-to = Geht an { $names }, sobald Sie ihn freigeben.
decided-now-released = { $client } bekommt den Bericht jetzt.
decided-already-released = { $client } hat den Bericht schon.
decided-by-released = Freigegeben von { $by }, { $at }
decided-on-released = Freigegeben { $at }
client-report-withhold = Zurückhalten
client-report-withhold-sure = { $client } bekommt dann für diesen Monat keinen Bericht; das bleibt so.
decided-now-withheld = { $client } bekommt für diesen Monat keinen Bericht.
decided-already-withheld = Dieser Bericht wird schon zurückgehalten.
decided-by-withheld = Zurückgehalten von { $by }, { $at }
decided-on-withheld = Zurückgehalten { $at }
report-appointments = Termine
report-all-appointments = Alle Termine
report-booked = gebucht
report-appointed = angesetzt
report-no-shows = nicht erschienen (laut Vermerk)
report-lead = im Voraus gebucht (Median)
report-days-ahead = { $days ->
    [0] { $hours } h
   *[other] { $days } T { $hours } h
} (n = { $n })
report-called-off = abgesagt
report-called-off-late = zu spät abgesagt
digest-booked = Termine gebucht: { $count } (davor: { $before })
digest-no-shows = Nicht erschienen: { $share } ({ $which })
digest-called-off = Termine abgesagt: { $count }, zu spät: { $late }
report-needed = Was wir von Ihnen brauchen
report-question = Frage
report-worked = Arbeitszeit
morning-title = Ihr Tag: { $when }
morning-appointments = Termine: { $count }
morning-appointment = 📅 { $when } · { $what } · { $who }
morning-due = Heute fällig: { $count }
morning-due-line = { $ref } · { $client } · { $words } · bis { $at }
morning-late-line = ⏰ { $ref } · { $client } · { $words } · überfällig seit { $at }
morning-new = Noch nicht übernommen: { $count }
morning-waiting = Wartet: { $count }
change-morning = Morgenliste
morning-choose = Morgenliste
morning-what = Was fällig ist, was wartet, wer kommt: an Arbeitstagen, nach Ihrer Uhr. Gibt es nichts, kommt nichts.
morning-none = Keine Morgenliste
settings-morning = Morgenliste: an Arbeitstagen um { $clock }
settings-morning-none = Morgenliste: keine
digest-reached = Erreichbar: { $reached }; davor: { $before }
digest-answered-share = Pünktlich beantwortet: { $share }
digest-waited = Zu lange gewartet: { $count } ({ $which })
digest-unstaffed = Niemand da: { $span } von { $of }
digest-show-waited = Zu lange gewartet: { $count }
report-reachability = Erreichbarkeit in zugesagter Zeit
report-promised = zugesagt
report-staffed = jemand war da
report-answered = pünktlich beantwortet
report-reached = erreichbar: beides zusammen
report-reached-of = { $percent } % ({ $reached } von { $of }, n = { $n })
report-reached-few = zu wenige Anfragen (n = { $n })
report-waited = zu lange gewartet
report-promises = Was zugesagt ist; einzuhalten: { $target } %
report-any = jede
report-priority = Priorität
report-promised-before = { $span } davor
report-promised-cutoff = bis { $by }: { $same } am selben Tag, sonst { $next } am nächsten
report-by-category = Nach Art
report-by-platform = Nach Plattform
report-platform = Plattform
report-p50 = p50 erledigt
report-turn-office = lag bei uns
report-turn-client = lag bei der Firma
digest-trials = Probephasen:
digest-trial-decide = Probephase zu entscheiden: { $client } ({ $when })
digest-trial-figures = Eingegangen { $received }, erledigt { $done }, offen { $open }, pünktlich erledigt: { $share }
digest-trial-answers = Antworten: { $answers } von { $n }
digest-trial-said = { $name }: „{ $words }“
report-trial-when = von – bis
report-trial-week = Woche { $week } von { $weeks }
report-trial-over = vorbei, nicht entschieden
report-trial-answers = Antworten

## Trials

command-trial = wer uns ausprobiert: beginnen, ansehen, verlängern, entscheiden
trials-title = Probephasen
trial-title = Probephase: { $client }
trial-line = { $client }: { $standing }
trial-none = Gerade probiert uns niemand aus.
trial-none-with = Mit dieser Firma läuft keine Probephase.
trial-with-whom = Mit welcher Firma?
trial-of = Probephase von { $client }
trial-of-whom = Es gibt keine Firma namens „{ $name }“, oder mehrere. { $trial } zeigt alle Probephasen.
trial-already = Mit { $client } läuft schon eine Probephase.
trial-decided-already = Das ist schon entschieden: { $outcome }
trial-running = { $when }, Woche { $week } von { $weeks }
trial-ahead = { $when }: noch nicht begonnen
trial-over = { $when }: vorbei, noch nicht entschieden
trial-ended = { $when }: { $outcome }
trial-criteria = Worauf es ankommt:
trial-begin = Probephase beginnen …
trial-begin-title = Probephase mit { $client }
trial-begin-it = Beginnen
trial-when = Wann beginnt sie?
trial-begins-today = Heute
trial-begins-monday = Nächsten Montag
trial-begins-month = Am Ersten des nächsten Monats
trial-how-long = Wie lange?
trial-weeks = { $count ->
    [one] { $count } Woche
   *[other] { $count } Wochen
}
trial-what-counts = Woran wird sie gemessen?
trial-what-counts-help = Was Sie mit der Firma vereinbart haben, ein Punkt je Zeile. Die Firma liest es mit.
trial-extend = Verlängern …
trial-extend-title = Probephase mit { $client } verlängern
trial-how-much-longer = Um wie viel?
trial-decide = Entscheiden …
trial-decide-title = Was wird aus { $client }?
trial-outcome = Wie geht es weiter?
trial-stays = Die Firma bleibt
trial-leaves = Die Firma geht
trial-why = Was gab den Ausschlag?
trial-why-help = Nur für das Büro; die Firma liest es nicht.
trial-review = Unterlage für den Rückblick
trial-to-decide = Probephase von { $client }: bitte entscheiden
trial-ends = Sie endet am { $when }.
trial-over-since = Sie endete am { $when }, und nichts ist entschieden. Sie können sie auch verlängern.
trial-step-begun = { $name } hat sie begonnen, { $at }, bis { $when }.
trial-step-asked = Gefragt ({ $milestone }), { $at }.
trial-step-answered = { $name } ({ $milestone }), { $at }:
trial-step-left-out = Nicht gefragt ({ $milestone }): Es wäre zu spät gekommen, oder es war niemand da.
trial-step-reminded = An die Entscheidung erinnert, { $at }.
trial-step-extended = { $name } hat sie verlängert, { $at }, bis { $when }.
trial-step-decided = { $name } hat entschieden, { $at }: { $outcome }
trial-answered = { $name } von { $client } zur Probephase, { $milestone }
trial-said = „{ $words }“
trial-at-start = zu Beginn
trial-at-week = nach Woche { $number }
trial-at-end = zum Ende
trial-question = Ihre Probephase, { $milestone }
trial-yours = Sie probieren uns aus: { $when }.
trial-ask-start = Was ist Ihnen besonders wichtig? Woran werden Sie merken, dass es sich gelohnt hat?
trial-ask-week = Was lief in dieser Woche gut, was sollen wir ändern?
trial-ask-end = Wie war es, und wie soll es weitergehen?
trial-answer = Antworten …
trial-answer-change = Antwort ändern …
trial-your-answer = Ihre Antwort:
trial-thanks = Danke. Die Leitung liest es.
trial-words = Meine Antwort zur Probephase ({ $milestone })
trial-words-taken = Ihre Antwort zur Probephase ({ $milestone })
trial-over-for-you = Die Probephase ist vorbei. Schreiben Sie uns einfach, wenn es etwas zu sagen gibt.

class-button = Wer darf das sehen?
class-which = Wer darf von { $ref } wissen? Jetzt: { $now }
class-normal = normal
class-confidential = vertraulich
class-internal = nur intern
class-means-normal = Normal: die Ansprechpersonen wie vereinbart und das Team, das daran arbeitet.
class-means-confidential = Vertraulich: nur wer gefragt hat, wer daran arbeitet, die Teamleitung und die Leitung.
class-means-internal = Nur intern: allein das Büro; die Kundschaft erfährt nichts und sieht es nicht mehr.
class-line-confidential = 🔒 Vertraulich
class-line-internal = 🔒 Nur intern
class-set = { $ref } ist ab jetzt { $what }.
kept-inside = Um { $ref } kümmert sich das Büro intern.
step-class = änderte, wer davon wissen darf
gone-not-bound = Für { $name } ist keine Verpflichtung zur Verschwiegenheit hinterlegt.
not-obliged = Keine Verpflichtung zur Verschwiegenheit hinterlegt.
obliged-line = Zur Verschwiegenheit verpflichtet seit { $day }, eingetragen von { $by }.
oblige = Verpflichtung eintragen
obligation-title = Verpflichtung zur Verschwiegenheit von { $name }
obligation-on = Wann wurde sie unterschrieben?
obligation-help = Etwa heute oder 1. März 2026.
obligation-not-yet = Dieser Tag kommt erst noch.
obligation-end = Verpflichtung beenden
obligation-end-sure = { $name } verliert alle Aufgaben von Kundschaft mit beruflicher Schweigepflicht. Beenden?
client-secrecy = Berufliche Schweigepflicht
client-secrecy-sure = Für { $name } arbeitet dann nur, wer verpflichtet ist, und über Telegram gehen nur Nummern und Zeiten hinaus. Andere verlieren diese Aufgaben sofort. Fortfahren?
client-secrecy-end = Schweigepflicht beenden
client-secrecy-end-sure = Das ganze Team darf dann die Aufträge von { $name } sehen. Fortfahren?
client-secrecy-line = Unterliegt der beruflichen Schweigepflicht.
client-confidential = Neue Aufträge vertraulich
client-normal = Neue Aufträge wie üblich
client-confidential-line = Neue Aufträge sind vertraulich.
client-channel = { $platform }: { $what }
client-channel-line = Über { $platform }: { $what }.
channel-full = alles
channel-reference = nur Nummer und Zeit
channel-off = nichts
client-restrict = Daten einschränken
client-restrict-sure = Von { $name } wird dann nichts gezeigt, gemeldet oder erinnert und nichts Neues angenommen. Fortfahren?
client-unrestrict = Einschränkung aufheben
client-unrestrict-sure = Alles von { $name } wird wieder gezeigt und bearbeitet. Fortfahren?
client-restricted-line = ⚠ Die Daten sind eingeschränkt.
client-restricted = Ihre Daten sind zurzeit eingeschränkt, deshalb geht das nicht. Bitte rufen Sie { $office } an.
file-not-here = Die Datei selbst darf nicht über diese Plattform gehen.
channel-off-here = Hier darf über Ihre Aufträge nichts gesagt werden. Bitte schreiben Sie { $office } auf der anderen Plattform, oder rufen Sie an.
second-nobody = Dafür braucht es eine zweite Person aus Leitung oder Verwaltung. Es gibt noch keine; laden Sie zuerst jemanden ein.
second-asked = Dafür braucht es eine zweite Person. Gefragt: { $names }. Es geschieht, sobald jemand davon binnen eines Tages zustimmt.
second-asked-toast = Eine zweite Person wird gefragt.
second-what = Etwas, das eine zweite Person braucht
second-why = { $name } möchte das. Es braucht das Wort einer zweiten Person: Ihres.
second-until = Gilt bis { $at }.
second-confirm = Zustimmen
second-refuse = Ablehnen
second-confirmed = Zugestimmt von { $name }.
second-refused = Abgelehnt von { $name }.
second-too-late = Das ist schon entschieden oder zu alt. Bitte beginnen Sie es neu.
terms-title = Unsere Bedingungen ({ $version })
terms-agree = Ich stimme zu
terms-agreed = Sie haben { $at } zugestimmt.
terms-agreed-toast = Danke, das ist festgehalten.

# --- privacy ---

command-erase = Eine Firma oder Praxis löschen
client-erase = Löschen …
erase-title = Eine Firma oder Praxis löschen
erase-what-happens = Eine zweite Person muss das bestätigen. Ab dann wird nichts mehr von ihr gezeigt; offene Aufträge und Termine enden. Das lässt sich nicht zurücknehmen. Wer etwas behalten möchte, exportiert es vorher.
erase-none = Ich kenne keine Firma oder Praxis dieses Namens, die gelöscht werden könnte.
erase-client = { $name } löschen
erase-sure = { $name } endgültig löschen? Alle Aufträge, Nachrichten, Termine und Dateien verschwinden.
erase-begun = Das Löschen hat bereits begonnen.
erase-begins = Es beginnt jetzt. Am Ende bekommen Sie die Bescheinigung.
client-left-tasks =
    { $count ->
        [one] { $refs } ist zu Ende: Die Daten zu diesem Auftrag werden gelöscht. Sie haben damit nichts mehr zu tun.
       *[other] { $refs } sind zu Ende: Die Daten zu diesen Aufträgen werden gelöscht. Sie haben damit nichts mehr zu tun.
    }
client-left-appointment = { $ref } ({ $at }) entfällt: Die Daten dazu werden gelöscht.
erase-done = 🗑 Das Konto { $number } ist gelöscht. Hier ist die Bescheinigung.
export-title = Was { $office } gespeichert hat
export-title-client = Was { $office } zu { $client } gespeichert hat
export-made = Erstellt am { $at } Uhr. Alle Zeiten nach den Uhren von { $zone }.
export-parts = Diese Seite ist zum Lesen. In data.json steht alles für Programme, in legend.json, was jede Spalte ist; im Ordner files liegen die Dateien.
export-marked = In so hinterlegten Feldern können Dritte genannt sein: Bitte vor der Weitergabe durchsehen.
export-legend = Legende
export-besides = Nur in data.json steht, was allein das Programm braucht: { $tables }.
export-left-out = Nicht enthalten:
export-labels = Was die Bezeichnungen in legend.json heißen:
export-label-keep = Zeiten, Zustände und Nummern ohne Inhalt: bleiben, solange es den Eintrag gibt
export-label-erase = Inhalte: verschwinden mit einer Löschung und wenn ihre Frist vorbei ist
export-label-mask-for-tax = wird bei einer Löschung zum Pseudonym, weil Auftragsnachweise steuerlich aufzubewahren sind
export-table-clients = Die Firma oder Praxis
export-table-people = Personen
export-table-addresses = Wo sie erreicht werden
export-table-invites = Einladungen ins Büro
export-table-consents = Bedingungen, denen sie zugestimmt haben
export-table-memberships = Rollen, von wann bis wann
export-table-tasks = Aufträge
export-table-task_messages = Nachrichten zu Aufträgen
export-table-task_notes = Notizen des Büros
export-table-task_history = Was mit Aufträgen geschah
export-table-files = Dateien
export-table-bookings = Termine
export-table-booking_waits = Warten auf einen früheren Termin
export-table-booking_plans = Geplante Termine
export-table-invitations = Zu Terminen Eingeladene
export-table-series = Wiederkehrende Aufträge
export-table-reminders = Erinnerungen
export-table-drafts = Entwürfe
export-table-follow_ups = Gespräche nach schlechten Bewertungen
export-table-trials = Probephasen
export-column-id = wo
export-column-name = Name
export-column-plan = Tarif
export-column-secrecy = Berufsgeheimnis
export-column-confidentiality = wer davon wissen darf
export-column-channels = was wo gesagt werden darf
export-column-contacts_see_all = Kontakte sehen die Aufträge der anderen
export-column-keep_days = Tage, die Aufträge bleiben
export-column-restricted_at = eingeschränkt seit
export-column-created_at = seit
export-column-role = Rolle
export-column-state = Stand
export-column-language = Sprache
export-column-zone = Zeitzone
export-column-quiet = Ruhezeiten
export-column-away_since = abwesend seit
export-column-person_id = wer
export-column-platform = Plattform
export-column-workspace = Workspace
export-column-account = Konto
export-column-expires_at = gültig bis
export-column-used_at = benutzt
export-column-version = Fassung
export-column-asked_at = gefragt
export-column-agreed_at = zugestimmt
export-column-starts_at = von
export-column-ends_at = bis
export-column-ended_at = beendet
export-column-signed_on = unterschrieben am
export-column-recorded_at = eingetragen
export-column-number = Nummer
export-column-title = Titel
export-column-words = Worte
export-column-answers = Antworten
export-column-category = Art
export-column-priority = Priorität
export-column-wish = Wunschtermin
export-column-contact_id = für wen
export-column-result = Ergebnis
export-column-reason = Rückfrage oder Grund
export-column-note = Anmerkung
export-column-minutes = Minuten
export-column-rating = Sterne
export-column-rating_words = was sie dazu sagten
export-column-acknowledged_at = angenommen
export-column-done_at = erledigt
export-column-task_id = Auftrag
export-column-author_id = von
export-column-at = wann
export-column-deleted_at = zurückgenommen
export-column-move = was geschah
export-column-by = durch
export-column-mime = Art der Datei
export-column-size = Bytes
export-column-owner_id = von
export-column-service = Leistung
export-column-guests = Gäste
export-column-place = Ort
export-column-booking_id = Termin
export-column-since = von
export-column-until = bis
export-column-first = zuerst
export-column-weeks = alle so viele Wochen
export-column-times = wie oft
export-column-address = Adresse
export-column-said = wie oft
export-column-first_day = erster Tag
export-column-last_day = letzter Tag
export-column-criteria = woran gemessen
export-state-active = aktiv
export-state-asked = gefragt
export-state-attached = gehört zu einem Auftrag
export-state-booked = gebucht
export-state-cancelled = abgesagt
export-state-coming = unterwegs
export-state-deleted = gelöscht
export-state-discarded = verworfen
export-state-done = erledigt
export-state-dropped = entfallen
export-state-ended = beendet
export-state-failed = gescheitert
export-state-here = vorhanden
export-state-leaves = bleibt nicht
export-state-left = verlassen
export-state-offered = angeboten
export-state-on = läuft
export-state-open = offen
export-state-over = vorbei
export-state-paused = pausiert
export-state-pending = noch zu bestätigen
export-state-planned = geplant
export-state-removed = ohne Zugang
export-state-repeated = kommt wieder
export-state-running = läuft
export-state-sending = wird gesendet
export-state-sent = gesendet
export-state-stays = bleibt
export-state-told = mitgeteilt
export-state-waiting = wartet
export-left-booking_feeds = Der Schlüssel zu einem Kalender-Abo: Er nützt sonst niemandem.
export-left-pseudonyms = Der Schlüssel zu einem Pseudonym des Änderungsprotokolls.
export-left-buttons = Knöpfe unter Nachrichten.
export-left-cards = Wo in einem Chat eine Karte steht.
export-left-threads = Wo in einem Chat eine Nachricht steht.
export-left-topics = Wo in einem Chat ein Auftrag seinen Platz hat.
export-left-focus = Worum es in den nächsten Worten geht, für einige Minuten.
export-left-timers = Wann das Programm etwas wieder ansieht.
export-left-draft_sources = Woher in einem Chat die Worte eines Entwurfs kamen.
export-left-inbox = Was Plattformen schickten, Wort für Wort: Das Gesagte steht in Aufträgen, Nachrichten und Entwürfen; es verschwindet nach { $days } Tagen.
export-left-approvals = Was zwei Personen im Büro gemeinsam entscheiden.
export-left-exports = Welche Exporte verlangt wurden.
export-left-contract_ends = Was zwei Personen im Büro zum Vertragsende entscheiden.
mydata-left-task_notes = Notizen und Dateien des Büros für sich selbst.
mydata-left-task_history = Wer im Büro was getan hat: Soweit es Sie betrifft, steht es in den Aufträgen.
mydata-left-outbox = Was Ihnen mitgeteilt wurde: Es steht in Ihrem Chat und verschwindet hier nach { $days } Tagen.
mydata-left-inbox = Was Ihre Plattform schickte, Wort für Wort: Das Gesagte steht in Aufträgen und Nachrichten; es verschwindet nach { $days } Tagen.
mydata-left-audit = Wer Rechte geändert oder etwas angesehen hat: unter Pseudonymen, mit Prüfwerten statt Worten.
certificate-file-name = loeschbescheinigung.txt
certificate-title = Löschbescheinigung
certificate-office = Büro: { $office }
certificate-client = Konto: { $number } (unsere Nummer; wer es war, ist nicht mehr gespeichert)
certificate-asked = Verlangt: { $at }, von der technischen Betreuung des Büros
certificate-asked-by = Verlangt: { $at }, von { $name }; eine zweite Person hat es bestätigt
certificate-done = Erledigt: { $at }
certificate-rows = Entfernt oder geleert, nach Zahl der Einträge:
certificate-count = – { $what }: { $rows }
certificate-others = – Dateien: { $files }; wartende und gesendete Meldungen, Formulare, Knöpfe und andere Einträge des Programms: { $rows }
certificate-keys = Die Schlüssel, mit denen all das verschlüsselt war, sind vernichtet. Kopien davon, auch Sicherungen, kann niemand mehr lesen; eine zurückgespielte Sicherung wird erneut gelöscht.
certificate-stays = Was bleibt, ohne jeden Inhalt: von jedem Auftrag und Termin die Nummer, wann er verlangt, bearbeitet und beendet wurde, die Minuten, die vergebenen Sterne und statt der Namen ein Pseudonym.
certificate-why = Warum es bleibt: Es belegt Aufträge und was dafür berechnet wurde, aufzubewahren { $years } Jahre ab Ende des Kalenderjahres (§ 147 Abs. 3 AO, § 257 Abs. 4 HGB, § 14b UStG), und im Protokoll 3 Jahre unter Pseudonymen, deren Schlüssel vernichtet sind.
certificate-days = Erwähnungen in dem, was die Leute des Büros bei anderen Gelegenheiten schrieben und bekamen, liegen unter Tagesschlüsseln, die nach { $days } Tagen vernichtet werden.
certificate-backups = Sicherungen verschwinden nach spätestens 35 Tagen, wenn der Betreiber den üblichen Takt einhält.
certificate-outside = Nicht in unserer Hand: Was über Telegram, Slack oder per Mail gesendet wurde, liegt dort nach deren Regeln.

command-mydata = was von Ihnen gespeichert ist, und alles als Datei
mydata-title = Was von Ihnen gespeichert ist
mydata-person = Ihr Name, wo man Sie erreicht, Sprache, Zeitzone und Einstellungen: um mit Ihnen zu sprechen; solange Sie Zugang haben.
mydata-requests = Aufträge, Nachrichten und Dateien: um zu erledigen, worum Sie bitten; bis { $days ->
        [one] einen Tag
       *[other] { $days } Tage
    } nach dem Ende eines Auftrags. Nummer, Zeiten und Minuten bleiben { $years } Jahre, wie es das Steuerrecht verlangt.
mydata-appointments = Termine: um sie einzuhalten; bis { $days } Tage danach, dann nur noch die Zeiten.
mydata-staff = Abwesenheiten, Verschwiegenheitserklärungen und Ihre eigenen Erinnerungen: für die Arbeit im Büro. Was Auftraggeber schreiben, gehört diesen und ist nicht dabei; wer was an einem Auftrag getan hat, bleibt { $years } Jahre, wie es das Steuerrecht verlangt.
mydata-passing = Entwürfe, Formulare und Meldungen unterwegs: { $days } Tage.
mydata-audit = Wer Rechte geändert oder etwas angesehen hat: 3 Jahre, unter einem Pseudonym.
mydata-who = Alles ist verschlüsselt. Im Büro sieht es nur, wer damit arbeitet. Sie können es berichtigen, einschränken oder löschen lassen: Sagen Sie es einfach.
mydata-rights = Wer unsere Nachrichten befördert (Telegram, Slack, E-Mail), hat sie nach eigenen Regeln. Wenn Sie meinen, dass wir mit Ihren Daten falsch umgehen, können Sie sich auch bei einer Datenschutzbehörde beschweren.
mydata-comes = Alles kommt jetzt als Datei, über { $platform }: Seiten zum Lesen, die Daten, die Dateien.
mydata-again = Sie haben die Datei eben erst verlangt. Ab { $at } bekommen Sie sie wieder.
mydata-not-here = Über diesen Kanal darf keine Datei damit gehen. { $office } gibt sie Ihnen auf anderem Weg: Bitte fragen Sie danach.
mydata-file = 📦 Was von Ihnen gespeichert ist. Öffnen Sie darin index.html.
mydata-file-name = meine-daten.zip
mydata-table-people = Sie
mydata-table-addresses = Wo man Sie erreicht
mydata-table-consents = Bedingungen, denen Sie zugestimmt haben
mydata-table-memberships = Ihre Rollen, von wann bis wann
mydata-table-reminders = Ihre Erinnerungen
mydata-table-exports = Wann Sie danach gefragt haben
mydata-table-absences = Ihre Abwesenheiten
mydata-table-secrecy_obligations = Ihre Verschwiegenheitserklärungen
mydata-table-tasks = Aufträge
mydata-table-task_messages = Nachrichten zu Aufträgen
mydata-table-files = Dateien
mydata-table-bookings = Termine
mydata-table-booking_waits = Warten auf einen früheren Termin
mydata-table-booking_plans = Geplante Termine
mydata-table-series = Wiederkehrende Aufträge
mydata-table-drafts = Entwürfe

command-export = Eine Firma oder Praxis exportieren
client-export = Exportieren …
client-end = Vertrag beenden …
export-clients-title = Eine Firma oder Praxis exportieren
export-what-happens = Eine zweite Person muss das bestätigen. Dann bekommen Sie alles, was von ihr gespeichert ist, als Datei: Sie ist nicht mehr verschlüsselt, bitte geben Sie darauf acht. Dritte können darin genannt sein: Bitte vor der Weitergabe durchsehen.
export-client = { $name } exportieren
export-sure = Alles exportieren, was von { $name } gespeichert ist?
export-not-here = Über die Kanäle, auf denen Sie zu erreichen sind, darf keine Datei davon gehen. Wer das Büro technisch betreut, exportiert auf der Kommandozeile: python -m bot export
export-file = 📦 Der Export. Er ist nicht verschlüsselt: Bitte sicher aufbewahren. Öffnen Sie darin index.html.
export-file-name = export-{ $number }.zip
end-title = Vertragsende: { $name }
end-title-number = Vertragsende: Konto { $number }
end-what-happens = Eine Bestätigung durch eine zweite Person genügt für alles: Sie bekommen den Export, übergeben ihn, sagen es hier, und alles Gespeicherte wird gelöscht. Bis dahin geht nichts verloren. Am Ende bekommen Sie die Bescheinigung.
end-contract = Vertrag mit { $name } beenden
end-sure = Vertrag mit { $name } beenden: exportieren, dann löschen?
end-begun = Das Ende dieses Vertrags hat schon begonnen.
end-exported = ✓ 1 von 4: exportiert, die Datei geht an { $name }
end-waits = ▸ 2 von 4: Datei übergeben und prüfen, ob sie sich lesen lässt. Dann „Übergeben“ drücken.
end-handed-over = Übergeben: jetzt löschen
end-again = Export an mich senden
end-sent-again = Er kommt.
end-call-off = Doch nicht beenden
end-handed-line = ✓ 2 von 4: übergeben
end-erasing = ▸ 3 von 4: wird gelöscht, Schritt { $step } von { $of }
end-done = ✓ 4 von 4: gelöscht, { $at }. Die Bescheinigung steht darunter.
end-off = Abgebrochen. Es wurde nichts gelöscht.

client-keep = Wie lange aufbewahrt …
keep-title = Wie lange Aufträge von { $name } bleiben
keep-as-all = Wie bei allen anderen: { $days } Tage nach ihrem Ende.
keep-own = Aufbewahrt { $days } Tage nach dem Ende eines Auftrags.
keep-what = Danach verschwinden Texte, Nachrichten und Dateien; Nummer, Zeiten und Minuten bleiben als Beleg.
keep-days = { $days } Tage
keep-usual = Wie bei allen anderen ({ $days } Tage)
keep-other = Andere Zahl …
keep-would-go = Mit { $days } Tagen würden bei der nächsten täglichen Runde { $count ->
        [0] keine Texte verschwinden
        [one] die Texte und Dateien eines Auftrags verschwinden
       *[other] die Texte und Dateien von { $count } Aufträgen verschwinden
    }. Noch hat sich nichts geändert.
keep-set = Ab jetzt { $days } Tage aufbewahren
keep-kept = So lange gilt es jetzt.
keep-how-many = Wie viele Tage nach dem Ende?
keep-bounds = { $least } bis { $most }
keep-look = Zeigen, was verschwände
keep-days-wrong = Bitte zwischen { $least } und { $most } Tagen.
