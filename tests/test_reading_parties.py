"""Parties: lists in every form they are printed in, roles, collectives, and bodies that nobody listed."""

from __future__ import annotations

import pytest

from graph.reading.lists import brackets
from tests.invented import one, parties, proposal, warned


def _named(*names: str, role: str = "participant") -> list[tuple[str, str]]:
    return [(name, role) for name in names]


THREE = _named("Gate 21", "CLEAN", "Københavns Kommune")


@pytest.mark.parametrize(
    "printed",
    [
        "Gate 21, CLEAN og Københavns Kommune.",
        "Gate 21, CLEAN, Københavns Kommune m.fl.",
        "Gate 21; CLEAN; Københavns Kommune",
        "- Gate 21\n- CLEAN\n- Københavns Kommune",
        "• Gate 21;\n• CLEAN, og\n• Københavns Kommune.",
        "1) Gate 21\n2) CLEAN\n3) Københavns Kommune",
        "Gate 21\nCLEAN\nKøbenhavns Kommune",
        "GATE21, CLEAN samt Kbh. Kommune",
        "Gate 21 + CLEAN + Københavns Kommune",
        "Gate 21 deltager. CLEAN bidrager med viden. Københavns Kommune stiller havnen til rådighed.",
        "Følgende parter indgår: Gate 21, CLEAN og Københavns Kommune.",
        "Deltagerne er Gate 21, CLEAN og Københavns Kommune.",
        "Initiativet gennemføres i samarbejde mellem Gate 21, CLEAN og Københavns Kommune.",
        "The participants are Gate 21, CLEAN and the City of Copenhagen.",
        "Gate 21 v/ Anne Eksempel, CLEAN (www.example.org) og Københavns Kommune, der allerede har en havn.",
    ],
)
def test_list_in_any_form_names_the_same_parties(printed: str) -> None:
    assert parties(printed) == THREE


@pytest.mark.parametrize(
    ("printed", "roles"),
    [
        ("Gate 21 og CLEAN er lead-partnere, mens DTU deltager.", ["lead", "lead", "participant"]),
        ("Projektet ledes af Gate 21.", ["lead"]),
        ("Projektejer: Gate 21\nPartnere: DTU", ["lead", "participant"]),
        ("Initiativet drives af CLEAN og DTU i fællesskab.", ["lead", "lead"]),
        ("Partnere: Gate 21, Dansk Fjernvarme\nKan blive inddraget: DTU", ["participant", "participant", "possible"]),
        ("Gate 21, CLEAN. Possible partners: DTU", ["participant", "participant", "possible"]),
        ("Lead-partner: Gate 21\nØvrige partnere: CLEAN og DTU", ["lead", "participant", "participant"]),
        ("Som lead-partner indgår Gate 21.", ["lead"]),
        ("Gate 21 (tovholder), CLEAN, DTU (mulig partner)", ["lead", "participant", "possible"]),
        ("- Gate 21 – projektleder\n- CLEAN – sekretariat", ["lead", "participant"]),
        ("Derudover kan CLEAN, DTU og evt. COWI inddrages.", ["possible"] * 3),
        ("Deltagende parter kunne fx være CLEAN og DTU.", ["possible"] * 2),
        ("Gate 21 og evt. DTU", ["participant", "possible"]),
        ("På sigt kan også Region Skåne indgå.", ["future"]),
        ("Senere inviteres Hillerød Kommune.", ["future"]),
        ("Det er bl.a. Gate 21, kommuner og DTU.", ["example"] * 3),
        ("kommuner, herunder Ballerup og Herlev", ["participant", "example", "example"]),
        ("kommuner (fx Ballerup og Herlev), DTU", ["participant", "example", "example", "participant"]),
        ("Mulige partnere er DTU og virksomheder som fx COWI.", ["possible"] * 3),
        ("The project is led by Gate 21; DTU and CLEAN participate.", ["lead", "participant", "participant"]),
        ("Possible partners include COWI and companies.", ["possible"] * 2),
    ],
)
def test_role_is_the_one_that_the_prose_says(printed: str, roles: list[str]) -> None:
    assert [role for _, role in parties(printed)] == roles


@pytest.mark.parametrize(
    "printed",
    [
        "Deltagelse af DTU og COWI undersøges.",
        "Dialog med DTU og COWI pågår.",
        "Vi er i dialog med DTU og COWI om deltagelse.",
        "Det afklares, om DTU og COWI kan deltage.",
        "Det er endnu ikke besluttet, om DTU og COWI skal være med.",
        "Vi har talt med DTU og COWI, som gerne vil høre mere.",
        "DTU og COWI har vist interesse.",
        "DTU og COWI er interesseret.",
        "DTU og COWI overvejer at deltage.",
        "DTU og COWI er inviteret.",
        "DTU og COWI deltager måske.",
        "DTU (afklares), COWI (ikke bekræftet)",
        "DTU – afventer\nCOWI – endnu ikke besluttet",
        "DTU (tbc), COWI (to be confirmed)",
        "We are in dialogue with DTU and COWI.",
        "Participation of DTU and COWI is being explored.",
        "It is to be decided whether DTU and COWI join.",
        "DTU and COWI have been invited.",
    ],
)
def test_party_of_whom_it_is_only_hoped_is_possible(printed: str) -> None:
    assert parties(printed) == _named("DTU", "COWI", role="possible")


@pytest.mark.parametrize(
    "printed",
    [
        "DTU bidrager med viden om, hvordan data kan bruges. COWI deltager.",
        "DTU leverer data til brug i kommende projekter. COWI hjælper.",
        "DTU deltager og kan levere data. COWI deltager, fordi det måske kan gavne.",
        "DTU er i dialog med borgerne om havnen, og COWI deltager.",
        "Partnerne mødes hver måned. DTU er vært, og COWI stiller lokaler til rådighed.",
        "DTU, COWI. Yderligere partnere afklares.",
        "DTU og COWI. Further partners to be decided.",
        "DTU og COWI; flere partnere er på vej",
    ],
)
def test_what_a_party_does_or_lacks_is_no_role(printed: str) -> None:
    assert parties(printed) == _named("DTU", "COWI")


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("DTU leder projektet sammen med COWI og Rambøll.", ["lead", "participant", "participant"]),
        ("DTU er ansvarlig for projektet, COWI hjælper.", ["lead", "participant"]),
        ("DTU deltager, og COWI kan komme med.", ["participant", "possible"]),
        ("DTU har projektledelsen. COWI og Rambøll bistår.", ["lead", "participant", "participant"]),
        ("Projektet forankres i DTU.", ["lead"]),
        ("Til at begynde med DTU. COWI kommer med fra 2027.", ["participant", "future"]),
        ("DTU. På længere sigt også COWI.", ["participant", "future"]),
        ("DTU. To begin with COWI, later Rambøll.", ["participant", "participant", "future"]),
        ("Projektet ledes af DTU i tæt samarbejde med COWI og Rambøll.", ["lead", "participant", "participant"]),
        ("Initiativtager er DTU. Med er også COWI.", ["lead", "participant"]),
        ("Bag forslaget står DTU og COWI.", ["participant", "participant"]),
        ("Ud over DTU deltager COWI.", ["participant", "participant"]),
        ("Deltagerne er indtil videre DTU og COWI, men flere er velkomne.", ["participant", "participant"]),
        ("DTU. Vi vil gerne have COWI med. Rambøll er spurgt.", ["participant", "possible", "possible"]),
        ("DTU (Lead), COWI (Partner), Rambøll (Possible)", ["lead", "participant", "possible"]),
        ("Tovholder: DTU. Øvrige: COWI, Rambøll (fra 2025)", ["lead", "participant", "future"]),
        ("The consortium consists of DTU and COWI.", ["participant", "participant"]),
        ("kommunerne (Greve og Solrød), DTU", ["participant", "participant", "participant", "participant"]),
        ("DTU. Måske også COWI og Rambøll.", ["participant", "possible", "possible"]),
        ("DTU, som er lead, COWI og Rambøll, der evt. kommer med", ["lead", "participant", "possible"]),
        ("DTU, der leverer data, så de kan deles, og COWI", ["participant", "participant"]),
        ("DTU og kommuner som Egedal og Furesø", ["participant", "participant", "example", "example"]),
    ],
)
def test_each_clause_says_the_role_of_its_own_parties(printed: str, read: list[str]) -> None:
    assert [role for _, role in parties(printed)] == read


@pytest.mark.parametrize(
    ("printed", "group"),
    [
        ("hospitals in Skåne", "hospitals in Skåne"),
        ("Havne langs Øresund", "havne langs Øresund"),
        ("foreninger i Sælby", "foreninger i Sælby"),
    ],
)
def test_group_that_a_place_tells_apart_is_a_collective(printed: str, group: str) -> None:
    read = one(proposal(parties=f"{printed}, DTU")).participations
    assert [(party.organisation, party.collective) for party in read] == [(group, True), ("DTU", False)]


@pytest.mark.parametrize("name", ["Hus i By A/S", "Foreningen Liv i Sælby", "Kunst på Havnen", "Danske Regioner"])
def test_name_that_holds_a_place_or_a_group_is_no_group(name: str) -> None:
    read = one(proposal(parties=f"{name}, DTU")).participations
    assert [(party.organisation, party.collective) for party in read] == [(name, False), ("DTU", False)]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Mulige deltagende parter:", "possible"),
        ("Fremtidige partnere:", "future"),
        ("Mulige fremtidige partnere er:", "future"),
        ("Lead-partnere:", "lead"),
        ("Deltagende parter (mulige):", "possible"),
        ("Future partners:", "future"),
    ],
)
def test_heading_gives_the_role(heading: str, role: str) -> None:
    [party] = one(proposal(parties="DTU").replace("Deltagende parter:", heading)).participations
    assert party.role == role


@pytest.mark.parametrize(
    "name",
    [
        "Fjordkompagniet A/S",
        "Blå Bølge ApS",
        "Fonden Blå Fjord",
        "Foreningen for Tang og Muslinger",
        "Havneforbundet",
        "Dansk Tangforening",
        "Eksempel & Søn I/S",
        "Skibs- og Havneselskabet",
        "VisitHavnen",
        "e-Havn",
        "Sæl Kommune",
        "Tangstyrelsen",
    ],
)
def test_unknown_organisation_is_read_by_its_form_and_warned_of(name: str) -> None:
    initiative = one(proposal(parties=f"- {name}\n- CLEAN"))
    assert [(party.organisation, party.collective) for party in initiative.participations] == [
        (name, False),
        ("CLEAN", False),
    ]
    assert warned(initiative, f"“{name}”", "no known organisation")


@pytest.mark.parametrize("name", ["dykkerforeninger", "lokale havnelaug", "grundejerforeninger", "tangbranchen"])
def test_unknown_group_is_a_collective_and_warned_of(name: str) -> None:
    initiative = one(proposal(parties=f"CLEAN, {name} og DTU"))
    assert [party.organisation for party in initiative.participations if party.collective] == [name]
    assert warned(initiative, f"“{name}”", "no known group")


def test_group_at_the_head_of_a_bullet_is_a_group() -> None:
    [party] = one(proposal(parties="- Dykkerforeninger")).participations
    assert (party.organisation, party.collective) == ("dykkerforeninger", True)


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Ballerup og Herlev kommuner", ["Ballerup Kommune", "Herlev Kommune"]),
        ("Kommuner: Ballerup og Herlev\nUniversiteter: DTU", ["Ballerup Kommune", "Herlev Kommune", "DTU"]),
        ("Regionerne Hovedstaden og Sjælland, DTU", ["Region Hovedstaden", "Region Sjælland", "DTU"]),
        ("Miljø- og Fødevareministeriet og DTU", ["Miljø- og Fødevareministeriet", "DTU"]),
        ("Danmarks Tekniske Universitet (DTU)", ["DTU"]),
        ("Grønt Havneforum (GHF)", ["Grønt Havneforum"]),
        ("Tangcenteret (Teknologisk Institut)", ["Tangcenteret", "Teknologisk Institut"]),
        ("Region Hovedstaden (Center for Regional Udvikling)", ["Region Hovedstaden"]),
        ("Plan, Miljø og Havn ApS; CLEAN; DTU", ["Plan, Miljø og Havn ApS", "CLEAN", "DTU"]),
        ("X kommuner og regioner", ["kommuner", "regioner"]),
        ("Fem kommuner, tre regioner", ["kommuner", "regioner"]),
        ("alle kommuner, øvrige virksomheder m.v.", ["kommuner", "virksomheder"]),
        ("CLEAN, Gate 21, CLEAN", ["CLEAN", "Gate 21"]),
        ("CLEAN og andre", ["CLEAN"]),
        ("Udenlandske partnere: Malmø Stad (SE) og Blå Hamn AB (SE)", ["Malmø Stad", "Blå Hamn AB"]),
    ],
)
def test_items_are_told_apart_and_have_their_canonical_names(printed: str, names: list[str]) -> None:
    assert [name for name, _ in parties(printed)] == names


def test_the_region_is_the_one_that_the_proposal_names() -> None:
    initiative = one(proposal(introduction="Region Sjælland vil have tang.", parties="regionen og CLEAN"))
    assert [party.organisation for party in initiative.participations] == ["Region Sjælland", "CLEAN"]


def test_the_region_is_doubtful_where_two_are_named() -> None:
    initiative = one(proposal(introduction="Region Sjælland og Region Hovedstaden vil.", parties="regionen"))
    assert [(party.organisation, party.collective) for party in initiative.participations] == [("regionen", True)]
    assert warned(initiative, "more than one region")


@pytest.mark.parametrize("printed", ["[Udestår]", "Endnu ikke afklaret", "m.fl.", "TBD"])
def test_list_that_names_nobody_is_warned_of(printed: str) -> None:
    initiative = one(proposal(parties=printed))
    assert initiative.participations == ()
    assert warned(initiative, "no party was read")


def test_sentence_that_only_tells_something_is_warned_of() -> None:
    told = "Den store og meget gamle kreds af havnens mange venner har i flere år arbejdet sammen med CLEAN om tang."
    initiative = one(proposal(parties=told))
    assert [party.organisation for party in initiative.participations] == ["CLEAN"]
    long = one(proposal(parties="Alle dem fra den store kreds af mennesker ved vandet omkring fjorden, Gate 21"))
    assert [party.organisation for party in long.participations] == ["Gate 21"]
    assert warned(long, "not read as a party")


def test_printed_form_and_line_of_each_party_are_kept() -> None:
    text = proposal(parties="GATE21,\nKbh. Kommune")
    first, second = one(text).participations
    assert (first.as_printed, second.as_printed) == ("GATE21", "Kbh. Kommune")
    assert [text.split("\n")[party.line - 1] for party in (first, second)] == ["GATE21,", "Kbh. Kommune"]


def test_name_cut_by_a_page_break_is_whole() -> None:
    assert parties("Gate 21, Københavns\n\fUniversitet og DTU") == _named("Gate 21", "Københavns Universitet", "DTU")


def test_name_cut_by_a_hyphen_is_whole() -> None:
    assert parties("Gate 21, Københavns Kom-\nmune") == _named("Gate 21", "Københavns Kommune")


def test_brackets_that_are_never_closed_are_none() -> None:
    assert brackets("a (b (c) d) e (f") == [(2, 11)]
    assert brackets(") ( ((") == []


def test_owner_of_what_is_built_on_is_mentioned_on_the_line_that_names_it() -> None:
    printed = "- Et fælles netværk for havne i hele landet,\n  der drives af Metroselskabet og\n  af Gate 21"
    initiative = one(proposal(foundations=printed))
    [thing] = initiative.builds_on
    assert thing.last_line == thing.line + 2
    told = {mention.organisation: (mention.line, mention.last_line) for mention in initiative.mentions}
    assert told["Metroselskabet"] == (thing.line + 1, thing.line + 1)


def test_owner_whose_name_runs_over_a_line_end_is_mentioned_on_both_lines() -> None:
    initiative = one(proposal(foundations="- Netværket Havneforum, der drives af Region\n  Hovedstaden siden 2014"))
    [thing] = initiative.builds_on
    told = {mention.organisation: (mention.line, mention.last_line) for mention in initiative.mentions}
    assert told["Region Hovedstaden"] == (thing.line, thing.line + 1)


def test_mentions_are_outside_the_list_of_parties() -> None:
    initiative = one(proposal(introduction="DTU har målt tangen. CLEANs tal er gode.", parties="Gate 21"))
    assert [mention.organisation for mention in initiative.mentions] == ["CLEAN", "DTU"]


def test_abbreviation_is_no_name_in_small_letters() -> None:
    assert one(proposal(introduction="Vi skal di og clean den.")).mentions == ()
