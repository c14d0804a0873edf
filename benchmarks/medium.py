"""Everything that is measured at size M against others, in one run: ``python benchmarks/medium.py``, some four minutes.

Networks against networkx (`measures.py`), overlap, partners and closure against SPARQL (`overlap.py`), and the way from
a store to a network against writing the same rows as TSV (`arrays.py`), one table after the other.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import arrays, measures, overlap


def main() -> None:
    """Print the tables."""
    measures.against_networkx()
    print("\n| size | what | fyrnet | peer | ratio |\n| --- | --- | ---: | ---: | ---: |")
    overlap.table("M", exact=False)
    print()
    arrays.table("M")


if __name__ == "__main__":
    main()
