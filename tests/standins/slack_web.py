"""The Web API over HTTP: arguments, tokens, scopes, limits, faults, the record of calls. Methods live elsewhere."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.standins import slack_directory, slack_files, slack_methods, slack_modals
from tests.standins.slack_limits import Call, Fault, Limits
from tests.standins.slack_registry import METHODS
from tests.standins.slack_rules import checked_blocks
from tests.standins.slack_shown import Json
from tests.standins.slack_state import HOOK_USES, Hook, SlackError, Workspace

FAMILIES = (slack_directory, slack_files, slack_methods, slack_modals)  # loading them declares their methods
NESTED = {"blocks", "metadata", "view", "attachments", "files", "unfurls"}
BOT_SCOPES = (
    "app_mentions:read", "channels:history", "channels:join", "channels:manage", "channels:read", "chat:write",
    "commands", "files:read", "files:write", "groups:history", "groups:read", "groups:write", "im:history", "im:read",
    "im:write", "mpim:history", "mpim:read", "mpim:write", "reactions:read", "reactions:write", "team:read",
    "users:read",
)  # fmt: skip
SIGN_IN_PAGE = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in</body></html>"


@dataclass
class Access:
    """Tokens and what they may do. `revoked` is the error all calls get, such as token_revoked or account_inactive."""

    bot_token: str
    app_token: str
    scopes: set[str] = field(default_factory=lambda: set(BOT_SCOPES))
    revoked: str | None = None

    def check(self, token: str, name: str) -> None:
        """SlackError unless `token` may call the method."""
        if not token:
            raise SlackError("not_authed")
        if token not in (self.bot_token, self.app_token):
            raise SlackError("invalid_auth")
        if self.revoked:
            raise SlackError(self.revoked)
        if (token == self.app_token) != (name == "apps.connections.open"):
            raise SlackError("not_allowed_token_type")
        needed = METHODS[name].scopes if name in METHODS else ()
        if needed and not self.scopes.intersection(needed):
            raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.scopes)))


class WebApi:
    """Answers /api/<method>, uploads, downloads and response addresses."""

    def __init__(self, workspace: Workspace, access: Access, limits: Limits, link: Callable[[], Json]) -> None:
        self.workspace = workspace
        self.access = access
        self.limits = limits
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self._link = link

    def routes(self) -> list[web.RouteDef]:
        return [
            web.route("*", "/api/{method}", self.api),
            web.post("/upload/v1/{file}", self.upload),
            web.get("/files-pri/{file}/{name:.+}", self.download),
            web.post("/hooks/{hook}", self.respond),
        ]

    # calls

    async def api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            params = await read_params(request)
        except SlackError as refusal:
            return self._json(Call(name, {}), _refused(refusal))
        bearer = request.headers.get("Authorization", "")
        token = bearer.removeprefix("Bearer ").strip() or str(params.get("token", ""))
        params.pop("token", None)
        return await self._guarded(request, Call(name, params), lambda: self._run(name, params, token))

    def _run(self, name: str, params: Json, token: str) -> Json:
        try:
            if name != "apps.connections.open" and name not in METHODS:
                raise SlackError("unknown_method", req_method=name)
            self.access.check(token, name)
            wait = self.limits.wait_for(name, params, self.workspace.clock())
            if wait:
                raise SlackError("ratelimited", retry_after=wait)
            if name == "apps.connections.open":
                return {"ok": True, **self._link()}
            return {"ok": True, **METHODS[name].run(self.workspace, params)}
        except SlackError as refusal:
            return _refused(refusal)

    async def _guarded(self, request: web.Request, call: Call, run: Callable[[], Json]) -> web.StreamResponse:
        """Record the call, let a fault do its worst, and answer."""
        self.calls.append(call)
        fault = call.fault = next((each for each in self.faults if each.meets(call.method, call.params)), None)
        if fault is None:
            call.executed = True
            return self._json(call, run())
        await fault.wait()
        if fault.drop == "before":
            return _cut(request)
        if fault.error or fault.status or fault.retry_after is not None:
            return self._fault_answer(call, fault)
        call.executed = True
        call.response = run()
        if fault.answer_delay:
            await asyncio.sleep(fault.answer_delay)
        if fault.drop == "after":
            return _cut(request)
        return self._json(call, call.response)

    def _fault_answer(self, call: Call, fault: Fault) -> web.Response:
        status = fault.status or (429 if fault.retry_after is not None else 200)
        if status >= 500 and not fault.error:
            call.status, call.response = status, {}
            return web.Response(status=status, text="upstream connect error", content_type="text/html")
        answer: Json = {"ok": False, "error": fault.error or ("ratelimited" if status == 429 else "internal_error")}
        if fault.retry_after is not None or status == 429:
            answer["retry_after"] = fault.retry_after if fault.retry_after is not None else 1
        return self._json(call, answer, status)

    def _json(self, call: Call, answer: Json, status: int = 200) -> web.Response:
        headers = {"x-oauth-scopes": ",".join(sorted(self.access.scopes)), "x-accepted-oauth-scopes": "chat:write"}
        wait = answer.pop("retry_after", None)
        if wait is not None:
            headers["Retry-After"] = str(wait)
            status = 429 if answer.get("error") == "ratelimited" else status
        call.response, call.status = answer, status
        body = json.dumps(answer).encode()
        return web.Response(body=body, status=status, headers=headers, content_type="application/json")

    # bytes

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file, as they are or as a form."""
        file = self.workspace.files.get(request.match_info["file"])
        content = await _uploaded(request)

        def store() -> Json:
            if file is None or file.content is not None:
                return {"ok": False, "error": "file_not_found"}
            file.content = content
            file.length = len(content)
            return {"ok": True}

        call = Call("upload", {"file": request.match_info["file"], "length": len(content)})
        answer = await self._guarded(request, call, store)
        if call.ok and answer.status == 200:
            return web.Response(text=f"OK - {len(content)}")
        return web.Response(status=404) if call.executed and not call.ok else answer

    async def download(self, request: web.Request) -> web.StreamResponse:
        """The bytes for the bot; anybody else gets the sign-in page with status 200, as from Slack."""
        file = self.workspace.files.get(request.match_info["file"].partition("-")[2])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        allowed = token == self.access.bot_token and not self.access.revoked and "files:read" in self.access.scopes
        call = Call("download", {"file": file.id if file else None})
        answer = await self._guarded(request, call, lambda: {"ok": allowed and file is not None})
        if not call.executed or answer.status != 200 or (call.fault and call.fault.drop):
            return answer
        if not allowed:
            return web.Response(text=SIGN_IN_PAGE, content_type="text/html")
        if file is None or file.content is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mimetype)

    # response addresses

    async def respond(self, request: web.Request) -> web.StreamResponse:
        """A post to a response_url: five times within thirty minutes."""
        params = await read_params(request)
        hook = self.workspace.hooks.get(request.match_info["hook"])
        call = Call("response_url", params)
        answer = await self._guarded(request, call, lambda: self._respond(hook, params))
        if call.ok and answer.status == 200:
            return web.Response(text="ok")
        return web.Response(text=call.error, status=404) if call.error == "used_url" else answer

    def _respond(self, hook: Hook | None, params: Json) -> Json:
        workspace = self.workspace
        if hook is None or hook.uses >= HOOK_USES or workspace.clock() > hook.expires:
            return {"ok": False, "error": "used_url"}
        hook.uses += 1
        try:
            answer_hook(workspace, hook, params)
        except SlackError as refusal:
            return _refused(refusal)
        return {"ok": True}


def answer_hook(workspace: Workspace, hook: Hook, params: Json) -> None:
    """What a post to a response_url does: replace or delete its message, or show a new one."""
    original = None
    if hook.ts is not None:
        seen = workspace.seen_by(hook.user, hook.channel)
        original = next((message for message in seen if message.ts == hook.ts), None)
    if params.get("delete_original") and original is not None:
        if original.ephemeral:
            workspace.ephemerals[hook.user].remove(original)
            workspace.signal(hook.user).notify()
        else:
            workspace.remove(original)
        return
    given: Json = {key: params[key] for key in ("text", "blocks") if key in params}
    fields = slack_methods.content(workspace, {**given, "channel": hook.channel}, "response_url")
    if not fields.get("text") and not fields.get("blocks"):
        raise SlackError("no_text")
    if params.get("replace_original") and original is not None:
        kept = {key: value for key, value in original.raw.items() if key != "blocks"}
        if original.ephemeral:
            original.change({**kept, **fields})
            workspace.signal(hook.user).notify()
        else:
            workspace.change(original, {**kept, **fields})
        return
    show(workspace, hook.user, hook.channel, {**params, **fields})


def show(workspace: Workspace, user: str, channel: str, answer: Json) -> None:
    """Show what a command or response_url answered: to everybody if `in_channel`, else to this person only."""
    fields = {"text": str(answer.get("text") or ""), **slack_methods.bot_fields(workspace)}
    if answer.get("blocks"):
        fields["blocks"] = checked_blocks(answer["blocks"])
    if answer.get("thread_ts"):
        fields["thread_ts"] = answer["thread_ts"]
    if answer.get("response_type") == "in_channel":
        workspace.post(workspace.conversations[channel], fields, author=workspace.bot_user)
    else:
        workspace.whisper(user, channel, fields)


def _refused(refusal: SlackError) -> Json:
    return {"ok": False, "error": refusal.error, **refusal.extra}


def _cut(request: web.Request) -> web.Response:
    """Hang up without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


async def read_params(request: web.Request) -> Json:
    """The arguments of a call from query, form or JSON; nested ones decoded. SlackError if they can't be read."""
    params: Json = dict(request.query)
    if request.can_read_body:
        if request.content_type == "application/json":
            params |= _from_json(await request.read())
        else:
            form = await request.post()
            params |= {key: value for key, value in form.items() if isinstance(value, str)}
    for key in NESTED & params.keys():
        if isinstance(params[key], str) and params[key]:
            try:
                params[key] = json.loads(params[key])
            except ValueError as error:
                raise SlackError(f"invalid_{key}_format" if key != "view" else "invalid_arguments") from error
    return params


def _from_json(body: bytes) -> Json:
    try:
        decoded = json.loads(body or b"{}")
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(decoded, dict):
        raise SlackError("json_not_object")
    return decoded


async def _uploaded(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    for value in form.values():
        if isinstance(value, web.FileField):
            return value.file.read()
        if isinstance(value, (bytes, bytearray)):
            return bytes(value)
    return b""
