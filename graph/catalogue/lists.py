"""Lists of things: what stands in each item, which items fit, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from graph.catalogue import large_lists as of_large
from graph.catalogue.large import Large
from graph.catalogue.models import (
    InitiativeItem,
    OrganisationItem,
    OverlapFact,
    PersonItem,
    RoledThing,
    UndertakingItem,
)
from graph.catalogue.tables import Tables, as_label
from graph.spelling import matches, relevance
from ontology.errors import InvalidParameter
from ontology.models import Thing
from ontology.terms import ID, kind_and_slug, thing

__all__ = [
    "foundations",
    "initiative_item",
    "initiatives",
    "organisation_item",
    "organisations",
    "overlaps",
    "people",
    "person_item",
    "resolved",
    "search",
    "undertaking_item",
    "undertakings",
]

T = TypeVar("T")


def resolved(value: str, *kinds: str) -> str:
    """The IRI that a slug or an IRI stands for; a slug is taken to be of the first kind, unless it begins with one.

    Examples
    --------
    >>> resolved("clean", "organisation", "collective").removeprefix(ID)
    'organisation/clean'
    >>> resolved("collective/kommuner", "organisation", "collective").removeprefix(ID)
    'collective/kommuner'
    """
    for candidate in (value, ID + value):
        found = kind_and_slug(candidate)
        if found and found[0] in kinds:
            return candidate
    try:
        return thing(kinds[0], value).value if kind_and_slug(f"{ID}{kinds[0]}/{value}") else value
    except ValueError:
        return value


def initiatives(
    tables: Tables, *, q: str = "", theme: str = "", participant: str = "", role: str = ""
) -> Sequence[str]:
    """IRIs of the initiatives that fit every filter given, in the order of the documents.

    Parameters
    ----------
    tables : Tables
        What is known.
    q : str
        Words of a title, an alias, a theme or the number.
    theme, participant : str
        Slugs or IRIs.
    role : str
        Keeps initiatives in which `participant`, or anybody, has this role.
    """
    parties = {resolved(participant, "organisation", "collective"), resolved(participant, "collective")}
    if isinstance(tables, Large):
        wanted = resolved(theme, "theme") if theme else None
        return of_large.initiatives(tables, q, wanted, parties if participant else None, role)

    def fits(iri: str) -> bool:
        roles = [held for party, held in tables.parties.get(iri, ()) if not participant or party in parties]
        return (
            (not q or matches(q, _initiative_names(tables, iri)))
            and (not theme or resolved(theme, "theme") in tables.links["themes"].get(iri, ()))
            and (not participant or bool(roles))
            and (not role or role in roles)
        )

    return [iri for iri in tables.initiatives if fits(iri)]


def organisations(
    tables: Tables,
    *,
    q: str = "",
    type: str = "",  # noqa: A002 - the name of the parameter in the address
    min_initiatives: int = 0,
    sort: str = "initiatives",
    collectives: bool = False,
) -> Sequence[str]:
    """IRIs of the organisations that fit every filter given.

    Parameters
    ----------
    tables : Tables
        What is known.
    q : str
        Words of a name, an alias or an abbreviation.
    type : str
        Slug of a kind of organisation.
    min_initiatives : int
        Least number of initiatives with a participation.
    sort : str
        "initiatives" (most first, then name) or "name".
    collectives : bool
        Whether groups named only in general are listed too.

    Raises
    ------
    InvalidParameter
        `sort` is another word.
    """
    if sort not in ("initiatives", "name"):
        raise InvalidParameter(f"sort={sort!r}: the orders are initiatives and name")
    if isinstance(tables, Large):
        return of_large.organisations(tables, q, type, min_initiatives, sort, collectives)
    listed = [*tables.kinds["organisation"], *(tables.kinds["collective"] if collectives else ())]
    kept = [
        iri
        for iri in listed
        if (not q or matches(q, tables.names(iri)))
        and (not type or tables.type(iri) == type)
        and _attended(tables, iri) >= min_initiatives
    ]
    by_name = sorted(kept, key=lambda iri: _name_order(tables, iri))
    return by_name if sort == "name" else sorted(by_name, key=lambda iri: -_attended(tables, iri))


def people(tables: Tables, *, q: str = "") -> Sequence[str]:
    """IRIs of the contact persons whose name fits, by name."""
    if isinstance(tables, Large):
        return of_large.people(tables, q)
    kept = [iri for iri in tables.kinds["person"] if not q or matches(q, tables.names(iri))]
    return sorted(kept, key=lambda iri: _name_order(tables, iri))


def undertakings(tables: Tables, *, q: str = "", type: str = "") -> Sequence[str]:  # noqa: A002 - as above
    """IRIs of the undertakings that fit, those that most initiatives build on first, then by name."""
    if isinstance(tables, Large):
        return of_large.undertakings(tables, q, type)
    kept = [
        iri
        for iri in tables.kinds["undertaking"]
        if (not q or matches(q, tables.names(iri))) and (not type or tables.type(iri) == type)
    ]
    return sorted(kept, key=lambda iri: (-len(_resting(tables, iri)), _name_order(tables, iri)))


def foundations(tables: Tables, most: int) -> list[tuple[str, list[Thing]]]:
    """What several initiatives build on, with those initiatives: what most build on first, then by name."""
    if isinstance(tables, Large):
        return [
            (iri, [tables.thing(one) for one in tables.builders(iri)]) for iri in of_large.foundations(tables, most)
        ]
    found = {iri: _resting(tables, iri) for iri in tables.reverse["builds_on"]}
    several = [iri for iri, builders in found.items() if len(builders) > 1]
    order = sorted(several, key=lambda iri: (-len(found[iri]), _name_order(tables, iri)))[:most]
    return [
        (iri, [tables.thing(one) for one in sorted(found[iri], key=tables.initiatives.__getitem__)]) for iri in order
    ]


def search(tables: Tables, q: str, *, limit: int = 50) -> list[Thing]:
    """Initiatives, organisations, undertakings, collectives and people by name, the best fit first."""
    kinds = ("initiative", "organisation", "undertaking", "collective", "person")
    if isinstance(tables, Large):
        return [tables.thing(iri) for iri in of_large.search(tables, q, kinds, limit)]
    fits = [
        (-fit, place, _name_order(tables, iri), iri)
        for place, kind in enumerate(kinds)
        for iri in tables.kinds[kind]
        if (fit := relevance(q, tables.names(iri)))
    ]
    return [tables.thing(iri) for *_, iri in sorted(fits)[:limit]]


def initiative_item(tables: Tables, iri: str) -> InitiativeItem:
    """One initiative as lists show it."""
    counted = [tables.thing(party).kind for party in dict(tables.parties.get(iri, ()))]
    return InitiativeItem(
        **_thing(tables, iri),
        number=_number(tables, iri),
        summary=as_label(tables.summaries.get(iri, {})),
        themes=tables.sorted_things(tables.links["themes"].get(iri, ())),
        organisation_count=counted.count("organisation"),
        collective_count=counted.count("collective"),
        builds_on_count=len(tables.links["builds_on"].get(iri, ())),
    )


def organisation_item(tables: Tables, iri: str) -> OrganisationItem:
    """One organisation or collective as lists show it."""
    shown = set(tables.labels.get(iri, {}).values())
    return OrganisationItem(
        **_thing(tables, iri),
        type=tables.type(iri),
        aliases=_unique(alias.value for alias in tables.aliases.get(iri, ()) if alias.value not in shown),
        initiative_count=_attended(tables, iri),
        initiatives=[
            RoledThing.model_validate(_thing(tables, initiative) | {"role": role})
            for initiative, role in _roles_in_order(tables, iri)
        ],
    )


def person_item(tables: Tables, iri: str) -> PersonItem:
    """One person without contact details."""
    return PersonItem(**_thing(tables, iri), initiative_count=len(tables.reverse["people"].get(iri, ())))


def undertaking_item(tables: Tables, iri: str) -> UndertakingItem:
    """One undertaking as lists show it."""
    resting, count = _resting(tables, iri), 0
    if isinstance(tables, Large):
        count = tables.count(iri, tables.arrays.builder_count)
    return UndertakingItem(
        **_thing(tables, iri),
        type=tables.type(iri),
        owners=tables.sorted_things(tables.links["owners"].get(iri, ())),
        part_of=tables.sorted_things(tables.links["part_of"].get(iri, ())),
        initiative_count=count or len(resting),
        initiatives=[tables.thing(one) for one in sorted(resting, key=lambda one: _initiative_order(tables, one))],
    )


def overlaps(tables: Tables, iri: str) -> list[OverlapFact]:
    """Other initiatives with organisations of this one, most shared first."""
    own = _organisations_of(tables, iri)
    others: Iterable[str] = (
        of_large.overlaps(tables, iri)
        if isinstance(tables, Large)
        else {other for party in own for other, _ in tables.roles.get(party, ()) if other != iri}
    )
    found = []
    for other in others:
        theirs = _organisations_of(tables, other)
        shared = own & theirs
        fact = OverlapFact(
            initiative=tables.thing(other), shared=tables.sorted_things(shared), jaccard=len(shared) / len(own | theirs)
        )
        found.append(fact)
    return sorted(found, key=lambda fact: (-len(fact.shared), -fact.jaccard, _name_order(tables, fact.initiative.iri)))


def meetings(tables: Tables, iri: str) -> Mapping[str, list[str]]:
    """Other organisations, and the initiatives in which both take part."""
    if isinstance(tables, Large):
        return of_large.meetings(tables, iri)
    attended = {initiative for initiative, _ in tables.roles.get(iri, ())}
    found: dict[str, list[str]] = {}
    for initiative in sorted(attended, key=lambda one: _initiative_order(tables, one)):
        for other in _organisations_of(tables, initiative) - {iri}:
            found.setdefault(other, []).append(initiative)
    return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), _name_order(tables, entry[0]))))


def _thing(tables: Tables, iri: str) -> dict[str, object]:
    return tables.thing(iri).model_dump()


def _number(tables: Tables, iri: str) -> str | None:
    return tables.texts["numbers"].get(iri)


def _initiative_names(tables: Tables, iri: str) -> list[str]:
    themes = (name for theme in tables.links["themes"].get(iri, ()) for name in tables.names(theme))
    return [*tables.names(iri), *themes, _number(tables, iri) or ""]


def _organisations_of(tables: Tables, initiative: str) -> set[str]:
    parties = (party for party, _ in tables.parties.get(initiative, ()))
    return {party for party in parties if tables.thing(party).kind == "organisation"}


def _roles_in_order(tables: Tables, party: str) -> list[tuple[str, str | None]]:
    """Initiatives that a party takes part in, with its role; of a large graph the first ones."""
    if isinstance(tables, Large):
        return tables.attended(party)
    return sorted(tables.roles.get(party, ()), key=lambda held: _initiative_order(tables, held[0]))


def _attended(tables: Tables, party: str) -> int:
    if isinstance(tables, Large):
        return tables.count(party, tables.arrays.initiative_count)
    return len({initiative for initiative, _ in tables.roles.get(party, ())})


def _resting(tables: Tables, iri: str) -> list[str]:
    if isinstance(tables, Large):
        return tables.builders(iri)
    builders = tables.reverse["builds_on"].get(iri, ())
    return [one for one in builders if one in tables.initiatives]


def _name_order(tables: Tables, iri: str) -> int:
    return tables.ranks.get(iri, len(tables.ranks))


def _initiative_order(tables: Tables, iri: str) -> int:
    return tables.initiatives.get(iri, len(tables.initiatives))


def _unique(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))
