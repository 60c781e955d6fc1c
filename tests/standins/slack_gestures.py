"""What Slack sends when a person types, presses, chooses or submits: payloads, and what the answer does to them."""

import copy
from collections.abc import Callable

from tests.standins.slack_delivery import Delivery, Dispatch, Outcome
from tests.standins.slack_modals import apply_answer
from tests.standins.slack_rules import suggestion_errors, with_ids
from tests.standins.slack_shown import Control, Json, escaped, unescaped
from tests.standins.slack_state import Message, SlackError, Workspace
from tests.standins.slack_view import View
from tests.standins.slack_web import show

TOKEN = "verification-token"
TROUBLE = "We had some trouble connecting. Try again?"
COMMAND_ERRORS = {
    "timeout": "operation_timeout",
    "http_timeout": "operation_timeout",
    "http_error": "http_service_error",
}


class Gestures:
    """Turns what people do into deliveries."""

    def __init__(self, workspace: Workspace, dispatch: Dispatch) -> None:
        self.workspace = workspace
        self.dispatch = dispatch
        self.escape_commands = True
        self.subscriptions: set[str] | None = None

    # events

    def event(self, event: Json) -> Delivery | None:
        """Tell the bot of an event; None if the app isn't subscribed to its kind."""
        if self.subscriptions is not None and subscription(event) not in self.subscriptions:
            return None
        workspace = self.workspace
        author = workspace.profiles.get(str(event.get("user", "")))
        payload = {
            "token": TOKEN, "team_id": workspace.team, "context_team_id": workspace.team,
            "context_enterprise_id": None, "api_app_id": workspace.app, "event": event, "type": "event_callback",
            "event_id": workspace.new_id("Ev"), "event_time": int(workspace.clock()),
            "authorizations": [
                {
                    "enterprise_id": None, "team_id": workspace.team, "user_id": workspace.bot_user, "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(author and author.is_stranger),
            "event_context": f"4-{workspace.number()}",
        }  # fmt: skip
        return self.dispatch.send(Delivery("events_api", payload, author.id if author else None))

    def typed(self, user: str, text: str) -> Json:
        """The fields of a message that a person writes: entities, rich text, and whose team they are of."""
        workspace = self.workspace
        person = workspace.profiles[user]
        fields: Json = {
            "text": escaped(text), "team": person.team,
            "client_msg_id": f"00000000-0000-4000-8000-{workspace.number():012d}",
            "blocks": [
                {
                    "type": "rich_text", "block_id": f"r{workspace.number()}",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
                }
            ],
        }  # fmt: skip
        if person.is_stranger:
            fields |= {"user_team": person.team, "source_team": person.team}
        if person.is_bot:
            fields |= {"bot_id": f"B{user[1:]}", "app_id": f"A{user[1:]}"}
        return fields

    # commands

    def command(self, user: str, command: str, text: str, channel: str) -> Delivery:
        """A slash command; after three seconds the person reads an error and nothing is repeated."""
        workspace = self.workspace
        place = workspace.conversations[channel]
        payload = {
            "token": TOKEN, "team_id": workspace.team, "team_domain": "office", "channel_id": channel,
            "channel_name": "directmessage" if place.kind == "im" else place.name, "user_id": user,
            "user_name": workspace.profiles[user].name, "command": command,
            "text": escaped(text) if self.escape_commands else text, "api_app_id": workspace.app,
            "is_enterprise_install": "false", "response_url": self._hook(user, channel),
            "trigger_id": workspace.new_trigger(user),
        }  # fmt: skip

        def after(outcome: Outcome) -> None:
            if not outcome.acked:
                reason = COMMAND_ERRORS.get(outcome.reason, "dispatch_failed")
                workspace.complain(user, f'{command} failed with the error "{reason}"')
            elif outcome.body:
                self._answered(user, channel, outcome.body)

        return self.dispatch.send(Delivery("slash_commands", payload, user, after))

    def _answered(self, user: str, channel: str, body: object) -> None:
        answer = body if isinstance(body, dict) else {"text": str(body)}
        if not answer.get("text") and not answer.get("blocks"):
            return
        try:
            show(self.workspace, user, channel, answer)
        except SlackError as refusal:
            self.workspace.complain(user, f"the answer to the command was refused: {refusal.error}")

    # interactions

    def act(self, user: str, control: Control, action: Json, place: Message | View) -> Delivery:
        """A press or choice in a message or view. `action` holds what is special about this kind of element."""
        workspace = self.workspace
        full = {
            "action_id": control.action_id, "block_id": control.block.get("block_id", ""),
            "type": control.element["type"], **action, "action_ts": workspace.next_ts(),
        }  # fmt: skip
        where = self._in_view(place) if isinstance(place, View) else self._in_message(user, place)
        payload = {**self._base("block_actions", user), **where, "actions": [full]}
        payload["trigger_id"] = workspace.new_trigger(user, place.id if isinstance(place, View) else None)
        return self._interact(user, payload, f'"{control.label}": this app did not respond')

    def _base(self, kind: str, user: str) -> Json:
        workspace = self.workspace
        person = workspace.profiles[user]
        return {
            "type": kind, "token": TOKEN, "api_app_id": workspace.app, "enterprise": None,
            "is_enterprise_install": False, "team": {"id": workspace.team, "domain": "office"},
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
        }  # fmt: skip

    def _in_view(self, view: View) -> Json:
        return {"container": {"type": "view", "view_id": view.id}, "view": copy.deepcopy(view.payload())}

    def _in_message(self, user: str, message: Message) -> Json:
        workspace = self.workspace
        place = workspace.conversations[message.channel]
        channel_name = "directmessage" if place.kind == "im" else place.name
        found: Json = {
            "container": {
                "type": "message", "message_ts": message.ts, "channel_id": message.channel,
                "is_ephemeral": message.ephemeral,
            },
            "channel": {"id": message.channel, "name": channel_name},
            "state": {"values": copy.deepcopy(workspace.message_state.get((user, message.ts), {}))},
            "response_url": self._hook(user, message.channel, message.ts),
        }  # fmt: skip
        if message.thread_ts:
            found["container"]["thread_ts"] = message.thread_ts
        if not message.ephemeral:
            found["message"] = with_entities(message.raw)
        return found

    def submission(self, view: View) -> Delivery:
        """The person submits a modal; the bot's answer decides what they see next."""
        workspace = self.workspace
        view.errors, view.submitted = {}, True
        payload = {
            **self._base("view_submission", view.user), "view": copy.deepcopy(view.payload()), "response_urls": [],
            "trigger_id": workspace.new_trigger(view.user, view.id),
        }  # fmt: skip

        def after(outcome: Outcome) -> None:
            view.submitted = False
            workspace.signal(view.user).notify()
            if not outcome.acked:
                workspace.complain(view.user, TROUBLE)
                return
            try:
                apply_answer(workspace, view, outcome.body)
            except SlackError as refusal:
                workspace.complain(view.user, f"{TROUBLE} ({refusal.error}: {refusal.extra})")

        return self.dispatch.send(Delivery("interactive", payload, view.user, after))

    def closed(self, view: View, *, cleared: bool) -> Delivery:
        """The person closed a modal that asked to be told; a failure shows nowhere."""
        payload = {
            **self._base("view_closed", view.user), "view": copy.deepcopy(view.payload()), "is_cleared": cleared,
        }  # fmt: skip
        return self.dispatch.send(Delivery("interactive", payload, view.user))

    def shortcut(self, user: str, callback_id: str) -> Delivery:
        payload = {
            **self._base("shortcut", user), "callback_id": callback_id, "action_ts": self.workspace.next_ts(),
            "trigger_id": self.workspace.new_trigger(user),
        }  # fmt: skip
        return self._interact(user, payload, TROUBLE)

    def message_shortcut(self, user: str, callback_id: str, message: Message) -> Delivery:
        place = self.workspace.conversations[message.channel]
        payload = {
            **self._base("message_action", user), "callback_id": callback_id, "message_ts": message.ts,
            "message": with_entities(message.raw), "action_ts": self.workspace.next_ts(),
            "channel": {"id": place.id, "name": "directmessage" if place.kind == "im" else place.name},
            "trigger_id": self.workspace.new_trigger(user),
            "response_url": self._hook(user, place.id, message.ts),
        }  # fmt: skip
        return self._interact(user, payload, TROUBLE)

    def suggestion(
        self, user: str, control: Control, typed: str, place: Message | View, take: Callable[[object], None]
    ) -> Delivery:
        """The person types into a select whose options come from the bot; `take` gets the bot's answer."""
        where = self._in_view(place) if isinstance(place, View) else self._in_message(user, place)
        where.pop("response_url", None)
        payload = {
            **self._base("block_suggestion", user), **where, "action_id": control.action_id,
            "block_id": control.block["block_id"], "value": typed,
        }  # fmt: skip

        def after(outcome: Outcome) -> None:
            if outcome.acked and not suggestion_errors(outcome.body):
                take(outcome.body)
            else:
                self.workspace.complain(user, f'"{control.label}": no results could be loaded')

        return self.dispatch.send(Delivery("interactive", payload, user, after))

    def _interact(self, user: str, payload: Json, trouble: str) -> Delivery:
        def after(outcome: Outcome) -> None:
            if not outcome.acked:
                self.workspace.complain(user, trouble)

        return self.dispatch.send(Delivery("interactive", payload, user, after))

    def _hook(self, user: str, channel: str, ts: str | None = None) -> str:
        return f"{self.workspace.origin}/hooks/{self.workspace.new_hook(user, channel, ts)}"


def subscription(event: Json) -> str:
    """The name under which an app subscribes to an event."""
    kinds = {"im": "message.im", "channel": "message.channels", "group": "message.groups", "mpim": "message.mpim"}
    return kinds.get(str(event.get("channel_type")), "message") if event["type"] == "message" else str(event["type"])


def with_entities(part: Json) -> Json:
    """A message as interactions show it: plain text comes back with entities too (bolt-python issue 513)."""
    changed = {
        key: [with_entities(each) if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else with_entities(value)
        if isinstance(value, dict)
        else value
        for key, value in part.items()
    }
    if part.get("type") == "plain_text":
        changed["text"] = escaped(unescaped(str(part.get("text", ""))))
    return changed


def forged(value: str | None, action_id: str) -> Control:
    """A button nobody drew."""
    element = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "?"}, "value": value}
    block = with_ids([{"type": "actions", "elements": [element]}])[0]
    return Control("?", action_id, element, block)
