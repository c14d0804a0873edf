"""The documents of the evaluation, each with its standard, and the reading of one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from graph.knowledge import key, knowledge
from graph.reading import read_bytes
from graph.sheets import read_sheet
from ontology.errors import InvalidInput
from ontology.models import Document
from tests.sameness import Fact

__all__ = ["GROUPS", "NO_PROPOSAL", "SHEETS", "Case", "cases", "located", "read"]

HERE: Final = Path(__file__).resolve().parent
GROUPS: Final = {"open": "open", "heldout": "held out"}
NO_PROPOSAL: Final = "no proposal"
SHEETS: Final = frozenset({".csv", ".xlsx"})


@dataclass(frozen=True)
class Case:
    """A document with its standard; `group` is "open" or "held out", an empty standard a document without proposal."""

    name: str
    group: str
    path: Path
    condition: str
    standard: tuple[Fact, ...]


@cache
def cases() -> tuple[Case, ...]:
    """Every document that has a standard: the open ones, then those held out, by name."""
    return tuple(_case(path) for folder in GROUPS for path in sorted((HERE / folder / "standards").glob("*.json")))


def _case(path: Path) -> Case:
    told = json.loads(path.read_text(encoding="utf-8"))
    folder = path.parent.parent
    initiatives = tuple(told["initiatives"])
    return Case(path.stem, GROUPS[folder.name], folder / "documents" / told["document"], told["condition"], initiatives)


def read(case: Case) -> Document:
    """The reading of a document as `ingest` does it; without initiatives where it is refused."""
    data = case.path.read_bytes()
    try:
        if case.path.suffix in SHEETS:
            return read_sheet(data, case.path.name, knowledge())
        return read_bytes(data, case.path.name)
    except InvalidInput:
        return Document(initiatives=())


def located(standard: Iterable[Fact], lines: Iterable[str]) -> list[Fact]:
    """The standard with the line where each fact is first seen, as `seen`, for those who look a miss up."""
    folded = [key(line) for line in lines]
    initiatives = [deepcopy(initiative) for initiative in standard]
    for initiative in initiatives:
        for value in initiative.values():
            for fact in value if isinstance(value, list) and None not in value else ():
                fact["seen"] = _first(folded, list(_words(fact)))
    return initiatives


def _first(lines: list[str], words: list[str]) -> int | None:
    for word in filter(None, words):
        for number, line in enumerate(lines, start=1):
            if word in line:
                return number
    return None


def _words(fact: Fact) -> Iterator[str]:
    """What a fact could be found by, best first."""
    for field in ("organisation", "name", "text"):
        for words in (fact.get(field) or "", *fact.get("also", ())):
            yield key(words)
            yield key(" ".join(words.split()[:2]))
    if isinstance(fact.get("value"), int | float):
        yield key(_danish(fact["value"]))


def _danish(value: float) -> str:
    """A number as Danish texts print it.

    Examples
    --------
    >>> _danish(11500), _danish(1.2)
    ('11.500', '1,2')
    """
    return re.sub(r"[.,]", lambda found: {",": ".", ".": ","}[found[0]], f"{value:,}")
