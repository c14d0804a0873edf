"""The pages of the competency questions: what is asked in words, a form, and the answer as a table."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from api.context import seen_catalogue, seen_store, sees_contacts
from api.pages import links
from api.pages.view import View, language_of, render, telephone
from api.problems import status_of
from api.rest.answers import Asked, asked, spreadsheet
from graph.catalogue import Catalogue, lists
from graph.catalogue.models import Evidence
from ontology.errors import FyrnetError
from ontology.models import Cell, Thing
from ontology.questions import Param, Question, question, questions

__all__ = ["router"]

router = APIRouter(include_in_schema=False, default_response_class=Response)

_MOST_CHOICES: Final = 500
# The columns that say together where a fact stands.
_PLACE: Final = dict.fromkeys(("source", "section", "first_line", "last_line"))


@router.get("/questions")
async def all_questions(request: Request) -> Response:
    """The competency questions in words."""
    known = await seen_catalogue(request)
    return render(request, "questions.html", known, questions=list(questions().values()))


@router.get("/questions/{name}")
async def one_question(request: Request, name: str) -> Response:
    """One question: its form, and its answer as a table; with a suffix its text or its answer as a file."""
    name, _, suffix = name.partition(".")
    known = question(name)
    given = asked(known, request.query_params.multi_items())
    match suffix:
        case "rq":
            return Response(known.text, media_type="application/sparql-query")
        case "csv":
            answer = await asyncio.to_thread(given.answer, await seen_store(request))
            text = spreadsheet(answer, language_of(request))
            return Response(
                text, media_type="text/csv", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'}
            )
        case "json":
            return RedirectResponse(links.with_query(f"/api/questions/{name}", given.values), 303)
    return await _question_page(request, known, given)


async def _question_page(request: Request, known: Question, given: Asked) -> Response:
    catalogue = await seen_catalogue(request)
    view = View(request, language_of(request), catalogue)
    answer, problem = None, None
    try:
        answer = await asyncio.to_thread(given.answer, await seen_store(request))
    except FyrnetError as error:
        problem = error
    shown = answer.items[given.offset : given.offset + given.limit] if answer else []
    columns = _columns(known)
    withheld = any(column.private for column in known.columns.values()) and not sees_contacts(request)
    used = {name: value for name, value in (answer.parameters if answer else given.values).items() if value is not None}
    return render(
        request,
        "question.html",
        catalogue,
        status=status_of(problem) if problem else 200,
        question=known,
        fields=[_field(view, catalogue, param, used.get(param.name)) for param in known.params.values()],
        answer=answer,
        problem=problem,
        withheld=withheld,
        titles=[_title(view, known, name) for name in columns],
        rows=[[_cell(view, name, item) for name in columns] for item in shown],
        limit=given.limit,
        offset=given.offset,
        csv=view.href(links.with_query(f"/questions/{known.name}.csv", given.values)),
        json=links.with_query(f"/api/questions/{known.name}", given.values),
    )


def _columns(known: Question) -> list[str]:
    """The columns a person needs: names stand in the links already, and a place is one thing, not four."""
    of_things = any(column.type == "thing" for column in known.columns.values())
    left_out = {"label", "label_en"} if of_things else set[str]()
    if known.columns.keys() >= _PLACE.keys():
        left_out |= _PLACE.keys() - {"source"}
    return [name for name in known.columns if name not in left_out]


def _title(view: View, known: Question, name: str) -> str:
    if name == "source" and known.columns.keys() >= _PLACE.keys():
        return view.say("place")
    about = known.columns[name].about
    return about.en if view.language == "en" else about.da


def _cell(view: View, name: str, item: dict[str, Cell]) -> str | Markup:
    """One value as HTML or text."""
    cell = item.get(name)
    if name == "source" and item.keys() >= _PLACE.keys():
        return _place(view, item)
    if isinstance(cell, Thing | list):
        return Markup(", ").join(_link(view, thing) for thing in (cell if isinstance(cell, list) else [cell]))
    if isinstance(cell, bool):
        return view.say("yes" if cell else "no")
    if cell is None:
        return ""
    if name == "email":
        return Markup('<a href="mailto:{}">{}</a>').format(cell, cell)
    if name == "telephone":
        return Markup('<a href="tel:+45{}">{}</a>').format(cell, telephone(str(cell)))
    return view.concept("kind", str(cell)) if name == "kind" else str(cell)


def _link(view: View, thing: Thing) -> Markup:
    """A link to the page of a thing; the IRI of something foreign is no address to follow."""
    path, name = view.link(thing), view.name(thing)
    return Markup('<a href="{}">{}</a>').format(path, name) if path else Markup("{}").format(name)


def _place(view: View, item: dict[str, Cell]) -> str:
    source, section, first, last = (item[name] for name in _PLACE)
    if not isinstance(source, Thing):
        return ""
    lines = (first, last if isinstance(last, int) else first) if isinstance(first, int) else None
    return view.place(Evidence(source=source, section=str(section), lines=lines))


def _field(view: View, known: Catalogue, param: Param, used: Any) -> dict[str, Any]:
    """One field of a question's form."""
    values = [str(value) for value in (used if isinstance(used, list) else [used] if used is not None else [])]
    things = list(_choices(known, param)) if param.kinds else []
    several = len(param.kinds) > 1
    choices = [
        {
            "value": thing.iri if several else thing.id,
            "text": f"{view.name(thing)} ({view.say(f'kind.{thing.kind}')})" if several else view.name(thing),
            "chosen": bool({thing.iri, thing.id} & set(values)),
        }
        for thing in things
    ]
    return {
        "name": param.name,
        "about": param.about.en if view.language == "en" else param.about.da,
        "choices": choices if len(choices) <= _MOST_CHOICES else [],
        "chosen": values,
        "multiple": param.multiple,
        "number": param.type == "integer",
        "minimum": param.minimum,
    }


def _choices(known: Catalogue, param: Param) -> Iterable[Thing]:
    for kind in param.kinds:
        if kind == "initiative":
            yield from (known.thing(iri) for iri in lists.initiatives(known.tables))
        else:
            yield from known.tables.sorted_things(known.known(kind))
