"""What is known and what follows: documents become facts, facts become triples, triples become answers and networks.

Nothing here knows HTTP.
"""

from typing import TYPE_CHECKING

from graph.later import later

if TYPE_CHECKING:
    from graph.networks import participation_network
    from graph.store import ask, open_store

__all__ = [
    "analysis",
    "answers",
    "ask",
    "catalogue",
    "curation",
    "drawing",
    "ingest",
    "knowledge",
    "networks",
    "open_store",
    "participation_network",
    "reading",
    "store",
    "triples",
]

__getattr__ = later(
    __name__,
    {"participation_network": "graph.networks", "ask": "graph.store", "open_store": "graph.store"},
)
