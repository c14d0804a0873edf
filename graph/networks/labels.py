"""What a node of a labelled network says of itself."""

from __future__ import annotations

from typing import Final

from graph.catalogue.tables import Tables

__all__ = ["ALIAS_SEPARATOR", "described"]

ALIAS_SEPARATOR: Final = " | "

_TYPES: Final = {"organisation": "organisation_kind", "undertaking": "undertaking_kind"}


def described(tables: Tables, iri: str) -> dict[str, str]:
    """Attributes of a node: kind, slug and names, and what else is known of such a thing."""
    thing = tables.thing(iri)
    about = {"kind": thing.kind, "slug": thing.id, "label_da": thing.label.da, "label_en": thing.label.en}
    if (type_ := tables.type(iri)) and thing.kind in _TYPES:
        about[_TYPES[thing.kind]] = type_
    if themes := tables.links["themes"].get(iri):
        about["themes"] = " ".join(sorted(tables.thing(theme).id for theme in themes))
    if aliases := set(tables.names(iri)) - {thing.label.da, thing.label.en}:
        about["aliases"] = ALIAS_SEPARATOR.join(sorted(aliases))
    if thing.kind == "initiative":
        about |= {f"short_{language}": _shortest(tables, iri, language) for language in ("da", "en")}
    return about


def _shortest(tables: Tables, iri: str, language: str) -> str:
    label = tables.label(iri)
    names = [alias.value for alias in tables.aliases.get(iri, ()) if alias.language == language]
    return min([label.da if language == "da" else label.en, *names], key=len)
