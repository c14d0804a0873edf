"""Which source a document is a newer version of, and which of its initiatives are which."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import PurePath

from graph.ingest.rdf import Data
from graph.knowledge import key
from graph.sheets.entries import untitled
from graph.titles import Titles
from ontology.models import Document, Initiative
from ontology.terms import slugify, source_graph

__all__ = ["Choice", "is_sheet", "kept", "source", "source_of_data", "titled"]

_ALIKE = 0.7
_SHEETS = ("text/csv", "text/tab-separated-values", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@dataclass(frozen=True)
class Choice:
    """The slug of a source, and what a person should know of how it was chosen."""

    slug: str
    note: str | None = None


def source(facts: Document, titles: Titles, as_source: str | None = None) -> Choice:
    """The source that a document belongs to.

    A document of the same file name with an initiative of the same or nearly the same title is a newer version. One of
    the same file name that has nothing in common with it is another document. One of another name is another document
    too; that its titles are known is told.

    Parameters
    ----------
    facts : Document
        What was read.
    titles : Titles
        What the sources of the store hold.
    as_source : str, optional
        The source, where a person says so.
    """
    if as_source:
        return Choice(as_source)
    own = slugify(PurePath(facts.name).stem)
    number, slug = 1, own
    while source_graph(slug) in titles:
        if _in_common(titles.of(source_graph(slug)), facts):
            return Choice(slug)
        number += 1
        slug = f"{own}-{number}"
    if slug != own:
        return Choice(slug, f"another text came under this name before ({own}); both are kept")
    return Choice(slug, None if is_sheet(facts) else _looks_newer(facts, titles))


def source_of_data(data: Data, as_source: str | None, same: str | None) -> str:
    """The source of a file of data: by its content, else by its name, which is enough for a newer version."""
    return as_source or same or slugify(PurePath(data.name).stem)


def kept(before: Mapping[str, str], facts: Document) -> dict[str, str]:
    """Titles by slug; an initiative whose title changed a little has its new one there, and so keeps its slug."""
    given = dict(before)
    new = [each.title for each in facts.initiatives]
    same = {key(title) for title in before.values()}
    there, alone = {key(title) for title in new}, len(before) == len(new) == 1
    left = [title for title in new if key(title) not in same]
    for slug, title in before.items():
        if key(title) in there:
            continue
        near = left if alone else [other for other in left if _are_alike(other, title)]
        best = max(near, key=lambda other: _alike(other, title), default=None)
        if best is not None:
            given[slug] = best
            left.remove(best)
    return given


def is_sheet(facts: Document) -> bool:
    """Whether a document is a spreadsheet, whose rows speak of initiatives that other documents propose."""
    return facts.media_type in _SHEETS


def titled(facts: Document, numbered: Mapping[str, Collection[str]]) -> Document:
    """A spreadsheet in which initiatives that it names by their number alone have the titles that others give them.

    Parameters
    ----------
    facts : Document
        What was read of a spreadsheet.
    numbered : mapping
        Titles of the initiatives of other documents, by the number that is printed there.
    """
    own = {key(each.title) for each in facts.initiatives}
    return facts.model_copy(update={"initiatives": tuple(_titled(each, own, numbered) for each in facts.initiatives)})


def _titled(initiative: Initiative, own: Collection[str], numbered: Mapping[str, Collection[str]]) -> Initiative:
    """The initiative by its title, where it is named by a number that only one of other documents has."""
    number = initiative.number or ""
    titles = {*numbered.get(number, ())} - {untitled(number)}
    if initiative.title != untitled(number) or len(titles) != 1 or key(next(iter(titles))) in own:
        return initiative
    (title,) = titles
    english = f"initiative {number} is taken for “{title}”, the only one of that number"
    danish = f"initiativ {number} er forstået som “{title}”, det eneste med det nummer"
    said, said_da = (*initiative.warnings, english), (*initiative.warnings_da, danish)
    return initiative.model_copy(update={"title": title, "warnings": said, "warnings_da": said_da})


def _in_common(titles: Mapping[str, str], facts: Document) -> bool:
    return any(_are_alike(title, each.title) for title in titles.values() for each in facts.initiatives)


def _looks_newer(facts: Document, titles: Titles) -> str | None:
    graph = titles.with_all(each.title for each in facts.initiatives)
    if graph is None:
        return None
    slug = graph.value.rsplit("/", 1)[-1]
    return f"its titles are those of {slug}; if it is a newer version, take it in with --as {slug}"


def _are_alike(first: str, second: str) -> bool:
    """Whether two titles are nearly the same; what is too different by its letters alone is told at a glance."""
    compared = SequenceMatcher(None, key(first), key(second), autojunk=False)
    return all(each() >= _ALIKE for each in (compared.real_quick_ratio, compared.quick_ratio, compared.ratio))


def _alike(first: str, second: str) -> float:
    return SequenceMatcher(None, key(first), key(second), autojunk=False).ratio()
