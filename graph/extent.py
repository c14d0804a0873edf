"""How deep, and how long in one place, data may be that somebody sends: looked at before a parser sees them.

What parsers keep for each level that is open makes them slow and large, up to the square of the depth and beyond:
60 kB of nested JSON-LD take minutes, as do elements of RDF/XML, and 4,000 objects within each other overflow the stack.
Here every reader goes through the bytes once and calls nothing within itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

import pyoxigraph as ox

__all__ = ["fault", "overlong"]

_DEEPEST: Final = 256
_DEEPEST_JSON: Final = 64
"""Each level of JSON-LD that is open holds a copy of what is read in it."""
_MOST_ATTRIBUTES: Final = 256
"""Of one element, and namespaces that are declared at once: each name is looked for in all of them."""
_DEAREST_CONTEXTS: Final = 5_000_000
"""Terms that contexts copy: some seconds."""
_LONGEST_LITERAL: Final = 1 << 20
_LONGEST_IRI: Final = 1 << 14

# What brackets may stand in without being any: comments, IRIs, literals, escapes; what is not closed goes to the end.
# Each pattern matches from wherever it begins, if only the end: a search that fails would begin anew at every byte.
_IRI: Final = rb"<(?:[^<>\"{}|^`\\\x00-\x20]|\\u)*+>"
_TURTLE: Final = re.compile(
    rb"(?:[^\[\](){}\"'<>#\\]++|#[^\r\n]*+|" + _IRI + rb"|\\."
    rb"|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+(?:\"\"\"|\Z)|'''(?:[^'\\]|\\.|'(?!''))*+(?:'''|\Z)"
    rb"|\"(?:[^\"\\\r\n]|\\.)*+\"?|'(?:[^'\\\r\n]|\\.)*+'?|<(?!<)|>(?!>)|\\)*+"
    rb"(<<|>>|[\[({\])}]|\Z)",
    re.DOTALL,
)
_STRING: Final = rb"\"(?:[^\"\\]|\\.)*+(?:\"|\Z)"
_JSON: Final = re.compile(rb"(?:[^\[\]{}\"]++|" + _STRING + rb")*+([\[{\]}]|\Z)", re.DOTALL)
_OPENING: Final = (b"<<", b"(", b"[", b"{")
# A letter may be written as its code.
_CONTEXT: Final = re.compile(
    rb"\"" + b"".join(rb"(?:%c|\\u00(?i:%02x))" % (letter, letter) for letter in b"@context") + rb"\"\s*+:"
)
_KEY_OR_BRACKET: Final = re.compile(rb"[^\[\]{}\"]*+(?:(" + _STRING + rb")\s*+(:?)|([\[{\]}])|\Z)", re.DOTALL)


def fault(data: bytes, form: str) -> str | None:
    r"""What makes data dear to parse, in words, or None.

    Parameters
    ----------
    data : bytes
        What was sent; it need not be well formed.
    form : str
        ``ttl``, ``trig``, ``nt``, ``nq``, ``n3``, ``jsonld`` or ``rdf``.

    Notes
    -----
    O(n) time for n bytes.

    Examples
    --------
    >>> fault(b"<urn:a> <urn:b> " + b"(" * 300, "ttl")
    'it is nested more than 256 deep: write it flatter'
    >>> fault(b'<urn:a> <urn:b> "' + b"(" * 300 + b'" .', "ttl")
    """
    if form == "rdf":
        return _Elements().fault(data)
    if form == "jsonld":
        return _nested(data, _JSON, _DEEPEST_JSON) or _contexts(data)
    return _nested(data, _TURTLE, _DEEPEST)


def overlong(quad: ox.Quad) -> str | None:
    """What is too long in one statement, in words, or None."""
    subject, predicate, target, graph = quad
    for term in (subject, predicate, target, graph):
        if len(str(term)) > _LONGEST_IRI:
            if not isinstance(term, ox.Literal | ox.Triple):
                return f"an IRI in it has more than {_LONGEST_IRI:,} characters: shorten it"
            if len(str(term)) > _LONGEST_LITERAL:
                return f"a literal in it has more than {_LONGEST_LITERAL:,} characters: store it elsewhere, and its IRI"
    return None


def _deep(most: int) -> str:
    return f"it is nested more than {most} deep: write it flatter"


def _nested(data: bytes, brackets: re.Pattern[bytes], most: int) -> str | None:
    if sum(map(data.count, _OPENING)) <= most:
        return None
    depth = 0
    for found in brackets.finditer(data):
        depth = depth + 1 if found[1] in _OPENING else max(0, depth - 1)
        if depth > most:
            return _deep(most)
    return None


# -- JSON-LD -----------------------------------------------------------------------------------------------------------


def _contexts(data: bytes) -> str | None:
    """Whether contexts that hold within others, each of which is a copy of them, are too many for their size."""
    if len(_CONTEXT.findall(data)) < 2:
        return None
    contexts, within = 0, False
    largest: dict[int, int] = {}
    for depth, keys, nested in _each_context(data):
        contexts, within = contexts + 1, within or nested
        largest[depth] = max(keys, largest.get(depth, 0))
    # Those that other contexts hold are used again for each thing of a class, or each value of a property.
    copies = data.count(b"{") if within else contexts - 1
    if sum(largest.values()) * copies <= _DEAREST_CONTEXTS:
        return None
    return "its contexts are too many for their size: write one context, without others in it"


def _each_context(data: bytes) -> Iterator[tuple[int, int, bool]]:
    """Of each outermost context how deep it lies, the number of keys in it, and whether there are others in it."""
    depth, inside, keys, nested = 0, -1, 0, False
    for found in _KEY_OR_BRACKET.finditer(data):
        if found[3]:
            depth += 1 if found[3] in b"[{" else -1
        elif found[2]:
            is_context = _CONTEXT.match(data, found.start(1)) is not None
            if inside < 0 and is_context:
                inside, keys, nested = depth, 0, False
                continue
            keys, nested = keys + 1, nested or is_context
        if inside >= 0 and depth <= inside:
            yield inside, keys, nested
            inside = -1


# -- RDF/XML -----------------------------------------------------------------------------------------------------------


class _TooDear(Exception):
    """The message says why."""


class _Elements:
    """Goes through the elements of a document, and through nothing outside of it."""

    def __init__(self) -> None:
        self._depth = self._namespaces = 0

    def fault(self, data: bytes) -> str | None:
        """What is too deep or too wide in it, or not XML."""
        reader = expat.ParserCreate("utf-8", " ")
        reader.ordered_attributes = True
        reader.StartElementHandler = self._begin
        reader.EndElementHandler = self._end
        reader.StartNamespaceDeclHandler = self._declare
        reader.EndNamespaceDeclHandler = self._forget
        reader.StartDoctypeDeclHandler = self._refuse
        try:
            reader.Parse(data, True)
        except _TooDear as error:
            return str(error)
        except expat.ExpatError as error:
            return f"it is no XML: {error}"
        return None

    def _begin(self, _: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _TooDear(_deep(_DEEPEST))
        if len(attributes) > 2 * _MOST_ATTRIBUTES:
            raise _TooDear(f"an element has more than {_MOST_ATTRIBUTES} attributes: write them as elements in it")

    def _end(self, _: str) -> None:
        self._depth -= 1

    def _declare(self, *_: str | None) -> None:
        self._namespaces += 1
        if self._namespaces > _MOST_ATTRIBUTES:
            raise _TooDear(f"more than {_MOST_ATTRIBUTES} namespaces hold at once: declare them where they are used")

    def _forget(self, _: str | None) -> None:
        self._namespaces -= 1

    def _refuse(self, *_: object) -> None:
        raise _TooDear("it has a DTD, which is not read here: write entities out")
