"""Updates that fail in their last part, or break a shape after valid parts: nothing of them is done."""

from __future__ import annotations

from tests.attacks.attack import JSON_LD, TURTLE, Attack, post, update

__all__ = ["ATTACKS"]

_PREFIX = "PREFIX fyr: <https://w3id.org/fyrnet/ontology#> "
_DONE = "INSERT DATA { <urn:x:half> <urn:x:p> 1 } ; "
_WRITER = {"Authorization": "Bearer @WRITE@"}
_BROKEN = "<https://w3id.org/fyrnet/id/initiative/halved> a fyr:Initiative ; fyr:participation 1 ."

_UPDATES = {
    "then a load": _DONE + "LOAD <http://@CANARY@/whole>",
    "then a graph that is not there": _DONE + "DROP GRAPH <urn:x:not-there>",
    "then a graph to clear that is not there": _DONE + "CLEAR GRAPH <urn:x:not-there>",
    "then a copy of nothing": _DONE + "COPY <urn:x:not-there> TO <urn:x:half>",
    "then a move of nothing": _DONE + "MOVE <urn:x:not-there> TO <urn:x:half>",
    "then an addition of nothing": _DONE + "ADD <urn:x:not-there> TO <urn:x:half>",
    "then a graph made twice": _DONE + "CREATE GRAPH <urn:x:half-g> ; CREATE GRAPH <urn:x:half-g>",
    "then a syntax error": _DONE + "INSERT DATA { <urn:x:a> <urn:x:b> }",
    "then a variable in data": _DONE + "INSERT DATA { ?s ?p ?o }",
    "then a query": _DONE + "SELECT * { ?s ?p ?o }",
    "then an unknown prefix": _DONE + "INSERT DATA { nobody:a nobody:b 1 }",
    "then a bomb": _DONE
    + "DELETE { ?a ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(?a = ?l && ?c = ?d && ?f = ?j) }",
    "then a broken shape": _PREFIX + _DONE + f"INSERT DATA {{ {_BROKEN} }}",
    "a broken shape among valid parts": _PREFIX
    + f"INSERT DATA {{ {_BROKEN} }} ; {_DONE} DELETE DATA {{ <urn:x:none> <urn:x:p> 1 }}",
    "a broken shape in a graph of its own": _PREFIX + _DONE + f"INSERT DATA {{ GRAPH <urn:x:half-g> {{ {_BROKEN} }} }}",
    "everything emptied, then a fault": "DROP ALL ; INSERT DATA { nobody:a nobody:b 1 }",
    "all graphs dropped, then one that is not there": "CLEAR ALL ; DROP GRAPH <urn:x:not-there>",
    "names taken from everything": _PREFIX
    + "DELETE { GRAPH ?g { ?s a ?c } } WHERE { GRAPH ?g { ?s a ?c . ?s fyr:participation ?p } }",
}
_MAY = (400, 403, 409, 422, 503, 504)
_DATA = {
    "graph whose last line is broken": (TURTLE, b"<urn:x:half> <urn:x:p> 1 .\n<urn:x:half> <urn:x:p"),
    "graph that breaks off": (TURTLE, b"<urn:x:half> <urn:x:p> 1 .\n" * 2000 + b'<urn:x:half> <urn:x:q> "open'),
    "JSON-LD that breaks off": (JSON_LD, b'[{"@id": "urn:x:half", "urn:x:p": 1}, {"@id": '),
    "graph of which one line breaks a shape": (
        TURTLE,
        b"<urn:x:half> <urn:x:p> 1 . <https://w3id.org/fyrnet/id/initiative/halved> a "
        b"<https://w3id.org/fyrnet/ontology#Initiative> ; <https://w3id.org/fyrnet/ontology#participation> 1 .",
    ),
    "graph with bytes that are no UTF-8": (TURTLE, b'<urn:x:half> <urn:x:p> 1 .\n<urn:x:half> <urn:x:p> "\xff\xfe" .'),
}

ATTACKS: tuple[Attack, ...] = (
    *(update("wholeness", name, text, *_MAY) for name, text in _UPDATES.items()),
    *(
        post(
            "wholeness",
            f"{name}, {method}",
            "/store?graph=urn:x:half-g",
            kind,
            data,
            400,
            422,
            method=method,
            headers=_WRITER,
        )
        for name, (kind, data) in _DATA.items()
        for method in ("PUT", "POST")
    ),
    post(
        "wholeness",
        "update for a revision that is gone",
        "/update",
        "application/sparql-update",
        b"INSERT DATA { <urn:x:half> <urn:x:p> 1 }",
        412,
        headers=_WRITER | {"If-Match": '"gone"'},
    ),
)
