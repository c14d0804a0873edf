"""Are two things the same? The sum of what speaks for and against it, and what follows.

Two initiatives are never found the same by the program, however alike: proposals that share whole paragraphs are two.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from graph.resolution.entities import Entity, Judgement, Reason, Verdict
from graph.resolution.features import about, names, people

__all__ = ["CERTAIN", "DOUBTFUL", "judge"]

CERTAIN = 0.96
"""Score from which two things are treated as one."""
DOUBTFUL = 0.5
"""Score from which a person is asked."""
_PRIOR = Reason("before", -4.0, "most pairs are two things", "de fleste par er to ting")
_TWO_PROPOSALS = Reason("initiative", -3.0, "two proposals of one title may be two", "to forslag kan have samme titel")


def judge(mention: Entity, candidate: Entity) -> Judgement:
    """How likely two things are the same, and why.

    Parameters
    ----------
    mention, candidate : Entity
        Of one kind, or an undertaking and the initiative that it may turn out to be.

    Returns
    -------
    Judgement
        Its score is the logistic function of the sum of its reasons.
    """
    reasons = sorted(_reasons(mention, candidate), key=lambda reason: (-abs(reason.contribution), reason.feature))
    score = 1 / (1 + math.exp(-math.fsum(reason.contribution for reason in reasons)))
    return Judgement(mention, candidate, score, _verdict(score), tuple(reasons))


def _reasons(mention: Entity, candidate: Entity) -> Iterable[Reason]:
    yield _PRIOR
    if mention.kind == "person":
        yield from people(mention, candidate)
        return
    yield names(mention, candidate)
    yield from about(mention, candidate)
    if mention.kind == candidate.kind == "initiative":
        yield _TWO_PROPOSALS


def _verdict(score: float) -> Verdict:
    if score >= CERTAIN:
        return "same"
    return "doubtful" if score >= DOUBTFUL else "different"
