"""The pages over the sample world: complete in two languages, linked without a dead end, and safe with any text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.pages.text import LANGUAGES, TEXTS
from api.settings import Settings
from graph import triples
from graph.store import EmbeddedStore, ontology_quads
from ontology.models import Contact, Dependency, Document, Effect, Initiative, KeyFigure, Mention, Participation
from ontology.questions import questions
from ontology.terms import ONTOLOGY_GRAPH, source_graph
from tests.sample import sample_knowledge, sample_store
from tests.serving import ROOT

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
PAGES = (
    "/",
    "/search?q=havn",
    "/search?q=nothing-like-it",
    "/initiatives",
    "/initiatives?theme=mobility",
    "/initiatives/groen-havn",
    "/initiatives/aaben-strand",
    "/initiatives/stille-sund",
    "/organisations",
    "/organisations?collectives=true&min_initiatives=0",
    "/organisations/region-oest",
    "/organisations/ku-kyst",
    "/organisations/havneforum",
    "/collectives/kommuner",
    "/people",
    "/undertakings",
    "/undertakings/boelgelab",
    "/undertakings/kystplan-2030",
    "/questions",
    *(f"/questions/{name}" for name in questions()),
    "/questions/contacts_of?initiative=groen-havn",
    "/overlap",
    "/overlap?by=builds_on",
    "/overlap?by=contacts",
    "/overlap?by=themes",
    "/dependencies",
    "/about",
    "/docs",
    "/sparql",
    "/no-such-page",
)


class Parsed(HTMLParser):
    """The elements of a page, and its text outside of scripts and styles."""

    VOID = frozenset({"meta", "link", "input", "br", "rect", "path", "circle", "img", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        assert self.open == [], "an element was left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), sample_store(passages=True)), headers=BROWSER) as client:
        yield client


def page(client: TestClient, path: str, language: str = "da") -> Parsed:
    return Parsed(client.get(path + ("&" if "?" in path else "?") + f"lang={language}").text)


# -- every page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_has_what_a_screen_reader_needs(client: TestClient, path: str, language: str) -> None:
    found = page(client, path, language)
    assert found.all("html")[0]["lang"] == language
    assert [len(found.all(tag)) for tag in ("h1", "main", "title")] == [1, 1, 1]
    assert found.all("a")[0]["href"] == "#content"
    assert all(attributes.get("aria-label") for attributes in found.all("nav"))
    ids = Counter(attributes["id"] for _, attributes in found.elements if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    labelled = {attributes["for"] for attributes in found.all("label")}
    fields = [*found.all("input"), *found.all("select"), *found.all("textarea")]
    assert [field for field in fields if field.get("type") != "hidden" and field.get("id") not in labelled] == []
    assert len(found.all("caption")) == len(found.all("table"))
    assert [cell for cell in found.all("th") if not cell.get("scope")] == []


@pytest.mark.parametrize("path", PAGES)
def test_page_needs_no_script_no_style_of_its_own_and_no_other_host(client: TestClient, path: str) -> None:
    answer = client.get(path)
    found = Parsed(answer.text)
    assert found.all("script") == found.all("style") == found.all("iframe") == []
    assert [
        name for _, attributes in found.elements for name in attributes if name == "style" or name[:2] == "on"
    ] == []
    loaded = [attributes.get("href", "") for attributes in found.all("link")]
    assert all(address.startswith("/static/") for address in loaded)
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ("/docs", "/sparql", "/no-such-page")])
def test_danish_page_holds_no_english_text_and_english_page_no_danish(client: TestClient, path: str) -> None:
    for own, language in enumerate(LANGUAGES):
        text = page(client, path, language).text
        others = {pair[1 - own] for pair in TEXTS.values() if pair[0] != pair[1]} - {
            pair[own] for pair in TEXTS.values()
        }
        wrong = [
            other for other in others if len(other) > 7 and re.search(rf"(?<![\w/]){re.escape(other)}(?!\w)", text)
        ]
        assert wrong == []


@pytest.mark.slow
def test_no_link_of_any_page_leads_nowhere(client: TestClient) -> None:
    waiting, seen = ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html") and not path.startswith("/network"):
            links = (urljoin(path, unescape(link)) for link in re.findall(r'<a [^>]*?href="([^"#]+)', answer.text))
            waiting += [link for link in links if not urlsplit(link).scheme and "lang=" not in link]
    assert {"/initiatives/blaa-vej", "/undertakings/tidevandsaftalen", "/api/people/p-8a7265320a"} & seen
    assert len(seen) > 100


def test_texts_say_the_same_things_in_both_languages() -> None:
    for key, (danish, english) in TEXTS.items():
        assert danish.strip(), key
        assert english.strip(), key
        assert sorted(re.findall(r"{\w+}", danish)) == sorted(re.findall(r"{\w+}", english)), key


@pytest.mark.slow
def test_no_text_is_left_over() -> None:
    """A key stands in a template or in code, whole or as the beginning of a family such as ``section.``."""
    files = [file for pattern in ("*.py", "templates/*.html") for file in (ROOT / "api").rglob(pattern)]
    code = "".join(file.read_text(encoding="utf-8") for file in files)
    families = (
        "kind.",
        "section.",
        "role.",
        "filter.sort.",
        "standing.",
        "overlap.",
        "error.",
        "nav.",
        "review.",
        "analysis.",
        "choice.",
        "param.",
    )
    used = {key for key in TEXTS if re.search(rf"""["']{re.escape(key)}["']""", code)}
    nouns = {key for key in TEXTS if re.search(rf"""["']{re.escape(key.rpartition(".")[0])}["']""", code)}
    nouns = {key for key in nouns if key.endswith((".one", ".many"))}
    assert [key for key in TEXTS if key not in used | nouns and not key.startswith(families)] == []


# -- language ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "da"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "sv, da;q=0.7, en;q=0.3", "da"),
        ("", "fr", "da"),
        ("?lang=en", "da", "en"),
        ("?lang=da", "en", "da"),
        ("?lang=fr", "en", "en"),
    ],
)
def test_language_is_that_of_the_address_else_that_of_the_browser(
    client: TestClient, query: str, accepted: str, language: str
) -> None:
    answer = client.get(f"/about{query}", headers={"Accept-Language": accepted})
    assert Parsed(answer.text).all("html")[0]["lang"] == language
    assert answer.headers["content-language"] == language


def test_language_switch_keeps_the_page_and_its_fields(client: TestClient) -> None:
    found = page(client, "/organisations?q=kyst&min_initiatives=2", "en")
    switch = next(link["href"] for link in found.all("a") if link.get("hreflang") == "da")
    assert switch == "/organisations?q=kyst&min_initiatives=2&lang=da"


def test_links_carry_the_language_only_where_the_address_does(client: TestClient) -> None:
    chosen = [link["href"] for link in page(client, "/initiatives", "en").all("a")]
    assert "/initiatives/groen-havn?lang=en" in chosen
    assert "/initiatives/groen-havn" in [link["href"] for link in Parsed(client.get("/initiatives").text).all("a")]


# -- what a coordinator looks for --------------------------------------------------------------------------------------


def test_home_answers_at_once_which_partners_span_several_initiatives(client: TestClient) -> None:
    found = page(client, "/")
    assert "4 af 5 navngivne organisationer er med i mindst to initiativer" in found.text
    places = [
        found.text.index(name) for name in ("Region Øst", "Bølgekraft", "Kystens Universitet", "Nordkyst Kommune")
    ]
    assert places == sorted(places)
    assert "3 af 4" in found.text
    assert "virksomheder" not in found.text


def test_lamps_tell_firm_participation_from_possible_ones(client: TestClient) -> None:
    html = client.get("/organisations/region-oest").text
    assert re.findall(r'class="lamp( lit| ring|)"', html)[:4] == [" lit", " lit", " ring", ""]


def test_initiative_groups_parties_by_role_and_keeps_collectives_apart(client: TestClient) -> None:
    text = page(client, "/initiatives/groen-havn").text
    order = ("Ledende partner", "Region Øst", "Deltager", "Nordkyst Kommune", "Mulig deltager", "Bølgekraft")
    start = text.index("Ledende partner")
    places = [text.index(name, start) for name in (*order, "Grupper, der kun er nævnt i almindelighed", "virksomheder")]
    assert places == sorted(places)
    assert "De tælles ikke som partnere" in text


def test_every_fact_shows_its_place_and_the_passage_where_it_is_stored(client: TestClient) -> None:
    found = page(client, "/initiatives/groen-havn")
    assert "Linje 10–11, Deltagende parter, forslag.txt" in found.text
    assert "linje 10 af forslag.txt" in found.text
    assert "Lines 10–11, List of parties, forslag.txt" in page(client, "/initiatives/groen-havn", "en").text


def test_page_shows_places_without_passages_where_none_are_stored() -> None:
    with TestClient(create_app(Settings(), sample_store()), headers=BROWSER) as client:
        found = page(client, "/initiatives/groen-havn")
        assert "Linje 10–11, Deltagende parter, forslag.txt" in found.text
        assert found.all("blockquote") == []
        assert "Renere luft" in found.text
        assert "Ordlyden vises ikke her" in found.text


def test_initiative_says_whom_to_call(client: TestClient) -> None:
    links = {link["href"] for link in page(client, "/initiatives/groen-havn").all("a")}
    assert {"tel:+4500112233", "mailto:anne@example.org"} <= links


def test_initiative_shows_numbers_as_the_language_writes_them(client: TestClient) -> None:
    assert "7.000–13.000 skibe" in page(client, "/initiatives/groen-havn").text
    assert "7,000–13,000 skibe" in page(client, "/initiatives/groen-havn", "en").text
    assert "1,5 mio. kr." in page(client, "/initiatives/groen-havn").text


def test_initiative_names_shared_partners_and_those_named_outside_the_list(client: TestClient) -> None:
    text = page(client, "/initiatives/groen-havn").text
    assert text.index("Deler partnere med") < text.index("Åben Strand", text.index("Deler partnere med"))
    assert text.index("Nævnt, men ikke part") < text.rindex("Havneforum")


def test_organisation_tells_its_place_in_the_network_in_words(client: TestClient) -> None:
    assert "Nr. 1 af 5 efter antal initiativer." in page(client, "/organisations/region-oest").text
    assert "No. 1 of 5 by number of initiatives." in page(client, "/organisations/region-oest", "en").text
    assert "Står ikke på nogen liste over parter." in page(client, "/organisations/havneforum").text


def test_undertaking_tells_what_rests_on_it(client: TestClient) -> None:
    text = page(client, "/undertakings/boelgelab").text
    assert "Grundlag for 2 initiativer. 1 mere hviler på det gennem andre." in text


def test_overlap_names_the_shared_partners_of_each_pair(client: TestClient) -> None:
    text = page(client, "/overlap").text
    assert "3 fælles: Bølgekraft , Nordkyst Kommune , Region Øst" in text.replace("Kommune,", "Kommune ,")


@pytest.mark.parametrize("q", ["nordkyst", "NORDKYST", "nord"])
def test_search_leads_to_what_is_meant(client: TestClient, q: str) -> None:
    links = [link["href"] for link in Parsed(client.get("/search", params={"q": q}).text).all("a")]
    assert "/organisations/nordkyst-kommune" in links


def test_search_tells_under_which_other_name_something_was_found(client: TestClient) -> None:
    assert "også kaldet Green Harbour" in page(client, "/search?q=green").text


def test_question_is_a_form_filled_in_with_what_was_asked(client: TestClient) -> None:
    found = page(client, "/questions/contacts_of?initiative=blaa-vej")
    chosen = [option["value"] for option in found.all("option") if "selected" in option]
    assert chosen == ["blaa-vej"]
    assert "Linje 20, Kontakt, forslag.txt" in found.text


def test_question_offers_its_text_and_its_answer_for_a_spreadsheet(client: TestClient) -> None:
    assert client.get("/questions/contacts_of.rq").text == questions()["contacts_of"].text
    answer = client.get("/questions/partners_spanning_initiatives.csv?minimum=3&lang=da")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "Region Øst;" in answer.text
    assert 'filename="partners_spanning_initiatives.csv"' in answer.headers["content-disposition"]


def test_question_about_something_unknown_says_so(client: TestClient) -> None:
    answer = client.get("/questions/contacts_of?initiative=no-such")
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text


def test_documentation_lists_every_path_of_the_description(client: TestClient) -> None:
    text = page(client, "/docs").text
    assert [path for path in client.get("/openapi.json").json()["paths"] if path not in text] == []


# -- errors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/no-such-page", 404),
        ("GET", "/initiatives/no-such", 404),
        ("GET", "/questions/no_such", 404),
        ("GET", "/organisations?limit=0", 400),
        ("GET", "/organisations?colour=red", 400),
        ("GET", "/overlap?by=colour", 400),
        ("POST", "/about", 405),
    ],
)
def test_error_is_a_page_for_a_browser_and_a_problem_for_a_program(
    client: TestClient, method: str, path: str, status: int
) -> None:
    for accept, media_type in ((BROWSER["Accept"], "text/html"), ("*/*", "application/problem+json")):
        answer = client.request(method, path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (status, media_type)


# -- any text ----------------------------------------------------------------------------------------------------------

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def evil_store() -> EmbeddedStore:
    """One initiative in which every text is an attack."""
    initiative = Initiative(
        source="x.txt",
        number=EVIL,
        title=f"Onde Ord {EVIL}",
        lines=(1, 9),
        description=EVIL,
        participations=(
            Participation(organisation=f"Ond {EVIL}", as_printed=EVIL, role="lead", collective=False, line=2),
            Participation(organisation=f"onde {EVIL}", as_printed=EVIL, role="participant", collective=True, line=2),
        ),
        builds_on=(
            Dependency(name=f"Værk {EVIL}", kind="project", as_printed=EVIL, organisations=(f"Ejer {EVIL}",), line=3),
        ),
        contacts=(Contact(name=f"Navn {EVIL}", role=EVIL, unit=EVIL, phone="00112233", line=4),),
        effects=(Effect(text=EVIL, year=2030, line=5),),
        key_figures=(KeyFigure(text=EVIL, value=1, unit=EVIL, line=6),),
        mentions=(Mention(organisation=f"Nævnt {EVIL}", line=7),),
        warnings=(EVIL,),
    )
    document = Document(initiatives=(initiative,), name=f"{EVIL}.txt", text=(EVIL,) * 9)
    store = EmbeddedStore()
    graphs = {source_graph("x"): triples.quads(document, "x", sample_knowledge(), passages=True)}
    store.replace({**graphs, ONTOLOGY_GRAPH: ontology_quads()})
    return store


def test_no_text_of_a_document_becomes_part_of_a_page() -> None:
    with TestClient(create_app(Settings(), evil_store()), headers=BROWSER) as client:
        kinds = {"initiatives": 1, "organisations": 3, "people": 1, "undertakings": 1}
        paths = [path for path in PAGES if path.count("/") == 1] + [f"/search?q={EVIL}", f"/initiatives?theme={EVIL}"]
        for folder, count in kinds.items():
            items = client.get(f"/api/{folder}?limit=10").json()["items"]
            assert len(items) == count
            paths += [f"/{folder}/{item['id']}" for item in items]
        for path in paths:
            html = client.get(path).text
            assert "<script" not in html.lower(), path
            assert "<img" not in html.lower(), path
            Parsed(html)


def test_pages_of_an_empty_store_are_pages() -> None:
    with TestClient(create_app(Settings(), EmbeddedStore()), headers=BROWSER) as client:
        for path in ("/", "/initiatives", "/organisations", "/people", "/undertakings", "/overlap", "/dependencies"):
            assert client.get(path).status_code == 200, path
        assert client.get("/about").status_code == 200


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/overlap?min_shared=2", "there is no parameter &#39;min_shared&#39;"),
        ("/organisations?min_initiatives=many", "min_initiatives is &#39;many&#39;"),
        ("/dependencies?limit=-1", "limit is &#39;-1&#39;"),
    ],
)
def test_page_says_which_parameter_it_does_not_know_or_cannot_use(client: TestClient, path: str, told: str) -> None:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 400
    assert told in answer.text
