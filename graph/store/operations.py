"""The operations of a SPARQL update, taken apart without being understood.

An update is cut at its outermost keywords and braces; what stands between the braces is Oxigraph's to read, in a
process that may die of it. The one thing that must be known of the inside is where braces are braces: not in texts,
comments and IRIs. ``<`` begins an IRI, except behind a value in an expression, as in ``FILTER(?a<?b)``.

Each operation keeps the prologues before it, as every piece is read by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, NamedTuple

from ontology.errors import ForbiddenUpdate, MalformedQuery

__all__ = ["Operation", "operations", "variables", "without_loads"]

_TOKEN: Final = re.compile(
    r"""
      (?P<gap>\s++|\#[^\n\r]*+)
    | (?P<text>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
              |"(?:[^"\\\n\r]|\\.)*+"|'(?:[^'\\\n\r]|\\.)*+')
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
    | (?P<variable>[?$][\w·‿⁀]++)
    | (?P<mark>[{}();])
    | (?P<word>(?:[\w:%@.\-·]|\\.)++)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_NAME: Final = re.compile(r"[\w.-]*:.*", re.DOTALL)
# After these, up to the next brace, what stands in parentheses is an expression; FILTER and BIND hold for one.
_EXPRESSIONS: Final = frozenset({"select", "having", "order", "group"})
_ONE_EXPRESSION: Final = frozenset({"filter", "bind"})
_VALUES: Final = frozenset({"variable", "text", "iri", "word"})
_NO_VALUES: Final = frozenset({"as", "in", "not", "distinct", "filter", "bind", "having", "by", "select"})


class _Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        return self.text.lower() if self.kind == "word" else ""


@dataclass(frozen=True)
class Operation:
    """One operation, in pieces of its text.

    `kind` is its first words in small letters: ``insert data``, ``delete data``, ``delete where``, ``modify``, or one
    of ``clear drop create add move copy load``. Patterns and templates come without their braces. `graphs` are IRIs as
    they are written, or ``default``, ``named``, ``all``; `span` is where a LOAD stands in the text.
    """

    kind: str
    prologue: str
    silent: bool = False
    graphs: tuple[str, ...] = ()
    with_: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    delete: str | None = None
    insert: str | None = None
    where: str | None = None
    span: tuple[int, int] | None = None

    def as_plain(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)


def operations(text: str) -> list[Operation]:
    """The operations of an update, in order.

    Raises
    ------
    MalformedQuery
        The text is no update.
    ForbiddenUpdate
        It has a LOAD, and not LOAD SILENT.

    Examples
    --------
    >>> [(each.kind, each.insert) for each in operations("PREFIX : <urn:x:> INSERT DATA { :a :b '}' } ; DROP ALL")]
    [('insert data', " :a :b '}' "), ('drop', None)]
    """
    return list(_Reader(text).read())


def without_loads(text: str, found: Sequence[Operation]) -> str:
    """An update with something in place of each LOAD that fetches nothing and does nothing."""
    for operation in reversed(found):
        if operation.span:
            begin, end = operation.span
            text = f"{text[:begin]}CLEAR SILENT DEFAULT{text[end:]}"
    return text


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text, sparse=True))
        self._at = 0
        self._fetches = False

    def read(self) -> Iterator[Operation]:
        prologue = ""
        while True:
            prologue += self._prologue()
            if self._at == len(self._tokens):
                break
            yield self._operation(prologue)
            if self._at < len(self._tokens) and not self._passed(";"):
                raise self._wrong("';' between two operations")
        if self._fetches:
            raise ForbiddenUpdate("LOAD fetches from elsewhere, which is not done here: fetch it yourself, and send it")

    def _prologue(self) -> str:
        begin = self._at
        while (word := self._word()) in ("base", "prefix", "version"):
            self._at += {"base": 2, "prefix": 3, "version": 2}[word]
        pieces = [each.text for each in self._tokens[begin : self._at]]
        return " ".join(pieces) + "\n" if pieces else ""

    def _operation(self, prologue: str) -> Operation:
        word = self._word()
        match word:
            case "insert" | "delete" | "with":
                return self._modify(prologue)
            case "clear" | "drop" | "create":
                self._at += 1
                silent = self._passed("silent")
                return Operation(word, prologue, silent, graphs=(self._graph_reference(word),))
            case "add" | "move" | "copy":
                self._at += 1
                silent = self._passed("silent")
                source = self._graph_or_default()
                if not self._passed("to"):
                    raise self._wrong("TO")
                return Operation(word, prologue, silent, graphs=(source, self._graph_or_default()))
            case "load":
                return self._load(prologue)
        raise self._wrong("INSERT, DELETE, WITH, CLEAR, DROP, CREATE, ADD, MOVE or COPY")

    def _load(self, prologue: str) -> Operation:
        """Nothing is fetched: with SILENT that is no error, and nothing happens."""
        begin = self._tokens[self._at].start
        self._at += 1
        silent = self._passed("silent")
        self._iri()
        if self._passed("into"):
            if not self._passed("graph"):
                raise self._wrong("GRAPH and an IRI")
            self._iri()
        self._fetches = self._fetches or not silent
        return Operation("load", prologue, silent, span=(begin, self._tokens[self._at - 1].end))

    def _modify(self, prologue: str) -> Operation:
        word = self._word()
        following = self._word(1)
        if word in ("insert", "delete") and following == "data":
            self._at += 2
            block = self._braced()
            if word == "insert":
                return Operation("insert data", prologue, insert=block)
            return Operation("delete data", prologue, delete=block)
        if word == "delete" and following == "where":
            self._at += 2
            pattern = self._braced()
            return Operation("delete where", prologue, delete=pattern, where=pattern)
        with_ = self._iri() if self._passed("with") else None
        delete = self._braced() if self._passed("delete") else None
        insert = self._braced() if self._passed("insert") else None
        if delete is None and insert is None:
            raise self._wrong("DELETE or INSERT")
        using: list[str] = []
        using_named: list[str] = []
        while self._passed("using"):
            (using_named if self._passed("named") else using).append(self._iri())
        if not self._passed("where"):
            raise self._wrong("WHERE")
        return Operation(
            "modify",
            prologue,
            with_=with_,
            using=tuple(using),
            using_named=tuple(using_named),
            delete=delete,
            insert=insert,
            where=self._braced(),
        )

    def _graph_reference(self, word: str) -> str:
        for name in ("default", "named", "all") if word != "create" else ():
            if self._passed(name):
                return name
        if not self._passed("graph"):
            raise self._wrong("GRAPH and an IRI")
        return self._iri()

    def _graph_or_default(self) -> str:
        if self._passed("default"):
            return "default"
        self._passed("graph")
        return self._iri()

    def _iri(self) -> str:
        token = self._token()
        if token and (token.kind == "iri" or (token.kind == "word" and _NAME.fullmatch(token.text))):
            self._at += 1
            return token.text
        raise self._wrong("an IRI")

    def _braced(self) -> str:
        """What stands between this brace and the one that closes it."""
        opening = self._token()
        if opening is None or opening.text != "{":
            raise self._wrong("'{'")
        depth = 0
        for place in range(self._at, len(self._tokens)):
            token = self._tokens[place]
            depth += (token.text == "{") - (token.text == "}")
            if not depth:
                self._at = place + 1
                return self._text[opening.end : token.start]
        raise MalformedQuery("this is no SPARQL update: a '{' is never closed")

    def _token(self, ahead: int = 0) -> _Token | None:
        place = self._at + ahead
        return self._tokens[place] if place < len(self._tokens) else None

    def _word(self, ahead: int = 0) -> str:
        token = self._token(ahead)
        return token.word if token else ""

    def _passed(self, text: str) -> bool:
        token = self._token()
        found = token is not None and (token.word == text or (token.kind == "mark" and token.text == text))
        self._at += found
        return found

    def _wrong(self, needed: str) -> MalformedQuery:
        token = self._token()
        if token is None:
            return MalformedQuery(f"this is no SPARQL update: it ends where {needed} is needed")
        line = self._text.count("\n", 0, token.start) + 1
        column = token.start - self._text.rfind("\n", 0, token.start)
        return MalformedQuery(f"this is no SPARQL update: at {line}:{column} stands {token.text!r:.40}, not {needed}")


def _tokens(text: str, *, sparse: bool = False) -> Iterator[_Token]:
    """Tokens without gaps, within braces only the braces where they may be sparse.

    A ``<`` that compares is a token of its own.
    """
    scope = _Scope()
    at, length, match = 0, len(text), _TOKEN.match
    while at < length:
        found = match(text, at)
        assert found
        kind, end = found.lastgroup or "other", found.end()
        if kind == "iri" and scope.compares():
            kind, end = "other", at + 1
        if kind != "gap":
            piece = text[at:end]
            scope.see(kind, piece)
            if not sparse or not scope.inside or piece in "{}":
                yield _Token(kind, piece, at, end)
        at = end


class _Scope:
    """Whether what comes next is within an expression, and behind a value there."""

    def __init__(self) -> None:
        self._braces: list[tuple[bool, bool, int]] = []
        self._expressions = self._one = self._after_value = False
        self._depth = 0

    def compares(self) -> bool:
        """Whether a ``<`` here is a comparison."""
        return self._depth > 0 and self._after_value

    @property
    def inside(self) -> bool:
        """Whether this is within braces."""
        return bool(self._braces)

    def see(self, kind: str, text: str) -> None:
        """Go on by one token."""
        if kind == "mark":
            self._mark(text)
            self._after_value = text == ")"
            return
        word = text.lower() if kind == "word" else ""
        self._one = self._one or word in _ONE_EXPRESSION
        self._expressions = self._expressions or word in _EXPRESSIONS
        self._after_value = kind in _VALUES and word not in _NO_VALUES

    def _mark(self, text: str) -> None:
        match text:
            case "{":
                self._braces.append((self._expressions, self._one, self._depth))
                self._expressions, self._one, self._depth = False, False, 0
            case "}":
                if self._braces:
                    _, _, self._depth = self._braces.pop()
                self._expressions = self._one = False
            case "(":
                self._depth += bool(self._depth or self._expressions or self._one)
            case ")":
                self._depth = max(0, self._depth - 1)
                self._one = self._one and self._depth > 0


def variables(text: str) -> Sequence[tuple[str, int, int]]:
    """The variables of a template, each with where it begins and ends."""
    return [(token.text[1:], token.start, token.end) for token in _tokens(text) if token.kind == "variable"]
