"""A graph as rows of text, one for each quad: its subject, predicate and object as N-Triples writes them.

What only looks at a few words of many quads, or changes a few of them, is done in a third of the time on text: of a
quad each part is an object that is made when it is asked for. Two quads are equal where their rows are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad, Triple

from ontology.terms import kind_and_slug, thing

__all__ = ["Row", "iri_of", "quads_of", "row_of", "rows_in", "text_of", "things_in", "value_of", "written"]

Row = tuple[str, str, str]

_SEGMENTS = thing("theme", "a").value.count("/")


def text_of(quads: Iterable[Quad]) -> str:
    """Quads as N-Quads, one a line."""
    return (ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"").decode()


def rows_in(text: str, graph: NamedNode) -> list[Row]:
    """The rows of N-Quads of one graph, as `text_of` writes them.

    Examples
    --------
    >>> rows_in('<a:1> <a:says> "so it is"@en <a:graph> .', NamedNode("a:graph"))
    [('<a:1>', '<a:says>', '"so it is"@en')]
    """
    end = -len(_end(graph))
    rows = []
    # Only a line feed ends a line: a literal may hold other characters that Python takes for ends of lines.
    for line in text.split("\n"):
        if line:
            subject, predicate, rest = line.split(" ", 2)
            rows.append((subject, predicate, rest[:end]))
    return rows


def written(rows: Iterable[Row], graph: NamedNode) -> str:
    """Rows as N-Quads of one graph."""
    end = f"{_end(graph)}\n"
    return "".join([f"{subject} {predicate} {target}{end}" for subject, predicate, target in rows])


def quads_of(rows: Iterable[Row], graph: NamedNode) -> list[Quad]:
    """Rows as quads of one graph."""
    # What was written here needs no second look at its IRIs.
    return list(ox.parse(written(rows, graph), format=ox.RdfFormat.N_QUADS, lenient=True))


def row_of(triple: Triple) -> Row:
    """The row of one triple."""
    return str(triple.subject), str(triple.predicate), str(triple.object)


def iri_of(node: str) -> str | None:
    """The IRI of a node; ``None`` for a literal, a blank node and a quoted triple."""
    return node[1:-1] if node[0] == "<" and node[1] != "<" else None


def value_of(node: str) -> tuple[str, str | None]:
    r"""The IRI or the text of a node, and the language of that; empty for what has neither.

    Examples
    --------
    >>> value_of("<a:1>"), value_of('"a \\"b\\""@da'), value_of("_:c")
    (('a:1', None), ('a "b"', 'da'), ('', None))
    """
    if node[0] != '"':
        return iri_of(node) or "", None
    end = node.rindex('"')
    text, rest = node[1:end], node[end + 1 :]
    if "\\" in text:
        text = next(ox.parse(f"<a:s> <a:p> {node[: end + 1]} .", format=ox.RdfFormat.N_TRIPLES)).object.value
    return text, rest[1:].split("--", 1)[0] if rest[:1] == "@" else None


def things_in(rows: Sequence[Row]) -> frozenset[str]:
    """IRIs of the things that rows are about or point to."""
    nodes = {node for subject, _, target in rows for node in (subject, target)}
    # Most nodes are parts and literals, which is told by how many segments they have.
    return frozenset(
        node[1:-1] for node in nodes if node.count("/") == _SEGMENTS and node[0] == "<" and kind_and_slug(node[1:-1])
    )


def _end(graph: NamedNode) -> str:
    return f" {graph} ."
