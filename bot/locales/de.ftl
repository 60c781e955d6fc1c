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
somebody = jemand anderem
role-client = Kundschaft
role-assistant = Assistenz
role-manager = Leitung
language-en = English
language-de = Deutsch

## Strangers and joining

stranger = Guten Tag, hier ist { $office }. Ich spreche nur mit Eingeladenen: Wenn Sie einen Code haben, schreiben Sie bitte /start und den Code, auf Slack { $join } und den Code.
stranger-not-admitted = Gäste und Konten von außerhalb kann ich hier leider nicht bedienen. Bitte wenden Sie sich an { $office }, um eine Einladung zu bekommen.
code-not-valid = Dieser Code gilt nicht (mehr). Bitte lassen Sie sich einen neuen geben.
already-here = Sie sind hier schon angemeldet, { $name }. Es ist nichts weiter zu tun.
office-not-ready = Dieses Büro hat noch kein Team, deshalb könnte sich niemand um Ihre Anfrage kümmern. Bitte sagen Sie der Leitung Bescheid.
pending-still = Sie sind angemeldet. Die Leitung muss Sie noch bestätigen; sobald das geschehen ist, melde ich mich.
removed-notice = Sie haben keinen Zugang mehr zu diesem Büro. Bitte wenden Sie sich an die Leitung.
refused-notice = Die Leitung hat Sie nicht aufgenommen. Falls das ein Irrtum ist, lassen Sie sich bitte einen neuen Code geben.
welcome-client = Willkommen bei { $office }, { $name }. Schreiben Sie einfach in Ihren Worten, was Sie brauchen. { $help } zeigt, was ich sonst noch kann.
welcome-assistant = Willkommen bei { $office }, { $name }. Neue Aufgaben kommen hier zu Ihnen. { $help } zeigt, was Sie tun können.
welcome-manager = Willkommen bei { $office }, { $name }. Was Sie wissen müssen, melde ich Ihnen hier. { $help } zeigt, was Sie tun können.
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
help-line = { $command } – { $what }
command-tasks = Ihre offenen Anfragen
command-queue = was noch niemand angenommen hat
command-mine = was gerade bei Ihnen liegt
command-settings = Sprache, Zeitzone, wohin Nachrichten gehen
command-zone = Zeitzone wechseln
command-language = Sprache wechseln
command-help = diese Liste
command-unknown = Diesen Befehl kenne ich nicht.
command-not-yours = Dieser Befehl gehört nicht zu Ihrer Rolle.

## Buttons and forms

button-gone = Dieser Knopf gilt nicht mehr. Bitte nehmen Sie die neueste Nachricht.
button-not-yours = Dieser Knopf ist nicht für Sie.
button-used = Das ist schon geschehen.
window-nothing = Hier ist nichts mehr auszufüllen.
form-closed = Dieses Formular ist geschlossen. Bitte fangen Sie noch einmal an.
form-put-aside = Abgebrochen. Es hat sich nichts geändert.
form-no-files = Dateien kann ich mit einer Antwort noch nicht weitergeben. Bitte schreiben Sie es in Worten.
form-given = { $label } { $words }
form-answer-needed = Bitte schreiben Sie ein paar Worte.
form-answer-too-long = Das ist zu lang: bitte höchstens { $most } Zeichen.
form-answer-not-offered = Bitte wählen Sie eine der angebotenen Antworten.
form-saved = Gespeichert, ich bin dabei. Das Ergebnis kommt als Nachricht.
form-not-saved = Das wurde nicht gespeichert. Bitte versuchen Sie es noch einmal.
event-failed = Bei uns ist etwas schiefgegangen, und ich konnte das nicht ausführen. Es ist aufgehoben und gemeldet (Nr. { $ref }).
group-only-alone = Ich spreche immer nur mit einer Person, deshalb verlasse ich diese Gruppe. Bitte schreiben Sie mir direkt.
words-for-nobody = Danke. Damit kann ich hier nichts anfangen.
staff-words = Freie Worte nehme ich nur als Antwort auf eine Frage. { $help } zeigt, was Sie tun können.

## Requests

draft-title = Neue Anfrage
send-request = Absenden
discard = Verwerfen
draft-discarded = Verworfen
file-line = 📎 { $name }
words-not-a-request = Danke, aber daraus allein kann ich keine Anfrage machen. Bitte schreiben Sie kurz, was Sie brauchen.
request-sent = Abgesendet als { $ref }.
request-accepted = Anfrage { $ref }
request-goes-to = Angekommen. Ihre Anfrage geht an { $name }.
request-waits = Angekommen. Ihre Anfrage wartet, bis jemand frei ist; Sie erfahren, wer sie übernimmt.
office-back = Das Büro ist gerade geschlossen und wieder da: { $at }.
client-tasks-none = Sie haben keine offenen Anfragen.
client-tasks = Ihre offenen Anfragen:
    { $lines }
client-task-line = { $ref } · { $state } · { $words }
state-queued = wartet
state-assigned = vergeben
state-acknowledged = in Arbeit
state-done = erledigt
task-acknowledged = { $by } kümmert sich um { $ref }.
task-done = { $ref } ist erledigt. { $by } schreibt:
    { $words }

## Tasks

acknowledge = Annehmen
acknowledge-this = { $ref } annehmen
decline = Ablehnen
done = Erledigt
done-this = { $ref } erledigt
task-card-title = { $ref } · { $client }
task-state-queued = Wartet darauf, dass jemand annimmt
task-state-assigned = Bei Ihnen seit { $at }. Bitte annehmen.
task-state-acknowledged = In Ihren Händen seit { $at }
task-state-done = Erledigt { $at }
task-note-edited = (Der Text wurde nachträglich geändert.)
task-note-deleted = (Die Nachricht wurde zurückgezogen.)
task-words-edited = Der Text von { $ref } wurde nachträglich geändert. Auf der Karte steht der neue.
task-words-deleted = Die Nachricht zu { $ref } wurde zurückgezogen. Bitte fragen Sie nach, ob die Anfrage noch gilt.
task-result = Ergebnis: { $words }
task-line = { $ref } · { $client } · { $words }
task-line-with = { $ref } · { $client } · { $words } · bei { $name } seit { $at }
task-nobody = Niemand kann { $ref } von { $client } übernehmen: Die Anfrage wartet ({ $queue }).
task-still-waiting = { $ref } von { $client } wartet immer noch: Niemand kann die Anfrage übernehmen ({ $queue }).
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
decline-reason = Warum können Sie das nicht übernehmen?
done-title = { $ref } abschließen
done-result = Welches Ergebnis soll ich ausrichten?
queue-title = Noch nicht angenommen
queue-empty = Es wartet nichts.
mine-title = In Ihren Händen
mine-empty = Bei Ihnen liegt gerade nichts.

## Alarms

person-unreachable = { $name } ist nicht zu erreichen: Keine Adresse nimmt mehr Nachrichten an.
alarm-unreadable = Eine Nachricht war nicht lesbar ({ $platform }). Sie liegt beiseite; alles andere geht weiter.
alarm-dead-letter = Etwas ist dreimal fehlgeschlagen und liegt jetzt beiseite ({ $platform }). Warum, steht im Protokoll des Betriebs.
alarm-timer-failed = Etwas Fälliges ist immer wieder fehlgeschlagen und wurde aufgegeben ({ $kind }). Warum, steht im Protokoll des Betriebs.
alarm-message-refused = Die Plattform hat eine Nachricht abgewiesen ({ $why }); sie wurde nicht zugestellt.
alarm-message-unknown = Ob eine Nachricht angekommen ist, ließ sich trotz mehrerer Versuche nicht klären; sie liegt jetzt beiseite.
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
outage-notice = { $office } war { $hours ->
    [one] eine Stunde
   *[other] { $hours } Stunden
} nicht erreichbar. Wenn Sie inzwischen geschrieben und keine Nummer bekommen haben, schreiben Sie bitte noch einmal.
