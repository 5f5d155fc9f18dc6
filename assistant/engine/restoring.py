"""JSON → the frozen nouns that it was written from; pure."""

import types
import typing
from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

Noun = TypeVar("Noun")


def restore(kind: type[Noun], values: Mapping[str, Any]) -> Noun:
    """Return a dataclass of what asdict made of one; fields that are unknown or missing keep their defaults.

    Raises TypeError where a field without a default is missing.
    """
    hints = _hints(typing.cast(Hashable, kind))
    known = {name: _value(hints[name], value) for name, value in values.items() if name in hints}
    return kind(**known)


@cache
def _hints(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    hints = typing.get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def _value(hint: Any, value: Any) -> Any:  # noqa: ANN401
    """Return a value as its hint says: a noun, a tuple, or what JSON made of it."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        kinds = [each for each in inner if each is not type(None)]
        return None if value is None else _value(kinds[0], value)
    if origin is tuple:
        every = inner[0] if inner[-1] is Ellipsis else None
        hinted = [every] * len(value) if every else inner
        return tuple(_value(each, part) for each, part in zip(hinted, value, strict=True))
    return restore(hint, value) if is_dataclass(hint) and isinstance(hint, type) else value
