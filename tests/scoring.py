"""How well a reading agrees with a standard made by hand, such as that of the real proposals in `tests/standard/`.

Both sides are the JSON of ``fyrnet extract``: a list of initiatives, each a dict of facts. For each kind of fact the
two sides are matched one to one, as many pairs as can be; what is left over is a miss or an extra and is told in words.
Nothing here knows how the reading came about, nor which document it is of; a standard may leave lines out.
``python -m tests.scoring`` prints the table and every miss and extra for the real proposals.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from graph.knowledge import key
from tests import sameness as same
from tests.sameness import STANDARD, Fact, Fit

__all__ = ["KINDS", "SOURCE_SHA256", "Score", "match", "read_source", "score", "source_file", "standard"]

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE_NAME: Final = "lighthouse-proposals.txt"
SOURCE_SHA256: Final = "05b472e0c42f5bec905dc5c87fcb1215834842257f10da13c8dff96773c32ad2"


@dataclass(frozen=True)
class Score:
    """Counts of one kind of fact over all initiatives, and what was missed or extra, in words."""

    tp: int
    fp: int
    fn: int
    misses: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        """Share of the extracted facts that are right; 1 where nothing was extracted."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of the expected facts that were found; 1 where nothing was expected."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.tp + other.tp,
            self.fp + other.fp,
            self.fn + other.fn,
            self.misses + other.misses,
            self.extras + other.extras,
        )


@dataclass(frozen=True)
class Kind:
    """One row of the table.

    `facts` takes the facts of this kind out of an initiative, `fits` pairs them, `words` tells one. With `right`, the
    row does not count the facts but which of the pairs agree in that respect.
    """

    facts: Callable[[Fact], Sequence[Fact]]
    fits: Fit
    words: Callable[[Fact], str]
    right: Callable[[Fact, Fact], bool] | None = None


# Matching


def match(expected: Sequence[Fact], extracted: Sequence[Fact], fits: Fit) -> list[tuple[int, int]]:
    """Pair expected and extracted facts one to one: as many required ones as can be, then as close as can be.

    An optional expected fact is worth half a required one, so it never takes a required one's partner; closeness only
    decides between assignments with equally many pairs (it is at most 1/1000 of a pair, for fewer than 500 facts).
    """
    if not expected or not extracted:
        return []
    fit = np.array([[fits(wanted, found) for found in extracted] for wanted in expected])
    worth = np.array([0.5 if wanted.get("optional") else 1.0 for wanted in expected])[:, None]
    rows, columns = linear_sum_assignment(np.where(fit > 0, worth + fit / 1000, 0), maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if fit[row, column] > 0]


def pair_initiatives(expected: Sequence[Fact], extracted: Sequence[Fact]) -> list[tuple[Fact, Fact | None]]:
    """Each initiative of the standard with the extracted one of the most similar title, or None.

    Where one of each is left over they are paired: a title read wrongly is one fault, not one of every fact below it.
    """

    def similar(wanted: Fact, found: Fact) -> float:
        likeness = same.alike(key(wanted["title"]), key(found["title"]))
        return likeness if likeness >= 0.6 else 0.0

    pairs = dict(match(expected, extracted, similar))
    left = [row for row in range(len(expected)) if row not in pairs]
    over = [column for column in range(len(extracted)) if column not in pairs.values()]
    if len(left) == len(over) == 1:
        pairs[left[0]] = over[0]
    return [(wanted, extracted[pairs[row]] if row in pairs else None) for row, wanted in enumerate(expected)]


def score(kind: str, expected: Sequence[Fact], extracted: Sequence[Fact]) -> Score:
    """Score one kind of fact, named as in `KINDS`, over all initiatives.

    Parameters
    ----------
    expected, extracted : sequence of dict
        Initiatives as the standard and as the reading has them. An extracted initiative that is none of the standard's
        has only extras.
    """
    pairs = pair_initiatives(expected, extracted)
    taken = [id(found) for _, found in pairs if found is not None]
    total = Score(0, 0, 0)
    for wanted, found in pairs:
        total += _score_initiative(KINDS[kind], wanted, found)
    for found in extracted:
        if id(found) not in taken:
            total += _score_initiative(KINDS[kind], {"number": found["number"], "title": found["title"]}, found)
    return total


def _score_initiative(kind: Kind, wanted: Fact, found: Fact | None) -> Score:
    expected, extracted = list(kind.facts(wanted)), list(kind.facts(found or {}))
    pairs = match(expected, extracted, kind.fits)
    where = f"{wanted['number']} {wanted['title'][:24]}"
    if kind.right is not None:
        return _score_agreement(kind, [(expected[row], extracted[column]) for row, column in pairs], where)
    rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
    misses = [f for i, f in enumerate(expected) if i not in rows and not f.get("optional")]
    extras = [f for i, f in enumerate(extracted) if i not in columns]
    return Score(len(pairs), len(extras), len(misses), _told(kind, where, misses), _told(kind, where, extras))


def _score_agreement(kind: Kind, pairs: Iterable[tuple[Fact, Fact]], where: str) -> Score:
    pairs = list(pairs)
    assert kind.right is not None
    wrong = [(wanted, found) for wanted, found in pairs if not kind.right(wanted, found)]
    misses = _told(kind, where, [wanted for wanted, _ in wrong])
    extras = _told(kind, where, [found for _, found in wrong])
    return Score(len(pairs) - len(wrong), len(wrong), len(wrong), misses, extras)


def _told(kind: Kind, where: str, facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(f"{where}: {kind.words(fact)} (line {fact.get('line') or fact.get('seen')})" for fact in facts)


# The rows


def _facts(field: str) -> Callable[[Fact], Sequence[Fact]]:
    def of(initiative: Fact) -> Sequence[Fact]:
        return [*initiative.get(field, ())]

    return of


def _parties(collective: bool) -> Callable[[Fact], Sequence[Fact]]:
    def of(initiative: Fact) -> Sequence[Fact]:
        return [party for party in initiative.get("participations", ()) if party["collective"] is collective]

    return of


def _initiative(initiative: Fact) -> Sequence[Fact]:
    """The initiative itself, as the one fact of its row."""
    if "participations" not in initiative:
        return []
    first = initiative["lines"][0] if "lines" in initiative else None
    fields = ("number", "number_also", "title")
    return [{"line": first} | {name: initiative[name] for name in fields if name in initiative}]


def _mentions(initiative: Fact) -> Sequence[Fact]:
    """One mention of each organisation: where else it is named is not scored."""
    first: dict[str, Fact] = {}
    for mention in initiative.get("mentions", ()):
        name = key(mention["organisation"])
        first.setdefault(same.aliases().get(name, name), mention)
    return list(first.values())


def _words(*fields: str) -> Callable[[Fact], str]:
    return lambda fact: ", ".join(f"{fact[name]}" for name in fields if fact.get(name) not in (None, False)) or "—"


_THINGS, _CONTACTS, _FIGURES = _facts("builds_on"), _facts("contacts"), _facts("key_figures")
_ELEMENTS, _ALL_PARTIES = _facts("elements"), _facts("participations")
_PARTY = _words("organisation", "role")

KINDS: Final[dict[str, Kind]] = {
    "initiatives": Kind(_initiative, same.fits_initiative, _words("number", "title")),
    "named parties": Kind(_parties(False), same.fits_party, _PARTY),
    "collectives": Kind(_parties(True), same.fits_party, _PARTY),
    "roles": Kind(_ALL_PARTIES, same.fits_party, _PARTY, same.right_role),
    "builds_on": Kind(_THINGS, same.fits_thing, _words("name")),
    "contacts": Kind(_CONTACTS, same.fits_contact, _words("name", "role", "phone", "email")),
    "key figures": Kind(_FIGURES, same.fits_figure, _words("value", "value_max", "unit", "text", "pending")),
    "effects": Kind(_facts("effects"), same.fits_effect, _words("year", "text")),
    "elements": Kind(_ELEMENTS, same.fits_element, _words("text")),
    "mentions": Kind(_mentions, same.fits_mention, _words("organisation")),
    "levels of elements": Kind(_ELEMENTS, same.fits_element, _words("level", "text"), same.right_level),
    "kinds of things": Kind(_THINGS, same.fits_thing, _words("name", "kind"), same.right_kind),
    "what frames things": Kind(_THINGS, same.fits_thing, _words("name", "under"), same.right_under),
    "who runs things": Kind(_THINGS, same.fits_thing, _words("name", "organisations"), same.right_owners),
    "units of contacts": Kind(_CONTACTS, same.fits_person, _words("name", "unit"), same.right_unit),
    "years of figures": Kind(_FIGURES, same.fits_figure, _words("value", "unit", "year"), same.same_field("year")),
}


# The two sides, and the table


@cache
def standard() -> tuple[Fact, ...]:
    """The initiatives of the standard, in the order of the source."""
    return tuple(json.loads(path.read_text(encoding="utf-8")) for path in sorted(STANDARD.glob("[0-9]*.json")))


def source_file() -> Path | None:
    """The source in the folder `FYRNET_SOURCES`, or else in `shared/source` beside the checkout; None where absent."""
    path = Path(os.environ.get("FYRNET_SOURCES") or ROOT.parent / "shared" / "source") / SOURCE_NAME
    return path if path.is_file() else None


def read_source(path: Path) -> list[Fact]:
    """The reading of the source as JSON; refuses a file that is not the one the standard was made from."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != SOURCE_SHA256:
        raise ValueError(f"{path.name} is another file than the standard was made from: SHA-256 {found}")
    from graph.reading import read  # only here does the scoring meet a reader

    initiatives: list[Fact] = read(path).model_dump(mode="json")["initiatives"]
    return initiatives


def report(extracted: Sequence[Fact]) -> Iterator[str]:
    """The table and every miss and extra, line by line."""
    scores = {kind: score(kind, standard(), extracted) for kind in KINDS}
    yield f"{'':20}{'right':>6}{'extra':>6}{'missed':>7}{'P':>7}{'R':>7}{'F1':>7}"
    for kind, s in scores.items():
        yield f"{kind:20}{s.tp:6}{s.fp:6}{s.fn:7}{s.precision:7.3f}{s.recall:7.3f}{s.f1:7.3f}"
    for kind, s in scores.items():
        yield from (f"{kind}: missed  {text}" for text in s.misses)
        yield from (f"{kind}: extra   {text}" for text in s.extras)


def main() -> int:
    """Print the report on the source at hand."""
    path = source_file()
    if path is None:
        sys.stderr.write(f"{SOURCE_NAME} is not at hand: set FYRNET_SOURCES to its folder\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in report(read_source(path)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
