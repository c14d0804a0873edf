"""Tables of Word documents: the form with a label beside each field, and tables of parties, persons and figures."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.reading import read_bytes
from ontology.models import Initiative
from tests.laws import examples
from tests.test_format_word import SPACES, listed, numbering, p, r, shown, styled, styles, word

BULLETS = numbering("bullet •", "bullet o")
Content = str | Sequence[str]


def tc(content: Content, properties: str = "") -> str:
    """A cell: of one paragraph, or of the XML that is given."""
    blocks = content if not isinstance(content, str) else [content if content.startswith("<") else p(content)]
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(blocks)}</w:tc>"


def tr(*cells: Content, properties: str = "") -> str:
    """A row; a cell that is given as XML of a cell stays as it is."""
    each = (cell if isinstance(cell, str) and cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(each)}</w:tr>"


def tbl(*rows: str | Sequence[Content]) -> str:
    """A table; a row is XML, or its cells."""
    return f"<w:tbl>{''.join(row if isinstance(row, str) else tr(*row) for row in rows)}</w:tbl>"


def wide(content: Content, columns: int = 2) -> str:
    """A cell over several columns."""
    return tc(content, f'<w:gridSpan w:val="{columns}"/>')


def merged(content: Content = "", *, begins: bool = False) -> str:
    """A cell that begins, or continues, one over several rows."""
    return tc(content, f"<w:vMerge{' w:val=' + chr(34) + 'restart' + chr(34) if begins else ''}/>")


def one(*blocks: str) -> Initiative:
    """The one initiative of a document."""
    [initiative] = read_bytes(word(*blocks, numbering=BULLETS), "forslag.docx").initiatives
    return initiative


def roles(initiative: Initiative) -> list[tuple[str, str]]:
    """Each party with its role."""
    return [(party.organisation, party.role) for party in initiative.participations]


ELEMENTS = [listed("Etablere et havnebad"), listed("Rense vandet", 1), listed("Plante tang")]
EFFECTS = "I 2025 er havnen grøn."
FIGURES = [listed("5 pct. af kajerne er grønne."), listed("Havnen bruger 2 mio. kr.")]
FOUNDATIONS = [listed("Projektet ”Blå Bølge”"), listed("Strategien ”Rent Vand”")]
PARTIES = [p("Gate 21 er lead-partner."), p("Mulige partnere er CLEAN, Københavns Kommune og havnelaug.")]
CONTACT = "Anne Eksempel, chefkonsulent, Gate 21, tlf. 00112233, anne@example.org"
FIELDS: list[tuple[str, Content]] = [
    ("Mulige elementer", ELEMENTS),
    ("Forventede effekter", EFFECTS),
    ("Nøgletal", FIGURES),
    ("Initiativet bygger videre på", FOUNDATIONS),
    ("Deltagende parter", PARTIES),
    ("Kontakt", CONTACT),
]


def check(initiative: Initiative, title: str = "Grøn Havn") -> None:
    """See that every fact of `FIELDS` was read."""
    assert initiative.title == title
    assert [(each.text, each.level) for each in initiative.elements] == [
        ("Etablere et havnebad", 1),
        ("Rense vandet", 2),
        ("Plante tang", 1),
    ]
    assert [each.year for each in initiative.effects] == [2025]
    assert [(each.value, each.unit) for each in initiative.key_figures] == [(5, "pct."), (2, "mio. kr.")]
    assert [each.name for each in initiative.builds_on] == ["Blå Bølge", "Rent Vand"]
    assert roles(initiative)[0] == ("Gate 21", "lead")
    assert ("Københavns Kommune", "possible") in roles(initiative)
    assert [party.organisation for party in initiative.participations if party.collective] == ["havnelaug"]
    [contact] = initiative.contacts
    assert (contact.name, contact.role, contact.phone) == ("Anne Eksempel", "chefkonsulent", "00112233")
    assert contact.email == "anne@example.org"


# --- Forms -----------------------------------------------------------------------------------------------------------


def test_form_of_two_columns_is_read() -> None:
    check(one(tbl(("Titel", "Grøn Havn"), *FIELDS)))


def test_label_becomes_a_heading_with_a_colon() -> None:
    assert styles(word(tbl(("Deltagende parter", "Gate 21"), ("Kontakt:", CONTACT)))) == [
        ("heading", "Deltagende parter:"),
        (None, "Gate 21"),
        ("heading", "Kontakt:"),
        (None, CONTACT),
    ]


def test_form_with_labels_over_both_columns_is_read() -> None:
    rows = [tr(wide(content)) for field in FIELDS for content in field]
    check(one(styled("Grøn Havn", "Title"), tbl(*rows)))


def test_form_of_one_column_is_read() -> None:
    check(one(styled("Grøn Havn", "Title"), tbl(*[(content,) for field in FIELDS for content in field])))


def test_form_with_a_column_of_numbers_and_heads_is_read() -> None:
    rows = [(str(i), label, content) for i, (label, content) in enumerate(FIELDS, start=1)]
    check(one(styled("Grøn Havn", "Title"), tbl(("Nr.", "Felt", "Beskrivelse"), *rows)))


def test_heads_of_a_form_stand_aside() -> None:
    data = word(tbl(("Felt", "Beskrivelse"), ("Deltagende parter", "Gate 21"), ("Kontakt", CONTACT)))
    assert styles(data)[0] == ("aside", "Felt | Beskrivelse")


def test_form_with_labels_side_by_side_is_read() -> None:
    halves = [tr(*FIELDS[0], *FIELDS[1]), tr(*FIELDS[2], *FIELDS[3]), tr(*FIELDS[4], *FIELDS[5])]
    check(one(tbl(tr("Titel", wide("Grøn Havn", 3)), *halves)))


def test_form_with_labels_above_their_fields_is_read() -> None:
    pairs = zip(FIELDS[::2], FIELDS[1::2], strict=True)
    rows = [tr(*row) for left, right in pairs for row in ((left[0], right[0]), (left[1], right[1]))]
    check(one(styled("Grøn Havn", "Title"), tbl(*rows)))


def test_label_merged_over_several_rows_keeps_its_field_together() -> None:
    fields = [(label, content) for label, content in FIELDS if label != "Deltagende parter"]
    rows = [tr(merged("Deltagende parter", begins=True), PARTIES[0]), tr(merged(), PARTIES[1])]
    check(one(tbl(("Titel", "Grøn Havn"), *rows, *fields)))


def test_label_with_labels_of_its_own_in_a_column_between_gives_roles() -> None:
    rows = [
        tr(merged("Deltagende parter", begins=True), "Lead-partner", "Gate 21"),
        tr(merged(), "Øvrige partnere", "CLEAN, Københavns Kommune"),
        tr(merged(), "Mulige partnere", "Realdania"),
    ]
    others = [tr(label, wide(content)) for label, content in FIELDS if label != "Deltagende parter"]
    assert roles(one(styled("Grøn Havn", "Title"), tbl(*rows, *others))) == [
        ("Gate 21", "lead"),
        ("CLEAN", "participant"),
        ("Københavns Kommune", "participant"),
        ("Realdania", "possible"),
    ]


def test_help_below_a_label_stands_aside() -> None:
    label = [p("Deltagende parter"), p("Skriv navne på alle, der er med")]
    assert styles(word(tbl((label, "Gate 21"), ("Kontakt", CONTACT))))[:3] == [
        ("heading", "Deltagende parter:"),
        ("aside", "Skriv navne på alle, der er med"),
        (None, "Gate 21"),
    ]


def test_field_that_no_form_has_ends_the_one_above() -> None:
    data = tbl(("Titel", "Grøn Havn"), *FIELDS[:5], ("Projektets varighed", "Tre måneder"), FIELDS[5])
    check(one(data))


def test_number_and_title_of_a_form_become_a_numbered_title() -> None:
    initiative = one(tbl(("Nr.", "4"), ("Titel", "Grøn Havn"), *FIELDS))
    assert initiative.number == "4"
    check(initiative)


def test_label_of_a_title_that_is_none_of_the_usual_ones_stands_aside() -> None:
    data = word(tbl(("Initiativets foreløbige titel", "Grøn Havn"), ("Deltagende parter", "Gate 21"), ("Kontakt", "A")))
    assert ("title", "Grøn Havn") in styles(data) or ("title", "Initiativets foreløbige titel: Grøn Havn") in styles(
        data
    )


def test_several_forms_in_one_document_are_several_proposals() -> None:
    other = [("Titel", "Blå By"), *FIELDS]
    data = word(tbl(("Titel", "Grøn Havn"), *FIELDS), p(""), tbl(*other), numbering=BULLETS)
    green, blue = read_bytes(data, "forslag.docx").initiatives
    check(green)
    check(blue, "Blå By")


def test_details_of_a_person_in_fields_of_their_own_are_one_person() -> None:
    fields = [field for field in FIELDS if field[0] != "Kontakt"]
    person = [
        ("Kontaktperson", "Anne Eksempel"),
        ("Titel", "chefkonsulent"),
        ("Telefon", "00 11 22 33"),
        ("E-mail", "anne@example.org"),
    ]
    check(one(tbl(("Titel", "Grøn Havn"), *fields, *person)))


def test_details_of_a_person_under_one_label_are_one_person() -> None:
    fields = [field for field in FIELDS if field[0] != "Kontakt"]
    person = [
        ("Navn", "Anne Eksempel"),
        ("Stilling", "chefkonsulent"),
        ("Tlf.", "00112233"),
        ("Mail", "anne@example.org"),
    ]
    nested = tbl(*person)
    check(one(tbl(("Titel", "Grøn Havn"), *fields, ("Kontakt", [nested, p("")]))))
    check(one(tbl(("Titel", "Grøn Havn"), *fields, tr(wide("Kontakt")), *person)))
    rows = [tr(merged("Kontakt" if not i else "", begins=not i), *row) for i, row in enumerate(person)]
    check(one(tbl(tr("Titel", wide("Grøn Havn")), *[tr(a, wide(b)) for a, b in fields], *rows)))


def test_two_columns_that_hold_whole_sections_are_read_one_after_the_other() -> None:
    left = [part for label, content in FIELDS[:3] for part in (p(f"{label}:"), *_blocks(content))]
    right = [part for label, content in FIELDS[3:] for part in (p(f"{label}:"), *_blocks(content))]
    check(one(styled("Grøn Havn", "Title"), tbl((left, right))))


def _blocks(content: Content) -> Sequence[str]:
    return [p(content)] if isinstance(content, str) else content


# --- Tables of parties -----------------------------------------------------------------------------------------------


def with_parties(*rows: str | Sequence[Content], label: str = "Deltagende parter") -> Initiative:
    """A proposal whose parties stand in a table."""
    above = [part for name, content in FIELDS[:4] for part in (styled(name, "Heading2"), *_blocks(content))]
    contact = [styled("Kontakt", "Heading2"), p(CONTACT)]
    return one(styled("Grøn Havn", "Title"), *above, styled(label, "Heading2"), tbl(*rows), *contact)


EXPECTED = [("Gate 21", "lead"), ("CLEAN", "participant"), ("Realdania", "possible"), ("Københavns Kommune", "future")]


def test_parties_with_a_column_of_roles_have_them() -> None:
    rows = [
        ("Gate 21", "Lead partner"),
        ("CLEAN", "Deltager"),
        ("Realdania", "Mulig"),
        ("Københavns Kommune", "Fremtidig"),
    ]
    assert roles(with_parties(("Organisation", "Rolle"), *rows)) == EXPECTED
    assert roles(with_parties(("Rolle", "Partner"), *[row[::-1] for row in rows])) == EXPECTED
    assert roles(with_parties(("Nr.", "Part", "Rolle"), *[(str(i), *row) for i, row in enumerate(rows)])) == EXPECTED
    assert roles(with_parties(*rows)) == EXPECTED


def test_roles_told_by_crosses_are_those_of_the_columns() -> None:
    rows = [("Gate 21", "x", "", ""), ("CLEAN", "", "x", ""), ("Realdania", "", "", "x")]
    head = tr("Organisation", "Lead", "Deltager", "Mulig", properties="<w:tblHeader/>")
    assert roles(with_parties(head, *rows)) == EXPECTED[:3]


def test_what_a_party_brings_and_whom_to_call_are_no_parties() -> None:
    rows = [
        ("Gate 21", "Lead partner", "Data fra DTU, analyser og møder", "Bo Prøve", "bo@example.org"),
        ("CLEAN", "Deltager", "Netværk", "Ida Opdigtet", "ida@example.org"),
    ]
    initiative = with_parties(("Organisation", "Rolle", "Bidrag", "Kontaktperson", "E-mail"), *rows)
    assert roles(initiative) == EXPECTED[:2]
    assert {"bo@example.org", "ida@example.org"} < {contact.email for contact in initiative.contacts}


def test_row_over_all_columns_says_the_role_of_those_below_it() -> None:
    rows = [
        tr(wide("Lead-partnere")),
        ("Gate 21", "Albertslund"),
        tr(wide("Mulige partnere")),
        ("Realdania", "København"),
    ]
    found = dict(roles(with_parties(("Organisation", "By"), *rows)))
    assert (found["Gate 21"], found["Realdania"]) == ("lead", "possible")


def test_grid_of_names_is_a_list_of_parties() -> None:
    assert [name for name, _ in roles(with_parties(("Gate 21", "CLEAN"), ("Realdania", "Københavns Kommune")))] == [
        name for name, _ in EXPECTED
    ]


def test_table_whose_head_says_the_section_needs_no_heading_above() -> None:
    parties = tbl(("Deltagende parter", "Rolle"), ("Gate 21", "Lead"), ("CLEAN", "Deltager"))
    contact = tbl(("Kontaktperson", "Telefon", "E-mail"), ("Anne Eksempel", "00112233", "anne@example.org"))
    initiative = one(styled("Grøn Havn", "Title"), tbl(*FIELDS[:4]), parties, contact)
    assert roles(initiative) == EXPECTED[:2]
    assert [person.name for person in initiative.contacts] == ["Anne Eksempel"]


# --- Other tables ----------------------------------------------------------------------------------------------------


def test_table_of_persons_gives_each_with_all_details() -> None:
    rows = [
        ("Organisation", "Navn", "Titel", "Tlf.", "E-mail"),
        ("Gate 21", "Anne Eksempel", "Chefkonsulent", "00112233", "anne@example.org"),
        ("CLEAN", "Bo Prøve", "Direktør", "", "bo@example.org"),
    ]
    initiative = one(styled("Grøn Havn", "Title"), tbl(*FIELDS[:5]), styled("Kontakt", "Heading1"), tbl(*rows))
    assert [(c.name, c.role, c.unit, c.phone, c.email) for c in initiative.contacts] == [
        ("Anne Eksempel", "Chefkonsulent", "Gate 21", "00112233", "anne@example.org"),
        ("Bo Prøve", "Direktør", "CLEAN", None, "bo@example.org"),
    ]


def test_table_of_figures_gives_value_unit_and_year() -> None:
    rows = [
        ("Nøgletal", "Værdi", "Enhed", "År"),
        ("Grønne kajer", "12", "km", "2024"),
        ("Udgifter", "1,5", "mio. kr.", "2025"),
    ]
    fields = [field for field in FIELDS if field[0] != "Nøgletal"]
    initiative = one(tbl(("Titel", "Grøn Havn"), *fields), styled("Nøgletal", "Heading1"), tbl(*rows))
    assert [(each.value, each.unit, each.year) for each in initiative.key_figures] == [
        (12, "km", 2024),
        (1.5, "mio. kr.", 2025),
    ]


def test_table_of_elements_and_effects_gives_one_for_each_row() -> None:
    elements = tbl(("Aktivitet", "Beskrivelse"), ("Havnebad", "Et bad ved kajen."), ("Tang", "Tang plantes."))
    effects = tbl(("Effekt", "År"), ("Havnen er grøn", "2025"), ("Vandet er rent", "2030"))
    initiative = one(
        tbl(("Titel", "Grøn Havn"), ("Elementer", [elements, p("")]), ("Effekter", [effects, p("")]), FIELDS[4])
    )
    assert [each.text for each in initiative.elements] == ["Havnebad: Et bad ved kajen.", "Tang: Tang plantes."]
    assert [each.year for each in initiative.effects] == [2025, 2030]


def test_table_of_what_is_built_on_gives_names_and_not_owners() -> None:
    rows = tbl(("Projekt", "Ejer", "År"), ("Blå Bølge", "Gate 21", "2018"), ("Rent Vand", "CLEAN", "2019"))
    fields = [field for field in FIELDS if field[0] != "Initiativet bygger videre på"]
    initiative = one(tbl(("Titel", "Grøn Havn"), *fields, ("Bygger videre på", [rows, p("")])))
    assert [each.name for each in initiative.builds_on] == ["Blå Bølge", "Rent Vand"]


def test_table_that_is_no_form_is_printed_row_by_row() -> None:
    data = word(tbl(("Farve", "Blå"), ("Dybde", "Ni favne")))
    assert shown(data) == ["Farve: Blå", "Dybde: Ni favne"]
    assert shown(word(tbl((p("A"), [p("B"), p("C")])))) == ["A", "B", "C"]


# --- Laws ------------------------------------------------------------------------------------------------------------

LABELS = st.sampled_from(
    ["Deltagende parter", "Kontakt", "Titel", "Nøgletal", "Varighed", "Telefon", "1", "", "Rolle", "Navn"]
)
TEXTS = LABELS | st.text("abcæøå 123@,.", max_size=15).map(lambda text: f"q{text}q")
CELLS = st.builds(
    tc,
    TEXTS,
    st.sampled_from(["", "", '<w:gridSpan w:val="2"/>', "<w:vMerge/>", '<w:vMerge w:val="restart"/>']),
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4).map(lambda cells: tr(*cells)), min_size=1, max_size=5).map(
    lambda rows: tbl(*rows)
)


@pytest.mark.slow
@settings(deadline=None, max_examples=examples(50))
@given(TABLES, TABLES)
def test_every_text_of_a_table_is_printed(outer: str, inner: str) -> None:
    nested = outer.replace("</w:tc>", f"{inner}{p('')}</w:tc>", 1)
    for blocks in ([outer], [styled("Deltagende parter", "Heading1"), outer], [nested]):
        root = parse_xml(f"<w:body {SPACES}>{''.join(blocks)}</w:body>")
        texts = [str(element.text) for element in root.iter(f"{{{nsmap['w']}}}t")]
        whole = "".join("".join(line.split()) for line in shown(word(p(r("Havn")), *blocks))).lower()
        for text in texts:
            assert "".join(text.split()).strip(".,:").lower() in whole


@pytest.mark.parametrize("depth", [1, 5])
def test_table_within_tables_is_read(depth: int) -> None:
    inner = p("Havn")
    for _ in range(depth):
        inner = tbl(("A", [inner, p("")]), ("B", "C"))
    assert shown(word(inner)).count("Havn") + shown(word(inner)).count("A: Havn") == 1
