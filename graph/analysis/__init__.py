"""What a network says: overlap of partners and what it is worth, and who stands where."""

from graph.analysis.centrality import MEASURES, Measure, Rank, centrality
from graph.analysis.overlap import BASES, Overlap, overlap

__all__ = ["BASES", "MEASURES", "Measure", "Overlap", "Rank", "centrality", "overlap"]
