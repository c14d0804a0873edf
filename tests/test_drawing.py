"""The picture is the network: nothing added, nothing lost, nothing moving, nothing from elsewhere.

Of the invented world of `tests/sample.py` the first picture shows 4 initiatives, 5 organisations that take part and 2
foundations that more than one initiative builds on (Bølgelab, Tidevandsaftalen); on demand also Ren Havn and Sydkyst
Energi, which one initiative builds on, and 2 collectives.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad

from graph.drawing import View, html, network_view, vis_network
from graph.drawing.layout import ALL_DISTANCES, Box, positions
from graph.drawing.picture import draw
from graph.networks import full_network
from graph.store import EmbeddedStore, Store
from ontology.errors import InvalidParameter, UnknownEntity
from ontology.terms import CURATION_GRAPH, fyr, term, thing
from tests.sample import initiative, organisation, sample_graphs, sample_store, undertaking

DATA = re.compile(r'<script type="application/json" id="network-data">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def store() -> Store:
    return sample_store()


def data(view: View) -> dict[str, Any]:
    found = DATA.search(view.fragment)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def overlapping(placed: dict[str, tuple[float, float]], boxes: dict[str, Box]) -> list[tuple[str, str]]:
    """Pairs of nodes whose boxes cover each other by more than a pixel both ways."""
    edges = {
        node: (x - boxes[node].width / 2, y - boxes[node].above, x + boxes[node].width / 2, y + boxes[node].below)
        for node, (x, y) in placed.items()
    }
    return [
        (one, other)
        for one, (left, top, right, bottom) in edges.items()
        for other, (west, north, east, south) in edges.items()
        if one < other and min(right, east) - max(left, west) > 1 and min(bottom, south) - max(top, north) > 1
    ]


# --- where nodes lie ------------------------------------------------------------------------------------------------


def test_every_node_has_a_place_and_the_same_one_again(store: Store) -> None:
    network = full_network(store)
    boxes = dict.fromkeys(network, Box(120, 12, 40))
    placed = positions(network, boxes)
    assert list(placed) == list(network)
    assert placed == positions(network, boxes)


@pytest.mark.slow
@given(st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=14), st.integers(1, 12))
def test_no_label_covers_another_whatever_the_network(ties: set[tuple[int, int]], alone: int) -> None:
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(f"alone {number}" for number in range(alone))
    network.add_edges_from((str(one), str(other)) for one, other in sorted(ties) if one != other)
    boxes = {node: Box(40 + 10 * (place % 7), 10, 20 + place % 5) for place, node in enumerate(network)}
    assert not overlapping(positions(network, boxes), boxes)


def test_nodes_shown_later_move_nothing_that_is_shown_first(store: Store) -> None:
    network = full_network(store, collectives=True)
    boxes = dict.fromkeys(network, Box(100, 12, 30))
    first = {node for node, about in network.nodes(data=True) if about["kind"] != "collective"}
    alone: nx.DiGraph[str] = nx.DiGraph()
    alone.add_nodes_from(node for node in network if node in first)
    alone.add_edges_from(tie for tie in network.edges if first.issuperset(tie))
    placed = positions(network, boxes, first=first)
    assert {node: placed[node] for node in first} == positions(alone, boxes)
    assert set(placed) == set(network)


def test_picture_lies_in_the_middle_and_has_the_aspect_asked_for() -> None:
    network: nx.Graph[str] = nx.Graph((str(n), str(n // 2)) for n in range(1, 40))
    boxes = dict.fromkeys(network, Box(80, 10, 20))
    for aspect in (2.0, 0.6):
        points = positions(network, boxes, aspect=aspect).values()
        left, right = (end(x for x, _ in points) for end in (min, max))
        top, bottom = (end(y for _, y in points) for end in (min, max))
        assert left == pytest.approx(-right, abs=0.2)
        assert top - 10 == pytest.approx(-bottom - 20, abs=0.2)
        assert 0.6 * aspect < (right - left + 80) / (bottom - top + 30) < 1.7 * aspect


@pytest.mark.slow
def test_large_network_is_laid_out_by_pivots() -> None:
    network: nx.Graph[str] = nx.Graph((str(n), str(n // 3)) for n in range(1, 2 * ALL_DISTANCES))
    boxes = dict.fromkeys(network, Box(16, 8, 8))
    placed = positions(network, boxes)
    assert len(set(placed.values())) == len(network)
    assert placed == positions(network, boxes)


def test_many_pieces_make_a_picture_and_no_column() -> None:
    network: nx.Graph[str] = nx.Graph((f"{n}a", f"{n}b") for n in range(60))
    boxes = dict.fromkeys(network, Box(80, 10, 20))
    points = positions(network, boxes, aspect=2.0).values()
    width, height = (max(axis) - min(axis) for axis in zip(*points, strict=True))
    assert 1.2 < (width + 80) / (height + 30) < 3
    assert not overlapping(positions(network, boxes, aspect=2.0), boxes)


def test_nothing_and_one_thing_can_be_laid_out() -> None:
    nothing: nx.Graph[str] = nx.Graph()
    assert positions(nothing, {}) == {}
    nothing.add_node("one")
    assert positions(nothing, {"one": Box(10, 5, 5)}) == {"one": (0.0, 0.0)}


# --- what is drawn --------------------------------------------------------------------------------------------------


def test_picture_holds_every_node_and_edge_and_no_physics(store: Store) -> None:
    network = full_network(store, collectives=True)
    picture = draw(network)
    assert [node["id"] for node in picture.nodes] == list(network)
    assert [(edge["from"], edge["to"]) for edge in picture.edges] == list(network.edges)
    assert picture.options["physics"] == {"enabled": False}


def test_kinds_differ_in_shape_and_in_colour(store: Store) -> None:
    nodes = draw(full_network(store, collectives=True)).nodes
    looks = {(node["kind"], node["shape"], node["color"]["background"]) for node in nodes}
    assert len(looks) == len({shape for _, shape, _ in looks}) == len({colour for _, _, colour in looks}) == 4


def test_organisation_grows_with_its_initiatives(store: Store) -> None:
    size = {node["id"]: node["size"] for node in draw(full_network(store)).nodes}
    # 3, 2 and 1 initiatives
    assert size[organisation("region-oest")] > size[organisation("boelgekraft")] > size[organisation("oe-raadet")]


def test_only_dependencies_have_arrows_and_lead_partners_the_thickest_line(store: Store) -> None:
    edges = {(edge["from"], edge["to"]): edge for edge in draw(full_network(store)).edges}
    lead = edges[initiative("groen-havn"), organisation("region-oest")]
    possible = edges[initiative("groen-havn"), organisation("boelgekraft")]
    rests = edges[initiative("blaa-vej"), undertaking("boelgelab")]
    assert rests["arrows"]["to"]["enabled"] is True
    assert "arrows" not in lead
    assert "arrows" not in possible
    assert lead["width"] == max(edge["width"] for edge in edges.values())
    assert "dashes" in possible
    assert "dashes" not in lead


def test_labels_are_in_the_language_asked_for_and_short_where_there_is_a_short_name(store: Store) -> None:
    label = {node["id"]: node["label"] for node in draw(full_network(store), language="en").nodes}
    assert label[initiative("groen-havn")] == "Harbour"
    assert label[organisation("ku-kyst")] == "University of the\nCoast"


# --- what the view says ---------------------------------------------------------------------------------------------


def test_view_says_how_much_there_is_and_who_is_in_most(store: Store) -> None:
    danish, english = (network_view(store, language=language) for language in ("da", "en"))
    assert danish.sentence == (
        "4 initiativer, 5 organisationer og 2 fælles grundlag. Med i flest: Region Øst (3), Bølgekraft (2),"
        " Kystens Universitet (2) og Nordkyst Kommune (2)."
    )
    assert english.sentence.startswith("4 initiatives, 5 organisations and 2 shared foundations. In most of them: East")
    assert danish.left_out is None


def test_first_picture_shows_what_a_coordinator_asks_for_and_holds_the_rest_back(store: Store) -> None:
    nodes = data(network_view(store))["nodes"]
    assert Counter(node["kind"] for node in nodes if node["first"]) == {
        "initiative": 4,
        "organisation": 5,
        "undertaking": 2,
    }
    assert {node["name"] for node in nodes if not node["first"]} == {
        "Ren Havn",
        "Sydkyst Energi",
        "kommuner",
        "virksomheder",
    }


def test_table_says_the_same_as_the_picture_in_roles_and_numbers(store: Store) -> None:
    fragment = network_view(store, language="en").fragment
    rows = re.findall(r'<tr data-id="([^"]+)">(.*?)</tr>', fragment, re.DOTALL)
    assert {iri for iri, _ in rows} == {node["id"] for node in data(network_view(store))["nodes"]}
    east = dict(rows)[organisation("region-oest")]
    assert '<td data-value="3">3</td>' in east
    assert "Takes part in:</span> Blue Way, Green Harbour (lead partner), Open Beach (future participant)" in east
    beach = dict(rows)[initiative("aaben-strand")]
    assert "Builds on:</span> Green Harbour, Sydkyst Energy, Wave Lab" in beach


def test_names_are_searched_with_their_aliases(store: Store) -> None:
    aliases = {node["name"]: node["aliases"] for node in data(network_view(store))["nodes"]}
    assert "Bølgekraft A/S" in aliases["Bølgekraft"]


def test_links_lead_where_the_door_says(store: Store) -> None:
    view = network_view(store, link=lambda iri: "/here" if "organisation" in iri else None)
    assert '<a href="/here">Region Øst</a>' in view.fragment
    assert (
        "<a href" not in re.findall(r'<tr data-id="[^"]*initiative/groen-havn">.*?</tr>', view.fragment, re.DOTALL)[0]
    )


@pytest.mark.parametrize("focus", ["ku-kyst", "organisation/ku-kyst", organisation("ku-kyst")])
def test_focus_is_a_slug_a_kind_and_slug_or_an_iri(store: Store, focus: str) -> None:
    assert data(network_view(store, focus=focus))["focus"] == organisation("ku-kyst")


def test_focus_on_nothing_is_said(store: Store) -> None:
    with pytest.raises(UnknownEntity, match="'atlantis'"):
        network_view(store, focus="atlantis")


def test_unknown_language_is_said(store: Store) -> None:
    with pytest.raises(InvalidParameter, match="da, en"):
        network_view(store, language="fr")


def test_names_cannot_become_markup_or_script() -> None:
    evil = '</script><img src=x onerror="alert(1)">'
    graphs = sample_graphs()
    wave = thing("organisation", "boelgekraft")
    named = [quad for quad in graphs[CURATION_GRAPH] if quad.subject != wave]
    graphs[CURATION_GRAPH] = [*named, Quad(wave, term("skos:prefLabel"), Literal(evil, language="da"), CURATION_GRAPH)]
    with EmbeddedStore() as store:
        store.replace(graphs)
        page = html(store)
        assert evil in {node["name"] for node in data(network_view(store))["nodes"]}
    assert "<img" not in page
    assert "&lt;img" in page


def test_empty_store_says_what_to_do() -> None:
    with EmbeddedStore() as store:
        view = network_view(store, language="en")
    assert view.sentence == "There are no initiatives yet. Ingest a document, and the network appears."
    assert "<table" not in view.fragment


# --- how much is drawn ----------------------------------------------------------------------------------------------


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> EmbeddedStore:
    """A store of 15 nodes where 8 are drawn whole and 12 at most."""
    module = sys.modules[View.__module__]
    monkeypatch.setattr(module, "WHOLE_UP_TO", 8)
    monkeypatch.setattr(module, "MOST_DRAWN", 12)
    store = EmbeddedStore()
    graphs = sample_graphs()
    extra = Quad(thing("organisation", "ny"), fyr("printedNumber"), Literal("0"), CURATION_GRAPH)
    graphs[CURATION_GRAPH].append(extra)  # another revision: nothing is remembered from the tests above
    store.replace(graphs)
    return store


def test_backbone_is_drawn_where_there_is_much(small_limits: EmbeddedStore) -> None:
    view = network_view(small_limits, language="en", whole_at="/network?whole=1")
    # 4 initiatives, 4 organisations and 2 collectives in two or more, 2 shared foundations.
    assert len(data(view)["nodes"]) == 12
    assert view.left_out is not None
    assert view.left_out.startswith("The network has 15 nodes; the drawing shows 12")
    assert 'href="/network?whole=1"' in view.fragment
    assert "Ø-rådet" not in view.fragment


def test_more_than_can_be_drawn_is_never_drawn_and_said(small_limits: EmbeddedStore) -> None:
    view = network_view(small_limits, language="da", whole=True, whole_at="/network?whole=1")
    assert len(data(view)["nodes"]) == 12
    assert view.left_out == "Netværket har 15 knuder; tegningen viser 12: de bedst forbundne."
    assert "/network?whole=1" not in view.fragment


# --- the page that stands alone -------------------------------------------------------------------------------------


def test_exported_page_holds_all_it_needs(store: Store) -> None:
    page = html(store)
    assert page.startswith("<!doctype html>")
    assert vis_network() in page
    assert not re.search(
        r"<(?:script|img|iframe)[^>]+src=|<link\b|@import|url\(\s*['\"]?http", page.replace(vis_network(), "")
    )
    assert "default-src 'none'" in page


def test_exported_page_speaks_the_language_asked_for(store: Store) -> None:
    assert '<html lang="en">' in html(store, language="en")
    assert "Who takes part in what" in html(store, language="en")
    assert "Hvem er med i hvad" in html(store)


def test_exported_page_is_the_same_for_the_same_data(store: Store) -> None:
    with sample_store() as again:
        assert html(again) == html(store)
