"""What is wrong with a configuration, in words for the person who wrote it: the key, the trouble, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

# What pydantic calls an error → what we say. Facts in braces come from its context, never the value: it may be secret.
WORDS = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number without quotes",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number without quotes",
    "literal_error": "must be {expected}",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "is empty; give it a value",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must be a slash and at most 31 characters a-z 0-9 _ -, for instance /office",
    "model_type": "must be a table, [{place}]",
    "dict_type": "must be a table, [{place}]",
    "list_type": "must be a list in [square brackets]",
    "bool_type": "must be true or false, without quotes",
    "too_short": "is empty; name at least one ([{place}.NAME]) or leave it out",
}


class ConfigError(Exception):
    """The configuration can't be used; `complaints` says everything that is wrong, a sentence each, without secrets."""

    def __init__(self, complaints: Sequence[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = list(complaints)


def nearest(word: str, candidates: Iterable[str]) -> str:
    """Return ", did you mean X?" with the most similar candidate, or nothing if none is similar."""
    by_small = {candidate.lower(): candidate for candidate in candidates}
    found = get_close_matches(word.lower(), by_small, n=1, cutoff=0.6)
    return f", did you mean {by_small[found[0]]}?" if found else ""


def by_pydantic(error: ValidationError, root: type[BaseModel]) -> list[str]:
    """Return a sentence for each error of a settings model, in the order of the file's tables."""
    return [
        _sentence(one["type"], one["loc"], one["msg"], one.get("ctx", {}), root)
        for one in error.errors(include_url=False)
    ]


def _sentence(
    kind: str, where: Sequence[int | str], message: str, facts: Mapping[str, Any], root: type[BaseModel]
) -> str:
    if kind == "value_error":
        where, message = _placed(where, str(facts["error"]), root)
    if isinstance(where[-1], int) and not _keys_at(where, root):
        where = where[:-1]  # one of a list of values: its words say which
    path = [str(step) for step in where if step != ""]
    tables = list(root.model_fields)
    if kind == "extra_forbidden":
        return _unknown(path, _keys_at(where[:-1], root), root)
    if path[-1] == "[key]":
        return f"[{'.'.join(path[:-1])}]: {message}"
    if kind == "value_error" and _keys_at(where, root):
        return f"[{'.'.join(path)}]: {message}"
    if kind == "missing" and len(path) == 1:
        return f"[{path[0]}]: the table is missing; copy it from config.example.toml"
    if len(path) == 1 or (path[0] in tables and kind in {"model_type", "dict_type"}):
        place = ".".join(path)
        return f"[{place}]: {_words(kind, message, {**facts, 'place': place})}"
    return f"[{'.'.join(path[:-1])}] {path[-1]}: {_words(kind, message, facts)}"


def _words(kind: str, message: str, facts: Mapping[str, Any]) -> str:
    if kind == "missing":
        return "is missing; config.example.toml says what belongs there"
    return WORDS[kind].format(**facts) if kind in WORDS else message


def _placed(where: Sequence[int | str], message: str, root: type[BaseModel]) -> tuple[Sequence[int | str], str]:
    """Return where an error of a whole table belongs: to the key its words begin with, if it is one of the table's."""
    key, colon, rest = message.partition(": ")
    return ([*where, key], rest) if colon and key in _keys_at(where, root) else (where, message)


def _unknown(path: Sequence[str], known: Sequence[str], root: type[BaseModel]) -> str:
    key = path[-1]
    homes = {f"[{table}] {name}": name for table, names in _keys(root).items() for name in names}
    elsewhere = [place for place, name in homes.items() if name == key]
    if len(path) == 1:
        if elsewhere:
            return f"{key}: stands outside its table; it belongs below {elsewhere[0].split()[0]}"
        guess = nearest(key, root.model_fields)
        return f"[{key}]: there is no such table{guess or '; the tables are ' + ', '.join(root.model_fields)}"
    advice = nearest(key, known) or (f"; it belongs below {elsewhere[0].split()[0]}" if elsewhere else "")
    return f"[{'.'.join(path[:-1])}] {key}: there is no such key{advice or '; the keys are ' + ', '.join(known)}"


def _keys(root: type[BaseModel]) -> dict[str, list[str]]:
    """Return the keys of each table of the settings."""
    return {table: _fields(field.annotation) for table, field in root.model_fields.items()}


def _keys_at(where: Sequence[int | str], root: type[BaseModel]) -> list[str]:
    """Return the keys of the table that a path leads to, none if it leads to a single value."""
    at: object = root
    for step in where:
        if isinstance(at, type) and issubclass(at, BaseModel):
            field = at.model_fields.get(str(step))
            at = field.annotation if field is not None else None
        else:  # a table or list of tables: the step is a name or number in it
            at = getattr(at, "__args__", (None,))[-1]
        optional = [part for part in getattr(at, "__args__", ()) if part is not type(None)]
        at = optional[0] if type(None) in getattr(at, "__args__", ()) else at
    return list(at.model_fields) if isinstance(at, type) and issubclass(at, BaseModel) else []


def _fields(annotation: object) -> list[str]:
    """Return the keys of the one settings model somewhere inside an annotation (optional, or by name)."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return list(annotation.model_fields)
    return [name for part in getattr(annotation, "__args__", ()) for name in _fields(part)]
