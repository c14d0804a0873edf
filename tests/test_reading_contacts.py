"""Contacts: persons in every form they are printed in, and no one who is none."""

from __future__ import annotations

import pytest

from ontology.models import Contact
from tests.invented import one, proposal, warned


def _contacts(printed: str) -> tuple[Contact, ...]:
    return one(proposal(contact=printed)).contacts


@pytest.mark.parametrize(
    "printed",
    [
        "- Anne Eksempel, Chefkonsulent, tlf. 00 11 22 33, anne@example.org",
        "Anne Eksempel, Chefkonsulent, tlf.nr. 00112233, e-mail: Anne@Example.org.",
        "Anne Eksempel\nChefkonsulent\nTlf.: 0011 2233\nE-mail: anne@example.org",
        "Navn: Anne Eksempel\nTitel: Chefkonsulent\nTelefon: 00112233\nMail: anne@example.org",
        "Anne Eksempel – Chefkonsulent – 00 11 22 33 – anne@example.org",
        "Anne Eksempel | Chefkonsulent | T: 00112233 | M: anne@example.org",
        "Chefkonsulent Anne Eksempel, tel. 00112233, anne@example.org",
        "Chefkonsulent: Anne Eksempel, mobil 00112233, anne(at)example.org",
        "Anne Eksempel (Chefkonsulent), tlf. 00112233, anne@\nexample.org",
        "Havne: Anne Eksempel, Chefkonsulent, tlf.\n00112233, anne@example.\norg",
        "Ph.d. Anne Eksempel, cand.scient., Chefkonsulent, tlf. 00-11-22-33, anne@example.org",
        "Anne Eksempel, Chefkonsulent\nDirekte: 00 11 22 33 · anne@example.org",
        "• Anne Eksempel,\nChefkonsulent, mail: anne@example.org, direkte tlf. 00 112233",
    ],
)
def test_person_in_any_form_is_the_same(printed: str) -> None:
    [contact] = _contacts(printed)
    assert (contact.name, contact.role, contact.unit) == ("Anne Eksempel", "Chefkonsulent", None)
    assert (contact.phone, contact.email) == ("00112233", "anne@example.org")


@pytest.mark.parametrize(
    ("printed", "digits"),
    [
        ("+45 12 34 56 78", "4512345678"),
        ("(+45) 12345678", "4512345678"),
        ("0045 1234 5678", "004512345678"),
        ("12 34 56 78", "12345678"),
        ("1234 5678", "12345678"),
        ("+44 20 7946 0018", "442079460018"),
    ],
)
def test_telephone_is_all_its_printed_digits(printed: str, digits: str) -> None:
    [contact] = _contacts(f"Anne Eksempel, chef, tlf. {printed}, anne@example.org")
    assert contact.phone == digits


@pytest.mark.parametrize(
    "printed",
    [
        "- Anne Eksempel, tlf. 00112233\n- Bo Prøve, tlf. 00112244",
        "Anne Eksempel, tlf. 00112233, Bo Prøve, tlf. 00112244",
        "Anne Eksempel, chef, tlf. 00 11 22 33, og Bo Prøve, konsulent, tlf. 00 11 22 44",
        "Anne Eksempel (tlf. 00112233) og Bo Prøve (tlf. 00112244)",
        "Professor Anne Eksempel, DTU, tlf. 00112233; lektor, ph.d. Bo Prøve, tlf. 00112244",
        "1. Anne Eksempel, 00112233\n2. Bo Prøve, 00112244",
        "Anne Eksempel\nTlf. 00112233\n\nBo Prøve\nTlf. 00112244",
    ],
)
def test_two_persons_are_two(printed: str) -> None:
    read = [(contact.name, contact.phone) for contact in _contacts(printed)]
    assert read == [("Anne Eksempel", "00112233"), ("Bo Prøve", "00112244")]


@pytest.mark.parametrize(
    ("printed", "role", "unit"),
    [
        ("Anne Eksempel, ingeniør, tlf. 00112233", "ingeniør", None),
        ("Anne Eksempel, civilingeniør, ph.d., projektleder, tlf. 00112233", "projektleder", None),
        ("Anne Eksempel, jurist\nCenter for Havne\nTlf. 00 11 22 33", "jurist", "Center for Havne"),
        ("Chefkonsulent\nAnne Eksempel\n00112233", "Chefkonsulent", None),
        ("Region Hovedstaden, Center for Havne\nAnne Eksempel\n00112233", None, "Region Hovedstaden, Center for Havne"),
        ("DTU: Anne Eksempel, 00112233", None, "DTU"),
        ("Projektleder, DTU: Anne Eksempel, 00112233", "Projektleder", "DTU"),
        ("Anne Eksempel, Region Zealand, head of unit, 00112233", "head of unit", "Region Zealand"),
        ("Anne Eksempel (projektleder, DTU), 00112233", "projektleder", "DTU"),
        ("Anne Eksempel, chefkonsulent (på barsel fra maj), 00112233", "chefkonsulent", None),
        ("Anne Eksempel, chef, Kongens Vænge 2, 3400 Hillerød, 00112233", "chef", None),
        ("Anne Eksempel, chefkonsulent, træffes på 00112233 hverdage 9-15", "chefkonsulent", None),
        ("Faglige forhold: Anne Eksempel, chef, 00112233", "chef", None),
        ("Anne Eksempel, formand for Havnelauget, tlf. 00112233", "formand for Havnelauget", None),
    ],
)
def test_job_and_unit_are_kept_wherever_they_stand(printed: str, role: str | None, unit: str | None) -> None:
    [contact] = _contacts(printed)
    assert (contact.name, contact.role, contact.unit, contact.phone) == ("Anne Eksempel", role, unit, "00112233")


@pytest.mark.parametrize(
    "printed",
    [
        "Kontakt Anne Eksempel på anne@example.org eller 00 11 22 33.",
        "Ring eller skriv til Anne Eksempel, 00 11 22 33, anne@example.org",
        "Spørgsmål kan rettes til Anne Eksempel på tlf. 00112233 eller anne@example.org",
        "Anne Eksempel kan kontaktes på anne@example.org eller 00112233.",
        "Tlf. 00112233 – Anne Eksempel, anne@example.org",
        "Tlf. 00112233 (Anne Eksempel) eller anne@example.org",
        "anne@example.org, Anne Eksempel, 00112233",
        "Anne Eksempel, 00112233, mailto:anne@example.org",
        "Anne Eksempel <anne@example.org> 00112233",
        "Contact Anne Eksempel at anne@example.org or on 00 11 22 33.",
        "Please contact Anne Eksempel (anne@example.org, 00112233).",
        "For more information, contact Anne Eksempel, 00112233, anne@example.org",
    ],
)
def test_person_is_read_out_of_a_sentence_or_behind_the_details(printed: str) -> None:
    [contact] = _contacts(printed)
    assert (contact.name, contact.role, contact.unit) == ("Anne Eksempel", None, None)
    assert (contact.phone, contact.email) == ("00112233", "anne@example.org")


@pytest.mark.parametrize(
    "printed",
    [
        "Anne Eksempel og Bo Prøve, tlf. 00112233",
        "Anne Eksempel & Bo Prøve, begge på 00 11 22 33",
        "Anne Eksempel / Bo Prøve (00112233)",
        "Projektleder Anne Eksempel og konsulent Bo Prøve, 00112233",
        "Anne Eksempel, projektleder, og Bo Prøve, konsulent, tlf. 00112233 (fælles)",
    ],
)
def test_persons_named_together_share_what_follows_them(printed: str) -> None:
    read = [(contact.name, contact.phone) for contact in _contacts(printed)]
    assert read == [("Anne Eksempel", "00112233"), ("Bo Prøve", "00112233")]


def test_persons_named_together_have_one_address_each_where_there_are_as_many() -> None:
    read = _contacts("Anne Eksempel og Bo Prøve, hhv. anne@example.org og bo@example.org")
    assert [(contact.name, contact.email) for contact in read] == [
        ("Anne Eksempel", "anne@example.org"),
        ("Bo Prøve", "bo@example.org"),
    ]


@pytest.mark.parametrize("unit", ["Center for Miljø og Klima Øst", "Plan og Havn"])
def test_unit_with_og_is_no_second_person(unit: str) -> None:
    assert [contact.name for contact in _contacts(f"Anne Eksempel, {unit}, tlf. 00112233")] == ["Anne Eksempel"]


@pytest.mark.parametrize(
    "printed",
    [
        "1) Anne Eksempel, chef, tlf. 00112233 2) Bo Prøve, konsulent, tlf. 00112244",
        "Anne Eksempel, chef, 00112233 · Bo Prøve, konsulent, 00112244",
        "Anne Eksempel, chef, 00112233. Bo Prøve, konsulent, 00112244.",
        "Anne Eksempel (chef), DTU, tlf 00 11 22 33. Bo Prøve, konsulent, 00 11 22 44.",
        "DTU: Anne Eksempel, 00112233\nCOWI: Bo Prøve, 00112244",
        "Anne Eksempel (00112233), Center for Havne\nBo Prøve (00112244), Sekretariatet",
        "Fagligt: Anne Eksempel, 00112233. Økonomi: Bo Prøve, 00112244.",
    ],
)
def test_persons_in_a_row_are_parted(printed: str) -> None:
    read = [(contact.name, contact.phone) for contact in _contacts(printed)]
    assert read == [("Anne Eksempel", "00112233"), ("Bo Prøve", "00112244")]


@pytest.mark.parametrize(
    "name",
    [
        "Anne-Marie Eksempel-Prøve",
        "H.C. Eksempel",
        "Åse von der Prøve",
        "Bo B. Prøve",
        "Zoë O'Eksempel",
        "Bo Ø. de Prøve",
    ],
)
def test_name_is_read_whole(name: str) -> None:
    assert [contact.name for contact in _contacts(f"- {name}, chef, tlf. 00112233")] == [name]


def test_role_and_unit_are_told_apart() -> None:
    printed = "Anne Eksempel, Enhedschef i Center for Havne, Region Hovedstaden, tlf. 00112233"
    [contact] = _contacts(printed)
    assert (contact.role, contact.unit) == ("Enhedschef", "Center for Havne, Region Hovedstaden")


def test_organisation_alone_is_the_unit_and_no_role() -> None:
    [contact] = _contacts("Bo Prøve, DTU, bo@example.org")
    assert (contact.role, contact.unit) == (None, "DTU")


def test_address_broken_behind_the_first_name_is_put_together() -> None:
    [contact] = _contacts("Anne Eksempel, chefkonsulent, anne.\neksempel@example.org")
    assert (contact.email, contact.role, contact.unit) == ("anne.eksempel@example.org", "chefkonsulent", None)


def test_person_within_a_sentence_is_read_and_warned_of() -> None:
    printed = "For yderligere oplysninger kontakt projektleder Anne Eksempel på tlf. 00112233 eller anne@example.org."
    initiative = one(proposal(contact=printed))
    [contact] = initiative.contacts
    assert (contact.name, contact.role, contact.phone) == ("Anne Eksempel", "projektleder", "00112233")
    assert warned(initiative, "within a sentence")


def test_person_without_telephone_and_address_is_warned_of() -> None:
    initiative = one(proposal(contact="- Bo Prøve, direktør"))
    assert [(contact.phone, contact.email) for contact in initiative.contacts] == [(None, None)]
    assert warned(initiative, "neither telephone nor e-mail", "Bo Prøve")


def test_second_telephone_is_warned_of() -> None:
    initiative = one(proposal(contact="Anne Eksempel, chef, tlf. 00112233 / 00112244"))
    assert [(contact.phone, contact.role) for contact in initiative.contacts] == [("00112233", "chef")]
    assert warned(initiative, "more than one telephone")


@pytest.mark.parametrize(
    "printed",
    ["- Sekretariatet, tlf. 00112233, info@example.org", "anne@example.org", "Region Hovedstaden, tlf. 00112233"],
)
def test_line_that_names_no_person_is_warned_of(printed: str) -> None:
    initiative = one(proposal(contact=printed))
    assert initiative.contacts == ()
    assert warned(initiative, "no person could be read")


def test_pending_contact_is_warned_of_once() -> None:
    initiative = one(proposal(contact="[Udestår]"))
    assert [warning for warning in initiative.warnings if "Udestår" in warning] == [initiative.warnings[0]]


def test_lines_of_a_contact_span_its_details() -> None:
    text = proposal(contact="Anne Eksempel\nChefkonsulent\nTlf.: 00112233")
    [contact] = one(text).contacts
    lines = text.split("\n")
    assert lines[contact.line - 1] == "Anne Eksempel"
    assert contact.last_line is not None
    assert lines[contact.last_line - 1] == "Tlf.: 00112233"
