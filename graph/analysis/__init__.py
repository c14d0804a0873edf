"""What a network says: overlap of partners and what it is worth, who stands where, who connects, and which groups."""

from graph.analysis.brokerage import Brokerage, brokerage
from graph.analysis.centrality import MEASURES, Measure, Rank, Ranking, centrality
from graph.analysis.communities import Communities, communities
from graph.analysis.cores import Cores, cores
from graph.analysis.dependencies import Affected, Closure, Foundation, Foundations, affected, dependencies, foundations
from graph.analysis.gaps import GAPS, Gap, Gaps, gaps
from graph.analysis.overlap import BASES, Overlap, Overlaps, overlap, overlap_report, overlaps_with
from graph.analysis.paths import RELATIONS, Paths, paths
from graph.analysis.suggestions import Suggestion, Suggestions, suggestions
from graph.analysis.suggestions_for_all import AllSuggestions, SuggestionFor, suggestions_for_all
from graph.analysis.telling import told
from graph.analysis.what_if import WhatIf, what_if
from graph.analysis.words import Words

__all__ = [
    "BASES",
    "GAPS",
    "MEASURES",
    "RELATIONS",
    "Affected",
    "AllSuggestions",
    "Brokerage",
    "Closure",
    "Communities",
    "Cores",
    "Foundation",
    "Foundations",
    "Gap",
    "Gaps",
    "Measure",
    "Overlap",
    "Overlaps",
    "Paths",
    "Rank",
    "Ranking",
    "Suggestion",
    "SuggestionFor",
    "Suggestions",
    "WhatIf",
    "Words",
    "affected",
    "brokerage",
    "centrality",
    "communities",
    "cores",
    "dependencies",
    "foundations",
    "gaps",
    "overlap",
    "overlap_report",
    "overlaps_with",
    "paths",
    "suggestions",
    "suggestions_for_all",
    "told",
    "what_if",
]
