"""People at the Slack stand-in: presses, commands, forms, App Home, and what they read when the bot is too slow."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.standins.slack import SlackStandIn, SlackUser
from tests.standins.slack_bolt_bot import app_of, client_of, over_http, over_sockets
from tests.standins.slack_rules import block_errors, view_errors
from tests.standins.slack_shown import Json


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as standin:
        standin.workspace.own_events = False
        yield standin


@pytest.fixture
async def app(slack: SlackStandIn) -> AsyncIterator[AsyncApp]:
    async with app_of(slack) as ready:
        yield ready


@pytest.fixture(params=["http", "socket"])
async def anna(slack: SlackStandIn, app: AsyncApp, request: pytest.FixtureRequest) -> AsyncIterator[SlackUser]:
    """A person whose bot is reached one way, then the other."""
    async with over_http(slack, app) if request.param == "http" else over_sockets(slack, app):
        yield slack.user("Anna")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def field(label: str, name: str, element: Json | None = None, **more: object) -> Json:
    element = {"type": "plain_text_input", **(element or {}), "action_id": name}
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, **more}


def form(*blocks: Json, title: str = "New request", **more: object) -> Json:
    return {
        "type": "modal", "title": plain(title), "submit": plain("Send"), "callback_id": "request",
        "private_metadata": "draft-1", "blocks": [*blocks], **more,
    }  # fmt: skip


def actions(*labels: str, **more: object) -> list[Json]:
    elements = [
        {"type": "button", "text": plain(label), "action_id": f"act.{label.lower()}", "value": f"key-{label}", **more}
        for label in labels
    ]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": "Task *T-1*"}},
        {"type": "actions", "elements": elements},
    ]


async def test_pressing_a_button_by_its_words(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """The bot gets the value, the message and a response address; the person sees the edited message."""
    bodies: list[Json] = []

    async def claim(ack: Any, body: Json, client: AsyncWebClient, respond: Any) -> None:
        bodies.append(body)
        await ack()
        await client.chat_update(channel=body["channel"]["id"], ts=body["message"]["ts"], text="Claimed by Anna")
        await respond(text="noted", response_type="ephemeral", replace_original=False)

    app.action("act.claim")(claim)
    async with client_of(slack) as client:
        await client.chat_postMessage(channel=anna.dm, text="T-1", blocks=actions("Claim", "Decline"))
    delivery = await anna.presses("Claim").done()
    assert delivery.acked
    message = await anna.sees("Claimed by Anna")
    assert message.edits == ["Task *T-1*"]
    assert (await anna.sees("noted")).ephemeral
    assert bodies[0]["actions"][0]["value"] == "key-Claim"
    assert bodies[0]["container"]["message_ts"] == message.ts
    with pytest.raises(LookupError, match=r"no button 'Claim', but \[\]"):
        anna.presses("Claim")
    forged = await anna.presses_value("key-of-somebody-else", "act.claim", message.ts).done()
    assert forged.payload["actions"][0]["value"] == "key-of-somebody-else"


async def test_a_command_answers_and_fails_in_red(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """An answer to a command is seen by its sender only; without an answer Slack shows an error and repeats nothing."""

    async def office(ack: Any, command: Json) -> None:
        if command["text"] == "fail":
            raise RuntimeError("no answer")
        await ack(f"you said {command['text']}")

    app.command("/office")(office)
    await anna.commands("open &co").done()
    assert (await anna.sees("you said open &co")).ephemeral
    slack.answer_within = 0.3
    delivery = await anna.commands("fail").done()
    assert (delivery.acked, len(delivery.attempts)) == (False, 1)
    assert "/office failed with the error" in await anna.sees_error()


async def test_a_form_from_start_to_end(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """A command opens a form; wrong fields are marked, then it is accepted and closes."""
    submitted: list[Json] = []
    choice = {
        "type": "static_select",
        "options": [{"text": plain(each), "value": each.lower()} for each in ("Low", "High")],
    }

    async def office(ack: Any, body: Json, client: AsyncWebClient) -> None:
        view = form(field("What is it about?", "what"), field("Urgency", "urgency", choice, optional=True))
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def submit(ack: Any, view: Json) -> None:
        submitted.append(view)
        if view["state"]["values"]["what"]["what"]["value"] == "?":
            await ack(response_action="errors", errors={"what": "Say more"})
        else:
            await ack()

    app.command("/office")(office)
    app.view("request")(submit)
    anna.commands("new")
    modal = await anna.sees_modal("What is it about?")
    assert (modal.title, modal.callback_id, modal.private_metadata) == ("New request", "request", "draft-1")
    with pytest.raises(ValueError, match="does not submit"):
        anna.submits()
    with pytest.raises(LookupError, match="offers no 'Medium'"):
        anna.fills(urgency="Medium")
    anna.fills(**{"What is it about?": "?"}, urgency="High")
    await anna.submits().done()
    assert modal.errors == {"What is it about?": "Say more"}
    anna.fills(**{"what is it about?": "flowers & cake"})
    await anna.submits().done()
    assert anna.modal is None
    values = submitted[-1]["state"]["values"]
    assert values["what"]["what"] == {"type": "plain_text_input", "value": "flowers & cake"}
    assert values["urgency"]["urgency"]["selected_option"]["value"] == "high"
    assert submitted[-1]["hash"] == modal.hash


def three_views(app: AsyncApp) -> list[Json]:
    """A bot whose form One pushes Two, which becomes Three, which clears everything; returns the notices of closing."""
    closed: list[Json] = []
    three = form(field("B", "b"), field("C", "c", optional=True), title="Three")
    two = form(field("B", "b"), title="Two", notify_on_close=True, private_metadata="two")
    answers: dict[str, Json] = {
        "One": {"response_action": "push", "view": two},
        "Two": {"response_action": "update", "view": three},
        "Three": {"response_action": "clear"},
    }

    async def office(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form(field("A", "a"), title="One"))
        await ack()

    async def submit(ack: Any, view: Json) -> None:
        await ack(**answers[view["title"]["text"]])

    async def notice(ack: Any, body: Json) -> None:
        closed.append(body)
        await ack()

    app.command("/office")(office)
    app.view("request")(submit)
    app.view_closed("request")(notice)
    return closed


async def test_closing_a_pushed_view(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """Under a pushed view the first one waits as it was left; the bot hears of closing only if it asked."""
    closed = three_views(app)
    anna.commands("new")
    await anna.sees_modal("One")
    anna.fills(a="1")
    await anna.submits().done()
    await anna.sees_modal("Two")
    told = anna.closes_modal()
    assert told is not None
    await told.done()
    assert closed[0]["view"]["private_metadata"] == "two"
    assert (await anna.sees_modal("One")).answers == {"A": "1"}
    assert anna.closes_modal() is None
    assert anna.modal is None


async def test_what_was_typed_survives_an_update(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """A view that is redrawn keeps what was typed where ids are the same; clearing closes the whole stack."""
    three_views(app)
    anna.commands("new")
    await anna.sees_modal("One")
    anna.fills(a="1")
    await anna.submits().done()
    anna.fills(b="kept")
    await anna.submits().done()
    assert (await anna.sees_modal("Three")).answers == {"B": "kept"}
    await anna.submits().done()
    assert anna.modal is None


async def test_triggers_and_hashes(slack: SlackStandIn, anna: SlackUser) -> None:
    """A trigger opens one view within three seconds; a stale hash overwrites nothing."""
    now = slack.workspace.clock()
    slack.workspace.clock = lambda: now
    slack.answer_within = 0.2
    delivery = anna.commands("new")
    view = form(field("A", "a"))
    async with client_of(slack) as client:

        async def refused(**call: Any) -> str:
            with pytest.raises(SlackApiError) as raised:
                await client.views_open(view=view, **call)
            return str(raised.value.response["error"])

        trigger = delivery.payload["trigger_id"]
        opened = await client.views_open(trigger_id=trigger, view=view)
        assert await refused(trigger_id=trigger) == "exchanged_trigger_id"
        assert await refused(trigger_id="nonsense") == "invalid_trigger_id"
        late = anna.commands("new").payload["trigger_id"]
        now += 3.5
        assert await refused(trigger_id=late) == "expired_trigger_id"
        known = opened["view"]
        filled = {"type": "modal", "title": plain("Filled"), "blocks": [{"type": "divider"}]}
        updated = await client.views_update(view_id=known["id"], hash=known["hash"], view=filled)
        assert updated["view"]["hash"] != known["hash"]
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await client.views_update(view_id=known["id"], hash=known["hash"], view=view)
        anna.closes_modal()
        with pytest.raises(SlackApiError, match="not_found"):
            await client.views_update(view_id=known["id"], view=view)
    await slack.quiet()


async def test_a_late_answer_leaves_the_form_open(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """A form stored in time is closed; one answered too late stays open under an error, and is not sent twice."""
    stored: list[str] = []
    free = asyncio.Event()

    async def shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form(field("A", "a")))
        await ack()

    async def submit(ack: Any, view: Json) -> None:
        stored.append(view["id"])
        await free.wait()
        await ack()

    app.shortcut("ask")(shortcut)
    app.view("request")(submit)
    await anna.shortcut("ask").done()
    slack.answer_within = 0.3
    anna.fills(a="1")
    delivery = await anna.submits().done()
    assert (delivery.acked, len(delivery.attempts)) == (False, 1)
    assert "trouble connecting" in await anna.sees_error()
    assert anna.modal is not None
    free.set()
    slack.answer_within = 3.0
    await anna.submits().done()
    assert anna.modal is None
    assert len(stored) == 2


async def test_home_and_menus(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """Buttons at home and menus in messages reach the bot with what was chosen."""
    pressed: list[Json] = []

    async def opened(event: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": actions("Refresh")})

    async def act(ack: Any, body: Json) -> None:
        pressed.append(body)
        await ack()

    app.event("app_home_opened")(opened)
    app.action("act.refresh")(act)
    app.action("state")(act)
    anna.opens_home()
    await anna.sees_home("Task *T-1*")
    await anna.presses("Refresh").done()
    assert pressed[0]["view"]["type"] == "home"
    menu = {
        "type": "static_select", "action_id": "state", "placeholder": plain("Change state"),
        "options": [{"text": plain("Done"), "value": "done"}],
    }  # fmt: skip
    async with client_of(slack) as client:
        await client.chat_postMessage(channel=anna.dm, text="x", blocks=[{"type": "actions", "elements": [menu]}])
    await anna.chooses("Change state", "Done").done()
    assert pressed[1]["actions"][0]["selected_option"]["value"] == "done"
    assert pressed[1]["state"]["values"]


async def test_menus_that_ask_the_bot(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """What a person types into such a menu is answered with options, and one of them can be chosen."""
    ask = {"type": "external_select", "min_query_length": 1}

    async def offer(ack: Any, body: Json) -> None:
        await ack(options=[{"text": plain(f"{body['value']} Road"), "value": "r"}])

    async def shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form(field("Where?", "where", ask)))
        await ack()

    app.options("where")(offer)
    app.shortcut("ask")(shortcut)
    await anna.shortcut("ask").done()
    assert await anna.suggests("Where?", "Abbey") == ["Abbey Road"]
    anna.fills(**{"Where?": "Abbey Road"})
    assert (await anna.sees_modal("Abbey Road")).answers == {"Where?": "Abbey Road"}


async def test_what_is_missing_is_told_with_the_whole_screen(slack: SlackStandIn) -> None:
    """A failed expectation shows what the person did see."""
    anna = slack.user("Anna")
    slack.workspace.post(slack.workspace.dm(anna.id), {"text": "hello"}, author=slack.workspace.bot_user)
    with pytest.raises(AssertionError, match="Office: hello"):
        await anna.sees("goodbye", timeout=0.05)
    await anna.sees("hello")


async def test_response_addresses_run_out(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """Five posts, then the address is used up."""
    statuses: list[int] = []

    async def office(ack: Any, respond: Any) -> None:
        await ack()
        for number in range(6):
            statuses.append((await respond(text=f"part {number}")).status_code)

    app.command("/office")(office)
    await anna.commands("go").done()
    await anna.sees("part 4")
    assert statuses == [200] * 5 + [404]


async def test_shortcuts_reactions_and_changed_accounts(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """A shortcut on a message carries it; reactions and changed time zones come as events."""
    heard: list[Json] = []

    async def shortcut(ack: Any, body: Json) -> None:
        heard.append(body)
        await ack()

    async def listen(event: Json) -> None:
        heard.append(event)

    app.shortcut("to_task")(shortcut)
    app.event("reaction_added")(listen)
    app.event("user_change")(listen)
    async with client_of(slack) as client:
        posted = await client.chat_postMessage(channel=anna.dm, text="x", blocks=actions("A & B"))
    await anna.message_shortcut("to_task", posted["ts"]).done()
    await anna.reacts(posted["ts"], "eyes").done()
    await anna.changes(tz="Asia/Kolkata").done()
    assert heard[0]["message"]["ts"] == posted["ts"]
    assert heard[0]["message"]["blocks"][1]["elements"][0]["text"]["text"] == "A &amp; B"
    assert (heard[1]["reaction"], heard[1]["item"]["ts"]) == ("eyes", posted["ts"])
    assert heard[2]["user"]["tz_label"] == "India Standard Time"


async def test_files_in_a_form(slack: SlackStandIn, app: AsyncApp, anna: SlackUser) -> None:
    """A form takes as many files of the kinds it names as it says, 10 MB each; its submission describes them, and the
    bot may fetch them though they are shown nowhere."""
    submitted: list[Json] = []
    element = {"type": "file_input", "filetypes": ["pdf"], "max_files": 2}

    async def office(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=form(field("Papers", "papers", element)))
        await ack()

    async def submit(ack: Any, view: Json) -> None:
        submitted.append(view["state"]["values"])
        await ack()

    app.command("/office")(office)
    app.view("request")(submit)
    anna.commands("new")
    await anna.sees_modal("Papers")
    for wrong in ([("a.exe", b"x")], [("a.pdf", b"x")] * 3, [("a.pdf", bytes(10 * 1024 * 1024 + 1))]):
        with pytest.raises(ValueError, match="'Papers' takes"):
            anna.fills(papers=wrong)
    with pytest.raises(ValueError, match="does not submit"):
        anna.submits()
    anna.fills(papers=[("plan.pdf", b"%PDF")])
    await anna.submits().done()
    [file] = submitted[0]["papers"]["papers"]["files"]
    assert (file["name"], file["size"], file["user"], file["ims"]) == ("plan.pdf", 4, anna.id, [])
    async with client_of(slack) as client:
        info = await client.files_info(file=file["id"])
    assert info["file"]["url_private_download"] == file["url_private_download"]


@pytest.mark.parametrize("wrong", [{"max_files": 0}, {"max_files": 11}, {"filetypes": []}, {"initial_files": []}])
def test_fields_for_files_slack_refuses(wrong: Json) -> None:
    """One to ten files, kinds named if at all, nothing filled in before."""
    assert view_errors(form(field("Papers", "papers", {"type": "file_input"}))) == []
    assert view_errors(form(field("Papers", "papers", {"type": "file_input", **wrong})))


def test_files_are_taken_in_modals_alone() -> None:
    """Neither a message nor an App Home takes files, nor any block but an input."""
    element = {"type": "file_input", "action_id": "papers"}
    block = field("Papers", "papers", element)
    assert block_errors([block], "modal") == []
    assert block_errors([block], "message")
    assert block_errors([block], "home")
    assert block_errors([{"type": "actions", "elements": [element]}], "modal")
    assert block_errors([{"type": "section", "text": plain("Papers"), "accessory": element}], "modal")
