"""What a newer version of a document changes, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from pyoxigraph import Literal, NamedNode, Quad

from ontology.terms import fyr, term

__all__ = ["Words", "changes"]

Words = tuple[str, str]
"""A sentence in English and in Danish."""

_People = Mapping[str, Mapping[str, str]]
_REWORDED = 0.6
_LONGEST = 60
_ROLES = {
    "lead": ("leads", "leder"),
    "participant": ("takes part", "deltager"),
    "example": ("is named as an example", "er nævnt som eksempel"),
    "possible": ("may take part", "deltager måske"),
    "future": ("takes part later", "deltager senere"),
}


@dataclass
class _Facts:
    """What one initiative says, by names that people know."""

    title: str = ""
    parties: dict[str, str] = field(default_factory=dict)
    built_on: set[str] = field(default_factory=set)
    contacts: dict[str, dict[str, str]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def changes(before: Iterable[Quad], after: Iterable[Quad]) -> list[Words]:
    """The differences between two versions of the graph of a source.

    Parameters
    ----------
    before, after : iterable of Quad
        The graph as it was and as it will be.

    Returns
    -------
    list of (str, str)
        One sentence in English and Danish for each; empty where only the places of facts have moved. No e-mail address
        and no telephone number is told.
    """
    old, new = _read(before), _read(after)
    told: list[Words] = []
    for iri in new:
        told += _initiative(old[iri], new[iri]) if iri in old else [(f"{new[iri].title}: new", f"{new[iri].title}: ny")]
    told += [(f"{old[iri].title}: gone", f"{old[iri].title}: udgået") for iri in old if iri not in new]
    return told


def _initiative(old: _Facts, new: _Facts) -> Iterator[Words]:
    title = new.title
    if old.title != new.title:
        yield f"{title}: the title was “{old.title}”", f"{title}: titlen var “{old.title}”"
    yield from _parties(title, old.parties, new.parties)
    for name in sorted(new.built_on - old.built_on):
        yield f"{title}: builds on {name} now", f"{title}: bygger nu på {name}"
    for name in sorted(old.built_on - new.built_on):
        yield f"{title}: builds on {name} no longer", f"{title}: bygger ikke længere på {name}"
    yield from _contacts(title, old.contacts, new.contacts)
    for what, danish in (("key figure", "nøgletal"), ("effect", "effekt"), ("element", "element")):
        yield from _texts(title, what, danish, old.texts[what], new.texts[what])


def _parties(title: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Words]:
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if now is None:
            yield f"{title}: {name} is no longer a party", f"{title}: {name} er ikke længere part"
            continue
        english, danish = _ROLES.get(now, (now, now))
        if was is None:
            yield f"{title}: {name} is new and {english}", f"{title}: {name} er ny og {danish}"
        else:
            before = _ROLES.get(was, (was, was))
            yield f"{title}: {name} {english} (before: {before[0]})", f"{title}: {name} {danish} (før: {before[1]})"


def _contacts(
    title: str, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> Iterator[Words]:
    for name in sorted({*old, *new}):
        if name not in old:
            yield f"{title}: {name} is a new contact", f"{title}: {name} er ny kontaktperson"
        elif name not in new:
            yield f"{title}: {name} is no longer a contact", f"{title}: {name} er ikke længere kontaktperson"
        else:
            for what, english, danish in (
                ("hasTelephone", "telephone number", "nyt telefonnummer"),
                ("hasEmail", "e-mail address", "ny e-mailadresse"),
                ("role", "title", "ny titel"),
                ("organization-unit", "unit", "ny enhed"),
            ):
                if old[name].get(what) != new[name].get(what):
                    yield f"{title}: {name} has another {english}", f"{title}: {name} har fået {danish}"


def _texts(title: str, what: str, danish: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Words]:
    """Texts that came, went or were reworded: each old one is paired with the new one that is most like it."""
    gone, come = [text for text in old if text not in new], [text for text in new if text not in old]
    for text in list(come):
        best = max(gone, key=lambda other: _alike(other, text), default=None)
        if best is not None and _alike(best, text) >= _REWORDED:
            gone.remove(best)
            come.remove(text)
            was, now = _short(best), _short(text)
            yield f"{title}: {what} “{was}” is now “{now}”", f"{title}: {danish} “{was}” er nu “{now}”"
    for text in come:
        new_one = "ny" if danish == "effekt" else "nyt"
        yield f"{title}: new {what} “{_short(text)}”", f"{title}: {new_one} {danish} “{_short(text)}”"
    for text in gone:
        yield f"{title}: {what} “{_short(text)}” is gone", f"{title}: {danish} “{_short(text)}” er udgået"


def _alike(first: str, second: str) -> float:
    return SequenceMatcher(None, first, second, autojunk=False).ratio() if first and second else 0.0


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


# -- out of quads ------------------------------------------------------------------------------------------------------


def _read(quads: Iterable[Quad]) -> dict[str, _Facts]:
    says: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            says[quad.subject.value][quad.predicate.value].append(quad.object.value)
    a, initiative = term("rdf:type").value, fyr("Initiative").value
    return {iri: _facts(iri, says) for iri in list(says) if initiative in says[iri].get(a, ())}


def _facts(iri: str, says: Mapping[str, Mapping[str, list[str]]]) -> _Facts:
    def one(node: str, predicate: NamedNode) -> str:
        return next(iter(says.get(node, {}).get(predicate.value, ())), "")

    def many(predicate: str) -> list[str]:
        return sorted(says[iri].get(fyr(predicate).value, ()))

    def name(node: str) -> str:
        return one(node, term("skos:prefLabel")) or node.rsplit("/", 1)[-1]

    facts = _Facts(name(iri))
    facts.parties = {
        name(one(p, fyr("participant"))): one(p, fyr("role")).rsplit("/", 1)[-1] for p in many("participation")
    }
    facts.built_on = {name(one(d, fyr("on"))) for d in many("dependency")}
    for node in many("contact"):
        fields = {p.rsplit("#", 1)[-1]: values[0] for p, values in says.get(node, {}).items()}
        facts.contacts[name(one(node, fyr("person")))] = fields
    for what, link in (("key figure", "keyFigure"), ("effect", "expectedEffect"), ("element", "element")):
        facts.texts[what] = [text for node in many(link) if (text := one(node, fyr("text")))]
    return facts
