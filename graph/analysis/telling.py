"""Results of analyses as plain values that JSON holds: things with their names, sentences in both languages.

A result is a frozen dataclass whose texts are IRIs, words and numbers. What is an IRI of a thing becomes the thing; a
dataclass with a `node` is that thing and what is said of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial
from typing import Any, Final

import numpy as np

from graph.analysis.words import Words
from graph.answers import things
from graph.arrays import Filters, arrays
from graph.store import Store
from ontology.terms import kind_and_slug

__all__ = ["MOST", "told"]

MOST: Final = 200
"""Entries up to which a list inside of a result is told whole."""


def told(store: Store, value: object) -> Any:
    """A result as dictionaries, lists, texts and numbers; its things get their names.

    Parameters
    ----------
    store : Store
        Gives the names.
    value : object
        A dataclass, or anything made of dataclasses, sequences, mappings, IRIs and numbers.

    Examples
    --------
    >>> from graph.store import EmbeddedStore
    >>> told(EmbeddedStore(), [1, float("inf"), Words("to", "two")])
    [1, None, {'da': 'to', 'en': 'two'}]
    """
    return _told(_Known(store), value)


class _Known(dict[str, dict[str, Any] | None]):
    """Things by IRI as a result shows them, read when they are met; None for a text that is no thing's IRI."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def __missing__(self, text: str) -> dict[str, Any] | None:
        named = kind_and_slug(text)
        self[text] = found = self._read(text, *named) if named else None
        return found

    def _read(self, iri: str, kind: str, slug: str) -> dict[str, Any]:
        held = arrays(self._store)
        number = held.iris.number(iri)
        if number is None:
            # What the arrays do not hold, as a thing that has no class, is looked for in the store.
            return things(self._store, [iri])[iri].model_dump()
        label = held.label(number)
        return {"id": slug, "iri": iri, "kind": kind, "label": {"da": label.da, "en": label.en}}


_Way = Callable[[_Known, Any], Any]


def _told(known: _Known, value: Any) -> Any:
    type_: type[Any] = type(value)
    if (way := _ways.get(type_)) is None:
        way = _ways[type_] = _way(type_)
    return way(known, value)


def _way(type_: type[Any]) -> _Way:
    """How values of a type are told."""
    for types, way in _WAYS.items():
        if issubclass(type_, types):
            return way
    if is_dataclass(type_) and not (hasattr(type_, "__len__") and hasattr(type_, "__getitem__")):
        return partial(_dataclass, tuple(part.name for part in fields(type_)))
    # What is a list of others first of all is told as one, dataclass or not.
    return _list


def _text(known: _Known, value: str) -> Any:
    thing = known[value]
    return value if thing is None else dict(thing)


def _mapping(known: _Known, value: Mapping[object, object]) -> dict[str, Any]:
    return {str(key): _told(known, one) for key, one in value.items()}


def _list(known: _Known, value: Iterable[object]) -> list[Any]:
    return [_told(known, one) for one in value]


def _dataclass(names: Sequence[str], known: _Known, value: object) -> dict[str, Any]:
    return _flat({name: _told(known, one) for name, one in _parts(value, names)})


_WAYS: Final[Mapping[type | tuple[type, ...], _Way]] = {
    str: _text,
    float: lambda _, value: value if math.isfinite(value) else None,
    (int, type(None)): lambda _, value: value,
    date: lambda _, value: value.isoformat(),
    np.generic: lambda known, value: _told(known, value.item()),
    Words: lambda _, value: {"da": value.da, "en": value.en},
    Mapping: _mapping,
}
_ways: Final[dict[type[Any], _Way]] = {}


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a node, with the thing itself."""
    node = said.pop("node", None)
    return {**node, **said} if isinstance(node, dict) else said


def _parts(value: object, names: Sequence[str]) -> Iterator[tuple[str, object]]:
    """What a dataclass says; of a list that is longer than `MOST` its beginning, and how long it is."""
    for name in names:
        held = getattr(value, name)
        if isinstance(held, Sequence) and not isinstance(held, str) and len(held) > MOST:
            yield name, held[:MOST]
            yield f"{name}_total", len(held)
        elif not callable(held) and not isinstance(held, Filters):
            yield name, held
