"""What a query's text gives away before it is parsed: whether it wants a connection, and whether it names its graphs.

Oxigraph opens connections for ``SERVICE`` and has no switch for that. Reading the text token by token can be led
astray: ``?a<?b)SERVICE#>`` is an IRI to one reader and a comparison to another. A service clause, however it is
written, is the word, perhaps ``SILENT``, one term and an opening brace with nothing but white space and comments
between them; this pattern is searched for in the whole text, literals included. So nothing can hide, and a literal that
holds just this pattern is refused too.
"""

from __future__ import annotations

import re
from typing import Final

from ontology.errors import MalformedQuery

__all__ = ["refuse_connections", "refuse_loading", "refuse_nesting", "sets_its_dataset"]

# Possessive, so that a long comment cannot make the search slow.
_GAP: Final = r"(?:\s++|#[^\n\r]*+)*+"
_TERM: Final = r"(?:<[^>]*+>|(?:\\.|[^\s{<#\\])++)"
_SERVICE: Final = re.compile(rf"service{_GAP}(?:silent{_GAP})?{_TERM}{_GAP}\{{", re.IGNORECASE)
_LOAD: Final = re.compile(rf"load{_GAP}(?:silent{_GAP})?(?:<[^>]*+>|[\w.-]*+:)", re.IGNORECASE)
_MOST_LOADS: Final = 100
_ESCAPE: Final = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})", re.IGNORECASE)
_IRI_OR_COMMENT: Final = re.compile(r"<[^<>\"{}|^`\\\s]*>|#[^\n\r]*")
_FROM: Final = re.compile(r"(?<![?$:\w])from(?:\s+named)?\s*<|(?<![?$:\w])from\s+[\w:]", re.IGNORECASE)


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


def sets_its_dataset(query: str) -> bool:
    """Whether a query names the graphs it is put to with ``FROM``; the union of all graphs would override them.

    Examples
    --------
    >>> sets_its_dataset("SELECT * FROM <http://example.org/g> { ?s ?p ?o }")
    True
    >>> sets_its_dataset("SELECT ?from ?from_label { ?from ?p 'from x' }")
    False
    """
    head = _IRI_OR_COMMENT.sub(lambda found: "<>" if found[0].startswith("<") else " ", query)
    return bool(_FROM.search(head.partition("{")[0]))


def _character(escape: re.Match[str]) -> str:
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 else " "
