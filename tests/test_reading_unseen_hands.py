"""What was misread in documents when they were still unseen, said with invented names."""

from __future__ import annotations

import io

import docx
import pytest

from graph.reading import read_bytes, read_text
from tests.invented import one, parties, proposal

WORD = "Tang.docx"


@pytest.mark.parametrize(
    "line",
    ["Fyrtårnsprojekt (forslag) nr. 14: Grøn Havn", "Fyrtårns projekt Nr 14 Grøn Havn", "Forslag nr. 14 Grøn Havn"],
)
def test_number_and_title_are_told_from_the_name_of_the_form(line: str) -> None:
    (read,) = read_text(proposal().replace("Nr. 1: Grøn Havn", line), "forslag.txt").initiatives
    assert (read.number, read.title) == ("14", "Grøn Havn")


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "TANGNET er lead-partner i samarbejde med DTU og Region Skåne.",
            [("TANGNET", "lead"), ("DTU", "participant"), ("Region Skåne", "participant")],
        ),
        (
            "Der er dialog med fonde, bl.a. Anne B. Eksempels Fond.",
            [("fonde", "possible"), ("Anne B. Eksempels Fond", "possible")],
        ),
        ("Som mulige deltagere ser vi DTU og Gate 21.", [("DTU", "possible"), ("Gate 21", "possible")]),
        ("Derudover evt. DTU samt grundejere.", [("DTU", "possible"), ("grundejere", "possible")]),
        (
            "landmænd, bl.a. tangavlere, og Tangøs Selvstyre",
            [("landmænd", "participant"), ("tangavlere", "example"), ("Tangøs Selvstyre", "participant")],
        ),
    ],
)
def test_role_of_each_party_is_that_said_of_it(printed: str, expected: list[tuple[str, str]]) -> None:
    assert parties(printed) == expected


def test_line_of_parties_with_a_role_in_brackets_is_no_heading() -> None:
    read = parties("Gate 21 (lead-partner), CLEAN, Dansk\nFjernvarme og DTU deltager.")
    assert read[:2] == [("Gate 21", "lead"), ("CLEAN", "participant")]


def test_footnotes_without_marks_at_the_feet_of_pages_are_set_aside() -> None:
    figures = "12.000 både sejler her.\n\n1  Tangrådet, 2019.\n2  Med 6 pct. usikkerhed.\n-2-\n\f\n400 både er nye."
    values = [figure.value for figure in one(proposal(figures=figures)).key_figures]
    assert values == [12000, 400]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Tanghaven på Fur og Algehuset i Grenaa", ["Tanghaven på Fur", "Algehuset i Grenaa"]),
        ("DTU’s koncept AlgeBolig og CLEANs kampagne ”Tang til alle”", ["DTU’s koncept AlgeBolig", "Tang til alle"]),
    ],
)
def test_things_beside_each_other_are_two(printed: str, expected: list[str]) -> None:
    assert [thing.name for thing in one(proposal(foundations=f"- {printed}")).builds_on] == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (
            "Anne Eksempel (på barsel), i stedet Bo Prøve, tlf. 11223344",
            [("Anne Eksempel", None, None), ("Bo Prøve", None, "11223344")],
        ),
        (
            "Anne Eksempel og Bo Prøve, hhv. projektleder og konsulent, tlf. 11223344 og 22334455",
            [("Anne Eksempel", "projektleder", "11223344"), ("Bo Prøve", "konsulent", "22334455")],
        ),
        ("Anne Eksempel Tangby Kommune tlf. 11223344", [("Anne Eksempel", None, "11223344")]),
        ("Projektleder i Tangby Kommune Anne Eksempel, tlf. 11223344", [("Anne Eksempel", "Projektleder", "11223344")]),
    ],
)
def test_persons_of_a_sentence_are_told_apart(printed: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert [(each.name, each.role, each.phone) for each in one(proposal(contact=printed)).contacts] == expected


def test_fields_of_a_word_form_that_stand_side_by_side_under_their_own_labels_are_read() -> None:
    document = docx.Document()
    document.add_paragraph("Nr. 1: Grøn Havn")
    table = document.add_table(rows=2, cols=2)
    fields = {
        (0, 0): ("Mulige elementer i initiativet:", ["Etablere et havnebad", "Plante tang"]),
        (0, 1): ("Forventede effekter:", ["Flere bader"]),
        (1, 0): ("Initiativet bygger videre på:", ["Projekt Tangskov"]),
        (1, 1): ("Nøgletal:", ["12 kajer", "3 havne"]),
    }
    for place, (label, items) in fields.items():
        cell = table.cell(*place)
        cell.text = label
        for item in items:
            cell.add_paragraph(item, style="List Bullet")
    packed = io.BytesIO()
    document.save(packed)
    (read,) = read_bytes(packed.getvalue(), WORD).initiatives
    assert [len(each) for each in (read.elements, read.effects, read.builds_on, read.key_figures)] == [2, 1, 1, 2]
