"""What a template can say: texts, names, numbers, links and places of evidence, all in one language.

Every page is HTML from a template with autoescape; nothing in it needs a script, and nothing comes from another host.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.requests import HTTPConnection, Request

from api.context import sees_contacts
from api.negotiation import preferred_language
from api.pages import links
from api.pages.text import LANGUAGES, TEXTS
from graph.catalogue import Catalogue
from graph.catalogue.models import Evidence, FigureFact
from ontology.models import Label, Thing
from ontology.terms import PREFIXES

__all__ = ["View", "build", "error_page", "language_of", "render", "telephone"]


@dataclass(frozen=True)
class View:
    """One request's language and catalogue."""

    request: HTTPConnection
    language: str
    catalogue: Catalogue | None = None

    @property
    def other_language(self) -> str:
        """The language that the switch leads to."""
        return next(language for language in LANGUAGES if language != self.language)

    @property
    def shows_contacts(self) -> bool:
        """Whether e-mail addresses and telephone numbers are on this client's pages."""
        return sees_contacts(self.request)

    def say(self, key: str, **values: object) -> str:
        """An interface text; values in braces are filled in."""
        text = TEXTS[key][LANGUAGES.index(self.language)]
        return text.format(**values) if values else text

    def count(self, number: int, noun: str) -> str:
        """A number with its noun, as "3 initiativer"."""
        return f"{self.number(number)} {self.say(f'{noun}.one' if number == 1 else f'{noun}.many')}"

    def name(self, thing: Thing | Label) -> str:
        """Name of a thing in the language of the page."""
        label = thing.label if isinstance(thing, Thing) else thing
        return label.en if self.language == "en" else label.da

    def short(self, thing: Thing) -> str:
        """The shortest alias in the language of the page that is shorter than the name, or the name."""
        aliases = self.catalogue.tables.aliases.get(thing.iri, ()) if self.catalogue else ()
        fitting = [alias.value for alias in aliases if alias.language == self.language]
        return min([*fitting, self.name(thing)], key=len)

    def concept(self, scheme: str, slug: str | None) -> str:
        """Name of a role or of a kind."""
        if not slug:
            return ""
        return self.capital(self.name(self.catalogue.tables.label(PREFIXES[scheme] + slug)) if self.catalogue else slug)

    def definition(self, scheme: str, slug: str | None) -> str:
        """What a role or a kind means."""
        known = self.catalogue.tables.definitions.get(PREFIXES[scheme] + (slug or ""), {}) if self.catalogue else {}
        return known.get(self.language, "")

    def number(self, value: float) -> str:
        """A number with thousands and decimals as the language writes them."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "da" else text

    def quantity(self, figure: FigureFact) -> str:
        """A key figure as "7.000–13.000 jobs"; empty where none is printed in digits."""
        ends = [end for end in (figure.value, figure.value_max) if end is not None]
        return " ".join(filter(None, ["–".join(map(self.number, ends)), figure.unit if ends else None]))

    def place(self, evidence: Evidence) -> str:
        """Where a fact stands: lines or page, section, source."""
        where = [self._where(evidence), self.say(f"section.{evidence.section}")] if self._knows(evidence) else []
        return ", ".join([*filter(None, where), self.name(evidence.source)])

    def href(self, path: str, **parameters: object) -> str:
        """A path of this service, in the language that was asked for in the address."""
        chosen = self.request.query_params.get("lang")
        separator = "&" if "?" in path else "?"
        given = {name: value for name, value in parameters.items() if value not in (None, "", [], ())}
        if chosen in LANGUAGES:
            given["lang"] = chosen
        return f"{path}{separator}{urlencode(given, doseq=True)}" if given else path

    def link(self, thing: Thing) -> str | None:
        """Path of the page about a thing."""
        path = links.page_path(thing.iri)
        return self.href(path) if path else None

    def here(self, **changed: object) -> str:
        """Path of this page with some parameters changed; None leaves one out."""
        query = self.request.query_params
        given: dict[str, object] = {name: query.getlist(name) for name in query}
        return links.with_query(self.request.url.path, given | changed)

    def chosen(self, name: str) -> str:
        """A parameter of the address."""
        return self.request.query_params.get(name, "")

    def capital(self, text: str) -> str:
        """A text with its first letter large, the others as they are."""
        return text[:1].upper() + text[1:]

    def percent(self, share: float) -> str:
        """A share as a whole number of per cent."""
        return f"{round(100 * share)} %" if self.language == "da" else f"{round(100 * share)}%"

    def chance(self, q_value: float) -> str:
        """A q-value in words."""
        key = "overlap.chance.rare" if q_value < 0.05 else "overlap.chance.common"
        sign, shown = ("<", 0.001) if q_value < 0.001 else ("=", round(q_value, 3))
        return self.say(key, q=f"q\N{NO-BREAK SPACE}{sign}\N{NO-BREAK SPACE}{self.number(shown)}")

    def sentence(self, names: Iterable[str]) -> str:
        """Names joined as in a sentence: "a, b og c"."""
        *first, last = list(names) or [""]
        return f"{', '.join(first)} {self.say('and')} {last}" if first else last

    def told_place(self, told: dict[str, Any]) -> str:
        """The same for evidence as JSON holds it."""
        return self.place(Evidence.model_validate(told))

    def _where(self, evidence: Evidence) -> str:
        if evidence.page:
            return self.say("page", page=evidence.page)
        if not evidence.lines:
            return ""
        first, last = evidence.lines
        return self.say("line", first=first) if first == last else self.say("lines", first=first, last=last)

    def _knows(self, evidence: Evidence) -> bool:
        return f"section.{evidence.section}" in TEXTS


def language_of(request: HTTPConnection) -> str:
    """The language that an address asks for, else the one that the browser prefers, else Danish."""
    chosen = request.query_params.get("lang", "")
    return chosen if chosen in LANGUAGES else preferred_language(request.headers.get("accept-language"), LANGUAGES)


def render(
    request: Request, template: str, known: Catalogue | None = None, *, status: int = 200, **values: Any
) -> Response:
    """A page from a template of `templates/`.

    Parameters
    ----------
    request : Request
        Gives the language and the path.
    template : str
        Name of the file.
    known : Catalogue, optional
        What names of things are looked up in; an error page does without.
    status : int
        HTTP status of the answer.
    **values
        What the template shows; `view` is a `View`, `say` its texts, `name` its names.
    """
    view = View(request, language_of(request), known)
    shown = {
        "view": view,
        "say": view.say,
        "name": view.name,
        "href": view.href,
        "lang": view.language,
        "status": status,
        **values,
    }
    html = _environment().get_template(template).render(shown)
    return HTMLResponse(html, status, headers={"Content-Language": view.language})


def error_page(request: Request, status: int, detail: str, headers: dict[str, str] | None) -> Response:
    """An error for a person."""
    view = View(request, language_of(request))
    key = f"error.{status}" if f"error.{status}" in TEXTS else "error.400" if status < 500 else "error.500"
    page = render(
        request,
        "error.html",
        status=status,
        heading=view.say(key),
        advice=view.say(f"{key}.advice"),
        detail=detail if status not in (404, 405) else "",
    )
    page.headers.update(headers or {})
    return page


@cache
def build() -> str:
    """Digest of what pages are made of: a new version of the service has new ETags and new names of style sheets."""
    digest = hashlib.sha256()
    for room, folder in (("api", "templates"), ("api", "static"), ("graph", "drawing/assets")):
        for file in sorted(resources.files(room).joinpath(folder).iterdir(), key=lambda file: file.name):
            if file.is_file():
                digest.update(file.read_bytes())
    digest.update(repr(TEXTS).encode())
    return digest.hexdigest()[:8]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["static"] = lambda name: f"/static/{name}?v={build()}"
    environment.globals["bar"] = _bar
    environment.globals["to"] = _to
    environment.filters["telephone"] = telephone
    return environment


def _bar(value: float, most: float) -> Markup:
    """A bar whose length is a share; beside a number that says the same."""
    width = round(100 * value / most, 1) if most else 0
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="bar-all" width="100" height="10"/><rect class="bar-part" width="{}" height="10"/></svg>'
    ).format(width)


def telephone(digits: str) -> str:
    """A Danish number in pairs, as it is read aloud.

    Examples
    --------
    >>> telephone("00112233")
    '00 11 22 33'
    """
    return " ".join(digits[place : place + 2] for place in range(0, 8, 2)) if len(digits) == 8 else digits


@pass_context
def _to(context: Context, thing: Thing, *, short: bool = False) -> Markup:
    """A link to the page of a thing, by its name."""
    view: View = context["view"]
    path, text = view.link(thing), view.short(thing) if short else view.name(thing)
    title = Markup(' title="{}"').format(view.name(thing)) if text != view.name(thing) else Markup("")
    return Markup('<a href="{}"{}>{}</a>').format(path, title, text) if path else Markup("{}").format(text)
