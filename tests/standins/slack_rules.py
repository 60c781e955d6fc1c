"""What Slack refuses in texts, blocks and views. Limits as in slack_sdk.models; refusals read like Slack's own."""

import json
import re
from collections.abc import Iterator

from tests.standins.slack_shown import Json
from tests.standins.slack_state import SlackError

TEXT_LIMIT = 40_000
VIEW_BYTES = 250_000
BLOCKS = {"message": 50, "modal": 100, "home": 100}
COMMON_BLOCK = {"type", "block_id"}
BLOCK_FIELDS = {
    "section": {"text", "fields", "accessory", "expand"},
    "divider": set(),
    "header": {"text", "level"},
    "context": {"elements"},
    "actions": {"elements"},
    "context_actions": {"elements"},
    "image": {"image_url", "slack_file", "alt_text", "title"},
    "input": {"label", "element", "hint", "optional", "dispatch_action"},
    "markdown": {"text"},
    "rich_text": {"elements"},
    "table": {"rows", "column_settings"},
    "video": {
        "alt_text", "author_name", "description", "provider_icon_url", "provider_name", "thumbnail_url", "title",
        "title_url", "video_url",
    },
    "file": {"external_id", "source"},
}  # fmt: skip
FOCUS = {"action_id", "confirm", "focus_on_load", "placeholder"}
SELECT = {"options", "option_groups", "initial_option"}
MULTI = {"options", "option_groups", "initial_options", "max_selected_items"}
TYPING = {"initial_value", "dispatch_action_config"}
ELEMENT_FIELDS = {
    "button": {"text", "action_id", "url", "value", "style", "confirm", "accessibility_label"},
    "image": {"image_url", "slack_file", "alt_text"},
    "overflow": {"action_id", "options", "confirm"},
    "static_select": FOCUS | SELECT,
    "multi_static_select": FOCUS | MULTI,
    "external_select": FOCUS | {"initial_option", "min_query_length"},
    "multi_external_select": FOCUS | {"initial_options", "min_query_length", "max_selected_items"},
    "users_select": FOCUS | {"initial_user"},
    "multi_users_select": FOCUS | {"initial_users", "max_selected_items"},
    "conversations_select": FOCUS
    | {"initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"},
    "channels_select": FOCUS | {"initial_channel", "response_url_enabled"},
    "radio_buttons": FOCUS | {"options", "initial_option"},
    "checkboxes": FOCUS | {"options", "initial_options"},
    "datepicker": FOCUS | {"initial_date"},
    "timepicker": FOCUS | {"initial_time", "timezone"},
    "datetimepicker": FOCUS | {"initial_date_time"},
    "plain_text_input": FOCUS | TYPING | {"multiline", "min_length", "max_length"},
    "number_input": FOCUS | TYPING | {"is_decimal_allowed", "min_value", "max_value"},
    "email_text_input": FOCUS | TYPING,
    "url_text_input": FOCUS | TYPING,
    "file_input": {"action_id", "filetypes", "max_files"},
}
VIEW_FIELDS = {
    "type", "title", "blocks", "close", "submit", "private_metadata", "callback_id", "clear_on_close",
    "notify_on_close", "external_id", "submit_disabled",
}  # fmt: skip
OPTIONS = {"static_select": 100, "multi_static_select": 100, "radio_buttons": 10, "checkboxes": 10, "overflow": 5}
NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,9})?", re.ASCII)
PICKERS = {
    "datepicker": ("initial_date", re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII), "YYYY-MM-DD"),
    "timepicker": ("initial_time", re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII), "HH:mm"),
    "datetimepicker": ("initial_date_time", re.compile(r"\d{10}", re.ASCII), "UNIX timestamp of 10 digits"),
}
FILES = 10
Complaints = Iterator[str]


def _bad(sentence: str, path: str) -> str:
    return f"[ERROR] {sentence} [json-pointer:{path}]"


def block_errors(blocks: object, surface: str = "message") -> list[str]:
    """Everything Slack would complain about in `blocks`; empty if it would take them."""
    if not isinstance(blocks, list):
        return [_bad("must be an array", "/blocks")]
    if len(blocks) > BLOCKS[surface]:
        return [_bad(f"no more than {BLOCKS[surface]} items allowed", "/blocks")]
    errors: list[str] = []
    ids: set[str] = set()
    for index, block in enumerate(blocks):
        path = f"/blocks/{index}"
        errors += _block(block, path)
        if surface != "modal" and isinstance(block, dict) and _takes_files(block.get("element")):
            errors.append(_bad("unsupported type: file_input", f"{path}/element/type"))
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if block_id is not None and block_id in ids:
            errors.append(_bad(f"`block_id` already exists: {block_id}", f"{path}/block_id"))
        ids.add(str(block_id))
    return errors


def _block(block: object, path: str) -> Complaints:
    if not isinstance(block, dict) or block.get("type") not in BLOCK_FIELDS:
        yield _bad(f"unsupported type: {block.get('type') if isinstance(block, dict) else block}", f"{path}/type")
        return
    kind = block["type"]
    yield from _extra(block, COMMON_BLOCK | BLOCK_FIELDS[kind], path)
    yield from _length(block.get("block_id"), 255, f"{path}/block_id")
    match kind:
        case "section":
            yield from _section(block, path)
        case "header":
            yield from _text(block.get("text"), 150, f"{path}/text", plain=True)
        case "markdown":
            yield from _length(block.get("text", ""), 12_000, f"{path}/text", least=1)
        case "context":
            yield from _context(block, path)
        case "actions":
            yield from _elements(block, path, 25)
        case "input":
            yield from _input(block, path)
        case "image":
            yield from _image(block, path)
        case _:
            pass


def _extra(part: Json, allowed: set[str], path: str) -> Complaints:
    yield from (_bad(f"invalid additional property: {key}", path) for key in part if key not in allowed)


def _length(text: object, most: int, path: str, least: int = 0) -> Complaints:
    if text is None:
        return
    if not isinstance(text, str):
        yield _bad("must be a string", path)
    elif len(text) > most:
        yield _bad(f"must be less than {most + 1} characters", path)
    elif len(text) < least:
        yield _bad(f"must be more than {least - 1} characters", path)


def _text(text: object, most: int, path: str, *, plain: bool = False) -> Complaints:
    if not isinstance(text, dict):
        yield _bad("missing required field: text", path)
        return
    kinds = {"plain_text"} if plain else {"plain_text", "mrkdwn"}
    if text.get("type") not in kinds:
        yield _bad(f"must be one of {sorted(kinds)}", f"{path}/type")
        return
    yield from _extra(text, {"type", "text", "emoji" if text["type"] == "plain_text" else "verbatim"}, path)
    yield from _length(text.get("text", ""), most, f"{path}/text", least=1)


def _section(block: Json, path: str) -> Complaints:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield _bad("missing required field: text or fields", path)
    if "text" in block:
        yield from _text(block["text"], 3000, f"{path}/text")
    if fields is not None:
        if not 1 <= len(fields) <= 10:
            yield _bad("no more than 10 items allowed", f"{path}/fields")
        for index, text in enumerate(fields):
            yield from _text(text, 2000, f"{path}/fields/{index}")
    if "accessory" in block:
        yield from _outside_input(block["accessory"], f"{path}/accessory")


def _context(block: Json, path: str) -> Complaints:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= 10:
        yield _bad("must have 1 to 10 items", f"{path}/elements")
    for index, element in enumerate(elements):
        if element.get("type") == "image":
            yield from _image(element, f"{path}/elements/{index}")
        else:
            yield from _text(element, 3000, f"{path}/elements/{index}")


def _image(part: Json, path: str) -> Complaints:
    if "image_url" not in part and "slack_file" not in part:
        yield _bad("missing required field: image_url", path)
    yield from _length(part.get("image_url"), 3000, f"{path}/image_url", least=1)
    yield from _length(part.get("alt_text", ""), 2000, f"{path}/alt_text", least=1)


def _elements(block: Json, path: str, most: int) -> Complaints:
    elements = block.get("elements") or []
    if not 1 <= len(elements) <= most:
        yield _bad(f"must have 1 to {most} items", f"{path}/elements")
    seen: set[str] = set()
    for index, element in enumerate(elements):
        yield from _outside_input(element, f"{path}/elements/{index}")
        action_id = element.get("action_id")
        if action_id is not None and action_id in seen:
            yield _bad(f"`action_id` already exists: {action_id}", f"{path}/elements/{index}/action_id")
        seen.add(str(action_id))


def _input(block: Json, path: str) -> Complaints:
    yield from _text(block.get("label"), 2000, f"{path}/label", plain=True)
    if "hint" in block:
        yield from _text(block["hint"], 2000, f"{path}/hint", plain=True)
    element = block.get("element")
    if isinstance(element, dict) and element.get("type") in {"button", "overflow", "image"}:
        yield _bad(f"unsupported type: {element['type']}", f"{path}/element/type")
    yield from _element(element, f"{path}/element")


def _takes_files(element: object) -> bool:
    return isinstance(element, dict) and element.get("type") == "file_input"


def _outside_input(element: object, path: str) -> Complaints:
    if _takes_files(element):
        yield _bad("unsupported type: file_input", f"{path}/type")
    yield from _element(element, path)


def _files(element: Json, path: str) -> Complaints:
    most, kinds = element.get("max_files", FILES), element.get("filetypes", ["any"])
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= FILES:
        yield _bad(f"must be between 1 and {FILES}", f"{path}/max_files")
    if not isinstance(kinds, list) or not kinds or not all(isinstance(kind, str) and kind for kind in kinds):
        yield _bad("must be a list of file extensions", f"{path}/filetypes")


def _element(element: object, path: str) -> Complaints:
    if not isinstance(element, dict) or element.get("type") not in ELEMENT_FIELDS:
        yield _bad("unsupported type", f"{path}/type")
        return
    kind = element["type"]
    yield from _extra(element, {"type"} | ELEMENT_FIELDS[kind], path)
    yield from _length(element.get("action_id"), 255, f"{path}/action_id", least=1)
    if "placeholder" in element:
        yield from _text(element["placeholder"], 150, f"{path}/placeholder", plain=True)
    if "confirm" in element:
        yield from _confirm(element["confirm"], f"{path}/confirm")
    if kind == "button":
        yield from _button(element, path)
    elif kind == "image":
        yield from _image(element, path)
    if kind in OPTIONS:
        yield from _options(element, OPTIONS[kind], path)
    if kind == "number_input":
        yield from _number(element, path)
    if kind == "file_input":
        yield from _files(element, path)
    if kind in PICKERS:
        key, pattern, form = PICKERS[kind]
        value = element.get(key)
        if value is not None and not pattern.fullmatch(str(value)):
            yield _bad(f"must be in the format {form}", f"{path}/{key}")
    if kind == "plain_text_input":
        yield from _length(element.get("initial_value"), 3000, f"{path}/initial_value")
        if not 1 <= element.get("max_length", 3000) <= 3000:
            yield _bad("must be between 1 and 3000", f"{path}/max_length")


def _number(element: Json, path: str) -> Complaints:
    if not isinstance(element.get("is_decimal_allowed"), bool):
        yield _bad("missing required field: is_decimal_allowed", f"{path}/is_decimal_allowed")
    for key in ("initial_value", "min_value", "max_value"):
        value = element.get(key)
        if value is not None and not (isinstance(value, str) and NUMBER.fullmatch(value)):
            yield _bad("must be a number as text", f"{path}/{key}")


def _button(element: Json, path: str) -> Complaints:
    yield from _text(element.get("text"), 75, f"{path}/text", plain=True)
    yield from _length(element.get("value"), 2000, f"{path}/value")
    yield from _length(element.get("url"), 3000, f"{path}/url")
    if element.get("style", "primary") not in {"primary", "danger"}:
        yield _bad("must be one of ['primary', 'danger']", f"{path}/style")


def _confirm(confirm: object, path: str) -> Complaints:
    if not isinstance(confirm, dict):
        yield _bad("must be an object", path)
        return
    yield from _extra(confirm, {"title", "text", "confirm", "deny", "style"}, path)
    yield from _text(confirm.get("title"), 100, f"{path}/title", plain=True)
    yield from _text(confirm.get("text"), 300, f"{path}/text")
    yield from _text(confirm.get("confirm"), 30, f"{path}/confirm", plain=True)
    yield from _text(confirm.get("deny"), 30, f"{path}/deny", plain=True)


def _options(element: Json, most: int, path: str) -> Complaints:
    groups = element.get("option_groups")
    options = element.get("options") if groups is None else [option for group in groups for option in group["options"]]
    if not options or len(options) > most * (100 if groups else 1):
        yield _bad(f"must have 1 to {most} items", f"{path}/options")
    values: set[str] = set()
    for index, option in enumerate(options or []):
        where = f"{path}/options/{index}"
        yield from _text(option.get("text"), 75, f"{where}/text")
        yield from _length(option.get("value", ""), 150, f"{where}/value", least=1)
        if "description" in option:
            yield from _text(option["description"], 75, f"{where}/description")
        values.add(json.dumps(option, sort_keys=True))
    one = [element["initial_option"]] if "initial_option" in element else []
    chosen = [*one, *element.get("initial_options", [])]
    if any(json.dumps(option, sort_keys=True) not in values for option in chosen):
        yield _bad("initial option must exactly match one of the provided options", f"{path}/initial_option")


def suggestion_errors(answer: object) -> list[str]:
    """Everything Slack would complain about in the answer to who types into a menu; it may be empty."""
    if not isinstance(answer, dict) or not isinstance(answer.get("options", answer.get("option_groups")), list):
        return [_bad("missing required field: options", "/options")]
    return list(_options(answer, 100, "")) if any(answer.values()) else []


def view_errors(view: object) -> list[str]:
    """Everything Slack would complain about in a modal or an App Home."""
    if not isinstance(view, dict) or view.get("type") not in {"modal", "home"}:
        return [_bad("must be one of ['home', 'modal']", "/view/type")]
    errors = list(_extra(view, VIEW_FIELDS, "/view"))
    errors += block_errors(view.get("blocks"), view["type"])
    if view["type"] == "modal":
        errors += _text(view.get("title"), 24, "/view/title", plain=True)
        for key in ("submit", "close"):
            if view.get(key) is not None:
                errors += _text(view[key], 24, f"/view/{key}", plain=True)
        has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in view.get("blocks") or [])
        if has_input and not view.get("submit"):
            errors.append(_bad("`submit` is required when an input block is used", "/view"))
    errors += _length(view.get("private_metadata"), 3000, "/view/private_metadata")
    errors += _length(view.get("callback_id"), 255, "/view/callback_id")
    errors += _length(view.get("external_id"), 255, "/view/external_id")
    return errors


def checked_view(view: object) -> Json:
    """The view with ids filled in; SlackError if Slack would refuse it."""
    errors = view_errors(view)
    if errors:
        raise SlackError("invalid_arguments", response_metadata={"messages": errors})
    if not isinstance(view, dict) or len(json.dumps(view)) > VIEW_BYTES:
        raise SlackError("view_too_large")
    return {**view, "blocks": with_ids(view["blocks"])}


def checked_blocks(blocks: object) -> list[Json]:
    """Blocks with ids filled in; SlackError if Slack would refuse them."""
    if isinstance(blocks, str):
        raise SlackError("invalid_blocks_format")
    errors = block_errors(blocks)
    if errors or not isinstance(blocks, list):
        raise SlackError("invalid_blocks", errors=errors, response_metadata={"messages": errors})
    return with_ids(blocks)


def with_ids(blocks: list[Json]) -> list[Json]:
    """Give every block and element the id that Slack makes up where there is none."""
    filled = []
    for index, block in enumerate(blocks):
        copy = {"block_id": f"b{index}", **block}
        if "elements" in block and block["type"] == "actions":
            copy["elements"] = [
                element if "action_id" in element else {"action_id": f"a{index}.{place}", **element}
                for place, element in enumerate(block["elements"])
            ]
        for key in ("accessory", "element"):
            if key in block and "action_id" not in block[key] and block[key]["type"] != "image":
                copy[key] = {"action_id": f"a{index}", **block[key]}
        filled.append(copy)
    return filled
