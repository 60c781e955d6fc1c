"""What a person sees of text objects and blocks, and which texts came alive as mentions or links. Refuses nothing."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]
Names = Callable[[str], str]

ANGLE = re.compile(r"<([^<>\n]*)>")
MARKUP = re.compile(r"[@#]|!|(?:https?|mailto|tel|ftp|slack)[:]|[a-z][a-z0-9+.-]*://", re.IGNORECASE)
BARE_LINK = re.compile(
    r"(?<![<|\w@/.])(?:https?://|www\.)[^\s<>|]+|(?<![<|\w:/])[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE
)
MARKDOWN_LINK = re.compile(r"\[[^\]\n]*\]\([^)\n]+\)")


class Control(NamedTuple):
    """An interactive element with the label a person would call it by, and the block it stands in."""

    label: str
    action_id: str
    element: Json
    block: Json


class Button(NamedTuple):
    """A button as the person sees it; `confirm` is the text of the question Slack asks first, if any."""

    label: str
    action_id: str
    value: str | None
    style: str | None
    confirm: str | None


class LiveMarkup(NamedTuple):
    """A piece of text that Slack would turn into a real mention or link. `where` is a path such as `blocks/0/text`."""

    markup: str
    text: str
    where: str
    method: str
    target: str


def escaped(text: str) -> str:
    """The three control characters as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    """The three entities as characters; no others exist for Slack."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") if "&" in text else text


def visible_mrkdwn(text: str, names: Names) -> str:
    """Resolve angle brackets and entities. Asterisks and underscores stay, so that a test can tell what was sent."""
    if "<" in text:
        text = ANGLE.sub(lambda found: _angle(found[1], found[0], names), text)
    return unescaped(text)


def _angle(inner: str, whole: str, names: Names) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        return "@" + (label or names(target[1:]))
    if target.startswith("#"):
        return "#" + (label or target[1:])
    if target.startswith("!date^"):
        return label or target
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return (label or target) if MARKUP.match(target) else whole


def visible(text: Json | None, names: Names) -> str:
    """What is seen of one text object: entities mean something in mrkdwn only."""
    if not text:
        return ""
    content = str(text.get("text", ""))
    return visible_mrkdwn(content, names) if text.get("type") == "mrkdwn" else content


def visible_blocks(blocks: list[Json], names: Names) -> str:
    """All text of blocks, a line each; labels of buttons are left out, what an input holds at first is not."""
    return "\n".join(line for block in blocks for line in _block_lines(block, names) if line)


def _block_lines(block: Json, names: Names) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield visible(block.get("text"), names)
            yield from (visible(text, names) for text in block.get("fields") or [])
            yield from _element_lines(block.get("accessory") or {}, names)
        case "header":
            yield visible(block.get("text"), names)
        case "markdown":
            yield str(block.get("text", ""))
        case "context":
            for element in block.get("elements", []):
                yield element.get("alt_text", "") if element.get("type") == "image" else visible(element, names)
        case "actions":
            for element in block.get("elements", []):
                yield from _element_lines(element, names)
        case "input":
            yield visible(block.get("label"), names)
            yield from _element_lines(block.get("element") or {}, names)
            yield visible(block.get("hint"), names)
        case "image" | "video":
            yield visible(block.get("title"), names) or str(block.get("alt_text", ""))
        case "rich_text":
            yield _rich(block.get("elements", []), names)
        case _:
            pass


def _element_lines(element: Json, names: Names) -> Iterator[str]:
    if element.get("type") == "button":
        return
    if "placeholder" in element and not _initial(element):
        yield visible(element["placeholder"], names)
    yield from (visible(option.get("text"), names) for option in _initial_options(element))
    yield next((str(element[key]) for key in ("initial_value", "initial_date", "initial_time") if element.get(key)), "")
    if element.get("type") in {"radio_buttons", "checkboxes"}:
        yield from (visible(option.get("text"), names) for option in element.get("options", []))


def _initial(element: Json) -> bool:
    return any(key.startswith("initial_") for key in element)


def _initial_options(element: Json) -> list[Json]:
    one = element.get("initial_option")
    return [one] if one else element.get("initial_options") or []


def _rich(elements: list[Json], names: Names) -> str:
    parts: list[str] = []
    for element in elements:
        match element.get("type"):
            case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
                parts.append(_rich(element.get("elements", []), names))
            case "rich_text_list":
                parts.append("\n".join(_rich([item], names) for item in element.get("elements", [])))
            case "user":
                parts.append("@" + names(element.get("user_id", "")))
            case "broadcast":
                parts.append("@" + element.get("range", ""))
            case "link":
                parts.append(element.get("text") or element.get("url", ""))
            case "emoji":
                parts.append(f":{element.get('name')}:")
            case _:
                parts.append(str(element.get("text", "")))
    return "".join(parts)


# interactive elements


def controls(blocks: list[Json]) -> list[Control]:
    """All interactive elements, top to bottom. A button is called by its text, an input by its label."""
    found: list[Control] = []
    for block in blocks:
        match block.get("type"):
            case "actions" | "context_actions":
                elements = block.get("elements", [])
            case "section":
                elements = [block["accessory"]] if "accessory" in block else []
            case "input":
                elements = [block["element"]]
            case _:
                continue
        found += [
            Control(_label(element, block), element.get("action_id", ""), element, block)
            for element in elements
            if "action_id" in element
        ]
    return found


def _label(element: Json, block: Json) -> str:
    if block["type"] == "input":
        return str(block.get("label", {}).get("text", ""))
    if element.get("type") == "button":
        return str(element.get("text", {}).get("text", ""))
    fallback = block.get("text", {}).get("text", "") if block["type"] == "section" else ""
    return str(element.get("placeholder", {}).get("text", "") or fallback or element.get("action_id", ""))


def buttons_of(found: list[Control]) -> list[Button]:
    """The buttons among interactive elements."""
    return [
        Button(control.label, control.action_id, control.element.get("value"), control.element.get("style"), confirm)
        for control in found
        if control.element.get("type") == "button"
        for confirm in [(control.element.get("confirm") or {}).get("text", {}).get("text")]
    ]


# live mark-up


def alive(text: str) -> list[str]:
    """The mentions, links and dates in mrkdwn `text`; an angle bracket that is no mark-up is not counted."""
    return [found[0] for found in ANGLE.finditer(text) if MARKUP.match(found[1])] if "<" in text else []


def bare_links(text: str) -> list[str]:
    """Addresses that Slack turns into links without any mark-up, unless the text object says `verbatim`."""
    return BARE_LINK.findall(text) if ("://" in text or "@" in text or "www." in text) else []


def texts_of(part: object, path: str = "") -> Iterator[tuple[str, Json]]:
    """All text objects with their paths, and whatever else can come alive: markdown blocks and rich text elements."""
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from texts_of(item, f"{path}/{index}" if path else str(index))
    elif isinstance(part, dict):
        if part.get("type") in {"mrkdwn", "markdown", "user", "broadcast", "link", "channel", "usergroup"}:
            yield path, part
        for key, item in part.items():
            if isinstance(item, (dict, list)):
                yield from texts_of(item, f"{path}/{key}" if path else key)


def live_in(blocks: object, path: str) -> Iterator[tuple[str, str, str]]:
    """Triples of mark-up, whole text and path for everything in blocks or a view that becomes a mention or a link."""
    for where, part in texts_of(blocks, path):
        if part["type"] == "mrkdwn":
            text = str(part.get("text", ""))
            yield from ((markup, text, where) for markup in alive(text))
        elif part["type"] == "markdown":
            text = str(part.get("text", ""))
            yield from ((markup, text, where) for markup in [*alive(text), *MARKDOWN_LINK.findall(text)])
        elif "url" in part or "user_id" in part or "range" in part or "channel_id" in part:
            yield f"<{part['type']}>", str(part.get("text") or part.get("url") or part.get("user_id")), where


def auto_in(blocks: object, path: str) -> Iterator[tuple[str, str, str]]:
    """As `live_in`, for bare addresses in mrkdwn that isn't `verbatim`."""
    for where, part in texts_of(blocks, path):
        if part["type"] == "mrkdwn" and not part.get("verbatim"):
            text = str(part.get("text", ""))
            yield from ((markup, text, where) for markup in bare_links(text))
