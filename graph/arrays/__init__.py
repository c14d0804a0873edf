"""The graph of one revision as compact arrays: what everything that counts, ranks or compares is computed from.

>>> from graph.arrays import incidence
>>> from graph.store import open_store
>>> with open_store("memory:") as store:
...     whole = arrays(store)
>>> partners = whole.filtered(Filters(roles=("lead", "participant")))
>>> incidence(partners).shape == (len(partners.parties), len(partners.initiatives))
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.arrays.filters import ROLES, Filters
from graph.arrays.iris import Iris, Texts
from graph.arrays.model import Arrays, Pairs, Statements
from graph.arrays.reading import arrays
from graph.arrays.saving import load, save
from graph.later import later

if TYPE_CHECKING:
    from graph.arrays.matrices import adjacency, dependencies, incidence, link_matrix, projection, rests_on, ties

__all__ = [
    "ROLES",
    "Arrays",
    "Filters",
    "Iris",
    "Pairs",
    "Statements",
    "Texts",
    "adjacency",
    "arrays",
    "dependencies",
    "incidence",
    "link_matrix",
    "load",
    "projection",
    "rests_on",
    "save",
    "ties",
]

_MATRICES = ("adjacency", "dependencies", "incidence", "link_matrix", "projection", "rests_on", "ties")
__getattr__ = later(__name__, dict.fromkeys(_MATRICES, "graph.arrays.matrices"))
