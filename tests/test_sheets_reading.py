"""Tables of partners, of what is built on and of contacts become facts, however they are headed and laid out."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from graph.knowledge import knowledge
from graph.sheets import read_sheet
from ontology.errors import UnreadableDocument
from ontology.models import Document, Initiative


def workbook_of(sheets: Mapping[str, Any], merged: Sequence[str] = ()) -> bytes:
    """A workbook as somebody would type it; cells are merged in its first sheet."""
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(list(row))
    book.remove(book.worksheets[0])
    for cells in merged:
        book.worksheets[0].merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_csv(text: str, encoding: str = "utf-8", name: str = "tabel.csv") -> Document:
    return read_sheet(text.encode(encoding), name, knowledge())


def read_xlsx(sheets: Mapping[str, Any], merged: Sequence[str] = ()) -> Document:
    return read_sheet(workbook_of(sheets, merged), "tabel.xlsx", knowledge())


def only(document: Document) -> Initiative:
    [initiative] = document.initiatives
    return initiative


def parties(initiative: Initiative) -> list[tuple[str, str, bool]]:
    return [(party.organisation, party.role, party.collective) for party in initiative.participations]


def refused(data: bytes, name: str) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_sheet(data, name, knowledge())
    assert "\n" not in str(caught.value)
    return str(caught.value)


# --- headers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Initiativ;Organisation;Rolle",
        "INITIATIV;Deltagende part;ROLLE:",
        "Initativ;Organistion;Rolle (lead/deltager) *",
        "Projekt;Partner;Rolle",
        "Titel;Deltager;Rolle",
        "Initiative;Participant;Role",
        "Name of the initiative;Partner organization;Partner role",
        "Forslag;Partner 1;Deltagerrolle",
    ],
)
def test_columns_are_recognised_by_danish_and_english_names_and_slips_are_forgiven(header: str) -> None:
    initiative = only(read_csv(f"{header}\nGrøn havn;CLEAN;lead\n"))
    assert initiative.title == "Grøn havn"
    assert parties(initiative) == [("CLEAN", "lead", False)]


def test_columns_may_stand_in_any_order_with_others_between_that_are_reported() -> None:
    document = read_csv("Rolle;Timer;Organisation;Initiativ\nmulig;40;CLEAN;Grøn havn\n")
    initiative = only(document)
    assert parties(initiative) == [("CLEAN", "possible", False)]
    assert initiative.warnings == ("B1 (Timer): the column is not read; 1 cells",)
    assert initiative.warnings_da == ("B1 (Timer): kolonnen læses ikke; 1 celler",)


def test_contract_is_no_slip_of_contact() -> None:
    initiative = only(read_csv("Initiativ;Organisation;Kontrakt\nGrøn havn;CLEAN;Ja\n"))
    assert not initiative.contacts


def test_header_below_title_lines_empty_rows_and_an_empty_column_is_found() -> None:
    sheets = {
        "Deltagere": [
            ["Partnerliste, foreløbig"],
            [],
            [None, "Initiativ", "Organisation", "Rolle"],
            [None, "Grøn havn", "CLEAN", "lead"],
            [],
            [None, None, "DTU", "deltager"],
        ]
    }
    document = read_xlsx(sheets)
    assert [(party.organisation, party.line) for party in only(document).participations] == [("CLEAN", 4), ("DTU", 6)]
    assert document.text[3] == "Initiativ: Grøn havn; Organisation: CLEAN; Rolle: lead"
    assert document.text[1] == ""
    assert document.unplaced == (1,)


def test_headers_in_two_rows_tell_names_of_parties_from_names_of_persons() -> None:
    sheets = {
        "Ark1": [
            ["Initiativ", None, "Deltager", None, "Kontakt", None, None],
            ["Nr.", "Titel", "Navn", "Rolle", "Navn", "Tlf", "E-mail"],
            [3, "Grøn havn", "CLEAN", "lead", "Anne Eksempel", "00112233", "anne@example.org"],
        ]
    }
    initiative = only(read_xlsx(sheets, ["A1:B1", "C1:D1", "E1:G1"]))
    assert (initiative.number, initiative.title) == ("3", "Grøn havn")
    assert parties(initiative) == [("CLEAN", "lead", False)]
    assert [contact.name for contact in initiative.contacts] == ["Anne Eksempel"]


def test_title_behind_a_name_is_that_of_a_person_and_elsewhere_that_of_an_initiative() -> None:
    initiative = only(read_csv("Titel;Organisation\nGrøn havn;CLEAN\n"))
    assert initiative.title == "Grøn havn"
    initiative = only(read_csv("Initiativ;Navn;Titel;E-mail\nGrøn havn;Anne Eksempel;chef;anne@example.org\n"))
    assert (initiative.title, initiative.contacts[0].role) == ("Grøn havn", "chef")


def test_unit_is_that_of_a_person_or_of_a_figure_by_the_columns_around_it() -> None:
    person = only(read_csv("Initiativ;Navn;Enhed;E-mail\nGrøn havn;Anne Eksempel;Havnekontoret;a@example.org\n"))
    assert person.contacts[0].unit == "Havnekontoret"
    figure = only(read_csv("Initiativ;Nøgletal;Værdi;Enhed\nGrøn havn;Nye job;300;job\n"))
    assert figure.key_figures[0].unit == "job"


def test_unknown_headers_are_refused_with_those_found_those_known_and_what_helps() -> None:
    message = refused("Dato;Beløb;Konto\n1;2;3\n".encode(), "a.csv")
    assert "“Dato”, “Beløb”, “Konto”" in message
    assert "Initiativ/Initiative" in message
    assert "fyrnet template" in message


def test_table_that_names_no_initiative_is_refused() -> None:
    assert "Initiativ" in refused(b"Navn;Telefon;E-mail\nAnne Eksempel;00112233;a@example.org\n", "a.csv")
    staff = workbook_of({"Medarbejdere": [["Navn", "Stilling", "Tlf"], ["Anne Eksempel", "chef", "00112233"]]})
    assert "Initiativ" in refused(staff, "a.xlsx")


# --- rows ------------------------------------------------------------------------------------------------------------


def test_row_may_say_what_it_is_in_a_column_of_kinds() -> None:
    text = (
        "Initiativ\tType\tNavn\tRolle\tTelefon\n"
        "Grøn havn\tDeltager\tCLEAN\tlead\t\n"
        "\tKontakt\tAnne Eksempel\tprojektleder\t00112233\n"
        "\tBygger på\tReVUS\t\t\n"
        "\tprojekt\tTangprøven\t\t\n"
    )
    document = read_csv(text, name="a.tsv")
    initiative = only(document)
    assert document.media_type == "text/tab-separated-values"
    assert parties(initiative) == [("CLEAN", "lead", False)]
    assert [(each.name, each.role, each.phone) for each in initiative.contacts] == [
        ("Anne Eksempel", "projektleder", "00112233")
    ]
    assert [(each.name, each.kind) for each in initiative.builds_on] == [
        ("ReVUS", "programme"),
        ("Tangprøven", "project"),
    ]


def test_row_of_unknown_kind_is_unplaced_and_said() -> None:
    document = read_csv("Initiativ;Type;Navn\nGrøn havn;Deltager;CLEAN\n;sjov;Noget\n")
    assert document.unplaced == (3,)
    assert any("sjov" in warning for warning in only(document).warnings)


def test_row_may_state_a_participation_a_contact_and_a_dependency_at_once() -> None:
    initiative = only(
        read_csv(
            "Initiativ;Organisation;Kontaktperson;E-mail;Bygger på\n"
            "Grøn havn;CLEAN;Anne Eksempel;anne@example.org;ReVUS\n"
        )
    )
    assert parties(initiative) == [("CLEAN", "participant", False)]
    assert initiative.contacts[0].email == "anne@example.org"
    assert initiative.builds_on[0].name == "ReVUS"


def test_empty_initiative_means_the_one_above_it() -> None:
    document = read_csv("Nr;Initiativ;Organisation\n1;Grøn havn;CLEAN\n;;DTU\n2;Blå kyst;DTU\n;;Gate 21\n")
    found = [(each.number, each.title, len(each.participations), each.lines) for each in document.initiatives]
    assert found == [("1", "Grøn havn", 2, (2, 3)), ("2", "Blå kyst", 2, (4, 5))]


def test_merged_cells_hold_for_every_row_they_reach_over() -> None:
    rows = [
        ["Initiativ", "Organisation", "Rolle"],
        ["Grøn havn", "CLEAN", "lead"],
        [None, "DTU", None],
        ["X", "DTU", ""],
    ]
    document = read_xlsx({"Ark1": rows}, ["A2:A3", "C2:C3"])
    assert parties(document.initiatives[0]) == [("CLEAN", "lead", False), ("DTU", "lead", False)]
    assert parties(document.initiatives[1]) == [("DTU", "participant", False)]


def test_number_stands_for_the_title_that_another_row_gives_it() -> None:
    sheets = {
        "Initiativer": [["Nr.", "Initiativ"], [7, "Grøn havn"], [8, "Blå kyst"]],
        "Deltagere": [["Nr.", "Organisation"], [7, "CLEAN"], [8, "DTU"], [None, "Gate 21"]],
    }
    document = read_xlsx(sheets)
    found = [(each.number, each.title, [party[0] for party in parties(each)]) for each in document.initiatives]
    assert found == [("7", "Grøn havn", ["CLEAN"]), ("8", "Blå kyst", ["DTU", "Gate 21"])]
    assert not document.unplaced


def test_number_that_counts_rows_is_no_number_of_an_initiative() -> None:
    initiative = only(read_csv("Nr;Initiativ;Organisation\n1;Grøn havn;CLEAN\n2;Grøn havn;DTU\n"))
    assert initiative.number is None
    assert len(initiative.participations) == 2


def test_number_within_the_title_is_told_apart_where_no_column_holds_it() -> None:
    document = read_csv("Initiativ;Organisation\n3. Grøn havn;CLEAN\nFyrtårn 4: Blå kyst;DTU\n")
    assert [(each.number, each.title) for each in document.initiatives] == [("3", "Grøn havn"), ("4", "Blå kyst")]


def test_sheets_one_for_each_kind_speak_of_the_same_initiatives_and_lines_go_on() -> None:
    sheets = {
        "Deltagere": [["Initiativ", "Navn", "Rolle"], ["Grøn havn", "CLEAN", "lead"]],
        "Bygger på": [["Initiativ", "Navn", "Slags"], ["Grøn havn", "Tangprøven", "projekt"]],
        "Kontakter": [["Initiativ", "Navn", "Organisation"], ["Grøn havn", "Anne Eksempel", "Region Hovedstaden"]],
    }
    document = read_xlsx(sheets)
    initiative = only(document)
    assert [fact.line for fact in (*initiative.participations, *initiative.builds_on, *initiative.contacts)] == [
        2,
        4,
        6,
    ]
    assert parties(initiative) == [("CLEAN", "lead", False)]
    assert initiative.contacts[0].unit == "Region Hovedstaden"
    assert initiative.lines == (2, 6)
    assert len(document.text) == 6


def test_sheet_may_be_about_one_initiative_by_its_name_or_a_line_above_the_table() -> None:
    sheets = {
        "Grøn havn": [["Grøn havn i hele regionen"], ["Organisation", "Rolle"], ["CLEAN", "lead"]],
        "Ark2": [["Initiativ:", "Blå kyst", "Nr.", 7], ["Organisation", "Rolle"], ["DTU", "mulig"]],
        "Ark3": [["Initiativ: Hvid fjord"], [], ["Organisation"], ["Gate 21"]],
    }
    document = read_xlsx(sheets)
    assert [(each.number, each.title) for each in document.initiatives] == [
        (None, "Grøn havn i hele regionen"),
        ("7", "Blå kyst"),
        (None, "Hvid fjord"),
    ]
    assert not document.unplaced


def test_name_of_a_sheet_that_is_taken_for_an_initiative_is_said() -> None:
    initiative = only(read_xlsx({"Grøn havn": [["Organisation", "Rolle"], ["CLEAN", "lead"]]}))
    assert initiative.title == "Grøn havn"
    assert initiative.warnings == ("Grøn havn, row 1: the initiative is taken from the name of the sheet",)


def test_hidden_sheet_is_not_read_and_that_is_said() -> None:
    table = [["Initiativ", "Organisation"], ["Grøn havn", "CLEAN"]]
    book = openpyxl.load_workbook(io.BytesIO(workbook_of({"Ark1": table, "Lister": [*table, ["Blå kyst", "DTU"]]})))
    book["Lister"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    document = read_sheet(out.getvalue(), "a.xlsx", knowledge())
    assert parties(only(document)) == [("CLEAN", "participant", False)]
    assert only(document).warnings == ("Lister, row 1: the sheet is hidden, so it is not read",)
    assert document.unplaced == (3, 4, 5)


def test_tables_below_each_other_are_told_apart_by_their_headers_and_the_lines_above() -> None:
    text = (
        "Initiativ: Grøn havn\n\nDeltagere\nOrganisation;Rolle\nCLEAN;lead\n\n"
        "Kontakter\nNavn;Titel;Tlf\nAnne Eksempel;chef;00112233\n\nBygger på\nNavn;Slags\nTangprøven;projekt\n"
    )
    document = read_csv(text)
    initiative = only(document)
    assert parties(initiative) == [("CLEAN", "lead", False)]
    assert (initiative.contacts[0].name, initiative.contacts[0].line) == ("Anne Eksempel", 9)
    assert (initiative.builds_on[0].name, initiative.builds_on[0].line) == ("Tangprøven", 13)
    assert not document.unplaced


def test_remark_is_reported_and_the_row_is_read() -> None:
    initiative = only(read_csv("Initiativ;Organisation;Bemærkning\nGrøn havn;CLEAN;ringer selv\n"))
    assert initiative.warnings == ("C2 (Bemærkning): the remark “ringer selv” is not read",)
    assert initiative.warnings_da == ("C2 (Bemærkning): bemærkningen “ringer selv” er ikke læst",)


def test_row_without_anything_read_is_unplaced_with_its_reason() -> None:
    document = read_csv("Initiativ;Organisation;Telefon\nGrøn havn;CLEAN;\nGrøn havn;;00112233\n")
    assert document.unplaced == (3,)
    assert "C3 (Telefon): no name is given with it, so it is not read" in only(document).warnings


def test_sum_below_a_table_is_no_party() -> None:
    assert len(only(read_csv("Initiativ;Organisation\nGrøn havn;CLEAN\nI alt;1\n")).participations) == 1


# --- parties ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("Lead-partner", "lead"),
        ("tovholder", "lead"),
        ("Coordinator", "lead"),
        ("deltager", "participant"),
        ("Partner", "participant"),
        ("", "participant"),
        ("fx", "example"),
        ("f.eks.", "example"),
        ("evt.", "possible"),
        ("mulig partner", "possible"),
        ("Potential", "possible"),
        ("fremtidig", "future"),
        ("deltagr", "participant"),
        ("muligvis senere lead-partner", "lead"),
    ],
)
def test_role_is_read_in_danish_and_english_words(typed: str, role: str) -> None:
    initiative = only(read_csv(f"Initiativ;Organisation;Rolle\nGrøn havn;CLEAN;{typed}\n"))
    assert parties(initiative) == [("CLEAN", role, False)]
    assert not initiative.warnings


def test_unknown_role_is_that_of_a_participant_with_a_warning() -> None:
    initiative = only(read_csv("Initiativ;Organisation;Rolle\nGrøn havn;CLEAN;observatør\n"))
    assert parties(initiative) == [("CLEAN", "participant", False)]
    assert initiative.warnings == ("C2 (Rolle): “observatør” is no role: read as participant",)


def test_several_parties_in_a_cell_are_parted_by_semicolons_line_ends_and_known_names() -> None:
    text = (
        'Initiativ,Organisation\nGrøn havn,"CLEAN; DTU\n• Region Hovedstaden"\nGrøn havn,"Gate 21, Realdania og DHI"\n'
    )
    names = [party[0] for party in parties(only(read_csv(text)))]
    assert names == ["CLEAN", "DTU", "Region Hovedstaden", "Gate 21", "Realdania", "DHI"]


def test_comma_within_an_unknown_name_parts_nothing() -> None:
    initiative = only(read_csv("Initiativ;Organisation\nGrøn havn;Institut for Tang, Sand og Skum\n"))
    assert [party.as_printed for party in initiative.participations] == ["Institut for Tang, Sand og Skum"]


def test_columns_of_parties_may_say_the_role_in_their_header() -> None:
    text = "Projekt;Lead-partner;Deltagere;Mulige partnere\nGrøn havn;CLEAN;DTU og Gate 21;Realdania\n"
    assert parties(only(read_csv(text))) == [
        ("CLEAN", "lead", False),
        ("DTU", "participant", False),
        ("Gate 21", "participant", False),
        ("Realdania", "possible", False),
    ]


def test_ticked_lead_column_gives_the_role_of_the_row() -> None:
    initiative = only(read_csv("Initiativ;Organisation;Lead\nGrøn havn;CLEAN;x\n;DTU;\n"))
    assert parties(initiative) == [("CLEAN", "lead", False), ("DTU", "participant", False)]


def test_groups_are_told_from_organisations_by_knowledge_form_or_column() -> None:
    text = (
        "Initiativ;Organisation;Gruppe\nGrøn havn;kommuner;\n;lokale sejlklubber;\n;Hvalbugt Havn A/S;\n"
        ";Bølgefolket;ja\n;kystvenner;nej\n"
    )
    assert parties(only(read_csv(text))) == [
        ("kommuner", "participant", True),
        ("lokale sejlklubber", "participant", True),
        ("Hvalbugt Havn A/S", "participant", False),
        ("Bølgefolket", "participant", True),
        ("kystvenner", "participant", False),
    ]


def test_brackets_behind_a_party_are_a_short_form_a_role_or_a_part_of_it() -> None:
    text = (
        "Initiativ;Organisation\nGrøn havn;Hvalbugt Havnelaug (HH)\n;CLEAN (lead)\n;DTU (DTU Water)\n;evt. Realdania\n"
    )
    assert parties(only(read_csv(text))) == [
        ("Hvalbugt Havnelaug", "participant", False),
        ("CLEAN", "lead", False),
        ("DTU", "participant", False),
        ("DTU Water", "participant", False),
        ("Realdania", "possible", False),
    ]


def test_party_in_two_roles_keeps_the_first_with_a_warning() -> None:
    initiative = only(read_csv("Initiativ;Organisation;Rolle\nGrøn havn;CLEAN;lead\n;CLEAN;mulig\n;CLEAN;lead\n"))
    assert parties(initiative) == [("CLEAN", "lead", False)]
    assert [warning.split(":")[0] for warning in initiative.warnings] == ["B3 (Organisation)"]


# --- what is built on ------------------------------------------------------------------------------------------------


def test_thing_built_on_is_known_another_initiative_of_the_table_or_what_its_kind_says() -> None:
    text = (
        "Nr;Initiativ;Bygger på;Slags;Program;Ejer\n1;Grøn havn;ReVUS;;;\n;;Region Hovedstaden;;;\n;;Blå kyst;;;\n"
        "2;Blå kyst;1;initiativ;;\n;;Tangprøven;pilotprojekt;ReVUS;DTU og CLEAN\n;;Netværket om tang;;;\n"
    )
    first, second = read_csv(text).initiatives
    assert [(each.name, each.kind) for each in first.builds_on] == [
        ("ReVUS", "programme"),
        ("Region Hovedstaden", "organisation"),
        ("Blå kyst", "initiative"),
    ]
    assert [(each.name, each.kind, each.under, each.organisations) for each in second.builds_on] == [
        ("Grøn havn", "initiative", None, ()),
        ("Tangprøven", "project", "ReVUS", ("DTU", "CLEAN")),
        ("Netværket om tang", "network", None, ()),
    ]


def test_sentence_in_a_cell_names_what_it_names() -> None:
    sentence = (
        "Erfaringer fra projektet “Tangprøven”, som Region Hovedstaden har drevet med en række kommuner siden 2012"
    )
    initiative = only(read_csv(f'Initiativ,Bygger på\nGrøn havn,"{sentence}"\n'))
    assert [each.name for each in initiative.builds_on] == ["Tangprøven"]


# --- contacts --------------------------------------------------------------------------------------------------------


def test_contact_is_read_with_all_details() -> None:
    text = (
        "Initiativ;Kontaktperson;Titel/stilling;Afdeling;Tlf.;E-mail\n"
        "Grøn havn;Anne Eksempel;Enhedschef;Havnekontoret;+45 00 11 22 33;ANNE@example.org\n"
    )
    [contact] = only(read_csv(text)).contacts
    assert (contact.role, contact.unit, contact.phone, contact.email) == (
        "Enhedschef",
        "Havnekontoret",
        "4500112233",
        "anne@example.org",
    )


@pytest.mark.parametrize(
    ("typed", "digits"), [(112233, "00112233"), (4500112233, "4500112233"), ("00 11 22 33", "00112233")]
)
def test_telephone_that_a_program_took_for_a_number_gets_its_zeros_back(typed: object, digits: str) -> None:
    rows = [["Initiativ", "Kontakt", "Telefon"], ["Grøn havn", "Anne Eksempel", typed]]
    assert only(read_xlsx({"Ark1": rows})).contacts[0].phone == digits


def test_telephone_cut_to_a_power_of_ten_is_unknown_and_said() -> None:
    initiative = only(read_csv("Initiativ;Kontakt;Telefon\nGrøn havn;Anne Eksempel;4,5E+09\n"))
    assert initiative.contacts[0].phone is None
    assert "power of ten" in initiative.warnings[0]


def test_person_with_all_details_in_one_cell_and_several_persons_in_one() -> None:
    text = (
        "Initiativ;Kontaktperson;E-mail\n"
        "Grøn havn;Anne Eksempel, enhedschef, tlf. 00112233, anne@example.org;\n"
        '"";"Bo Eksempel; Ida Eksempel";"bo@example.org; ida@example.org"\n'
    )
    found = [(each.name, each.role, each.phone, each.email) for each in only(read_csv(text)).contacts]
    assert found == [
        ("Anne Eksempel", "enhedschef", "00112233", "anne@example.org"),
        ("Bo Eksempel", None, None, "bo@example.org"),
        ("Ida Eksempel", None, None, "ida@example.org"),
    ]


def test_later_row_adds_what_an_earlier_one_lacks_and_overrules_nothing() -> None:
    text = (
        "Initiativ;Kontaktperson;Telefon;E-mail\nGrøn havn;Anne Eksempel;00112233;\n"
        ";Anne Eksempel;;anne@example.org\n;Anne Eksempel;11223344;\n"
    )
    initiative = only(read_csv(text))
    [contact] = initiative.contacts
    assert (contact.phone, contact.email, contact.line) == ("00112233", "anne@example.org", 2)
    assert any("row 4" in warning for warning in initiative.warnings)


# --- elements, effects, key figures ----------------------------------------------------------------------------------


def test_elements_effects_and_figures_are_read_in_danish_notation() -> None:
    text = (
        "Initiativ;Element;Effekt;Nøgletal;Værdi;Enhed;År\nGrøn havn;Byg en kaj;;;;;\n;;Renere vand;;;;2030\n"
        ";;;Nye job;1.200,5;job;2025\n;;;Pris;30-40 mio. kr.;;\n;;;Støj;afventer;;\n;;;300 nye pladser i 2024;;;\n"
    )
    initiative = only(read_csv(text))
    assert [each.text for each in initiative.elements] == ["Byg en kaj"]
    assert [(each.text, each.year) for each in initiative.effects] == [("Renere vand", 2030)]
    assert [(f.text, f.value, f.value_max, f.unit, f.year, f.pending) for f in initiative.key_figures] == [
        ("Nye job", 1200.5, None, "job", 2025, False),
        ("Pris", 30, 40, "mio. kr.", None, False),
        ("Støj", None, None, None, None, True),
        ("300 nye pladser i 2024", 300, None, "pladser", 2024, False),
    ]


def test_amounts_of_an_english_table_are_read_in_english_notation() -> None:
    text = 'Initiative,Key figure,Value\nGreen port,Jobs,"1,200"\nGreen port,Price,3.125\n'
    assert [figure.value for figure in only(read_csv(text)).key_figures] == [1200, 3.125]


def test_typed_numbers_dates_and_percentages_of_a_workbook_keep_their_meaning() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["Initiativ", "Nøgletal", "Værdi", "År"])
    page.append(["Grøn havn", "Andel", 0.305, datetime(2025, 12, 31)])
    page.append([None, "Job", 1200.0, 2030])
    page.append([None, "Areal", 2.5, date(2031, 1, 1)])
    page["C2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    figures = only(read_sheet(out.getvalue(), "a.xlsx", knowledge())).key_figures
    assert [(f.value, f.unit, f.year) for f in figures] == [(30.5, "%", 2025), (1200, None, 2030), (2.5, None, 2031)]


# --- comma separated values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_values_are_read_in_every_encoding_with_every_delimiter_and_line_end(
    encoding: str, delimiter: str, end: str
) -> None:
    rows = [["Initiativ", "Organisation", "Værdi", "Nøgletal"], ["Grøn ø", "CLEAN", "3", "Både"], ["", "DTU", "", ""]]
    text = end.join(delimiter.join(row) for row in rows) + end
    initiative = only(read_csv(text, encoding))
    assert initiative.title == "Grøn ø"
    assert [(party.organisation, party.line) for party in initiative.participations] == [("CLEAN", 2), ("DTU", 3)]


def test_decimal_commas_do_not_pass_for_delimiters() -> None:
    text = "Initiativ;Nøgletal;Værdi\nGrøn havn;Pris, samlet, i alt;3,5\n;Areal, land, vand;4,25\n"
    assert [figure.value for figure in only(read_csv(text)).key_figures] == [3.5, 4.25]


def test_line_that_tells_the_delimiter_is_believed_and_counts_as_no_row() -> None:
    document = read_csv("sep=;\r\nInitiativ;Organisation\r\nGrøn havn, fase 2, øst;CLEAN\r\n")
    assert (only(document).title, only(document).lines) == ("Grøn havn, fase 2, øst", (2, 2))


def test_quoted_cells_may_hold_delimiters_quotes_and_line_ends() -> None:
    text = 'Initiativ,Organisation\n"Grøn ""havn"", øst","CLEAN\nDTU"\nBlå kyst,DTU\n'
    first, second = read_csv(text).initiatives
    assert (first.title, len(first.participations), second.lines) == ('Grøn "havn", øst', 2, (3, 3))


def test_quotation_mark_that_is_never_closed_swallows_nothing() -> None:
    document = read_csv('Initiativ;Organisation\n"Grøn havn;CLEAN\nBlå kyst;DTU\n')
    assert [each.title for each in document.initiatives] == ["Grøn havn", "Blå kyst"]


def test_ragged_rows_are_read_and_cells_below_no_header_are_reported() -> None:
    document = read_csv("Initiativ;Organisation\nGrøn havn;CLEAN;ekstra\n;DTU\nGrøn havn\n")
    assert len(only(document).participations) == 2
    assert only(document).warnings == ("C1: the column is not read; 1 cells",)


def test_content_hash_is_blind_to_format_encoding_and_empty_rows() -> None:
    rows = [["Initiativ", "Organisation"], ["Grøn havn", "CLEAN"]]
    text = "Initiativ;Organisation\nGrøn havn;CLEAN\n"
    hashes = {
        read_csv(text).content_hash,
        read_csv(text.replace(";", ","), "cp1252").content_hash,
        read_xlsx({"Ark1": [[], *rows]}).content_hash,
    }
    assert len(hashes) == 1
    assert read_csv(text.replace("CLEAN", "DTU")).content_hash not in hashes
