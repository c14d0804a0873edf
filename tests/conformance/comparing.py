"""Whether results are the expected ones.

Blank nodes may have other names, rows another order unless one was asked for. The engine stores numbers and dates in a
form of its own ("01" as 1): what is expected is brought into that form, too, so that values are compared. Whatever a
query itself makes of the text of a number stays as it is.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final

import pyoxigraph as ox

__all__ = ["bindings_of_tsv", "reduced_bindings", "rows_of", "same_bindings", "same_dataset", "same_table"]

Row = Mapping[str, Mapping[str, Any]]

_ROW: Final = "urn:row:"
_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


def same_bindings(expected: Sequence[Row], found: Sequence[Row], *, ordered: bool) -> bool:
    """Whether two tables have the same rows, each as often, up to the names of blank nodes."""
    return len(expected) == len(found) and _canonical(expected, ordered) == _canonical(found, ordered)


def reduced_bindings(expected: Sequence[Row], found: Sequence[Row]) -> bool:
    """Whether a table has the rows of another one, each at least once and at most as often: what REDUCED may give."""
    most, there = (
        Counter(json.dumps(sorted((n, _key(t)) for n, t in row.items())) for row in e) for e in (expected, found)
    )
    return most.keys() == there.keys() and there <= most


def same_dataset(expected: Iterable[ox.Quad], found: Iterable[ox.Quad]) -> bool:
    """Whether two datasets are isomorphic."""
    return _canonical_quads(expected) == _canonical_quads(found)


def same_table(expected: str, found: str) -> bool:
    """Whether two CSV texts have the same columns and rows, in any order, up to the names of blank nodes."""
    return _csv_rows(expected) == _csv_rows(found)


def bindings_of_tsv(text: bytes) -> list[Row]:
    """The rows of a TSV result."""
    return rows_of(ox.parse_query_results(text, format=ox.QueryResultsFormat.TSV))


def rows_of(results: Any) -> list[Row]:
    """The rows of results as plain data, as in the JSON format."""
    return list(json.loads(results.serialize(format=ox.QueryResultsFormat.JSON))["results"]["bindings"])


def _canonical(rows: Sequence[Row], ordered: bool) -> object:
    """Equal for tables that are equal: rows without blank nodes as they are, the others as one graph."""
    plain: Counter[str] = Counter()
    blank: Counter[str] = Counter()
    for number, row in enumerate(rows):
        text = json.dumps([number if ordered else 0, sorted((name, _key(term)) for name, term in row.items())])
        (blank if any(term["type"] == "bnode" for term in row.values()) else plain)[text] += 1
    return plain, _canonical_quads(_as_quads(blank))


def _key(term: Mapping[str, Any]) -> tuple[str, ...]:
    if term["type"] in ("uri", "bnode"):
        return (term["type"], term["value"])
    language = str(term.get("xml:lang", "")).lower()
    datatype = "" if language else term.get("datatype", _XSD_STRING)
    return ("literal", _stored(term["value"], datatype) if datatype else term["value"], language, datatype)


@cache
def _stored(text: str, datatype: str) -> str:
    """The text of a literal as the engine keeps it."""
    node = ox.NamedNode("urn:x")
    store = ox.Store()
    store.add(ox.Quad(node, node, ox.Literal(text, datatype=ox.NamedNode(datatype))))
    [quad] = store
    assert isinstance(quad.object, ox.Literal)
    return quad.object.value


def _as_quads(rows: Counter[str]) -> Iterable[ox.Quad]:
    """Each row a blank node that has its values; how often it is there and where is one of them."""
    for count, (text, times) in enumerate(rows.items()):
        number, values = json.loads(text)
        node = ox.BlankNode(f"row{count}")
        yield ox.Quad(node, ox.NamedNode(f"{_ROW}place"), ox.Literal(f"{number} {times}"))
        for name, key in values:
            value = ox.BlankNode(f"value{key[1]}") if key[0] == "bnode" else ox.Literal(json.dumps(key))
            yield ox.Quad(node, ox.NamedNode(f"{_ROW}{name}"), value)


def _canonical_quads(quads: Iterable[ox.Quad]) -> set[str]:
    # By way of a store, for the engine's form of numbers.
    store = ox.Store()
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def _csv_rows(text: str) -> list[list[tuple[str, str]]]:
    return sorted(
        sorted((name, "_:" if value.startswith("_:") else value) for name, value in row.items())
        for row in csv.DictReader(io.StringIO(text))
    )
