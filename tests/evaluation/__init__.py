"""How well reading does on documents that were written for it by hand, in every format, and how it has done before.

``python -m tests.evaluation`` scores and writes `docs/evaluation.md`; `README.md` tells how the documents came about.
"""

__all__: list[str] = []
