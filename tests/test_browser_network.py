"""The network view in a browser, with the shipped data: read, searched, filtered, by mouse and by keyboard.

The fixture `chromium` fails every test here whose page asks another host or whose script breaks.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from graph.drawing import html
from tests.browser import NewPage
from tests.sample import sample_store

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ROWS = ".network-table tbody tr:not([hidden])"


@pytest.fixture
def page(chromium: NewPage, service: str) -> Page:
    return opened(chromium(viewport=DESK, locale="da-DK"), f"{service}/network")


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector("[data-network][data-ready]")
    return page


def names(page: Page) -> list[str]:
    return [name.strip() for name in page.locator(f"{ROWS} th").all_inner_texts()]


def drawn(page: Page) -> int:
    """Nodes that the picture shows."""
    return int(
        page.evaluate(
            "document.querySelector('[data-network]').network.body.data.nodes.get({filter: n => !n.hidden}).length"
        )
    )


def click_in_the_picture(page: Page, slug: str) -> None:
    place = page.evaluate(
        """slug => {
            const root = document.querySelector('[data-network]'), network = root.network;
            const id = network.body.data.nodes.getIds().find(id => id.endsWith('/' + slug));
            const at = network.canvasToDOM(network.getPosition(id));
            const box = root.querySelector('canvas').getBoundingClientRect();
            return [box.left + at.x, box.top + at.y];
        }""",
        slug,
    )
    page.mouse.click(*place)


def test_picture_and_table_show_the_same_number_of_things(page: Page) -> None:
    assert drawn(page) == len(names(page)) == 11 + 35 + 7


def test_picture_is_drawn_and_fills_its_frame(page: Page) -> None:
    painted = page.evaluate(
        """() => {
            const canvas = document.querySelector('.network-canvas canvas');
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
            let left = canvas.width, right = 0;
            for (let i = 3; i < pixels.length; i += 4) if (pixels[i]) {
                const x = ((i - 3) / 4) % canvas.width;
                left = Math.min(left, x); right = Math.max(right, x);
            }
            return (right - left) / canvas.width;
        }"""
    )
    assert painted > 0.7


def test_nothing_moves_by_itself(page: Page) -> None:
    place = "Object.values(document.querySelector('[data-network]').network.getPositions()).map(p => [p.x, p.y])"
    before = page.evaluate(place)
    page.wait_for_timeout(500)
    assert page.evaluate(place) == before


def test_labels_of_the_first_picture_do_not_cover_each_other(page: Page) -> None:
    covering = page.evaluate(
        """() => {
            const network = document.querySelector('[data-network]').network;
            const ids = network.body.data.nodes.get({filter: n => !n.hidden}).map(n => n.id);
            const boxes = ids.map(id => network.getBoundingBox(id));
            let number = 0;
            boxes.forEach((a, i) => boxes.slice(i + 1).forEach(b => {
                const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                if (across > 6 && down > 6) number += 1;
            }));
            return number;
        }"""
    )
    assert covering == 0


def test_click_on_a_node_tells_its_facts(page: Page) -> None:
    click_in_the_picture(page, "gate-21")
    panel = page.locator(".network-panel")
    expect(panel.locator("h2")).to_have_text("Gate 21")
    expect(panel).to_contain_text("Deltager i (5)")
    expect(panel.get_by_role("link", name="Åbn siden")).to_have_attribute("href", "/organisations/gate-21")
    panel.get_by_role("button", name="Luk").click()
    expect(panel).to_be_hidden()


def test_facts_lead_on_to_the_next_thing(page: Page) -> None:
    click_in_the_picture(page, "gate-21")
    page.locator(".network-panel").get_by_role("button", name="Living Lab for klimatilpasning").click()
    expect(page.locator(".network-panel h2")).to_have_text("Living Lab for klimatilpasning")


@pytest.mark.parametrize("query", ["vækst", "vaekst", "VÆKST", "vakst"])
def test_search_folds_the_danish_letters(page: Page, query: str) -> None:
    page.get_by_role("searchbox", name="Søg efter navn").fill(query)
    assert "Væksthus Hovedstaden" in names(page)
    assert "CLEAN" not in names(page)


def test_search_finds_an_alias_and_chooses_with_the_keyboard(page: Page) -> None:
    search = page.get_by_role("searchbox", name="Søg efter navn")
    search.fill("GATE21")
    expect(page.locator(".network-hits")).to_contain_text("1 fundet")
    search.press("Enter")
    expect(page.locator(".network-panel h2")).to_have_text("Gate 21")
    expect(search).to_have_value("")


def test_search_for_nothing_known_says_so(page: Page) -> None:
    page.get_by_role("searchbox", name="Søg efter navn").fill("atlantis")
    expect(page.locator(".network-hits")).to_have_text("Intet passer til søgningen.")
    assert names(page) == []


def test_least_number_of_initiatives_leaves_the_spanning_partners(page: Page) -> None:
    page.get_by_label("Med i mindst").fill("3")
    page.get_by_label("Med i mindst").press("Enter")
    page.get_by_label("Initiativer", exact=True).uncheck()
    kept = names(page)
    assert {"CLEAN", "Gate 21"} <= set(kept)
    assert "DHI" not in kept
    assert drawn(page) == len(kept)


def test_role_leaves_those_who_have_it(page: Page) -> None:
    page.get_by_label("Rolle").select_option("lead")
    page.get_by_label("Initiativer", exact=True).uncheck()
    assert names(page) == ["DTU", "Københavns Universitet"]


def test_foundations_and_groups_are_shown_on_demand_and_reset_takes_them_back(page: Page) -> None:
    expect(page.locator("[data-legend=collective]")).to_be_hidden()
    page.get_by_label("Aktørgrupper").check()
    page.get_by_label("Det, der bygges videre på").select_option("all")
    assert "kommuner" in names(page)
    assert drawn(page) == len(names(page)) == 134
    expect(page.locator("[data-legend=collective]")).to_be_visible()
    page.get_by_role("button", name="Nulstil").click()
    expect(page.locator(".network-shown")).to_have_text("Viser 53 af 134")
    assert drawn(page) == 53


def test_filters_that_leave_nothing_say_so(page: Page) -> None:
    for kind in ("Initiativer", "Organisationer"):
        page.get_by_label(kind, exact=True).uncheck()
    page.get_by_label("Det, der bygges videre på").select_option("none")
    expect(page.get_by_text("Intet passer til filtrene.")).to_be_visible()


def test_table_sorts_by_its_heads(page: Page) -> None:
    page.get_by_role("button", name="Initiativer", exact=True).click()
    assert set(names(page)[:2]) == {"CLEAN", "Gate 21"}
    expect(page.locator("th", has_text="Initiativer").first).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Navn").click()
    assert names(page)[0].startswith("BLOXHUB") or names(page)[0] < "C"


def test_everything_can_be_reached_without_a_mouse(page: Page) -> None:
    page.get_by_role("link", name="Vis som tabel").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "network-table"
    page.get_by_role("button", name="Find i billedet: CLEAN").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".network-panel h2")).to_have_text("CLEAN")
    assert page.evaluate("document.activeElement.className") == "network-panel"


def test_zoom_changes_the_scale_and_the_whole_picture_comes_back(page: Page) -> None:
    scale = "document.querySelector('[data-network]').network.getScale()"
    before = page.evaluate(scale)
    page.get_by_role("button", name="Zoom ind").click()
    assert page.evaluate(scale) == pytest.approx(before * 1.3)
    page.get_by_role("button", name="Vis hele billedet").click()
    assert page.evaluate(scale) == pytest.approx(before)


def test_picture_is_downloaded_as_png(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Billede (PNG)").click()
    file = tmp_path / "picture.png"
    download.value.save_as(file)
    assert download.value.suggested_filename == "fyrnet-network.png"
    assert file.read_bytes().startswith(b"\x89PNG")
    assert file.stat().st_size > 20_000


def test_address_can_name_what_is_chosen(chromium: NewPage, service: str) -> None:
    page = opened(chromium(viewport=DESK), f"{service}/network?lang=en&focus=clean")
    expect(page.locator(".network-panel h2")).to_have_text("CLEAN")
    expect(page.locator(".network-panel")).to_contain_text("Takes part in (5)")


def test_telephone_has_folded_filters_a_sane_canvas_and_nothing_beside_the_screen(
    chromium: NewPage, service: str
) -> None:
    page = opened(chromium(viewport=PHONE, has_touch=True, is_mobile=True), f"{service}/network?lang=da")
    expect(page.locator(".network-filters")).to_be_hidden()
    box = page.locator(".network-canvas").bounding_box()
    assert box is not None
    assert 340 <= box["height"] <= 600
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_text("Søg og filtrér").click()
    expect(page.locator(".network-filters")).to_be_visible()


def test_table_stands_alone_without_script(chromium: NewPage, service: str) -> None:
    page = chromium(viewport=DESK, java_script_enabled=False, locale="da-DK")
    page.goto(f"{service}/network")
    assert page.locator(".network-table tbody tr").count() == 134
    expect(page.get_by_text("Tegningen kræver JavaScript")).to_be_visible()
    expect(page.locator(".network-canvas")).to_be_hidden()


def test_exported_page_opens_from_a_file_and_works(chromium: NewPage, tmp_path: Path) -> None:
    file = tmp_path / "network.html"
    with sample_store() as store:
        file.write_text(html(store, language="en"), encoding="utf-8")
    page = opened(chromium(viewport=DESK), file.as_uri())
    assert drawn(page) == 11
    page.get_by_role("searchbox", name="Search by name").fill("oest")
    assert names(page) == ["East Region"]
    expect(page.get_by_role("link", name=re.compile("GraphML", re.IGNORECASE))).to_have_count(0)
