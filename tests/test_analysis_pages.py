"""The pages of the analyses: a person chooses by name, reads sentences in one language, and sees where things stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.sample import sample_store

JOINING = "/analyses/what-if?lang=da&joins={who}&into={what}"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(Settings(), store=sample_store())) as opened:
        yield opened


def read(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def test_who_joins_what_is_chosen_by_name(client: TestClient) -> None:
    form = read(client, "/analyses/what-if?lang=da")
    assert re.search(r'<select id="p-joins" name="joins">.*>Ø-rådet</option>.*</select>', form, re.DOTALL)
    assert re.search(r'<select id="p-into" name="into">.*>Grøn Havn</option>.*</select>', form, re.DOTALL)
    assert "Ø-rådet deltager nu i Grøn Havn." in words(read(client, JOINING.format(who="oe-raadet", what="groen-havn")))


def test_data_of_who_joins_what_are_those_of_the_page(client: TestClient) -> None:
    html = read(client, JOINING.format(who="oe-raadet", what="groen-havn"))
    found = re.search(r'href="(/api/analysis/what-if[^"]*)"', html)
    assert found, html
    assert client.get(unescape(found[1])).json()["reading"]["da"].startswith("Ø-rådet deltager nu i Grøn Havn.")


def test_address_that_names_both_in_one_fills_both_fields(client: TestClient) -> None:
    html = read(client, "/analyses/what-if?lang=da&add=oe-raadet,groen-havn")
    assert re.search(r'<option value="[^"]*/oe-raadet" selected>Ø-rådet</option>', html)
    assert re.search(r'<option value="[^"]*/groen-havn" selected>Grøn Havn</option>', html)


def test_one_of_the_two_alone_is_refused_in_the_language_of_the_page(client: TestClient) -> None:
    html = read(client, JOINING.format(who="oe-raadet", what=""), 400)
    assert 'Det kan ikke besvares, som det er spurgt. <span lang="en">choose both' in html


def test_suggestion_says_who_is_asked_into_what(client: TestClient) -> None:
    heads = re.findall(r'<p class="fact">(.*?)</p>', read(client, "/analyses/suggestions?lang=da"), re.DOTALL)
    assert heads
    for head in heads:
        assert re.fullmatch(r'\s*<a href="/organisations/[^<]*</a> til <a href="/initiatives/[^<]*</a>\s*', head), head


def test_thing_that_rests_on_nothing_is_told_so_once(client: TestClient) -> None:
    html = read(client, "/analyses/dependencies?lang=da&thing=tidevandsaftalen")
    assert "Dokumenterne siger ikke, at Tidevandsaftalen bygger på noget." in html
    assert "Der er ikke fundet noget" not in html
    assert "Den længste kæde" not in html


def test_step_that_no_document_states_says_where_it_comes_from(client: TestClient) -> None:
    owner = "/analyses/paths?lang=da&from=ku-kyst&to=boelgelab&relation=owner"
    html = words(read(client, owner))
    assert "Kystens Universitet står bag Bølgelab. Tilføjet ved redigering, ikke fra kilden" in html


def test_cells_of_an_answer_name_their_column_where_the_table_becomes_a_list(client: TestClient) -> None:
    html = read(client, "/questions/shared_foundations?lang=da")
    assert '<table class="stack">' in html
    assert len(re.findall(r"<td>", html)) == 0
    assert '<td data-label="Fælles grundlag">' in html


def test_gap_says_where_what_it_hangs_on_stands(client: TestClient) -> None:
    html = read(client, "/analyses/gaps?lang=da&gap=unowned_foundation")
    assert re.search(r"Bygger på Tidevandsaftalen, som ingen ejer er nævnt for\.", html)
    assert re.search(r"Linje \d+(–\d+)?, Initiativet bygger videre på, ", words(html))


@pytest.mark.parametrize("name", ["since", "until"])
def test_field_for_a_number_is_one_also_where_it_may_be_left_out(client: TestClient, name: str) -> None:
    assert f'name="{name}" type="number"' in read(client, "/analyses/communities")
