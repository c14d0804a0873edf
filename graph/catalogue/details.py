"""Single things whole: the item of the lists, and every fact with where it stands."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode

from graph.catalogue import lists
from graph.catalogue.facts import Part, parts
from graph.catalogue.models import (
    Attendance,
    Bearer,
    CollectiveDetail,
    ContactFact,
    DependencyFact,
    EffectFact,
    ElementFact,
    FigureFact,
    InitiativeDetail,
    MeetingFact,
    MentionFact,
    OrganisationDetail,
    ParticipationFact,
    PersonItem,
    UndertakingDetail,
)
from graph.catalogue.tables import PREFIX_LINES, Tables
from graph.store import Store
from ontology.models import Role
from ontology.terms import term

__all__ = ["collective", "initiative", "organisation", "person", "undertaking"]

_ROLES: Final[tuple[Role, ...]] = ("lead", "participant", "example", "possible", "future")
# The optional path includes the thing itself.
_BELOW: Final = """VALUES ?owner {{ {iri} }} ?owner (
  fyr:participation|fyr:dependency|fyr:contact|fyr:element|fyr:expectedEffect|fyr:keyFigure|fyr:mention)? ?part"""
_BUILDERS: Final = "?owner fyr:dependency ?part . ?part fyr:on {iri}"
_ATTENDED: Final = "?owner fyr:participation ?part . ?part fyr:participant {iri}"
_MENTIONED: Final = "?owner fyr:mention ?part . ?part fyr:organisation {iri}"
_CALLED: Final = "?owner fyr:contact ?part . ?part fyr:person {iri}"


def initiative(store: Store, tables: Tables, iri: str) -> InitiativeDetail:
    """One initiative, its parties, foundations, contacts, elements, effects, figures, mentions and overlaps."""
    found = parts(store, tables, _BELOW.format(iri=NamedNode(iri)))
    itself = [part for part in found if part.iri == iri]

    def of(class_: str, needed: str = "rdf:type") -> list[Part]:
        return [part for part in found if part.is_a(class_) and part.iri_of(needed)]

    return InitiativeDetail(
        **lists.initiative_item(tables, iri).model_dump(),
        evidence=itself[0].evidence if itself else None,
        participations=[
            _participation(tables, part) for part in _firmest_first(of("Participation", "fyr:participant"))
        ],
        builds_on=[_dependency(tables, part) for part in of("Dependency", "fyr:on")],
        built_on_by=tables.sorted_things(tables.reverse["builds_on"].get(iri, ())),
        contacts=[_contact(tables, part) for part in of("Contact", "fyr:person")],
        elements=[ElementFact(**_worded(part), level=part.whole("fyr:level") or 1) for part in of("Element")],
        effects=[EffectFact(**_worded(part), year=part.whole("fyr:targetYear")) for part in of("Effect")],
        key_figures=[_figure(part) for part in of("KeyFigure")],
        mentions=[_mention(tables, part) for part in of("Mention", "fyr:organisation")],
        overlaps=lists.overlaps(tables, iri),
        warnings=_warnings(itself, danish=False),
        warnings_da=_warnings(itself, danish=True),
    )


def organisation(store: Store, tables: Tables, iri: str) -> OrganisationDetail:
    """One organisation: where it takes part, is named, owns or is built on, and whom it meets."""
    node = NamedNode(iri)
    itself = parts(store, tables, f"VALUES ?part {{ {node} }} BIND(?part AS ?owner)")
    return OrganisationDetail(
        **lists.organisation_item(tables, iri).model_dump(),
        homepage=itself[0].iri_of("schema:url") if itself else None,
        part_of=tables.sorted_things(tables.links["part_of"].get(iri, ())),
        parts=tables.sorted_things(tables.reverse["part_of"].get(iri, ())),
        collectives=tables.sorted_things(tables.reverse["members"].get(iri, ())),
        participations=_attendances(store, tables, iri),
        mentions=[_mention(tables, part) for part in parts(store, tables, _MENTIONED.format(iri=node))],
        owns=[
            lists.undertaking_item(tables, owned.iri)
            for owned in tables.sorted_things(tables.reverse["owners"].get(iri, ()))
        ],
        built_on_by=_bearers(store, tables, iri),
        meets=[
            MeetingFact(organisation=tables.thing(other), initiatives=[tables.thing(one) for one in shared])
            for other, shared in lists.meetings(tables, iri).items()
        ],
    )


def collective(store: Store, tables: Tables, iri: str) -> CollectiveDetail:
    """One collective: who is known to belong to it, and where it is named."""
    itself = parts(store, tables, f"VALUES ?part {{ {NamedNode(iri)} }} BIND(?part AS ?owner)")
    origin = (itself[0].text("dcterms:source") or itself[0].iri_of("dcterms:source")) if itself else None
    return CollectiveDetail(
        **lists.organisation_item(tables, iri).model_dump(),
        members=tables.sorted_things(tables.links["members"].get(iri, ())),
        members_source=origin,
        participations=_attendances(store, tables, iri),
    )


def person(store: Store, tables: Tables, iri: str) -> PersonItem:
    """One person, with what each initiative prints about reaching them."""
    found = parts(store, tables, _CALLED.format(iri=NamedNode(iri)))
    item = lists.person_item(tables, iri)
    return item.model_copy(update={"contacts": [_contact(tables, part) for part in found]})


def undertaking(store: Store, tables: Tables, iri: str) -> UndertakingDetail:
    """One undertaking, what it belongs to, and what rests on it."""
    item = lists.undertaking_item(tables, iri)
    direct = set(tables.reverse["builds_on"].get(iri, ()))
    resting = store.select(f"{PREFIX_LINES}SELECT DISTINCT ?other {{ ?other fyr:buildsOn+ {NamedNode(iri)} }}").rows
    indirect = {other.value for (other,) in resting if isinstance(other, NamedNode)} - direct - {iri}
    return UndertakingDetail(
        **item.model_dump(),
        aliases=[alias.value for alias in tables.aliases.get(iri, ())],
        parts=tables.sorted_things(tables.reverse["part_of"].get(iri, ())),
        built_on_by=_bearers(store, tables, iri),
        indirectly=tables.sorted_things(indirect),
        builds_on=tables.sorted_things(tables.links["builds_on"].get(iri, ())),
    )


def _participation(tables: Tables, part: Part) -> ParticipationFact:
    party = tables.thing(part.iri_of("fyr:participant") or "")
    collective = party.kind == "collective"
    return ParticipationFact(
        party=party,
        role=_role(part),
        collective=collective,
        as_printed=part.text("fyr:asPrinted"),
        members=tables.sorted_things(tables.links["members"].get(party.iri, ())) if collective else [],
        evidence=part.evidence,
    )


def _firmest_first(found: list[Part]) -> list[Part]:
    """Participations in the order of their roles; within one role in that of the text."""
    places = {role: place for place, role in enumerate(_ROLES)}
    return sorted(found, key=lambda part: places.get(_role(part) or "future", len(_ROLES)))


def _attendances(store: Store, tables: Tables, iri: str) -> list[Attendance]:
    facts = [
        Attendance(
            initiative=tables.thing(part.owner),
            role=_role(part),
            as_printed=part.text("fyr:asPrinted"),
            evidence=part.evidence,
        )
        for part in parts(store, tables, _ATTENDED.format(iri=NamedNode(iri)))
    ]
    order = {held.iri: place for place, held in enumerate(lists.organisation_item(tables, iri).initiatives)}
    return sorted(facts, key=lambda fact: order.get(fact.initiative.iri, len(order)))


def _dependency(tables: Tables, part: Part) -> DependencyFact:
    on = part.iri_of("fyr:on") or ""
    kind = tables.thing(on).kind
    programmes = tables.sorted_things(tables.links["part_of"].get(on, ())) if kind == "undertaking" else []
    others = [other for other in tables.reverse["builds_on"].get(on, ()) if other != part.owner]
    return DependencyFact(
        on=tables.thing(on),
        type=tables.type(on) if kind == "undertaking" else kind,
        owners=tables.sorted_things(tables.links["owners"].get(on, ())),
        part_of=programmes[0] if programmes else None,
        also=tables.sorted_things(others),
        evidence=part.evidence,
    )


def _contact(tables: Tables, part: Part) -> ContactFact:
    email, phone = part.iri_of("vcard:hasEmail"), part.iri_of("vcard:hasTelephone")
    return ContactFact(
        person=tables.thing(part.iri_of("fyr:person") or ""),
        initiative=tables.thing(part.owner),
        role=part.text("vcard:role"),
        unit=part.text("vcard:organization-unit"),
        email=email.removeprefix("mailto:") if email else None,
        phone=phone.removeprefix("tel:") if phone else None,
        evidence=part.evidence,
    )


def _figure(part: Part) -> FigureFact:
    return FigureFact(
        **_worded(part),
        value=part.number("fyr:value"),
        value_max=part.number("fyr:valueMax"),
        unit=part.text("fyr:unit"),
        year=part.whole("fyr:year"),
        pending=part.text("fyr:pending") == "true",
    )


def _mention(tables: Tables, part: Part) -> MentionFact:
    named = part.iri_of("fyr:organisation") or ""
    return MentionFact(
        organisation=tables.thing(named),
        initiative=tables.thing(part.owner),
        party=any(party == named for party, _ in tables.parties.get(part.owner, ())),
        evidence=part.evidence,
    )


def _bearers(store: Store, tables: Tables, iri: str) -> list[Bearer]:
    """Who builds on a thing; a link without a node of its own has no evidence."""
    found = parts(store, tables, _BUILDERS.format(iri=NamedNode(iri)))
    evidence = {part.owner: part.evidence for part in reversed(found)}
    builders = tables.sorted_things(tables.reverse["builds_on"].get(iri, ()))
    return [Bearer(by=thing, evidence=evidence.get(thing.iri)) for thing in builders]


def _worded(part: Part) -> dict[str, object]:
    return {"label": part.label("rdfs:label"), "text": part.text("fyr:text"), "evidence": part.evidence}


def _role(part: Part) -> Role | None:
    slug = (part.iri_of("fyr:role") or "").rsplit("/", 1)[-1]
    return next((role for role in _ROLES if role == slug), None)


def _warnings(itself: list[Part], *, danish: bool) -> list[str]:
    said = itself[0].properties.get(term("fyr:warning").value, ()) if itself else ()
    return sorted(text.value for text in said if isinstance(text, Literal) and (text.language == "da") is danish)
