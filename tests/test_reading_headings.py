"""Headings: spelt rightly or nearly so, with or without a colon, ornaments, numbers and text on the same line."""

from __future__ import annotations

from functools import cache

import pytest

from graph.reading.headings import SECTIONS, heading
from graph.reading.lexicon import lexicon
from tests.invented import HEADINGS, one, proposal


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Mulige elementer i initiativet:", "elements"),
        ("Mulige elemeneter i initiativet", "elements"),
        ("Forventde effekter:", "effects"),
        ("FORVENTEDE EFFEKTER", "effects"),
        ("Nøgletal", "figures"),
        ("Nøgletal (fortsat):", "figures"),
        ("Nøgeltal:", "figures"),
        ("Initativet bygger videre på", "foundations"),
        ("Projektet bygger på:", "foundations"),
        ("3. Deltagende parter", "parties"),
        ("## Deltagende parter", "parties"),
        ("**Deltagende parter:**", "parties"),
        ("Deltagende parter (mulige):", "parties"),
        ("Lead-partnere:", "parties"),
        ("Deltagende parter og roller", "parties"),
        ("Økonomi", "other"),
        ("Baggrund:", "introduction"),
        ("II. Kontaktpersoner", "contact"),
        ("Possible elements of the initiative:", "elements"),
        ("The initiative builds on:", "foundations"),
        ("Participating parties", "parties"),
    ],
)
def test_heading_is_recognised(line: str, section: str) -> None:
    found = heading(line)
    assert found is not None
    assert found.section == section


@pytest.mark.parametrize(
    "line",
    [
        "Kommuner",
        "- Kontakt",
        "Kontakten til havnen er god.",
        "Effekterne er store, og",
        "deltagende parter",
        "Virksomheder: Blå Bølge ApS",
        "Resultatet af det hele",
        "",
        "Tallene viser:",
        "Nøgletallet for hele landet er steget igen i år:",
    ],
)
def test_other_line_is_no_heading(line: str) -> None:
    assert heading(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Kontakt: Anne Eksempel, tlf.: 00112233", "Anne Eksempel, tlf.: 00112233"),
        ("Deltagende parter – Gate 21 og CLEAN", "Gate 21 og CLEAN"),
        ("**Deltagende parter:** Gate 21", "Gate 21"),
        ("Nøgletal:", ""),
    ],
)
def test_text_behind_a_heading_is_its_first(line: str, rest: str) -> None:
    found = heading(line)
    assert found is not None
    assert found.rest == rest


def test_line_behind_a_heading_goes_on_in_the_next() -> None:
    text = proposal().replace("Deltagende parter:\n\n", "Deltagende parter: DTU,\n")
    assert [party.organisation for party in one(text).participations] == ["DTU", "Gate 21", "CLEAN", "kommuner"]


def test_only_long_headings_of_proposals_are_telling() -> None:
    lines = ("Deltagende parter:", "Deltagere:", "Kontakt:")
    assert [found.telling for line in lines if (found := heading(line))] == [True, False, False]


def test_sentence_that_begins_in_small_letters_is_no_heading() -> None:
    assert heading("deltagende parter:") is None


def test_every_phrase_heads_the_section_it_is_listed_under() -> None:
    wrong = [
        phrase
        for section, phrases in lexicon().headings.items()
        for phrase in phrases
        if getattr(heading(f"{phrase.capitalize()}:"), "section", None) != section
    ]
    assert not wrong


def test_sections_of_the_lexicon_are_those_of_the_form() -> None:
    assert set(lexicon().headings) - {"lead"} <= set(SECTIONS)
    assert set(lexicon().signs) | {"parties", "lead"} == set(lexicon().headings)


def test_headings_may_stand_in_any_order() -> None:
    text = proposal()
    order = ["contact", "parties", "figures", "elements", "foundations", "effects"]
    cut = {name: text.split(HEADINGS[name])[1].split("\n\n")[1] for name in order}
    mixed = "Nr. 1: Grøn Havn\n\nHavnen skal være grøn.\n\n" + "".join(
        f"{HEADINGS[name]}\n\n{cut[name]}\n\n" for name in order
    )
    first, second = one(text), one(mixed)
    for field in ("participations", "builds_on", "contacts", "elements", "effects", "key_figures"):
        assert len(getattr(first, field)) == len(getattr(second, field)) > 0


def test_words_that_yaml_takes_for_truth_values_are_words() -> None:
    words = (lexicon().never_ends, lexicon().dangling, lexicon().no_unit, lexicon().title_words, lexicon().things)
    assert not [word for group in words for word in map(type, group) if word is not str]
    assert {"no", "off"} <= lexicon().never_ends
    assert "on" in lexicon().dangling


# Headings in other words

OTHER_WORDS = {
    "elements": (
        "Hvad skal vi lave?|Det vil vi|Hvad vil projektet?|Projektets aktiviteter|Indsatsen|"
        "Indsatsens indhold|Projektindhold|Konkrete initiativer|Hvad går vi i gang med?|Sådan gør vi|"
        "Det gør vi|Delinitiativer|Forslag til aktiviteter|Forslag til indhold|Løsningen|Løsninger|"
        "Løsningsforslag|Hvordan gør vi det?|Mulige indsatser|Hovedindsatser|Spor i initiativet|"
        "Arbejdsspor|Initiativets bestanddele|Delelementer|Hvad indebærer projektet?|Konkrete tiltag|"
        "Elementer|Planen|Ideer til indhold|What we want to do|What will we do?|Proposed activities|"
        "Scope of work|Possible components|Components|Workstreams|Our plan|The solution|"
        "What the project will do|Tasks|Key activities|Planned actions|Proposed elements|"
        "What is planned|Projektets hovedelementer|Hvad vil vi gerne?|Aktivitetsplan|Indsatsområder|"
        "Hvad indeholder projektet?|Hvad skal initiativet indeholde?|Beskrivelse af aktiviteter"
    ),
    "effects": (
        "Effekt på kort og langt sigt|Forventet output|Output og effekt|Virkning|Hvad opnår regionen?|"
        "Gevinster|Værdi|Værdiskabelse|Hvad giver det?|Hvad er gevinsten?|Hvilken forskel gør det?|"
        "Hvilken forskel skal det gøre?|Mål og effekter|Ønskede effekter|Effekt og resultater|"
        "Forventede gevinster|Resultater og effekter|Hvad får borgerne ud af det?|Hvad vinder vi?|"
        "Det får vi ud af det|Forventede virkninger|Samfundseffekt|Vores mål|Det vil vi nå|Resultatmål|"
        "Effekt for borgerne|Forventninger|Langsigtede effekter|Expected output|Benefits|"
        "Anticipated impact|Anticipated effects|What difference will it make?|Value created|"
        "What will change?|Intended outcomes|Intended results|Objectives and outcomes|Impact and results|"
        "What do we expect?|Long-term effects|Results we expect|What we hope to achieve|"
        "Hvad håber vi at opnå?|Hvilke effekter forventes?|Hvad skal der komme ud af det?|Succes er"
    ),
    "figures": (
        "Vigtige tal|Nogle tal|Centrale tal|Talgrundlag|Tal og statistik|Nøgletal og baggrundstal|"
        "Vidste du|Fakta om området|I tal|Kort fortalt i tal|Projektet i tal|Initiativet i tal|"
        "Et par tal|Data|Statistik|Økonomiske nøgletal|Relevante nøgletal|Udvalgte nøgletal|"
        "Facts & figures|Some numbers|Important numbers|Statistics|In figures|Figures|Key statistics|"
        "Selected facts|The project in numbers|By the numbers|Hvor stort er problemet?|Hvad ved vi?|"
        "Fakta og baggrund"
    ),
    "foundations": (
        "Hvad er der allerede?|Hvad findes allerede?|Eksisterende indsatser|Vi står på skuldrene af|"
        "Bygger ovenpå|Det bygger vi ovenpå|Bygger oven på|Forudgående arbejde|Forudgående projekter|"
        "Igangværende projekter|Igangværende indsatser|Beslægtede projekter|Beslægtede initiativer|"
        "Sammenhæng til øvrige projekter|Sammenhæng med eksisterende indsatser|Synergi med andre projekter|"
        "Erfaringer, vi bygger på|Erfaringsgrundlag|Hvad har vi i forvejen?|Hvad er allerede i gang?|"
        "Udgangspunkt|Udspringer af|Grundlag|Grundlaget|Fundamentet|Tilknytning til andre initiativer|"
        "Kobling til andre indsatser|Relaterede projekter|Tidligere og igangværende projekter|"
        "Hvad bygger det videre på?|Viderefører|Initiativet viderefører|Existing initiatives|"
        "Existing projects|Previous projects|Ongoing work|Ongoing projects|What already exists|"
        "What is already there?|Where we start from|Starting point|Links to other projects|"
        "Connection to other initiatives|Standing on the shoulders of|Based on|The project is based on|"
        "Relation to other projects|Background projects|Prior experience|What we already have"
    ),
    "parties": (
        "Partnerskab|Partnerskabet|Partnerskabets medlemmer|Hvem er med?|Hvem skal være med?|"
        "Hvem samarbejder vi med?|Samarbejde|Samarbejdet|Samarbejdspartnere|Mulige samarbejdspartnere|"
        "Interessenter|Aktører|Involverede|Medvirkende|Deltagerkreds|Bag initiativet står|"
        "Med i projektet|Med i projektet er|Organisationer|Deltagende virksomheder og organisationer|"
        "Projektpartnere|Projektdeltagere|Konsortiets medlemmer|Hvem er partnerne?|Hvem vil være med?|"
        "Hvem bidrager?|Parter i samarbejdet|Kredsen af deltagere|Partnership|The partnership|"
        "Partner organisations|Project participants|Collaborators|Stakeholders|Who will take part?|"
        "Who are the partners?|Involved parties|Team|Members of the consortium|Organisations involved|"
        "Who is behind it?|Cooperation partners|Collaboration partners|Potential partners|"
        "Partnerkreds og roller|Projektets samarbejdspartnere|Forslagsstillere"
    ),
    "contact": (
        "Kontaktoplysninger|Kontakt og spørgsmål|Mere information|Flere oplysninger|"
        "Hvem kan jeg kontakte?|Hvis du vil vide mere|Skriv eller ring til|Ring til|Skriv til|"
        "Kontaktpersoner i projektet|Spørgsmål rettes til|Henvendelse til|Henvendelse kan ske til|"
        "Nærmere oplysninger|Yderligere spørgsmål|Kontaktdata|Kontakt til projektet|Kontaktinformationer|"
        "Your contact|Point of contact|Contact points|Want to know more?|Questions?|"
        "More about the project|Enquiries|Please contact|For questions|Reach us|"
        "Kontaktperson for projektet|Hvor kan man høre mere?|Hvem svarer på spørgsmål?"
    ),
}
"""What others write for each heading of the form, parted by "|"."""
PRINTED = {
    "with a colon": "{}:",
    "alone": "{}",
    "as in markdown": "## {}",
    "in capitals": None,
    "ruled under": "{}\n---------",
    "bold": "**{}**",
    "numbered": "{n}. {}",
}
FIELDS = ("elements", "effects", "key_figures", "builds_on", "participations", "contacts")


def _worded(printed: str | None, **others: str) -> str:
    """A proposal with some headings in other words, all printed alike."""
    text = proposal("Grøn Havn")
    for number, (section, words) in enumerate(HEADINGS.items(), start=1):
        said = others.get(section, words).rstrip(":")
        line = said.upper() if printed is None else printed.format(said, n=number)
        text = text.replace(f"{words}\n", f"{line}\n")
    return text


@cache
def _facts(text: str) -> tuple[int, ...]:
    initiative = one(text)
    return tuple(len(getattr(initiative, field)) for field in FIELDS)


@pytest.mark.parametrize("printed", PRINTED.values(), ids=PRINTED.keys())
def test_known_headings_are_found_however_they_are_printed(printed: str | None) -> None:
    assert _facts(_worded(printed)) == _facts(proposal())


@pytest.mark.parametrize(
    "printed", ["## {}", pytest.param("{}", marks=pytest.mark.slow), pytest.param("{}:", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize(
    ("section", "words"),
    [(section, words) for section, all_words in OTHER_WORDS.items() for words in all_words.split("|")],
)
def test_heading_in_other_words_is_understood(section: str, words: str, printed: str) -> None:
    assert _facts(_worded(printed, **{section: words})) == _facts(proposal())


def test_word_that_only_hints_at_a_section_heads_it_where_no_other_does() -> None:
    hinted = "## Samarbejde\n\nDTU og COWI.\n\n"
    text = _worded("## {}")
    assert len(one(text.replace("## Kontakt", f"{hinted}## Kontakt")).participations) == 3
    assert len(one(text.replace("## Deltagende parter\n\nGate 21, CLEAN og kommuner.\n", hinted)).participations) == 2


def test_line_of_two_columns_is_no_heading_by_a_hint() -> None:
    text = _worded("## {}").replace("## Deltagende parter\n", "Samarbejde om havnen       Tal:\n")
    assert one(text).participations == ()
