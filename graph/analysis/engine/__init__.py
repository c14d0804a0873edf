"""Measures of large networks on sparse matrices: what networkx defines, in a time that a person waits.

Every function takes the adjacency of a network as a scipy csr array of n × n, symmetric unless it says otherwise, and
gives numpy arrays with one entry a node. Nothing here knows a store, a name or a kind. Definitions and normalisations
are those of networkx; where a measure is sampled, the answer carries its error.
"""

from graph.analysis.engine.groups import communities, modularity, togetherness
from graph.analysis.engine.holes import Holes, structural_holes
from graph.analysis.engine.matrices import Progress, as_adjacency
from graph.analysis.engine.paths import Estimate, betweenness, closeness, closeness_of
from graph.analysis.engine.pieces import Cuts, components, core_numbers, cuts
from graph.analysis.engine.walks import degree, eigenvector, hits, pagerank, strength

__all__ = [
    "Cuts",
    "Estimate",
    "Holes",
    "Progress",
    "as_adjacency",
    "betweenness",
    "closeness",
    "closeness_of",
    "communities",
    "components",
    "core_numbers",
    "cuts",
    "degree",
    "eigenvector",
    "hits",
    "modularity",
    "pagerank",
    "strength",
    "structural_holes",
    "togetherness",
]
