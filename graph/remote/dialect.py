"""In what one engine differs from another, found out by asking it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from ontology.errors import QueryTimeout, StoreError

__all__ = ["Dialect", "complete", "recognised"]

Union = Literal["listed", "parameter", "native", "excluded"]

_VIRTUOSO_OWN: Final = (
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/ns/ldp#",
    "http://www.w3.org/2002/07/owl#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
    "urn:virtuoso:val:acl:schema",
)
_VIRTUOSO_PATHS: Final = ("/DAV/", "/sparql")


@dataclass(frozen=True)
class Dialect:
    """What has to be known of an engine.

    `union` is how a query without ``GRAPH`` is put to all graphs at once where they are too many to be listed: by a
    parameter of Oxigraph, because that is what the engine does by itself, by naming what is left out, or not at all, so
    that they are listed however many there are. `ground` is how many triples one operation may name, `piece` how many
    one request may bring. `pages`: long answers are cut, so that graphs are read in parts. `own_graphs` are its own.
    """

    name: str
    union: Union
    ground: int = 10_000
    piece: int = 20_000
    fits_integers: bool = True
    pages: bool = False
    own_graphs: tuple[str, ...] = ()

    def own_graph(self, iri: str) -> bool:
        """Whether a graph belongs to the engine itself."""
        if iri in self.own_graphs:
            return True
        return self.name == "Virtuoso" and iri.startswith("http://localhost:") and iri.endswith(_VIRTUOSO_PATHS)


def recognised(server: str, *, united: bool, by_parameter: bool) -> Dialect:
    """The dialect of a service.

    Parameters
    ----------
    server : str
        What it calls itself.
    united : bool
        Whether a query without ``GRAPH`` sees named graphs by itself.
    by_parameter : bool
        Whether it does with the parameter ``union-default-graph``.
    """
    if server.startswith("Virtuoso"):
        return Dialect(
            "Virtuoso", "excluded", ground=1_000, piece=1_000, fits_integers=False, pages=True, own_graphs=_VIRTUOSO_OWN
        )
    union: Union = "native" if united else "parameter" if by_parameter else "listed"
    return Dialect(server.partition("/")[0] or "unknown", union)


def complete(headers: Mapping[str, str], where: str) -> None:
    """Make sure that an answer was not cut; Virtuoso says so in its headers alone.

    Raises
    ------
    QueryTimeout
        It was cut because it took too long.
    StoreError
        It was cut because it is long.
    """
    if headers.get("x-sql-state", "").startswith("S1T"):
        raise QueryTimeout(f"{where} stopped the query before it was done: ask for less, or raise its own limit")
    if "x-sparql-maxrows" in headers:
        most = headers["x-sparql-maxrows"]
        raise StoreError(
            f"{where} cut its answer after {most:.20} rows: ask with a LIMIT, or raise ResultSetMaxRows in its settings"
        )
