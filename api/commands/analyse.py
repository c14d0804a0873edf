"""`fyrnet analyse`: every analysis from a terminal, by the same table as the routes below `/api/analysis/`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from api.problems import refused
from api.rest.analyses import Analysis, Asked, analyses
from api.rest.analysis import answered
from api.rest.paging import form_of
from api.tables import table
from graph.export import write_csv
from graph.store import Store

__all__ = ["add_arguments", "run"]

_BAR: Final = 40


def add_arguments(command: argparse.ArgumentParser, add_store: Any) -> None:
    """One command below this one for each analysis, with an option for each parameter."""
    names = command.add_subparsers(dest="analysis", metavar="ANALYSIS", required=True)
    for analysis in analyses().values():
        one = names.add_parser(analysis.name, help=analysis.summary, description=analysis.summary, allow_abbrev=False)
        add_store(one)
        one.add_argument("--format", choices=("table", "csv", "json"), default="table")
        one.add_argument("--language", choices=("da", "en"), default="en")
        for name, field in analysis.parameters.model_fields.items():
            text = (field.description or "").replace("%", "%%")
            if name == "thing" and analysis.of_one:
                one.add_argument(name, metavar="THING", help=text)
            else:
                _add_option(one, f"--{(field.alias or name).replace('_', '-')}", name, field.annotation, text)


def _add_option(command: argparse.ArgumentParser, option: str, name: str, type_: Any, text: str) -> None:
    several, choices, plain = form_of(type_)
    if plain is bool:
        command.add_argument(option, dest=name, action=argparse.BooleanOptionalAction, default=None, help=text)
        return
    how: dict[str, Any] = {"action": "append"} if several else {}
    how |= {"choices": choices} if choices else {"metavar": "VALUE"}
    command.add_argument(option, dest=name, help=text, **how)


def run(store: Store, given: argparse.Namespace) -> str:
    """What an analysis finds, as text.

    Raises
    ------
    InvalidParameter
        A parameter is outside its range.
    """
    analysis = analyses()[given.analysis]
    asked = _asked(analysis, given)
    answer = answered(store, analysis, asked, analysis.answer(store, asked, _progress()))
    if given.format == "json":
        return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    rows = [dict(_cells(item, given.language)) for item in _items(answer)]
    heads = list(dict.fromkeys(name for row in rows for name in row))
    if given.format == "csv":
        return write_csv(heads, ([row.get(name, "") for name in heads] for row in rows))
    said = [answer[name][given.language] for name in ("about", "reading") if isinstance(answer.get(name), dict)]
    listed = table(heads, [[str(row.get(name, "")) for name in heads] for row in rows], widest=90) if rows else ""
    total = answer.get("total", len(rows))
    count = f"({len(rows)} of {total})" if len(rows) != total else f"({total})"
    return "\n".join([*said, *([listed] if listed else []), count]) + "\n"


def _asked(analysis: Analysis, given: argparse.Namespace) -> Asked:
    names = {name: field.alias or name for name, field in analysis.parameters.model_fields.items()}
    values = {alias: getattr(given, name) for name, alias in names.items() if getattr(given, name) is not None}
    try:
        return analysis.parameters.model_validate(values)
    except ValidationError as error:
        raise refused(error) from error


def _progress() -> Any:
    """Tells on a terminal how far it is; a file or a pipe learns nothing."""
    if not sys.stderr.isatty():
        return lambda _: None

    def tell(share: float) -> None:
        done = round(_BAR * share)
        end = "\r" if share < 1 else "\n"
        print(f"[{'#' * done}{'.' * (_BAR - done)}]", end=end, file=sys.stderr, flush=True)  # noqa: T201 - progress

    return tell


def _items(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What is listed; of a result that is one thing, its own lists."""
    if "items" in answer:
        return list(answer["items"])
    return [one for name in ("chains", "gained", "lost") for one in answer.get(name, [])]


def _cells(item: Mapping[str, Any], language: str) -> Iterator[tuple[str, Any]]:
    """The columns of one row: a thing by its name, several with a comma between, a sentence in one language."""
    for name, value in item.items():
        if name in ("id", "iri") or (name == "kind" and "label" in item):
            continue
        cell = _cell(value, language)
        if cell is not None:
            yield ("name" if name == "label" else name), cell


def _cell(value: Any, language: str) -> Any:
    match value:
        case {"label": label}:
            return label[language]
        case {"da": _, "en": _}:
            return value[language]
        case {"reading": reading}:
            return reading[language] if reading else None
        case dict():
            return None
        case list():
            cells = [_cell(one, language) for one in value]
            return ", ".join(str(cell) for cell in cells if cell is not None)
        case float():
            return f"{value:.4g}"
    return "" if value is None else value
