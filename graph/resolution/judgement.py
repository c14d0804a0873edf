"""Are two things the same? The sum of what speaks for and against it, and what follows.

Two initiatives are never found the same by the program, however alike: proposals that share whole paragraphs are two.
"""

from __future__ import annotations

import math

from graph.resolution.entities import Entity, Judgement, Verdict
from graph.resolution.features import most, reasons_for
from graph.resolution.rarity import Rarity

__all__ = ["CERTAIN", "DOUBTFUL", "judge", "may_be_same", "verdict_of"]

CERTAIN = 0.95
"""Score from which two things are treated as one."""
DOUBTFUL = 0.2
"""Score from which a person is asked."""
_NO_COUNTS = Rarity()
_LEAST = math.log(DOUBTFUL / (1 - DOUBTFUL)) - 1e-3
"""Log-odds below which no person is asked, and a little less, as bounds are not rounded."""


def judge(mention: Entity, candidate: Entity, rarity: Rarity | None = None) -> Judgement:
    """How likely two things are the same, and why.

    Parameters
    ----------
    mention, candidate : Entity
        Of one kind, or an undertaking and the initiative that it may turn out to be. Their order does not matter.
    rarity : Rarity, optional
        Counts of words over all that may be meant; without it words are weighed by themselves.

    Returns
    -------
    Judgement
        Its score is the logistic function of the sum of its reasons.

    Examples
    --------
    >>> gate = Entity("a", "organisation", ("Gate 21",))
    >>> judge(Entity("b", "organisation", ("GATE21",)), gate).verdict
    'same'
    """
    counts = _NO_COUNTS if rarity is None else rarity
    found = reasons_for(mention, candidate, counts)
    reasons = sorted(found, key=lambda reason: (-abs(reason.contribution), reason.feature))
    score = 1 / (1 + math.exp(-math.fsum(reason.contribution for reason in reasons)))
    return Judgement(mention, candidate, score, verdict_of(score), tuple(reasons))


def may_be_same(mention: Entity, candidate: Entity, rarity: Rarity) -> bool:
    """Whether `judge` could find two things anything but different: told from a bound, without a reason.

    Most of what is looked up for a name is ruled out by this, at a tenth of the cost of a judgement.
    """
    return most(mention, candidate, rarity, _LEAST) >= _LEAST


def verdict_of(score: float) -> Verdict:
    """What follows from a score.

    Examples
    --------
    >>> [verdict_of(score) for score in (0.1, 0.5, 0.99)]
    ['different', 'doubtful', 'same']
    """
    if score >= CERTAIN:
        return "same"
    return "doubtful" if score >= DOUBTFUL else "different"
