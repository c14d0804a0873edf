"""``python -m tests.evaluation [--record] [--held-out]``: score every document and write `docs/evaluation.md`.

The figures are compared with the recorded ones; only ``--record`` records them. ``--held-out`` lists the misses of the
documents held out, too: not for those who work on reading.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from tests.evaluation import report
from tests.evaluation.corpus import NO_PROPOSAL
from tests.evaluation.results import RECORDED, SOURCE, Result, Totals, counts, falls, floors_missed, read_all, totals
from tests.scoring import KINDS

__all__ = ["main", "record"]


def record(results: Iterable[Result], now: Totals, before: dict[str, Any]) -> dict[str, Any]:
    """What is to be recorded; where the real source is absent its recorded figures stay."""
    figures = {group: {kind: counts(score) for kind, score in kinds.items()} for group, kinds in now.items()}
    if SOURCE not in figures:
        figures[SOURCE] = before["totals"][SOURCE]
    return {"totals": figures, "documents": [_document(result) for result in results]}


def _document(result: Result) -> dict[str, Any]:
    case = result.case
    told = {
        kind: {"missed": list(score.misses), "extra": list(score.extras)}
        for kind, score in result.scores.items()
        if (score.misses or score.extras) and case.group == "open"
    }
    return {
        "document": case.path.name,
        "group": case.group,
        "condition": case.condition,
        "proposals": len(case.standard),
        "found": list(result.found),
        "told": told,
    }


def _written(told: dict[str, Any]) -> str:
    """JSON with one line for each figure and each document, so that a change is seen in a comparison."""
    lines = ["{", '  "totals": {']
    groups = []
    for group, kinds in told["totals"].items():
        rows = ",\n".join(f"      {json.dumps(kind)}: {json.dumps(each)}" for kind, each in kinds.items())
        groups.append(f"    {json.dumps(group, ensure_ascii=False)}: {{\n{rows}\n    }}")
    documents = ",\n".join(f"    {json.dumps(each, ensure_ascii=False)}" for each in told["documents"])
    return "\n".join([*lines, ",\n".join(groups), "  },", '  "documents": [', documents, "  ]", "}", ""])


def _table(now: Totals) -> Iterator[str]:
    for group, kinds in now.items():
        if group != NO_PROPOSAL:
            yield f"{group:32}" + "".join(
                f"{kind[:13]:>15} {score.f1:.3f}" for kind, score in kinds.items() if kind in SHOWN
            )


SHOWN = list(KINDS)[:9]


def _faults(results: Iterable[Result], groups: Iterable[str]) -> Iterator[str]:
    for result in results:
        if result.case.group in groups:
            for kind, score in result.scores.items():
                yield from (f"{result.case.path.name}: {kind}: missed  {text}" for text in score.misses)
                yield from (f"{result.case.path.name}: {kind}: extra   {text}" for text in score.extras)


def main(arguments: list[str]) -> int:
    """Score, compare, and write."""
    results = read_all()
    now = totals(results)
    before = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {"totals": {}}
    groups = ("open", "held out") if "--held-out" in arguments else ("open",)
    say = sys.stdout.write
    for line in [*_table(now), *_faults(results, groups), *floors_missed(now)]:
        say(f"{line}\n")
    fallen = falls(now, before["totals"])
    told = record(results, now, before)
    if "--record" in arguments:
        RECORDED.write_text(_written(told), encoding="utf-8")
        before = told
    elif told != before:
        say("The figures differ from the recorded ones; make evaluate RECORD=1 records them.\n")
    report.PAGE.write_text(report.page(before), encoding="utf-8")
    for line in fallen:
        sys.stderr.write(f"fallen: {line}\n")
    return 1 if fallen and "--record" not in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
