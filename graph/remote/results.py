"""What a service answered, read; what is no result of SPARQL becomes an error that says whose it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from graph.remote.names import back, rows_back
from graph.store.protocol import Results
from ontology.errors import StoreError

__all__ = ["results", "rows_of", "triples_of", "yes_or_no"]


def rows_of(body: bytes, columns: Sequence[str], where: str) -> list[tuple[Any, ...]]:
    """Rows of results in JSON, in the order of these columns.

    Raises
    ------
    StoreError
        There are none.
    """
    found, rows = _read(body, where), []
    try:
        if not isinstance(found, ox.QuerySolutions):
            raise StoreError(f"{where} answered a question for rows with yes or no: is this a SPARQL service?")
        if missing := set(columns) - {each.value for each in found.variables}:
            raise StoreError(f"{where} answered another question: its rows have no {', '.join(sorted(missing))}")
        # No comprehension: its frame would keep the results in the error; see below.
        for row in found:
            rows.append(tuple(map(row.__getitem__, columns)))
    except (SyntaxError, ValueError) as error:
        raise _nonsense(where, error) from error
    finally:
        # Results may only be dropped in the thread that reads them, and an error takes its frames elsewhere.
        del found
    return rows


def yes_or_no(body: bytes, where: str) -> bool:
    """What results in JSON say to an ASK.

    Raises
    ------
    StoreError
        They say neither.
    """
    found = _read(body, where)
    try:
        if not isinstance(found, ox.QueryBoolean):
            raise StoreError(f"{where} answered a question for yes or no with rows: is this a SPARQL service?")
        return bool(found)
    finally:
        del found


def triples_of(body: bytes, where: str) -> Iterator[ox.Triple]:
    """The triples of an answer in N-Triples, with blank nodes as what they are.

    Raises
    ------
    StoreError
        They break off, or are none.
    """
    try:
        for quad in ox.parse(body, format=ox.RdfFormat.N_TRIPLES):
            yield ox.Triple(back(quad.subject), quad.predicate, back(quad.object))
    except (SyntaxError, ValueError) as error:
        raise _nonsense(where, error) from error


def results(body: bytes, where: str, *, of_graph: bool) -> Results:
    """The result of a query, whole, as pyoxigraph gives results.

    Raises
    ------
    StoreError
        It breaks off, or is none.
    """
    if of_graph:
        return _graph(triples_of(body, where))
    # Read to the end first: what breaks off must not be found out in the middle of the rows.
    found = _read(rows_back(body), where)
    if isinstance(found, ox.QuerySolutions):
        try:
            for _ in found:
                pass
        except (SyntaxError, ValueError) as error:
            raise _nonsense(where, error) from error
        finally:
            del found
        return ox.parse_query_results(rows_back(body), format=ox.QueryResultsFormat.JSON)
    return found


def _graph(triples: Iterator[ox.Triple]) -> ox.QueryTriples:
    scratch = ox.Store()
    scratch.bulk_extend(ox.Quad(each.subject, each.predicate, each.object) for each in triples)
    found = scratch.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def _read(body: bytes, where: str) -> ox.QuerySolutions | ox.QueryBoolean:
    try:
        return ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    except (SyntaxError, ValueError) as error:
        raise _nonsense(where, error) from error


def _nonsense(where: str, error: Exception) -> StoreError:
    reason = " ".join(str(error).split())[:160]
    return StoreError(
        f"the answer of {where} breaks off, or is no result of SPARQL ({reason}): is it what it should be?"
    )
