"""Bytes that are no text, or a text that is not what it seems: 400, or taken as the names of nothing."""

from __future__ import annotations

from tests.attacks.attack import JSON_LD, SPARQL, TURTLE, UPDATE, Attack, post, query

__all__ = ["ATTACKS"]

_BYTES = {
    "lone byte": "%ff",
    "cut character": "%c3",
    "overlong slash": "%c0%af",
    "lone surrogate": "%ed%a0%80",
    "beyond Unicode": "%f5%80%80%80",
    "NUL": "%00",
    "percent without digits": "%zz%",
    "mark of byte order": "%ff%fe",
    "letters of two encodings": "%c3%a5%e5",
    "combined letters without end": "a%cc%81" * 500,
    "invisible letters": "%e2%80%8b%e2%80%ae%ef%bb%bf",
    "end of line": "%0d%0a",
}
_PLACES = (
    "/api/organisations/…",
    "/api/initiatives?q=…",
    "/api/initiatives?…=1",
    "/sparql?query=…",
    "/organisations?q=…",
    "/id/organisation/…",
    "/…",
    "/store?graph=urn:x:…",
    "/static/…",
    "/api/analysis/paths?from=…&to=…",
    "/api/questions/what_rests_on?thing=…",
    "/api/jobs/…",
)
_WRITER = {"Authorization": "Bearer @WRITE@"}
_BODIES = {
    "lone byte": b'ASK { ?s ?p "\xff" }',
    "overlong": b'ASK { ?s ?p "\xc0\xaf" }',
    "surrogate": b'ASK { ?s ?p "\xed\xa0\x80" }',
    "cut character": b'ASK { ?s ?p "\xc3',
    "UTF-16": "ASK { ?s ?p ?o }".encode("utf-16"),
    "UTF-32": "ASK { ?s ?p ?o }".encode("utf-32"),
}

ATTACKS: tuple[Attack, ...] = (
    *(
        Attack(
            "encodings",
            f"{name} in {place}",
            f"GET {place.replace('…', text)}",
            (200, 202, 303, 307, 400, 404, 405, 414),
        )
        for name, text in _BYTES.items()
        for place in _PLACES
    ),
    *(
        Attack("encodings", f"odd bytes as they are in {path}", f"GET {path}", (200, 202, 303, 400, 404))
        for path in ("/api/initiatives?q=\udcff", "/api/organisations/\udce5", "/\udc80\udc80", "/sparql?query=\udcff")
    ),
    *(post("encodings", f"query in {name}", "/sparql", SPARQL, body, 400) for name, body in _BODIES.items()),
    *(
        post("encodings", f"update in {name}", "/update", UPDATE, body, 400, headers=_WRITER)
        for name, body in _BODIES.items()
    ),
    *(
        post("encodings", f"form in {name}", "/sparql", "application/x-www-form-urlencoded", b"query=" + body, 400)
        for name, body in _BODIES.items()
    ),
    query("encodings", "surrogate by an escape", 'ASK { ?s ?p "\\uD800" }', 400),
    query("encodings", "beyond Unicode by an escape", 'ASK { ?s ?p "\\U00110000" }', 400),
    query("encodings", "NUL by an escape", 'ASK { ?s ?p "\\u0000" }', 200, 400),
    query("encodings", "NUL as it is", "ASK { ?s ?p ?o }\0", 400),
    query("encodings", "mark of byte order before a query", "\ufeffASK { ?s ?p ?o }", 200, 400),
    query("encodings", "blanks that are none", "ASK\u00a0{\u2003?s ?p ?o }", 400),
    query("encodings", "letters that look alike", "\u0410SK { ?s ?p ?o }", 400),
    *(
        post(
            "encodings", f"{name} in a graph", "/store?graph=urn:x:odd", kind, data, 400, method="PUT", headers=_WRITER
        )
        for name, kind, data in (
            ("lone byte", TURTLE, b'<urn:s> <urn:p> "\xff" .'),
            ("surrogate by an escape", TURTLE, b'<urn:s> <urn:p> "\\uD800" .'),
            ("blank in an IRI", TURTLE, b"<urn:s s> <urn:p> 1 ."),
            ("lone surrogate of JSON", JSON_LD, b'{"@id": "urn:s", "urn:p": "\\ud800"}'),
            ("UTF-16", JSON_LD, '{"@id": "urn:s", "urn:p": 1}'.encode("utf-16")),
        )
    ),
)
