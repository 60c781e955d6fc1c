"""People at Slack: what one person sees, and what they do by visible words. No payloads are built in here."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from tests.standins.slack_delivery import Delivery
from tests.standins.slack_directory import user_object
from tests.standins.slack_files import file_object, new_file, share
from tests.standins.slack_filling import Answer, files_for, input_called, options_in, value_for
from tests.standins.slack_gestures import Gestures, forged
from tests.standins.slack_methods import react
from tests.standins.slack_modals import clear, close_top
from tests.standins.slack_shown import Control, Json, escaped
from tests.standins.slack_signal import T
from tests.standins.slack_state import Conversation, Message, Workspace
from tests.standins.slack_view import View

__all__ = ["Channel", "SlackUser"]


class Channel:
    """A channel; the bot hears it only as a member."""

    def __init__(self, workspace: Workspace, place: Conversation) -> None:
        self._workspace = workspace
        self._place = place
        self.id = place.id

    @property
    def messages(self) -> list[Message]:
        return list(self._place.messages.values())

    @property
    def members(self) -> set[str]:
        return self._place.members

    def archive(self) -> None:
        self._place.archived = True


class SlackUser:
    """A person of the workspace. What they do returns at once and is brought to the bot in the background."""

    def __init__(self, workspace: Workspace, gestures: Gestures, user: str, command: str) -> None:
        self._workspace = workspace
        self._gestures = gestures
        self._command = command
        self.id = user

    def __repr__(self) -> str:
        return f"<SlackUser {self.name}>"

    @property
    def name(self) -> str:
        return self._workspace.name_of(self.id)

    def opens_file(self, file: str) -> bytes:
        """Return what is in a file that was shown to them."""
        return self._workspace.files[file].content or b""

    @property
    def dm(self) -> str:
        """The id of the conversation with the bot, opened on first use."""
        return self._workspace.dm(self.id).id

    # what they see

    @property
    def messages(self) -> list[Message]:
        """The DM as it looks now, oldest first: edits applied, deleted ones gone, ephemeral ones included."""
        place = self._workspace.dms.get(self.id)
        return self._workspace.seen_by(self.id, place.id) if place else []

    @property
    def modal(self) -> View | None:
        return self._workspace.top(self.id)

    @property
    def home(self) -> View | None:
        return self._workspace.homes.get(self.id)

    @property
    def errors(self) -> list[str]:
        """What Slack showed in red, oldest first."""
        return self._workspace.errors.setdefault(self.id, [])

    def transcript(self) -> str:
        """Everything on the person's screen as text."""
        lines = []
        for message in self.messages:
            author = "Office" if message.from_bot else self.name
            marks = " (edited)" * message.edited + " (only you)" * message.ephemeral
            buttons = "".join(f" [{button.label}]" for button in message.buttons)
            thread = "  ↳ " if message.thread_ts not in (None, message.ts) else ""
            lines.append(f"{thread}{author}{marks}: {message.shown}{buttons}")
        if self.modal is not None:
            buttons = "".join(f" [{button.label}]" for button in self.modal.buttons)
            lines.append(f"modal: {self.modal.shown}{buttons}")
        if self.home is not None:
            lines.append(f"home: {self.home.shown}" + "".join(f" [{each.label}]" for each in self.home.buttons))
        return "\n".join([*lines, *(f"error: {error}" for error in self.errors)]) or "(nothing)"

    async def waits(self, fact: Callable[[], T | None], wanted: str, *, timeout: float = 30.0) -> T:  # noqa: ASYNC109 - says what was missing
        """Return the first true value of `fact`, asked at each change; AssertionError with the transcript."""
        try:
            return await self._workspace.signal(self.id).until(fact, timeout)
        except TimeoutError:
            raise AssertionError(f"{self.name} did not see {wanted} in {timeout} s:\n{self.transcript()}") from None

    async def sees(self, text: str, *, timeout: float = 30.0, count: int = 1) -> Message:  # noqa: ASYNC109 - says what was missing
        """Wait until `count` messages of the bot contain `text` at the same time; returns the newest of them."""

        def enough() -> Message | None:
            found = [message for message in self.messages if message.from_bot and text in message.shown]
            return found[-1] if len(found) >= count else None

        return await self.waits(enough, f"{count} × {text!r}", timeout=timeout)

    async def sees_modal(self, text: str, *, timeout: float = 30.0) -> View:  # noqa: ASYNC109 - says what was missing
        """Wait until the modal on top contains `text`, and isn't one that was submitted and waits for its answer."""

        def on_top() -> View | None:
            modal = self.modal
            return modal if modal is not None and text in modal.shown and not modal.submitted else None

        return await self.waits(on_top, f"a modal with {text!r}", timeout=timeout)

    async def sees_home(self, text: str, *, timeout: float = 30.0) -> View:  # noqa: ASYNC109 - says what was missing
        """Wait until the App Home contains `text`."""

        def at_home() -> View | None:
            return self.home if self.home is not None and text in self.home.shown else None

        return await self.waits(at_home, f"a home with {text!r}", timeout=timeout)

    async def sees_error(self, text: str = "", *, timeout: float = 30.0) -> str:  # noqa: ASYNC109 - says what was missing
        """Wait until Slack shows something in red."""

        def red() -> str | None:
            return next((error for error in self.errors if text in error), None)

        return await self.waits(red, f"an error with {text!r}", timeout=timeout)

    # what they write

    def says(
        self,
        text: str,
        *,
        thread_ts: str | None = None,
        also_app_mention: bool = False,
        channel: str | None = None,
        **extra: object,
    ) -> Delivery:
        """Write to the bot (or in a channel). `also_app_mention` adds the second event of a mention, as `twin`."""
        place = self._workspace.conversations[channel] if channel else self._workspace.dm(self.id)
        fields = {**self._gestures.typed(self.id, text), **extra}
        if also_app_mention:
            fields["text"] = f"<@{self._workspace.bot_user}> {fields['text']}"
        if thread_ts:
            fields["thread_ts"] = thread_ts
        message = self._workspace.post(place, fields, author=self.id)
        delivery = _sent(message.delivery)
        if also_app_mention:
            event = {**message.raw, "type": "app_mention", "channel": place.id, "event_ts": message.ts}
            delivery.twin = self._gestures.event(event)
        return delivery

    def edits(self, ts: str, text: str) -> Delivery:
        message = self._message(ts)
        fields = self._gestures.typed(self.id, text)
        changed = {"text": fields["text"], "blocks": fields["blocks"]}
        edited = {"user": self.id, "ts": self._workspace.next_ts()}
        self._workspace.change(message, {**message.raw, **changed, "edited": edited})
        return _sent(message.delivery)

    def deletes(self, ts: str) -> Delivery:
        message = self._message(ts)
        self._workspace.remove(message)
        return _sent(message.delivery)

    def sends_file(self, name: str, content: bytes, text: str = "") -> Delivery:
        return self.sends_files([(name, content)], text)

    def sends_files(self, items: Sequence[tuple[str, bytes]], text: str = "") -> Delivery:
        """Send several files in one message."""
        files = [new_file(self._workspace, name, len(content), self.id) for name, content in items]
        for file, (_, content) in zip(files, items, strict=True):
            file.content = content
        message = share(self._workspace, self._workspace.dm(self.id), files, {"text": escaped(text)}, self.id)
        return _sent(message.delivery)

    def forwards(self, text: str, comment: str = "") -> Delivery:
        """Share somebody else's message, with words of one's own."""
        shared = {"is_share": True, "is_msg_unfurl": True, "text": escaped(text), "fallback": escaped(text)}
        return self.says(comment, attachments=[shared])

    def reacts(self, ts: str, name: str) -> Delivery:
        """Put an emoji on a message."""
        message = self._message(ts)
        react(self._workspace, message, name, self.id)
        item = {"type": "message", "channel": message.channel, "ts": ts}
        event = {
            "type": "reaction_added", "user": self.id, "reaction": name, "item": item,
            "item_user": message.raw["user"], "event_ts": self._workspace.next_ts(),
        }  # fmt: skip
        return _sent(self._gestures.event(event))

    def commands(self, text: str, command: str | None = None, *, channel: str | None = None) -> Delivery:
        return self._gestures.command(self.id, command or self._command, text, channel or self.dm)

    def changes(self, **facts: object) -> Delivery:
        """Change the account (tz, locale, deleted, …), which Slack tells the bot as user_change."""
        changed = replace(self._workspace.profiles[self.id], **facts)  # type: ignore[arg-type]  # values of several types, by name
        self._workspace.profiles[self.id] = changed
        described = user_object(self._workspace, changed, with_locale=True)
        event = {"type": "user_change", "user": described, "event_ts": self._workspace.next_ts()}
        return _sent(self._gestures.event(event))

    # what they press

    def presses(self, label: str, *, ts: str | None = None) -> Delivery:
        """Press a button by what it says: in the open modal, else on the newest message having it, else at home."""
        for control, place in self._pressable(ts):
            if control.label == label and control.element["type"] == "button":
                return self._press(control, place)
        visible = [control.label for control, _ in self._pressable(ts) if control.element["type"] == "button"]
        raise LookupError(f"{self.name} sees no button {label!r}, but {visible}:\n{self.transcript()}")

    def presses_at_home(self, label: str) -> Delivery:
        """Press a button in the App Home by what it says."""
        for control in self.home.controls if self.home is not None else []:
            if control.label == label and control.element["type"] == "button" and self.home is not None:
                return self._press(control, self.home)
        raise LookupError(f"{self.name} sees no button {label!r} at home:\n{self.transcript()}")

    def presses_value(self, value: str | None, action_id: str, ts: str | None = None) -> Delivery:
        """Forge a press with a value of one's own, on a message of the bot (the newest by default)."""
        found = [message for message in self.messages if message.from_bot and ts in (None, message.ts)]
        if not found:
            raise LookupError(f"{self.name} has no message of the bot to forge a press on")
        return self._press(forged(value, action_id), found[-1])

    def chooses(self, label: str, option: str, *, ts: str | None = None) -> Delivery:
        """Choose an option in a menu outside a form: the label is its placeholder, or the text beside it."""
        for control, place in self._pressable(ts):
            if control.label == label and control.element["type"] != "button":
                value = value_for(control, option, self._suggested(place).get(control.action_id, []))
                state = place.values if isinstance(place, View) else self._message_state(place)
                state.setdefault(str(control.block["block_id"]), {})[control.action_id] = value
                return self._gestures.act(self.id, control, value, place)
        visible = [control.label for control, _ in self._pressable(ts) if control.element["type"] != "button"]
        raise LookupError(f"{self.name} sees no menu {label!r}, but {visible}:\n{self.transcript()}")

    def _suggested(self, place: Message | View) -> dict[str, list[Json]]:
        if isinstance(place, View):
            return place.suggested
        return self._workspace.message_suggested.setdefault((self.id, place.ts), {})

    def _message_state(self, message: Message) -> Json:
        return self._workspace.message_state.setdefault((self.id, message.ts), {})

    def _pressable(self, ts: str | None) -> list[tuple[Control, Message | View]]:
        messages = [message for message in reversed(self.messages) if ts in (None, message.ts)]
        places: list[Message | View | None] = [*messages] if ts else [self.modal, *messages, self.home]
        return [(control, place) for place in places if place is not None for control in place.controls]

    def _press(self, control: Control, place: Message | View) -> Delivery:
        kept = {key: control.element[key] for key in ("text", "value", "style") if control.element.get(key) is not None}
        return self._gestures.act(self.id, control, kept, place)

    # modals

    def _open_modal(self) -> View:
        if self.modal is None:
            raise LookupError(f"{self.name} has no modal open:\n{self.transcript()}")
        return self.modal

    def fills(self, **answers: Answer) -> list[Delivery]:
        """Fill inputs by label (underscores for blanks, options by their words, files by name and content); menus tell
        the bot at once."""
        view = self._open_modal()
        sent = []
        for label, answer in answers.items():
            control = input_called(view, label)
            if control.element["type"] == "file_input":
                value = self._uploaded(control, answer)
            else:
                value = value_for(control, answer, view.suggested.get(control.action_id, []))
            view.fill(control, value)
            if control.block["type"] != "input" or control.block.get("dispatch_action"):
                sent.append(self._gestures.act(self.id, control, value, view))
        return sent

    def _uploaded(self, control: Control, answer: Answer) -> Json:
        """Upload files as Slack's client does at once when they are put into an input; they are shared nowhere."""
        files = []
        for name, content in files_for(control, answer):
            file = new_file(self._workspace, name, len(content), self.id)
            file.content = content
            files.append(file_object(self._workspace, file))
        return {"type": "file_input", "files": files}

    async def suggests(self, label: str, typed: str, *, ts: str | None = None) -> list[str]:
        """Type into a menu that asks the bot for its options, in the open modal or on the message `ts`; returns what is
        offered."""
        control, place = self._asking(label, ts)
        if len(typed) < control.element.get("min_query_length", 3):
            return []
        offered: list[Json] = []
        sent = self._gestures.suggestion(
            self.id, control, typed, place, lambda answer: offered.extend(options_in(answer))
        )
        await sent.done()
        self._suggested(place)[control.action_id] = offered
        return [str(option["text"]["text"]) for option in offered]

    def _asking(self, label: str, ts: str | None) -> tuple[Control, Message | View]:
        if ts is None:
            view = self._open_modal()
            return input_called(view, label), view
        for control, place in self._pressable(ts):
            if control.label == label and control.element["type"] == "external_select":
                return control, place
        raise LookupError(f"{self.name} sees no menu {label!r} to type into:\n{self.transcript()}")

    def submits(self) -> Delivery:
        """Submit the modal on top; ValueError where Slack's client wouldn't let it go."""
        view = self._open_modal()
        if view.submit is None:
            raise LookupError(f"the modal {view.title!r} has no button to submit")
        missing = view.missing()
        if missing:
            view.errors = dict.fromkeys(missing, "Please complete this required field.")
            raise ValueError(f"Slack does not submit {view.title!r} without {missing}")
        return self._gestures.submission(view)

    def closes_modal(self) -> Delivery | None:
        """Close the modal on top; the bot hears of it only if the view asked for that."""
        view = self._open_modal()
        everything = bool(view.source.get("clear_on_close"))
        if everything:
            clear(self._workspace, self.id)
        else:
            close_top(self._workspace, view)
        return self._gestures.closed(view, cleared=everything) if view.source.get("notify_on_close") else None

    # elsewhere

    def shortcut(self, callback_id: str) -> Delivery:
        return self._gestures.shortcut(self.id, callback_id)

    def message_shortcut(self, callback_id: str, ts: str) -> Delivery:
        return self._gestures.message_shortcut(self.id, callback_id, self._message(ts))

    def opens_home(self) -> Delivery:
        """Look at the bot's App Home."""
        event: Json = {
            "type": "app_home_opened", "user": self.id, "channel": self.dm, "tab": "home",
            "event_ts": self._workspace.next_ts(),
        }  # fmt: skip
        if self.home is not None:
            event["view"] = self.home.payload()
        return _sent(self._gestures.event(event))

    def _message(self, ts: str) -> Message:
        for place in self._workspace.conversations.values():
            if ts in place.messages and self.id in place.members:
                return place.messages[ts]
        raise LookupError(f"{self.name} sees no message {ts}:\n{self.transcript()}")


def _sent(delivery: Delivery | None) -> Delivery:
    """What happened where the bot doesn't listen is a delivery that was lost at once."""
    if delivery is None:
        delivery = Delivery("events_api", {}, lost=True)
        delivery.finish()
    return delivery
