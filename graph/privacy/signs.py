"""How an e-mail address or a telephone number is told from other text, however it is written.

A text is read as a person would read it: with references and percent-encoding undone, letters of full width as plain
ones, and nothing invisible in it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from ontology.terms import BASE, PREFIXES, fyr

__all__ = ["names_a_person", "reaches_a_person", "withheld"]

_FOAF, _SCHEMA, _VCARD = PREFIXES["foaf"], PREFIXES["schema"], PREFIXES["vcard"]
_PROPERTIES: Final = frozenset(
    {
        *(_VCARD + name for name in ("hasEmail", "hasTelephone", "email", "tel", "telephone", "hasURL-tel")),
        *(_FOAF + name for name in ("mbox", "mbox_sha1sum", "phone")),
        *(_SCHEMA + name for name in ("email", "telephone", "faxNumber")),
    }
)
_TEXT: Final = fyr("text")
_SCHEMES: Final = re.compile(r"\s*(?:mailto|tel|sms|mms|fax|callto|sips?|xmpp|skype|im|facetime|whatsapp|acct):", re.I)
_NUMBERS: Final = frozenset(
    PREFIXES["xsd"] + name
    for name in (
        *("boolean", "integer", "decimal", "double", "float", "date", "dateTime", "time", "gYear", "gYearMonth"),
        *("duration", "nonNegativeInteger", "positiveInteger", "int", "long", "short", "byte"),
    )
)
_NUMBER: Final = re.compile(
    r"""\s*(?:
      [-+]?[0-9]*\.?[0-9]*(?:[eE][-+]?[0-9]+)? | [-+]?INF | NaN | true | false
    | (?:-?[0-9]{4,}(?:-[0-9]{2}){0,2})?T?(?:[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[-+][0-9]{2}:[0-9]{2})?
    | -?P[0-9TYMDHS.]+
    )\s*""",
    re.VERBOSE,
)
"""What a number, a time or a truth looks like; anything else is a text, whatever its type says."""
_KNOWN_TYPES: Final = _NUMBERS | {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}
_VOCABULARIES: Final = tuple(sorted(PREFIXES.values(), key=len, reverse=True))
_OWN_STEPS: Final = re.compile(r"/(?:[0-9a-f]{8}(?:-\d+)?|passage/[a-z]+(?:-\d+)*)(?=/|$)")
"""Steps of our own IRIs that may be all digits: hashes, and the lines of a passage."""
_REMEMBERED: Final = 1 << 16

_WORTH_A_LOOK: Final = re.compile("[@%&\uff20\ufe6b]|\\bat\\b|snabel|\\d(?:\\D{0,4}\\d){5}", re.IGNORECASE)
_ENOUGH_DIGITS: Final = re.compile(r"(?:\d\D{0,4}){6}")
_AT: Final = re.compile(
    r"\s*(?:[(\[{<]\s*(?:at|a|ad|snabel-?\s?a|@)\s*[)\]}>]|\bsnabel-?\s?a\b"
    r"|(?<=\w) at (?=\w[\w-]*\s*(?:\.|\(|\[|dot\b|punkt\b)))\s*",
    re.IGNORECASE,
)
_EMAIL: Final = re.compile(r"[\w.+\-]\s?@\s?[\w\-]")
_GAP: Final = r"[ .\-/]{0,2}"
_TELEPHONE: Final = re.compile(
    rf"""
      (?<![\w.,+]) (?:\(?(?:\+|00)\s?45\)?{_GAP})? \d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}}{_GAP}\d{{2}} (?!\w)
    | (?<![\w.,]) (?:\(?\+|00) [1-9](?:[ .\-/()]{{0,2}}\d){{6,14}} (?!\w)
    | (?:tlf|tel|fon|phone|mobil|mob|direkte|fax|call|ring)\w{{0,8}} [\W_]{{0,4}} (?:\d[ .\-/()]{{0,2}}){{5,14}}\d
    """,
    re.IGNORECASE | re.VERBOSE,
)
_YEARS: Final = re.compile(r"(?<!\d)(?:(?:19|20)\d\d\s?[-/–]\s?(?:19|20)\d\d|(?:19|20)\d\d[-/][01]\d[-/][0-3]\d)(?!\d)")


def reaches_a_person(text: str) -> bool:
    """Whether a text holds an e-mail address or a telephone number.

    Examples
    --------
    >>> [reaches_a_person(text) for text in ("Anne, tlf. 00 11 22 33", "anne@example.org", "300 mia. kr.")]
    [True, True, False]
    >>> [reaches_a_person(text) for text in ("anne%40example.org", "anne (at) example.org", "2016-2020")]
    [True, True, False]
    """
    if not _WORTH_A_LOOK.search(text):
        return False
    text = _read(text)
    if _EMAIL.search(_AT.sub("@", text)):
        return True
    return bool(_ENOUGH_DIGITS.search(text) and _TELEPHONE.search(_YEARS.sub(" ", text)))


def withheld(quad: Quad, contact_passages: Collection[str] = ()) -> bool:
    """Whether a quad is kept from those who may not see contact details.

    Parameters
    ----------
    quad : Quad
        What is to be shown.
    contact_passages : collection of str
        IRIs of passages that say whom to call; their text is withheld whatever it holds.
    """
    if quad.predicate.value in _PROPERTIES:
        return True
    if quad.predicate == _TEXT and isinstance(quad.subject, NamedNode) and quad.subject.value in contact_passages:
        return True
    return any(map(_reaches, (quad.subject, quad.predicate, quad.object, quad.graph_name)))


def names_a_person(graph: NamedNode | BlankNode | DefaultGraph) -> bool:
    """Whether the name of a graph says how to reach a person: not even that it is there is told."""
    return _reaches(graph)


def _reaches(node: NamedNode | BlankNode | Literal | Triple | DefaultGraph) -> bool:
    if isinstance(node, NamedNode):
        return _iri_reaches(node.value)
    if isinstance(node, Literal):
        return _literal_reaches(node)
    if isinstance(node, Triple):
        return node.predicate.value in _PROPERTIES or any(map(_reaches, (node.subject, node.predicate, node.object)))
    return False


def _literal_reaches(literal: Literal) -> bool:
    type_ = literal.datatype.value
    if type_ in _NUMBERS and _NUMBER.fullmatch(literal.value):
        return False
    named = literal.language or ("" if type_ in _KNOWN_TYPES else type_)
    return reaches_a_person(literal.value) or bool(_SCHEMES.match(_read(literal.value))) or reaches_a_person(named)


@lru_cache(_REMEMBERED)
def _iri_reaches(iri: str) -> bool:
    if iri.startswith(BASE):
        iri = _OWN_STEPS.sub("", iri)
    iri = iri.removeprefix(next((each for each in _VOCABULARIES if iri.startswith(each)), ""))
    return bool(_SCHEMES.match(_read(iri) if "%" in iri else iri)) or reaches_a_person(iri)


def _read(text: str) -> str:
    """A text as a person reads it."""
    for _ in range(2):
        text = unquote(html.unescape(text))
    text = unicodedata.normalize("NFKC", text)
    return "".join(each for each in text if unicodedata.category(each) != "Cf") if not text.isascii() else text
