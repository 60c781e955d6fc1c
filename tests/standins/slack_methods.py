"""Web API methods that write and read messages: chat.*, reactions.* and conversations.history/replies."""

import re

from tests.standins.slack_registry import conversation, flag, method, page, text_of, whole
from tests.standins.slack_rules import TEXT_LIMIT, checked_blocks
from tests.standins.slack_shown import Json, LiveMarkup, alive, auto_in, bare_links, live_in
from tests.standins.slack_state import Conversation, Message, SlackError, Workspace

THREAD = re.compile(r"[0-9]{10}\.[0-9]{6}", re.ASCII)


def note_markup(workspace: Workspace, method_name: str, target: str, text: str, blocks: object) -> None:
    """Remember what of a message or view came alive as a mention or link."""
    found = [(markup, text, "text") for markup in alive(text)]
    found += live_in(blocks, "blocks") if blocks else []
    workspace.live_markup += [LiveMarkup(*each, method_name, target) for each in found]
    bare = [(markup, text, "text") for markup in bare_links(text)]
    bare += auto_in(blocks, "blocks") if blocks else []
    workspace.auto_links += [LiveMarkup(*each, method_name, target) for each in bare]


def content(workspace: Workspace, params: Json, method_name: str) -> Json:
    """Text and blocks of a call, checked; SlackError if Slack would refuse them."""
    text = params.get("text")
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments")
    if text and len(text) > TEXT_LIMIT:
        raise SlackError("msg_too_long")
    fields: Json = {} if text is None else {"text": text}
    if params.get("blocks") is not None:
        fields["blocks"] = checked_blocks(params["blocks"])
    target = text_of(params, "channel") or text_of(params, "user")
    note_markup(workspace, method_name, target, text or "", fields.get("blocks"))
    if flag(params, "link_names") or params.get("parse") == "full":
        workspace.live_markup.append(LiveMarkup("link_names", text or "", "link_names/parse", method_name, target))
    return fields


def metadata_of(params: Json) -> Json | None:
    """The message metadata of a call; SlackError unless it is event_type and event_payload."""
    metadata = params.get("metadata")
    if metadata is None or metadata == {}:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict) or not metadata.get("event_type"):
        raise SlackError("invalid_metadata_schema")
    return metadata


def bot_fields(workspace: Workspace) -> Json:
    """What Slack adds to each message of a bot."""
    return {
        "bot_id": workspace.bot, "app_id": workspace.app,
        "bot_profile": {
            "id": workspace.bot, "app_id": workspace.app, "name": "Office", "team_id": workspace.team,
            "deleted": False, "updated": 1_700_000_000,
        },
    }  # fmt: skip


def target(workspace: Workspace, params: Json) -> Conversation:
    """Where to post: a conversation's id, a channel's #name, or a person's id (their DM)."""
    name = text_of(params, "channel")
    if name in workspace.profiles and name != workspace.bot_user:
        return workspace.dm(name)
    found = conversation(workspace, params)
    if found.archived:
        raise SlackError("is_archived")
    return found


def in_thread(place: Conversation, params: Json) -> Json:
    """Where in the conversation to post: below the first message of a thread, whichever of its messages is named.

    A thread that is gone is left out without a word (slack-go issue 1571); what is no time stamp is refused.
    """
    ts = text_of(params, "thread_ts")
    if not ts:
        return {}
    if not THREAD.fullmatch(ts):
        sentence = f"[ERROR] {ts} is not a valid thread_ts"
        raise SlackError("invalid_thread_ts", response_metadata={"messages": [sentence]})
    named = place.messages.get(ts)
    if named is not None:
        return {"thread_ts": named.thread_ts or ts}
    return {"thread_ts": ts} if any(each.thread_ts == ts for each in place.messages.values()) else {}


def _own(workspace: Workspace, params: Json, refusal: str) -> Message:
    found = conversation(workspace, params, member=False).messages.get(text_of(params, "ts"))
    if found is None:
        raise SlackError("message_not_found")
    if not found.from_bot:
        raise SlackError(refusal)
    return found


@method("chat.postMessage", "chat:write")
def post_message(workspace: Workspace, params: Json) -> Json:
    place = target(workspace, params)
    fields = content(workspace, params, "chat.postMessage")
    metadata = metadata_of(params)
    if not fields.get("text") and not fields.get("blocks") and not params.get("attachments"):
        raise SlackError("no_text")
    fields = {"text": "", **fields, **bot_fields(workspace), **in_thread(place, params)}
    message = workspace.post(place, fields, author=workspace.bot_user, metadata=metadata)
    shown = {**message.raw, "metadata": metadata} if metadata else message.raw
    return {"channel": place.id, "ts": message.ts, "message": shown}


@method("chat.update", "chat:write")
def update(workspace: Workspace, params: Json) -> Json:
    """With text but no blocks the old blocks go; with neither, no_text. Blocks alone keep the text."""
    found = _own(workspace, params, "cant_update_message")
    if workspace.edit_window_closed:
        raise SlackError("edit_window_closed")
    fields = content(workspace, params, "chat.update")
    if "metadata" in params:
        found.metadata = metadata_of(params)
    if not fields.get("text") and not fields.get("blocks"):
        raise SlackError("no_text")
    kept = {key: value for key, value in found.raw.items() if key != "blocks"}
    edited = {} if fields.get("blocks") else {"edited": {"user": workspace.bot_user, "ts": workspace.next_ts()}}
    workspace.change(found, {**kept, **fields, **edited})
    return {"channel": found.channel, "ts": found.ts, "text": found.text, "message": found.raw}


@method("chat.delete", "chat:write")
def delete(workspace: Workspace, params: Json) -> Json:
    found = _own(workspace, params, "cant_delete_message")
    workspace.remove(found)
    return {"channel": found.channel, "ts": found.ts}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(workspace: Workspace, params: Json) -> Json:
    place = target(workspace, params)
    user = text_of(params, "user")
    if user not in place.members:
        raise SlackError("user_not_in_channel")
    fields = content(workspace, params, "chat.postEphemeral")
    if not fields.get("text") and not fields.get("blocks"):
        raise SlackError("no_text")
    message = workspace.whisper(user, place.id, {"text": "", **fields, **bot_fields(workspace)})
    return {"message_ts": message.ts}


@method("chat.getPermalink")
def permalink(workspace: Workspace, params: Json) -> Json:
    place = conversation(workspace, params)
    ts = text_of(params, "message_ts")
    if ts not in place.messages:
        raise SlackError("message_not_found")
    return {"channel": place.id, "permalink": f"https://office.slack.com/archives/{place.id}/p{ts.replace('.', '')}"}


HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def _moment(params: Json, key: str, default: float) -> float:
    value = text_of(params, key)
    if not value:
        return default
    try:
        return float(value)
    except ValueError as error:
        raise SlackError(f"invalid_ts_{key}") from error


def _between(params: Json, messages: list[Message], now: float) -> list[Message]:
    oldest, latest = _moment(params, "oldest", 0.0), _moment(params, "latest", float("inf"))
    inclusive = flag(params, "inclusive")
    return [
        message
        for message in messages
        if message.visible_at <= now
        and (oldest < float(message.ts) < latest or (inclusive and float(message.ts) in (oldest, latest)))
    ]


def _read(message: Message, params: Json) -> Json:
    with_metadata = flag(params, "include_all_metadata") and message.metadata is not None
    return {**message.raw, "metadata": message.metadata} if with_metadata else message.raw


@method("conversations.history", *HISTORY)
def history(workspace: Workspace, params: Json) -> Json:
    """Newest first, without replies in threads; both ends exclusive unless `inclusive`."""
    place = conversation(workspace, params)
    top = [each for each in place.messages.values() if each.thread_ts in (None, each.ts)]
    found = _between(params, top, workspace.clock())[::-1]
    whole(params, "limit", 100, 999)
    chosen, cursor = page(params, [_read(message, params) for message in found])
    return {
        "messages": chosen, "has_more": bool(cursor), "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }  # fmt: skip


@method("conversations.replies", *HISTORY)
def replies(workspace: Workspace, params: Json) -> Json:
    """The parent first, then its replies, oldest first."""
    place = conversation(workspace, params)
    ts = text_of(params, "ts")
    if ts not in place.messages:
        raise SlackError("thread_not_found")
    thread = [each for each in place.messages.values() if ts in (each.ts, each.thread_ts)]
    found = _between(params, thread, workspace.clock())
    if place.messages[ts] not in found:
        found = [place.messages[ts], *found]  # the first of a thread comes always
    chosen, cursor = page(params, [_read(message, params) for message in found], 1000)
    return {"messages": chosen, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _reacted(workspace: Workspace, params: Json) -> tuple[Message, list[Json], str]:
    name = text_of(params, "name")
    if not name or not all(letter.isalnum() or letter in "_-+':" for letter in name):
        raise SlackError("invalid_name")
    found = conversation(workspace, params).messages.get(text_of(params, "timestamp"))
    if found is None:
        raise SlackError("message_not_found")
    return found, found.raw.setdefault("reactions", []), name


def react(workspace: Workspace, message: Message, name: str, user: str) -> bool:
    """Put a reaction of `user` on a message; False if it is there already."""
    reactions = message.raw.setdefault("reactions", [])
    entry = next((each for each in reactions if each["name"] == name), None)
    if entry is None:
        entry = {"name": name, "users": [], "count": 0}
        reactions.append(entry)
    if user in entry["users"]:
        return False
    entry["users"].append(user)
    entry["count"] += 1
    workspace.notify(workspace.conversations[message.channel])
    return True


@method("reactions.add", "reactions:write")
def add_reaction(workspace: Workspace, params: Json) -> Json:
    found, _, name = _reacted(workspace, params)
    if not react(workspace, found, name, workspace.bot_user):
        raise SlackError("already_reacted")
    return {}


@method("reactions.remove", "reactions:write")
def remove_reaction(workspace: Workspace, params: Json) -> Json:
    found, reactions, name = _reacted(workspace, params)
    entry = next((each for each in reactions if each["name"] == name), None)
    if entry is None or workspace.bot_user not in entry["users"]:
        raise SlackError("no_reaction")
    entry["users"].remove(workspace.bot_user)
    entry["count"] -= 1
    found.raw["reactions"] = [each for each in reactions if each["users"]]
    workspace.notify(workspace.conversations[found.channel])
    return {}
