"""Scores of every document, added up by group and by condition, and their comparison with what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from ontology.models import Document
from tests import scoring
from tests.evaluation.corpus import GROUPS, NO_PROPOSAL, Case, cases, located, read
from tests.scoring import KINDS, Score

__all__ = ["FLOORS", "RECORDED", "Result", "counts", "falls", "floors_missed", "of", "read_all", "recorded", "totals"]

RECORDED: Final = Path(__file__).resolve().parent / "recorded.json"
SOURCE: Final = "real source"

FLOORS: Final = {
    "named parties": 0.93,
    "collectives": 0.90,
    "roles": 0.90,
    "builds_on": 0.85,
    "contacts": 0.98,
    "key figures": 0.88,
}
"""F1 that reading must reach on documents of each kind."""

Totals = dict[str, dict[str, Score]]


@dataclass(frozen=True)
class Result:
    """What reading made of a document: the reading itself, the score of each kind, and the titles found."""

    case: Case
    document: Document
    scores: Mapping[str, Score]
    found: tuple[str, ...]


@cache
def read_all() -> tuple[Result, ...]:
    """Read and score every document; each is read once in a process."""
    return tuple(_result(case) for case in cases())


def _result(case: Case) -> Result:
    document = read(case)
    extracted = document.model_dump(mode="json")["initiatives"]
    standard = located(case.standard, document.text)
    scores = {kind: scoring.score(kind, standard, extracted) for kind in KINDS}
    return Result(case, document, scores, tuple(each["title"] for each in extracted))


def totals(results: Iterable[Result]) -> Totals:
    """Scores of all documents, of each group, of each condition, and of the real source where it is present."""
    added: Totals = {name: dict.fromkeys(KINDS, Score(0, 0, 0)) for name in ("all", *GROUPS.values())}
    for result in results:
        condition = result.case.condition
        for name in ("all", result.case.group, condition):
            group = added.setdefault(name, dict.fromkeys(KINDS, Score(0, 0, 0)))
            for kind, score in result.scores.items():
                group[kind] += score
    first = ["all", *GROUPS.values()]
    order = [*first, *sorted(added.keys() - {*first, NO_PROPOSAL}), NO_PROPOSAL]
    ordered = {name: added[name] for name in order}
    source = scoring.source_file()
    if source is not None:
        reading = scoring.read_source(source)
        ordered[SOURCE] = {kind: scoring.score(kind, scoring.standard(), reading) for kind in KINDS}
    return ordered


def of(figures: Sequence[int]) -> Score:
    """The score that was recorded as right, extra and missed."""
    right, extra, missed = figures
    return Score(right, extra, missed)


def counts(score: Score) -> list[int]:
    """Right, extra and missed, as they are recorded."""
    return [score.tp, score.fp, score.fn]


@cache
def recorded() -> dict[str, Any]:
    """What was recorded: `totals` by group and kind, and `documents` with their misses and extras."""
    told: dict[str, Any] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return told


def falls(now: Totals, before: Mapping[str, Mapping[str, list[int]]]) -> list[str]:
    """In words, each figure that is lower than the recorded one."""
    fallen = []
    for group, kinds in before.items():
        for kind, was in kinds.items():
            if group in now and (score := now[group][kind]).f1 < of(was).f1 - 1e-9:
                fallen.append(f"{group}, {kind}: F1 {score.f1:.3f}, recorded {of(was).f1:.3f}")
    return fallen


def floors_missed(now: Totals) -> list[str]:
    """In words, each group and kind of fact below its floor."""
    return [
        f"{group}, {kind}: F1 {scores[kind].f1:.3f} is below {floor}"
        for group, scores in now.items()
        for kind, floor in FLOORS.items()
        if scores[kind].f1 < floor
    ]
