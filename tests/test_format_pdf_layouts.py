"""However a proposal is laid out, it gives the same facts as its plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from graph.reading import read_bytes, read_text
from graph.reading.formats.pdf import printed as lines_of
from ontology.models import Document
from tests.invented import proposal
from tests.typeset import Layout, printed

LAYOUTS: tuple[Layout, ...] = ("one column", "newspaper", "side by side", "ruled form", "plain form")
PLACES = ("line", "last_line", "lines", "source", "warnings", "warnings_da", "as_printed", "page", "description")


def harbour(number: int = 1, elements: int = 6) -> str:
    """A proposal with something of everything; more elements make it longer."""
    plan = [
        f"- Etablere havnebad {place} ved kajen, så børn og voksne kan bade hele sommeren og langt ind i efteråret.\n"
        f"  - Plante ålegræs i bugt {place}."
        for place in range(1, elements + 1)
    ]
    return proposal(
        title=f"Nr. {number}: Grøn Havn i by {number} – en langsigtet investering i børn, fisk og det gode liv",
        introduction="Havnen er dyb, og vandet er uklart om vinteren. " * 6,
        elements="\n".join(plan),
        effects="- I 2025 er havnen grøn.\n"
        "- Inden udgangen af 2030 er der dobbelt så mange ål i havnen, som der er i dag.",
        figures="- 5 pct. af kajerne er grønne.\n- Det koster 2,5 mio. kr. om året.\n- 12.000 børn bader i havnen.",
        foundations="- Projektet ”Blå Bølge”, der drives af CLEAN[^1]\n- Havneforum\n- ReVUS: Grøn mobilitet",
        parties="Lead-partner: Gate 21. Øvrige partnere er CLEAN, Københavns Kommune, DTU og kommuner. "
        "Mulige deltagere er DI og Dansk Erhverv.",
        contact="- Anne Eksempel, chefkonsulent, tlf. 00112233, anne@example.org\n"
        "- Bo Prøvesen, enhedschef i Center for Havn, tlf. 44556677, bo@example.org",
    )


def facts(document: Document) -> list[Any]:
    """What a document says, without the lines it stands on."""
    return [stripped(initiative.model_dump()) for initiative in document.initiatives]


def stripped(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: stripped(value) for name, value in found.items() if name not in PLACES}
    return [stripped(part) for part in found] if isinstance(found, (list, tuple)) else found


def plain(*proposals: str) -> list[Any]:
    """The facts of plain text."""
    return facts(read_text(re.sub(r"\[\^\d\]", "", "\n\n".join(proposals)), "forslag.txt"))


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:
    """Where two readings differ, in words."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in expected:
            yield from differences(expected[name], found[name], f"{where}/{name}")
    elif isinstance(expected, list) and isinstance(found, list):
        yield from (f"{where}: missing {item}" for item in expected if item not in found)
        yield from (f"{where}: extra {item}" for item in found if item not in expected)
    elif expected != found:
        yield f"{where}: {found!r} is not {expected!r}"


def same(expected: list[Any], data: bytes) -> None:
    found = facts(read_bytes(data, "forslag.pdf"))
    assert len(found) == len(expected)
    assert [text for one, other in zip(expected, found, strict=True) for text in differences(one, other)] == []


@pytest.mark.parametrize("elements", [2, 11, 27])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_facts_of_the_plain_text(layout: Layout, elements: int) -> None:
    text = harbour(elements=elements)
    same(plain(text), printed(text, layout=layout))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_running_heads_page_numbers_and_footnotes_change_nothing(layout: Layout) -> None:
    text = harbour(elements=14)
    notes = ["1 CLEAN er en klynge med 200 medlemmer.", "2 Se også Region Sjælland."]
    same(plain(text), printed(text, layout=layout, head="Region Nord – udkast til fyrtårne", notes=notes))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_two_proposals_in_one_file_stay_two(layout: Layout) -> None:
    texts = [harbour(1, 9), harbour(2, 4)]
    same(plain(*texts), printed(*texts, layout=layout, head="Region Nord"))


@pytest.mark.parametrize("layout", ["one column", "side by side", "ruled form", "plain form"])
def test_a_proposal_may_begin_in_the_middle_of_a_page(layout: Layout) -> None:
    texts = [harbour(1, 2), harbour(2, 3), harbour(3, 4)]
    same(plain(*texts), printed(*texts, layout=layout, apart=False))


@pytest.mark.parametrize("size", [8.0, 9.5, 12.0])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_size_of_the_letters_changes_nothing(layout: Layout, size: float) -> None:
    text = harbour(elements=8)
    same(plain(text), printed(text, layout=layout, size=size))


def test_a_column_goes_on_in_the_same_column_of_the_next_page() -> None:
    document = lines_of(printed(harbour(elements=14), layout="side by side"), "forslag.pdf")
    pages = [(line.text, line.page) for line in document.lines]
    last_element = next(i for i, (text, page) in enumerate(pages) if "bugt 14." in text and page == 2)
    parties = next(i for i, (text, _) in enumerate(pages) if text.startswith("Deltagende parter"))
    assert pages[parties][1] == 1
    assert last_element < parties


def test_newspaper_columns_are_read_one_after_the_other() -> None:
    document = lines_of(printed(harbour(elements=27), layout="newspaper"), "forslag.pdf")
    said = [int(match[1]) for line in document.lines if (match := re.search(r"havnebad (\d+) ved", line.text))]
    assert said == list(range(1, 28))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_that_is_printed_is_lost(layout: Layout) -> None:
    text = harbour(elements=20)
    document = lines_of(printed(text, layout=layout, head="Region Nord"), "forslag.pdf")
    read = re.sub(r"[\W_]", "", "".join(line.text for line in document.lines))
    words = re.findall(r"\w{4,}", re.sub(r"\[\^\d\]", "", text))
    assert [word for word in words if word not in read] == []
