"""What people added to what documents say: labels, summaries and themes by hand, and what is known beforehand.

A file ``data/curation/<initiative>.yaml`` describes one initiative::

    initiative: groen-havn                      # slug
    title: {en: Green Harbour}                  # da only where the printed title is known by another
    short: {da: Havn, en: Harbour}              # optional
    summary: {da: …, en: …}
    themes: [mobility]                          # slugs of ontology/concepts.ttl
    number: "8"                                 # optional: the number it should have had
    labels:
      effect/3fa91c20: {da: …, en: …}           # part of the initiative: element, effect or figure
    confirmed:                                  # optional: facts that a person looked at
      participation/gate-21: true               # it holds; false: it is doubted

Known organisations, collectives and undertakings are described only where a source refers to them, and the bodies that
own, hold or make up those. All of it lies in one graph, which ingesting a document adds to and never takes from.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.knowledge import Knowledge, Known
from ontology.terms import CURATION_GRAPH, fyr, kind_and_slug, slugify, term, thing

__all__ = ["Catalogue", "known_quads", "orphans", "quads", "referred"]

_LANGUAGES = ("da", "en")
_PART = re.compile(r"(element|effect|figure)/[0-9a-f]{8}(-\d+)?")
_FACT = re.compile(r"(participation|dependency|mention|contact)/[a-z0-9]+(-[a-z0-9]+)*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Curated:
    """One checked curation file."""

    initiative: str
    title: Mapping[str, str]
    short: Mapping[str, str]
    summary: Mapping[str, str]
    themes: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    confirmed: Mapping[str, bool]
    number: str | None


def quads(folder: Path, knowledge: Knowledge, referred: Collection[NamedNode]) -> list[Quad]:
    """The curation graph.

    Parameters
    ----------
    folder : Path
        Holds one YAML file for each curated initiative.
    knowledge : Knowledge
        What is known beforehand.
    referred : collection of NamedNode
        The things that the sources refer to; see `referred`.

    Raises
    ------
    ValueError
        A file is not as the module says; the message names the file and the key.
    """
    curated = (quad for entry in _files(folder) for quad in _initiative(entry))
    return list(dict.fromkeys([*curated, *known_quads(knowledge, referred)]))


def referred(quads: Iterable[Quad]) -> set[NamedNode]:
    """The things that quads are about or point to."""
    names = {node.value for start, _, end, _ in quads for node in (start, end) if isinstance(node, NamedNode)}
    return {NamedNode(name) for name in names if kind_and_slug(name)}


def orphans(folder: Path, sources: Iterable[Quad]) -> list[str]:
    """What is curated and stands in no source, one line each: the initiative or its part has another slug by now."""
    there = {quad.subject.value for quad in sources if isinstance(quad.subject, NamedNode)}
    found = []
    for path, entry in zip(_paths(folder), _files(folder), strict=True):
        iri = thing("initiative", entry.initiative).value
        parts = (*entry.labels, *entry.confirmed)
        missing = [""] if iri not in there else [f"/{part}" for part in parts if f"{iri}/{part}" not in there]
        found += [f"{path.name}: no source has {entry.initiative}{part}" for part in missing]
    return found


def known_quads(knowledge: Knowledge, referred: Collection[NamedNode]) -> list[Quad]:
    """What is known beforehand of the things referred to, and of what those belong to or consist of."""
    return Catalogue(knowledge).quads(referred)


class Catalogue:
    """Known things by IRI, and the triples that describe each; worth keeping where many documents refer to them.

    Parameters
    ----------
    knowledge : Knowledge
        What is known beforehand.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._known = {
            thing(kind, entry.slug): entry
            for kind, entries in (
                ("organisation", knowledge.organisations),
                ("collective", knowledge.collectives),
                ("undertaking", knowledge.undertakings),
            )
            for entry in entries.values()
        }

    def quads(self, referred: Collection[NamedNode]) -> list[Quad]:
        """What is known of the things referred to; see `known_quads`."""
        waiting, done = deque(sorted(referred, key=lambda node: node.value)), set[NamedNode]()
        found: list[Quad] = []
        while waiting:
            iri = waiting.popleft()
            if iri not in done:
                done.add(iri)
                triples = list(self._describe(iri))
                found += map(_quad, triples)
                waiting += [triple.object for triple in triples if isinstance(triple.object, NamedNode)]
        return found

    def _describe(self, iri: NamedNode) -> Iterator[Triple]:
        """Labels, kind and connections; nothing for what is not known."""
        known = self._known.get(iri)
        if known is None:
            return
        yield from _names(iri, known)
        kind = iri.value.removesuffix(f"/{known.slug}").rsplit("/", 1)[-1]
        if kind == "organisation":
            yield from self._organisation(iri, known)
        elif kind == "collective":
            yield from self._collective(iri, known)
        else:
            yield from self._undertaking(iri, known)

    def _organisation(self, iri: NamedNode, known: Known) -> Iterator[Triple]:
        yield Triple(iri, term("rdf:type"), term("org:Organization"))
        yield Triple(iri, term("fyr:organisationKind"), term(f"orgkind:{known.kind}"))
        if known.part_of:
            yield Triple(iri, term("org:subOrganizationOf"), self._body(known.part_of, known))
        if known.homepage:
            yield Triple(iri, term("schema:url"), NamedNode(known.homepage))

    def _collective(self, iri: NamedNode, known: Known) -> Iterator[Triple]:
        yield Triple(iri, term("rdf:type"), fyr("Collective"))
        for member in known.members:
            yield Triple(iri, fyr("member"), self._body(member, known))
        if known.origin:
            yield Triple(iri, term("dcterms:source"), _origin(known.origin))

    def _undertaking(self, iri: NamedNode, known: Known) -> Iterator[Triple]:
        yield Triple(iri, term("rdf:type"), fyr("Undertaking"))
        yield Triple(iri, fyr("undertakingKind"), term(f"kind:{known.kind}"))
        for owner in known.owners:
            yield Triple(iri, fyr("owner"), self._body(owner, known))
        if known.part_of:
            parent = self._knowledge.undertaking(known.part_of)
            if parent is None:
                raise ValueError(f"undertakings.yaml: {known.name!r}: part_of: no undertaking is {known.part_of!r}")
            yield Triple(iri, term("dcterms:isPartOf"), thing("undertaking", parent.slug))
        if known.homepage:
            yield Triple(iri, term("schema:url"), NamedNode(known.homepage))

    def _body(self, name: str, of: Known) -> NamedNode:
        known = self._knowledge.organisation(name)
        if known is None:
            raise ValueError(f"{of.name!r}: {name!r} is in no entry of organisations.yaml")
        return thing("organisation", known.slug)


def _names(iri: NamedNode, known: Known) -> Iterator[Triple]:
    yield Triple(iri, term("skos:prefLabel"), Literal(known.name, language="da"))
    if known.en:
        yield Triple(iri, term("skos:prefLabel"), Literal(known.en, language="en"))
    for alias in known.aliases:
        yield Triple(iri, term("skos:altLabel"), Literal(alias, language="da"))


def _origin(origin: str) -> NamedNode | Literal:
    return NamedNode(origin) if re.fullmatch(r"https?://\S+", origin) else Literal(origin)


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, CURATION_GRAPH)


def _initiative(entry: Curated) -> Iterator[Quad]:
    iri = thing("initiative", entry.initiative)
    # A Danish title beside the printed one is another name: a thing has one preferred label in a language.
    titles = {language: "skos:prefLabel" if language == "en" else "skos:altLabel" for language in _LANGUAGES}
    yield from (_text(iri, titles[language], text, language) for language, text in entry.title.items())
    yield from (_text(iri, "skos:altLabel", text, language) for language, text in _shorter(entry))
    yield from (_text(iri, "dcterms:abstract", text, language) for language, text in entry.summary.items())
    for theme in entry.themes:
        yield Quad(iri, fyr("theme"), thing("theme", theme), CURATION_GRAPH)
    if entry.number:
        yield Quad(iri, term("dcterms:identifier"), Literal(entry.number), CURATION_GRAPH)
    for part, label in entry.labels.items():
        node = NamedNode(f"{iri.value}/{part}")
        yield from (_text(node, "rdfs:label", text, language) for language, text in label.items())
    for part, holds in entry.confirmed.items():
        yield Quad(NamedNode(f"{iri.value}/{part}"), fyr("confirmed"), Literal(holds), CURATION_GRAPH)


def _shorter(entry: Curated) -> Iterator[tuple[str, str]]:
    """Short titles that are not the title itself; of the printed one the slug is what is known here."""
    for language, text in entry.short.items():
        if text != entry.title.get(language) and (language != "da" or slugify(text) != entry.initiative):
            yield language, text


def _text(subject: NamedNode, predicate: str, text: str, language: str) -> Quad:
    return Quad(subject, term(predicate), Literal(text, language=language), CURATION_GRAPH)


# -- reading and checking the files ------------------------------------------------------------------------------------


def _paths(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


def _files(folder: Path) -> list[Curated]:
    return [_curated(path) for path in _paths(folder)]


def _curated(path: Path) -> Curated:
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name}: no YAML: {' '.join(str(error).split())}") from error
    try:
        return _checked(raw)
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _checked(raw: Any) -> Curated:
    values = _mapping(
        raw, "the file", ("initiative", "title", "short", "summary", "themes", "labels", "confirmed", "number")
    )
    return Curated(
        initiative=_matching(values.get("initiative"), "initiative", _SLUG, "a slug"),
        title=_texts(values.get("title"), "title", needed=("en",)),
        short=_texts(values.get("short", {}), "short"),
        summary=_texts(values.get("summary"), "summary", needed=_LANGUAGES),
        themes=_themes(values.get("themes", [])),
        labels=_labels(values.get("labels", {})),
        confirmed=_confirmed(values.get("confirmed", {})),
        number=_number(values.get("number")),
    )


def _mapping(raw: Any, where: str, allowed: Collection[str] | None = None) -> dict[str, Any]:
    if not isinstance(raw, dict) or not all(isinstance(name, str) for name in raw):
        raise ValueError(f"{where}: a mapping is needed here")
    unknown = [name for name in raw if allowed is not None and name not in allowed]
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}; the keys are {', '.join(allowed or ())}")
    return raw


def _texts(raw: Any, where: str, needed: Collection[str] = ()) -> dict[str, str]:
    texts = _mapping(raw, where, _LANGUAGES)
    for language in needed:
        if language not in texts:
            raise ValueError(f"{where}: the text in {language!r} is missing")
    for language, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            raise ValueError(f"{where}: {language}: a text is needed here")
    return {language: " ".join(text.split()) for language, text in texts.items()}


def _matching(raw: Any, where: str, pattern: re.Pattern[str], what: str) -> str:
    if not isinstance(raw, str) or not pattern.fullmatch(raw):
        raise ValueError(f"{where}: {raw!r} is not {what}")
    return raw


def _themes(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list):
        raise ValueError("themes: a list of slugs is needed here")
    return tuple(_matching(theme, "themes", _SLUG, "a slug") for theme in raw)


def _labels(raw: Any) -> dict[str, dict[str, str]]:
    labels = _mapping(raw, "labels")
    for part in labels:
        _matching(part, "labels", _PART, "a part, such as effect/3fa91c20")
    return {part: _texts(label, f"labels: {part}", needed=_LANGUAGES) for part, label in labels.items()}


def _confirmed(raw: Any) -> dict[str, bool]:
    looked_at = _mapping(raw, "confirmed")
    for part, holds in looked_at.items():
        _matching(part, "confirmed", _FACT, "a fact, such as participation/gate-21")
        if not isinstance(holds, bool):
            raise ValueError(f"confirmed: {part}: true or false is needed here, not {holds!r}")
    return looked_at


def _number(raw: Any) -> str | None:
    if raw is not None and not isinstance(raw, str):
        raise ValueError('number: a text is needed here: put it between "…"')
    return raw
