"""Things and lists of things out of a store, as REST and the pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from graph.catalogue import details, lists, models
from graph.catalogue.names import alphabetical, matches, relevance
from graph.catalogue.tables import Tables, read_tables
from graph.store import Store
from ontology.errors import UnknownEntity
from ontology.models import Thing
from ontology.terms import kind_and_slug, thing

__all__ = ["Catalogue", "alphabetical", "catalogue", "is_fresh", "matches", "models", "relevance"]


@dataclass(frozen=True)
class Catalogue:
    """One revision of a store, with what its lists need in memory."""

    store: Store
    revision: str
    tables: Tables

    def find(self, kind: str, slug: str) -> str:
        """IRI of the thing of this kind and slug.

        Raises
        ------
        UnknownEntity
            There is none; the message names what comes nearest.
        """
        iri = f"{thing(kind, 'x').value.removesuffix('x')}{slug}"
        if kind_and_slug(iri) and iri in self.known(kind):
            return iri
        near = [found.id for found in lists.search(self.tables, slug.replace("-", " "), limit=20) if found.kind == kind]
        hint = f": did you mean {' or '.join(near[:3])}?" if near else ""
        raise UnknownEntity(f"there is no {kind} {slug!r}{hint}")

    def known(self, kind: str) -> Mapping[str, None]:
        """IRIs of all things of a kind."""
        return self.tables.kinds[kind]

    def thing(self, iri: str) -> Thing:
        """A thing with its names."""
        return self.tables.thing(iri)

    def initiative(self, slug: str) -> models.InitiativeDetail:
        """One initiative whole."""
        return details.initiative(self.store, self.tables, self.find("initiative", slug))

    def organisation(self, slug: str) -> models.OrganisationDetail:
        """One organisation whole."""
        return details.organisation(self.store, self.tables, self.find("organisation", slug))

    def collective(self, slug: str) -> models.CollectiveDetail:
        """One collective whole."""
        return details.collective(self.store, self.tables, self.find("collective", slug))

    def person(self, slug: str) -> models.PersonItem:
        """One person with contact details."""
        return details.person(self.store, self.tables, self.find("person", slug))

    def undertaking(self, slug: str) -> models.UndertakingDetail:
        """One undertaking whole."""
        return details.undertaking(self.store, self.tables, self.find("undertaking", slug))


_kept: WeakKeyDictionary[Store, Catalogue] = WeakKeyDictionary()
_reading = Lock()


def is_fresh(store: Store) -> bool:
    """Whether `catalogue` answers at once."""
    kept = _kept.get(store)
    return kept is not None and kept.revision == store.revision


def catalogue(store: Store) -> Catalogue:
    """The catalogue of a store as it is now; read again when its revision has changed."""
    with _reading:
        revision = store.revision
        kept = _kept.get(store)
        if kept is None or kept.revision != revision:
            kept = _kept[store] = Catalogue(store, revision, read_tables(store))
        return kept
