"""Files: the calls around an upload, sharing in a conversation, how Slack describes a file. No bytes travel here."""

import mimetypes

from tests.standins.slack_methods import bot_fields, content, in_thread
from tests.standins.slack_registry import conversation, method, text_of
from tests.standins.slack_shown import Json
from tests.standins.slack_state import Conversation, Message, SlackError, StoredFile, Workspace


def new_file(workspace: Workspace, name: str, length: int, user: str) -> StoredFile:
    """Register a file that is about to be uploaded."""
    file = StoredFile(workspace.new_id("F"), name, length, user, title=name)
    file.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    workspace.files[file.id] = file
    return file


def file_object(workspace: Workspace, file: StoredFile) -> Json:
    """A file as Slack describes it; `url_private` asks for the bot's token."""
    address = f"{workspace.origin}/files-pri/{workspace.team}-{file.id}"
    suffix = file.name.rpartition(".")[2] if "." in file.name else "binary"
    return {
        "id": file.id, "created": int(workspace.clock()), "timestamp": int(workspace.clock()), "name": file.name,
        "title": file.title, "mimetype": file.mimetype, "filetype": suffix, "pretty_type": suffix.upper(),
        "user": file.user, "user_team": workspace.team, "editable": False, "size": file.length, "mode": "hosted",
        "is_external": False, "external_type": "", "is_public": False, "public_url_shared": False,
        "display_as_bot": False, "username": "", "url_private": f"{address}/{file.name}",
        "url_private_download": f"{address}/download/{file.name}", "is_starred": False, "has_rich_preview": False,
        "file_access": "visible", "ims": [each for each in file.shared if each.startswith("D")],
        "channels": [each for each in file.shared if each.startswith("C")], **file.facts,
    }  # fmt: skip


def shares_of(workspace: Workspace, file: StoredFile) -> Json:
    """Where a file is shown, as files.info tells it: some moments late, and by kind of conversation."""
    found: Json = {}
    for channel, ts, thread_ts, from_when in file.shares:
        if from_when <= workspace.clock():
            place = {"ts": ts, "share_user_id": file.user, "reply_count": 0}
            kind = "public" if channel.startswith("C") else "private"
            threaded = {"thread_ts": thread_ts} if thread_ts else {}
            found.setdefault(kind, {}).setdefault(channel, []).append({**place, **threaded})
    return found


def share(workspace: Workspace, place: Conversation, files: list[StoredFile], fields: Json, author: str) -> Message:
    """Post a message that carries `files`."""
    for file in files:
        file.shared.append(place.id)
    shown = [file_object(workspace, file) for file in files]
    more = {"text": "", "files": shown, "upload": False, "subtype": "file_share", **fields}
    message = workspace.post(place, more, author=author)
    for file in files:
        file.shares.append((place.id, message.ts, message.thread_ts, workspace.clock() + workspace.share_delay))
    return message


@method("files.getUploadURLExternal", "files:write")
def upload_url(workspace: Workspace, params: Json) -> Json:
    name, length = text_of(params, "filename"), text_of(params, "length")
    if not name:
        raise SlackError("invalid_arguments")
    if not length.isdigit() or int(length) == 0:
        raise SlackError("missing_argument")
    file = new_file(workspace, name, int(length), workspace.bot_user)
    return {"upload_url": f"{workspace.origin}/upload/v1/{file.id}", "file_id": file.id}


def _places(workspace: Workspace, params: Json) -> list[Conversation]:
    channels = params.get("channels")
    several = channels if isinstance(channels, list) else text_of(params, "channels").split(",")
    names = [each for each in [text_of(params, "channel_id"), *several] if each]
    return [conversation(workspace, {"channel": name}) for name in dict.fromkeys(names)]


@method("files.completeUploadExternal", "files:write")
def complete(workspace: Workspace, params: Json) -> Json:
    """Files without bytes are refused; with a conversation the files appear there at once."""
    wanted = params.get("files")
    if not isinstance(wanted, list) or not wanted:
        raise SlackError("invalid_arguments")
    files = [workspace.files.get(str(each.get("id"))) for each in wanted]
    found = [file for file in files if file is not None and file.content is not None]
    if len(found) != len(wanted):
        raise SlackError("file_not_found")
    places = _places(workspace, params)
    for file, each in zip(found, wanted, strict=True):
        file.title = str(each.get("title") or file.name)
    for place in places:
        comment = params.get("initial_comment")
        given = {"text": comment, "blocks": None if comment else params.get("blocks"), "channel": place.id}
        fields = {**content(workspace, given, "files.completeUploadExternal"), **bot_fields(workspace)}
        fields |= in_thread(place, params)
        share(workspace, place, found, fields, workspace.bot_user)
    return {"files": [file_object(workspace, file) for file in found]}


@method("files.info", "files:read")
def file_info(workspace: Workspace, params: Json) -> Json:
    file = workspace.files.get(text_of(params, "file"))
    if file is None:
        raise SlackError("file_not_found")
    described = {**file_object(workspace, file), "shares": shares_of(workspace, file)}
    return {"file": described, "content_highlight_html": None}


@method("files.delete", "files:write")
def delete_file(workspace: Workspace, params: Json) -> Json:
    file = workspace.files.get(text_of(params, "file"))
    if file is None:
        raise SlackError("file_not_found")
    if file.user != workspace.bot_user:
        raise SlackError("cant_delete_file")
    del workspace.files[file.id]
    return {}
