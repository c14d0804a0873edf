"""Texts that try to be more than a value: in parameters of questions, slugs, IRIs, names of files and headers."""

from __future__ import annotations

from tests.attacks.attack import Attack, encoded

__all__ = ["ATTACKS"]

_BREAKS = {
    "end of an IRI": "clean> } DROP ALL #",
    "end of the values": "> } } UNION { ?s ?p ?o } #",
    "service behind an IRI": "x> } SERVICE <http://@CANARY@/inj> { ?s ?p ?o } VALUES ?z { <y",
    "quotation marks": "\" } DROP ALL # ' ''' \"\"\"",
    "line ends": "clean\r\nDROP ALL",
    "a backslash": "clean\\u003E \\",
    "UNDEF": "UNDEF",
    "another variable": "?s",
    "a blank": "clean x",
    "SQL": "clean' OR '1'='1'; DROP TABLE names; --",
    "words of a search engine": '"clean" OR * NEAR( name:x ^ -',
    "a hundred thousand letters": "a" * 50_000,
    "a script as an IRI": "javascript:alert(1)",
    "a folder above": "../../../../etc/passwd",
    "a pattern": "%_*?[a-z]+.(|",
}
_PLACES = (
    "/api/questions/what_rests_on?thing=…",
    "/api/questions/initiatives_of_organisation?organisation=…",
    "/api/initiatives?q=…",
    "/api/initiatives?theme=…&participant=…",
    "/api/organisations/…",
    "/api/analysis/dependencies/…",
    "/api/analysis/paths?from=…&to=…",
    "/api/analysis/what-if?remove=…",
    "/search?q=…",
)
_LINE = "%0D%0AX-Injected%3A%20yes"
_HEADERS = {
    "line end in a format": f"GET /sparql?query={encoded('ASK {}')}&format=json{_LINE}",
    "line end in a format of the network": f"GET /api/network?format=gexf{_LINE}",
    "line end in a language": f"GET /?lang=da{_LINE}",
    "line end in a slug that leads on": f"GET /id/organisation/clean{_LINE}",
    "line end in the name of a graph": f"GET /store?graph=urn:x{_LINE}",
    "line end in a path that leads on": f"GET /initiatives/{_LINE}/",
    "two slashes that would lead elsewhere": "GET //evil.example.org/%2f..",
    "backslash that would lead elsewhere": "GET /\\evil.example.org/",
    "part that would lead elsewhere": "GET /id/initiative/groen-havn/participation/%2f%2fevil.example.org",
}
_ECHOED = {
    "X-Request-ID": "a\tb<script>",
    "Accept": "text/turtle;x=\x01",
    "Accept-Language": "da;q=x,\x7f",
    "Prefer": "wait=\x80",
}
_FILES = {
    "up and up": "../../../../../../etc/passwd",
    "encoded once": "%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "encoded slashes": "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "encoded twice": "%252e%252e%252f%252e%252e%252fetc/passwd",
    "backslashes": "..\\..\\..\\..\\etc\\passwd",
    "encoded backslashes": "..%5c..%5c..%5cetc%5cpasswd",
    "from the root": "/etc/passwd",
    "dots in dots": "....//....//....//etc/passwd",
    "overlong": "%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "NUL": "fyrnet.css%00.html",
    "the program itself": "../app.py",
    "the page's templates": "..%2ftemplates%2fbase.html",
}

ATTACKS: tuple[Attack, ...] = (
    *(
        Attack(
            "injection",
            f"{name} in {place}",
            f"GET {place.replace('…', encoded(text))}",
            (200, 202, 400, 404, 414, 431),
        )
        for name, text in _BREAKS.items()
        for place in _PLACES
    ),
    *(
        Attack(
            "injection",
            name,
            target,
            (200, 303, 307, 400, 404),
            lacks=("\nx-injected: yes", "\nlocation: //evil", "\nlocation: http://evil", "\nlocation: /\\evil"),
        )
        for name, target in _HEADERS.items()
    ),
    *(
        Attack(
            "injection",
            f"odd bytes in {name}",
            "GET /api/initiatives?limit=1",
            (200, 400, 406),
            {name: value},
            lacks=("<script>",),
        )
        for name, value in _ECHOED.items()
    ),
    *(
        Attack(
            "injection",
            f"path {name} below {root}",
            f"GET {root}{path}",
            (303, 307, 400, 404),
            lacks=("root:", "from __future__", "{% block"),
        )
        for name, path in _FILES.items()
        for root in ("/static/", "/static/vis/", "/id/organisation/", "/docs/")
    ),
)
