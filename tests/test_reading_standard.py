"""The reading of the real proposals reaches the standard that was made by hand, and the scoring itself can be trusted.

The source is no part of the project: where it is not at hand, what needs it skips and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from ontology.models import Initiative
from tests import sameness, scoring
from tests.scoring import KINDS, Score, match, score, standard

Fact = dict[str, Any]

FLOORS = {
    "initiatives": 1.0,
    "named parties": 0.97,
    "collectives": 0.95,
    "roles": 0.95,
    "builds_on": 0.90,
    "contacts": 1.0,
    "key figures": 0.90,
    "effects": 0.90,
}
FACTS = ("participations", "builds_on", "contacts", "elements", "effects", "key_figures", "mentions")


# The real proposals


@pytest.fixture(scope="module")
def reading() -> list[Fact]:
    path = scoring.source_file()
    if path is None:
        pytest.skip(f"{scoring.SOURCE_NAME} is not at hand: set FYRNET_SOURCES to its folder")
    return scoring.read_source(path)


@pytest.mark.parametrize(("kind", "floor"), FLOORS.items())
def test_reading_of_the_proposals_reaches_the_standard(reading: list[Fact], kind: str, floor: float) -> None:
    reached = score(kind, standard(), reading)
    told = "\n".join([*(f"missed {text}" for text in reached.misses), *(f"extra {text}" for text in reached.extras)])
    assert reached.f1 >= floor, f"{kind}: F1 {reached.f1:.3f} is below {floor}\n{told}"


# The standard


def _all(field: str) -> Iterator[tuple[Fact, Fact]]:
    for initiative in standard():
        for fact in initiative[field]:
            if not fact.get("optional"):
                yield initiative, fact


def test_standard_has_the_known_totals() -> None:
    collective = [party["collective"] for _, party in _all("participations")]
    totals = {field: len(list(_all(field))) for field in ("builds_on", "contacts", "key_figures", "effects")}
    assert len(standard()) == 11
    assert (collective.count(False), collective.count(True)) == (49, 50)
    assert totals == {"builds_on": 73, "contacts": 18, "key_figures": 71, "effects": 43}


def test_readme_names_the_source_by_its_hash() -> None:
    assert scoring.SOURCE_SHA256 in (sameness.STANDARD / "README.md").read_text(encoding="utf-8")


def test_numbers_of_initiatives_stand_as_printed() -> None:
    printed = ["1", "2", "3", "4", "5", "65", "76", "8 7", "9 8", "9", "10"]
    assert [each["number"] for each in standard()] == printed


def test_initiatives_of_the_standard_follow_each_other() -> None:
    ends = [line for each in standard() for line in each["lines"]]
    assert ends == sorted(set(ends))


@pytest.mark.parametrize("field", FACTS)
def test_every_fact_stands_within_its_initiative(field: str) -> None:
    outside = [fact for initiative, fact in _all(field) if not _inside(initiative, fact)]
    assert not outside


def _inside(initiative: Fact, fact: Fact) -> bool:
    first, last = initiative["lines"]
    return all(first <= fact.get(name, fact["line"]) <= last for name in ("line", "line_end", "bullet"))


def test_standard_holds_no_text_of_the_source() -> None:
    texts = [text for field in FACTS for _, fact in _all(field) for text in _strings(fact)]
    assert texts
    assert max(map(len, texts)) <= 80
    assert not [fact for field in FACTS for _, fact in _all(field) if {"text", "as_printed"} & fact.keys()]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


# The scoring


def _read(initiative: Fact, *, optional: bool = True) -> Fact:
    """What a perfect reader would print of an initiative of the standard."""
    facts = {name: [f for f in initiative[name] if optional or not f.get("optional")] for name in FACTS}
    raw = {**initiative, **facts, "source": "forslag.txt"}
    for name, extra in (("participations", "as_printed"), ("builds_on", "as_printed")):
        raw[name] = [{**fact, extra: "…"} for fact in facts[name]]
    for name in ("elements", "effects", "key_figures"):
        raw[name] = [{**fact, "text": "…"} for fact in facts[name]]
    ours = {"head", "also", "kind_also", "level_also", "line_end", "optional", "bullet"}
    for name in FACTS:
        raw[name] = [{field: value for field, value in fact.items() if field not in ours} for fact in raw[name]]
    return Initiative.model_validate(raw).model_dump(mode="json")


@pytest.fixture
def perfect() -> list[Fact]:
    return [_read(each) for each in standard()]


def _of(reading: list[Fact], title: str) -> Fact:
    return next(each for each in reading if each["title"].startswith(title))


def _scores(reading: list[Fact]) -> dict[str, Score]:
    return {kind: score(kind, standard(), reading) for kind in KINDS}


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_perfect_reading_scores_one_with_and_without_what_is_optional(kind: str, optional: bool) -> None:
    reached = score(kind, standard(), [_read(each, optional=optional) for each in standard()])
    assert (reached.precision, reached.recall, reached.f1) == (1, 1, 1)
    assert reached.tp > 0
    assert not reached.misses
    assert not reached.extras


def test_empty_reading_misses_everything_and_invents_nothing() -> None:
    reached = score("named parties", standard(), [])
    assert (reached.tp, reached.fp, reached.fn) == (0, 0, 49)
    assert (reached.precision, reached.recall, reached.f1) == (1, 0, 0)


def test_order_of_initiatives_does_not_matter(perfect: list[Fact]) -> None:
    assert all(reached.f1 == 1 for reached in _scores(perfect[::-1]).values())


@pytest.mark.slow
def test_dropped_party_lowers_recall_and_is_told(perfect: list[Fact]) -> None:
    before = _scores(perfect)
    parties = _of(perfect, "Living Lab")["participations"]
    parties[:] = [party for party in parties if party["organisation"] != "HOFOR"]
    after = _scores(perfect)
    assert (after["named parties"].precision, after["named parties"].recall) == (1, 48 / 49)
    assert after["named parties"].misses == ("65 Living Lab for klimatilp: HOFOR, participant (line 815)",)
    unchanged = KINDS.keys() - {"named parties", "roles"}
    assert {kind: after[kind] for kind in unchanged} == {kind: before[kind] for kind in unchanged}


def test_invented_party_lowers_precision(perfect: list[Fact]) -> None:
    parties = _of(perfect, "Madfællesskabet")["participations"]
    parties.append({**parties[0], "organisation": "Havneforum", "collective": False})
    reached = score("named parties", standard(), perfect)
    assert (reached.precision, reached.recall) == (49 / 50, 1)
    assert "Havneforum" in reached.extras[0]


def test_wrong_role_lowers_roles_only(perfect: list[Fact]) -> None:
    _of(perfect, "Trafikplan")["participations"][0]["role"] = "lead"
    after = _scores(perfect)
    assert after["roles"].f1 == 98 / 99
    assert {kind for kind, reached in after.items() if reached.f1 < 1} == {"roles"}


def test_named_body_given_as_a_collective_is_missed_and_extra(perfect: list[Fact]) -> None:
    _of(perfect, "Trafikplan")["participations"][0]["collective"] = True
    assert score("named parties", standard(), perfect).fn == 1
    assert score("collectives", standard(), perfect).fp == 1


@pytest.mark.parametrize(
    ("spelling", "same"),
    [
        ("kommuner", True),
        ("Kommunerne i regionen", True),
        ("Kommune", True),
        ("regioner", False),
        ("komponister", False),
    ],
)
def test_collective_is_known_by_its_head_word(spelling: str, same: bool) -> None:
    wanted = {"organisation": "kommuner", "head": "kommuner", "collective": True}
    assert (sameness.fits_party(wanted, {"organisation": spelling, "collective": True}) > 0) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("DTU", "Danmarks Tekniske Universitet", True),
        ("GATE21", "Gate 21", True),
        ("Danva", "DANVA", True),
        ("Energi & Vand", "Energi og Vand", True),
        ("Region H", "Region Hovedstaden", False),
        ("Væksthus", "Væksthus Hovedstaden", False),
        ("DTU", "DTU Water", False),
    ],
)
def test_spellings_are_forgiven_but_abbreviations_must_be_resolved(one: str, other: str, same: bool) -> None:
    assert sameness.same_name(one, other) is same


def test_thing_split_in_two_lowers_precision_only(perfect: list[Fact]) -> None:
    things = _of(perfect, "Grønne")["builds_on"]
    things.append(deepcopy(things[0]))
    reached = score("builds_on", standard(), perfect)
    assert reached.recall == 1
    assert reached.fp == 1


def test_bullet_taken_as_one_thing_misses_the_others_it_names(perfect: list[Fact]) -> None:
    things = _of(perfect, "Ressourceeffektivitet")["builds_on"]
    lumped = {**things[0], "name": ", ".join(thing["name"] for thing in things[:4])}
    things[:4] = [lumped]
    reached = score("builds_on", standard(), perfect)
    assert (reached.fn, reached.fp) == (3, 0)


def test_things_of_the_same_words_are_told_apart_by_their_order() -> None:
    named = ["Styregruppen for Loop City Digital Infrastruktur", "Digital infrastruktur i Loop City"]
    wanted = [{"name": name, "line": 1637, "line_end": 1639} for name in named]
    found = [
        {"name": name, "line": 1637}
        for name in ("Digital infrastruktur i Loop City", "Loop City Digital Infrastruktur")
    ]
    assert match(wanted, found, sameness.fits_thing) == [(0, 1), (1, 0)]


def test_thing_named_elsewhere_in_the_initiative_is_not_found(perfect: list[Fact]) -> None:
    _of(perfect, "Grønne")["builds_on"][0]["line"] = 600
    reached = score("builds_on", standard(), perfect)
    assert (reached.fn, reached.fp) == (1, 1)


@pytest.mark.parametrize(
    ("field", "value"), [("phone", "00112233"), ("email", None), ("role", "Direktør"), ("name", "Anne Eksempel")]
)
def test_contact_with_one_wrong_detail_is_wrong(perfect: list[Fact], field: str, value: str | None) -> None:
    _of(perfect, "Trafikplan")["contacts"][0][field] = value
    reached = score("contacts", standard(), perfect)
    assert (reached.tp, reached.fp, reached.fn) == (17, 1, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [("value", 3), ("value_max", 3), ("pending", True), ("unit", "mio. kr."), ("unit", None), ("line", 90)],
)
def test_figure_with_one_wrong_detail_is_wrong(perfect: list[Fact], field: str, value: object) -> None:
    _of(perfect, "Trafikplan")["key_figures"][0][field] = value
    reached = score("key figures", standard(), perfect)
    assert (reached.tp, reached.fp, reached.fn) == (70, 1, 1)


@pytest.mark.parametrize(("line", "year", "right"), [(63, 2018, True), (64, 2018, False), (61, None, False)])
def test_effect_needs_its_year_and_its_line(perfect: list[Fact], line: int, year: int | None, right: bool) -> None:
    _of(perfect, "Trafikplan")["effects"][0].update(line=line, year=year)
    assert (score("effects", standard(), perfect).f1 == 1) is right


def test_missing_initiative_is_missed_with_all_its_facts(perfect: list[Fact]) -> None:
    perfect.remove(_of(perfect, "Living Lab"))
    assert score("initiatives", standard(), perfect).fn == 1
    assert score("named parties", standard(), perfect).fn == 18
    assert score("named parties", standard(), perfect).fp == 0


def test_invented_initiative_has_only_extras(perfect: list[Fact]) -> None:
    perfect.append({**_of(perfect, "Living Lab"), "title": "Xylofoner"})
    reached = score("named parties", standard(), perfect)
    assert (reached.tp, reached.fp, reached.fn) == (49, 18, 0)


def test_matching_finds_as_many_pairs_as_there_can_be() -> None:
    fits = {("a", "x"): 1.0, ("a", "y"): 0.1, ("b", "x"): 0.1}  # the closest pair first would leave b alone
    wanted, found = [{"name": "a"}, {"name": "b"}], [{"name": "x"}, {"name": "y"}]
    assert match(wanted, found, lambda one, other: fits.get((one["name"], other["name"]), 0.0)) == [(0, 1), (1, 0)]


def test_optional_fact_does_not_take_the_partner_of_a_required_one() -> None:
    wanted: list[Fact] = [{"name": "x", "optional": True}, {"name": "xy"}]
    assert match(wanted, [{"name": "x"}], lambda one, other: 1.0 if one == other else 0.5) == [(1, 0)]


# The source


def test_another_file_of_the_same_name_is_said_to_be_different(tmp_path: Path) -> None:
    other = tmp_path / scoring.SOURCE_NAME
    other.write_text("Nr. 1: Grøn Havn\n", encoding="utf-8")
    with pytest.raises(ValueError, match="another file than the standard was made from"):
        scoring.read_source(other)


def test_folder_of_the_source_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FYRNET_SOURCES", str(tmp_path))
    assert scoring.source_file() is None
    (tmp_path / scoring.SOURCE_NAME).touch()
    assert scoring.source_file() == tmp_path / scoring.SOURCE_NAME
