"""`docs/evaluation.md`, made from what is recorded and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tests.evaluation.corpus import NO_PROPOSAL
from tests.evaluation.results import FLOORS, SOURCE, of
from tests.scoring import KINDS

__all__ = ["PAGE", "page"]

PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "evaluation.md"

_OPENING = """# How well reading does

*Written by `make evaluate`; do not edit.* The documents are invented, written by hand for this purpose and typeset in
every format; each has a standard made from the text alone. Most are open to those who work on reading, once they were
read without having been seen; the others are held out: who works on reading sees their figures, and no document of
theirs. How they came about and how they are scored stands in
[tests/evaluation/README.md](../tests/evaluation/README.md). The real source is scored where it is present
([tests/standard/README.md](../tests/standard/README.md)); its figures here are as recorded.

P is the share of what was found that is right, R the share of what is there that was found, F1 their harmonic mean. A
fall below a recorded F1 fails `make test`.
"""


def page(recorded: Mapping[str, Any]) -> str:
    """The document."""
    return "\n".join([_OPENING, *_kinds(recorded), *_conditions(recorded), *_without(recorded), *_listed(recorded), ""])


def _kinds(recorded: Mapping[str, Any]) -> Iterator[str]:
    yield "## By kind of fact\n"
    yield "| | floor | open P | R | F1 | held out P | R | F1 | real source P | R | F1 |"
    yield "| --- | ---: |" + " ---: |" * 9
    for kind in KINDS:
        cells = [f"{FLOORS[kind]:.2f}" if kind in FLOORS else ""]
        for group in ("open", "held out", SOURCE):
            score = of(recorded["totals"][group][kind])
            cells += [f"{score.precision:.3f}", f"{score.recall:.3f}", f"**{score.f1:.3f}**"]
        yield f"| {kind} | {' | '.join(cells)} |"


def _conditions(recorded: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## By format and condition\n"
    yield "F1, open and held-out documents together; behind it the number of facts expected.\n"
    yield f"| | documents | proposals | {' | '.join(FLOORS)} |"
    yield "| --- |" + " ---: |" * (len(FLOORS) + 2)
    documents = recorded["documents"]
    for group in recorded["totals"]:
        within = [each for each in documents if each["condition"] == group or group == "all"]
        if not within or group == NO_PROPOSAL:
            continue
        scores = [of(recorded["totals"][group][kind]) for kind in FLOORS]
        cells = [f"{score.f1:.3f} ({score.tp + score.fn})" if score.tp + score.fn else "–" for score in scores]
        proposals = sum(each["proposals"] for each in within)
        yield f"| {group} | {len(within)} | {proposals} | {' | '.join(cells)} |"


def _without(recorded: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## Documents that hold no proposal\n"
    yield "| document | found |"
    yield "| --- | --- |"
    for each in recorded["documents"]:
        if each["condition"] == NO_PROPOSAL:
            yield f"| {each['document']} | {'; '.join(each['found']) or 'nothing'} |"


def _listed(recorded: Mapping[str, Any]) -> Iterator[str]:
    yield "\n## What is missed, and what is found that is not there\n"
    for each in recorded["documents"]:
        if each["group"] == "open" and any(each["told"].values()):
            yield f"{each['document']} ({each['condition']})\n"
            yield from (f"- {line}" for line in _told(each["told"]))
            yield ""
    for group in ("held out", SOURCE):
        yield f"Of the {group}, by kind and number only\n"
        yield from _numbers(recorded["totals"][group]) or ["- nothing"]
        yield ""


def _told(told: Mapping[str, Mapping[str, Iterable[str]]]) -> Iterator[str]:
    for kind, lists in told.items():
        for word in ("missed", "extra"):
            yield from (f"{kind}, {word}: {text}" for text in lists[word])


def _numbers(kinds: Mapping[str, list[int]]) -> list[str]:
    return [
        f"- {kind}: {missed} missed, {extra} extra" for kind, (_, extra, missed) in kinds.items() if missed or extra
    ]
