"""Key figures: each stated quantity with value, range, unit and year; and what is none."""

from __future__ import annotations

import pytest

from graph.reading.quantities import is_english, number, quantities
from tests.invented import one, proposal, warned

Figure = tuple[float | None, float | None, str | None]


def _figures(printed: str) -> list[Figure]:
    return [(each.value, each.value_max, each.unit) for each in quantities(printed)]


@pytest.mark.parametrize(
    ("printed", "figure"),
    [
        ("ca. 2 mia. kr. om året", (2, None, "mia. kr.")),
        ("10-15 mio. kr.", (10, 15, "mio. kr.")),
        ("mellem 5 og 7 pct. af havnene", (5, 7, "pct.")),
        ("2,5 til 3 mia.", (2.5, 3, "mia.")),
        ("7-13.000 nye jobs", (7000, 13000, "jobs")),
        ("5.000-6.000 m2", (5000, 6000, "m2")),
        ("5 % - 7 % flere", (5, 7, "%")),
        ("fra 41 til 50 %", (41, 50, "%")),
        ("falder med -3,5 pct.", (-3.5, None, "pct.")),
        ("141.000 ekstra ture", (141000, None, "ture")),
        ("1 200 000 tons", (1200000, None, "tons")),
        ("1000 ton CO2", (1000, None, "ton CO2")),
        ("10 mia. kr./år", (10, None, "mia. kr./år")),
        ("kr. 500.000", (500000, None, "kr.")),
        ("DKK 5 million", (5, None, "million DKK")),
        ("2.5 mio. gæster", (2.5, None, "mio. gæster")),
        ("8½ pct.", (8.5, None, "pct.")),
        ("25km kyst", (25, None, "km")),
        ("en 27. plads", (27, None, "plads")),
        ("0,5-1 procentpoint", (0.5, 1, "procentpoint")),
        ("Omkring 2000 nye arbejdspladser", (2000, None, "arbejdspladser")),
        ("Antal bådpladser: 18.000", (18000, None, "bådpladser")),
        ("2.018 borgere", (2018, None, "borgere")),
        ("halvdelen af havnene", (None, None, None)),
        ("1½-2 mio. kr.", (1.5, 2, "mio. kr.")),
        ("mellem 1½ og 2½ mia. kr.", (1.5, 2.5, "mia. kr.")),
        ("1,3 mio. sv. kr. på et halvt år", (1.3, None, "mio. sv. kr.")),
        ("2 mia. norske kroner", (2, None, "mia. norske kroner")),
        ("100.000,- kr.", (100000, None, "kr.")),
        ("90-120 faste stillinger i 30 år", (90, 120, "stillinger")),
        ("2.540 offentlige ladepunkter", (2540, None, "ladepunkter")),
        ("2.540 offentligt tilgængelige ladepunkter", (2540, None, "ladepunkter")),
        ("17 små og mellemstore virksomheder", (17, None, "virksomheder")),
        ("200 frivillige hjælper", (200, None, "frivillige")),
        ("300 både kommer", (300, None, "både")),
        ("650.000 over hele kloden", (650000, None, None)),
        ("mellem 8 og 12 både", (8, 12, "både")),
        ("410 arter2 er talt", (410, None, "arter")),
        ("410¹ arter", (410, None, "arter")),
        ("56 pct.2 af arterne", (56, None, "pct.")),
        ("antallet af arter er 41", (41, None, "arter")),
        ("over 80 kommuner", (80, None, "kommuner")),
        ("patienter over 80 kg", (80, None, "kg")),
        ("et tocifret milliardbeløb", (None, None, None)),
    ],
)
def test_quantity_is_read_as_printed(printed: str, figure: Figure) -> None:
    assert _figures(printed) == [figure]


@pytest.mark.parametrize(
    "printed",
    [
        "I 2018 var et godt år",
        "i perioden 2013-2018",
        "de næste 20-30 år",
        "den 15. juni",
        "18-25-årige",
        "se side 12 og kapitel 3",
        "tlf. 12345678",
        "kl. 14.30",
        "4G-dækning og CO2",
        "24/7",
        "den 15.6.2018",
        "Kunne vi spare blot 1 %,",
        "ingen tal",
        "på tre år2 og 12 år2",
        "før de fylder 25",
        "unge under 25 er med",
        "personer over 80 falder",
        "børn i alderen 6-12 cykler",
        "children aged 6 to 12 cycle",
        "30 dages ventetid",
        "§ 12, stk. 3",
        "se tabel 2 og figur 3",
    ],
)
def test_year_date_duration_and_condition_are_no_quantity(printed: str) -> None:
    assert _figures(printed) == []


def test_sentence_may_state_several_quantities() -> None:
    assert _figures("1.200 arbejdspladser, 25 % flere, og steget med 3,8 pct. til 34,8 mia. kr.") == [
        (1200, None, "arbejdspladser"),
        (25, None, "%"),
        (3.8, None, "pct."),
        (34.8, None, "mia. kr."),
    ]


@pytest.mark.parametrize(
    ("printed", "figures"),
    [
        ("antallet af arter steg fra 19 til 41", [(19, None, "arter"), (41, None, "arter")]),
        ("prisen faldt fra 12 kr. til 8 kr.", [(12, None, "kr."), (8, None, "kr.")]),
        ("andelen er steget fra ca. 41 til 50 %", [(41, None, "%"), (50, None, "%")]),
        ("the share rose from 19 to 41 per cent", [(19, None, "per cent"), (41, None, "per cent")]),
        ("der er fra 8 til 12 både", [(8, 12, "både")]),
    ],
)
def test_change_is_two_figures_and_a_span_is_one(printed: str, figures: list[Figure]) -> None:
    assert _figures(printed) == figures


def test_comma_parts_thousands_in_an_english_proposal_only() -> None:
    assert number("1,200", english=True) == 1200
    assert number("1,200") == 1.2
    assert number("1,200,000") == 1200000
    assert is_english("The harbour is green and the ships are few.")
    assert not is_english("Havnen er grøn, og der er få skibe til at sejle.")


def test_figures_of_an_english_proposal_are_read_in_english() -> None:
    text = proposal(
        introduction="The harbour of the town is to be green and the ships are to sail with the wind.",
        elements="- Build a bath for the people of the town and the visitors.\n- Plant the weed of the sea.",
        effects="- By 2025 the harbour is green and the water is clean.",
        figures="- The port handled 1,200 ships and 2.5 million tonnes in 2015.",
    )
    assert [(figure.value, figure.unit, figure.year) for figure in one(text).key_figures] == [
        (1200, "ships", 2015),
        (2.5, "million tonnes", 2015),
    ]


@pytest.mark.parametrize(
    "printed",
    [
        "[Udestår]",
        "xx mio. kr.",
        "Udestår",
        "[kommer senere]",
        "__ pct.",
        "?? kr.",
        "Antal job: afklares",
        "Antal job: endnu ikke besluttet",
        "Antal job – opgøres senere",
        "Number of jobs: to be decided",
        "Number of jobs: pending",
    ],
)
def test_missing_figure_is_pending_and_warned_of(printed: str) -> None:
    initiative = one(proposal(figures=f"- {printed}"))
    assert [(figure.value, figure.pending) for figure in initiative.key_figures] == [(None, True)]
    assert warned(initiative, "still pending")


@pytest.mark.parametrize(
    ("printed", "years"),
    [
        ("- I 2025 kommer 300 både og 5 sæler.", [2025, 2025]),
        ("- Fra 3 pct. i 2013 til 5 pct. i 2020.", [2013, 2020]),
        ("- I 2016 var der tang. Der var 300 både.", [2016]),
        ("- Der er 300 både (Havnestatistik 2014).", [2014]),
        ("- Der er 300 både.", [None]),
        ("- Fra 2022 er der 300 både.", [2022]),
        ("- Senest 2030 er der 300 både.", [2030]),
        ("- 300 både frem mod 2030.", [2030]),
        ("- Arterne steg fra 19 i 2013 til 41 i 2016.", [2013, 2016]),
        ("- I dag er der 300 både, og i 2030 bliver det 500.", [None, 2030]),
    ],
)
def test_year_of_a_figure_is_the_one_said_of_it(printed: str, years: list[int | None]) -> None:
    assert [figure.year for figure in one(proposal(figures=printed)).key_figures] == years


def test_bullet_without_a_number_is_warned_of() -> None:
    initiative = one(proposal(figures="- Havnen er stor.\n- 5 pct."))
    assert warned(initiative, "key figure without a number", "“Havnen er stor.”")
    assert len(initiative.key_figures) == 1


def test_figure_has_its_sentence_and_line() -> None:
    text = proposal(figures="- Havnen er stor. Den har\n300 både. Den er grøn.")
    [figure] = one(text).key_figures
    assert figure.text == "Den har 300 både."
    assert text.split("\n")[figure.line - 1] == "300 både. Den er grøn."


def test_number_of_absurd_length_is_no_figure() -> None:
    assert one(proposal(figures="- " + "1" * 5000 + " både")).key_figures == ()
