"""What stays in the office: canary texts in every internal place, looked for in all that ever went to a client."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from storage.outbox import outbox
from storage.query import Query
from storage.vocabulary import Role
from tests.cast import Person, SlackPerson, TelegramPerson
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.days import Day, begin, in_turn
from tests.stories.journey import ever_sent, finishes, links, replies, rewrites, sends_file
from tests.stories.kit import joined

CANARY = "quokka"


@in_turn
async def test_no_client_ever_sees_a_canary(
    open_office: OpenOffice, client_on: str, staff_on: str, language: str
) -> None:
    """Canary texts in every internal place, through every feature: no message, edit, window, home, file or call to any
    client's chat, on Telegram, Slack or at the terminal, ever holds one."""
    day = await begin(open_office, client_on, staff_on, language, telegram="polling", slack="socket", console=True)
    office, ben, eva, anna = day.office, day.ben, day.eva, day.anna
    elsewhere = "slack" if client_on == "telegram" else "telegram"
    carl = await joined(office, Role.CLIENT, "Carl", elsewhere, language=language)
    dora = await joined(office, Role.CLIENT, "Dora", "console", language=language)
    await _all_see_all(day)
    clients = [anna, await links(office, anna, elsewhere, language=language), carl, dora]

    ref = await day.request("Ten roses")
    await _internal_work(day, ref)
    await _clients_look(day, ref, clients)
    await day.presses(ben, "resume")
    await day.presses(ben, "give-back")
    await day.fills(ben, give_back_words=f"{CANARY} back")
    await ben.sees(day.t("task-you-gave-back", reason=f"{CANARY} back"))
    await day.presses(eva, "acknowledge")
    await anna.sees(day.t("task-acknowledged", ref=ref, by="Eva"), count=2)
    await finishes(eva, anna, "Delivered", language=language)
    await _notes(day, eva, f"{CANARY} after")
    await eva.sees(f"🔒 Eva: {CANARY} after")
    await day.presses(anna, "send-back")
    await day.fills(anna, send_back_complaint=day.t("complaint-wrong"), send_back_words=None)
    await eva.sees(day.t("sent-back", ref=ref, complaint=day.t("complaint-wrong"), words="").strip())
    await day.presses(eva, "acknowledge")
    await finishes(eva, anna, "Better", language=language)
    await day.presses(anna, "accept")
    await day.presses(anna, "rating", stars=5)
    await anna.sees(day.t("rated", stars=5))
    await _clients_look(day, ref, clients)
    await office.quiet()

    for client in clients:
        assert CANARY not in ever_sent(office, client), client.platform
    assert await _canary_rows(office, {"Anna", "Carl", "Dora"}) == []
    assert all(CANARY in ever_sent(office, reader) for reader in (ben, eva)), "the walk itself works"
    assert len(await _canary_rows(office, {"Mia", "Ben", "Eva"})) > 10


async def _all_see_all(day: Day) -> None:
    """Let every contact of Dr. Weber see all requests."""
    day.mia.commands("people")
    await day.presses(day.mia, "people-clients")
    await day.mia.sees_button("Dr. Weber")
    day.mia.presses("Dr. Weber")
    await day.presses(day.mia, "client-switch", sees=day.t("client-sees-all"))
    await day.mia.sees_button(day.t("client-switch", sees=day.t("client-sees-own")))


async def _notes(day: Day, who: Person, words: str) -> None:
    await day.presses(who, "internal-note")
    await day.fills(who, note_words=words)


async def _notes_with_file(day: Day, who: Person) -> None:
    """Write a note with a file: in a window in one go, in a chat the file as it comes to mind."""
    words, pdf = f"{CANARY} note", (f"{CANARY}.pdf", f"%PDF {CANARY}".encode())
    await day.presses(who, "internal-note")
    await who.sees_form(day.t("note-words"))
    if isinstance(who, SlackPerson):
        who.user.fills(**{day.t("form-files"): [pdf]})
    else:
        sends_file(who, *pdf)
        await who.sees(day.t("files-inside"))
    await day.fills(who, note_words=words)
    await who.sees(f"🔒 {who.name}: {words}")


async def _internal_work(day: Day, ref: str) -> None:
    """Decline, note, reply as a note, note with a file, pause, hand over, give back: each with a canary."""
    ben, eva, anna = day.ben, day.eva, day.anna
    await day.presses(ben, "decline")
    await day.fills(ben, decline_words=f"{CANARY} declined")
    await ben.sees(day.t("task-you-declined", reason=CANARY))
    eva.commands("back")
    await day.presses(eva, "acknowledge")
    await anna.sees(day.t("task-acknowledged", ref=ref, by="Eva"))
    await day.presses(eva, "hand-over")
    await day.fills(eva, hand_over_to="Ben", hand_over_words=f"{CANARY} open")
    await ben.sees(f"{CANARY} open")
    await day.presses(ben, "acknowledge")
    await anna.sees(day.t("task-acknowledged", ref=ref, by="Ben"))
    await _notes_with_file(day, ben)
    replies(ben, f"{ref} · Dr. Weber", f"{CANARY} reply")
    await ben.sees(day.t("audience-title", ref=ref, client="Dr. Weber"))
    await day.presses(ben, "internal-note", day.t("audience-title", ref=ref, client="Dr. Weber"))
    await ben.sees(day.t("placed-note", ref=ref))
    rewrites(ben, f"{CANARY} reply", f"{CANARY} edited")
    await ben.sees(f"🔒 Ben: {CANARY} edited")
    photo = f"\u00ff{CANARY}".encode("latin-1")
    if isinstance(ben, TelegramPerson):
        ben.user.sends_photo(photo, caption=f"{CANARY} photo")
    else:
        sends_file(ben, f"{CANARY}.jpg", photo, f"{CANARY} photo")
    await ben.sees(f"🔒 Ben: {CANARY} photo")
    day.mia.commands("task", ref)
    await _notes(day, day.mia, f"{CANARY} from Mia")
    await ben.sees(f"{CANARY} from Mia")
    await day.presses(ben, "pause")
    await day.fills(ben, pause_words=f"{CANARY} paused")
    await ben.sees(day.t("task-state-paused", reason=f"{CANARY} paused"))


async def _clients_look(day: Day, ref: str, clients: list[Person]) -> None:
    """Let every client look everywhere: lists, the task, a search for the canary, the home."""
    nothing = day.t("find-nothing", words=CANARY[:-1])
    for client in clients:
        before = client.count(nothing)
        client.commands("tasks")
        client.commands("task", ref)
        client.commands("home")
        client.commands("find", CANARY[:-1])
        await client.sees(nothing, count=before + 1)
        if isinstance(client, SlackPerson):
            client.user.opens_home()


async def _canary_rows(office: Office, names: set[str]) -> list[Any]:
    """Return what was ever written to these people and holds the canary."""
    query = Query(select(outbox.c.person_id, outbox.c.content))
    rows = await office.app.database.read(
        lambda uow: [
            (person.name if (person := uow.people.by_id(who)) else "", content)
            for who, content in uow.run.all(query)
            if who
        ]
    )
    return [content for name, content in rows if name in names and CANARY in json.dumps(content)]
