"""Uploads into the store and out of it: one call into `graph.ingest` each, and a report that programs can read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, Field

from api.rest.paging import NoParameters
from graph import ingest as ingested
from graph.catalogue import catalogue
from graph.catalogue.tables import Tables
from graph.ingest import Content
from graph.privacy import reaches_a_person
from graph.store import Store
from ontology.models import Thing
from ontology.terms import thing

__all__ = ["Report", "TakenIn", "Wishes", "Withdrawal", "take_in", "take_out", "withheld"]


class Withdrawal(NoParameters):
    """How a document is taken out."""

    dry_run: bool = Field(default=False, description="only report what would happen")


class Wishes(Withdrawal):
    """How documents are taken in."""

    keep_going: bool = Field(default=False, description="leave out documents that cannot be taken in")
    as_: str | None = Field(
        default=None,
        alias="as",
        min_length=1,
        max_length=300,
        description="slug or IRI of the source that the document is a new version of",
    )


class Changes(BaseModel):
    """What a newer version changes, in words."""

    da: list[str]
    en: list[str]


class TakenIn(BaseModel):
    """One document, and what became of it."""

    name: str = Field(examples=["forslag.docx"], description="its file name")
    source: str = Field(examples=["forslag"], description="slug of its source")
    path: str = Field(examples=["/api/documents/forslag"])
    status: str = Field(examples=["new"], description="`new`, `replaced`, `unchanged` or `withdrawn`")
    initiatives: list[Thing]
    unplaced: list[int] = Field(examples=[[12, 13]], description="lines that are in no section")
    changes: Changes


class Report(BaseModel):
    """What was done with documents, or with `dry_run` would be."""

    documents: list[TakenIn]
    new: list[Thing] = Field(description="things that the store did not know before")
    matched: list[Thing] = Field(description="things that it did")
    recognised: list[str] = Field(description="names that were found to be known things by another spelling")
    queued: list[str] = Field(description="names that a person has to decide about, see `/api/review`")
    warnings: list[str] = Field(description="what a person should look at")
    refused: list[str] = Field(description="documents that were left out, with `keep_going`")
    changed: bool = Field(description="whether anything was stored")
    dry_run: bool
    revision: str = Field(examples=["0f3a9c1e5b7d2468"], description="of the data, after it")


def take_in(store: Store, documents: Sequence[Content], wishes: Wishes) -> Report:
    """Read and store documents, as `graph.ingest.ingest` does.

    Raises
    ------
    UnreadableDocument, ShapeViolation
        A document cannot be read, or what it says breaks a shape; nothing was stored.
    InvalidInput
        That holds for several.
    """
    report = ingested.ingest(
        store, documents, keep_going=wishes.keep_going, dry_run=wishes.dry_run, as_source=wishes.as_ or None
    )
    return _told(store, report)


def take_out(store: Store, source: str, *, dry_run: bool) -> Report:
    """Withdraw a document, as `graph.ingest.withdraw` does.

    Raises
    ------
    NotFound
        There is no such document.
    """
    # Its initiatives have names for as long as they are there.
    named = catalogue(store).tables
    return _told(store, ingested.withdraw(store, source, dry_run=dry_run), named)


def _told(store: Store, report: ingested.Report, named: Tables | None = None) -> Report:
    """The report with the things it names; in a dry run, new ones are named by their slugs."""
    tables = named or catalogue(store).tables
    return Report(
        documents=[_document(tables, each) for each in report.documents],
        new=[tables.thing(iri) for iri in report.new],
        matched=[tables.thing(iri) for iri in report.matched],
        recognised=list(report.recognised),
        queued=list(report.queued),
        warnings=list(report.review),
        refused=list(report.refused),
        changed=report.changed,
        dry_run=report.dry_run,
        revision=store.revision,
    )


def _document(tables: Tables, stored: ingested.Stored) -> TakenIn:
    return TakenIn(
        name=stored.name,
        source=stored.source,
        path=f"/api/documents/{stored.source}",
        status=stored.status,
        initiatives=[tables.thing(thing("initiative", slug).value) for slug in stored.initiatives],
        unplaced=list(stored.unplaced),
        changes=Changes(da=list(stored.changes_da), en=list(stored.changes)),
    )


def withheld(report: Report) -> Report:
    """The report for somebody who may not see contact details: a text that holds one is left out."""
    return Report.model_validate(_without(report.model_dump()))


def _without(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_without(each) for each in value]
    return "…" if isinstance(value, str) and reaches_a_person(value) else value
