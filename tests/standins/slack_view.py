"""A modal or an App Home as it stands on a person's screen, with what they have filled in."""

from dataclasses import dataclass, field

from tests.standins.slack_shown import (
    Button,
    Control,
    Json,
    Names,
    buttons_of,
    controls,
    visible,
    visible_blocks,
)

# Kind of input: where its state keeps the value, and which attribute fills it at first. Single choices are not listed.
HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "file_input": ("files", ""),
}


@dataclass(eq=False, slots=True)
class View:
    """One view. `values` holds what `view.state.values` will say; `errors` the red sentences by label of the field;
    while it is `submitted` nobody can fill it in."""

    id: str
    user: str
    source: Json
    team: str
    app: str
    bot: str
    names: Names
    hash: str = ""
    root: str = ""
    previous: str | None = None
    values: dict[str, Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False
    submitted: bool = False
    suggested: dict[str, list[Json]] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return str(self.source["type"])

    @property
    def title(self) -> str:
        return visible(self.source.get("title"), self.names)

    @property
    def submit(self) -> str | None:
        """The label of the button that submits, None without one."""
        return visible(self.source.get("submit"), self.names) or None

    @property
    def blocks(self) -> list[Json]:
        return self.source.get("blocks") or []

    @property
    def shown(self) -> str:
        """All visible text: title, blocks, what was filled in and errors."""
        lines = [self.title, visible_blocks(self.blocks, self.names), *self.answers.values(), *self.errors.values()]
        return "\n".join(line for line in lines if line)

    @property
    def private_metadata(self) -> str:
        return str(self.source.get("private_metadata", ""))

    @property
    def callback_id(self) -> str:
        return str(self.source.get("callback_id", ""))

    @property
    def controls(self) -> list[Control]:
        return controls(self.blocks)

    @property
    def inputs(self) -> list[Control]:
        return [control for control in self.controls if control.element["type"] != "button"]

    @property
    def buttons(self) -> list[Button]:
        return buttons_of(self.controls)

    @property
    def answers(self) -> dict[str, str]:
        """What is filled in now, by label, as the person reads it."""
        found = {}
        for control in self.inputs:
            answer = readable(self.value_of(control))
            if answer:
                found[control.label] = answer
        return found

    def value_of(self, control: Control) -> Json:
        return dict(self.values.get(str(control.block["block_id"]), {}).get(control.action_id, {}))

    def redraw(self, source: Json, new_hash: str) -> None:
        """Put other content in place; what was filled in survives where block_id and action_id are the same."""
        self.source, self.hash, self.errors = source, new_hash, {}
        before, self.values = self.values, {}
        for control in self.inputs:
            block_id = str(control.block["block_id"])
            kept = before.get(block_id, {}).get(control.action_id)
            if kept is None or kept["type"] != control.element["type"]:
                kept = first_value(control.element)
            self.values.setdefault(block_id, {})[control.action_id] = kept

    def fill(self, control: Control, value: Json) -> None:
        self.values.setdefault(str(control.block["block_id"]), {})[control.action_id] = value

    def missing(self) -> list[str]:
        """Labels of required inputs that hold nothing."""
        return [
            control.label
            for control in self.controls
            if control.block["type"] == "input"
            and not control.block.get("optional")
            and not readable(self.value_of(control))
        ]

    def payload(self) -> Json:
        """The view object as Slack sends it."""
        empty = {"callback_id": "", "private_metadata": "", "clear_on_close": False, "notify_on_close": False}
        filled = {"close": None, "submit": None, "external_id": "", "title": None, **empty, **self.source}
        return {
            "id": self.id, "team_id": self.team, "app_id": self.app, "app_installed_team_id": self.team,
            "bot_id": self.bot, "hash": self.hash, "root_view_id": self.root or self.id,
            "previous_view_id": self.previous, **filled, "state": {"values": self.values},
        }  # fmt: skip


def first_value(element: Json) -> Json:
    """What an input holds before anybody touches it."""
    kind = str(element["type"])
    held, initial = HOLDS.get(kind, ("selected_option", "initial_option"))
    empty: list[Json] | None = [] if held in {"selected_options", "selected_users", "files"} else None
    return {"type": kind, held: element.get(initial) or empty}


def readable(value: Json) -> str:
    """What a person reads in an input; empty if it holds nothing."""
    option = value.get("selected_option")
    options = [option] if option else value.get("selected_options") or []
    if options:
        return ", ".join(str(item["text"]["text"]) for item in options)
    held = next((item for key, item in value.items() if key != "type" and item), "")
    if isinstance(held, list):
        return ", ".join(str(each["name"]) if isinstance(each, dict) else str(each) for each in held)
    return str(held)
