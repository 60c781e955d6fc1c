# English. Names are shared by all languages; a missing sentence falls back to this file.

## Everywhere

words = { $words }
yes = Yes
no = No
cancel = Cancel
possibly-a-repeat = (Possibly a repeat: the connection broke off while this was being sent.)
platform-telegram = Telegram
platform-slack = Slack
platform-console = the terminal
somebody = somebody
role-client = client
role-assistant = assistant
role-manager = manager
language-en = English
language-de = Deutsch

## Strangers and joining

stranger = Hello, this is { $office }. I only talk to people who were invited: if you have a code, please write /start and the code, on Slack { $join } and the code.
stranger-not-admitted = Sorry, I can't serve guests and accounts from outside. Please ask { $office } for an invitation.
code-not-valid = This code doesn't work (any more). Please ask for a new one.
already-here = You are already registered here, { $name }. There is nothing to do.
office-not-ready = This office has no team yet, so nobody could take your request. Please tell its manager.
pending-still = You are registered. A manager still has to confirm you; you'll hear from me as soon as that's done.
removed-notice = You have no access to this office any more. Please ask a manager.
refused-notice = A manager has not let you in. If that is a mistake, please ask for a new code.
welcome-client = Welcome to { $office }, { $name }. Just write what you need, in your own words. { $help } shows what else I can do.
welcome-assistant = Welcome to { $office }, { $name }. New tasks come to you here. { $help } shows what you can do.
welcome-manager = Welcome to { $office }, { $name }. Whatever needs you, I'll tell you here. { $help } shows what you can do.
welcome-pending = Welcome to { $office }. A manager has to confirm you before you can begin; you'll hear from me.
welcome-confirmed = { $by } has confirmed you: you can begin. Welcome to { $office }. { $help } shows what you can do.
newcomer-title = { $name } would like to join
newcomer-role = Role: { $role }
newcomer-guest = Guest account from outside
newcomer-confirmed = Confirmed by { $by }, { $at }
newcomer-refused = Refused by { $by }, { $at }
newcomer-settled = Somebody has already decided about this newcomer.
confirm = Confirm
refuse = Refuse
linked-elsewhere = A second address was linked to you, on { $platform }. If that wasn't you, please tell a manager at once.
linked = This is now your second address here, { $name }. Under { $settings } you choose where to be told things.
link-code = Your code for the second platform, good for one use until { $expires }:
    { $code }
    On Telegram write /start and the code, on Slack { $join } and the code.

## Settings and help

settings-title = Your settings
settings-language = Language: { $language }
settings-zone = Time zone: { $zone }
settings-told-at = Messages go to: { $platform }
change-zone = Time zone
tell-me-at = Tell me on { $platform }
second-platform = Second platform
language-title = Which language shall I speak?
language-set = From now on I speak { $language }.
language-unknown = I don't speak “{ $language }” yet. I know English and German.
zone-title = Which time zone are you in?
zone-more = Another one: { $command } and its name, such as Europe/Lisbon
zone-name = { $zone }
zone-set = Your time zone is now { $zone }.
zone-unknown = I don't know the time zone { $zone }. Names look like Europe/Berlin.
help-client = Just write what you need. I make a draft of it, and you send it with one tap.
    { $lines }
help-assistant = New tasks come to you as cards. What else there is:
    { $lines }
help-manager = Whatever needs you, I'll tell you. What else there is:
    { $lines }
help-line = { $command } – { $what }
command-tasks = your open requests
command-queue = what nobody has acknowledged yet
command-mine = what you have in hand
command-settings = language, time zone, where to be told
command-zone = change the time zone
command-language = change the language
command-help = this list
command-unknown = I don't know this command.
command-not-yours = This command is not for your role.

## Buttons and forms

button-gone = This button doesn't work any more. Please use the newest message.
button-not-yours = This button is not for you.
button-used = That has been done already.
window-nothing = Nothing to fill in any more.
form-closed = This form is closed. Please begin again.
form-put-aside = Cancelled. Nothing was changed.
form-no-files = I can't pass files on with an answer yet. Please write it in words.
form-given = { $label } { $words }
form-answer-needed = Please write a few words.
form-answer-too-long = That is too long: at most { $most } characters, please.
form-answer-not-offered = Please choose one of the answers offered.
form-saved = Saved, working on it. The result follows as a message.
form-not-saved = That was not saved. Please try again.
event-failed = Something went wrong on our side and I couldn't do that. It was kept and reported (no. { $ref }).
group-only-alone = I only talk with one person at a time, so I'm leaving this group. Please write to me directly.
words-for-nobody = Thank you. I can't do anything with this here.
staff-words = I only take words as answers to my questions. { $help } shows what you can do.

## Requests

draft-title = New request
send-request = Send request
discard = Discard
draft-discarded = Discarded
file-line = 📎 { $name }
words-not-a-request = Thank you, but I can't make a request of this alone. Please write what you need in a few words.
request-sent = Sent as { $ref }.
request-accepted = Request { $ref }
request-goes-to = Received. It goes to { $name }.
request-waits = Received. It is waiting for the next free assistant; you'll hear who takes it.
office-back = The office is closed just now and will be back on { $at }.
client-tasks-none = You have no open requests.
client-tasks = Your open requests:
    { $lines }
client-task-line = { $ref } · { $state } · { $words }
state-queued = waiting
state-assigned = given out
state-acknowledged = in progress
state-done = done
task-acknowledged = { $by } is taking care of { $ref }.
task-done = { $ref } is done. { $by } writes:
    { $words }

## Tasks

acknowledge = Acknowledge
acknowledge-this = Acknowledge { $ref }
decline = Decline
done = Done
done-this = Done { $ref }
task-card-title = { $ref } · { $client }
task-state-queued = Waiting in the queue
task-state-assigned = Yours since { $at }. Please acknowledge.
task-state-acknowledged = In your hands since { $at }
task-state-done = Done { $at }
task-note-edited = (The client has changed these words.)
task-note-deleted = (The client has taken the message back.)
task-words-edited = The client has changed the words of { $ref }. The card shows the new ones.
task-words-deleted = The client has taken back the message of { $ref }. Please ask whether it is still wanted.
task-result = Result: { $words }
task-line = { $ref } · { $client } · { $words }
task-line-with = { $ref } · { $client } · { $words } · with { $name } since { $at }
task-nobody = Nobody can take { $ref } of { $client }: it waits in the queue ({ $queue }).
task-still-waiting = { $ref } of { $client } is still waiting: nobody can take it ({ $queue }).
task-unknown = I can't find this task.
task-not-yours = { $ref } is not yours any more.
task-just-changed = { $ref } has just been changed. Please look at its newest card.
task-you-declined = You declined it: { $reason }
already-taken = { $ref } was already taken by { $by }, { $at }.
already-yours = { $ref } has been yours since { $at }.
already-done = { $ref } was already finished by { $by }, { $at }.
acknowledged-toast = { $ref } is yours.
cannot-decline = { $ref } is already in your hands and can't be declined any more.
cannot-finish = Please acknowledge { $ref } first.
decline-title = Decline { $ref }
decline-reason = Why can't you take it?
done-title = Finish { $ref }
done-result = What shall the client read as the result?
queue-title = Not acknowledged yet
queue-empty = Nothing is waiting.
mine-title = In your hands
mine-empty = You have nothing in hand.

## Alarms

person-unreachable = { $name } can't be reached: every address refuses messages.
alarm-unreadable = A message could not be read ({ $platform }). It is kept aside; everything else goes on.
alarm-dead-letter = Something failed three times and was set aside ({ $platform }). The operator's log says why.
alarm-timer-failed = Something that was due failed again and again and was given up ({ $kind }). The operator's log says why.
alarm-message-refused = A message was refused by the platform ({ $why }) and not delivered.
alarm-message-unknown = A message may or may not have arrived; it was set aside after several tries.
alarm-telegram-gap = { $count ->
    [one] Telegram has lost a message: one is missing from the sequence.
   *[other] Telegram has lost messages: { $count } are missing from the sequence.
} Please ask clients whether something was left unanswered.
alarm-telegram-second-reader = Somebody else is reading the Telegram bot's messages. If that isn't a forgotten second copy of this office, the token has leaked: please renew it.
alarm-telegram-foreign-webhook = The Telegram bot's messages were being sent to a foreign address. The token may have leaked: please renew it.
alarm-telegram-token = Telegram refuses the bot's token. Telegram is off until the token in the configuration is right.
alarm-slack-token = Slack refuses the app's token. Slack is off until the token in the configuration is right.
alarm-slack-scope = Slack refuses a call for lack of a scope. Please compare the app with `python -m bot slack-manifest` and install it again.
alarm-slack-team = The Slack token belongs to another workspace than before. Slack is off until the token in the configuration is right.
alarm-slack-socket-off = Socket Mode is switched off for the Slack app. Please switch it on again (or set [slack] mode to http).
alarm-slack-clock = This machine's clock is { $seconds ->
    [one] one second
   *[other] { $seconds } seconds
} off: Slack will soon refuse everything. Please set the clock.
alarm-slack-flood = Slack holds events back: there were too many in an hour. They are fetched later.
alarm-slack-revoked = The Slack app was uninstalled or its tokens were revoked. Please install it again.
alarm-outage = The office was cut off for { $hours ->
    [one] an hour
   *[other] { $hours } hours
}; platforms may have dropped messages meanwhile. Please ask active clients whether something was left unanswered.
alarm-forged-buttons = Somebody is trying out buttons that don't exist.
alarm-group = Somebody has put me into a group ({ $platform }). I have left it again: I only talk with one person at a time.
outage-notice = { $office } could not be reached for { $hours ->
    [one] an hour
   *[other] { $hours } hours
}. If you wrote meanwhile and got no reference, please write again.
