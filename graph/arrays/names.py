"""The order of names, as lists have it: Danish, whatever the language of the others."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.arrays.iris import Iris
from graph.store import Store

__all__ = ["ranks"]


def ranks(store: Store, iris: Iris) -> npt.NDArray[np.int32]:
    """Place of every IRI in the order of the Danish names, then of the IRIs."""
    from graph.catalogue.tables import read_tables

    tables = read_tables(store)
    order = {iri: tables.ranks.get(iri, len(tables.ranks)) for iri in iris}
    listed = sorted(order, key=lambda iri: (order[iri], iri))
    found = {iri: rank for rank, iri in enumerate(listed)}
    return np.array([found[iri] for iri in iris], np.int32)
