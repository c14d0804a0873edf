"""What is no table, or means harm, is refused with a clear error: nothing hangs, nothing is calculated or fetched."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import triples
from graph.knowledge import knowledge
from graph.sheets import read_sheet, template
from graph.sheets.cells import MOST_ROWS
from ontology.errors import UnreadableDocument
from tests.test_sheets_reading import only, read_csv, read_xlsx, refused, workbook_of

TABLE = {"Deltagere": [["Initiativ", "Organisation", "Rolle"], ["Grøn havn", "CLEAN", "lead"]]}
WORKBOOK = template("da")
SHEET = "xl/worksheets/sheet1.xml"


def changed(part: str, change: Callable[[str], str], data: bytes | None = None) -> bytes:
    """A workbook with one part of it rewritten."""
    source = zipfile.ZipFile(io.BytesIO(data or workbook_of(TABLE)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            target.writestr(name, change(text.decode()).encode() if name == part else text)
    return out.getvalue()


def with_rows(rows: str) -> bytes:
    return changed(SHEET, lambda text: text.replace("</sheetData>", f"{rows}</sheetData>"))


# --- formulas --------------------------------------------------------------------------------------------------------


def test_formula_in_a_cell_that_would_be_read_is_refused_with_its_place() -> None:
    one = workbook_of({"Deltagere": [["Initiativ", "Organisation"], ["Grøn havn", '=WEBSERVICE("http://a.example")']]})
    assert refused(one, "a.xlsx") == "a.xlsx: Deltagere!B2 holds a formula; paste it as a value"
    rows = [["Initiativ", "Organisation"], *(["Grøn havn", f"=A{row}"] for row in range(2, 10))]
    message = refused(workbook_of({"Partnere": rows}), "a.xlsx")
    assert message.endswith("Partnere!B5, Partnere!B6 and 3 more hold formulas; paste them as values")


@pytest.mark.parametrize("kind", ['t="shared" si="0"', 't="array" ref="B3:B4"', 't="dataTable" ref="B3:B4" r1="A1"'])
def test_formula_of_every_kind_is_one(kind: str) -> None:
    assert "B3 holds a formula" in refused(
        with_rows(f'<row r="3"><c r="B3"><f {kind}>A1</f><v>1</v></c></row>'), "a.xlsx"
    )


@pytest.mark.parametrize("cell", ["=1+1", "=cmd|' /C calc'!A0", "@SUM(A1:A9)", "+A1", "-2+3", '=HYPERLINK("http://a")'])
def test_cell_of_a_text_file_that_programs_would_calculate_is_refused(cell: str) -> None:
    quoted = cell.replace('"', '""')
    message = refused(f'Initiativ;Organisation\nGrøn havn;"{quoted}"\n'.encode(), "a.csv")
    assert message == "a.csv: B2 holds a formula; paste it as a value"


def test_formula_outside_what_is_read_does_no_harm() -> None:
    sheets = {**TABLE, "Regnskab": [["x", "y"], [1, "=A2*2"]]}
    assert only(read_xlsx(sheets)).title == "Grøn havn"
    assert only(read_csv("Initiativ;Organisation;Timer\nGrøn havn;CLEAN;=1+1\n")).title == "Grøn havn"


def test_telephones_dashes_and_marked_texts_are_no_formulas() -> None:
    text = "Initiativ;Organisation;Kontakt;Telefon\n'=Havn;-;Anne Eksempel;+45 00 11-22 33\n;- CLEAN;;\n;-5 meter;;\n"
    initiative = only(read_csv(text))
    assert initiative.title == "=Havn"
    assert initiative.contacts[0].phone == "4500112233"
    assert [party.as_printed for party in initiative.participations] == ["CLEAN", "-5 meter"]


def test_error_in_a_cell_is_no_value_and_is_reported() -> None:
    rows = [["Initiativ", "Organisation", "Kontakt"], ["Grøn havn", "CLEAN", "#REF!"]]
    book = openpyxl.load_workbook(io.BytesIO(workbook_of({"Ark1": rows})))
    book.worksheets[0]["C2"].data_type = "e"
    out = io.BytesIO()
    book.save(out)
    initiative = only(read_sheet(out.getvalue(), "a.xlsx", knowledge()))
    assert not initiative.contacts
    assert initiative.warnings == ("Ark1!C2 (Kontakt): the cell holds the error #REF!",)


# --- wrong, damaged, absurd ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", b"", "empty"),
        ("a.xlsx", b"", "empty"),
        ("a.csv", b"\x00\x01\x02\x03" * 50, "binary"),
        ("a.csv", b"PK\x03\x04abc", "workbook"),
        ("a.xlsx", b"Initiativ;Organisation\n", "not a spreadsheet"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel format or protected"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xlsx or .csv"),
        ("a.ods", b"PK\x03\x04", ".xlsx or .csv"),
        ("a.csv", b"Initiativ;Organisation\n", "no row states"),
        ("a.csv", b"Initiativ;Organisation\nA;" + b"x" * 40_000, "characters"),
        ("a.csv", b";" * 100_000, "cells"),
        ("a.csv", b'"' * 100_001, "no row of headers"),
        ("a.csv", b"Initiativ;Organisation\n" + b"A;CLEAN\n" * (MOST_ROWS + 1), "rows"),
        ("a.csv", b"x" * (33 * 2**20), "too large"),
    ],
)
def test_what_is_no_table_is_refused_in_words(name: str, data: bytes, said: str) -> None:
    assert said in refused(data, name)


def test_truncated_workbook_is_refused() -> None:
    whole = workbook_of(TABLE)
    for size in (10, 200, len(whole) // 2, len(whole) - 30):
        assert "a.xlsx" in refused(whole[:size], "a.xlsx")


def test_document_type_in_a_part_is_refused() -> None:
    declared = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    assert "declares" in refused(changed(SHEET, lambda text: declared + text), "a.xlsx")


def test_declared_size_of_a_sheet_is_not_believed() -> None:
    started = time.process_time()
    data = changed(SHEET, lambda text: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', text))
    assert only(read_sheet(data, "a.xlsx", knowledge())).title == "Grøn havn"
    empty_last = with_rows('<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert len(read_sheet(empty_last, "a.xlsx", knowledge()).text) == 2
    assert time.process_time() - started < 5


def test_cell_far_out_is_refused() -> None:
    for cell in ("A1048576", "XFD3"):
        row = re.sub(r"\D", "", cell)
        assert "beyond" in refused(with_rows(f'<row r="{row}"><c r="{cell}"><v>1</v></c></row>'), "a.xlsx")


def test_cells_merged_over_a_million_rows_fill_only_rows_that_there_are() -> None:
    merged = "<mergeCells>" + '<mergeCell ref="A2:A1048576"/>' * 500 + "</mergeCells>"
    data = changed(SHEET, lambda text: text.replace("</sheetData>", f"</sheetData>{merged}"))
    assert len(read_sheet(data, "a.xlsx", knowledge()).text) == 2


def test_absurd_styles_are_refused_before_they_are_parsed() -> None:
    data = changed(
        "xl/styles.xml", lambda text: text.replace("</cellXfs>", '<xf numFmtId="0"/>' * 300_000 + "</cellXfs>")
    )
    assert "a.xlsx" in refused(data, "a.xlsx")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B3" t="s"><v>99</v></c>',
        '<c r="B3" t="b"><v>maybe</v></c>',
        '<c r="B3" t="d"><v>yesterday</v></c>',
        '<c r="B3" s="77"><v>1</v></c>',
        '<c r="0B"><v>1</v></c>',
        '<c r="B3"><v>many</v></c>',
    ],
)
def test_damaged_cell_is_refused_with_what_helps(cell: str) -> None:
    assert "save it again" in refused(with_rows(f'<row r="3">{cell}</row>'), "a.xlsx")


def test_numbers_without_a_value_are_read_or_refused_but_break_nothing() -> None:
    for value in ("1e999", "-1e308", "NaN", "1E-400"):
        with suppress(UnreadableDocument):
            read_sheet(with_rows(f'<row r="3"><c r="B3"><v>{value}</v></c></row>'), "a.xlsx", knowledge())


# --- anything at all -------------------------------------------------------------------------------------------------

_HEADERS = ["Initiativ", "Nr.", "Organisation", "Rolle", "Titel", "Navn", "Type", "Telefon", "E-mail", "Bygger på"]
_HEADERS += ["Enhed", "Værdi", "Nøgletal", "Effekt", "Lead", "Gruppe", "Ejere", "Program", "År", "Bemærkning"]
_BITS = [
    "CLEAN",
    "DTU, Gate 21 og X",
    "00112233",
    "a@example.org",
    "regionen",
    "Anne Eksempel; Bo",
    "٣٣٣٣٣٣٣٣",
    "9" * 40,
]
_BITS += [
    "1e999",
    "-",
    "I alt",
    "xx mio. kr.",
    "[Udestår]",
    "300 mio. kr. i 2024",
    "A (B)",
    "evt. ",
    "3. X",
    "=x",
    "(",
    '"',
]
_TEXTS = st.one_of(st.sampled_from([*_HEADERS, *_BITS, ""]), st.text(max_size=12))


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    header=st.lists(st.sampled_from(_HEADERS), min_size=1, max_size=8),
    rows=st.lists(st.lists(_TEXTS, max_size=9), max_size=8),
    delimiter=st.sampled_from(";,\t"),
)
def test_any_table_is_read_into_facts_that_can_be_stored_or_refused(
    header: list[str], rows: list[list[str]], delimiter: str
) -> None:
    text = "\n".join(delimiter.join(row) for row in [header, *rows])
    try:
        document = read_sheet(text.encode("utf-8", "replace"), "a.csv", knowledge())
    except UnreadableDocument:
        return
    assert triples.quads(document, "a", knowledge(), passages=True)
    lines = range(1, len(document.text) + 1)
    assert all(line in lines and document.text[line - 1] for line in document.unplaced)
    for initiative in document.initiatives:
        assert len(initiative.warnings) == len(initiative.warnings_da)
        facts = (*initiative.participations, *initiative.builds_on, *initiative.contacts, *initiative.effects)
        assert all(fact.line in lines for fact in facts)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for name, content in (("a.csv", data), ("a.xlsx", data), ("a.xlsx", b"PK\x03\x04" + data)):
        with pytest.raises(UnreadableDocument):
            read_sheet(content, name, knowledge())


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_workbook_with_changed_bytes_is_read_or_refused(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=6)):
        content[place] = data.draw(st.integers(0, 255))
    with suppress(UnreadableDocument):
        read_sheet(bytes(content), "a.xlsx", knowledge())
