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
terminal-button = no such button; there are: { $shown }
terminal-no-buttons = no such button; there are: none
terminal-no-file = there is no file { $path }; a path with blanks wants quotes: file:"my plan.pdf"
somebody = somebody
role-client = client
role-assistant = assistant
role-lead = team lead
role-manager = manager
role-administrator = administrator
language-en = English
language-de = Deutsch
spoken = { $words }
the-office = the office
back = Back
save = Save
send = Send
change = Change
undo = Undo

## Times

when = { $when }
when-clock = { $day }, { $clock }
when-clocks = { $day }, { $start }–{ $end }
when-range = { $start } – { $end }
when-said = { $when } (“{ $words }”)
when-by = by { $when }
when-from = from { $when }
when-today = Today
when-tomorrow = Tomorrow
when-next-monday = Next Monday
when-right = Right
when-rather = Rather { $when }
when-other = Another time
when-none = No date
when-keep-words = Leave it so
when-is-it = { $when } – right?
when-is-past = That is over already: { $when }. Write another time, or leave it so.
when-several = There are several times in it. Which one counts?
when-words = I can't read “{ $words }” as a time. Write it differently, or leave it so: it is passed on as it stands.
when-unclear = I can't read that as a time. For example: tomorrow 9:00, Friday afternoon, 3 March.
when-past = That is over already: { $when }. Please name another time.
pick-day = Or pick a day
pick-time = And a time
choose-day = Pick a day
choose-clock = Pick a time
picked-over = That is over already, or more than five years away. Nothing was changed.
wish-title = When it is wished for
wish-line-words = Wished for: { $wish } (“{ $words }”)

## How often

list-comma = { $first }, { $last }
list-and = { $first } and { $last }
weekday-mo = Monday
weekday-tu = Tuesday
weekday-we = Wednesday
weekday-th = Thursday
weekday-fr = Friday
weekday-sa = Saturday
weekday-su = Sunday
weekday-short-mo = Mon
weekday-short-tu = Tue
weekday-short-we = Wed
weekday-short-th = Thu
weekday-short-fr = Fri
weekday-short-sa = Sat
weekday-short-su = Sun
day-range = { $first }–{ $last }
repeats-day = { $count ->
    [1] Every day
   *[other] Every { $count } days
}
repeats-week = { $count ->
    [1] Every week
   *[other] Every { $count } weeks
}
repeats-month = { $count ->
    [1] Every month
   *[other] Every { $count } months
}
repeats-year = { $count ->
    [1] Every year
   *[other] Every { $count } years
}
repeats-workdays = Monday to Friday
repeats-weekdays = { $count ->
    [1] Every { $days }
   *[other] Every { $count } weeks on { $days }
}
repeats-nth = { $often }, on the { $nth ->
    [1] first
    [2] second
    [3] third
    [4] fourth
    [5] fifth
   *[other] last
} { $day }
repeats-monthday = { $often }, on { $day ->
    [-1] the last day
   *[other] day { $day }
}
repeats-said = Again and again: “{ $words }”
repeats-line = { $how }, first on { $first }
repeats-yes = As a recurring request
repeats-no = Only once
draft-repeats = Comes by itself from now on

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
welcome-lead = Welcome to { $office }, { $name }. New tasks come to you here, and you see and give away those of your team. { $help } shows what you can do.
welcome-administrator = Welcome to { $office }, { $name }. Here you look after people, roles and client accounts; what clients ask for is not shown to you. { $help } shows what you can do.
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
told-then = { $first }, then { $rest }
settings-quiet = Quiet hours: { $hours }
settings-quiet-none = Quiet hours: none
change-quiet = Quiet hours
quiet-title = When shall I leave you alone?
quiet-what = What is due and what is in danger waits until they are over, unless it is an emergency. What people write to you comes at once, and so do your own reminders.
quiet-hours = { $hours }
quiet-days = { $days } { $times }
quiet-none = No quiet hours
quiet-others = Others
quiet-when = From when to when?
quiet-when-help = For instance 20:00–07:00 or 8 pm to 7 am, or by day: Mon–Fri 20–7; Sat, Sun 0–24
quiet-unknown = I can't read these quiet hours. They look like 20:00–07:00.
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
help-lead = New tasks come to you as cards; the board shows those of your team. What else there is:
    { $lines }
help-administrator = You look after people, roles and client accounts. What there is:
    { $lines }
help-line = { $command } – { $what }
command-tasks = your open requests
command-queue = what nobody has acknowledged yet
command-mine = what you have in hand
command-settings = language, time zone, where to be told
command-zone = change the time zone
command-language = change the language
command-help = this list
command-remind = be reminded: “{ "T-1042 tomorrow 9:00 call back" }” after it
command-reminders = your reminders
command-unknown = I don't know this command.
command-not-yours = This command is not for your role.
command-task = write a new request as a form; with “{ "T-1042" }” after it see one
command-find = find tasks by words
command-away = no new tasks while you are away
command-back = you are there again
command-digest = this week so far; or “last month”, “October”, a client, a team
command-kpi = figures by button
command-board = all tasks at a glance
command-people = people: invite, role, team, end access
command-home = how things stand, at a glance

## Buttons and forms

button-gone = This button doesn't work any more. Please use the newest message.
button-not-yours = This button is not for you.
button-used = That has been done already.
window-nothing = Nothing to fill in any more.
form-in-chat = This may not be shown in a window here. I ask in the chat, with number and time alone. What it says stands elsewhere.
form-closed = This form is closed. Please begin again.
form-went-on = This form went on elsewhere and was not sent from here. Copy what you still need.
form-put-aside = Cancelled. Nothing was changed.
discard-confirm = Discard this request and all you filled in?
form-left = Closed unanswered. Nothing was changed.
form-cancelled = Cancelled. Nothing was sent; your answers are kept if you want to go on.
form-aside = Put aside. Nothing was sent; your answers are kept.
card-goes-on = It goes on in a newer message.
form-moved = Goes on below, or where you are now.
form-unfit = So I have not taken that as the answer; the question is still open.
form-keep = Keep as a message
form-kept = Kept as a message. The question is still open.
form-so-far = So far: { $words }
form-leave = Leave as it is
form-more-choices = … and { $count } more: write the beginning of the name.
form-given = { $label } { $words }
form-answer-needed = Please write a few words.
form-answer-too-long = That is too long: at most { $most } characters, please.
form-answer-not-offered = Please choose one of the answers offered.
form-saved = Saved, working on it. The result follows as a message.
form-not-saved = That was not saved. Please try again.
event-failed = Something went wrong on our side and I couldn't do that. It was kept and reported (no. { $ref }).
group-only-alone = I only talk with one person at a time, so I'm leaving this group. Please write to me directly.
words-for-nobody = Thank you. I can't do anything with this here.
form-question = ❓ { $label }
form-optional = (You can skip this.)
form-files = Files
form-files-help = Up to ten, each of at most 10 MB. Larger ones: send them in the chat.
form-skip = Skip
form-next = Next
page-more = More: { $first }–{ $last }
page-back = Back: { $first }–{ $last }
page-where = { $first }–{ $last } of { $all }
form-change = Change: { $label }
form-picked = ✓ { $label }
form-several = { $items }
form-answer-no-number = Please write a whole number.
form-answer-too-much = That is too much: at most { $most }, please.
form-forgotten = I have closed this form, as nothing has come for a while. Nothing was sent; you can go on where you stopped.
form-go-on = Go on
form-nothing-open = There is nothing open to cancel. { $help } shows what you can do.

## Requests

draft-title = New request
send-request = Send request
discard = Discard
draft-discarded = Discarded
draft-cancelled = Discarded: { $title }
file-line = 📎 { $name }
words-not-a-request = Thank you, but I can't make a request of this alone. Please write what you need in a few words.
request-sent = Sent as { $ref }.
request-accepted = Request { $ref }
request-goes-to = Received. It goes to { $name }.
request-waits = Received. It is in the queue for the next free assistant; you'll hear who takes it.
office-back = The office is closed just now and will be back on { $at }.
client-tasks-none = You have no open requests.
client-task-line = { $ref } · { $state } · { $words }
state-queued = queued
state-assigned = assigned
state-to-acknowledge = to acknowledge
state-acknowledged = in progress
state-done = done
task-acknowledged = { $by } is taking care of { $ref }.
draft-for = For { $name }
title-line = { $title }
category-line = Category: { $category }
category-none = No category
category-unknown = { $name ->
    [appointments] Appointments
    [calls] Calls
    [papers] Papers
    [travel] Travel
   *[other] { $name }
}
priority-line = Priority: { $priority }
priority-low = low
priority-normal = normal
priority-high = high
priority-urgent = urgent
wish-line = Wished for: { $wish }
wish-none = no date
date-title = { $ref }: by when?
date-change = Change date
date-set = Set a date
saved-for = Saved for { $ref }.
task-date-set = { $name } has changed the date of { $ref }: { $wish }
for-appointment = For appointment { $ref }, { $at }
for-appointment-gone = For appointment { $ref }, which will not take place
for-this-appointment = For { $ref }, { $at }
not-for-appointment = Not for { $ref }
appointment-over = This appointment is over or was cancelled.
appointment-unknown = There is no appointment { $ref } here.
tied-by-words = { $ref } is now for appointment { $booking }, { $at }
task-tied = { $name }: { $ref } is for appointment { $booking }, { $at }
task-untied = { $name }: { $ref } is no longer for appointment { $booking }.
task-appointment-moved = Appointment { $booking }, for which { $ref } is, is now { $at }
task-appointment-cancelled = Appointment { $booking }, for which { $ref } is, will not take place.
file-coming = 📎 { $name } (coming)
file-failed = 📎 { $name } (did not arrive)
file-not-taken-too-big = 📎 { $name } (not taken: too big)
file-not-taken-over-quota = 📎 { $name } (not taken: no room left)
file-not-taken-refused-type = 📎 { $name } (not taken: this kind of file)
file-failed-notice = The file { $name } did not arrive here: { $why }
file-error-too-big = it is too big. Please send it in parts, or send a link to it.
file-error-over-quota = there is no room left for more files of yours. Please send a link to it, or ask us to make room.
file-error-refused-type = files of this kind are not taken here. Please send it as a PDF or picture.
file-error-gone = it is not there any more. Please send it again.
file-error-empty = it is empty. Please look at it and send it again.
file-error-other = please send it again.
file-of-task = { $ref } · { $name }
files-held = Kept: it goes out together with your words. The question above is still open.
files-inside = Kept inside the office. The question above is still open.
files-passed-on = The file is passed on. The question above is still open.
where-title = What is this about?
new-request = New request
to-this = To { $ref } · { $title }
reopen-this = Reopen { $ref } · { $title }
more-tasks = More …
all-right = All right.
nothing-more = Nothing, thanks
other-task = Another task …
which-title = Another task
which-words = Which one? Its number, or words of it
which-go-on = Go on
for-client = New request for a client
audience-title = { $ref } · { $client }: who may read this?
to-client = To { $client }
placed-task = Passed on, { $ref }
placed-thanks = Kept with { $ref }
placed-client = Sent to { $client }, { $ref }
placed-note = Noted inside the office, { $ref }
already-placed = These words have found their place already.
passed-on = Passed on, { $ref }.
said-line = → { $client }, { $ref }
noted-line = → internal note, { $ref }
request-title = New request
contact-of = { $name } · { $client }
request-contact = For whom?
request-words = What do you need?
request-short = What shall we call it?
request-category = What is it about?
request-priority = How urgent is it?
request-wish = By when, or when?
request-wish-help = In your own words, such as “Friday noon”.
request-filed-for = Filed as { $ref } for { $client }
filed-yours = It is yours.
filed-with = { $name } has it.
request-filed-by = { $name } took this down for you.
home-in-hand = In your hands: { $count }
home-paused = Paused: { $count }
home-you-are-away = You are away: no new tasks come to you. { $back } ends that.
help-link = a code for your second platform
help-cancel = leave a form, or take back what you began last
no-clients-yet = There is no client yet.
client-tasks-title = Your open requests
unsent-line = Not sent yet: { $words }
unsent-show = Go on: { $words }
show-this = { $ref }
state-waiting = waiting for an answer
state-paused = paused
state-closed = closed
state-cancelled = cancelled
cancel-task = Cancel task
cancel-task-confirm = Really cancel { $ref }?
cancelled-toast = { $ref } is cancelled.
client-cancelled = Cancelled { $at }
client-state-queued = Queued for the next free assistant, since { $at }
client-state-assigned = Assigned to { $by } since { $at }
client-state-acknowledged = In progress: { $by } is working on it, since { $at }
client-state-waiting = Waiting for an answer: we need something from you to go on.
client-state-paused = Paused for the moment; { $by } goes on with it.
client-state-done = Done { $at }
client-state-closed = Closed { $at }
client-state-cancelled = Cancelled { $at }
task-title = { $ref } · { $title }
question-title = { $by } asks about { $ref }
question-again = Asked { $at }: we can't go on without your answer.
question-ends = If we hear nothing by { $at }, { $ref } is cancelled.
question-given-up = { $ref } is cancelled, as we have heard nothing. If you still need it, just write to us.
question-given-up-staff = { $ref } is cancelled: your question was not answered.
question-settled = ✓ Settled
question-open = Open question: { $words }
question-gone = The question about { $ref } is settled. To add something: { $task }
answer-question = Answer
add-words = Add something
answer-title = { $ref }
answer-words = What shall I pass on?
said = { $name } on { $ref }: { $lines }
message-edited = { $name } has changed a message on { $ref }: { $words }
message-deleted = { $name } has taken back a message on { $ref }.
files-taken-back = { $name } has taken back the message with { $files } on { $ref }.
message-line = 💬 { $name }: { $words }
message-edited-line = 💬 { $name } (changed): { $words }
message-deleted-line = 💬 { $name }: taken back { $at }
task-done-title = { $ref } is done, by { $by }
result-words = { $words }
result-closes = If we hear nothing, it closes on { $at }.
result-open-again = It is in work again.
accept = Accept
send-back = Send back
send-back-title = Send { $ref } back
send-back-complaint = What is wrong?
send-back-words = Anything to add?
complaint-wrong = wrong
complaint-incomplete = incomplete
complaint-late = too late
complaint-misunderstood = misunderstood
complaint-not-ours = not meant for you
result-newer = There is a newer result of { $ref }: please look at that one.
accepted-toast = Thank you! { $ref } is closed.
already-accepted = { $ref } is closed already.
already-open = { $ref } is in work already.
task-closed = Closed { $at }
rate-this = How content are you? 1 is poor, 5 is very good.
rating = { $stars } ★
rated = Your rating: { $stars } of 5. Thank you!
rated-already = You have given { $stars } of 5 already.
rating-word = Add a word
rating-word-title = Your rating of { $ref }
rating-word-words = What was good, what was not?
reopen = Reopen
reopened-client = { $ref } is in work again.

## Tasks

acknowledge = Acknowledge
acknowledge-this = Acknowledge { $ref }
decline = Decline
done = Done
done-this = Done { $ref }
task-card-title = { $ref } · { $client }
task-state-queued = Queued
task-state-assigned = Yours since { $at }. Please acknowledge.
task-state-acknowledged = In your hands since { $at }
task-state-done = Done { $at }
task-note-edited = (The client has changed these words.)
task-note-deleted = (The client has taken the message back.)
task-words-edited = The client has changed the words of { $ref }. The card shows the new ones.
task-words-deleted = The client has taken back the message of { $ref }. Please ask whether it is still wanted.
result-changed = { $name } has changed the result of { $ref }: { $words }
words-replaced = Your request has its own words by now, from the form. To change them, press Change on its card.
unplaced-still = Before { $ref } is closed: you wrote something else. What is it about?
already-request = That is { $ref } already.
words-stand = This change reaches nobody: on { $ref } your words count as they were. Please write what is to be different.
task-result = Result: { $words }
task-line = { $late ->
    [late] ⏰{" "}
   *[fine] {""}
}{ $priority ->
    [urgent] ‼{" "}
    [high] !{" "}
   *[normal] {""}
}{ $ref } · { $client } · { $words }
task-line-with = { $line } · with { $name } since { $at }
line-and = { $line } · { $more }
task-nobody = Nobody can take { $ref } of { $client }: it is in the queue ({ $queue }).
tasks-nobody = Nobody can take these: { $tasks }. They are in the queue ({ $queue }).
task-nobody-why = { $told } { $why }
tasks-still-waiting = Still in the queue, nobody can take them: { $tasks } ({ $queue }).
task-still-waiting = { $ref } of { $client } is still in the queue: nobody can take it ({ $queue }).
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
decline-words = Why can't you take it?
done-title = Finish { $ref }
done-result = What shall the client read as the result?
queue-title = Not acknowledged yet
queue-empty = The queue is empty.
mine-title = In your hands
mine-empty = You have nothing in hand.
task-state-waiting = Waiting for an answer: { $reason }
task-state-paused = Paused: { $reason }
task-state-closed = Closed { $at }
task-state-cancelled = Cancelled { $at }
task-rated = Rated { $stars } of 5. { $words }
task-you-gave-back = You gave it back: { $reason }
task-handed-over = Handed over to { $name }
task-reassigned = { $by } has given it to { $name }.
task-taken-from-you = { $ref } is now with { $name }.
gone-left = { $name } has left.
gone-away = { $name } is away.
gone-moved = { $name } has other work now.
task-taken-away = { $why } { $where }
task-now-with = It is with { $name } now.
task-in-queue = It is in the queue.
task-cancelled = { $ref } was cancelled by { $by }. { $reason }
note-line = 🔒 { $name }: { $words }
noted = 🔒 { $name } notes on { $ref }: { $lines }
holder-line = With { $name }
sent-back = { $ref } comes back ({ $complaint }). { $words }
reopened = { $name } has opened { $ref } again.
handed-to-you = { $by } hands { $ref } over to you. { $words } { $question }
handed-over-toast = { $ref } is with { $name } now.
claim-this = Claim { $ref }
claim-confirm = { $ref } has been with { $name } since { $at }. Take it over?
claim = Claim
ask-client = Ask client
ask-title = Ask about { $ref }
ask-words = What do you need to know from the client?
message-client = Message client
message-title = Message on { $ref }
message-words = What shall the client read?
internal-note = Internal note
note-title = Internal note on { $ref }
note-words = What shall the office know? No client ever reads this.
pause = Pause
pause-title = Pause { $ref }
pause-words = Why does it rest?
resume = Resume
give-back = Give back
give-back-title = Give { $ref } back
give-back-words = Why do you give it back?
hand-over = Hand over
hand-over-title = Hand over { $ref }
hand-over-to = To whom?
hand-over-words = What is still open?
colleague-away = { $name } (away)
no-colleagues = There is nobody else in this team.
nobody-like-that = This person can't take the task.
done-minutes = How many minutes did it take?
minutes = { $minutes } min
minutes-other = Other …
minutes-change = Change minutes
minutes-title = Minutes for { $ref }
minutes-already = { $minutes } min are noted. Change minutes puts it right.
minutes-noted = { $minutes } min noted.
task-minutes = Worked: { $minutes } min
step-minutes = minutes noted
already-closed = { $ref } is closed already.
already-cancelled = { $ref } was cancelled, { $at }.
cannot-now = { $ref } is “{ $state }” just now: that doesn't work.
find-what = What shall I look for? Please write words after it.
find-nothing = Nothing found for “{ $words }”.
find-title = Found for “{ $words }”
away-now = You are away now: no new tasks come to you. { $count ->
    [0] You have nothing in hand.
    [one] One task stays in your hands.
   *[other] { $count } tasks stay in your hands.
}
back-now = Welcome back: new tasks come to you again.

## Board

board-title = Board
board-counts = { $counts }
board-count = { $what }: { $count }
board-overdue = overdue
board-all = All
board-by-assistant = By assistant
board-by-client = By client
board-by-category = By category
board-group = { $what } ({ $count })
board-nobody = nobody
board-nothing = Nothing here.
board-line = { $late ->
    [late] ⏰{" "}
   *[fine] {""}
}{ $priority ->
    [urgent] ‼{" "}
    [high] !{" "}
   *[normal] {""}
}{ $ref } · { $client } · { $words } · { $state } · { $name }
manage-this = { $ref }
reassign = Reassign
reassign-to = Who takes { $ref }?
reassigned-toast = { $ref } is with { $name } now.
reassigned-away-toast = { $ref } is with { $name } now, who is away.
give-to-somebody = Give to …
other-team = Another team …
other-team-what = The task goes to the team you choose.
team-whoever = { $team }: whoever is free
task-to-team = { $by } has given it to { $team }.
task-taken-to-team = { $ref } is with { $team } now.
to-team-toast = { $ref } is with { $team } now.
priority = Priority
priority-which = How urgent is { $ref }?
priority-set = { $ref }: priority { $priority }
category = Category
category-which = What is { $ref } about?
category-set = The category of { $ref } is changed.
keep-task = Keep the task
cancel-title = Cancel { $ref }
cancel-words = Why? Client and assistant read this.
hand-over-all-confirm = { $count ->
    [one] Give { $name }'s one task to others?
   *[other] Give all { $count } tasks of { $name } to others?
}
hand-over-all = { $name } is away: give { $count } to others
handed-over-all = { $count ->
    [one] One task of { $name } is with others now.
   *[other] { $count } tasks of { $name } are with others now.
}
handed-over-some = { $count ->
    [one] One task of { $name } is with others now.
   *[other] { $count } tasks of { $name } are with others now.
} { $waiting ->
    [one] One waits in the queue: nobody can take it.
   *[other] { $waiting } wait in the queue: nobody can take them.
}
handed-over-none = { $waiting ->
    [one] { $name }'s task waits in the queue: nobody can take it.
   *[other] { $name }'s { $waiting } tasks wait in the queue: nobody can take them.
}
not-away = { $name } is not away.
sheet-state = State: { $state }
sheet-state-why = State: { $state } – { $reason }
step-line = { $at } · { $what } · { $by }
step-line-more = { $line } · { $more }
step-to = → { $name }
step-to-words = → { $name }: { $words }
step-from-to = { $before } → { $now }
step-complaint = { $complaint }: { $words }
steps-earlier = … and { $count } earlier
history = History
history-title = { $ref }: history
came-declined = { $by } declined it: { $words }
came-given-back = { $by } gave it back: { $words }
came-returned = No sign of life from { $by } for { $span }.
came-handed-over = { $by } handed it over: { $words }
came-paused = { $by } had paused it: { $words }
came-sent-back = Sent back – { $why }
step-filed = filed
step-assigned = assigned
step-acknowledged = acknowledged
step-declined = declined
step-given-back = given back
step-breached = promise broken
step-extended = due time moved
step-taken-care = taken care of
step-policy = another promise holds
step-calendar = other office hours hold
step-returned = back in the queue
step-still-asked = asked whether anybody is still on it
step-still-on-it = still on it
step-lease-snoozed = to be asked again later
step-handed-over = handed over
step-reassigned = reassigned
step-asked = asked the client
step-paused = paused
step-resumed = resumed
step-done = done
step-result-changed = result changed
step-accepted = accepted
step-closed-by-silence = closed without an answer
step-sent-back = sent back
step-reopened = opened again
step-cancelled = cancelled
step-unanswered = no answer came
step-rated = rated
step-edited = words changed by the client
step-wish = another date wished for
step-appointment = appointment
step-appointment-tied = { $ref }, { $at }
step-appointment-untied = no longer for { $ref }
step-appointment-moved = { $ref } moved to { $at }
step-appointment-cancelled = { $ref } will not take place
step-deleted = message taken back
step-client-said = message from the client
step-staff-said = message to the client
step-noted = internal note
step-note-edited = internal note changed
step-note-deleted = internal note taken back
step-message-edited = message changed
step-message-deleted = message taken back
step-priority = priority changed
step-plan = plan changed
step-contact = other contact
step-category = category changed
step-team = another team

## Home

home-title-client = { $office }
home-title-assistant = Your day at { $office }
home-title-manager = { $office } at a glance
home-title-administrator = Administration of { $office }
home-administrator = People, roles and client accounts are yours to look after.
home-to-acknowledge = To acknowledge: { $count }
home-in-progress = In progress: { $count }
home-waiting = Waiting for an answer: { $count }
home-done-today = Done today: { $count }
home-next = Next: { $ref } · { $client } · { $words }
home-due-next = Due { $at }: { $ref } · { $client } · { $words }
home-nothing = Nothing is waiting for you.
home-client-none = You have no open requests. Just write what you need.
home-wants-you = Waits for you: { $ref } · { $words }
home-new = New request
home-requests = All my requests
home-mine = My tasks
home-queue = Queue
home-board = Board
home-people = People
home-away = Assistants away: { $names }

## People for managers

people-title = People
people-line = { $name } · { $role } · { $what }
people-fine = reachable
people-away = away
people-unreachable = can't be reached
people-pending = waits to be confirmed
people-invite = Invite
people-clients = Clients
people-dead = Undelivered messages
people-search = Or write a name after { $command }.
people-none = Nobody like that.
person-title = { $name }
person-role = Role: { $role }
person-client = Client: { $client }
person-team = Team: { $team }
person-where = Talks on: { $platforms }
person-in-hand = In hand: { $count }
person-make = Make { $role }
person-make-confirm = Change the role of { $name } to { $role }? An assistant's open tasks go to others.
person-move-confirm = Move { $name } to the team { $team }? An assistant's open tasks stay with the old team.
person-move = Team { $team }
person-deactivate = End access
person-deactivate-confirm = End { $name }'s access? Open tasks go back to the queue.
person-deactivate-client-confirm = End { $name }'s access? Their open requests stay where they are; you are asked who else hears of them.
person-deactivated = { $name } has no access any more.
person-set-away = Mark as away
person-set-back = Mark as back
person-changed = The change of { $name } is saved.
person-role-told = You are { $role } here now. { $help } shows what you can do.
person-not-yourself = You can't do this to yourself.
not-bound = { $ref } is under professional secrecy, and no secrecy obligation of { $name } is recorded. You can record it on their card.
person-last-manager = There must be at least one manager.
clients-title = Clients
client-line = { $name } · { $sees }
client-sees-own = each contact sees their own tasks
client-sees-all = contacts see all tasks of the client
client-switch = Change: { $sees }
invite-title = Invite somebody
invite-role = As what?
invite-name = What is the person called?
invite-client = For which client?
invite-team = Which team?
people-invites = Open invitations
clients-back = All clients
client-contacts = Contacts: { $names }
client-no-contacts = Nobody of this client is here yet.
client-plan = Plan
client-plan-line = Plan: { $plan }
client-plan-title = Plan of { $name }
client-which-plan = Which plan?
client-plan-help = What is promised for open tasks follows it at once, counted from their beginning.
client-rename = Rename
client-rename-title = Rename { $name }
client-new-name = What is the client called now?
client-renamed = { $before } is called { $name } now.
client-name-taken = Another client is called { $name } already.
client-invite = Invite a contact
client-alike = { $name } is much like a client you have
client-alike-which = Which one is meant?
client-new-named = A new client: { $name }
invite-new-client = A new client
invite-client-name = What is the new client called?
invite-made = Invitation for { $name }
invite-code = { $code }
invite-until = This is the code. It is good for one person, until { $expires }; pass it on.
invite-telegram = On Telegram just open: { $link }
invite-slack = On Slack write: { $command }
invite-who = As { $role }
invite-who-client = As { $role } of { $client }
invite-withdraw = Withdraw
invite-withdraw-of = Withdraw: { $name }
invite-withdrawn = Withdrawn: nobody gets in with this code any more.
invite-used = Used: they are here.
invite-over = This code was used, withdrawn or has expired already.
invites-none = Nobody is invited who has not come.
invite-line = { $name } · { $who } · until { $expires }
invite-client-needed = A contact belongs to a client: choose one, or name a new one.
dead-title = Undelivered messages
dead-none = Every message has been delivered.
dead-line = { $name } · { $platform } · { $why } · { $at }
dead-retry = Try again: { $name }
dead-retried = It is tried again.

## Alarms

contact-left = { $name } has no access any more: nobody of the client hears of { $ref } now. The managers know.
contact-left-title = { $name } ({ $client }) has no access any more
contact-left-tasks = Nobody of the client hears of these now: { $tasks }
contact-left-settled = What was open has another contact now, or is over.
contact-all-to = All to { $name }
contact-gone = { $name } has no access any more, so nobody of the client would hear of { $ref }. A manager can name another contact.
contact-gone-line = ⚠ { $name } has no access any more: nobody of the client hears of this.
contact-which = { $ref }: who speaks for { $client } now?
contact-none = { $client } has no other contact. Invite one with { $people }, or cancel the task.
contact-now = { $ref } goes to { $name } from now on.
contact-now-all = { $count ->
    [0] Nothing is left.
    [one] One task goes to { $name } from now on.
   *[other] { $count } tasks go to { $name } from now on.
}
other-contact = Other contact
other-contact-of = Other contact for { $ref }
person-unreachable = { $name } can't be reached: every address refuses messages.
alarm-unreadable = A message could not be read ({ $platform }). It is kept aside; everything else goes on.
alarm-dead-letter = Something failed three times and was set aside ({ $platform }). The operator's log says why.
alarm-timer-failed = Something that was due failed again and again and was given up ({ $kind }). The operator's log says why.
alarm-timer-unknown = This version of the program doesn't know what to do with something that was due ({ $kind }). It is kept and tried again each hour; the version that knows it will catch up on it.
alarm-clock-jumped = The clock of the machine the office runs on was put { $way ->
    [back] back
   *[forward] forward
} by { $minutes ->
    [one] one minute
   *[other] { $minutes } minutes
}, or the machine stood still for so long. Reminders and deadlines follow that clock: please see whether it is right.
alarm-message-refused = A message was refused by the platform ({ $why }) and not delivered.
alarm-message-unknown = A message may or may not have arrived; it was set aside after several tries.
alarm-files-full = The disk for files is full. Files that people send will come once there is room again.
alarm-words-refused = Something in the database is not what the office wrote there ({ $where }), and was not shown to anybody. Somebody changed it by hand, or a disk is failing: the log says which row, a backup has it as it was.
alarm-files-unwritable = Files that people send can't be kept ({ $why }). They will come once the folder can be written again.
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
alarm-shared = A Slack channel is shared with another company now: what is said there, others read, too. I say nothing in channels; please do the same with what clients have entrusted to us.
alarm-flood = Somebody sends me more than anybody can write ({ $platform }). What is too much is not taken in; all others are served as always.
flood-notice = That was too much at once. Please wait a few minutes; what you sent last was not taken in.
alarm-audit-head = The head of the audit can't be written to its second place. Please look at the disk and at [audit] heads, and run “audit verify”.
audit-head = Audit: row { $number }, { $hash }. Keep this line: it shows later whether rows were cut off.
outage-notice = { $office } could not be reached for { $hours ->
    [one] an hour
   *[other] { $hours } hours
}. If you wrote meanwhile and got no reference, please write again.

## Promises

clock-acknowledge = taking it on
clock-first-response = first answer
clock-next-update = next word to the client
clock-next-update-you = next word to you
clock-resolution = completion
listed = { $before }, { $last }
span = { $hours ->
    [0] { $minutes } min
   *[other] { $minutes ->
        [0] { $hours } h
       *[other] { $hours } h { $minutes } min
    }
}
on-day = { $month ->
    [1] { $day } Jan
    [2] { $day } Feb
    [3] { $day } Mar
    [4] { $day } Apr
    [5] { $day } May
    [6] { $day } Jun
    [7] { $day } Jul
    [8] { $day } Aug
    [9] { $day } Sep
    [10] { $day } Oct
    [11] { $day } Nov
   *[other] { $day } Dec
}
on-day-named = { $day } ({ $name })
promise-line = You'll hear from us by { $at }.
promise-done-line = Done by { $at }.
promise-line-over = You should have heard from us by now.
promise-done-line-over = It should have been done by now.
promise-of = { $ref }: { $promised }
promise-gone = { $ref }: no fixed time any more.
promises-changed = What you can count on from now on:
    { $lines }
plan-none = no plan
plan-set = Plan of { $client }: { $plan }. { $count ->
    [0] No due time moves.
    [one] One open task has other due times now.
   *[other] { $count } open tasks have other due times now.
}
promise-moved = { $clock ->
    [resolution] { $ref } takes longer than promised: now until { $until }.
   *[other] About { $ref } you'll hear from us later than promised: by { $until }.
}
due-line = Due { $at }
alert-title = { $ref } · { $client }: { $clock }
alert-at-risk = At risk: due { $at }
alert-breached = Not kept: was due { $at }
alert-over-again = The new time is over, too: { $at }
alert-now-due = Now due { $at }
alert-met = In time, { $at }
alert-met-late = Only after the due time: { $at }
alert-over = No longer needed since { $at }
alert-standing = The clock stands still since { $at }
alert-open = { $clock ->
    [acknowledge] Nobody has taken it on since { $at }
    [resolution] Not done, open since { $at }
   *[other] Open since { $at }
}
alert-undated = No time is promised any more.
alert-nobody = Nobody has it.
alert-late = Late: this should have been said { $at }.
alert-care = { $name } takes care of it until { $until }.
alarm-alerts-late = { $count ->
    [one] An alert about a promise is late: it should have been sent more than a minute ago.
   *[other] Alerts about promises are late: { $count } tasks have one that should have been sent more than a minute ago.
} Please look at /board and at the operator's log.
alarm-alerts-untold = { $count ->
    [one] An alert about a promise was decided on but not written to everybody it is for.
   *[other] { $count } alerts about promises were decided on but not written to everybody they are for.
} Please look at /board.
alarm-nobody-to-alert = A promise is in danger and nobody in the office could be told. Please look at /board.
soon-title = { $count ->
    [one] One task is due soon
   *[other] { $count } tasks are due soon
}
soon-line = { $ref } · { $client } · { $words }: due { $at }
over-title = { $count ->
    [one] One task is overdue
   *[other] { $count } tasks are overdue
}
over-or-soon-title = { $count } tasks are overdue or due soon
over-line = { $ref } · { $client } · { $words }: was due { $at }
lease-title = { $ref }: still on it?
lease-what = { $client } · { $words }
lease-silent = Nothing has happened since { $at }.
lease-back = Without an answer it goes to somebody else { $at }.
lease-settled = Settled, { $at }
lease-snoozed = You'll be asked again { $until }.
still-on-it = Still on it
lease-snooze = Snooze
still-on-it-toast = Good. If nothing happens, you'll be asked about { $ref } again { $until }.
task-lapsed = Back in the queue: no sign of life for { $span }.
task-lapsed-told = { $ref } went back to the queue: no sign of life from you for { $span }.
lease-returned = { $ref } from { $client } went back to the queue. { $why } It is with { $name } now.
lease-old = { $name } has had { $ref } from { $client } for { $days } days. Should it stay there?
i-take-care = I take care
raise-priority = Raise priority
extend = Extend with reason
hours-more = { $hours ->
    [one] One hour more
   *[other] { $hours } hours more
}
extend-title = Extend { $ref }
extend-hours = By how much working time?
extend-why = Why? (stays in the office)
extended-toast = { $ref } is now due { $until }.
nothing-to-extend = Nothing is running for { $ref } that could be extended.
taken-care = You take care of { $ref }: no more reminders until { $until }.
command-why = why a task is due when it is, with “{ "T-1042" }” after it
why-button = Why?
why-what = Please name the task, such as T-1042.
why-title = Why { $ref } is due when it is
why-no-promise = Nothing was promised for { $ref }.
why-kept = { $clock }: met { $at }, in time (until { $due })
why-clock = { $clock }
why-clock-due = Why { $clock } by { $at }?
why-filed = Filed { $at }, promise “{ $policy }”
why-filed-you = Filed { $at }
why-begun = Running since { $at }, promise “{ $policy }”
why-begun-you = Running since { $at }
why-changed = Changed { $at }: { $why ->
    [priority] another priority
    [category] another category
    [plan] another plan
   *[policy] another promise
}
why-extended = Extended { $at } to { $until } by { $by }: { $reason }
why-extended-you = Extended { $at } to { $until }
why-budget = Promised within { $seconds } of office hours
why-cutoff-kept = Filed by { $cutoff }, so due at { $same_day } the same day
why-cutoff-missed = Not filed by { $cutoff } of a working day, so due at { $next_day } on the next one
why-before = { $seconds } of office hours before { $what ->
    [appointment] appointment { $ref }
   *[deadline] the date that was wished for
}, { $at }
why-date-moved = { $what ->
    [appointment] Since { $since } this time of appointment { $ref } counts: { $at }
   *[deadline] Since { $since } another date counts: { $at }
}
why-date-gone = { $what ->
    [appointment] Since { $since } there is no appointment { $ref } any more
   *[deadline] Since { $since } no date is wished for any more
}
why-before-near = { $what ->
    [appointment] Appointment { $ref } is { $at }; until then less than { $seconds } of office hours were left
   *[deadline] Wished for by { $at }; until then less than { $seconds } of office hours were left
}
why-opens = The office opens { $at }
why-gap = (closed for { $span } in between)
why-leg = { $stretch }: { $seconds } { $gap }, { $remaining } left; closed until { $opens }
why-leg-stops = { $stretch }: { $seconds } { $gap }, { $remaining } left
why-leg-last = { $stretch }: the last { $seconds } { $gap }
why-leg-only = { $stretch }: { $seconds } { $gap }
why-days = { $count } more days: { $seconds }, { $remaining } left; closed until { $opens }
why-holidays = { $count ->
    [one] Closed day in between: { $dates }
   *[other] Closed days in between: { $dates }
}
why-paused-waiting = { $stretch }: { $seconds } don't count, waiting for the client
why-paused-waiting-you = { $stretch }: { $seconds } don't count, waiting for you
why-paused-aside = { $stretch }: { $seconds } don't count, put aside by { $by }: { $reason }
why-paused-aside-you = { $stretch }: { $seconds } don't count, put aside
why-paused-finished = { $stretch }: { $seconds } don't count, finished until it was sent back
why-added = Added for that: { $seconds } of office hours
why-breached = Not kept: broken { $at }
why-standing = The clock stands still since { $since }; { $remaining } are left
why-nothing = Nothing promised
why-over = No longer needed since { $at }
why-met = Met { $at }
why-met-late = Only after the due time: { $at }
why-turns = Whose turn it was: { $shares }
turn-office = office { $span }
turn-client = client { $span }
turn-ours = ours { $span }
turn-yours = yours { $span }
turn-outside = outside office hours { $span }
deadline-near = { $ref } is wished for by { $at }
deadline-past = { $ref } was wished for by { $at }
deadline-question = We still wait for your answer: { $words }

## Reminders

remind-set = I'll remind you: { $at }
remind-is-it = I'll remind you: { $at } – right?
remind-unless = Without an answer it stays at that.
remind-once = Only this once: reminders don't repeat.
remind-other = Rather { $at }
remind-how = I haven't understood when. Write the time and what it is about: { $remind } T-1042 tomorrow 9:00 call back
remind-over = That time is over, or more than five years away. Please name another one.
remind-when-title = Another time
remind-when = When shall I remind you?
remind-when-help = For instance: tomorrow 9:00, in two hours, on Friday afternoon
reminder-title = Reminder
reminder-of-task = { $ref } · { $words }
reminder-late = Late by { $late }: this should have come { $at }.
snooze-quarter = Snooze 15 min
snooze-hour = Snooze 1 h
snooze-morning = Tomorrow morning
snooze-working-day = Next working day
reminder-show = Show { $ref }
reminder-done = Reminder done, { $at }
reminder-deleted = Reminder deleted.
reminder-dropped = No reminder needed any more: { $ref } has ended.
reminders-title = Your reminders
reminders-none = There are none. Set one with { $remind }, the time and your words.
reminder-line = { $number }. { $at } · { $what }
reminder-line-is = { $line } ({ $standing })
reminder-is-asked = not confirmed yet
reminder-is-told = told, not ticked off
reminder-is-dropped = not sent: the task has ended
delete = Delete
delete-number = Delete { $number }

# Appointments
booking-unknown = There is no such appointment here.
booking-just-changed = { $ref } was changed just now. Please look again.
booking-cannot-now = That is not possible any more: { $ref } is { $state }.
booking-not-begun = { $ref } only begins on { $at }.
booking-service-gone = This kind of appointment is not offered any more.
booking-state-held = held
booking-state-pending = waiting for confirmation
booking-state-confirmed = confirmed
booking-state-done = done
booking-state-no-show = marked as missed
booking-state-expired = no longer held
booking-state-declined = declined
booking-state-cancelled = cancelled
booking-offered = A time has become free: { $at }. It is kept for you until { $until }.
booking-reminder = Your appointment { $ref }: { $what }
booking-reminder-missed = The reminder of { $ref } ({ $at }) could not be sent in time.
booking-reminder-over = The reminder of { $ref } is no longer needed.
booking-come = I'll be there
booking-comes = You'll be there.
booking-will-come = { $name } will be there: { $ref }, { $at }
command-book = book an appointment
command-agenda = your appointments
command-calendar = your appointments in your calendar program
book-nothing = There is nothing to be booked here.
book-which = Which appointment?
book-kind-at = { $what }, { $at }
book-kind-when = { $at }
book-how-long = How long?
book-minutes = { $count } min
book-with-whom = With whom?
book-anybody = Anybody
book-another-person = Another person
book-title = { $service }, { $count } min
book-title-with = { $what }, with { $host }
book-title-propose = Another time for { $ref }: { $what }
book-title-move = Move { $ref }: { $what }
book-which-day = { $month } – which day? Times are those of { $zone }.
book-which-time = { $day } – at what time? ({ $zone })
book-day = { $weekday ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[7] Sun
    } { $day }
book-month = { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } { $year }
book-day-of = { $day } { $month }
book-time = { $time }
book-at = { $at }
book-find-time = Find a free time
book-which-meant = Which time do you mean? Each of them is free.
book-next = The next free times:
book-nothing-free = Nothing is free.
book-none-that-day = Nothing is free on { $day }.
book-none-then = Nothing is free then.
book-first-free = First free
book-later = Later
book-days = Days
book-earlier-month = Month before
book-later-month = Next month
book-other-day = Other day
book-other-times = Other times
book-denied = That is not possible
book-instead = Free instead:
book-no-past = That time is over.
book-no-length = It is not offered for that long.
book-no-booker = Only the office books this.
book-no-plan = This is not part of your plan.
book-no-notice = That is too short notice.
book-no-too-far = That is too far ahead.
book-no-taken = That time is taken.
book-no-too-close = That is too close to another appointment.
book-no-busy = There is something else in the calendar then.
book-no-away = Nobody who does this is there then.
book-no-closed = That is outside opening hours.
book-no-step = It does not begin at that time.
book-no-day-full = That day is full.
book-no-week-full = That week is full.
book-no-unverified = The calendar could not be read lately.
book-not-bound = Whoever does this has no secrecy obligation on record. Please choose another person.
book-it = Book
book-release = Release
book-released = That time is free for others again.
book-new = Book an appointment
book-settled = Booked: { $at }
booking-some = Appointment
booking-title = { $ref } · { $what }
booking-held = { $what }: kept for you until { $at }
booking-held-over = { $what }: no longer kept for you
booking-when = { $at }
booking-elsewhere = In { $zone }: { $day }, { $span }
booking-unusual = In this week the clocks are not as far apart as usual.
booking-is = State: { $state }
booking-with = With: { $lines }
booking-where = Where: { $place }
booking-contact = { $name } of { $client }
booking-answer = { $question }: { $answer }
booking-overridden = Booked all the same: { $lines }
booking-propose = Propose another time
booking-agree = Take it
booking-proposed-there = Proposed for { $ref }: { $at }
booking-was-proposed = { $by } proposes another time for { $ref }: { $at }
booking-proposal-over = This time is not proposed for { $ref } any more.
booking-proposed = Proposed instead: { $at }
booking-caller = For: { $name }
booking-guest = Also comes: { $name }
booking-reason = Reason: { $words }
booking-move = Move
booking-cancel = Cancel
booking-cancel-sure = Really cancel { $ref }?
booking-add = Add someone
booking-add-title = Add to { $ref }
booking-guest-name = Name
booking-guest-mail = Mail address
booking-guest-mail-how = An invitation can go there. You are asked once more before it does.
invitation-ask = Invite { $name } to { $ref } by mail?
invitation-title = Invitation of { $name } to { $ref }
invitation-to = To: { $address }
invitation-how = Is the address right? The appointment then goes there, and every change of it.
invitation-send = Send invitation
invitation-leave = Don't send
invitation-waiting = On its way.
invitation-later = It goes as soon as the appointment is confirmed.
invitation-told = Sent.
invitation-failed = It could not be delivered.
invitation-left = Nothing is sent.
invitation-no-address = That is no mail address. It looks like name@example.org.
invitation-there-already = Somebody is invited at this address already.
invitation-refused = The mail server refuses the invitation of { $name } to { $ref }: { $address } ({ $code })
invitation-too-late = The invitation of { $name } to { $ref } could not be sent in time: { $address }
letter-subject-invited = Invitation: { $what }, { $at }
letter-subject-changed = Changed: { $what }, { $at }
letter-subject-over = Cancelled: { $what }, { $at }
letter-hello = Hello { $name },
letter-invited = { $by } invites you to an appointment. Open the attached calendar file to have it in your calendar.
letter-changed = This appointment has changed. It is now:
letter-over = This appointment is cancelled:
letter-zone = Times are those of { $zone }.
letter-ref = Reference: { $ref }
booking-decline-title = Decline { $ref }
booking-decline-words = Why? The client reads this.
booking-done = Done
booking-no-show = No-show
booking-show = { $ref }
booking-moved-there = { $ref } is moved: { $at }
booking-was-moved = { $ref } was moved by { $by }: from { $before } to { $at }
booking-was = { $ref } ({ $at }) is { $state }. ({ $by })
booking-file = { $ref } for your calendar
booking-file-over = This takes { $ref } out of your calendar
booking-file-name = appointment-{ $ref }.ics
booking-file-title = { $what } ({ $ref })
booking-was-confirmed = { $ref } is confirmed: { $at }
booking-line = { $number }. { $at } · { $ref } · { $what }
booking-line-with = { $line } · { $name }
booking-line-is = { $line } ({ $state })
wait-list = Waiting list
wait-title = On the waiting list: { $what }
wait-day = For { $day }.
wait-any = For as far ahead as can be booked.
wait-how = If something frees up, you hear of it, and it is kept for you alone for a while.
wait-leave = Leave the list
wait-left = You are not on the waiting list any more.
plan-several = Several times
plan-form = Several times
plan-how-often = How often?
plan-how-many = How many times?
plan-look = Look at the dates
plan-weeks = { $count ->
    [1] every week
   *[other] every { $count } weeks
}
plan-times-wrong = A series has 2 to { $most } appointments.
plan-title = { $what }: { $often }, { $count } times
plan-line = { $number }. { $at }: { $state }
plan-free = free
plan-skipped = skipped
plan-clash = { $lines }
plan-clear = { $count ->
    [one] One appointment. Nothing is booked yet.
   *[other] { $count } appointments, all of them free. Nothing is booked yet.
}
plan-clashes = { $count ->
    [one] One date clashes: skip it or choose another time. Nothing is booked yet.
   *[other] { $count } dates clash: skip them or choose other times. Nothing is booked yet.
}
plan-skip = Skip { $number }
plan-shift = { $number }: other time
plan-back = { $number } as before
plan-return = Back
plan-book = { $count ->
    [one] Book it
   *[other] Book all { $count }
}
plan-instead = Free instead of date { $number } ({ $at }):
plan-nothing = Around date { $number } ({ $at }) nothing is free.
plan-dropped = No series was booked.
plan-booked = { $count ->
    [one] Booked: one appointment
   *[other] Booked: { $count } appointments
}
booking-series = { $what }, { $count } appointments
booking-accept-all = Confirm all
booking-series-confirmed = { $count ->
    [one] One appointment of your series is confirmed.
   *[other] { $count } appointments of your series are confirmed.
}
booking-file-series = { $count } appointments for your calendar
book-anyway = Book anyway
book-anyway-sure = Overrule the office's rules for { $at }? It is noted.
book-anyway-done = Taken all the same: { $at }
book-for-client = For a client
book-for-caller = For a caller
booking-guest-phone = Telephone number
agenda-own = Your appointments
agenda-today = Appointments today
agenda-week = Appointments of seven days
agenda-away = Appointments while you are away: move, cancel, or leave them
agenda-none = There are none.
agenda-wait = Waiting list { $number }: { $what }. { $when }
agenda-wait-show = Waiting list { $number }
agenda-show-week = Seven days
agenda-show-today = Today

## Calendars of hosts

calendar-read = Calendar of { $host }: read { $at }
calendar-stale = Calendar of { $host }: last read { $at }. That is too long ago, there may be more in it.
calendar-never-read = Calendar of { $host }: not read yet

## Calendar feeds

calendar-address = Calendar address
feed-title = Your calendar address
feed-what = A secret address under which Google, Apple, Outlook and other calendars read your appointments: when, what and the number, never with whom. Whoever knows it reads them, too.
feed-since = You have had one since { $at }. It is not kept here and can't be shown again.
feed-make = Get an address
feed-renew = New address
feed-renew-sure = The address until now stops working at once. Get a new one?
feed-end = Switch off
feed-end-sure = The address stops working at once. Switch it off?
feed-ended = The address doesn't work any more.
feed-address = Your secret calendar address. In your calendar program, add a calendar from the internet (by URL):
    { $address }
feed-none-here = There are no calendar addresses in this office.
feed-event = { $what } · { $ref }
feed-name = Appointments · { $office }

## Absences

away-how = I didn't understand when you are away. For example: { $away } Monday to Wednesday, { $away } until Friday noon. Without a time it is from now on.
away-is-it = You are away { $when } – right?
away-planned = Absence noted: { $when }
away-planned-what = It begins and ends by itself. Meanwhile you get no new tasks.
away-begun = You are away: { $when }
away-over = Your absence is over.
away-cancelled = Absence cancelled.
away-cancel = Cancel it
away-cancel-number = Cancel { $number }
away-back = I'm back
away-title = Absences
away-none = Nothing noted.
away-line = { $number }. { $when }
away-line-on = { $number }. { $when } (now)
away-line-open = { $number }. from now on, until you are back
away-plan = Plan an absence
away-when = When are you away?
away-first-day = First day
away-last-day = Last day
away-when-help = For example: Monday to Wednesday, until Friday noon, 3–5 March
absent-title = { $name } is away now, with { $count ->
        [one] one open task
       *[other] { $count } open tasks
    }.
absent-until = Back: { $at }
absent-give = Give all of { $name } to others

## Recurring requests

command-recurring = what is to be done regularly; with “{ "every Monday 9:00 order coffee" }” after it a new one
recurring-title = Recurring requests
recurring-asked = Regularly – right?
recurring-active = Recurring request
recurring-paused = Paused
recurring-ended = Ended
recurring-next = Next: { $at }
recurring-line = { $number }. { $words } · { $standing }
recurring-show = Show { $number }
recurring-none = There are none. { $recurring } every Monday 9:00 order coffee makes one.
recurring-how = I didn't understand what regularly, and when. For example: { $recurring } every Monday 9:00 order coffee
recurring-too-often = More than once a day is not possible.
recurring-no-more = It doesn't come again after that.
recurring-missed = “{ $words }”: { $count ->
        [one] one time was
       *[other] { $count } times were
    } missed while the office could not be reached. The last one is being done now.
recurring-skip = Leave the next one out
recurring-end = End
recurring-end-confirm = This request won't come again.
recurring-words = What, and when again and again?
recurring-words-help = For example: every Monday 9:00 order coffee

## Reports

report-digest-title = { $office }: { $period }
report-client-title = Report for { $client }: { $period }
report-review-title = Review with { $client }: { $period }
report-days = { $first } – { $last }
report-nobody = no client
report-client = Client
report-assistant = Assistant
report-what = What
report-n = n
report-reference = Reference
report-clock = Promise
report-cause = Where it lay
report-reason = Reason
report-minutes = Minutes
report-stars = Stars
report-words = In words
report-acknowledge = taken on
report-first-response = first answer
report-next-update = next word
report-resolution = done
report-received = received
report-done = done
report-open = open
report-overdue = overdue
report-at-risk = at risk
report-unassigned = with nobody
report-was-open = open before
report-came-back = came back
report-cancelled = cancelled
report-continuity = done by the known person
report-in-time = in time
report-in-time-before = before
report-decisions = What needs a decision at the end of the period
report-counts = The work
report-times = How long it took, in office hours
report-breaches = Promises broken
report-by-client = By client
report-load = Who has how much
report-ratings = Feedback
report-rework = What was sent back
report-error-rate = Error rate
report-what-was-done = What was done
report-mean = mean of all { $n }
report-chart = Requests, beside the period before
report-no-share = –
report-share = { $percent } % of { $n }
report-share-few = { $part } of { $n }
report-cause-unassigned = nobody had it
report-cause-unacknowledged = not taken on yet
report-cause-waiting = waiting for the client
report-cause-paused = paused
report-cause-rework = sent back
report-cause-handed-on = changed hands
report-cause-in-work = in work
digest-title = { $office } · { $period }
digest-week = Week { $number }, { $when }
digest-late = Late by { $late }: this should have come { $at }.
digest-now = Now:
digest-then = In the period:
digest-nothing-to-decide = Nothing needs a decision.
digest-overdue = ⏰ Overdue: { $count } ({ $which })
digest-at-risk = At risk: { $count } ({ $which })
digest-unassigned = With nobody: { $count } ({ $which })
digest-unreachable = Can't be reached: { $which }
digest-gap = Everybody of { $team } is away: { $when }
digest-received = Received: { $count } (before: { $before })
digest-came-back = Came back: { $count } (before: { $before })
digest-cancelled = Cancelled: { $count } (before: { $before })
digest-done = Done: { $count } (before: { $before })
digest-open = Open at the end: { $count } (before: { $before })
digest-acknowledged = Taken on in time
digest-answered = First answer in time
digest-done-in-time = Done in time
digest-in-time = { $clock }: { $share } (before: { $before }){ $how ->
    [met] {" "}· target { $target } % met
    [missed] {" "}· below the target of { $target } %
   *[few] {""}
}
digest-mean = { $whole }.{ $tenth }
digest-broken = Promises broken: { $count } (before: { $before })
digest-rework = Sent back: { $share }
digest-ratings = Ratings: { $stars } ★ ({ $count })
digest-low = { $ref }: { $stars } ★ { $words }
digest-show-overdue = Overdue: { $count }
digest-show-at-risk = At risk: { $count }
digest-show-unassigned = With nobody: { $count }
digest-show-received = Received: { $count }
digest-show-came-back = Came back: { $count }
digest-show-cancelled = Cancelled: { $count }
digest-show-done = Done: { $count }
digest-show-open = Open: { $count }
digest-show-breaches = Broken promises: { $count }
digest-show-rework = Sent back: { $count }
digest-show-low = Low ratings: { $count }
digest-times = Times and promises kept
digest-clock-acknowledge = Taken on
digest-clock-first-response = First answer
digest-clock-next-update = Next word
digest-clock-resolution = Done
digest-took = { $clock }: half within { $half }{ $how ->
    [many] , nine of ten within { $most }
   *[few] {""}
} (n = { $count })
digest-kept-share = { $clock } in time: { $share }
digest-took-each = { $clock }, how long: { $count }
digest-kept = { $clock } in time: { $count }
digest-missed = { $clock } too late: { $count }
digest-took-line = { $span } · { $ref } · { $words }
digest-figure = { $what } · { $period }
digest-figure-now = { $what } · as of { $at }
digest-task = { $ref } · { $words }
digest-broken-how = { $clock }: { $cause }
digest-task-broken = { $ref } · { $why } · { $words }
digest-task-times = { $ref } ({ $times } times) · { $words }
digest-first-of = Here are { $shown } of { $count }; the files have all of them.
digest-not-shown = Not shown, as data are restricted: { $count }
digest-more-than-once = { $tasks ->
    [one] One request, counted more than once.
   *[other] { $tasks } requests, some counted more than once.
}
report-left-out = Left out here
report-limited = Clients of whom only numbers may stand here
report-each-time = Every time taken
report-seconds = Seconds of office hours
report-all = All requests
report-category = Category
digest-nothing = There is nothing to report.
digest-under-way = Is being put together …
digest-file = digest-{ $whose }{ $period }.{ $form }
digest-picture = Received { $received } (before { $receivedbefore }), done { $done } ({ $donebefore }), open { $open } ({ $openbefore }), overdue { $overdue } ({ $overduebefore })
digest-as-png = Picture
digest-as-xlsx = Workbook
digest-as-csv = Table (CSV)
digest-of-whom = There is no client or team called “{ $name }”, or more than one. { $kpi } shows all.
digest-ahead = { $period }: that is yet to come.
kpi-title = Figures
kpi-this-week = This week
kpi-last-week = Last week
kpi-this-month = This month
kpi-last-month = Last month
kpi-clients = By client
kpi-teams = By team
report-failed = The report could not be made. Please try again; if it fails once more, whoever runs the office finds the reason in the log.
digest-follow-ups = Not content twice in a row: { $which }
follow-up-of = Talk to { $client }
follow-up-title = { $client } was not content twice in a row
follow-up-rating = { $ref } · { $words }: { $stars } ★ from { $by }, done by { $worker }
follow-up-said = “{ $words }”
follow-up-hint = Please talk to them, and note what came of it.
follow-up-with = { $name } takes care of it.
follow-up-take = I take care
follow-up-taken = You take care of { $client }.
follow-up-settle = Settled …
follow-up-settle-title = { $client }: settled
follow-up-what = What came of it?
follow-up-settled-line = Settled by { $by }, { $at }: { $words }
follow-up-already = { $by } has settled this already, { $at }.
command-review = a client's review pack
digest-as-pdf = PDF
review-file = review-{ $whose }{ $period }.{ $form }
review-choose = Review with which client?
review-title = Review with { $client } · { $period }
review-agreed = Agreed so far:
review-agree = Actions agreed …
review-of-whom = There is no client called “{ $name }”, or more than one. { $review } shows all.
agreed-title = Agreed with { $client }
agreed-words = What was agreed?
agreed-help = One action on each line; each becomes a task. A date in it (“by Friday”) is by when it is wished for.
agreed-contact = With whom?
agreed-done = Agreed with { $client }
agreed-line = { $ref } · { $words } ({ $state })
agreed-line-wished = { $ref } · { $words } ({ $state }, wished for: { $wish })
agreed-nobody = Nobody speaks for { $client } at the moment; a task needs somebody.
agreed-too-many = Please not more than { $most } actions at once.
report-agreed = Actions agreed last
report-wished = Wished for
report-state = State
client-report-title = Report for { $client } · { $period }
client-report-file = report-{ $whose }{ $period }.{ $form }
client-report-needed = What we need from you:
client-report-question = { $ref }: { $words }
client-report-worked = Work noted: { $span }
client-report-release = Release
client-report-release-to = Goes to { $names } once you release it.
decided-now-released = { $client } gets the report now.
decided-already-released = { $client } has the report already.
decided-by-released = Released by { $by }, { $at }
decided-on-released = Released { $at }
client-report-withhold = Withhold
client-report-withhold-sure = { $client } then gets no report of this month, for good.
decided-now-withheld = { $client } gets no report of this month.
decided-already-withheld = This report has been withheld already.
decided-by-withheld = Withheld by { $by }, { $at }
decided-on-withheld = Withheld { $at }
report-appointments = Appointments
report-all-appointments = All appointments
report-booked = booked
report-appointed = were to take place
report-no-shows = nobody came (as noted)
report-lead = booked ahead (median)
report-days-ahead = { $days ->
    [0] { $hours } h
   *[other] { $days } d { $hours } h
} (n = { $n })
report-called-off = cancelled
report-called-off-late = cancelled too late
digest-booked = Appointments booked: { $count } (before: { $before })
digest-no-shows = Nobody came: { $share } ({ $which })
digest-called-off = Appointments cancelled: { $count }, too late: { $late }
report-needed = What we need from you
report-question = Question
report-worked = work noted
morning-title = Your day: { $when }
morning-appointments = Appointments: { $count }
morning-appointment = 📅 { $when } · { $what } · { $who }
morning-due = Due today: { $count }
morning-due-line = { $ref } · { $client } · { $words } · by { $at }
morning-late-line = ⏰ { $ref } · { $client } · { $words } · overdue since { $at }
morning-new = Not taken on yet: { $count }
morning-waiting = Waiting: { $count }
change-morning = Morning list
morning-choose = Morning list
morning-what = What is due, what waits, who comes: on working days, by your own clock. Where there is nothing, nothing comes.
morning-none = No morning list
settings-morning = Morning list: at { $clock } on working days
settings-morning-none = Morning list: none
digest-reached = Reachable: { $reached }; before: { $before }
digest-answered-share = Answered in time: { $share }
digest-waited = Waited too long: { $count } ({ $which })
digest-unstaffed = Nobody there: { $span } of { $of }
digest-show-waited = Waited too long: { $count }
report-reachability = Reachability in promised hours
report-promised = promised
report-staffed = somebody was there
report-answered = answered in time
report-reached = reachable: both together
report-reached-of = { $percent } % ({ $reached } of { $of }, n = { $n })
report-reached-few = too few requests (n = { $n })
report-waited = waited too long
report-promises = What is promised; to be kept: { $target } %
report-any = any
report-priority = Priority
report-promised-before = { $span } before
report-promised-cutoff = by { $by }: { $same } the same day, else { $next } the next
report-by-category = By category
report-by-platform = By platform
report-platform = Platform
report-p50 = p50 done
report-turn-office = lay with us
report-turn-client = lay with the client
digest-trials = Trials:
digest-trial-decide = Trial to be decided: { $client } ({ $when })
digest-trial-figures = Received { $received }, done { $done }, open { $open }, done in time: { $share }
digest-trial-answers = Answers: { $answers } of { $n }
digest-trial-said = { $name }: “{ $words }”
report-trial-when = from – to
report-trial-week = week { $week } of { $weeks }
report-trial-over = over, not decided
report-trial-answers = answers

## Trials

command-trial = clients who try us out: begin, see, extend, decide
trials-title = Trials
trial-title = Trial: { $client }
trial-line = { $client }: { $standing }
trial-none = Nobody tries us out at the moment.
trial-none-with = No trial is running with this client.
trial-with-whom = With which client?
trial-of = Trial of { $client }
trial-of-whom = There is no client called “{ $name }”, or more than one. { $trial } shows all trials.
trial-already = A trial with { $client } is running already.
trial-decided-already = That is decided already: { $outcome }
trial-running = { $when }, week { $week } of { $weeks }
trial-ahead = { $when }: not begun yet
trial-over = { $when }: over, not decided yet
trial-ended = { $when }: { $outcome }
trial-criteria = What counts:
trial-begin = Begin a trial …
trial-begin-title = Trial with { $client }
trial-begin-it = Begin
trial-when = When does it begin?
trial-begins-today = Today
trial-begins-monday = Next Monday
trial-begins-month = On the first of next month
trial-how-long = How long?
trial-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
}
trial-what-counts = What is it judged by?
trial-what-counts-help = What you agreed with the client, one point on each line. The client reads it, too.
trial-extend = Extend …
trial-extend-title = Extend the trial with { $client }
trial-how-much-longer = By how much?
trial-decide = Decide …
trial-decide-title = What becomes of { $client }?
trial-outcome = How does it go on?
trial-stays = The client stays
trial-leaves = The client leaves
trial-why = What decided it?
trial-why-help = For the office alone; the client doesn't read it.
trial-review = Review pack
trial-to-decide = Trial of { $client }: please decide
trial-ends = It ends { $when }.
trial-over-since = It ended { $when }, and nothing is decided yet. You can also extend it.
trial-step-begun = { $name } began it { $at }, until { $when }.
trial-step-asked = Asked ({ $milestone }) { $at }.
trial-step-answered = { $name } ({ $milestone }), { $at }:
trial-step-left-out = Not asked ({ $milestone }): it would have come too late, or there was nobody to ask.
trial-step-reminded = Reminded to decide { $at }.
trial-step-extended = { $name } extended it { $at }, until { $when }.
trial-step-decided = { $name } decided { $at }: { $outcome }
trial-answered = { $name } of { $client } on the trial, { $milestone }
trial-said = “{ $words }”
trial-at-start = at the start
trial-at-week = after week { $number }
trial-at-end = at the end
trial-question = Your trial, { $milestone }
trial-yours = You are trying us out: { $when }.
trial-ask-start = What matters most to you? What would tell you afterwards that it was worth it?
trial-ask-week = What went well this week, and what should we do differently?
trial-ask-end = How was it, and how would you like it to go on?
trial-answer = Answer …
trial-answer-change = Change the answer …
trial-your-answer = Your answer:
trial-thanks = Thank you. The management reads it.
trial-words = My answer on the trial ({ $milestone })
trial-words-taken = Your answer on the trial ({ $milestone })
trial-over-for-you = The trial is over. Just write to us if there is something to say.

class-button = Who may see this
class-which = Who may know of { $ref }? Now: { $now }
class-normal = normal
class-confidential = confidential
class-internal = internal only
class-means-normal = Normal: the client's contacts as agreed, and the team that works on it.
class-means-confidential = Confidential: only who asked, who works on it, the team lead and managers.
class-means-internal = Internal only: the office alone; the client is not told and sees it no more.
class-line-confidential = 🔒 Confidential
class-line-internal = 🔒 Internal only
class-set = { $ref } is { $what } from now on.
kept-inside = { $ref } is being looked after inside the office.
step-class = changed who may know
gone-not-bound = { $name } has no secrecy obligation on record.
not-obliged = No secrecy obligation on record.
obliged-line = Bound to secrecy since { $day }, recorded by { $by }.
oblige = Record secrecy obligation
obligation-title = Secrecy obligation of { $name }
obligation-on = When was it signed?
obligation-help = Such as today, or 1 March 2026.
obligation-not-yet = That day is still to come.
obligation-end = End secrecy obligation
obligation-end-sure = { $name } loses all tasks of clients under professional secrecy. End it?
client-secrecy = Professional secrecy
client-secrecy-sure = Only people with a secrecy obligation on record work for { $name } then, and on Telegram nothing but numbers and times is sent. Others lose these tasks at once. Go on?
client-secrecy-end = End professional secrecy
client-secrecy-end-sure = Everybody of the team may see the requests of { $name } then. Go on?
client-secrecy-line = Under professional secrecy.
client-confidential = New requests confidential
client-normal = New requests as usual
client-confidential-line = New requests are confidential.
client-channel = { $platform }: { $what }
client-channel-line = On { $platform }: { $what }.
channel-full = everything
channel-reference = number and time alone
channel-off = nothing
client-restrict = Restrict data
client-restrict-sure = Nothing of { $name } is shown, told or reminded of then, and nothing new is taken. Go on?
client-unrestrict = End restriction
client-unrestrict-sure = All of { $name } is shown and worked on again. Go on?
client-restricted-line = ⚠ The data are restricted.
client-restricted = Your data are restricted at the moment, so I can't do that. Please call { $office }.
file-not-here = The file itself may not go over this platform.
channel-off-here = Nothing about your requests may be said here. Please write to { $office } on the other platform, or call.
second-nobody = This needs a second person: another manager or administrator. There is none yet; invite one first.
second-asked = This needs a second person. Asked: { $names }. It happens once one of them confirms within a day.
second-asked-toast = A second person is asked.
second-what = Something that needs a second person
second-why = { $name } wants this. It needs a second person's word: yours.
second-until = Good until { $at }.
second-confirm = Confirm
second-refuse = Refuse
second-confirmed = Confirmed by { $name }.
second-refused = Refused by { $name }.
second-too-late = This is settled already, or too old. Please begin it again.
terms-title = Our terms ({ $version })
terms-agree = I agree
terms-agreed = You agreed { $at }.
terms-agreed-toast = Thank you, that is kept.

# --- privacy ---

command-erase = Erase a client
client-erase = Erase …
erase-title = Erase a client
erase-what-happens = A second person has to confirm it. From then on nothing of theirs is shown any more; open requests and appointments end. It can't be taken back. Who wants to keep something exports it before.
erase-none = I know no client of that name who could be erased.
erase-client = Erase { $name }
erase-sure = Erase { $name } for good? All requests, messages, appointments and files go.
erase-begun = This client is being erased already.
erase-begins = It begins now. You get the certificate at the end.
client-left-tasks =
    { $count ->
        [one] { $refs } has ended: the client's data are being erased. You have nothing more to do for it.
       *[other] { $refs } have ended: the client's data are being erased. You have nothing more to do for them.
    }
client-left-appointment = { $ref } ({ $at }) is off: the client's data are being erased.
erase-done = 🗑 Client { $number } is erased. This is the certificate.
export-title = What { $office } keeps
export-title-client = What { $office } keeps of { $client }
export-made = Made { $at }. All times on the clocks of { $zone }.
export-parts = This page is for reading. data.json holds all of it for programs, legend.json says what each column is, files has the files.
export-marked = Where it looks like this, people may be named who are neither client nor office: look through it before you hand anything on.
export-legend = Legend
export-besides = In data.json alone stands what only a program uses: { $tables }.
export-left-out = Not in it:
export-labels = What the labels in legend.json mean:
export-label-keep = times, states and numbers without content: they stay as long as their record
export-label-erase = content: goes with an erasure, and when its time is over
export-label-mask-for-tax = becomes a pseudonym with an erasure, as evidence of orders stays for tax law
export-table-clients = The client
export-table-people = People
export-table-addresses = Where they are reached
export-table-invites = Invitations to the office
export-table-consents = Terms they agreed to
export-table-memberships = Roles, from when until when
export-table-tasks = Requests
export-table-task_messages = Messages about requests
export-table-task_notes = Notes of the office
export-table-task_history = What happened to requests
export-table-files = Files
export-table-bookings = Appointments
export-table-booking_waits = Waiting for an earlier appointment
export-table-booking_plans = Planned appointments
export-table-invitations = Others invited to appointments
export-table-series = Requests that come again
export-table-reminders = Reminders
export-table-drafts = Drafts
export-table-follow_ups = Talks after bad ratings
export-table-trials = Trial phases
export-column-id = where
export-column-name = name
export-column-plan = plan
export-column-secrecy = professional secrecy
export-column-confidentiality = who may know of it
export-column-channels = what may be said where
export-column-contacts_see_all = contacts see one another's requests
export-column-keep_days = days that requests are kept
export-column-restricted_at = restricted since
export-column-created_at = since
export-column-role = role
export-column-state = state
export-column-language = language
export-column-zone = time zone
export-column-quiet = quiet hours
export-column-away_since = away since
export-column-person_id = who
export-column-platform = platform
export-column-workspace = workspace
export-column-account = account
export-column-expires_at = good until
export-column-used_at = used
export-column-version = version
export-column-asked_at = asked
export-column-agreed_at = agreed
export-column-starts_at = from
export-column-ends_at = until
export-column-ended_at = ended
export-column-signed_on = signed on
export-column-recorded_at = recorded
export-column-number = number
export-column-title = title
export-column-words = words
export-column-answers = answers
export-column-category = category
export-column-priority = priority
export-column-wish = wished for
export-column-contact_id = for whom
export-column-result = result
export-column-reason = question or reason
export-column-note = remark
export-column-minutes = minutes
export-column-rating = stars
export-column-rating_words = what they said of it
export-column-acknowledged_at = taken on
export-column-done_at = done
export-column-task_id = request
export-column-author_id = from
export-column-at = when
export-column-deleted_at = taken back
export-column-move = what happened
export-column-by = by
export-column-mime = kind
export-column-size = bytes
export-column-owner_id = from
export-column-service = service
export-column-guests = guests
export-column-place = place
export-column-booking_id = appointment
export-column-since = from
export-column-until = until
export-column-first = first
export-column-weeks = every so many weeks
export-column-times = how often
export-column-address = address
export-column-said = how often
export-column-first_day = first day
export-column-last_day = last day
export-column-criteria = judged by
export-state-active = active
export-state-asked = asked
export-state-attached = became part of a request
export-state-booked = booked
export-state-cancelled = cancelled
export-state-coming = on its way
export-state-deleted = deleted
export-state-discarded = discarded
export-state-done = done
export-state-dropped = dropped
export-state-ended = ended
export-state-failed = failed
export-state-here = here
export-state-leaves = doesn't stay
export-state-left = left
export-state-offered = offered
export-state-on = on
export-state-open = open
export-state-over = over
export-state-paused = paused
export-state-pending = to be confirmed
export-state-planned = planned
export-state-removed = without access
export-state-repeated = comes again
export-state-running = running
export-state-sending = being sent
export-state-sent = sent
export-state-stays = stays
export-state-told = told
export-state-waiting = waiting
export-left-booking_feeds = The key to a calendar feed: it is of no use to anybody else.
export-left-pseudonyms = The key to a pseudonym of the audit.
export-left-buttons = Buttons below messages.
export-left-cards = Where in a chat a card stands.
export-left-threads = Where in a chat a message stands.
export-left-topics = Where in a chat a request has its place.
export-left-focus = What the next words are about, for some minutes.
export-left-timers = When the program looks at something again.
export-left-draft_sources = Where in a chat a draft's words came from.
export-left-inbox = What platforms sent, word for word: what was said is in requests, messages and drafts; it goes after { $days } days.
export-left-approvals = What two people of the office decide together.
export-left-exports = Which exports were asked for.
export-left-contract_ends = What two people of the office decide about the end of the contract.
mydata-left-task_notes = Notes and files of the office for itself.
mydata-left-task_history = Who in the office did what: it stands in the requests as far as it is about you.
mydata-left-outbox = What you were told: it stands in your chat, and goes here after { $days } days.
mydata-left-inbox = What your platform sent, word for word: what you said is in requests and messages; it goes after { $days } days.
mydata-left-audit = Who changed rights or looked at something: under pseudonyms, with keyed hashes instead of words.
certificate-file-name = certificate-of-erasure.txt
certificate-title = Certificate of erasure
certificate-office = Office: { $office }
certificate-client = Client: { $number } (our number of the account; who it was is not kept any more)
certificate-asked = Asked for: { $at }, by whoever runs the office
certificate-asked-by = Asked for: { $at }, by { $name }; a second person confirmed it
certificate-done = Done: { $at }
certificate-rows = Taken out or blanked, by how many records:
certificate-count = – { $what }: { $rows }
certificate-others = – files: { $files }; unsent and sent messages, forms, buttons and other records of the program: { $rows }
certificate-keys = The keys that all of it was encrypted with are destroyed. Copies of it, backups too, can't be read by anybody any more; a backup that is restored is erased again.
certificate-stays = What stays, without any content: of each request and appointment its number, when it was asked for, worked on and ended, the minutes, the stars given, and a pseudonym instead of names.
certificate-why = Why it stays: it is evidence of orders and of what was charged for them, to be kept for { $years } years from the end of the calendar year (§ 147 (3) AO, § 257 (4) HGB, § 14b UStG), and in the audit for 3 years under pseudonyms whose keys are destroyed.
certificate-days = Mentions in what the office's own people wrote and were sent on other occasions lie under keys of the day, which are destroyed after { $days } days.
certificate-backups = Backups go after 35 days at the latest, if the operator keeps to the usual cycle.
certificate-outside = Not in our hands: what was sent through Telegram, Slack or by mail lies there under their rules.

command-mydata = what is kept of you, and all of it as a file
mydata-title = What is kept of you
mydata-person = Your name, where you are reached, language, time zone and settings: to talk to you; as long as you have access.
mydata-requests = Requests, messages and files: to do what you ask for; until { $days ->
        [one] a day
       *[other] { $days } days
    } after a request ended. Number, times and minutes stay for { $years } years, as tax law wants it.
mydata-appointments = Appointments: to keep them; until { $days } days afterwards, then their times alone.
mydata-staff = Absences, secrecy obligations and your own reminders: for the work in the office. What clients write belongs to them and is not in it; who did what on a request stays for { $years } years, as tax law wants it.
mydata-passing = Drafts, forms and messages on their way: { $days } days.
mydata-audit = Who changed rights or looked at something: 3 years, under a pseudonym.
mydata-who = All of it is encrypted. In the office only those see it who work on it. You may have it corrected, restricted or erased: just say so.
mydata-rights = Whoever carries our messages (Telegram, Slack, mail) has them under their own rules. If you think that we handle your data wrongly, you may also complain to a data protection authority.
mydata-comes = All of it comes as a file now, over { $platform }: pages to read, the data, the files.
mydata-again = You have asked for the file just now. You can have it again from { $at } on.
mydata-not-here = No file with it may go over this channel. { $office } hands it to you another way: please ask for it.
mydata-file = 📦 What is kept of you. Open index.html in it.
mydata-file-name = my-data.zip
mydata-table-people = You
mydata-table-addresses = Where you are reached
mydata-table-consents = Terms you agreed to
mydata-table-memberships = Your roles, from when until when
mydata-table-reminders = Your reminders
mydata-table-exports = When you asked for this
mydata-table-absences = Your absences
mydata-table-secrecy_obligations = Your secrecy obligations
mydata-table-tasks = Requests
mydata-table-task_messages = Messages about requests
mydata-table-files = Files
mydata-table-bookings = Appointments
mydata-table-booking_waits = Waiting for an earlier appointment
mydata-table-booking_plans = Appointments you planned
mydata-table-series = Requests that come again
mydata-table-drafts = Drafts

command-export = Export a client
client-export = Export …
client-end = End contract …
export-clients-title = Export a client
export-what-happens = A second person has to confirm it. Then you get all that is kept of them as a file: it is not encrypted any more, and yours to protect. Third parties may be named in it: look through it before you hand it on.
export-client = Export { $name }
export-sure = Export all that is kept of { $name }?
export-not-here = No file of this client may go over a channel on which you can be reached. Whoever runs the office makes the export at the command line: python -m bot export
export-file = 📦 The export. It is not encrypted: keep it safe. Open index.html in it.
export-file-name = export-{ $number }.zip
end-title = End of the contract with { $name }
end-title-number = End of a contract: account { $number }
end-what-happens = One confirmation by a second person is enough for all of it: you get the export, hand it over, say so here, and all that is kept of them is erased. Until you say so nothing is lost. At the end you get the certificate.
end-contract = End the contract with { $name }
end-sure = End the contract with { $name }: export, then erase?
end-begun = The end of this contract has begun already.
end-exported = ✓ 1 of 4: exported, the file goes to { $name }
end-waits = ▸ 2 of 4: hand the file over and look whether it can be read. Then press “Handed over”.
end-handed-over = Handed over: erase now
end-again = Send me the export
end-sent-again = It comes.
end-call-off = Call it off
end-handed-line = ✓ 2 of 4: handed over
end-erasing = ▸ 3 of 4: being erased, step { $step } of { $of }
end-done = ✓ 4 of 4: erased, { $at }. The certificate is below.
end-off = Called off. Nothing was erased.

client-keep = How long kept …
keep-title = How long requests of { $name } are kept
keep-as-all = Like those of all others: { $days } days after they ended.
keep-own = Kept for { $days } days after a request ended.
keep-what = After that words, messages and files go; number, times and minutes stay as evidence.
keep-days = { $days } days
keep-usual = As all others ({ $days } days)
keep-other = Another number …
keep-would-go = With { $days } days, { $count ->
        [0] nothing
        [one] one request
       *[other] { $count } requests
    } would lose words and files with the next daily round. Nothing has changed yet.
keep-set = Keep { $days } days from now on
keep-kept = That is how long it is now.
keep-how-many = For how many days after their end?
keep-bounds = { $least } to { $most }
keep-look = Look what would go
keep-days-wrong = Between { $least } and { $most } days, please.
