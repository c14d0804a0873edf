"""The pages in a browser, over the shipped data: nothing overflows, everything is reached by keyboard, texts stand out.

The browser watches by itself that no page asks another host or ends in an error; see `tests/browser.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import NewPage

PATHS = (
    "/",
    "/search?q=klima",
    "/initiatives",
    "/initiatives/living-lab-for-klimatilpasning",
    "/initiatives/trafikplan-for-hovedstadsregionen",
    "/organisations",
    "/organisations/gate-21",
    "/collectives/kommuner",
    "/people",
    "/undertakings",
    "/undertakings/doll-living-lab",
    "/questions",
    "/questions/contacts_of",
    "/questions/partners_spanning_initiatives",
    "/overlap",
    "/dependencies",
    "/about",
    "/docs",
    "/sparql",
    "/no-such-page",
)

# Text on a plain ground whose contrast is below WCAG AA: 3 for large text, 4.5 for all other.
FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest('.hero, svg, [aria-hidden], .hidden, option') || !element.offsetParent) continue;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(channels(style.color)), luminance(ground(element))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < (large ? 3 : 4.5)) faint.push(`${element.tagName} ${element.className} ${ratio.toFixed(2)}`);
  }
  return [...new Set(faint)];
}"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def opened(chromium: NewPage, address: str, **options: Any) -> Page:
    page = chromium(**{"locale": "da-DK", **options})
    page.goto(address)
    return page


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_is_wider_than_the_screen(chromium: NewPage, service: str, width: int) -> None:
    page = chromium(viewport={"width": width, "height": 900}, locale="da-DK")
    for path in PATHS:
        page.goto(service + path)
        assert page.evaluate(OVERFLOW) == 0, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(chromium: NewPage, service: str, scheme: str) -> None:
    page = chromium(color_scheme=scheme)
    for path in PATHS:
        page.goto(service + path)
        assert page.evaluate(FAINT) == [], path


def test_first_tab_leads_past_the_menu(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/organisations")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_focus_is_seen_on_everything_that_takes_it(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/initiatives/living-lab-for-klimatilpasning")
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_search_finds_an_organisation_without_its_danish_letters(chromium: NewPage, service: str) -> None:
    page = opened(chromium, service)
    page.get_by_role("searchbox").fill("vaeksthus")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Væksthus Hovedstaden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Væksthus Hovedstaden")


def test_home_ranks_the_partners_and_leads_to_them(chromium: NewPage, service: str) -> None:
    page = opened(chromium, service)
    rows = page.get_by_role("table").first.get_by_role("rowheader")
    counts = [int(text.split()[0]) for text in page.locator("tbody .count").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] >= 2
    name = rows.first.get_by_role("link").inner_text()
    rows.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_language_switch_stays_on_the_page_and_holds_for_the_next(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/overlap")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which initiatives share partners?")
    page.get_by_role("link", name="Questions").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_question_is_asked_by_filling_in_its_form(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/questions/partners_spanning_initiatives")
    before = page.locator("tbody tr").count()
    page.get_by_label("Mindste antal initiativer").fill("4")
    page.get_by_role("button", name="Spørg").click()
    assert 0 < page.locator("tbody tr").count() < before


def test_console_runs_an_example(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/sparql", locale="en-GB")
    page.get_by_role("link", name="Which organisations take part in several initiatives").click()
    expect(page.locator("table.bindings tbody tr").first).to_be_visible()


def test_pages_work_without_scripts(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/initiatives", java_script_enabled=False)
    page.get_by_role("link", name="Living Lab for klimatilpasning").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Living Lab for klimatilpasning"


def test_printed_page_leaves_out_menus_and_forms(chromium: NewPage, service: str) -> None:
    page = opened(chromium, f"{service}/organisations")
    page.emulate_media(media="print")
    for selector in (".site", ".filters", ".site-end"):
        expect(page.locator(selector).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
