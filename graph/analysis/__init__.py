"""What a network says: overlap of partners and what it is worth, who stands where, who connects, and which groups."""

from graph.analysis.brokerage import Brokerage, brokerage
from graph.analysis.centrality import MEASURES, Measure, Rank, Ranking, centrality
from graph.analysis.communities import Communities, communities
from graph.analysis.cores import Cores, cores
from graph.analysis.dependencies import Affected, Closure, Foundation, affected, dependencies, foundations
from graph.analysis.overlap import BASES, Overlap, overlap
from graph.analysis.paths import RELATIONS, Paths, paths

__all__ = [
    "BASES",
    "MEASURES",
    "RELATIONS",
    "Affected",
    "Brokerage",
    "Closure",
    "Communities",
    "Cores",
    "Foundation",
    "Measure",
    "Overlap",
    "Paths",
    "Rank",
    "Ranking",
    "affected",
    "brokerage",
    "centrality",
    "communities",
    "cores",
    "dependencies",
    "foundations",
    "overlap",
    "paths",
]
