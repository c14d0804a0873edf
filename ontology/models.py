"""What crosses a door: the facts of a document, things, and answers, as pydantic models.

The facts (`Document` and what is in it) are the JSON that ``fyrnet extract`` prints. Every fact keeps
its printed form and the line it stands on; lines count from 1, inclusive. An unknown value is ``None``,
never invented.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "Answer",
    "Cell",
    "Column",
    "Contact",
    "Dependency",
    "Document",
    "Effect",
    "Element",
    "Initiative",
    "KeyFigure",
    "Label",
    "Mention",
    "Participation",
    "Role",
    "Thing",
    "UndertakingKind",
]

Role = Literal["lead", "participant", "example", "possible", "future"]
UndertakingKind = Literal[
    "project",
    "programme",
    "strategy",
    "agreement",
    "organisation",
    "facility",
    "event",
    "network",
    "analysis",
    "experience",
    "initiative",
    "other",
]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _LocatedFact(_Fact):
    """A fact with the lines it stands on; `last_line` locates its passage and is not part of the printed JSON."""

    line: int = Field(ge=1)
    last_line: int | None = Field(default=None, ge=1, exclude=True)


class Participation(_LocatedFact):
    """One party named in the list of parties: a body, or a collective."""

    organisation: str = Field(description="canonical name of the party")
    as_printed: str
    role: Role
    collective: bool


class Dependency(_LocatedFact):
    """One thing that an initiative builds on."""

    name: str = Field(description="canonical name of the thing")
    kind: UndertakingKind
    as_printed: str = Field(description="the bullet or sentence that names it")
    under: str | None = Field(default=None, description="the programme that only frames it, as ReVUS")
    organisations: tuple[str, ...] = Field(default=(), description="canonical names of those who own or run it")


class Contact(_LocatedFact):
    """One person to call about one initiative."""

    name: str
    role: str | None = None
    unit: str | None = None
    phone: str | None = Field(default=None, pattern=r"^\d+$")
    email: str | None = None


class Element(_LocatedFact):
    """Something the initiative would do; nested ones have `level` 2 and deeper."""

    text: str
    level: int = Field(ge=1)


class Effect(_LocatedFact):
    """Something the initiative should achieve, with its target year where one is printed."""

    text: str
    year: int | None = None


class KeyFigure(_LocatedFact):
    """One stated quantity. `value` is as printed ("2", unit "mia. kr."); a range has `value_max` too."""

    text: str
    value: float | int | None = None
    value_max: float | int | None = None
    unit: str | None = None
    year: int | None = None
    pending: bool = False


class Mention(_LocatedFact):
    """An organisation named in the initiative outside its list of parties."""

    organisation: str


class Initiative(_Fact):
    """One proposal as read."""

    source: str = Field(description="file name of the document")
    number: str | None = Field(default=None, description="as printed; not an identity")
    title: str
    lines: tuple[int, int]
    participations: tuple[Participation, ...] = ()
    builds_on: tuple[Dependency, ...] = ()
    contacts: tuple[Contact, ...] = ()
    elements: tuple[Element, ...] = ()
    effects: tuple[Effect, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    mentions: tuple[Mention, ...] = ()
    warnings: tuple[str, ...] = ()
    warnings_da: tuple[str, ...] = Field(default=(), exclude=True, description="the same warnings in Danish")
    description: str | None = Field(default=None, exclude=True, description="the opening paragraphs")


class Document(_Fact):
    """What one document holds; an empty tuple of initiatives is a document without a proposal."""

    initiatives: tuple[Initiative, ...]
    name: str = Field(default="", exclude=True, description="file name")
    media_type: str = Field(default="text/plain", exclude=True)
    text: tuple[str, ...] = Field(default=(), exclude=True, repr=False, description="its lines, for passages")
    pages: tuple[int | None, ...] = Field(default=(), exclude=True, repr=False, description="the page of each line")
    unplaced: tuple[int, ...] = Field(default=(), exclude=True, repr=False, description="lines that are in no section")
    content_hash: str = Field(default="", exclude=True, description="SHA-256 of its text, hexadecimal")


class Label(BaseModel):
    """A name in Danish and English; where one is lacking it shows the other's text."""

    da: str
    en: str


class Thing(BaseModel):
    """Anything with an IRI, as every list and answer shows it."""

    id: str = Field(description="slug", examples=["clean"])
    iri: str = Field(examples=["https://w3id.org/fyrnet/id/organisation/clean"])
    kind: str = Field(examples=["organisation"])
    label: Label


class Column(BaseModel):
    """One column of an answer; `private` holds what reaches a person directly."""

    type: Literal["thing", "things", "string", "integer", "number", "boolean"]
    label: Label
    private: bool = False


Cell = Thing | list[Thing] | bool | int | float | str | None


class Answer(BaseModel):
    """What a competency question gives: a row is an item, with one value for each column."""

    question: str = Field(examples=["partners_spanning_initiatives"])
    parameters: dict[str, str | int | list[str] | None] = Field(
        description="as they were used: IRIs whole, `null` where nothing restricts"
    )
    columns: dict[str, Column]
    items: list[dict[str, Cell]]
    total: int = Field(ge=0)
    next: str | None = Field(default=None, description="path of the next items")
