"""Questions put to a store: slugs become IRIs, the query is bound and asked, and its rows become things and values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, Literal

import pyoxigraph as ox

from ontology.errors import InvalidParameter, UnknownEntity
from ontology.models import Answer, Cell, Column, Label, Thing
from ontology.questions import Column as QuestionColumn
from ontology.questions import Param, Question, Value, question
from ontology.terms import kind_and_slug, slugify, term, thing

if TYPE_CHECKING:
    from graph.store import Bindings, Store, Term

__all__ = ["ask", "resolve", "things"]

ColumnType = Literal["thing", "things", "string", "integer", "number", "boolean"]
_CLASSES: Final = {
    "initiative": "fyr:Initiative",
    "organisation": "org:Organization",
    "collective": "fyr:Collective",
    "person": "foaf:Person",
    "undertaking": "fyr:Undertaking",
    "source": "fyr:Source",
    "theme": "skos:Concept",
}
_MOST_COMPARED: Final = 5_000
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def ask(store: Store, question_name: str, /, **parameters: Value | Iterable[Value] | None) -> Answer:
    """Put a competency question to a store.

    Parameters
    ----------
    store : Store
        Where the answer is looked for.
    question_name : str
        Name of a file in `ontology/queries/`.
    **parameters
        A thing by its slug or IRI, a number or its digits, a text; a list of them where the question allows several.
        What is left out, or ``None``, has the default that the question says.

    Raises
    ------
    UnknownQuestion
        No question has this name.
    InvalidParameter
        A parameter is unknown, out of range, or the slug of two things.
    UnknownEntity
        The store has no such thing; the message names the nearest.
    """
    asked = question(question_name)
    values = {name: _resolved(store, asked, name, value) for name, value in parameters.items()}
    bindings = store.select(asked.bind(**values))
    items = _items(store, asked, bindings)
    return Answer(
        question=asked.name,
        parameters={name: _echo(param, values.get(name)) for name, param in asked.params.items()},
        columns={name: _column(column) for name, column in asked.columns.items()},
        items=items,
        total=len(items),
    )


def resolve(store: Store, name: str, kinds: Iterable[str]) -> ox.NamedNode:
    """The thing of one of these kinds that a slug or an IRI means.

    Raises
    ------
    UnknownEntity
        The store holds no such thing; the message names the nearest.
    InvalidParameter
        The slug is that of several things of different kinds.
    """
    kinds = tuple(kinds)
    found = [iri for iri in _candidates(name, kinds) if _holds(store, iri)]
    if not found:
        raise UnknownEntity(f"there is no {' or '.join(kinds)} {_shown(name)!r}{_nearest(store, name, kinds)}")
    if len(found) > 1:
        raise InvalidParameter(f"{name!r} is the slug of {len(found)} things: say which, {_listed(found)}")
    return found[0]


def things(store: Store, iris: Iterable[str]) -> dict[str, Thing]:
    """Things by IRI, with their labels; one without a label shows the end of its IRI."""
    wanted = list(dict.fromkeys(iris))
    labels = _labels(store, wanted)
    return {iri: _thing(iri, labels.get(iri, {})) for iri in wanted}


# -- from parameters to a query ----------------------------------------------------------------------------------------


def _resolved(
    store: Store, asked: Question, name: str, value: Value | Iterable[Value] | None
) -> Value | list[Value] | None:
    if value is None or isinstance(value, str | int | ox.NamedNode):
        return _one(store, asked.params.get(name), value)
    found = (_one(store, asked.params.get(name), one) for one in value)
    return [one for one in found if one is not None]


def _one(store: Store, param: Param | None, value: Value | None) -> Value | None:
    """A thing's IRI in place of its name; everything else, and what no parameter is known for, as it is."""
    if value is None or param is None or not param.kinds or isinstance(value, int):
        return value
    return resolve(store, value.value if isinstance(value, ox.NamedNode) else value, param.kinds)


def _candidates(name: str, kinds: tuple[str, ...]) -> list[ox.NamedNode]:
    if ":" in name:
        known = kind_and_slug(name)
        return [ox.NamedNode(name)] if known and known[0] in kinds else []
    return [
        thing(kind, name) for kind in kinds if kind_and_slug(thing(kind, slugify(name)).value) and slugify(name) == name
    ]


def _holds(store: Store, iri: ox.NamedNode) -> bool:
    kind, _ = kind_and_slug(iri.value) or ("", "")
    return bool(store.query(f"ASK {{ {iri} a {term(_CLASSES[kind])} }}"))


def _nearest(store: Store, name: str, kinds: tuple[str, ...]) -> str:
    slugs: set[str] = set()
    for kind in kinds:
        most = _MOST_COMPARED - len(slugs)
        rows = store.select(f"SELECT DISTINCT ?thing {{ ?thing a {term(_CLASSES[kind])} }} LIMIT {most + 1}").rows
        if len(rows) > most:
            # To compare with half a million names would take many seconds: then the name is called unknown, no more.
            return ""
        known = [kind_and_slug(row[0].value) for row in rows if isinstance(row[0], ox.NamedNode)]
        slugs |= {found[1] for found in known if found and found[0] == kind}
    last = slugify(name.rstrip("/").rsplit("/", 1)[-1][:200])
    near = get_close_matches(last, sorted(slugs), 3, 0.5) or [slug for slug in sorted(slugs) if last in slug][:3]
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _shown(name: str) -> str:
    """A name as a message repeats it: not endless, and without what cannot be encoded."""
    return name[:120].encode("utf-8", "replace").decode()


def _listed(iris: list[ox.NamedNode]) -> str:
    return " or ".join(iri.value for iri in iris)


def _echo(param: Param, value: Value | list[Value] | None) -> str | int | list[str] | None:
    """A parameter as it was used."""
    given = [value] if isinstance(value, str | int | ox.NamedNode) else list(value or ())
    plain = [one.value if isinstance(one, ox.NamedNode) else one for one in given]
    plain = plain or [default.strip('<>"') for default in param.default]
    if not plain:
        return None
    if param.type == "integer":
        return int(plain[0])
    return [str(one) for one in plain] if param.multiple else str(plain[0])


# -- from rows to an answer --------------------------------------------------------------------------------------------


def _column(column: QuestionColumn) -> Column:
    return Column(type=column.type, label=Label(da=column.about.da, en=column.about.en), private=column.private)


def _items(store: Store, asked: Question, bindings: Bindings) -> list[dict[str, Cell]]:
    rows = [dict(zip(bindings.columns, row, strict=True)) for row in bindings.rows]
    iris = [iri for row in rows for name, column in asked.columns.items() for iri in _iris(column, row.get(name))]
    known = things(store, iris)
    return [{name: _cell(column, row.get(name), known) for name, column in asked.columns.items()} for row in rows]


def _iris(column: QuestionColumn, value: Term | None) -> list[str]:
    """The things a cell names: one, or several that the query put together with spaces."""
    if column.type == "thing" and isinstance(value, ox.NamedNode):
        return [value.value]
    return value.value.split() if column.type == "things" and isinstance(value, ox.Literal) else []


def _cell(column: QuestionColumn, value: Term | None, known: Mapping[str, Thing]) -> Cell:
    if column.type == "things":
        return sorted((known[iri] for iri in _iris(column, value)), key=lambda found: (found.label.da, found.iri))
    if value is None:
        return None
    if column.type == "thing" and isinstance(value, ox.NamedNode):
        return known[value.value]
    return _plain(value)


def _plain(value: Term) -> str | int | float | bool:
    if not isinstance(value, ox.Literal):
        return str(value.value) if not isinstance(value, ox.Triple) else str(value)
    kind = value.datatype.value.removeprefix(_XSD)
    if kind == "boolean":
        return value.value in {"true", "1"}
    if kind == "integer":
        return int(value.value)
    return float(value.value) if kind in {"decimal", "double", "float"} else value.value


def _labels(store: Store, iris: list[str]) -> dict[str, dict[str, str]]:
    """Labels by IRI and language; the first in order where there are several, as two documents may spell a name."""
    if not iris:
        return {}
    rows = store.select(
        "PREFIX dcterms: <http://purl.org/dc/terms/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
        "SELECT ?thing ?label WHERE { ?thing skos:prefLabel|dcterms:title ?label "
        f"VALUES ?thing {{ {' '.join(str(ox.NamedNode(iri)) for iri in iris)} }} }}"
    ).rows
    labels: dict[str, dict[str, str]] = {}
    for iri, label in rows:
        if isinstance(iri, ox.NamedNode) and isinstance(label, ox.Literal):
            of = labels.setdefault(iri.value, {})
            language = label.language or ""
            of[language] = min(of.get(language, label.value), label.value)
    return labels


def _thing(iri: str, labels: Mapping[str, str]) -> Thing:
    kind, slug = kind_and_slug(iri) or ("", iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1])
    names = [labels[language] for language in ("da", "en", "", *sorted(labels)) if language in labels] or [slug]
    return Thing(id=slug, iri=iri, kind=kind, label=Label(da=names[0], en=labels.get("en", names[0])))
