"""What a network says: overlap of partners and what it is worth, who stands where, who connects, and which groups."""

from graph.analysis.brokerage import Brokerage, brokerage
from graph.analysis.centrality import MEASURES, Measure, Rank, Ranking, centrality
from graph.analysis.communities import Communities, communities
from graph.analysis.cores import Cores, cores
from graph.analysis.overlap import BASES, Overlap, overlap

__all__ = [
    "BASES",
    "MEASURES",
    "Brokerage",
    "Communities",
    "Cores",
    "Measure",
    "Overlap",
    "Rank",
    "Ranking",
    "brokerage",
    "centrality",
    "communities",
    "cores",
    "overlap",
]
