"""A second opinion on the bot's calls: aiogram's models of the Bot API, by other people. Imported only on demand."""

from functools import cache
from typing import Any

from aiogram import methods
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, ValidationError

from tests.standins.telegram_records import Upload


@cache
def _models() -> dict[str, type[TelegramMethod[Any]]]:
    found = (getattr(methods, name) for name in methods.__all__)
    return {m.__api_method__.lower(): m for m in found if m is not TelegramMethod and hasattr(m, "__api_method__")}


def is_method(name: str) -> bool:
    """Whether the Bot API has this method."""
    return name.lower() in _models()


def complaints(method: str, params: dict[str, Any]) -> list[str]:
    """Return what is wrong with a call: wrong types, missing and unknown fields; [] when nothing is."""
    model = _models().get(method.lower())
    if model is None:
        return [f"unknown method {method}"]
    uploads = {name for name, value in params.items() if isinstance(value, Upload)}
    values = {
        name: "attach://file" if name in uploads else value
        for name, value in params.items()
        # Parts that an attach:// address refers to are no parameters of the method.
        if not (name in uploads and name not in model.model_fields)
    }
    try:
        checked = model.model_validate(values)
    except ValidationError as error:
        return [f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
    return _unknown(checked, "")


def _unknown(value: object, path: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, BaseModel):
        found += [f"{path}{name}: unknown field" for name in value.model_extra or {}]
        for name in value.model_fields_set & set(type(value).model_fields):
            found += _unknown(getattr(value, name), f"{path}{name}.")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            found += _unknown(item, f"{path}{number}.")
    return found
