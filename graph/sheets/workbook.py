"""What a store holds as a workbook, in the columns of the template: it can be edited and read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graph.catalogue import catalogue
from graph.catalogue.tables import PREFIX_LINES, Tables
from graph.sheets.columns import ROLES, Language, heading, kind_word, shown
from graph.sheets.layout import SHEETS
from graph.sheets.writing import Written, xlsx_bytes
from graph.store import Store
from ontology.models import Label
from ontology.terms import kind_and_slug

__all__ = ["workbook"]

_CONTACTS: Final = (
    PREFIX_LINES
    + """
SELECT ?initiative (MIN(?name) AS ?person) (MIN(?job) AS ?role) (MIN(?unit) AS ?department)
       (MIN(?tel) AS ?phone) (MIN(?mail) AS ?email)
WHERE {
  ?initiative fyr:contact ?contact . ?contact fyr:person/foaf:name ?name .
  OPTIONAL { ?contact vcard:role ?job }
  OPTIONAL { ?contact vcard:organization-unit ?unit }
  OPTIONAL { ?contact vcard:hasTelephone ?number BIND(STRAFTER(STR(?number), "tel:") AS ?tel) }
  OPTIONAL { ?contact vcard:hasEmail ?address BIND(STRAFTER(STR(?address), "mailto:") AS ?mail) }
}
GROUP BY ?initiative ?contact ORDER BY ?person"""
)
_GROUP: Final = {"da": ("ja", "nej"), "en": ("yes", "no")}
_PART_OF: Final = {"da": "Del af", "en": "Part of"}


def workbook(store: Store, language: Language = "en") -> bytes:
    """The initiatives of a store with who takes part, what they build on and whom to call, and all organisations.

    Parameters
    ----------
    store : Store
        What is written.
    language : {"da", "en"}
        Language of sheets, headers, roles and kinds; names stay Danish, as documents print them.

    Returns
    -------
    bytes
        A workbook (.xlsx) in which no cell is a formula.
    """
    tables = catalogue(store).tables
    rows = {
        "participation": list(_participations(tables, language)),
        "dependency": list(_dependencies(tables, language)),
        "contact": list(_contacts(store, tables)),
    }
    listed = [_initiative(tables, iri) for iri in tables.initiatives]
    sheets = [
        Written(shown("sheets", "initiatives", language), ("number", "initiative"), listed),
        *(Written(shown("sheets", kind, language), SHEETS[kind], rows[kind]) for kind in SHEETS),
        Written(
            shown("sheets", "organisations", language),
            ("organisation",),
            list(_organisations(tables, language)),
            headers=[heading("organisation", language), heading("kind", language), _PART_OF[language]],
        ),
    ]
    return xlsx_bytes(sheets, language)


def _initiative(tables: Tables, iri: str) -> list[str]:
    return [tables.texts["numbers"].get(iri, ""), tables.label(iri).da]


def _participations(tables: Tables, language: Language) -> Iterator[list[str]]:
    yes, no = _GROUP[language]
    for iri in tables.initiatives:
        parties = sorted(tables.parties.get(iri, ()), key=lambda party: (_rank(party[1]), tables.label(party[0]).da))
        for party, role in parties:
            group = yes if (kind_and_slug(party) or ("",))[0] == "collective" else no
            word = shown("roles", role, language) if role in ROLES else role or ""
            yield [*_initiative(tables, iri), tables.label(party).da, word, group]


def _rank(role: str | None) -> int:
    return next((rank for rank, known in enumerate(ROLES) if known == role), len(ROLES))


def _dependencies(tables: Tables, language: Language) -> Iterator[list[str]]:
    for iri in tables.initiatives:
        for thing in tables.sorted_things(tables.links["builds_on"].get(iri, ())):
            kind = thing.kind if thing.kind in ("organisation", "initiative") else tables.type(thing.iri) or "other"
            word = shown("kinds", kind, language) if kind_word(kind) == kind else kind
            under = [whole.label.da for whole in tables.sorted_things(tables.links["part_of"].get(thing.iri, ()))]
            owners = [owner.label.da for owner in tables.sorted_things(tables.links["owners"].get(thing.iri, ()))]
            is_thing = thing.kind == "undertaking"
            yield [
                *_initiative(tables, iri),
                thing.label.da,
                word,
                under[0] if under and is_thing else "",
                "; ".join(owners) if is_thing else "",
            ]


def _contacts(store: Store, tables: Tables) -> Iterator[list[str]]:
    found: dict[str, list[list[str]]] = {}
    for row in store.select(_CONTACTS).rows:
        initiative, *details = (str(getattr(value, "value", "")) for value in row)
        if initiative:
            found.setdefault(initiative, []).append(details)
    for iri in tables.initiatives:
        yield from ([*_initiative(tables, iri), *details] for details in found.get(iri, ()))


def _organisations(tables: Tables, language: Language) -> Iterator[list[str]]:
    for thing in tables.sorted_things(tables.kinds["organisation"]):
        concept = next(iter(tables.links["types"].get(thing.iri, ())), None)
        wholes = tables.sorted_things(tables.links["part_of"].get(thing.iri, ()))
        kind = _in(tables.label(concept), language) if concept else ""
        yield [thing.label.da, kind, "; ".join(whole.label.da for whole in wholes)]


def _in(label: Label, language: Language) -> str:
    return label.da if language == "da" else label.en
