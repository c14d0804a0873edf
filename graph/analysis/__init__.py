"""What a network says: what overlaps, who stands where, who connects, which groups, what would follow, what lacks."""

from graph.analysis.brokerage import Brokerage, brokerage
from graph.analysis.centrality import MEASURES, Measure, Rank, Ranking, centrality
from graph.analysis.communities import Communities, communities
from graph.analysis.cores import Cores, cores
from graph.analysis.gaps import GAPS, Gap, Gaps, gaps
from graph.analysis.overlap import BASES, Overlap, Overlaps, overlap, overlap_report, overlaps_with
from graph.analysis.suggestions import Suggestion, Suggestions, suggestions
from graph.analysis.what_if import WhatIf, what_if

__all__ = [
    "BASES",
    "GAPS",
    "MEASURES",
    "Brokerage",
    "Communities",
    "Cores",
    "Gap",
    "Gaps",
    "Measure",
    "Overlap",
    "Overlaps",
    "Rank",
    "Ranking",
    "Suggestion",
    "Suggestions",
    "WhatIf",
    "brokerage",
    "centrality",
    "communities",
    "cores",
    "gaps",
    "overlap",
    "overlap_report",
    "overlaps_with",
    "suggestions",
    "what_if",
]
