"""What is missing: initiatives without contact, figure, partner or lead, targets past due, foundations without owner.

A gap is something that the graph does not say, or says is still to come. It may be missing from the document, or have
been missed when it was read; so each gap names the thing and, where there is one, what it hangs on and where it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from pyoxigraph import Literal, NamedNode

from graph.analysis.changes import downstream
from graph.analysis.naming import Names, found, names_of
from graph.analysis.words import Words, count, spoken
from graph.arrays import Arrays, Filters, arrays
from graph.remembering import remembered
from graph.store import Store
from ontology.errors import InvalidParameter
from ontology.terms import PREFIXES

__all__ = ["GAPS", "Gap", "Gaps", "gaps"]

GAPS: Final = {
    "no_contact": Words("Der er ingen kontaktperson.", "There is no contact person."),
    "no_figure": Words("Der er ingen nøgletal.", "There is no key figure."),
    "no_effect": Words("Der er ingen forventet effekt.", "There is no expected effect."),
    "no_partner": Words("Ingen organisation er nævnt ved navn som part.", "No organisation is named as a party."),
    "no_lead": Words("Ingen part er nævnt som leder.", "No party is named as lead."),
    "pending_figure": Words(
        "Et nøgletal er lovet, men udestår: {about}.", "A key figure is promised but still to come: {about}."
    ),
    "past_due": Words(
        "Et mål for {year} er passeret pr. {on}: {about}.", "A target for {year} is past due on {on}: {about}."
    ),
    "no_owner": Words(
        "Ingen ejer er nævnt, og {builders} bygger på det.", "No owner is named, and what builds on it: {builders}."
    ),
    "unowned_foundation": Words(
        "Bygger på {about}, som ingen ejer er nævnt for.", "Builds on {about}, for which no owner is named."
    ),
}
"""Kinds of gap, with what is said of them."""

_INITIATIVE: Final = (("initiativ", "initiativer"), ("initiative", "initiatives"))
_PREFIXES: Final = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("fyr", "prov", "skos"))
_HAVING: Final = "SELECT DISTINCT ?one {{ ?one {} ?part }}"
_PENDING: Final = """SELECT DISTINCT ?one ?part ?passage ?text {
  ?one fyr:keyFigure ?part . ?part fyr:pending true .
  OPTIONAL { ?part prov:wasDerivedFrom ?passage } OPTIONAL { ?part fyr:text ?text } }"""
_TARGETS: Final = """SELECT DISTINCT ?one ?part ?passage ?year {
  ?one fyr:expectedEffect ?part . ?part fyr:targetYear ?year .
  OPTIONAL { ?part prov:wasDerivedFrom ?passage } }"""

_FOUNDATIONS: Final = """SELECT DISTINCT ?one ?on ?passage {
  ?one fyr:dependency ?part . ?part fyr:on ?on ; prov:wasDerivedFrom ?passage .
  FILTER NOT EXISTS { ?on fyr:owner ?owner } }"""


@dataclass(frozen=True)
class Gap:
    """One thing that is missing.

    `kind` is one of `GAPS`; `thing` the IRI of what lacks it; `about` that of the figure, effect or foundation that it
    hangs on; `evidence` that of the passage where this stands; `year` that of a target. None where there is none.
    """

    kind: str
    thing: str
    reading: Words
    about: str | None = None
    evidence: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Gaps:
    """Gaps by kind in the order of `GAPS`, then by Danish name. `total` counts all, `counts` those of each kind."""

    items: tuple[Gap, ...]
    total: int
    counts: tuple[tuple[str, int], ...]
    on: date
    revision: str
    filters: Filters
    reading: Words


def gaps(
    store: Store,
    *,
    on: date,
    kinds: tuple[str, ...] = (),
    thing: str | None = None,
    limit: int = 1000,
    offset: int = 0,
    filters: Filters | None = None,
) -> Gaps:
    """What is missing on a day.

    Parameters
    ----------
    store : Store
        Where the triples are.
    on : date
        The day that targets are compared with: a target for a year is past due when the year is over.
    kinds : tuple of str
        Some of `GAPS`; none for all.
    thing : str, optional
        IRI or slug of the only initiative or undertaking that is looked at.
    limit, offset : int
        How many gaps (1 to 10,000), and how many are passed over.
    filters : Filters, optional
        Which initiatives are looked at, and which facts count; None for all facts, but no collectives.

    Raises
    ------
    InvalidParameter
        A kind is unknown, `limit` or `offset` out of range.
    UnknownEntity
        There is no such thing, or a filter leaves it out.

    Notes
    -----
    Remembered until the store changes. An undertaking that nobody owns is a gap where initiatives build on it, directly
    or over other undertakings; each initiative that builds on it directly has a gap of its own.
    """
    if unknown := set(kinds) - GAPS.keys():
        raise InvalidParameter(f"no gap is called {', '.join(sorted(unknown))}; there are {', '.join(GAPS)}")
    if not 1 <= limit <= 10_000 or offset < 0:
        raise InvalidParameter(f"limit={limit}, offset={offset}: limit is from 1 to 10,000, offset at least 0")
    every = _gaps(store, on, filters or Filters())
    number = None if thing is None else found(every.view, thing, "initiative", "undertaking")
    kept = [gap for gap in every.gaps if gap.kind in (kinds or GAPS) and number in (None, gap.thing)]
    counts = tuple((kind, number_) for kind in GAPS if (number_ := sum(gap.kind == kind for gap in kept)))
    shown = kept[offset : offset + limit]
    iris = [every.view.iris[number_] for gap in shown for number_ in (gap.thing, gap.rests_on) if number_ is not None]
    names = names_of(store, [*iris, *(gap.about for gap in shown if gap.about)])
    items = tuple(_told(gap, every.view, names, on) for gap in shown)
    words = spoken("Der mangler {number} ting.", "{number} things are missing.", number=len(kept))
    return Gaps(items, len(kept), counts, on, every.view.revision, filters or Filters(), words)


@dataclass(frozen=True)
class _Found:
    """A gap by the number of its thing, without words."""

    kind: str
    thing: int
    about: str | None = None
    rests_on: int | None = None
    evidence: str | None = None
    year: int | None = None
    text: str | None = None
    builders: int = 0


@dataclass(frozen=True, eq=False)
class _All:
    view: Arrays
    gaps: list[_Found]


@remembered
def _gaps(store: Store, on: date, filters: Filters) -> _All:
    view = arrays(store).filtered(filters)
    kinds = list(GAPS)
    every = [*_lacking(store, view), *_promised(store, view), *_past_due(store, view, on), *_unowned(store, view)]
    rank = view.rank
    return _All(view, sorted(every, key=lambda gap: (kinds.index(gap.kind), rank[gap.thing], gap.about or "")))


def _lacking(store: Store, view: Arrays) -> Iterator[_Found]:
    """Initiatives that have none of something."""
    said, among = view.participations, view.kind("organisation")
    partner = (said.end >= among.start) & (said.end < among.stop)
    having = {
        "no_contact": {*view.contacts.start.tolist()},
        "no_figure": _having(store, view, "fyr:keyFigure"),
        "no_effect": _having(store, view, "fyr:expectedEffect"),
        "no_partner": {*said.start[partner].tolist()},
        "no_lead": {*said.start[said.code == view.roles.index("lead")].tolist()},
    }
    for kind, have in having.items():
        yield from (_Found(kind, one) for one in view.initiatives.tolist() if one not in have)


def _having(store: Store, view: Arrays, path: str) -> set[int | None]:
    rows = store.select(_PREFIXES + _HAVING.format(path)).rows
    return {view.iris.number(one.value) for (one,) in rows if isinstance(one, NamedNode)}


def _promised(store: Store, view: Arrays) -> Iterator[_Found]:
    """Key figures that are still to come."""
    for one, part, passage, text in store.select(_PREFIXES + _PENDING).rows:
        if (initiative := _initiative(view, one)) is not None:
            said = text.value if isinstance(text, Literal) else None
            yield _Found("pending_figure", initiative, _iri(part), evidence=_iri(passage), text=said)


def _past_due(store: Store, view: Arrays, on: date) -> Iterator[_Found]:
    """Effects whose year is over."""
    for one, part, passage, year in store.select(_PREFIXES + _TARGETS).rows:
        initiative, due = _initiative(view, one), _year(year)
        if initiative is not None and due is not None and due < on.year:
            yield _Found("past_due", initiative, _iri(part), evidence=_iri(passage), year=due)


def _unowned(store: Store, view: Arrays) -> Iterator[_Found]:
    """Undertakings that initiatives build on and nobody owns, and who builds on them."""
    links, among = view.dependencies.links, view.kind("undertaking")
    built_on = np.unique(links.end)
    rows = store.select(_PREFIXES + _FOUNDATIONS).rows
    stands = {(_iri(one), _iri(on)): _iri(passage) for one, on, passage in rows}
    foundations = built_on[(built_on >= among.start) & (built_on < among.stop)]
    for foundation in np.setdiff1d(foundations, view.owners.start).tolist():
        behind = [one for one in downstream(links, [foundation]) if one in view.kind("initiative")]
        if behind:
            yield _Found("no_owner", foundation, builders=len(behind))
        for one in links.to(foundation).tolist():
            if one in view.kind("initiative"):
                passage = stands.get((view.iris[one], view.iris[foundation]))
                yield _Found("unowned_foundation", one, rests_on=foundation, evidence=passage)


def _told(gap: _Found, view: Arrays, names: Names, on: date) -> Gap:
    about = view.iris[gap.rests_on] if gap.rests_on is not None else gap.about
    said = names[about] if about else Words("", "")
    if gap.text:
        said = Words(gap.text, gap.text)
    pattern = GAPS[gap.kind]
    words = spoken(
        pattern.da,
        pattern.en,
        about=said,
        year=str(gap.year),
        on=on.isoformat(),
        builders=count(gap.builders, *_INITIATIVE),
    )
    return Gap(gap.kind, view.iris[gap.thing], words, about, gap.evidence, gap.year)


def _initiative(view: Arrays, term: object) -> int | None:
    """Number of an initiative that the view holds."""
    number = view.iris.number(term.value) if isinstance(term, NamedNode) else None
    return number if number is not None and number in view.kind("initiative") and view.holds(number) else None


def _iri(term: object) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _year(term: object) -> int | None:
    digits = term.value[:4] if isinstance(term, Literal) else ""
    return int(digits) if digits.isdecimal() else None
