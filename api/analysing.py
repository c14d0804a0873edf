"""The pages of the analyses: what each finds in words, a form for what is left out, and the same as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import ValidationError

from api.analyses import Analysis, Asked, analyses
from api.analysis import result_of
from api.context import seen_catalogue
from api.links import with_query
from api.problems import sentence, status_of
from api.text import TEXTS
from api.view import View, language_of, render
from graph.catalogue import Catalogue, lists
from ontology.errors import FyrnetError, InvalidParameter, UnknownEntity
from ontology.models import Thing

__all__ = ["router"]

router = APIRouter(include_in_schema=False, default_response_class=Response)

_MOST_CHOICES: Final = 500
_PAGE: Final = 20
# What a page does not ask: it is for those who compute further.
_LEFT_OUT: Final = {"limit", "offset", "source", "pivots", "seed", "runs", "resolution", "stability", "exact", "chains"}
_LISTS: Final = ("shared", "initiatives", "members", "behind", "themes", "parts")
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
    given, answer, problem, job = None, None, None, None
    try:
        given = _asked(request, analysis)
        if given:
            answer, job = await result_of(request, analysis, given)
    except FyrnetError as error:
        problem = error
    asked = given.told() if given else {}
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
        items=[_item(one, view.language) for one in (answer or {}).get("items", [])],
        chains=(answer or {}).get("chains", []),
        whole=[(key, found) for key in _WHOLE if (found := _things((answer or {}).get(key)))],
        as_thing=_as_thing,
        limit=_PAGE,
        offset=given.offset if given else 0,
        json=with_query(f"/api/analysis/{name}{_path(analysis, asked)}", _query(request, analysis)),
    )


def _asked(request: Request, analysis: Analysis) -> Asked | None:
    """What the address asks, with a shorter page; None where something that is needed is not chosen yet."""
    query = request.query_params
    fields = {field.alias or name: field for name, field in analysis.parameters.model_fields.items()}
    values: dict[str, Any] = {"limit": _PAGE}
    for name in query:
        if name not in fields and name != "lang":
            raise InvalidParameter(f"there is no parameter {name!r:.60} here")
        several = [value for value in query.getlist(name) if value.strip()]
        if name in fields and several:
            values[name] = several if _read(fields[name].annotation)[0] else several[-1]
    needed = [name for name, field in fields.items() if field.is_required() and name not in values]
    if needed or (analysis.name == "what-if" and not values.keys() & {"remove", "add"}):
        return None
    try:
        return analysis.parameters.model_validate(values)
    except ValidationError as error:
        told = "; ".join(sentence({**entry, "loc": ("", *entry["loc"])}) for entry in error.errors())
        raise InvalidParameter(told) from error


def _read(type_: Any) -> tuple[bool, tuple[Any, ...], Any]:
    """Of a type whether it is a list, which words it allows, and what it is a list of."""
    if get_origin(type_) is list:
        return True, *_read(get_args(type_)[0])[1:]
    if get_origin(type_) is Literal:
        return False, get_args(type_), str
    if get_origin(type_) in (Union, UnionType):
        return _read(next(one for one in get_args(type_) if one is not type(None)))
    return False, (), type_


def _fields(view: View, known: Catalogue, analysis: Analysis, request: Request) -> Iterable[dict[str, Any]]:
    for name, field in analysis.parameters.model_fields.items():
        if name in _LEFT_OUT:
            continue
        several, words, plain = _read(field.annotation)
        shown = field.alias or name
        chosen = request.query_params.getlist(shown) or ([] if field.is_required() else _default(field.default))
        choices = [(word, _said(view, f"choice.{word}", word)) for word in words] or list(
            _choices(view, known, analysis, name)
        )
        yield {
            "name": shown,
            "filter": name in Asked.model_fields,
            "about": _said(view, f"param.{analysis.name}.{shown}", "") or _said(view, f"param.{shown}", shown),
            "choices": [
                {"value": value, "text": text, "chosen": bool({value, value.rsplit("/", 1)[-1]} & {*chosen})}
                for value, text in choices
            ],
            "empty": not several and not words and not field.is_required(),
            "several": several,
            "tick": plain is bool,
            "number": plain is int,
            "chosen": chosen,
        }


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
            for iri in tables.concepts(_ORGANISATION_KINDS)
        )
    elif name in ("thing", "start", "end", "remove"):
        kinds = _OF_THING.get(analysis.name, ("initiative", "organisation"))
        if sum(len(known.known(kind)) for kind in kinds) > _MOST_CHOICES:
            return
        for kind in kinds:
            iris = lists.initiatives(tables) if kind == "initiative" else _by_name(known, kind)
            noun = view.say(f"{kind}.one")
            yield from ((iri, f"{view.name(known.thing(iri))} ({noun})") for iri in iris)


_ORGANISATION_KINDS: Final = "https://w3id.org/fyrnet/organisation-kind/"


def _by_name(known: Catalogue, kind: str) -> list[str]:
    return [thing.iri for thing in known.tables.sorted_things(known.known(kind))]


def _words(answer: Mapping[str, Any], name: str, language: str) -> str:
    said = answer.get(name)
    return str(said[language]) if isinstance(said, Mapping) else ""


def _item(item: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One entry of a list: the things it is about, its sentence, and other things that belong to it."""
    heads = [item] if "iri" in item else [item[name] for name in ("a", "b", "initiative", "thing") if _is(item, name)]
    more = next((found for name in _LISTS if (found := _things(item.get(name)))), [])
    stability = item.get("stability")
    return {
        "heads": [_as_thing(head) for head in heads],
        "title": _words(item, "name", language),
        "rank": item.get("rank"),
        "reading": _words(item, "reading", language),
        "stability": _words(stability, "reading", language) if isinstance(stability, Mapping) else "",
        "more": more,
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


def _query(request: Request, analysis: Analysis) -> dict[str, Any]:
    query = request.query_params
    left_out = {"lang", "offset", *(("thing",) if analysis.of_one else ())}
    return {name: query.getlist(name) for name in query if name not in left_out}
