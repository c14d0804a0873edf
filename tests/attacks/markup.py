"""Markup and formulas in names, titles, slugs and words searched for: shown as text, in pages and in tables.

`EVIL` is what the target holds before the attacks begin.
"""

from __future__ import annotations

from typing import Final

from tests.attacks.attack import Attack, encoded

__all__ = ["ATTACKS", "EVIL", "SCRIPT"]

SCRIPT: Final = "<script>alert(1)</script>"
_IMAGE: Final = '"><img src=x onerror=alert(1)>'
_TEMPLATE: Final = "{{ 7*7 }}${7*7}<%= 7*7 %>"
_NAMES: Final = {
    "evil-script": SCRIPT,
    "evil-image": _IMAGE,
    "evil-svg": "<svg/onload=alert(1)>",
    "evil-end": "</title></script><script>alert(1)</script>",
    "evil-quote": "' onmouseover='alert(1)",
    "evil-template": _TEMPLATE,
    "evil-formula": "=1+1",
    "evil-command": "=cmd|' /C calc'!A0",
    "evil-plus": "+SUM(1;1)",
    "evil-minus": "-2+3+cmd|' /C calc'!A0",
    "evil-at": "@SUM(1+1)",
    "evil-tab": "\t=1+1",
    "evil-return": "\r=1+1",
    "evil-right-to-left": "\u202egnp.exe",
}
_FYR: Final = "https://w3id.org/fyrnet/ontology#"
_ID: Final = "https://w3id.org/fyrnet/id"


def _literal(text: str) -> str:
    marks = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(marks.get(each, each) for each in text) + '"'


def _evil() -> str:
    """Initiatives and organisations with evil names, in one graph, tied to one another."""
    parts = []
    for slug, name in _NAMES.items():
        label = f"skos:prefLabel {_literal(name)}@da, {_literal(name)}@en ; skos:altLabel {_literal(name + ' x')}@da"
        tie = f"<{_ID}/initiative/{slug}/participation/{slug}>"
        parts.append(
            f"<{_ID}/initiative/{slug}> a fyr:Initiative ; {label} ; fyr:hasParticipant <{_ID}/organisation/{slug}> ;"
            f" fyr:participation {tie} ; fyr:buildsOn <{_ID}/undertaking/{slug}> ;"
            f" <http://purl.org/dc/terms/description> {_literal(name)}@da ."
            f" {tie} a fyr:Participation ; fyr:participant <{_ID}/organisation/{slug}> ;"
            f" fyr:role <https://w3id.org/fyrnet/role/participant> ."
            f" <{_ID}/organisation/{slug}> a <http://www.w3.org/ns/org#Organization> ; {label} ."
            f" <{_ID}/undertaking/{slug}> a fyr:Undertaking ; {label} ."
            f" <{_ID}/person/{slug}> a <http://xmlns.com/foaf/0.1/Person> ; {label} ."
        )
    return (
        f"PREFIX fyr: <{_FYR}> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"
        f" INSERT DATA {{ GRAPH <https://w3id.org/fyrnet/graph/source/evil> {{ {' '.join(parts)} }} }}"
    )


EVIL: Final = _evil()

_PAGES: Final = (
    "/",
    "/initiatives",
    "/organisations",
    "/undertakings",
    "/people",
    "/overlap",
    "/dependencies",
    "/network",
    "/network?whole=1",
    "/questions",
    "/questions/partners_spanning_initiatives",
    "/analyses",
    "/analyses/centrality",
    "/analyses/gaps",
    "/about",
    *(
        f"/{kind}s/{slug}"
        for kind in ("initiative", "organisation", "undertaking")
        for slug in ("evil-script", "evil-image", "evil-end", "evil-quote")
    ),
)
_ECHOES: Final = (
    "/search?q=…",
    "/initiatives?q=…",
    "/organisations?q=…",
    "/organisations?type=…",
    "/initiatives/…",
    "/organisations/…",
    "/people/…",
    "/id/organisation/…",
    "/id/…/x",
    "/questions/…",
    "/questions/partners_spanning_initiatives?minimum=…",
    "/analyses/…",
    "/analyses/overlap?thing=…",
    "/analyses/paths?from=…&to=…",
    "/network?focus=…",
    "/network?lang=…",
    "/sparql?query=…",
    "/?lang=…",
    "/…",
    "/docs?…=…",
    "/initiatives?…=…",
    "/overlap?…",
    "/dependencies?thing=…",
)
_HTML: Final = {"Accept": "text/html"}
_NEVER: Final = ("<script>alert", "<img src=x", "<svg/onload", "' onmouseover='alert(1)'", "$49", "<%= 49")
_SHOWN: Final = (200, 202, 303, 400, 404, 503)
_PICK: Final = encoded(
    'SELECT ?l { VALUES ?l { "<script>alert(1)</script>" "=1+1" \'"><img src=x onerror=alert(1)>\' } }'
)
_CELLS: Final = (
    "\n=1",
    ",=1",
    '"=1',
    "=cmd|",
    "\n+SUM",
    ",+SUM",
    "\n@SUM",
    ",@SUM",
    ",-2+3",
    '"-2+3',
    '"\t=1',
    '"\r=1',
)

ATTACKS: tuple[Attack, ...] = (
    *(Attack("markup", f"names on {path}", f"GET {path}", (200, 202), _HTML, lacks=_NEVER) for path in _PAGES),
    *(
        Attack(
            "markup", f"{name} echoed by {path}", f"GET {path.replace('…', encoded(text))}", _SHOWN, _HTML, lacks=_NEVER
        )
        for path in _ECHOES
        for name, text in (("script", SCRIPT), ("image", _IMAGE))
    ),
    *(
        Attack(
            "markup",
            f"script in problems of {path}",
            f"GET {path.replace('…', encoded(SCRIPT))}",
            (400, 404),
            lacks=("text/html",),
        )
        for path in (
            "/api/initiatives?q=x&limit=…",
            "/api/organisations/…",
            "/api/…",
            "/api/questions/…",
            "/sparql?query=…",
            "/id/organisation/….ttl",
        )
    ),
    Attack("markup", "literals on the console", f"GET /sparql?query={_PICK}", (200,), _HTML, lacks=_NEVER),
    Attack(
        "markup",
        "script in an address that was not escaped",
        "GET /initiatives?q=<script>alert(1)</script>",
        (200, 400),
        _HTML,
        lacks=_NEVER,
    ),
    Attack(
        "markup",
        "template in the words searched for",
        "GET /search?q=" + encoded("{{7*7}}${7*7}"),
        (200,),
        _HTML,
        lacks=("49$", "$49"),
    ),
    Attack(
        "markup",
        "results as a page of their own",
        f"GET /sparql?query={_PICK}&format=xml",
        (200,),
        holds=("x-content-type-options: nosniff",),
        lacks=("text/html",),
    ),
    *(
        Attack(
            "markup",
            f"{suffix} of an evil thing",
            f"GET /id/organisation/evil-script{suffix}",
            (200, 303),
            holds=("x-content-type-options: nosniff",),
            lacks=("content-type: text/html",),
        )
        for suffix in (".ttl", ".jsonld", ".json")
    ),
    Attack("markup", "network as GraphML", "GET /api/network?format=graphml", (200,), lacks=("<script>alert",)),
    Attack("markup", "network as GEXF", "GET /api/network?format=gexf", (200,), lacks=("<script>alert",)),
    *(
        Attack(
            "markup",
            f"formulas in a table for people: {name}",
            f"GET {path}",
            (200,),
            {"Accept": "text/csv"},
            lacks=_CELLS,
        )
        for name, path in (
            ("who spans initiatives", "/api/questions/partners_spanning_initiatives?format=csv"),
            ("what is shared", "/api/questions/shared_foundations?format=csv"),
        )
    ),
    Attack(
        "markup",
        "formulas in results of SPARQL stay as they are, which the standard asks",
        f"GET /sparql?query={_PICK}&format=csv",
        (200,),
        holds=("\r\n=1+1\r\n", "content-type: text/csv"),
        lacks=("'=1+1",),
    ),
)
