"""The Telegram methods about the bot itself: identity, command lists, menu, texts about it, files to fetch."""

import re
from collections.abc import Callable

from tests.standins.telegram_params import Params
from tests.standins.telegram_records import Json
from tests.standins.telegram_refusals import bad
from tests.standins.telegram_world import World

SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
COMMAND = re.compile(r"/?[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
ABOUT = {"Name": ("name", 64), "Description": ("description", 512), "ShortDescription": ("short_description", 120)}


def get_me(world: World, _: Params) -> object:
    """getMe."""
    can = {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": world.topics_enabled,
    }
    return world.bot_json() | can


def _scope(world: World, params: Params) -> tuple[str, str]:
    scope = params.structure("scope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    key = str(scope["type"])
    if "chat_id" in scope:
        key += f":{world.chat(_number(scope['chat_id'])).id}"
    if "user_id" in scope:
        key += f":{scope['user_id']}"
    return key, params.text("language_code")


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d+", value) else value


def set_commands(world: World, params: Params) -> object:
    """setMyCommands."""
    commands = params.structure("commands")
    if not isinstance(commands, list):
        raise bad("can't parse commands JSON object")
    if len(commands) > MAX_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope(world, params)] = [_command(command) for command in commands]
    return True


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad("can't parse BotCommand: expected an Object")
    name, description = str(command.get("command", "")), str(command.get("description", ""))
    if not COMMAND.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": description}


def get_commands(world: World, params: Params) -> object:
    """getMyCommands: exactly of the scope and language, no falling back."""
    return world.commands.get(_scope(world, params), [])


def delete_commands(world: World, params: Params) -> object:
    """deleteMyCommands."""
    world.commands.pop(_scope(world, params), None)
    return True


def set_menu_button(world: World, params: Params) -> object:
    """setChatMenuButton, of a private chat or the default one."""
    button = params.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"commands", "web_app", "default"}:
        raise bad("can't parse MenuButton: MenuButton has unsupported type")
    if params.given("chat_id"):
        world.writable(params.structure("chat_id")).menu_button = button
    else:
        world.menu_button = button
    return True


def get_menu_button(world: World, params: Params) -> object:
    """getChatMenuButton."""
    if params.given("chat_id"):
        return world.writable(params.structure("chat_id")).menu_button or world.menu_button
    return world.menu_button


def get_file(world: World, params: Params) -> object:
    """getFile: a path valid for an hour, up to 20 MB."""
    file = world.files.get(params.text("file_id"))
    if file is None:
        unknown = "wrong file_id or the file is temporarily unavailable"
        raise bad(unknown if params.given("file_id") else "file_id is empty")
    if len(file.content) > world.limits.download_bytes:
        raise bad("file is too big")
    return {**file.json(), "file_path": world.link(file)}


def _setter(field: str, length: int) -> Callable[[World, Params], object]:
    def put(world: World, params: Params) -> object:
        if len(params.text(field)) > length:
            raise bad(f"bot {field.replace('_', ' ')} is too long")
        world.texts[field, params.text("language_code")] = params.text(field)
        return True

    return put


def _getter(field: str) -> Callable[[World, Params], object]:
    def read(world: World, params: Params) -> object:
        own = world.texts.get((field, params.text("language_code")))
        fallback = world.first_name if field == "name" else ""
        return {field: own or world.texts.get((field, ""), fallback)}

    return read


def yes(_world: World, _params: Params) -> object:
    """Methods that change nothing here: logOut, close."""
    return True


METHODS: dict[str, Callable[[World, Params], object]] = {
    "getMe": get_me,
    "logOut": yes,
    "close": yes,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
    "getFile": get_file,
    **{f"setMy{name}": _setter(*about) for name, about in ABOUT.items()},
    **{f"getMy{name}": _getter(about[0]) for name, about in ABOUT.items()},
}
