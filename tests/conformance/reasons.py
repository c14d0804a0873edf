"""Why a test of the suites fails, for those that do."""

from __future__ import annotations

from typing import Final

__all__ = ["is_known_to_fail", "reason"]

_KEEPS_VALUES: Final = "the engine keeps the value of a number, not its text: 01 and 1 are one term, and sameTerm"
_NO_GRAPH: Final = "the engine evaluates a group within GRAPH ?g as a whole, and joins the name of the graph afterwards"
_ABSENT_TERM: Final = "the engine lets a path of length zero begin only at terms that are in the graph"
_REASONS: Final[dict[str, str]] = {
    "sparql10/syntax-sparql3/syn-bad-26": (
        "the engine reads `?x<?a&&?b>?y` as two comparisons, where the longest token is an IRI"
    ),
    "sparql11/csv-tsv-res/csv03": "numbers as the engine keeps them: 1.0E6 comes as 1000000",
    "sparql11/csv-tsv-res/tsv03": "numbers as the engine keeps them: 1.0E6 comes as 1000000",
    "sparql11/aggregates/agg-groupconcat": (
        "the engine's GROUP_CONCAT keeps a language that all of its values have; the test wants none"
    ),
    "sparql11/aggregates/agg-empty-group-count-graph": f"{_NO_GRAPH}: it counts once over all of them",
    "sparql11/bindings/graph": f"{_NO_GRAPH}: UNDEF stays unbound",
    "sparql11/functions/bnode01": (
        "the engine's BNODE(str) gives one node for one text in the whole result, not in each row"
    ),
    "sparql11/negation/graph-minus": "the engine takes ?g to be shared by both sides of MINUS within GRAPH ?g",
    "sparql11/property-path/zero_or_": _ABSENT_TERM,
    "sparql10/distinct/": f"{_KEEPS_VALUES} and DISTINCT see one",
    "sparql10/expr-builtin/dawg-str-": f"{_KEEPS_VALUES} and STR see the shorter text",
    "sparql10/expr-builtin/sameTerm-": f"{_KEEPS_VALUES} says so",
    "sparql10/expr-builtin/case-insensitive-booleans": "the engine reads TRUE and FALSE in small letters only",
    "sparql10/expr-equals/eq-graph-": f"{_KEEPS_VALUES} and patterns find both",
    "sparql10/graph/graph-variable-scope": "the engine takes ?g to be bound within GRAPH ?g",
    "sparql10/graph/graph-optional": (
        "the engine takes ?g to be bound within GRAPH ?g, so an OPTIONAL that binds it anew does not match"
    ),
    "sparql10/open-world/open-eq-01": f"{_KEEPS_VALUES} and patterns find both",
    "sparql10/open-world/date-2": (
        "the engine compares dates with and without a time zone, where the test wants an error"
    ),
}


def reason(name: str) -> str:
    """The reason in words, by the name of a test."""
    return next((told for start, told in _REASONS.items() if name.startswith(start)), "not looked into yet")


def is_known_to_fail(name: str) -> bool:
    """Whether there is a reason why a test fails, or would where others of its kind do."""
    return name.startswith(tuple(_REASONS))
