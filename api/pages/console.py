"""The SPARQL console: a form, examples, and the result of a query as a page."""

from __future__ import annotations

import asyncio
import json
from itertools import islice
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response
from pyoxigraph import NamedNode

from api.context import context, seen_catalogue
from api.pages import links
from api.pages.view import render
from api.queries import guard
from graph.catalogue import Catalogue
from ontology.errors import FyrnetError
from ontology.questions import questions

__all__ = ["console"]

_MOST_ROWS: Final = 200
_MOST_GRAPHS: Final = 200
_STARTER: Final = """PREFIX fyr: <https://w3id.org/fyrnet/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?initiative ?title WHERE {
  ?initiative a fyr:Initiative ;
    skos:prefLabel ?title .
  FILTER(LANG(?title) = "da")
}
ORDER BY ?title
"""


async def console(
    request: Request, *, query: str = "", outcome: guard.Outcome | None = None, error: FyrnetError | None = None
) -> Response:
    """The SPARQL console, with the result of the query in it."""
    known = await seen_catalogue(request)
    graphs = await asyncio.to_thread(_some_graphs, known)
    content = outcome.content() if outcome else b""
    found = _found(json.loads(content)) if outcome and outcome.format == "json" else {}
    turtle = content.decode() if outcome and outcome.of_graph else ""
    kinds = (("Turtle", "ttl"), ("JSON-LD", "jsonld")) if turtle else (("CSV", "csv"), ("JSON", "json"), ("XML", "xml"))
    return render(
        request,
        "sparql.html",
        known,
        status=200 if error is None else 400,
        query=query or _STARTER,
        error=error,
        boolean=found.get("boolean"),
        columns=found.get("columns", []),
        rows=found.get("rows", []),
        row_total=found.get("total", 0),
        turtle=turtle,
        downloads=[(n, links.with_query("/sparql", {"query": query, "format": f})) for n, f in kinds]
        if outcome
        else [],
        questions=list(questions().values()),
        graphs=graphs,
        seconds=context(request).settings.query_timeout,
    )


def _some_graphs(known: Catalogue) -> list[str]:
    found = (graph.value for graph in known.store.graphs() if isinstance(graph, NamedNode))
    return sorted(islice(found, _MOST_GRAPHS))


def _found(results: dict[str, Any]) -> dict[str, Any]:
    """SPARQL results as rows of text and links."""
    if "boolean" in results:
        return {"boolean": results["boolean"]}
    columns, rows = results["head"].get("vars", []), results["results"]["bindings"]
    shown = [[_term(row.get(column)) for column in columns] for row in rows[:_MOST_ROWS]]
    return {"columns": columns, "rows": shown, "total": len(rows)}


def _term(term: dict[str, Any] | None) -> dict[str, str | None]:
    if term is None:
        return {"text": "", "path": None, "note": None}
    text = term["value"] if isinstance(term["value"], str) else json.dumps(term["value"])
    path = links.page_path(text) if term["type"] == "uri" else None
    return {"text": text, "path": path, "note": term.get("xml:lang")}
