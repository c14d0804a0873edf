"""The competency questions: one file in `queries/` each, told by its own header.

The header is YAML behind ``#+``, so the file stays SPARQL that any tool runs. It says in Danish and English what is
asked, which parameters there are, and what the columns mean; the default of a parameter is what the query itself says
between the braces of ``VALUES ?parameter { … }``. Binding a parameter replaces just that by serialised RDF terms, never
by text of the caller.

``python -m ontology.questions`` writes `docs/questions.md` from the headers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, Literal, get_args

import pyoxigraph as ox
import yaml

from ontology.errors import InvalidParameter, UnknownQuestion
from ontology.terms import ID

__all__ = ["Column", "Param", "Question", "Words", "question", "questions", "read_question", "reference"]

Term = ox.NamedNode | ox.Literal
ParamType = Literal["iri", "integer", "string"]
ColumnType = Literal["thing", "things", "string", "integer", "number", "boolean"]
Value = str | int | ox.NamedNode

# What the queries are written with; a deployment may have another base.
_WRITTEN: Final = "https://w3id.org/fyrnet/id/"
_TERMS: Final = re.compile(r"<[^<>]*>|\"(?:[^\"\\]|\\.)*\"|[^\s<\"]+")
_LARGEST: Final = 2**31 - 1


@dataclass(frozen=True)
class Words:
    """A text in Danish and English."""

    da: str
    en: str


@dataclass(frozen=True)
class Param:
    """One parameter of a question.

    `kind` names the kinds of thing an IRI may be of, separated by ``|``; `minimum` and `maximum` bound an integer.
    `default` are the SPARQL terms written in the query; none is no restriction.
    """

    name: str
    type: ParamType
    about: Words
    default: tuple[str, ...]
    kind: str = ""
    minimum: int = 0
    maximum: int = _LARGEST
    multiple: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of thing that the parameter may name."""
        return tuple(self.kind.split("|")) if self.kind else ()


@dataclass(frozen=True)
class Column:
    """One column of an answer; `private` holds what reaches a person directly, and may be withheld."""

    name: str
    about: Words
    type: ColumnType = "string"
    private: bool = False


@dataclass(frozen=True)
class Question:
    """One competency question and its SPARQL."""

    name: str
    summary: Words
    about: Words | None
    tags: tuple[str, ...]
    params: Mapping[str, Param]
    columns: Mapping[str, Column]
    text: str

    def bind(self, **values: Value | Iterable[Value] | None) -> str:
        """The query with values in place of the defaults.

        Parameters
        ----------
        **values : str, int, NamedNode, or an iterable of them where the parameter is `multiple`
            Of an `iri` parameter the whole IRI. ``None``, and nothing at all for `multiple`, keeps the default.

        Raises
        ------
        InvalidParameter
            A parameter is unknown, given twice, of a wrong type, or outside its range.

        Examples
        --------
        >>> 'VALUES ?minimum { "3"^^' in question("partners_spanning_initiatives").bind(minimum=3)
        True
        """
        unknown = [name for name in values if name not in self.params]
        if unknown:
            known = ", ".join(self.params) or "none"
            raise InvalidParameter(f"{self.name} has no parameter {unknown[0]!r}; its parameters are: {known}")
        bound = {name: _terms(self.params[name], value) for name, value in values.items()}
        # In one pass: what is put in for one parameter is never read as the place of another.
        return _places(self.params).sub(lambda found: _filled(found, bound.get(found["name"], ())), self.text)


@cache
def questions() -> Mapping[str, Question]:
    """Every question, by name, in alphabetical order."""
    folder = resources.files("ontology").joinpath("queries")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".rq")), key=lambda file: file.name)
    names = [file.name.removesuffix(".rq") for file in files]
    return {name: read_question(name, file.read_text("utf-8")) for name, file in zip(names, files, strict=True)}


def question(name: str) -> Question:
    """The question of this name.

    Raises
    ------
    UnknownQuestion
        There is none; the message names the nearest.
    """
    known = questions()
    if name not in known:
        near = get_close_matches(name.replace("-", "_"), known, 1) or list(known)
        raise UnknownQuestion(f"there is no question {name!r}; did you mean {' or '.join(near)}?")
    return known[name]


def read_question(name: str, text: str) -> Question:
    """Read one query file.

    Raises
    ------
    ValueError
        The header lacks something, or the query has not exactly one ``VALUES`` for each parameter.
    """
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    body = "\n".join(line for line in text.splitlines() if not line.startswith("#+")) + "\n"
    try:
        return _question(name, yaml.safe_load(header), body.replace(_WRITTEN, ID))
    except (KeyError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise ValueError(f"{name}.rq: the header is not as it should be: {error!r}") from error


def _question(name: str, header: dict[str, Any], body: str) -> Question:
    columns = header["columns"].items()
    return Question(
        name=name,
        summary=Words(**header["summary"]),
        about=Words(**header["about"]) if "about" in header else None,
        tags=tuple(header.get("tags", ())),
        params={param: _param(name, param, spec, body) for param, spec in header.get("params", {}).items()},
        columns={column: _column(name, column, spec) for column, spec in columns},
        text=body,
    )


def _param(question: str, name: str, spec: dict[str, Any], body: str) -> Param:
    places = list(_place(name).finditer(body))
    if len(places) != 1 or spec["type"] not in get_args(ParamType):
        raise ValueError(f"{question}.rq: {name} needs a type that is known, and VALUES ?{name} {{ … }} just once")
    default = tuple(term for term in _TERMS.findall(places[0]["terms"]) if term != "UNDEF")
    return Param(name, default=default, **{**spec, "about": Words(**spec["about"])})


def _column(question: str, name: str, spec: dict[str, Any]) -> Column:
    type_ = spec.get("type", "string")
    if type_ not in get_args(ColumnType):
        raise ValueError(f"{question}.rq: {name}: {type_!r} is no type of column")
    return Column(name, Words(spec["da"], spec["en"]), type_, bool(spec.get("private", False)))


def _place(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?(?P<name>{name})\s*\{{(?P<terms>[^}}]*)\}}")


def _places(params: Iterable[str]) -> re.Pattern[str]:
    # A question without parameters has no place: the pattern then matches nothing.
    return _place("|".join(params) or "(?!)")


def _filled(found: re.Match[str], terms: tuple[Term, ...]) -> str:
    if not terms:
        return found[0]
    return f"VALUES ?{found['name']} {{ {' '.join(map(str, terms))} }}"


def _terms(param: Param, value: Value | Iterable[Value] | None) -> tuple[Term, ...]:
    if value is None:
        return ()
    values = [value] if isinstance(value, str | int | ox.NamedNode) else list(value)
    if len(values) > 1 and not param.multiple:
        raise InvalidParameter(f"{param.name} can be given once only")
    return tuple(_term(param, one) for one in values)


def _term(param: Param, value: Value) -> Term:
    if param.type == "integer":
        return ox.Literal(_number(param, value))
    text = value.value if isinstance(value, ox.NamedNode) else value
    if not isinstance(text, str):
        raise InvalidParameter(f"{param.name} is {value!r}: a text is needed")
    try:
        return ox.NamedNode(text) if param.type == "iri" else ox.Literal(text)
    except ValueError:
        # No quotation: a text that cannot be encoded cannot be printed either.
        what = "an IRI" if param.type == "iri" else "a text of valid characters"
        raise InvalidParameter(f"{param.name} is {value!a:.80}: {what} is needed") from None


def _number(param: Param, value: Value) -> int:
    text = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
        raise InvalidParameter(f"{param.name} is {text!a:.80}: a whole number is needed")
    number = int(text)
    if not param.minimum <= number <= param.maximum:
        raise InvalidParameter(f"{param.name} is {number}: it has to be from {param.minimum} to {param.maximum}")
    return number


# -- the reference page ------------------------------------------------------------------------------------------------


def reference() -> str:
    """`docs/questions.md`: every question, its parameters and columns, and its SPARQL."""
    head = (
        "# The questions\n\n"
        "<!-- Written by `python -m ontology.questions` from ontology/queries/*.rq: change those, not this. -->\n\n"
        "Each is one file in `ontology/queries/`. `fyrnet ask NAME --PARAMETER VALUE` puts it to a store, and so do\n"
        "`/api/questions/NAME?PARAMETER=VALUE` and `graph.ask(store, NAME, PARAMETER=VALUE)`. A parameter that names\n"
        "a thing takes its slug or its IRI; without a value the default holds, an example that gives an answer.\n"
    )
    return head + "".join(_section(question) for question in questions().values())


def _section(question: Question) -> str:
    about = f"\n{question.about.en}\n" if question.about else ""
    params = "".join(_param_line(param) for param in question.params.values())
    columns = "".join(f"| `{c.name}` | {c.type} | {c.about.en} | {c.about.da} |\n" for c in question.columns.values())
    return (
        f"\n## {question.name}\n\n**{question.summary.en}**\n*{question.summary.da}*\n{about}\n"
        f"Tags: {', '.join(question.tags)}.\n\n"
        f"| parameter | type | what | default |\n| --- | --- | --- | --- |\n{params}\n"
        f"| column | type | English | Danish |\n| --- | --- | --- | --- |\n{columns}\n"
        f"```sparql\n{question.text}```\n"
    )


def _param_line(param: Param) -> str:
    type_ = f"{param.kind.replace('|', ', ')}" if param.kinds else param.type
    many = ", may be repeated" if param.multiple else ""
    default = " ".join(f"`{term.strip('<>').removeprefix(ID)}`" for term in param.default) or "no restriction"
    return f"| `{param.name}` | {type_}{many} | {param.about.en} | {default} |\n"


def _write(out: Path) -> None:
    out.write_text(reference(), encoding="utf-8")


if __name__ == "__main__":
    _write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/questions.md"))
