"""Results of analyses as plain values that JSON holds: things with their names, sentences in both languages.

A result is a frozen dataclass whose texts are IRIs, words and numbers. What is an IRI of a thing becomes the thing; a
dataclass with a `node` is that thing and what is said of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from graph.analysis.words import Words
from graph.answers import things
from graph.arrays import Filters
from graph.store import Store
from ontology.terms import kind_and_slug

__all__ = ["MOST", "told"]

MOST: Final = 200
"""Entries up to which a list inside of a result is told whole."""


def told(store: Store, value: object) -> Any:
    """A result as dictionaries, lists, texts and numbers; the names of all its things are read at once.

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
    known = {iri: thing.model_dump() for iri, thing in things(store, set(_iris(value))).items()}
    return _told(known, value)


def _told(known: Mapping[str, Mapping[str, Any]], value: object) -> Any:
    match value:
        case str():
            return dict(known[value]) if value in known else value
        case float():
            return value if math.isfinite(value) else None
        case None | bool() | int():
            return value
        case date() | np.generic():
            return value.isoformat() if isinstance(value, date) else _told(known, value.item())
        case Words():
            return {"da": value.da, "en": value.en}
        case Mapping():
            return {str(key): _told(known, one) for key, one in value.items()}
    if is_dataclass(value) and not _is_list(value):
        return _flat({name: _told(known, one) for name, one in _parts(value)})
    assert isinstance(value, Iterable)
    return [_told(known, one) for one in value]


def _flat(said: dict[str, Any]) -> dict[str, Any]:
    """What is said of a node, with the thing itself."""
    node = said.pop("node", None)
    return {**node, **said} if isinstance(node, dict) else said


def _iris(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if kind_and_slug(value):
            yield value
    elif isinstance(value, Mapping):
        yield from _iris(value.values())
    elif isinstance(value, Words):
        return
    elif is_dataclass(value) and not _is_list(value):
        yield from _iris([one for _, one in _parts(value)])
    elif isinstance(value, Iterable):
        for one in value:
            yield from _iris(one)


def _is_list(value: object) -> bool:
    """Whether a dataclass is a list of others first of all."""
    return hasattr(value, "__len__") and hasattr(value, "__getitem__")


def _parts(value: Any) -> Iterator[tuple[str, object]]:
    """What a dataclass says; of a list that is longer than `MOST` its beginning, and how long it is."""
    for part in fields(value):
        held = getattr(value, part.name)
        if isinstance(held, Sequence) and not isinstance(held, str) and len(held) > MOST:
            yield part.name, held[:MOST]
            yield f"{part.name}_total", len(held)
        elif not callable(held) and not isinstance(held, Filters):
            yield part.name, held
