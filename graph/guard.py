"""What a query's text gives away before it is parsed: whether it wants a connection, and whether it names its graphs.

Oxigraph opens connections for ``SERVICE`` and has no switch for that. Reading the text token by token can be led
astray: ``?a<?b)SERVICE#>`` is an IRI to one reader and a comparison to another. A service clause, however it is
written, is the word, perhaps ``SILENT``, one term and an opening brace with nothing but white space and comments
between them; this pattern is searched for in the whole text, literals included. So nothing can hide, and a literal that
holds just this pattern is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from ontology.errors import MalformedQuery

__all__ = [
    "bare",
    "graphs_named",
    "refuse_connections",
    "refuse_loading",
    "refuse_nesting",
    "services_named",
    "sets_its_dataset",
]

# Possessive, so that a long comment cannot make the search slow.
_GAP: Final = r"(?:\s++|#[^\n\r]*+)*+"
_TERM: Final = r"(?:<[^>]*+>|(?:\\.|[^\s{<#\\])++)"
_SERVICE: Final = re.compile(rf"service{_GAP}(?:silent{_GAP})?({_TERM}){_GAP}\{{", re.IGNORECASE)
_LOAD: Final = re.compile(rf"load{_GAP}(?:silent{_GAP})?(?:<[^>]*+>|[\w.-]*+:)", re.IGNORECASE)
_MOST_LOADS: Final = 100
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", re.IGNORECASE)
_IRI: Final = r"<[^<>\"{}|^`\\\x00-\x20]*+>"
# What a word may stand in without being one: comments, IRIs and literals, long ones first.
_OPAQUE: Final = re.compile(
    rf"#[^\n\r]*+|{_IRI}"
    r"|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
    r"|\"(?:[^\"\\\n\r]|\\.)*+\"|'(?:[^'\\\n\r]|\\.)*+'",
    re.DOTALL,
)
_FROM: Final = re.compile(r"(?<![?$:\w-])from(?:\s+named)?(?:\s*<(\d+)>|\s+[\w-]*:)", re.IGNORECASE)
_ABSOLUTE: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def refuse_connections(query: str) -> None:
    r"""Refuse a query that would ask another service.

    Raises
    ------
    MalformedQuery
        There is a service clause, plain or written with code point escapes.

    Examples
    --------
    >>> refuse_connections('SELECT ?service { ?service ?p "a service <b>" }')
    >>> refuse_connections("SELECT * { SERVICE # now\n <http://example.org/> { ?s ?p ?o } }")
    Traceback (most recent call last):
    ...
    ontology.errors.MalformedQuery: SERVICE asks another server, which is not done here: ...
    """
    # Letters beyond ASCII may match others of another case.
    if query.isascii() and "\\" not in query and "service" not in query.lower():
        return
    if _SERVICE.search(query) or _SERVICE.search(_ESCAPE.sub(_character, query)):
        raise MalformedQuery(
            "SERVICE asks another server, which is not done here: fetch its data, store them, and ask without SERVICE"
        )


def refuse_loading(update: str) -> None:
    """Refuse an update that would fetch a document.

    An operation stands at the beginning, behind ``;``, the IRI of a prologue, or a comment: the word in a text, behind
    any other word, does no harm.

    Raises
    ------
    MalformedQuery
        There is a LOAD.

    Examples
    --------
    >>> refuse_loading('INSERT DATA { <urn:a> <urn:b> "please load <this>" }')
    >>> refuse_loading("PREFIX e: <http://example.org/> LOAD e:data")
    Traceback (most recent call last):
    ...
    ontology.errors.MalformedQuery: LOAD fetches from elsewhere, which is not done here: ...
    """
    for number, found in enumerate(_LOAD.finditer(update)):
        at = found.start()
        while at and update[at - 1].isspace():
            at -= 1
        line = update[update.rfind("\n", 0, at) + 1 : at]
        if number > _MOST_LOADS or not at or update[at - 1] in ";>" or "#" in line or "\r" in line:
            raise MalformedQuery("LOAD fetches from elsewhere, which is not done here: fetch it yourself, and send it")


def refuse_nesting(query: str, deepest: int = 200) -> None:
    """Refuse a query whose brackets are nested so deep that the parser might overflow its stack.

    Brackets in literals and comments count too, which errs on the safe side. Oxigraph stands 2,000 and not 5,000.

    Raises
    ------
    MalformedQuery
        There are more than `deepest` open at once.
    """
    if sum(map(query.count, "({[")) <= deepest:
        return
    depth = most = 0
    for character in query:
        depth += (character in "({[") - (character in ")}]")
        most = max(most, depth)
    if most > deepest:
        raise MalformedQuery(f"brackets are nested more than {deepest} deep: write the query flatter")


def services_named(query: str, allowed: Collection[str]) -> bool:
    """Whether a query asks other services, all of which it may.

    Raises
    ------
    MalformedQuery
        It asks one that is not allowed, or leaves open which one.

    Examples
    --------
    >>> services_named("SELECT * { SERVICE <http://example.org/sparql> { ?s ?p ?o } }", ["http://example.org/sparql"])
    True
    >>> services_named("SELECT * { ?s ?p ?o }", ["http://example.org/sparql"])
    False
    """
    texts = (query, _ESCAPE.sub(_character, query))
    named = {found[1] for text in texts for found in _SERVICE.finditer(text)}
    for term in named:
        if term[1:-1] not in allowed or term != f"<{term[1:-1]}>":
            raise MalformedQuery(
                f"SERVICE {term:.200} asks a server that is not allowed here: there are {', '.join(sorted(allowed))},"
                " each written out as <IRI>"
            )
    return bool(named)


def sets_its_dataset(query: str) -> bool:
    """Whether a query names the graphs it is put to with ``FROM``; the union of all graphs would override them.

    Examples
    --------
    >>> sets_its_dataset("CONSTRUCT { ?s ?p ?o } FROM <http://example.org/g> { ?s ?p ?o }")
    True
    >>> sets_its_dataset("SELECT ?from ?from_label { ?from ?p 'from <x>' } # from <http://example.org/>")
    False
    """
    return "from" in query.lower() and _FROM.search(_plain(query)[0]) is not None


def bare(query: str) -> str:
    """A query without what stands in its literals, comments and IRIs.

    Examples
    --------
    >>> bare("ASK { ?a ?b 'select' } # describe")[:11]
    'ASK { ?a ?b'
    """
    return _plain(query)[0]


def graphs_named(query: str) -> tuple[str, ...]:
    """The graphs that a query names with ``FROM``, as far as they are written out whole.

    Examples
    --------
    >>> graphs_named("ASK FROM <http://example.org/g> FROM NAMED <urn:h> FROM ex:i { ?s ?p '<x>' }")
    ('http://example.org/g', 'urn:h')
    """
    if "from" not in query.lower():
        return ()
    text, iris = _plain(query)
    found = (iris[int(each[1])] for each in _FROM.finditer(text) if each[1])
    return tuple(iri for iri in found if _ABSOLUTE.match(iri))


def _plain(query: str) -> tuple[str, list[str]]:
    """A query without comments and literals, with each IRI as its number between angle brackets, and the IRIs."""
    iris: list[str] = []

    def shortened(found: re.Match[str]) -> str:
        if not found[0].startswith("<"):
            return " "
        iris.append(found[0][1:-1])
        return f"<{len(iris) - 1}>"

    return _OPAQUE.sub(shortened, _ESCAPE.sub(_character, query)), iris


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else " "
