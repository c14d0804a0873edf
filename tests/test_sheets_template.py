"""A filled template gives the facts that were typed, and what a store holds can be written and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.export import WORKBOOK, export_bytes
from graph.knowledge import key, knowledge
from graph.sheets import read_sheet, template, workbook
from graph.sheets.columns import KINDS, ROLES, Language, shown
from graph.sheets.layout import SHEETS, headers
from graph.sheets.writing import Written, csv_bytes, xlsx_bytes
from graph.store import EmbeddedStore, open_store
from ontology.errors import InvalidParameter, UnreadableDocument
from ontology.models import Document
from tests.laws import examples

LANGUAGES: tuple[Language, ...] = ("da", "en")
Fact = Mapping[str, str]


@dataclass(frozen=True)
class Typed:
    """What somebody types about some initiatives: facts by kind of sheet."""

    participation: Sequence[Fact]
    dependency: Sequence[Fact]
    contact: Sequence[Fact]

    def rows(self, kind: str, fields: Sequence[str]) -> list[list[str]]:
        facts: Sequence[Fact] = getattr(self, kind)
        return [[fact.get(field, "") for field in fields] for fact in facts]


def filled_xlsx(typed: Typed, language: Language) -> bytes:
    """The template as a person fills it in: below the examples, in a spreadsheet program."""
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    for kind, fields in SHEETS.items():
        page = book[shown("sheets", kind, language)]
        for number, row in enumerate(typed.rows(kind, fields), start=page.max_row + 1):
            for column, text in enumerate(row, start=1):
                if text:
                    page.cell(number, column).value = text
                    page.cell(number, column).data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled_csv(typed: Typed, language: Language) -> bytes:
    fields = list(dict.fromkeys(field for columns in SHEETS.values() for field in columns))
    rows = [row for kind in SHEETS for row in typed.rows(kind, fields)]
    return csv_bytes(Written("", fields, rows), language)


def facts(document: Document, language: Language) -> list[dict[str, str]]:
    """Everything read, as it would be typed."""
    found = []
    for initiative in document.initiatives:
        head = {"initiative": initiative.title, "number": initiative.number or ""}
        for party in initiative.participations:
            group = ("ja" if language == "da" else "yes") if party.collective else ("nej" if language == "da" else "no")
            role = shown("roles", party.role, language)
            found.append(head | {"organisation": party.as_printed, "role": role, "group": group})
        for thing in initiative.builds_on:
            owners = "; ".join(thing.organisations)
            kind = shown("kinds", thing.kind, language)
            found.append(head | {"builds_on": thing.name, "kind": kind, "under": thing.under or "", "owners": owners})
        for person in initiative.contacts:
            details = {"job": person.role, "department": person.unit, "phone": person.phone, "email": person.email}
            found.append(head | {"person": person.name} | {name: value or "" for name, value in details.items()})
    return found


# --- the template ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_unchanged_template_says_that_it_holds_only_examples(
    language: Language, format_: Literal["xlsx", "csv"]
) -> None:
    with pytest.raises(UnreadableDocument, match="only its examples"):
        read_sheet(template(language, format_), f"skema.{format_}", knowledge())


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_offers_roles_and_kinds_and_keeps_its_header_in_sight(language: Language) -> None:
    book = openpyxl.load_workbook(io.BytesIO(template(language)))
    assert book.sheetnames == [shown("sheets", kind, language) for kind in (*SHEETS, "guide")]
    for kind in SHEETS:
        page = book[shown("sheets", kind, language)]
        assert [cell.value for cell in page[1]] == headers(kind, language)
        assert page.freeze_panes == "A2"
        assert all(cell.data_type in "sn" for row in page.iter_rows() for cell in row)
    offered = [
        str(choice.formula1)
        for kind in SHEETS
        for choice in book[shown("sheets", kind, language)].data_validations.dataValidation
    ]
    assert f'"{",".join(shown("roles", role, language) for role in ROLES)}"' in offered
    assert all(len(choice) <= 255 for choice in offered)


def test_danish_text_template_is_parted_by_semicolons_and_english_by_commas() -> None:
    for language, delimiter in (("da", ";"), ("en", ",")):
        text = template(language, "csv").decode("utf-8-sig")  # type: ignore[arg-type]
        [first, *_] = csv.reader(io.StringIO(text), delimiter=delimiter)
        assert len(first) == 14


def test_there_is_no_template_in_other_languages_or_formats() -> None:
    with pytest.raises(InvalidParameter, match="da and en, xlsx and csv"):
        template("se")  # type: ignore[arg-type]


def test_example_that_was_changed_is_not_read_but_reported() -> None:
    rows = [
        ["Initiativ", "Organisation"],
        ["EKSEMPEL: Syngende bøjer (slet denne række)", "CLEAN"],
        ["", "DTU"],
        ["X", "DTU"],
    ]
    text = "\n".join(";".join(row) for row in rows)
    document = read_sheet(text.encode(), "a.csv", knowledge())
    assert [initiative.title for initiative in document.initiatives] == ["X"]
    assert document.unplaced == (2, 3)


# --- what is typed is what is read -----------------------------------------------------------------------------------

# Invented words that begin with Kv are no known names, and no word of a table or a role begins like them.
_LETTERS = "abcdefgæøåéü 0123456789-.,'\"&/:=+@!|%"
_WORD = st.builds(
    lambda sign, rest: f"{sign}Kv{' '.join(rest.split())}",
    st.sampled_from(["", "", "", "=", "+", "-", "@", "'", "'="]),
    st.text(_LETTERS, min_size=1, max_size=14),
)
_NAME = _WORD.filter(lambda word: not word[-1].isspace())
_TITLE = st.builds(lambda word: f"Fjord {word}", _NAME)
_PERSON = st.builds("Qvinde {}".format, st.text("abcdeæøå", min_size=2, max_size=8).map(str.capitalize))
_ADDRESS = st.builds("{}@example.org".format, st.text("abcdefg.", min_size=1, max_size=9).map(lambda t: f"q{t}q"))


@st.composite
def _facts(draw: st.DrawFn, language: Language) -> Typed:
    """Facts about one to three initiatives, each once, as a person types them into the columns of the template."""
    yes, no = ("ja", "nej") if language == "da" else ("yes", "no")
    titles = draw(st.lists(_TITLE, min_size=1, max_size=3, unique_by=key))
    heads = [{"initiative": title, "number": draw(st.sampled_from(["", "7", "8 7", "12b"]))} for title in titles]
    party = {
        "organisation": _NAME,
        "role": st.sampled_from([shown("roles", role, language) for role in ROLES]),
        "group": st.sampled_from([yes, no]),
    }
    thing = {
        "builds_on": _NAME,
        "kind": st.sampled_from([shown("kinds", kind, language) for kind in KINDS]),
        "under": st.one_of(st.just(""), _TITLE),
        "owners": st.sampled_from(["", "CLEAN; DTU", "Kvalbugt Havn A/S"]),
    }
    person = {
        "person": _PERSON,
        "job": st.one_of(st.just(""), _TITLE),
        "department": st.one_of(st.just(""), _TITLE),
        "phone": st.one_of(st.just(""), st.from_regex(r"[0-9]{8}", fullmatch=True)),
        "email": st.one_of(st.just(""), _ADDRESS),
    }

    def listed(fields: dict[str, st.SearchStrategy[str]], name: str) -> list[dict[str, str]]:
        one = st.builds(lambda head, fact: head | fact, st.sampled_from(heads), st.fixed_dictionaries(fields))
        found = st.lists(one, max_size=4, unique_by=lambda fact: (fact["initiative"], key(fact[name])))
        return draw(found)

    return Typed(listed(party, "organisation"), listed(thing, "builds_on"), listed(person, "person"))


def _sorted(found: Sequence[Mapping[str, str]]) -> list[tuple[tuple[str, str], ...]]:
    return sorted(tuple(sorted((name, text) for name, text in fact.items() if text)) for fact in found)


@pytest.mark.slow
@settings(max_examples=examples(40), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_filled_template_gives_exactly_the_facts_that_were_typed(data: st.DataObject, language: Language) -> None:
    typed = data.draw(_facts(language))
    expected = [*typed.participation, *typed.dependency, *typed.contact]
    for content, name in ((filled_xlsx(typed, language), "a.xlsx"), (filled_csv(typed, language), "a.csv")):
        if not expected:
            with pytest.raises(UnreadableDocument):
                read_sheet(content, name, knowledge())
            continue
        document = read_sheet(content, name, knowledge())
        assert _sorted(facts(document, language)) == _sorted(expected)
        assert not document.unplaced


# --- what a store holds ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    return open_store("memory:")


@pytest.mark.parametrize("language", LANGUAGES)
def test_exported_workbook_is_read_back_into_the_same_facts(store: EmbeddedStore, language: Language) -> None:
    document = read_sheet(workbook(store, language), "alt.xlsx", knowledge())
    assert not document.unplaced
    read = {
        (initiative.title, party.organisation, party.role, party.collective)
        for initiative in document.initiatives
        for party in initiative.participations
    }
    rows = store.select(
        """PREFIX fyr: <https://w3id.org/fyrnet/ontology#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT DISTINCT ?title ?name ?role ?collective {
          GRAPH ?source { ?initiative a fyr:Initiative ; skos:prefLabel ?title ; fyr:participation ?node .
            ?node fyr:participant ?party ; fyr:role ?concept . ?party skos:prefLabel ?name }
          BIND(REPLACE(STR(?concept), "^.*/", "") AS ?role) BIND(CONTAINS(STR(?party), "/collective/") AS ?collective)
          FILTER(LANG(?title) = "da" && LANG(?name) = "da") }"""
    ).rows
    stored = {
        (*(str(getattr(value, "value", "")) for value in row[:3]), getattr(row[3], "value", "") == "true")
        for row in rows
    }
    assert len(read) == 98
    assert read == stored
    assert sum(len(initiative.builds_on) for initiative in document.initiatives) == 73
    assert sum(len(initiative.contacts) for initiative in document.initiatives) == 18


def test_exported_dependencies_and_contacts_are_those_of_the_store(store: EmbeddedStore) -> None:
    rows = store.select(
        """PREFIX fyr: <https://w3id.org/fyrnet/ontology#> PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
        SELECT DISTINCT ?contact ?mail ?tel { ?contact a fyr:Contact .
          OPTIONAL { ?contact vcard:hasEmail ?mail } OPTIONAL { ?contact vcard:hasTelephone ?tel } }"""
    ).rows
    stored = sorted(tuple(str(getattr(value, "value", "")).rpartition(":")[2] for value in row[1:]) for row in rows)
    document = read_sheet(workbook(store), "alt.xlsx", knowledge())
    contacts = [contact for initiative in document.initiatives for contact in initiative.contacts]
    assert sorted((contact.email or "", contact.phone or "") for contact in contacts) == stored


def test_no_cell_of_a_written_workbook_is_ever_a_formula() -> None:
    texts = ["=1+1", "+A1", "-2", "@SUM(A1)", "{=A1}", "\x00=1", "\t=1", "x" * 40_000, "Grøn havn"]
    rows = [["", text] for text in texts]
    content = xlsx_bytes([Written("Ark", ("number", "initiative"), rows)], "da")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [row[1] for row in book["Ark"].iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(texts)
    assert [cell.value for cell in cells][:2] == ["=1+1", "+A1"]
    assert cells[0].quotePrefix
    written = csv_bytes(Written("", ("initiative",), [[text] for text in texts[:4]]), "da").decode("utf-8-sig")
    assert written.splitlines()[1:] == ["'=1+1", "'+A1", "'-2", "'@SUM(A1)"]


def test_export_writes_a_workbook_and_every_other_format_as_bytes(store: EmbeddedStore) -> None:
    assert export_bytes(store, WORKBOOK, language="da").startswith(b"PK\x03\x04")
    assert export_bytes(store, "csv").startswith(b"relation,")
    with pytest.raises(InvalidParameter):
        export_bytes(store, "pptx")
