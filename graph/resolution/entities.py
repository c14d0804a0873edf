"""What is compared when it is asked who is who, and what such a comparison gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Entity", "Judgement", "Kind", "Reason", "Verdict"]

Kind = Literal["organisation", "undertaking", "person", "initiative", "collective"]
Verdict = Literal["same", "doubtful", "different"]


@dataclass(frozen=True)
class Entity:
    """Either side of a comparison: something that a document names, or something that is known.

    Attributes
    ----------
    iri : str
        Full IRI.
    kind : str
        Kind of thing; only things of one kind are compared, but for undertakings, which may turn out to be initiatives.
    names : tuple of str
        The preferred name first, then aliases, printed forms and abbreviations.
    sort : str, optional
        Slug of the kind of organisation or undertaking, as "municipality".
    part_of : str, optional
        IRI of the whole that it is a part of.
    owners : tuple of str
        IRIs of those who own an undertaking.
    emails, phones, units : frozenset of str
        How a person is reached, and where in which body.
    number : str, optional
        Printed number of an initiative.
    """

    iri: str
    kind: Kind
    names: tuple[str, ...]
    sort: str | None = None
    part_of: str | None = None
    owners: tuple[str, ...] = ()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    number: str | None = None


@dataclass(frozen=True)
class Reason:
    """One feature of a pair: what it adds to the log-odds that both are the same, and words that say so."""

    feature: str
    contribution: float
    english: str
    danish: str


@dataclass(frozen=True)
class Judgement:
    """How likely two things are the same, in [0, 1], what follows from that, and why, the weightiest reason first."""

    mention: Entity
    candidate: Entity
    score: float
    verdict: Verdict
    reasons: tuple[Reason, ...]
