"""The pages of the analyses: what each finds in words, a form for what is left out, and the same as data."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from api.context import seen_catalogue
from api.pages.links import with_query
from api.pages.text import TEXTS
from api.pages.view import View, language_of, render
from api.problems import refused, status_of
from api.rest.analyses import Analysis, Asked, analyses
from api.rest.analysis import result_of
from api.rest.paging import form_of
from graph.catalogue import Catalogue, lists
from ontology.errors import FyrnetError, InvalidParameter, UnknownEntity
from ontology.models import Thing
from ontology.terms import PREFIXES

__all__ = ["router"]

router = APIRouter(include_in_schema=False, default_response_class=Response)

_MOST_CHOICES: Final = 500
_PAGE: Final = 20
# Who joins what is chosen in two fields of the page, and asked in one parameter.
_JOINING: Final = {"joins": "organisation", "into": "initiative"}
# What a page does not ask: it is for those who compute further.
_LEFT_OUT: Final = {"limit", "offset", "source", "pivots", "seed", "runs", "resolution", "stability", "exact", "chains"}
_LISTS: Final = ("shared", "initiatives", "members", "behind", "themes", "parts")
# A chain of one thing is none.
_CHAINED: Final = ("critical_path",)
_WHOLE: Final = ("without", "weakened", "isolated", "without_lead", "ownerless", "affected", "critical_path")
_OF_THING: Final = {
    "dependencies": ("initiative", "undertaking", "organisation"),
    "affected": ("undertaking", "initiative", "organisation"),
    "gaps": ("initiative",),
}


@router.get("/analyses")
async def all_analyses(request: Request) -> Response:
    """The analyses, each with what it answers."""
    return render(request, "analyses.html", await seen_catalogue(request), names=list(analyses()))


@router.get("/analyses/{name}")
async def one_analysis(request: Request, name: str) -> Response:
    """One analysis: its form, and what it finds."""
    analysis = analyses().get(name)
    if analysis is None:
        raise UnknownEntity(f"there is no analysis {name!r:.60}; there are {', '.join(analyses())}")
    known = await seen_catalogue(request)
    view = View(request, language_of(request), known)
    fields = list(_fields(view, known, analysis, request))
    query: dict[str, list[str]] = {}
    given, answer, problem, job = None, None, None, None
    try:
        query = _query(request, analysis)
        given = _asked(query, analysis)
        if given:
            answer, job = await result_of(request, analysis, given)
    except FyrnetError as error:
        problem = error
    asked = given.told() if given else {}
    items: list[dict[str, Any]] = (answer or {}).get("items", [])
    passages = [item["evidence"] for item in items if isinstance(item.get("evidence"), str)]
    return render(
        request,
        "analysis.html",
        known,
        status=status_of(problem) if problem else 202 if job and answer is None else 200,
        analysis=analysis,
        fields=fields,
        filtered=any(field["filter"] and field["chosen"] for field in fields),
        problem=problem,
        job=job if answer is None else None,
        answer=answer,
        reading=_words(answer, "reading", view.language) if answer else "",
        about=_words(answer, "about", view.language) if answer else "",
        items=[_item(one, view.language) for one in items],
        places=await asyncio.to_thread(known.place_of_each, passages) if passages else {},
        chains=(answer or {}).get("chains", []),
        whole=[(key, found) for key in _WHOLE if len(found := _things((answer or {}).get(key))) > (key in _CHAINED)],
        as_thing=_as_thing,
        limit=_PAGE,
        offset=given.offset if given else 0,
        json=with_query(f"/api/analysis/{name}{_path(analysis, asked)}", _for_data(query, analysis)),
    )


def _query(request: Request, analysis: Analysis) -> dict[str, list[str]]:
    """What the address asks, without what is left empty."""
    query = request.query_params
    given = {name: [value for value in query.getlist(name) if value.strip()] for name in query if name != "lang"}
    if analysis.name == "what-if":
        who, what = (given.pop(name, []) for name in _JOINING)
        if len(who) != len(what):
            raise InvalidParameter("choose both who joins and which initiative it is")
        given["add"] = given.get("add", []) + [",".join(pair) for pair in zip(who, what, strict=True)]
    return given


def _asked(query: Mapping[str, list[str]], analysis: Analysis) -> Asked | None:
    """What is asked, with a shorter page; None where something that is needed is not chosen yet."""
    fields = {field.alias or name: field for name, field in analysis.parameters.model_fields.items()}
    values: dict[str, Any] = {"limit": _PAGE}
    for name, several in query.items():
        if name not in fields:
            raise InvalidParameter(f"there is no parameter {name!r:.60} here")
        if several:
            values[name] = several if form_of(fields[name].annotation)[0] else several[-1]
    needed = [name for name, field in fields.items() if field.is_required() and name not in values]
    if needed or (analysis.name == "what-if" and not values.keys() & {"remove", "add"}):
        return None
    try:
        return analysis.parameters.model_validate(values)
    except ValidationError as error:
        raise refused(error) from error


def _fields(view: View, known: Catalogue, analysis: Analysis, request: Request) -> Iterable[dict[str, Any]]:
    for name, field in analysis.parameters.model_fields.items():
        if name in _LEFT_OUT:
            continue
        if name == "add":
            yield from (_joining(view, known, part, place, request) for place, part in enumerate(_JOINING))
            continue
        several, words, plain = form_of(field.annotation)
        shown = field.alias or name
        chosen = request.query_params.getlist(shown) or ([] if field.is_required() else _default(field.default))
        choices = [(word, _said(view, f"choice.{word}", word)) for word in words] or list(
            _choices(view, known, analysis, name)
        )
        yield {
            "name": shown,
            "filter": name in Asked.model_fields,
            "about": _said(view, f"param.{analysis.name}.{shown}", "") or _said(view, f"param.{shown}", shown),
            "choices": _chosen(choices, chosen),
            "empty": not several and not words and not field.is_required(),
            "several": several,
            "tick": plain is bool,
            "number": plain is int,
            "chosen": chosen,
        }


def _joining(view: View, known: Catalogue, name: str, place: int, request: Request) -> dict[str, Any]:
    """One of the two fields of who joins what; an address of the whole fills both."""
    kind, query = _JOINING[name], request.query_params
    whole = query.get("add", "").split(",")
    chosen = query.getlist(name) or (whole[place : place + 1] if len(whole) == len(_JOINING) else [])
    few = len(known.known(kind)) <= _MOST_CHOICES
    choices = [(iri, view.name(known.thing(iri))) for iri in _of_kind(known, kind)] if few else []
    return {
        "name": name,
        "filter": False,
        "about": view.say(f"param.{name}"),
        "choices": _chosen(choices, chosen),
        "empty": True,
        "several": False,
        "tick": False,
        "number": False,
        "chosen": chosen,
    }


def _chosen(choices: Iterable[tuple[str, str]], chosen: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"value": value, "text": text, "chosen": bool({value, value.rsplit("/", 1)[-1]} & {*chosen})}
        for value, text in choices
    ]


def _default(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else []


def _said(view: View, key: str, else_: str) -> str:
    return view.say(key) if key in TEXTS else else_


def _choices(view: View, known: Catalogue, analysis: Analysis, name: str) -> Iterable[tuple[str, str]]:
    """Things to choose from; of too many none, and a name is typed."""
    tables = known.tables
    if name == "theme":
        yield from ((thing.iri, view.name(thing)) for thing in tables.sorted_things(tables.used("themes")))
    elif name == "kind":
        yield from (
            (iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1], view.capital(view.name(tables.label(iri))))
            for iri in tables.concepts(PREFIXES["orgkind"])
        )
    elif name in ("thing", "start", "end", "remove"):
        kinds = _OF_THING.get(analysis.name, ("initiative", "organisation"))
        if sum(len(known.known(kind)) for kind in kinds) > _MOST_CHOICES:
            return
        for kind in kinds:
            noun = view.say(f"{kind}.one")
            yield from ((iri, f"{view.name(known.thing(iri))} ({noun})") for iri in _of_kind(known, kind))


def _of_kind(known: Catalogue, kind: str) -> Sequence[str]:
    """Initiatives as they are numbered, others by name."""
    if kind == "initiative":
        return lists.initiatives(known.tables)
    return [thing.iri for thing in known.tables.sorted_things(known.known(kind))]


def _words(answer: Mapping[str, Any], name: str, language: str) -> str:
    said = answer.get(name)
    return str(said[language]) if isinstance(said, Mapping) else ""


def _item(item: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One entry of a list: the things it is about, its sentence, and other things that belong to it."""
    asked_in = _is(item, "initiative") and _is(item, "thing")
    names = ("thing", "initiative") if asked_in else ("a", "b", "initiative", "thing")
    heads = [item] if "iri" in item else [item[name] for name in names if _is(item, name)]
    more = next((found for name in _LISTS if (found := _things(item.get(name)))), [])
    stability = item.get("stability")
    return {
        "heads": [_as_thing(head) for head in heads],
        "between": "analysis.for" if asked_in else "and",
        "title": _words(item, "name", language),
        "rank": item.get("rank"),
        "reading": _words(item, "reading", language),
        "stability": _words(stability, "reading", language) if isinstance(stability, Mapping) else "",
        "more": more,
        "passage": item.get("evidence"),
    }


def _is(item: Mapping[str, Any], name: str) -> bool:
    return isinstance(item.get(name), Mapping) and "iri" in item[name]


def _as_thing(told: Mapping[str, Any]) -> Thing:
    return Thing.model_validate({name: told[name] for name in ("id", "iri", "kind", "label")})


def _things(found: object) -> list[Thing]:
    entries = found if isinstance(found, list) else []
    flat = [one["thing"] if isinstance(one, Mapping) and _is(one, "thing") else one for one in entries]
    return [_as_thing(one) for one in flat if isinstance(one, Mapping) and "iri" in one]


def _path(analysis: Analysis, asked: Mapping[str, Any]) -> str:
    return f"/{asked.get('thing', '')}" if analysis.of_one else ""


def _for_data(query: Mapping[str, list[str]], analysis: Analysis) -> dict[str, Any]:
    left_out = {"offset", *(("thing",) if analysis.of_one else ())}
    return {name: values for name, values in query.items() if values and name not in left_out}
