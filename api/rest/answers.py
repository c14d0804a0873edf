"""Competency questions at the doors: from an address to an answer, and from an answer to a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from api.negotiation import preferred_media_type
from graph.export import safe_cell
from graph.store import Store, ask
from ontology.errors import InvalidParameter
from ontology.models import Answer, Cell, Label, Thing
from ontology.questions import Param, Question
from ontology.terms import ID

__all__ = ["Asked", "asked", "question_parameters", "spreadsheet"]

_LONGEST: Final = 500
_FORMATS: Final = ("json", "csv")
_MOST_DIGITS: Final = 12
_WHOLE: Final[dict[str, Any]] = {"type": "integer"}


@dataclass(frozen=True)
class Asked:
    """One question with what its address says."""

    question: Question
    values: dict[str, Any] = field(default_factory=dict)
    limit: int = 50
    offset: int = 0
    format: str = ""

    def answer(self, store: Store) -> Answer:
        """The whole answer."""
        return ask(store, self.question.name, **self.values)

    def wants_csv(self, accept: str | None) -> bool:
        """Whether the answer goes out as CSV, by ``format`` or else by ``Accept``."""
        return self.format == "csv" or (
            not self.format and preferred_media_type(accept, ["application/json", "text/csv"]) == "text/csv"
        )


def asked(known: Question, given: Iterable[tuple[str, str]]) -> Asked:
    """Read the parameters of an address; an empty value counts as absent.

    Raises
    ------
    InvalidParameter
        A parameter is unknown, given twice, too long, or no number where one is needed.
    """
    values: dict[str, list[str]] = {}
    for name, value in given:
        if name not in known.params and name not in ("limit", "offset", "format", "lang"):
            allowed = ", ".join((*known.params, "limit", "offset", "format"))
            raise InvalidParameter(f"{known.name} has no parameter {name!r:.60}; its parameters are {allowed}")
        if len(value) > _LONGEST:
            raise InvalidParameter(f"{name} has more than {_LONGEST} characters")
        if value.strip():
            values.setdefault(name, []).append(value.strip())
    return Asked(
        question=known,
        values={name: _value(param, values[name]) for name, param in known.params.items() if name in values},
        limit=_number(values, "limit", 50, least=1, most=1000),
        offset=_number(values, "offset", 0, least=0, most=10**9),
        format=_format(values),
    )


def question_parameters(known: Question) -> list[dict[str, Any]]:
    """The parameters of a question as OpenAPI describes them."""
    own = [_parameter(param) for param in known.params.values()]
    return [
        *own,
        _described(
            "limit", "most items in one answer", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50}
        ),
        _described("offset", "items to pass over", {"type": "integer", "minimum": 0, "default": 0}),
        _described("format", "goes before Accept", {"type": "string", "enum": list(_FORMATS), "default": "json"}),
    ]


def spreadsheet(answer: Answer, language: str) -> str:
    """An answer for a spreadsheet in this language: heads in words, things by name, ready for Danish or English Excel.

    Danish spreadsheets expect a semicolon between cells, and Excel takes text for UTF-8 only behind a byte order mark.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "da" else ",", lineterminator="\r\n")
    writer.writerow([safe_cell(_in(column.label, language)) for column in answer.columns.values()])
    for item in answer.items:
        writer.writerow([_text(item.get(name), language) for name in answer.columns])
    return "\ufeff" + out.getvalue()


def _text(cell: Cell, language: str) -> object:
    if isinstance(cell, list):
        return safe_cell("; ".join(_in(thing.label, language) for thing in cell))
    if isinstance(cell, bool):
        return {"da": ("nej", "ja"), "en": ("no", "yes")}[language][cell]
    return safe_cell(_in(cell.label, language) if isinstance(cell, Thing) else cell)


def _in(label: Label, language: str) -> str:
    return label.en if language == "en" else label.da


def _parameter(param: Param) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if param.type == "integer" else "string"}
    if param.type == "integer":
        schema |= {"minimum": param.minimum}
    default = [term.strip('<>"').removeprefix(ID).split("/")[-1].split('"')[0] for term in param.default]
    described = _described(param.name, param.about.en, {"type": "array", "items": schema} if param.multiple else schema)
    if default:
        example: Any = int(default[0]) if param.type == "integer" else default if param.multiple else default[0]
        described["example"] = example
        described["schema"] |= {"default": example}
    return described


def _described(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _value(param: Param, values: list[str]) -> str | list[str]:
    if len(values) > 1 and not param.multiple:
        raise InvalidParameter(f"{param.name} can be given once only")
    return values if param.multiple else values[0]


def _number(values: dict[str, list[str]], name: str, default: int, *, least: int, most: int) -> int:
    text = values.get(name, [str(default)])[-1]
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS and least <= int(text) <= most):
        raise InvalidParameter(f"{name} is {text!r:.40}: a whole number from {least} to {most} is needed")
    return int(text)


def _format(values: dict[str, list[str]]) -> str:
    text = values.get("format", [""])[-1]
    if text and text not in _FORMATS:
        raise InvalidParameter(f"format is {text!r:.40}: there are {', '.join(_FORMATS)}")
    return text
