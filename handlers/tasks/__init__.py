"""Requests and tasks: what a client asks for, and what becomes of it."""

from __future__ import annotations

from handlers.chat.feature import EVERYONE, ActionSpec, CommandSpec, Feature, FormSpec
from handlers.events import (
    AbsenceBegan,
    FileArrived,
    FileFailed,
    PersonLeft,
    PersonUnreachable,
    PlanChanged,
    RequestDue,
    RightsBegan,
    TaskNoted,
)
from handlers.tasks import (
    alerts,
    assistant,
    client,
    contacts,
    deadlines,
    drafting,
    files,
    giving,
    lease,
    lists,
    lookup,
    manager,
    placing,
    plans,
    promises,
    reactions,
    why,
    wishing,
)
from storage.vocabulary import STAFF, Role

_CLIENT = frozenset({Role.CLIENT})
_ASSISTANT = frozenset({Role.ASSISTANT})
_MANAGER = frozenset({Role.MANAGER})

FEATURE = Feature(
    name="tasks",
    commands={
        "task": CommandSpec(lookup.task, opens=lookup.opens_form),
        "tasks": CommandSpec(lists.own, roles=_CLIENT),
        "queue": CommandSpec(lists.queue, roles=STAFF),
        "mine": CommandSpec(lists.mine, roles=_ASSISTANT),
        "board": CommandSpec(manager.board, roles=_MANAGER),
        "find": CommandSpec(lookup.find),
        "why": CommandSpec(why.why),
    },
    actions={
        "tasks.send": ActionSpec(drafting.send, roles=EVERYONE),
        "tasks.change": ActionSpec(drafting.change, roles=EVERYONE),
        "tasks.wish": ActionSpec(wishing.choose, roles=EVERYONE, again=True),
        "tasks.pick-wish": ActionSpec(wishing.pick, roles=EVERYONE, again=True, picks=True),
        "tasks.ask-wish": ActionSpec(wishing.ask, roles=EVERYONE, again=True),
        "tasks.repeat": ActionSpec(wishing.repeat, roles=EVERYONE),
        "tasks.once": ActionSpec(wishing.once, roles=EVERYONE),
        "tasks.discard": ActionSpec(drafting.discard, roles=EVERYONE),
        "tasks.new": ActionSpec(drafting.make_new, roles=EVERYONE),
        "tasks.place": ActionSpec(drafting.place, roles=EVERYONE),
        "tasks.more": ActionSpec(drafting.more, roles=EVERYONE, again=True),
        "tasks.which": ActionSpec(placing.ask, roles=STAFF),
        "tasks.say": ActionSpec(drafting.say, roles=STAFF),
        "tasks.keep-note": ActionSpec(drafting.keep_note, roles=STAFF),
        "tasks.show": ActionSpec(lookup.show, roles=EVERYONE, again=True),
        "tasks.why": ActionSpec(why.press, roles=EVERYONE, again=True),
        "tasks.withdraw": ActionSpec(client.withdraw, roles=_CLIENT),
        "tasks.accept": ActionSpec(client.accept, roles=_CLIENT),
        "tasks.send-back": ActionSpec(client.ask_send_back, roles=_CLIENT),
        "tasks.reopen": ActionSpec(client.reopen, roles=_CLIENT),
        "tasks.answer": ActionSpec(client.ask_answer, roles=_CLIENT),
        "tasks.add": ActionSpec(client.ask_more, roles=_CLIENT),
        "tasks.rate": ActionSpec(client.rate, roles=_CLIENT),
        "tasks.rating-word": ActionSpec(client.ask_rating_word, roles=_CLIENT),
        "tasks.acknowledge": ActionSpec(assistant.acknowledge, roles=_ASSISTANT),
        "tasks.decline": ActionSpec(assistant.ask_decline, roles=_ASSISTANT),
        "tasks.give-back": ActionSpec(assistant.ask_give_back, roles=_ASSISTANT),
        "tasks.hand-over": ActionSpec(assistant.ask_hand_over, roles=_ASSISTANT),
        "tasks.ask": ActionSpec(assistant.ask_question, roles=_ASSISTANT),
        "tasks.pause": ActionSpec(assistant.ask_pause, roles=_ASSISTANT),
        "tasks.still-on-it": ActionSpec(lease.still_on_it, roles=_ASSISTANT),
        "tasks.lease-snooze": ActionSpec(lease.snooze, roles=_ASSISTANT),
        "tasks.resume": ActionSpec(assistant.resume, roles=_ASSISTANT),
        "tasks.done": ActionSpec(assistant.ask_done, roles=_ASSISTANT),
        "tasks.minutes": ActionSpec(assistant.minutes, roles=_ASSISTANT),
        "tasks.ask-minutes": ActionSpec(assistant.ask_minutes, roles=_ASSISTANT),
        "tasks.message": ActionSpec(assistant.ask_message, roles=STAFF),
        "tasks.note": ActionSpec(assistant.ask_note, roles=STAFF),
        "tasks.form": ActionSpec(drafting.press_form, roles=EVERYONE),
        "tasks.mine": ActionSpec(lists.press_mine, roles=_ASSISTANT, again=True),
        "tasks.queue": ActionSpec(lists.press_queue, roles=STAFF, again=True),
        "tasks.list": ActionSpec(lists.press_own, roles=_CLIENT, again=True),
        "tasks.find": ActionSpec(lookup.press_find, roles=EVERYONE, again=True),
        "tasks.board": ActionSpec(manager.press_board, roles=_MANAGER, again=True),
        "tasks.sheet": ActionSpec(lookup.show, roles=_MANAGER, again=True),
        "tasks.history": ActionSpec(manager.show_history, roles=_MANAGER, again=True),
        "tasks.back": ActionSpec(manager.back_to_sheet, roles=_MANAGER, again=True),
        "tasks.reassign": ActionSpec(giving.press_reassign, roles=_MANAGER, again=True),
        "tasks.give": ActionSpec(giving.press_give, roles=_MANAGER, again=True),
        "tasks.give-to": ActionSpec(giving.reassign, roles=_MANAGER),
        "tasks.other-team": ActionSpec(giving.press_other_team, roles=_MANAGER, again=True),
        "tasks.to-team": ActionSpec(giving.to_team, roles=_MANAGER),
        "tasks.priority": ActionSpec(manager.press_priority, roles=_MANAGER, again=True),
        "tasks.raise": ActionSpec(manager.press_raise, roles=_MANAGER, again=True),
        "tasks.set-priority": ActionSpec(manager.set_priority, roles=_MANAGER),
        "tasks.category": ActionSpec(manager.press_category, roles=_MANAGER, again=True),
        "tasks.set-category": ActionSpec(manager.set_category, roles=_MANAGER),
        "tasks.contact": ActionSpec(contacts.press_other, roles=_MANAGER, again=True),
        "tasks.set-contact": ActionSpec(contacts.choose, roles=_MANAGER),
        "tasks.cancel": ActionSpec(manager.ask_cancel, roles=_MANAGER),
        "tasks.take-care": ActionSpec(alerts.take_care, roles=_MANAGER),
        "tasks.extend": ActionSpec(alerts.ask_extend, roles=_MANAGER),
        "tasks.hand-over-all": ActionSpec(manager.hand_over_all, roles=_MANAGER),
    },
    forms={
        "tasks.request": FormSpec(drafting.build, drafting.filled),
        "tasks.wish": FormSpec(wishing.form, wishing.given),
        "tasks.which": FormSpec(placing.form, placing.named, roles=STAFF),
        "tasks.decline": FormSpec(
            assistant.words_form("decline", "decline"),
            assistant.declined,
            files=assistant.files_for_note,
            roles=_ASSISTANT,
        ),
        "tasks.give-back": FormSpec(
            assistant.words_form("give-back", "give-back"),
            assistant.gave_back,
            files=assistant.files_for_note,
            roles=_ASSISTANT,
        ),
        "tasks.ask": FormSpec(assistant.words_form("ask", "send"), assistant.asked, files=files.hold, roles=_ASSISTANT),
        "tasks.pause": FormSpec(
            assistant.words_form("pause", "pause"),
            assistant.paused,
            files=assistant.files_for_note,
            roles=_ASSISTANT,
        ),
        "tasks.done": FormSpec(assistant.done_form, assistant.finished, files=files.hold, roles=_ASSISTANT),
        "tasks.worked": FormSpec(
            assistant.minutes_form, assistant.told_minutes, files=assistant.files_for_note, roles=_ASSISTANT
        ),
        "tasks.hand-over": FormSpec(
            assistant.hand_over_form, assistant.handed_over, files=assistant.files_for_note, roles=_ASSISTANT
        ),
        "tasks.message": FormSpec(
            assistant.words_form("message", "send"),
            assistant.messaged,
            files=files.hold,
            roles=STAFF,
        ),
        "tasks.note": FormSpec(
            assistant.words_form("note", "save"), assistant.noted, files=assistant.files_for_note, roles=STAFF
        ),
        "tasks.answer": FormSpec(client.answer_form, client.answered, files=assistant.files_for_office, roles=_CLIENT),
        "tasks.send-back": FormSpec(
            client.send_back_form, client.sent_back, files=assistant.files_for_office, roles=_CLIENT
        ),
        "tasks.rating-word": FormSpec(
            assistant.words_form("rating-word", "save"), client.rated_in_words, roles=_CLIENT
        ),
        "tasks.extend": FormSpec(alerts.extend_form, alerts.extended, files=assistant.files_for_note, roles=_MANAGER),
        "tasks.cancel": FormSpec(
            manager.cancel_form, manager.cancelled, files=assistant.files_for_note, roles=_MANAGER
        ),
    },
    timers={
        "tasks.queue": reactions.queue_timer,
        "tasks.silence": reactions.silence_timer,
        promises.LOOK: alerts.due,
        deadlines.NEAR: deadlines.due,
        alerts.QUIET: alerts.after_quiet,
        lease.DUE: lease.due,
        lease.AGE: lease.age,
    },
    words={Role.CLIENT: drafting.words, Role.ASSISTANT: drafting.words, Role.MANAGER: drafting.words},
    shared=drafting.shared,
    cancelled=drafting.cancelled,
    edited=client.edited,
    reactions={
        RequestDue: reactions.request_due,
        AbsenceBegan: reactions.absence_began,
        RightsBegan: reactions.rights_began,
        PersonUnreachable: reactions.unreachable,
        PersonLeft: reactions.left,
        FileArrived: reactions.file_arrived,
        FileFailed: reactions.file_failed,
        TaskNoted: reactions.noted,
        PlanChanged: plans.changed,
    },
)
