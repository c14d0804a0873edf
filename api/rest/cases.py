"""Cases of who is who, as people and programs are shown them: over HTTP, in the terminal, as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, Field

from graph.catalogue import Catalogue
from graph.catalogue.models import Evidence
from graph.privacy import reaches_a_person
from graph.resolution.cases import Case
from ontology.errors import InvalidParameter, UnknownEntity
from ontology.models import Label

__all__ = ["CaseItem", "ReasonItem", "Verdict", "case_item", "find_case"]

Verdict = Literal["same", "different", "unsure"]
_WITHHELD = "…"


class ReasonItem(BaseModel):
    """One feature of a comparison, and what it says."""

    feature: str = Field(examples=["name"])
    contribution: float = Field(
        examples=[2.4], description="what it adds to the log-odds that both are the same; negative speaks against it"
    )
    label: Label


class CaseItem(BaseModel):
    """One name in documents compared with a known thing."""

    id: str = Field(examples=["3fa94c1e"])
    kind: str = Field(examples=["organisation"])
    mention: str = Field(examples=["Nordkyst Havnelaug"], description="as printed")
    mention_iri: str
    candidate: str = Field(examples=["Havnelauget Nordkyst"], description="the known thing")
    candidate_iri: str
    status: str = Field(
        examples=["queued"],
        description="`queued` waits for a person; `matched` and `apart` the program found; `decided` a person did",
    )
    score: float = Field(ge=0, le=1, examples=[0.62], description="how likely both are the same")
    reasons: list[ReasonItem] = Field(description="the weightiest first")
    evidence: list[Evidence] = Field(description="where the name stands; texts only where they may be seen")
    verdict: Verdict | None = Field(default=None, description="what a person decided")
    by: str | None = Field(default=None, description="who decided it, where a name was given")
    at: str | None = Field(default=None, description="when, in ISO 8601")


def case_item(case: Case, known: Catalogue, *, contacts: bool) -> CaseItem:
    """One case with where its name stands.

    Parameters
    ----------
    case : Case
        What was compared.
    known : Catalogue
        What the reader may see: passages are taken from it.
    contacts : bool
        Whether the reader may see e-mail addresses and telephone numbers; without, a text that holds one is left out.
    """
    decision = case.decision
    return CaseItem(
        id=case.id,
        kind=case.kind,
        mention=_shown(case.mention, contacts),
        mention_iri=case.mention_iri,
        candidate=_shown(case.candidate, contacts),
        candidate_iri=case.candidate_iri,
        status=case.status,
        score=min(1.0, max(0.0, case.score)),
        reasons=[
            ReasonItem(
                feature=reason.feature,
                contribution=reason.contribution,
                label=Label(da=_shown(reason.danish, contacts), en=_shown(reason.english, contacts)),
            )
            for reason in case.reasons
        ],
        evidence=known.places(case.passages),
        verdict=decision.verdict if decision else None,
        by=_shown(decision.by, contacts) if decision and decision.by else None,
        at=decision.at if decision else None,
    )


def find_case(listed: Iterable[Case], given: str) -> Case:
    """The case of this id, or of the only one that begins so.

    Raises
    ------
    UnknownEntity
        There is none.
    InvalidParameter
        Several begin so.
    """
    found = [case for case in listed if given and case.id.startswith(given.lower())]
    if not found:
        raise UnknownEntity(f"there is no case {given!r:.60}: `fyrnet review --list` shows those that wait")
    if len(found) > 1:
        raise InvalidParameter(f"{len(found)} cases begin with {given!r}: {', '.join(case.id for case in found[:6])}")
    return found[0]


def _shown(text: str, contacts: bool) -> str:
    return text if contacts or not reaches_a_person(text) else _WITHHELD
