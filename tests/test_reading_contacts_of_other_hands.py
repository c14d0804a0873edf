"""How other hands print whom to call: each way with the person, role, unit, telephone and e-mail that it gives."""

from __future__ import annotations

import pytest

from tests.invented import one, proposal

ANNE, BO = "Anne Eksempel", "Bo Prøve"
PHONE, MAIL = "00112233", "anne@example.org"
OTHER_PHONE, OTHER_MAIL = "00112244", "bo@example.org"

Read = tuple[str, str | None, str | None, str | None, str | None]

WAYS: list[tuple[str, list[Read]]] = [
    (
        f"Kontaktperson er {ANNE} ({MAIL}), der er projektleder i Tangby Kommune.",
        [(ANNE, "projektleder", "Tangby Kommune", None, MAIL)],
    ),
    (
        f"{ANNE}, Tangby Kommune, Center for Klima, chefkonsulent, 0011 2233, anne (at) example.org",
        [(ANNE, "chefkonsulent", "Tangby Kommune, Center for Klima", PHONE, MAIL)],
    ),
    (
        f"{ANNE}    chefkonsulent    00 11 22 33    {MAIL}\n{BO}    konsulent    00 11 22 44    {OTHER_MAIL}",
        [(ANNE, "chefkonsulent", None, PHONE, MAIL), (BO, "konsulent", None, OTHER_PHONE, OTHER_MAIL)],
    ),
    (f"{ANNE} (AE), udviklingschef\nM: 00 11 22 33 | E: {MAIL}", [(ANNE, "udviklingschef", None, PHONE, MAIL)]),
    (
        f"{ANNE}\n{BO}\nTangby Kommune\n{MAIL}, {OTHER_MAIL}",
        [(ANNE, None, None, None, MAIL), (BO, None, "Tangby Kommune", None, OTHER_MAIL)],
    ),
    (f"Professor, ph.d. {ANNE}, TDU Aqua, 0011 2233, {MAIL}", [(ANNE, "Professor", "TDU Aqua", PHONE, MAIL)]),
    (
        f"{ANNE} er projektleder og kan kontaktes på 00 11 22 33 eller {MAIL}.",
        [(ANNE, "projektleder", None, PHONE, MAIL)],
    ),
    (
        f"1) {ANNE} (leder) 00112233 2) {BO} (økonom) 00112244",
        [(ANNE, "leder", None, PHONE, None), (BO, "økonom", None, OTHER_PHONE, None)],
    ),
]


@pytest.mark.parametrize(("printed", "expected"), WAYS)
def test_person_is_read(printed: str, expected: list[Read]) -> None:
    read = one(proposal(contact=printed)).contacts
    assert [(each.name, each.role, each.unit, each.phone, each.email) for each in read] == expected


def test_address_of_a_page_is_no_role() -> None:
    contact = f"Tangby Kommune\n{ANNE}\nProjektleder\nTangvej 12, 9999 Tangby\n00 11 22 33\n{MAIL}\nwww.example.org"
    [read] = one(proposal(contact=contact)).contacts
    assert (read.name, read.phone, read.email) == (ANNE, PHONE, MAIL)
    assert "www" not in f"{read.role} {read.unit}"
