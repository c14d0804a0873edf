"""What an ingest did, in words and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from ontology.terms import kind_and_slug

__all__ = ["COUNTED", "Progress", "Report", "Stored", "kind_of", "ranges", "report_json"]

COUNTED = ("initiative", "organisation", "collective", "undertaking", "person")
_PLURAL = {"person": "people"}
_SHOWN = 6
_MOST_LINES = 40
_MOST_DOCUMENTS = 20


@dataclass(frozen=True)
class Progress:
    """How far a long ingest is: `done` files are read.

    `seconds_left` counts in what comes after the last of them: names are compared, and everything is stored.
    """

    done: int
    files: int
    facts: int
    seconds_left: float | None
    name: str


@dataclass(frozen=True)
class Stored:
    """One document: its file name, the slug of its source, what became of its graph, its initiatives' slugs.

    `unplaced` are the numbers of the lines that are in no section; `changes` says in words what a new version changes.
    """

    name: str
    source: str
    status: str
    initiatives: tuple[str, ...]
    unplaced: tuple[int, ...] = ()
    changes: tuple[str, ...] = ()
    changes_da: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """What an ingest did, or with `dry_run` would do.

    `new` and `matched` are IRIs of things that the store did not know before, and of those it did. `recognised` are
    names that were found to be known things by another spelling, `queued` those that a person has to decide about.
    `review` are lines for a person to look at; `refused` those documents that were left out, one line each.
    """

    documents: tuple[Stored, ...]
    new: tuple[str, ...]
    matched: tuple[str, ...]
    review: tuple[str, ...]
    recognised: tuple[str, ...] = ()
    queued: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    changed: bool = False
    dry_run: bool = False

    @property
    def unplaced(self) -> int:
        """How many lines are in no section."""
        return sum(len(document.unplaced) for document in self.documents)

    def __str__(self) -> str:
        stored = _documents(self.documents)
        found = [f"  {_counted(kind, self.new, self.matched)}" for kind in COUNTED]
        end = "nothing was stored: this was a dry run" if self.dry_run else ""
        unchanged = "nothing changed: the store held all this already"
        parts = [
            *stored,
            *found,
            *_listed("recognised by another spelling", self.recognised),
            *_listed("queued for a person (`fyrnet review`)", self.queued),
            *_listed("left for review", self.review),
            end or ("" if self.changed else unchanged),
        ]
        return "\n".join(filter(None, parts))


def report_json(report: Report) -> dict[str, Any]:
    """The report as data for JSON."""
    return asdict(report) | {"unplaced": report.unplaced}


def ranges(numbers: Sequence[int]) -> str:
    """Numbers as people write them.

    Examples
    --------
    >>> ranges([3, 4, 5, 9])
    '3–5, 9'
    """
    if not numbers:
        return ""
    starts = [numbers[0], *(b for a, b in pairwise(numbers) if b != a + 1)]
    ends = [*(a for a, b in pairwise(numbers) if b != a + 1), numbers[-1]]
    return ", ".join(f"{a}–{b}" if a != b else f"{a}" for a, b in zip(starts, ends, strict=True))


def kind_of(iri: str) -> str:
    """Kind of a thing by its IRI; empty for parts."""
    return (kind_and_slug(iri) or ("",))[0]


def _documents(documents: Sequence[Stored]) -> list[str]:
    """Each document where they are few; of many how many, and those that somebody should look at."""
    if len(documents) <= _MOST_DOCUMENTS:
        return [line for document in documents for line in _document(document)]
    counted = Counter(document.status for document in documents)
    told = ", ".join(f"{number} {status}" for status, number in counted.items())
    notable = [document for document in documents if document.unplaced or document.changes]
    shown = [f"  {line}" for document in notable[:_MOST_DOCUMENTS] for line in _document(document, _SHOWN)]
    left = len(notable) - _MOST_DOCUMENTS
    more = [f"  … and {left} more with lines in no section, or changes"] if left > 0 else []
    return [f"{len(documents)} documents: {told}", *shown, *more]


def _document(document: Stored, most: int | None = None) -> Iterable[str]:
    number = len(document.initiatives)
    yield f"{document.name} -> {document.source} ({document.status}): {number} initiative{'s' if number != 1 else ''}"
    if document.unplaced:
        count = len(document.unplaced)
        yield f"  {count} line{'s' if count != 1 else ''} in no section: {ranges(document.unplaced)}"
    yield from (f"  {line}" for line in document.changes[:most])
    if most and len(document.changes) > most:
        yield f"  … and {len(document.changes) - most} more changes"


def _listed(what: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"  … and {len(lines) - _MOST_LINES} more"] if len(lines) > _MOST_LINES else []
    return [f"{len(lines)} {what}", *(f"  {line}" for line in lines[:_MOST_LINES]), *more]


def _counted(kind: str, new: Iterable[str], matched: Iterable[str]) -> str:
    """One line of a report, as ``organisations: 2 new (gate-21, clean), 7 matched``."""
    fresh = [iri.rsplit("/", 1)[-1] for iri in new if kind_of(iri) == kind]
    # A person's slug tells nobody anything.
    names = ", ".join(fresh[:_SHOWN]) + (", …" if len(fresh) > _SHOWN else "") if kind != "person" else ""
    told = f" ({names})" if names else ""
    return (
        f"{_PLURAL.get(kind, kind + 's')}: {len(fresh)} new{told}, {sum(kind_of(i) == kind for i in matched)} matched"
    )
