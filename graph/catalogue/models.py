"""Things as lists and pages show them, as pydantic models; every fact says where it stands."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from ontology.models import Label, Role, Thing

__all__ = [
    "Attendance",
    "Bearer",
    "CollectiveDetail",
    "ContactFact",
    "DependencyFact",
    "EffectFact",
    "ElementFact",
    "Evidence",
    "FigureFact",
    "InitiativeDetail",
    "InitiativeItem",
    "MeetingFact",
    "MentionFact",
    "OrganisationDetail",
    "OrganisationItem",
    "OverlapFact",
    "ParticipationFact",
    "PersonItem",
    "RoledThing",
    "SourceItem",
    "UndertakingDetail",
    "UndertakingItem",
]


class Evidence(BaseModel):
    """Where a fact stands in the document that says it."""

    source: Thing
    section: str = Field(examples=["parties"], description="the part of the document, as `parties` or `contact`")
    lines: tuple[int, int] | None = Field(default=None, examples=[[815, 818]], description="first and last, from 1")
    page: int | None = Field(default=None, description="of a document that has pages")
    text: str | None = Field(default=None, description="the passage itself, where the document was ingested here")


class SourceItem(Thing):
    """A document that was taken in."""

    name: str = Field(examples=["forslag.docx"], description="its file name")
    format: str = Field(examples=["text/plain"], description="media type")
    content_hash: str | None = Field(default=None, description="SHA-256 of its text, hexadecimal")
    initiatives: list[Thing] = Field(default_factory=list, description="what it proposes, in its order")


class Fact(BaseModel):
    """Anything that a document says."""

    evidence: Evidence | None = Field(default=None, description="absent where a person added the fact")


class RoledThing(Thing):
    """An initiative, with the role that a party has in it."""

    role: Role | None = Field(default=None, examples=["participant"])


class InitiativeItem(Thing):
    """One initiative in a list."""

    number: str | None = Field(default=None, examples=["8 7"], description="as printed; not an identity")
    summary: Label | None = None
    themes: list[Thing] = Field(default_factory=list)
    organisation_count: int = Field(examples=[9], description="organisations with a participation, no collectives")
    collective_count: int = Field(examples=[2], description="groups named only in general")
    builds_on_count: int = Field(examples=[4])


class ParticipationFact(Fact):
    """A party that an initiative names in its list of parties."""

    party: Thing
    role: Role | None = None
    collective: bool = Field(description="whether the party is a group named only in general")
    as_printed: str | None = Field(default=None, examples=["GATE21"])
    members: list[Thing] = Field(default_factory=list, description="known members of a collective")


class DependencyFact(Fact):
    """Something that an initiative builds on."""

    on: Thing
    type: str | None = Field(default=None, examples=["project"], description="kind of undertaking")
    owners: list[Thing] = Field(default_factory=list)
    part_of: Thing | None = Field(default=None, description="the programme that frames it")
    also: list[Thing] = Field(default_factory=list, description="other initiatives that build on the same thing")


class ContactFact(Fact):
    """A person to call about one initiative; e-mail and telephone may be withheld."""

    person: Thing
    initiative: Thing
    role: str | None = Field(default=None, examples=["Enhedschef"])
    unit: str | None = None
    phone: str | None = Field(default=None, examples=["00112233"], description="digits only")
    email: str | None = Field(default=None, examples=["anne@example.org"])


class WordedFact(Fact):
    """A fact told in words: a short label of our own, and the printed text where the document was ingested here."""

    label: Label | None = None
    text: str | None = None


class ElementFact(WordedFact):
    """Something an initiative would do."""

    level: int = 1


class EffectFact(WordedFact):
    """Something an initiative should achieve."""

    year: int | None = Field(default=None, examples=[2025])


class FigureFact(WordedFact):
    """A key figure, as printed."""

    value: float | int | None = Field(default=None, examples=[7000])
    value_max: float | int | None = Field(default=None, examples=[13000], description="upper end of a range")
    unit: str | None = Field(default=None, examples=["mia. kr."])
    year: int | None = None
    pending: bool = Field(default=False, description="announced in the document, and not yet filled in")


class MentionFact(Fact):
    """An organisation that an initiative names outside its list of parties."""

    organisation: Thing
    initiative: Thing
    party: bool = Field(description="whether the organisation is a party of the initiative as well")


class OverlapFact(BaseModel):
    """Another initiative with some of the same organisations."""

    initiative: Thing
    shared: list[Thing]
    jaccard: float = Field(ge=0, le=1, description="shared organisations as a part of those of either")


class InitiativeDetail(InitiativeItem):
    """One initiative whole."""

    evidence: Evidence | None = None
    participations: list[ParticipationFact] = Field(default_factory=list)
    builds_on: list[DependencyFact] = Field(default_factory=list)
    built_on_by: list[Thing] = Field(default_factory=list)
    contacts: list[ContactFact] = Field(default_factory=list)
    elements: list[ElementFact] = Field(default_factory=list)
    effects: list[EffectFact] = Field(default_factory=list)
    key_figures: list[FigureFact] = Field(default_factory=list)
    mentions: list[MentionFact] = Field(default_factory=list)
    overlaps: list[OverlapFact] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list, description="what the reading could not settle")
    warnings_da: list[str] = Field(default_factory=list, description="the same in Danish")


class OrganisationItem(Thing):
    """One organisation (or, where asked for, collective) in a list."""

    kind: Literal["organisation", "collective"]
    type: str | None = Field(default=None, examples=["municipality"], description="kind of organisation")
    aliases: list[str] = Field(default_factory=list, examples=[["GATE21", "Gate21"]])
    initiative_count: int = Field(examples=[4])
    initiatives: list[RoledThing] = Field(default_factory=list)


class Attendance(Fact):
    """A participation seen from the party."""

    initiative: Thing
    role: Role | None = None
    as_printed: str | None = None


class MeetingFact(BaseModel):
    """Another organisation, and the initiatives in which both take part."""

    organisation: Thing
    initiatives: list[Thing]


class Bearer(Fact):
    """Something that builds on the thing asked about."""

    by: Thing


class OrganisationDetail(OrganisationItem):
    """One organisation whole."""

    homepage: str | None = None
    part_of: list[Thing] = Field(default_factory=list)
    parts: list[Thing] = Field(default_factory=list)
    collectives: list[Thing] = Field(default_factory=list, description="collectives it is known to belong to")
    participations: list[Attendance] = Field(default_factory=list)
    mentions: list[MentionFact] = Field(default_factory=list)
    owns: list[UndertakingItem] = Field(default_factory=list, description="what others build on and it owns or runs")
    built_on_by: list[Bearer] = Field(default_factory=list)
    meets: list[MeetingFact] = Field(
        default_factory=list, description="organisations in the same initiatives, most first"
    )


class CollectiveDetail(OrganisationItem):
    """One collective whole; never counted as a partner."""

    members: list[Thing] = Field(default_factory=list)
    members_source: str | None = Field(default=None, description="where the list of members comes from")
    participations: list[Attendance] = Field(default_factory=list)


class PersonItem(Thing):
    """One contact person, with every initiative that prints the person."""

    initiative_count: int
    contacts: list[ContactFact] = Field(default_factory=list)


class UndertakingItem(Thing):
    """Something that initiatives build on."""

    type: str | None = Field(default=None, examples=["programme"], description="kind of undertaking")
    owners: list[Thing] = Field(default_factory=list)
    part_of: list[Thing] = Field(default_factory=list)
    initiative_count: int = Field(examples=[2], description="initiatives that build on it directly")
    initiatives: list[Thing] = Field(default_factory=list)


class UndertakingDetail(UndertakingItem):
    """One undertaking whole: what rests on it, directly and through others."""

    aliases: list[str] = Field(default_factory=list)
    parts: list[Thing] = Field(default_factory=list, description="what it frames")
    built_on_by: list[Bearer] = Field(default_factory=list)
    indirectly: list[Thing] = Field(default_factory=list, description="what builds on something that builds on it")
    builds_on: list[Thing] = Field(default_factory=list)


OrganisationDetail.model_rebuild()
