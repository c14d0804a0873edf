"""The documents that a store holds, as a list."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.catalogue.models import SourceItem
from graph.catalogue.tables import PREFIX_LINES, Tables
from graph.store import Store
from ontology.models import Thing

__all__ = ["sources"]

_SOURCES: Final = """
SELECT DISTINCT ?source ?name ?format ?hash {
  ?source a fyr:Source ; dcterms:title ?name .
  OPTIONAL { ?source dcterms:format ?format }
  OPTIONAL { ?source fyr:contentHash ?hash }
} ORDER BY ?source"""


def sources(store: Store, tables: Tables) -> list[SourceItem]:
    """Every document with its file name, format, hash and initiatives, in the order of the names."""
    proposed = _initiatives(tables)
    found: dict[str, SourceItem] = {}
    for source, name, format_, hash_ in store.select(PREFIX_LINES + _SOURCES).rows:
        if isinstance(source, NamedNode) and isinstance(name, Literal) and source.value in tables.kinds["source"]:
            item = SourceItem(
                **tables.thing(source.value).model_dump(),
                name=name.value,
                format=format_.value if isinstance(format_, Literal) else "text/plain",
                content_hash=hash_.value if isinstance(hash_, Literal) else None,
                initiatives=proposed.get(source.value, []),
            )
            found.setdefault(source.value, item)
    return sorted(found.values(), key=lambda item: (tables.ranks[item.iri], item.iri))


def _initiatives(tables: Tables) -> dict[str, list[Thing]]:
    """Initiatives by the source that proposes them."""
    proposed: dict[str, list[Thing]] = defaultdict(list)
    for iri in tables.initiatives:
        for source in tables.links["sources"].get(iri, ()):
            if source in tables.kinds["source"]:
                proposed[source].append(tables.thing(iri))
    return proposed
