"""The shipped data anew: the lighthouse proposals and the curated files become `data/lighthouse-proposals.trig`.

``python -m graph.build [SOURCE]`` (``make data``) reads the text of the proposals from SOURCE, else from the folder
that `FYRNET_SOURCES` names, else from ``shared/source`` beside the checkout. The text itself does
not enter the file: facts do, with the lines they stand on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox

from graph import curation, triples
from graph.knowledge import knowledge
from graph.reading import read
from graph.shipped import data_file
from ontology import shapes
from ontology.errors import FyrnetError, InvalidInput
from ontology.terms import CURATION_GRAPH, PREFIXES

__all__ = ["build", "main", "source_path"]

_NAME = "lighthouse-proposals"


def build(source: Path) -> bytes:
    """The shipped data as TriG, the same bytes for the same input.

    Parameters
    ----------
    source : Path
        The text of the lighthouse proposals.

    Raises
    ------
    InvalidInput
        A curation file describes something that the reading does not hold (any more).
    ShapeViolation
        The facts break a shape.
    """
    known = knowledge()
    facts = triples.quads(read(source, known), _NAME, known, passages=False)
    lost = curation.orphans(data_file("curation"), facts)
    if lost:
        raise InvalidInput("curated, but not in the reading:\n  " + "\n  ".join(lost))
    added = curation.quads(data_file("curation"), known, curation.referred(facts))
    shapes.require([*facts, *added])
    return _trig([*facts, *added])


def source_path() -> Path:
    """Where the text of the proposals is looked for when it is not named."""
    beside = Path(__file__).resolve().parent.parent.parent / "shared" / "source"
    return Path(os.environ.get("FYRNET_SOURCES") or beside) / f"{_NAME}.txt"


def main() -> int:
    """Write the file; the exit code."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else source_path()
    try:
        data = build(source)
    except FyrnetError as error:
        print(f"fyrnet: {error}", file=sys.stderr)
        return 1
    target = data_file(f"{_NAME}.trig")
    target.write_bytes(data)
    print(f"{target.name}: {len(data):,} bytes")
    return 0


def _trig(quads: Iterable[ox.Quad]) -> bytes:
    listed = sorted(quads, key=lambda quad: (quad.graph_name == CURATION_GRAPH, str(quad)))
    used = {name: iri for name, iri in PREFIXES.items() if any(iri in str(quad) for quad in listed)}
    written = ox.serialize(listed, format=ox.RdfFormat.TRIG, prefixes=used)
    assert written is not None
    return written


if __name__ == "__main__":
    sys.exit(main())
