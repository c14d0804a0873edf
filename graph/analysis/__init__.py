"""What a network says: overlap of partners and what it is worth, who stands where, what would follow and what lacks."""

from graph.analysis.centrality import MEASURES, Measure, Rank, centrality
from graph.analysis.gaps import GAPS, gaps
from graph.analysis.overlap import BASES, Overlap, overlap, overlap_report, overlaps_with
from graph.analysis.suggestions import suggestions
from graph.analysis.what_if import what_if

__all__ = [
    "BASES",
    "GAPS",
    "MEASURES",
    "Measure",
    "Overlap",
    "Rank",
    "centrality",
    "gaps",
    "overlap",
    "overlap_report",
    "overlaps_with",
    "suggestions",
    "what_if",
]
