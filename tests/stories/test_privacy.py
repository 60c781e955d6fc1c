"""Clients have what is kept of them erased: two people decide it, and from then on nothing is shown or told."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select, update

from bot.channels import allowed
from bot.rights.papers import TOO_MUCH
from handlers.chat import four_eyes
from handlers.chat.context import Context
from handlers.chat.dispatch import react
from handlers.chat.incoming import Command, Pressed
from handlers.chat.wire import CONCERNS
from handlers.features import HOUSE
from handlers.privacy import actions, own
from storage.approvals import approvals
from storage.audit import audit
from storage.exports import exports
from storage.files import files
from storage.outbox import outbox
from storage.query import Query
from storage.tasks import tasks
from storage.unit_of_work import UnitOfWork
from storage.vocabulary import Channel, ClientId, Confidentiality, FileState, PersonState, Role, TaskState
from tests.cast import PATIENCE, Person
from tests.office import Office
from tests.stories.conftest import OpenOffice
from tests.stories.journey import files_of, labels, orders, presses, sends_file, until
from tests.stories.kit import Desk, Outcome, add_address, forges, hang, joined, person_called
from tests.stories.rights_bookings import of_bookings
from tests.stories.rights_scene import A, C, D, M, sees_all, task

HERE = Query(select(files.c.id).where(files.c.state == FileState.HERE))


def erases(desk: Desk, name: str, client: str) -> Outcome:
    """Let somebody press Erase, sure of it."""
    person = next(each for each in desk.run(lambda uow: uow.people.everybody()) if each.name == name)
    key = f"erase:{desk.run(lambda uow: uow.new_id())[-8:]}"
    desk.hangs(person, "privacy.erase", client, key)
    return desk.hears(name.lower(), Pressed(key))


def confirms(desk: Desk, name: str, key: str = "second:1") -> Outcome:
    """Let somebody press Confirm on what was asked last."""
    person = next(each for each in desk.run(lambda uow: uow.people.everybody()) if each.name == name)
    which = desk.run(lambda uow: uow.run.all(Query(select(approvals.c.id).order_by(approvals.c.id.desc()))))[0][0]
    desk.hangs(person, four_eyes.CONFIRM, which, key)
    return desk.hears(name.lower(), Pressed(key))


async def test_a_contact_gets_what_is_theirs(open_on: OpenOffice) -> None:
    """What is kept is said in words and comes as one file: the contact's own requests, messages and files, nothing of a
    colleague's that they may not see, no note of the office; asked again it doesn't come twice within an hour."""
    office = await open_on("telegram")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    carl = await joined(office, Role.CLIENT, "Carl", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await orders(carl, "Order a secret gift for Anna")
    await orders(anna, "Order roses")
    await presses(ben, "Acknowledge")
    await presses(ben, "Internal note")
    await ben.sees_form("What shall the office know?")
    await ben.answers("she is difficult")
    sends_file(anna, "plan.pdf", b"%PDF the plan")
    await presses(anna, "To T-1002 · Order roses")
    await office.quiet()
    anna.commands("mydata")
    anna.commands("mydata")
    await anna.sees("What is kept of you")
    name, content = (await until(lambda: files_of(office, anna), "the file"))[-1]
    await anna.sees("You have asked for the file just now")
    await office.quiet()
    assert [each for each, _ in files_of(office, anna)].count(name) == 1
    with ZipFile(BytesIO(content)) as made:
        data, said = json.loads(made.read("data.json")), made.read("index.html").decode()
        assert [made.read(each) for each in made.namelist() if each.startswith("files/")] == [b"%PDF the plan"]
        assert json.loads(made.read("legend.json"))["columns"]
    assert [row["name"] for row in data["people"]] == ["Anna"]
    assert [row["number"] for row in data["tasks"]] == [1002]
    assert "<h2>Requests (1)</h2>" in said
    assert [word for word in ("secret gift", "difficult", "Carl") if word in said] == []
    carl.commands("mydata")
    ben.commands("mydata")
    await ben.sees("Absences, secrecy obligations")
    await until(lambda: files_of(office, ben), "the file of staff")


def test_no_file_goes_where_none_may(desk: Desk) -> None:
    """Where nothing but references may leave, the words say that the office hands it out another way; restricted, not
    even that; and the audit says who got what."""
    desk.joins(A, "Ben")
    client = ClientId(str(desk.joins(C, "Anna").client_id))
    assert desk.hears("anna", Command("mydata")).said == ("mydata-title", "mydata-file")
    desk.run(lambda uow: uow.clients.set_channel(client, "console", Channel.REFERENCE))
    carl = desk.joins(C, "Carl")
    assert desk.hears("carl", Command("mydata")).said == ("mydata-title",)
    desk.run(lambda uow: add_address(uow, carl.id, ("slack", "T1", "U1", "D1")))
    assert desk.hears("carl", Command("mydata")).said == ("mydata-title", "mydata-file")
    where = Query(select(outbox.c.platform).order_by(outbox.c.id.desc()).limit(1))
    assert desk.run(lambda uow: uow.run.all(where)[0][0]) == "slack"
    desk.run(lambda uow: uow.clients.set_restricted(client, uow.now))
    assert desk.hears("carl", Command("mydata")).said == ("client-restricted",)
    noted = desk.run(
        lambda uow: uow.run.all(Query(select(audit.c.action).where(audit.c.action == "own-data-exported")))
    )
    assert len(noted) == 2


async def test_p16_a_contract_ends(open_on: OpenOffice) -> None:
    """Mia begins it, Max confirms, once for all: Mia has the export; she says that it is handed over; erased, the
    certificate, and the card says so, without the name; Ben reads that what he had in hand has ended. The office is
    killed once it has begun, and goes on."""
    office = await open_on("telegram", keeps_keys=True)
    mia = await joined(office, Role.MANAGER, "Mia", "telegram")
    max_ = await joined(office, Role.ADMINISTRATOR, "Max", "telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await orders(anna, "Order roses")
    ben = await joined(office, Role.ASSISTANT, "Ben", "telegram")
    ben.says("/queue")
    await presses(ben, "Acknowledge T-1001")
    await presses_card(office, mia, "privacy.ask-end")
    await presses(mia, "End the contract with Dr. Weber")
    await presses(mia, "Yes")
    await presses(max_, "Confirm")
    await mia.sees("2 of 4: hand the file over")
    name, content = (await until(lambda: files_of(office, mia), "the export"))[-1]
    assert name.startswith("export-")
    with ZipFile(BytesIO(content)) as made:
        assert [row["words"] for row in json.loads(made.read("data.json"))["tasks"]] == ["Order roses"]
    await presses(mia, "Handed over: erase now")
    await presses(mia, "Yes")
    await until(lambda: "Handed over" not in str(labels(mia)), "the press")
    await office.kill()
    await office.start()
    await mia.sees("4 of 4: erased")
    await ben.sees("T-1001 has ended")
    await until(lambda: len(files_of(office, mia)) == 2, "the certificate")
    await office.quiet()
    assert mia.count("End of the contract with Dr. Weber") == 0
    assert [each.name for each in await office.app.database.read(lambda uow: uow.clients.all())] != ["Dr. Weber"]


async def presses_card(office: Office, person: Person, action: str) -> None:
    """Let somebody press a button of the first client's card."""
    who = await person_called(office, person.name)
    client = (await office.app.database.read(lambda uow: uow.clients.all()))[0]
    await office.app.database.write(lambda uow: hang(uow, who, action, client.id, "k" * 16))
    await until(lambda: person.count(""), "a message to press a button of")
    forges(person, "k" * 16)


def test_a15_an_export_by_two_and_only_where_it_may_go(desk: Desk) -> None:
    """One begins, a second confirms, and only then the file goes, to the first; not at all over a platform on which
    nothing but references of the client's may leave; and a contract that doesn't end after all leaves everything."""
    mia, anna = desk.joins(M, "Mia"), desk.joins(C, "Anna")
    client = ClientId(str(anna.client_id))
    desk.joins(D, "Max")
    desk.hangs(mia, "privacy.export", client, "export:1")
    assert desk.hears("mia", Pressed("export:1")).toast == "second-asked-toast"
    assert exported(desk) == []
    assert "export-file" in confirms(desk, "Max").said
    assert exported(desk) == [mia.id]
    assert desk.run(lambda uow: leaves(uow, client, Channel.FULL))
    assert not desk.run(lambda uow: leaves(uow, client, Channel.REFERENCE)), "chosen since"
    assert desk.run(lambda uow: leaves(uow, client, Channel.FULL))
    desk.hangs(mia, "privacy.end", client, "end:1")
    desk.hears("mia", Pressed("end:1"))
    confirms(desk, "Max", "second:2")
    end = desk.run(lambda uow: uow.contract_ends.of(client))
    assert end is not None
    desk.hangs(mia, "privacy.end-off", end.id, "off:1")
    assert desk.hears("mia", Pressed("off:1")).toast == "end-off"
    desk.hangs(mia, "privacy.end-handed", end.id, "handed:1")
    assert desk.hears("mia", Pressed("handed:1")).refused == "button-gone"
    assert desk.run(lambda uow: uow.erasures.of(client)) is None
    desk.run(lambda uow: uow.clients.set_channel(client, "console", Channel.REFERENCE))
    for action in ("privacy.export", "privacy.end"):
        desk.hangs(mia, action, client, f"{action}:2")
        assert desk.hears("mia", Pressed(f"{action}:2")).refused == "export-not-here"


def leaves(uow: UnitOfWork, client: ClientId, channel: Channel) -> bool:
    """Return whether the file of an export leaves once so much may."""
    uow.clients.set_channel(client, "console", channel)
    rows = [uow.outbox.look(row[0]) for row in uow.run.all(Query(select(outbox.c.id)))]
    [file] = [row for row in rows if row is not None and "document" in row.content]
    may = allowed(file, uow)
    return may is not None and "document" in may.content


def exported(desk: Desk) -> list[str]:
    """Return who got the file of a client."""
    return [row[0] for row in desk.run(lambda uow: uow.run.all(Query(select(exports.c.person_id))))]


def test_a_contact_gets_what_they_may_see(desk: Desk) -> None:
    """Where contacts see one another's requests, those are in it, too, but for confidential and internal ones; of
    somebody of the office nothing but themselves."""
    ben, anna, carl = desk.joins(A, "Ben"), desk.joins(C, "Anna"), desk.joins(C, "Carl")
    mine, theirs, secret = (task(desk, ben, "Office", contact=who) for who in (anna, carl, carl))
    close = Query(update(tasks).where(tasks.c.id == secret).values(confidentiality=Confidentiality.CONFIDENTIAL))
    desk.run(lambda uow: uow.run.change(close))
    assert desk.run(lambda uow: own.readable(uow, anna))["tasks"] == [mine]
    sees_all(desk)
    assert desk.run(lambda uow: own.readable(uow, anna))["tasks"] == [mine, theirs]
    assert desk.run(lambda uow: own.readable(uow, ben)) == {"people": [ben.id]}


def test_a15_a_client_is_erased_by_two(desk: Desk) -> None:
    """One begins, and nothing happens; the second confirms: restricted at once, then what is open ends without a word
    to anybody of theirs, who have no access any more; nobody begins it twice."""
    ben, anna = desk.joins(A, "Ben"), desk.joins(C, "Anna")
    desk.joins(M, "Mia")
    desk.joins(D, "Max")
    client = ClientId(str(anna.client_id))
    filed = task(desk, ben, "Office", contact=anna)
    of_bookings(desk, anna, desk.joins(C, "Otto"), "bookings.cancel")
    assert desk.hears("mia", Command("erase", "web")).said == ("erase-title",)
    assert erases(desk, "Mia", client).toast == "second-asked-toast"
    assert desk.run(lambda uow: uow.erasures.of(client)) is None
    assert confirms(desk, "Max").refused is None
    terms = desk.run(lambda uow: uow.clients.terms(client))
    assert terms is not None
    assert terms.restricted
    assert erases(desk, "Mia", client).refused == "erase-begun"

    def ends(uow: UnitOfWork) -> bool:
        return actions.end_open(Context(uow, desk.facts, react=react(HOUSE)), client)

    while desk.run(ends):
        pass
    kept, person = desk.run(lambda uow: (uow.tasks.look(filed), uow.people.by_id(anna.id)))
    assert kept is not None
    assert person is not None
    assert (kept.state, person.state) == (TaskState.CANCELLED, PersonState.REMOVED)
    said = desk.run(lambda uow: uow.run.all(Query(select(outbox.c.content).where(outbox.c.person_id == anna.id))))
    assert said == []
    told = desk.run(lambda uow: uow.run.all(Query(select(outbox.c.content).where(outbox.c.person_id == ben.id))))
    last = [line for (content,) in told for line in content["lines"] if line[0].startswith("client-left-")]
    assert [line[0] for line in last] == ["client-left-tasks", *["client-left-appointment"] * 2]
    assert last[0][1]["refs"] == kept.reference
    assert not any(content.get(CONCERNS) for (content,) in told if content["lines"][0] in last)


def test_p07_days_of_a_client_in_chat(desk: Desk) -> None:
    """Fewer days are looked at first, with how many requests would go; nothing changes before they are set; then the
    next round lets those go, the client has days of their own, and gets the usual ones back."""
    ben, anna, mia = desk.joins(A, "Ben"), desk.joins(C, "Anna"), desk.joins(M, "Mia")
    client = ClientId(str(anna.client_id))
    filed = task(desk, ben, "Office", TaskState.CLOSED, contact=anna)
    ended = Query(update(tasks).where(tasks.c.id == filed).values(ended_at=desk.clock.now() - timedelta(days=40)))
    desk.run(lambda uow: uow.run.change(ended))
    for number, (days, count) in enumerate(((30, 1), (180, 0))):
        desk.hangs(mia, "privacy.keep-try", f"{client}={days}", f"try:{number}")
        assert desk.hears("mia", Pressed(f"try:{number}")).said == ("keep-title",)
        said = desk.run(lambda uow: uow.run.all(Query(select(outbox.c.content).order_by(outbox.c.id.desc()))))[0][0]
        assert said["lines"] == [["keep-would-go", {"days": days, "count": count}]]
    assert desk.run(lambda uow: uow.clients.keep_days()) == {}
    for key, days, kept in (("set:1", 30, {client: 30}), ("set:2", 0, {})):
        desk.hangs(mia, "privacy.keep-set", f"{client}={days}", key)
        assert desk.hears("mia", Pressed(key)).toast == "keep-kept"
        assert desk.run(lambda uow: uow.clients.keep_days()) == kept
    for wrong in ("6", "366", "", "-1", "٣٠", "9" * 30):
        desk.hangs(mia, "privacy.keep-set", f"{client}={wrong}", f"wrong:{wrong}"[:16])
        assert desk.hears("mia", Pressed(f"wrong:{wrong}"[:16])).refused == "button-gone", wrong


async def test_what_is_too_much_for_a_chat_is_named(open_on: OpenOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that go beyond what a chat takes are left out of the file and named in it; what fits is there."""
    monkeypatch.setattr("bot.rights.papers.MOST_BYTES", 10_000)
    office = await open_on("telegram")
    anna = await joined(office, Role.CLIENT, "Anna", "telegram")
    await orders(anna, "Order roses")
    for name, content in (("large.pdf", b"%PDF " + b"x" * 20_000), ("small.pdf", b"%PDF small")):
        sends_file(anna, name, content)
        await anna.sees(name)
    async with asyncio.timeout(PATIENCE):
        while len(await office.app.database.read(lambda uow: uow.run.all(HERE))) < 2:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    anna.commands("mydata")
    _, packed = (await until(lambda: files_of(office, anna), "the file"))[-1]
    with ZipFile(BytesIO(packed)) as made:
        kept = [name for name in made.namelist() if name.startswith("files/")]
        assert [made.read(each) for each in kept] == [b"%PDF small"]
        (named,) = [line for line in made.read(TOO_MUCH).decode().splitlines() if line]
    assert "large" in named


def test_the_card_of_an_end_follows_the_class(desk: Desk) -> None:
    """Where a client comes under secrecy while their contract is being ended, the card that names them is drawn anew:
    on Telegram it names nobody then."""
    mia, anna = desk.joins(M, "Mia"), desk.joins(C, "Anna")
    desk.joins(D, "Max")
    client = ClientId(str(anna.client_id))
    desk.hangs(mia, "privacy.end", client, "end:1")
    desk.hears("mia", Pressed("end:1"))
    confirms(desk, "Max")
    drawn = Query(select(outbox.c.id).where(outbox.c.card == f"end:{client}", outbox.c.person_id == mia.id))
    before = len(desk.run(lambda uow: uow.run.all(drawn)))
    desk.hangs(mia, "people.secrecy", client, "secret:1")
    assert desk.hears("mia", Pressed("secret:1")).refused is None
    after = desk.run(lambda uow: [uow.outbox.look(row[0]) for row in uow.run.all(drawn)])
    assert len(after) == before + 1
    newest = after[-1]
    assert newest is not None
    assert "weber" in str(newest.content).casefold()
    blotted = desk.run(lambda uow: allowed(replace(newest, platform="telegram"), uow))
    assert blotted is not None
    assert "weber" not in str(blotted.content).casefold()
