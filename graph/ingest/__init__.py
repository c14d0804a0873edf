"""The whole way in: documents are read, become quads, are matched with what is known, checked, and stored.

Invariants. All or nothing: either every document that is accepted is stored in one transaction, or none. A document is
known by the hash of its text, and a newer version of it by its name and the titles in it: both replace the graph of the
same source, and initiatives keep their slugs. What people curated is added to where a document names known things for
the first time, and never changed. A source that is withdrawn takes along what only it said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.later import later

if TYPE_CHECKING:
    from graph.ingest.content import Content
    from graph.ingest.plan import ingest
    from graph.ingest.report import Progress, Report, Stored, report_json
    from graph.ingest.withdrawal import withdraw

__all__ = ["Content", "Progress", "Report", "Stored", "ingest", "report_json", "withdraw"]

__getattr__ = later(
    __name__,
    {
        "Content": "graph.ingest.content",
        "Progress": "graph.ingest.report",
        "Report": "graph.ingest.report",
        "Stored": "graph.ingest.report",
        "ingest": "graph.ingest.plan",
        "report_json": "graph.ingest.report",
        "withdraw": "graph.ingest.withdrawal",
    },
)
