"""Names of things for sentences."""

from __future__ import annotations

from collections.abc import Callable

from graph.analysis.words import Words
from graph.catalogue import catalogue
from graph.store import Store

__all__ = ["labels"]


def labels(store: Store) -> Callable[[str], Words]:
    """What gives a thing's name in both languages, by its IRI."""
    tables = catalogue(store).tables

    def name(iri: str) -> Words:
        label = tables.label(iri)
        return Words(label.da, label.en)

    return name
