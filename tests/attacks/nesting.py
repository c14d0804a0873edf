"""Texts so deep that a parser which calls itself runs out of stack: refused, by whichever door they come."""

from __future__ import annotations

from collections.abc import Callable

from tests.attacks.attack import JSON_LD, SPARQL, TURTLE, UPDATE, XML, Attack, post

__all__ = ["ATTACKS"]

_DEEP = 30_000
_WRITER = {"Authorization": "Bearer @WRITE@"}
# What can be read all the same is not stored: its condition does not hold.
_NEVER = _WRITER | {"If-Match": '"gone"'}


def _bracketed(left: str, inner: str, right: str, frame: str, times: int = _DEEP) -> Callable[[], bytes]:
    return lambda: (frame.replace("…", left * times + inner + right * times)).encode()


def _attributed(pattern: str) -> Callable[[], bytes]:
    return lambda: _RDF.replace("…", f"<T {' '.join(pattern.format(n, n) for n in range(50_000))}/>").encode()


_QUERIES = {
    "parentheses": _bracketed("(", "1", ")", "ASK { FILTER(…) }"),
    "parentheses never closed": _bracketed("(", "1", "", "ASK { FILTER(… }"),
    "parentheses hidden by comments": _bracketed("(#)\n", "1", ")", "ASK { FILTER(…) }", 15_000),
    "parentheses after a text that seems to go on": _bracketed("(", "1", ")", 'ASK { FILTER("\\"" = …) }'),
    "braces": _bracketed("{", "?s ?p ?o", "}", "ASK { … }"),
    "brackets": _bracketed("[ <urn:p> ", "1", " ]", "ASK { … <urn:p> 1 }", 8_000),
    "collections": _bracketed("(", "1", ")", "ASK { … <urn:p> 1 }"),
    "negations": _bracketed("!", "true", "", "ASK { FILTER(…) }"),
    "signs": _bracketed("- ", "1", "", "ASK { FILTER(… = 1) }"),
    "paths": _bracketed("(", "<urn:p>", ")*", "ASK { ?s … ?o }"),
    "paths upside down": _bracketed("^", "<urn:p>", "", "ASK { ?s … ?o }"),
    "subqueries": _bracketed("{ SELECT * ", "{ ?s ?p ?o }", " }", "SELECT * { … }", 5_000),
    "optional in optional": _bracketed("OPTIONAL { ", "?s ?p ?o", " }", "ASK { … }", 7_000),
    "filter in filter": _bracketed("EXISTS { FILTER ", "EXISTS { }", " }", "ASK { FILTER … }", 5_000),
    "graph in graph": _bracketed("GRAPH ?g { ", "?s ?p ?o", " }", "ASK { … }", 7_000),
    "functions": _bracketed("ABS(", "1", ")", "ASK { FILTER(… = 1) }", 16_000),
    "triples of triples": _bracketed("<<( ?s ?p ", "?o", " )>>", "ASK { ?a ?b … }", 5_000),
    "long chain of sums": _bracketed("1+", "1", "", "ASK { FILTER(… = 1) }", 45_000),
    "long chain of alternatives": _bracketed("<urn:p>|", "<urn:p>", "", "ASK { ?s … ?o }", 10_000),
    "long chain of steps": _bracketed("<urn:p>/", "<urn:p>", "", "ASK { ?s … ?o }", 10_000),
    "long chain of unions": _bracketed("{} UNION ", "{}", "", "ASK { … }", 9_000),
    "long chain of ands": _bracketed("true&&", "true", "", "ASK { FILTER(…) }", 15_000),
}
# What a chain of equal operators gives depends on the engine: an answer, or a refusal.
_MAY = (200, 400, 413, 503, 504)
_UPDATES = {
    "update in parentheses": _bracketed("(", "1", ")", "DELETE WHERE { … <urn:p> 1 }", 50_000),
    "update in braces": _bracketed("{", "?s ?p ?o", "}", "INSERT { <urn:s> <urn:p> 1 } WHERE { … }", 50_000),
}
_RDF = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="urn:x:">…</r:RDF>'
_TRIG, _N3, _LINES, _QUADS = "application/trig", "text/n3", "application/n-triples", "application/n-quads"
_THING = '{"@id":"urn:x:s","urn:p":1}'
_TYPED, _OWN = '{"@type":"T","a1":1}', '{"@context":{"x":"urn:x:x"},"a1":1}'
_SCOPED = '"T":{"@id":"urn:x:T","@context":{"x":"urn:x:x"}}'
_TERMS = ",".join(f'"a{number}":"urn:x:{number}"' for number in range(3_000))
_DATA = {
    "collections of Turtle": (TURTLE, _bracketed("(", "1", ")", "… <urn:p> 1 .", 20_000)),
    "collections of Turtle never closed": (TURTLE, _bracketed("(", "1", "", "<urn:s> <urn:p> …", 1_000_000)),
    "brackets of Turtle": (TURTLE, _bracketed("[ <urn:p> ", "1", " ]", "<urn:s> <urn:p> … .", 20_000)),
    "brackets of Turtle behind comments": (
        TURTLE,
        _bracketed("[ <urn:p> # ]\n", "1", " ]", "<urn:s> <urn:p> … .", 20_000),
    ),
    "brackets of Turtle behind texts": (
        TURTLE,
        _bracketed("[ <urn:q> ']' ; <urn:p> ", "1", " ]", "<urn:s> <urn:p> … .", 20_000),
    ),
    "triples of triples in Turtle": (
        TURTLE,
        _bracketed("<<( <urn:s> <urn:p> ", "<urn:o>", " )>>", "<urn:s> <urn:p> … ."),
    ),
    "statements about statements in Turtle": (
        TURTLE,
        _bracketed("<< <urn:s> <urn:p> ", "<urn:o>", " >>", "<urn:s> <urn:p> … .", 300_000),
    ),
    "annotations of annotations in Turtle": (
        TURTLE,
        _bracketed("{| <urn:p> 1 ", "", "|}", "<urn:s> <urn:p> 1 … .", 100_000),
    ),
    "brackets of TriG": (_TRIG, _bracketed("[ <urn:p> ", "1", " ]", "{ <urn:s> <urn:p> … }", 20_000)),
    "formulas of N3": (_N3, _bracketed("{ <urn:s> <urn:p> ", "1", " }", "<urn:s> <urn:p> … .", 20_000)),
    "triples of triples in N-Triples": (
        _LINES,
        _bracketed("<<( <urn:s> <urn:p> ", '"1"', " )>>", "<urn:s> <urn:p> … .", 300_000),
    ),
    "triples of triples in N-Quads": (
        _QUADS,
        _bracketed("<<( <urn:s> <urn:p> ", '"1"', " )>>", "<urn:s> <urn:p> … .", 300_000),
    ),
    "arrays of JSON-LD": (JSON_LD, _bracketed("[", "", "]", "…", 200_000)),
    "objects of JSON-LD": (JSON_LD, _bracketed('{"urn:p":', "1", "}", "…", 100_000)),
    "contexts of JSON-LD": (JSON_LD, _bracketed('{"@context":', "{}", "}", "…", 100_000)),
    "lists of JSON-LD": (JSON_LD, _bracketed('{"@list":[', "1", "]}", '{"urn:p":…}', 100_000)),
    "graphs of JSON-LD": (JSON_LD, _bracketed('{"@graph":[', _THING, "]}", "…", 2_000)),
    "what is included in JSON-LD": (JSON_LD, _bracketed('{"@id":"urn:x:s","@included":[', _THING, "]}", "…", 2_000)),
    "what points back in JSON-LD": (JSON_LD, _bracketed('{"@reverse":{"urn:p":', _THING, "}}", "…", 2_000)),
    "contexts of classes in JSON-LD": (
        JSON_LD,
        f'{{"@context":{{{_SCOPED},{_TERMS}}},"@graph":[{",".join([_TYPED] * 8_000)}]}}'.encode,
    ),
    "contexts of things in JSON-LD": (
        JSON_LD,
        f'{{"@graph":[{",".join([_OWN] * 8_000)}],"@context":{{{_TERMS}}}}}'.encode,
    ),
    "elements of RDF/XML": (XML, _bracketed("<r:Description><p>", "x", "</p></r:Description>", _RDF, 20_000)),
    "elements of RDF/XML never closed": (XML, _bracketed("<r:Description><p>", "x", "", _RDF, 20_000)),
    "elements of RDF/XML behind comments": (
        XML,
        _bracketed("<r:Description><p><!-- </p></r:Description> -->", "x", "</p></r:Description>", _RDF, 20_000),
    ),
    "collections of RDF/XML": (
        XML,
        _bracketed('<T><p r:parseType="Collection">', "<T/>", "</p></T>", _RDF, 20_000),
    ),
    "namespaces of RDF/XML": (XML, _attributed('xmlns:n{}="urn:x:{}"')),
    "attributes of RDF/XML": (XML, _attributed('r:n{}="{}"')),
    "an IRI without end": (TURTLE, _bracketed("x", "", "", "<urn:x:…> <urn:x:p> 1 .", 2_000_000)),
    "a short name of a long IRI": (
        TURTLE,
        _bracketed("x", "", "", "@prefix x: <urn:x:…> . x:s x:p x:o .", 20_000),
    ),
    "a text without end": (TURTLE, _bracketed("x", "", "", "<urn:x:s> <urn:x:p> '…' .", 2_000_000)),
}

ATTACKS: tuple[Attack, ...] = (
    *(post("nesting", name, "/sparql", SPARQL, text, *_MAY) for name, text in _QUERIES.items()),
    *(post("nesting", name, "/update", UPDATE, text, 400, headers=_WRITER) for name, text in _UPDATES.items()),
    *(
        post("nesting", name, "/store?graph=urn:x:nested", kind, text, 400, method="PUT", headers=_NEVER)
        for name, (kind, text) in _DATA.items()
    ),
)
