"""Namespaces, prefixes and the IRIs of things: the one place where an IRI is spelt.

The base of everything fyrnet names is one setting, `FYRNET_BASE`, read once at import. It is fixed for the life of
a store: data made under one base do not match data made under another.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from typing import Final

from pyoxigraph import NamedNode

__all__ = [
    "BASE",
    "CLASSES",
    "CURATION_GRAPH",
    "FYR",
    "ID",
    "KINDS",
    "ONTOLOGY_GRAPH",
    "PREFIXES",
    "REVIEW_GRAPH",
    "ROLE",
    "fyr",
    "kind_and_slug",
    "slugify",
    "source_graph",
    "term",
    "thing",
]

BASE: Final = os.environ.get("FYRNET_BASE", "https://w3id.org/fyrnet/").rstrip("/") + "/"
FYR: Final = "https://w3id.org/fyrnet/ontology#"
ID: Final = BASE + "id/"
ROLE: Final = "https://w3id.org/fyrnet/role/"

PREFIXES: Final[dict[str, str]] = {
    "fyr": FYR,
    "role": ROLE,
    "orgkind": "https://w3id.org/fyrnet/organisation-kind/",
    "kind": "https://w3id.org/fyrnet/undertaking-kind/",
    "verdict": "https://w3id.org/fyrnet/verdict/",
    "theme": ID + "theme/",
    "org": "http://www.w3.org/ns/org#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "schema": "https://schema.org/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "sh": "http://www.w3.org/ns/shacl#",
}

CLASSES: Final = {
    "initiative": "fyr:Initiative",
    "organisation": "org:Organization",
    "collective": "fyr:Collective",
    "person": "foaf:Person",
    "undertaking": "fyr:Undertaking",
    "source": "fyr:Source",
    "theme": "skos:Concept",
}
"""Kinds of things, as their IRIs have them, with the class of each."""

KINDS: Final = tuple(CLASSES)

CURATION_GRAPH: Final = NamedNode(BASE + "graph/curation")
ONTOLOGY_GRAPH: Final = NamedNode(BASE + "graph/ontology")
REVIEW_GRAPH: Final = NamedNode(BASE + "graph/review")

_DANISH: Final = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe"})
_LONGEST_SLUG: Final = 80
_THING: Final = re.compile(re.escape(ID) + r"([a-z]+)/([a-z0-9-]+)")


@lru_cache(maxsize=1024)
def term(name: str) -> NamedNode:
    """IRI of a prefixed name, as ``term("org:Organization")``."""
    prefix, local = name.split(":", 1)
    return NamedNode(PREFIXES[prefix] + local)


@lru_cache(maxsize=1024)
def fyr(local: str) -> NamedNode:
    """IRI of one of fyrnet's own terms."""
    return NamedNode(FYR + local)


def source_graph(slug: str) -> NamedNode:
    """The named graph that holds what one source document says."""
    return NamedNode(f"{BASE}graph/source/{slug}")


def thing(kind: str, slug: str, *parts: str) -> NamedNode:
    """IRI of a thing, or of a part below it.

    Examples
    --------
    >>> thing("initiative", "groen-havn", "effect", "3fa9").value
    'https://w3id.org/fyrnet/id/initiative/groen-havn/effect/3fa9'
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of thing; the kinds are {', '.join(KINDS)}")
    return NamedNode("/".join((ID + kind, slug, *parts)))


@lru_cache(maxsize=1 << 14)
def kind_and_slug(iri: str) -> tuple[str, str] | None:
    """Kind and slug of a thing's IRI; ``None`` for parts and for foreign IRIs.

    Examples
    --------
    >>> kind_and_slug("https://w3id.org/fyrnet/id/organisation/clean")
    ('organisation', 'clean')
    """
    match = _THING.fullmatch(iri)
    return (match[1], match[2]) if match and match[1] in KINDS else None


def slugify(name: str) -> str:
    """Lower-case ASCII slug of a Danish name, cut between words near 80 characters.

    Examples
    --------
    >>> slugify("Rådet for Grøn Omstilling & Miljø")
    'raadet-for-groen-omstilling-miljoe'
    """
    text = unicodedata.normalize("NFKC", name).lower().translate(_DANISH)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(slug) > _LONGEST_SLUG:
        slug = slug[: _LONGEST_SLUG + 1].rsplit("-", 1)[0]
    return slug or "x"
