"""The network's doors: a page without inline script, the same as data, and measures with what they were measured on.

Numbers are those counted by hand in `tests/test_overlap.py` and `tests/test_centrality.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import networkx as nx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from graph.store import EmbeddedStore
from tests.sample import initiative, organisation, sample_store


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with sample_store() as store, TestClient(create_app(Settings(), store)) as client:
        yield client


@pytest.fixture
def empty() -> Iterator[TestClient]:
    with EmbeddedStore() as store, TestClient(create_app(Settings(), store)) as client:
        yield client


def read(client: TestClient, path: str) -> dict[str, Any]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "sentence"), [("da", "4 initiativer, 5 organisationer"), ("en", "4 initiatives, 5 org")]
)
def test_page_tells_in_both_languages_what_it_shows(client: TestClient, language: str, sentence: str) -> None:
    page = client.get(f"/network?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert sentence in page.text


def test_page_follows_the_language_of_the_browser(client: TestClient) -> None:
    assert "Who takes part in what" in client.get("/network", headers={"Accept-Language": "en"}).text


def test_page_has_no_inline_script_style_or_handler(client: TestClient) -> None:
    page = client.get("/network").text
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 3
    for attributes, body in scripts:
        assert "src=" in attributes or 'type="application/json"' in attributes
        assert not body or 'type="application/json"' in attributes
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_everything_the_page_loads_is_served_here(client: TestClient) -> None:
    page = client.get("/network").text
    loaded = re.findall(r'<script src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', page)
    paths = [one or other for one, other in loaded]
    assert len(paths) == 4
    assert all(path.startswith("/static/") and client.get(path).status_code == 200 for path in paths)


def test_links_of_the_table_keep_the_language(client: TestClient) -> None:
    page = client.get("/network?lang=en").text
    assert '<a href="/organisations/region-oest?lang=en">East Region</a>' in page
    assert 'href="/api/network?format=graphml&amp;collectives=true"' in page


def test_page_chooses_what_the_address_names(client: TestClient) -> None:
    assert f'"focus": "{organisation("ku-kyst")}"' in client.get("/network?focus=ku-kyst").text
    assert client.get("/network?focus=atlantis").status_code == 404


def test_parameter_that_the_page_lacks_is_refused(client: TestClient) -> None:
    assert client.get("/network?zoom=3").status_code == 400


def test_script_of_vis_network_is_the_one_that_pyvis_ships(client: TestClient) -> None:
    script = client.get("/static/vis/vis-network.min.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "@version 9.1.2" in script.text[:400]
    assert client.get("/static/vis/other.js").status_code == 404
    assert client.get("/static/network/view.html").status_code == 404


def test_empty_store_has_a_page_that_says_so(empty: TestClient) -> None:
    page = empty.get("/network?lang=en")
    assert page.status_code == 200
    assert "There are no initiatives yet" in page.text


# --- the same as data -----------------------------------------------------------------------------------------------


def test_network_as_json_holds_things_and_ties(client: TestClient) -> None:
    found = read(client, "/api/network")
    assert (len(found["nodes"]), len(found["edges"])) == (13, 18)
    east = next(node for node in found["nodes"] if node["id"] == "region-oest")
    assert east == {
        "id": "region-oest",
        "iri": organisation("region-oest"),
        "kind": "organisation",
        "label": {"da": "Region Øst", "en": "East Region"},
        "type": "region",
        "themes": [],
        "aliases": [],
        "initiative_count": 3,
        "partner_count": None,
        "builder_count": 0,
    }
    lead = {
        "source": initiative("groen-havn"),
        "target": east["iri"],
        "relations": ["participation"],
        "roles": ["lead"],
    }
    assert lead in found["edges"]
    assert found["filters"] == {"collectives": False}
    assert found["revision"] == client.get("/health").json()["revision"]


def test_collectives_are_in_the_data_when_asked_for(client: TestClient) -> None:
    assert len(read(client, "/api/network?collectives=true")["nodes"]) == 15


@pytest.mark.parametrize(("format_", "reader"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_network_as_a_file_reads_back_whole(client: TestClient, format_: str, reader: Any) -> None:
    answer = client.get(f"/api/network?format={format_}")
    assert answer.headers["content-type"].startswith(f"application/{format_}+xml")
    assert f'filename="fyrnet-network.{format_}"' in answer.headers["content-disposition"]
    network = reader(io.BytesIO(answer.content))
    assert (len(network), network.number_of_edges()) == (13, 18)
    assert network.nodes[organisation("oe-raadet")]["label_da"] == "Ø-rådet"


def test_unknown_format_is_refused(client: TestClient) -> None:
    answer = client.get("/api/network?format=png")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


# --- what is measured -----------------------------------------------------------------------------------------------


def test_overlap_gives_things_with_their_numbers(client: TestClient) -> None:
    found = read(client, "/api/analysis/overlap")
    first = found["items"][0]
    assert {first["a"]["id"], first["b"]["id"]} == {"groen-havn", "aaben-strand"}
    assert [thing["id"] for thing in first["shared"]] == ["boelgekraft", "nordkyst-kommune", "region-oest"]
    assert first["shared"][2]["label"] == {"da": "Region Øst", "en": "East Region"}
    numbers = {name: first[name] for name in ("jaccard", "overlap_coefficient", "p_value", "q_value")}
    assert numbers == pytest.approx({"jaccard": 1, "overlap_coefficient": 1, "p_value": 0.1, "q_value": 0.6})
    assert found["total"] == 4
    assert found["next"] is None
    asked = {"of": "initiatives", "by": "participants", "min_shared": 1, "collectives": False}
    assert found["filters"].items() >= asked.items()
    assert found["revision"]


def test_pages_of_a_list_join_to_the_whole(client: TestClient) -> None:
    whole = read(client, "/api/analysis/overlap?of=organisations")
    items, path = [], "/api/analysis/overlap?of=organisations&limit=2"
    while path:
        part = read(client, path)
        items += part["items"]
        path = part["next"]
    assert items == whole["items"]
    assert len(items) == whole["total"] > 2


def test_least_number_of_shared_things_is_a_filter(client: TestClient) -> None:
    assert read(client, "/api/analysis/overlap?min_shared=2")["total"] == 1


@pytest.mark.parametrize(
    "query", ["by=wording", "by=x", "of=people", "min_shared=0", "min_shared=many", "limit=0", "limit=1001", "depth=2"]
)
def test_bad_parameter_of_overlap_is_400(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/analysis/overlap?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_refusal_of_a_basis_names_those_there_are(client: TestClient) -> None:
    detail = client.get("/api/analysis/overlap?by=wording").json()["detail"]
    assert "participants, builds_on, contacts, themes" in detail


def test_centrality_gives_things_with_value_and_rank(client: TestClient) -> None:
    found = read(client, "/api/analysis/centrality?measure=betweenness&limit=2")
    assert [(item["id"], item["rank"]) for item in found["items"]] == [("region-oest", 1), ("ku-kyst", 2)]
    assert found["items"][1]["value"] == pytest.approx(3 / 7)
    assert found["items"][0]["kind"] == "organisation"
    assert found["total"] == 5
    assert found["next"] == "/api/analysis/centrality?measure=betweenness&limit=2&offset=2"
    assert found["measure"] == "betweenness"
    assert found["reading"]["en"].startswith("The share of shortest paths")
    assert found["filters"].items() >= {"measure": "betweenness", "of": "organisations", "collectives": False}.items()


@pytest.mark.parametrize(
    "measure", ["degree", "strength", "betweenness", "closeness", "eigenvector", "pagerank", "hits"]
)
@pytest.mark.parametrize(("of", "number"), [("initiatives", 4), ("organisations", 5)])
def test_every_measure_answers_for_both_kinds(client: TestClient, measure: str, of: str, number: int) -> None:
    assert read(client, f"/api/analysis/centrality?measure={measure}&of={of}")["total"] == number


@pytest.mark.parametrize("query", ["measure=fame", "of=people", "limit=-1", "collectives=perhaps"])
def test_bad_parameter_of_centrality_is_400(client: TestClient, query: str) -> None:
    assert client.get(f"/api/analysis/centrality?{query}").status_code == 400


def test_nothing_can_be_ranked_in_an_empty_store(empty: TestClient) -> None:
    answer = empty.get("/api/analysis/centrality")
    assert answer.status_code == 404
    assert "ingest" in answer.json()["detail"]
    assert read(empty, "/api/analysis/overlap")["items"] == []


@pytest.mark.parametrize("path", ["/network", "/api/network", "/api/analysis/overlap", "/api/analysis/centrality"])
def test_answer_that_is_known_already_is_not_sent_again(client: TestClient, path: str) -> None:
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
