"""Queries that want all the time, memory, rows or bytes there are: each is cut, and its answer says so."""

from __future__ import annotations

from tests.attacks.attack import Attack, query, update

__all__ = ["ATTACKS"]

_CUT = (503, 504)
_SMALL_OR_CUT = (200, 400, 503, 504)
_SQUARE = " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(6))
_TEN = " ".join(str(n) for n in range(10))


def _doubled(times: int) -> str:
    return 'BIND("0123456789" AS ?v0) ' + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(times))


def _nested(levels: int) -> str:
    text = "?s ?p ?o"
    for level in range(levels):
        text = f"{{ SELECT * {{ {text} . ?a{level} ?b{level} ?c{level} }} }}"
    return text


_QUERIES: dict[str, tuple[str, tuple[int, ...]]] = {
    "cartesian product counted": (f"SELECT (COUNT(*) AS ?n) {{ {_SQUARE} }}", _CUT),
    "cartesian product listed": (f"SELECT * {{ {_SQUARE} }}", _CUT),
    "cartesian product asked of an impossible end": (f"ASK {{ {_SQUARE} FILTER(?o0 = <urn:x:none>) }}", _SMALL_OR_CUT),
    "distinct over a product": ("SELECT DISTINCT ?a ?c ?e { ?a ?b ?x . ?c ?d ?y . ?e ?f ?z }", _CUT),
    "every path between everything": ("SELECT (COUNT(*) AS ?n) { ?a (!<urn:x:a>|^!<urn:x:a>)+ ?b }", _CUT),
    "starred stars": ("SELECT (COUNT(*) AS ?n) { ?a (((!<urn:x:a>)*)*)* ?b . ?b ((^(!<urn:x:a>))*)* ?c }", _CUT),
    "paths of zero length": ("SELECT (COUNT(*) AS ?n) { ?a (!<urn:x:a>)* ?b . ?c (!<urn:x:a>)* ?d }", _CUT),
    "tables of values multiplied": (
        "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{n} {{ {_TEN} }}" for n in range(12)) + " }",
        _CUT,
    ),
    "table of values of a hundred thousand": (
        "SELECT * { VALUES ?v { " + "1 " * 100_000 + "} }",
        (400, 413),
    ),
    "regular expression that would go back and back": (
        'SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(STR(?o), "(a+)+$|(.*)*(.*)*(.*)*x$")) }',
        _SMALL_OR_CUT,
    ),
    "regular expression of huge repetition": (
        'SELECT * { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a{100}){100}){100})")) }',
        _SMALL_OR_CUT,
    ),
    "replacement that grows": (
        'SELECT (STRLEN(?e) AS ?n) { BIND(REPLACE("aaaaaaaaaa", "a", "aaaaaaaaaaaaaaaaaaaa") AS ?a)'
        ' BIND(REPLACE(?a, "a", ?a) AS ?b) BIND(REPLACE(?b, "a", ?b) AS ?c) BIND(REPLACE(?c, "a", ?c) AS ?d)'
        " BIND(CONCAT(?d, ?d) AS ?e) }",
        _SMALL_OR_CUT,
    ),
    "text doubled sixty times": (f"SELECT (STRLEN(?v60) AS ?n) {{ {_doubled(60)} }}", _SMALL_OR_CUT),
    "text doubled thirty times and given": (f"SELECT ?v30 {{ {_doubled(30)} }}", _CUT),
    "texts joined over a product": (
        'SELECT (GROUP_CONCAT(STR(?o); separator=" ") AS ?t) { ?s ?p ?o . ?a ?b ?c }',
        _CUT,
    ),
    "order over a product": ("SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f } ORDER BY RAND() ?o ?c ?f LIMIT 1", _CUT),
    "order by a product in a subquery": (
        "SELECT * { { SELECT * { ?s ?p ?o . ?a ?b ?c } ORDER BY MD5(STR(?o)) } } OFFSET 100000000",
        _CUT,
    ),
    "subqueries multiplied": (f"SELECT (COUNT(*) AS ?n) {{ {_nested(6)} }}", _CUT),
    "limit beyond every number": ("SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999999", (400,)),
    "limit of the largest number": (f"SELECT * {{ {_SQUARE} }} LIMIT 9223372036854775807", _CUT),
    "offset of the largest number": (f"SELECT * {{ {_SQUARE} }} OFFSET 9223372036854775807", _CUT),
    "graph built of a product": ("CONSTRUCT { ?s ?p ?o . ?a ?b ?c } { ?s ?p ?o . ?a ?b ?c }", _SMALL_OR_CUT),
    "description of everything": ("DESCRIBE * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }", _CUT),
    "optional parts multiplied": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o OPTIONAL { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } } }",
        _CUT,
    ),
    "difference of products": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c MINUS { ?s ?q ?r . ?a ?t ?u . ?x ?y ?z } }",
        _CUT,
    ),
    "unless there is a product": (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c "
        "FILTER NOT EXISTS { ?x ?y ?z . ?u ?v ?w FILTER(?z > ?w && ?o > ?c && ?x = ?s) } }",
        _CUT,
    ),
    "groups as many as rows": (
        "SELECT ?s ?a ?d (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f } GROUP BY ?s ?a ?d ?o ?c ?f",
        _CUT,
    ),
    "union of many products": (
        "SELECT (COUNT(*) AS ?n) { " + " UNION ".join("{ ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }" for _ in range(50)) + " }",
        _CUT,
    ),
    "numbers that grow": (
        "SELECT (?v60 AS ?n) { BIND(9999999999 AS ?v0) "
        + " ".join(f"BIND(?v{n} * ?v{n} AS ?v{n + 1})" for n in range(60))
        + " }",
        _SMALL_OR_CUT,
    ),
    "every graph with every other": (
        "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } GRAPH ?h { ?a ?b ?c } GRAPH ?i { ?d ?e ?f } }",
        _CUT,
    ),
}

_UPDATES: dict[str, tuple[str, tuple[int, ...]]] = {
    "update of a product": (f"INSERT {{ ?s0 <urn:x:p> ?o5 }} WHERE {{ {_SQUARE} }}", (400, 503, 504)),
    "deletion by endless paths": (
        "DELETE { ?a <urn:x:p> ?d } WHERE { ?a (!<urn:x:a>|^!<urn:x:a>)* ?b . ?c (!<urn:x:a>|^!<urn:x:a>)* ?d }",
        (400, 503, 504),
    ),
    "update of texts doubled": (
        f"INSERT {{ <urn:x:s> <urn:x:p> ?v34 }} WHERE {{ {_doubled(34)} }}",
        (400, 503, 504, 507),
    ),
}

ATTACKS: tuple[Attack, ...] = (
    *(query("bombs", name, text, *may) for name, (text, may) in _QUERIES.items()),
    *(update("bombs", name, text, *may) for name, (text, may) in _UPDATES.items()),
)
