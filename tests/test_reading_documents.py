"""Whole documents: varied proposals as others write them, texts that hold none, and texts of absurd shape.

A text that holds no proposal raises `UnreadableDocument`; one out of all proportion is read in bounded time.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from graph.knowledge import Knowledge
from graph.reading import read, read_text
from ontology.errors import UnreadableDocument
from tests import scoring
from tests.invented import FULL, one, proposal, warned
from tests.papers import PAPERS

pytestmark = pytest.mark.slow

SECONDS = 10
"""Of this process, so that what else the machine does does not count."""
MEGABYTES = 2


# Files


def test_file_is_read_with_its_name_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "grøn havn.txt"
    path.write_text(proposal(), encoding="utf-8")
    document = read(path)
    assert (document.name, document.initiatives[0].source) == ("grøn havn.txt", "grøn havn.txt")
    assert document.text[0] == "Nr. 1: Grøn Havn"
    assert len(document.content_hash) == 64


def test_hash_is_blind_to_encoding_and_line_ends(tmp_path: Path) -> None:
    for name, data in {"a": proposal().encode(), "b": ("\ufeff" + proposal()).replace("\n", " \r\n").encode()}.items():
        (tmp_path / name).write_bytes(data)
    assert read(tmp_path / "a").content_hash == read(tmp_path / "b").content_hash


@pytest.mark.parametrize("data", [b"", b" \n\n\t", b"\x89PNG\r\n\x1a\n\x00\x00"])
def test_empty_or_binary_file_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "tom.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableDocument, match=r"tom\.txt"):
        read(path)


def test_missing_file_and_directory_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match="no such file"):
        read(tmp_path / "intet.txt")
    with pytest.raises(UnreadableDocument, match="directory"):
        read(tmp_path)


def test_known_bodies_may_be_others_than_the_shipped_ones() -> None:
    initiative = read_text(proposal(parties="CLEAN"), "forslag.txt", Knowledge({}, {}, {})).initiatives[0]
    assert warned(initiative, "“CLEAN” is no known organisation")


def test_real_proposals_are_read_in_half_a_second() -> None:
    path = scoring.source_file()
    if path is None:
        pytest.skip(f"{scoring.SOURCE_NAME} is not at hand: set FYRNET_SOURCES to its folder")
    read(path)
    assert min(_seconds(path.read_text(encoding="utf-8")) for _ in range(3)) < 0.5


# Proposals as others write them

WRITTEN = {
    "headings misspelt, other order, no colon": """Nr. 4 – Grøn Havn

Kontaktperson
Anne Eksempel, tlf. 00112233

Deltagene parter
Gate 21 og CLEAN

Initativet bygger videre på
• Projektet ”Blå Bølge”

NØGLETAL
• 5 pct.

Forventede effeter
• I 2025 er havnen grøn.

Mulige elemeneter i initiativet
• Etablere havnebad
• Plante tang
""",
    "all on the heading lines": """Titel: Grøn Havn
Mulige elementer: Etablere havnebad
Forventede effekter: I 2025 er havnen grøn.
Nøgletal: 5 pct. af kajerne
Bygger på: Projektet ”Blå Bølge”
Deltagende parter: Gate 21, CLEAN
Kontakt: Anne Eksempel, anne@example.org
""",
    "marked up": """# Grøn Havn

## Mulige elementer
* Etablere havnebad

## Forventede effekter
1. I 2025 er havnen grøn.

**Nøgletal:** 5 pct. af kajerne

## Bygger videre på
* Projektet ”Blå Bølge”

**Deltagende parter:** Gate 21
og CLEAN.

**Kontakt:** Anne Eksempel, anne@example.org
""",
    "hyphens and lone bullets": """Nr. 1: Grøn Havn
Mulige elementer:
•
Etablere havne-
bad
Forventede effekter:
•
I 2025 er havnen grøn.
Nøgletal:
• 5 pct.
Initiativet bygger videre på:
• Projektet ”Blå Bøl-
ge”
Deltagende parter: Gate\u00a021 og
CLEAN
Kontakt: Anne Eksempel, anne@
example.org
""",
    "without bullets": """Forslag 1: Grøn Havn

Mulige elementer:
Etablere havnebad
Plante tang

Forventede effekter:
I 2025 er havnen grøn.

Nøgletal:
5 pct. af kajerne er grønne.

Initiativet bygger videre på:
Projektet ”Blå Bølge”

Deltagende parter:
Gate 21
CLEAN

Kontakt:
Anne Eksempel
Chefkonsulent
Tlf. 00112233
""",
    "prose": """Grøn Havn

Vi vil havnen.

Elementer i initiativet
Havnen får et bad.

Forventede effekter
I 2025 er havnen grøn.

Nøgletal
Havnen koster 5 mio. kr.

Projektet bygger videre på
Projektet bygger videre på projektet ”Blå Bølge”, som er afsluttet.

Deltagende parter
Projektet ledes af Gate 21. Derudover kan CLEAN inddrages.

Kontakt
Kontakt gerne projektleder Anne Eksempel på tlf. 00112233.
""",
    "english": """Lighthouse 3: Green Harbour

Possible elements of the initiative:
- Build a harbour bath

Expected effects:
By 2025 the harbour is green.

Key figures:
- 5 per cent of the quays

The initiative builds on:
- The project ”Blå Bølge”

Participating parties:
The project is led by Gate 21; CLEAN participates.

Contact:
Dr. Anne Eksempel, Head of Unit, phone +45 00 11 22 33, anne@example.org
""",
    "english, one party a line": """Green Harbour

Activities:
1) Build a harbour bath

Expected results:
1) By 2025 the harbour is green.

Key figures: 5 %

Builds on: the project ”Blå Bølge”

Partners:
Gate 21
CLEAN

Contact person: Anne Eksempel, anne@example.org
""",
    "page breaks": """Nr. 1: Grøn Havn

Elementer i initiativet:
- Etablere havne-
Side 1 af 2
\fbad
Forventede effekter:
- I 2025 er
Side 2 af 2
\fhavnen grøn.
Nøgletal:
- 5 pct.
Initiativet bygger videre på:
- Projektet
\f”Blå Bølge”
Deltagende parter:
Gate 21,
\fCLEAN
Kontakt:
- Anne Eksempel,
\fanne@example.org
""",
}


@pytest.mark.parametrize("text", WRITTEN.values(), ids=WRITTEN.keys())
def test_proposal_is_read_however_it_is_written(text: str) -> None:
    initiative = one(text)
    assert initiative.title in ("Grøn Havn", "Green Harbour")
    assert [party.organisation for party in initiative.participations] == ["Gate 21", "CLEAN"]
    assert [thing.name for thing in initiative.builds_on] == ["Blå Bølge"]
    assert [contact.name for contact in initiative.contacts] == ["Anne Eksempel"]
    assert all(contact.phone or contact.email for contact in initiative.contacts)
    assert [effect.year for effect in initiative.effects] == [2025]
    assert [figure.value for figure in initiative.key_figures] == [5]
    assert initiative.elements[0].text.endswith(("bad", "bad.", "bath"))


@pytest.mark.parametrize("missing", FULL)
def test_proposal_without_one_section_has_the_others(missing: str) -> None:
    whole = proposal()
    start = whole.index(
        {
            "elements": "Mulige elem",
            "effects": "Forv",
            "figures": "Nøgl",
            "foundations": "Initiativet b",
            "parties": "Deltagende",
            "contact": "Kontakt:",
        }[missing]
    )
    end = whole.find("\n\n", whole.index("\n\n", start) + 2)
    read_without = one(whole[:start] + (whole[end:] if end > 0 else ""))
    fields = {
        "elements": "elements",
        "effects": "effects",
        "figures": "key_figures",
        "foundations": "builds_on",
        "parties": "participations",
        "contact": "contacts",
    }
    assert {name for name, field in fields.items() if not getattr(read_without, field)} == {missing}


# Texts that hold no proposal

NONE = {
    "recipe": "Tangsuppe\n\nIngredienser:\n- 500 g tang\n- 2 løg\n\nFremgangsmåde:\n1. Kog tangen.\n2. Server.\n",
    "minutes": """Referat af møde den 3. maj 2016

Deltagere: Anne Eksempel, Bo Prøve, Gate 21

1. Velkomst
Der var kaffe.

2. Resultater:
Havnen er grøn.

Kontakt: Anne Eksempel, anne@example.org, tlf. 00112233
""",
    "life": """Anne Eksempel

Resultater:
- Vandt Havneprisen 2014

Aktiviteter:
- Svømning

Kontakt: anne@example.org
""",
    "code": """def effects(parties):
    # Kontakt: anne@example.org
    contact = {"parties": parties}
    return contact
""",
    "settings": "elements:\n  - a\neffects:\n  - b\nparties:\n  - c\ncontact:\n  name: Anne\npartners: []\n",
    "law": "§ 1. Havnen er grøn.\n\nStk. 2. Parter: de, der sejler.\n\n§ 2. Loven træder i kraft den 1. maj 2016.\n"
    * 9,
    "novel": "Anne gik langs havnen. Hun tænkte på Gate 21 og på tangen. Effekter: ingen.\n\n" * 400,
    "accounts": "Årsrapport 2015\n\nNøgletal:\n- 5 mio. kr.\n\nResultater:\n- 2 mio. kr.\n\nKontakt: a@example.org\n",
    "empty form": "Nr. X: [Titel]\n\nMulige elementer:\n\nForventede effekter:\n\nDeltagende parter:\n\nKontakt:\n",
    "one word": "Kontakt:",
    "numbers": "1\n2\n3\n",
    "headings only": "Deltagende parter:\nForventede effekter:\n",
}


@pytest.mark.parametrize("text", (NONE | PAPERS).values(), ids=(NONE | PAPERS).keys())
def test_text_without_a_proposal_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDocument, match="no proposal"):
        read_text(text, "tekst.txt")


# Texts of absurd shape

UNITS = {
    "items": "- ting og sager 12\n",
    "commas": "A, ",
    "lone commas": ",",
    "words": "Ord ",
    "joints": "A og ",
    "open brackets": "(",
    "brackets": "(A) ",
    "quotation marks": "”A” ",
    "one number": "1",
    "ranges": "1-2 ",
    "full stops": "a.",
    "colons": "Aa: ",
    "addresses": "a@a.dk ",
    "half addresses": "a@",
    "hyphens": "A-",
    "short lines": "Anders And er en and\n",
    "page breaks": "Ord her.\n\fmere her\n",
    "notes": "1\n Note her\n",
    "relative clauses": ", der er ",
    "municipalities": "Aa Bb Kommune, ",
    "deep list": "  " * 50 + "- dybt\n",
}


def _seconds(text: str) -> float:
    start = time.process_time()
    read_text(text, "forslag.txt")
    return time.process_time() - start


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
@pytest.mark.parametrize("section", ["parties", "figures", "foundations"])
def test_absurd_section_is_read_in_bounded_time(section: str, unit: str) -> None:
    """A tenth of the largest text asked for in a tenth of the time, so that what is not linear shows."""
    text = proposal(**{section: unit * (MEGABYTES * 100_000 // len(unit))})
    assert _seconds(text) < SECONDS / 4


@pytest.mark.parametrize("section", ["elements", "parties"])
def test_hundred_thousand_items_are_read_in_bounded_time_and_warned_of(section: str) -> None:
    text = proposal(**{section: UNITS["items"] * 100_000})
    start = time.process_time()
    initiative = one(text)
    assert time.process_time() - start < SECONDS
    assert warned(initiative, "too long")


@pytest.mark.parametrize(
    "text", ["a" * 2_000_000, "ord " * 500_000, "Deltagende parter: Kontakt: " * 70_000, "\n" * 2_000_000]
)
def test_one_endless_line_is_refused_in_bounded_time(text: str) -> None:
    start = time.process_time()
    with pytest.raises(UnreadableDocument):
        read_text(text, "linje.txt")
    assert time.process_time() - start < SECONDS
