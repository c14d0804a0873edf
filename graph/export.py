"""What a store holds, in formats that other programs read: RDF, networks, a table of connections.

RDF holds everything. Networks, the drawing and the table hold initiatives, those who take part, and what is built on;
the table also who is named and whom to contact. The workbook holds these in tables that can be edited and read again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal

import pyoxigraph as ox

from graph.store import Store
from ontology.errors import InvalidParameter
from ontology.terms import PREFIXES

__all__ = ["FORMATS", "WORKBOOK", "export", "export_bytes", "safe_cell", "write_csv"]

WORKBOOK: Final = "xlsx"
"""The one format that is no text; `export_bytes` writes it too."""

COLUMNS: Final = (
    "relation",
    "from",
    "from_label",
    "to",
    "to_label",
    "role",
    "source",
    "section",
    "first_line",
    "last_line",
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")

# One row for each passage that says so; what takes part in what, builds on what, and names whom.
_CONNECTIONS: Final = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX fyr: <https://w3id.org/fyrnet/ontology#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?relation ?from (MIN(?a) AS ?from_label) ?to (MIN(?b) AS ?to_label) ?role
       ?source ?section ?first_line ?last_line
WHERE {
  VALUES (?relation ?link ?end) {
    ("participation" fyr:participation fyr:participant)
    ("builds on" fyr:dependency fyr:on)
    ("mention" fyr:mention fyr:organisation)
    ("contact" fyr:contact fyr:person)
  }
  ?from ?link ?node .
  ?node ?end ?to .
  OPTIONAL { ?node fyr:role ?concept BIND(REPLACE(STR(?concept), "^.*/", "") AS ?role) }
  OPTIONAL {
    ?node prov:wasDerivedFrom ?passage .
    ?passage dcterms:source ?source ; fyr:section ?section ; fyr:firstLine ?first_line ; fyr:lastLine ?last_line .
  }
  OPTIONAL { ?from skos:prefLabel ?a FILTER(LANG(?a) IN ("da", "")) }
  OPTIONAL { ?to skos:prefLabel ?b FILTER(LANG(?b) IN ("da", "")) }
}
GROUP BY ?relation ?from ?to ?role ?source ?section ?first_line ?last_line
ORDER BY ?relation ?from ?to ?role ?first_line
"""


def export(store: Store, format: str) -> str:  # noqa: A002 - the word that every door uses
    """The content of a store as one text.

    Parameters
    ----------
    store : Store
        What is written.
    format : str
        One of `FORMATS`. `turtle` merges the named graphs, `trig` and `jsonld` keep them.

    Raises
    ------
    InvalidParameter
        The format is not one of them.
    """
    if format not in FORMATS:
        raise InvalidParameter(f"{format!r} is no format that can be exported yet; there are {', '.join(FORMATS)}")
    return FORMATS[format](store)


def export_bytes(store: Store, format: str, *, language: Literal["da", "en"] = "en") -> bytes:  # noqa: A002
    """The content of a store as a file.

    Parameters
    ----------
    store : Store
        What is written.
    format : str
        One of `FORMATS`, in UTF-8, or `WORKBOOK`.
    language : {"da", "en"}
        Language of the sheets and headers of a workbook; other formats have none.

    Raises
    ------
    InvalidParameter
        The format is not one of them.
    """
    if format == WORKBOOK:
        from graph.sheets import workbook

        return workbook(store, language)
    return export(store, format).encode()


def safe_cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("Grøn Havn"), safe_cell(-1), safe_cell(None)
    ("'=1+1", 'Grøn Havn', -1, '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_csv(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as comma separated values, the header first, with no cell that is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(list(columns))
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue()


def _rdf(store: Store, format_: ox.RdfFormat) -> str:
    """Sorted, so that equal stores give equal texts; without named graphs, a triple that stands in two is one."""
    if format_.supports_datasets:
        written = ox.serialize(sorted(store.quads(), key=str), format=format_, prefixes=PREFIXES)
    else:
        written = ox.serialize(
            sorted({quad.triple for quad in store.quads()}, key=str), format=format_, prefixes=PREFIXES
        )
    assert written is not None
    return written.decode()


# What draws and computes is imported where it is used: most commands never do, and it takes a while.


def _graphml(store: Store) -> str:
    from graph.networks import full_network, graphml

    return graphml(full_network(store, collectives=True))


def _gexf(store: Store) -> str:
    from graph.networks import full_network, gexf

    return gexf(full_network(store, collectives=True))


def _html(store: Store) -> str:
    from graph.drawing import html

    return html(store)


def _csv(store: Store) -> str:
    return write_csv(COLUMNS, _connections(store))


def _connections(store: Store) -> Iterator[list[object]]:
    for row in store.select(_CONNECTIONS).rows:
        yield [_cell(value) for value in row]


def _cell(value: object) -> object:
    if isinstance(value, ox.Literal):
        return int(value.value) if value.datatype.value.endswith("#integer") else value.value
    return value.value if isinstance(value, ox.NamedNode) else None


FORMATS: Final[dict[str, Callable[[Store], str]]] = {
    "turtle": lambda store: _rdf(store, ox.RdfFormat.TURTLE),
    "trig": lambda store: _rdf(store, ox.RdfFormat.TRIG),
    "jsonld": lambda store: _rdf(store, ox.RdfFormat.JSON_LD),
    "graphml": _graphml,
    "gexf": _gexf,
    "csv": _csv,
    "html": _html,
}
