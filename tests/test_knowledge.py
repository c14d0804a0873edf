"""What is known beforehand: names and aliases by key, and files that contradict themselves."""

from __future__ import annotations

import itertools
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from graph.knowledge import Knowledge, key, knowledge, read_knowledge
from graph.reading.names import Names, without_genitive


def _folder(tmp_path: Path, organisations: str) -> Path:
    (tmp_path / "organisations.yaml").write_text(organisations, encoding="utf-8")
    (tmp_path / "collectives.yaml").write_text("- {name: havne, aliases: [havnene]}\n", encoding="utf-8")
    (tmp_path / "undertakings.yaml").write_text("", encoding="utf-8")
    return tmp_path


def _known(tmp_path: Path, organisations: str) -> Knowledge:
    return read_knowledge(_folder(tmp_path, organisations))


@pytest.mark.parametrize(
    ("one", "other"),
    [("GATE21", "Gate 21"), ("DTU-Water", "DTU Water"), ("Energi & Vand", "Energi og Vand"), ("M.A.X.", "max")],
)
def test_key_forgets_case_spacing_and_punctuation(one: str, other: str) -> None:
    assert key(one) == key(other)


@given(st.text(alphabet="aÅæ ÉZ1.-&/’”()+", max_size=30))
def test_key_of_a_key_is_itself(text: str) -> None:
    assert key(key(text)) == key(text)


def test_entry_is_found_by_name_alias_and_english_name(tmp_path: Path) -> None:
    known = _known(tmp_path, "- {name: Grøn Havn, en: Green Harbour, aliases: [GH], kind: company}\n")
    for name in ("grøn havn", "GH", "Green Harbour", "Grøn-Havn"):
        assert known.organisation(name) is known.organisations["Grøn Havn"]
    assert known.organisation("Blå By") is None
    assert known.collective("Havnene") is known.collectives["havne"]
    assert known.undertaking("Grøn Havn") is None


def test_slug_is_made_from_the_name_unless_given(tmp_path: Path) -> None:
    known = _known(tmp_path, "- {name: Grøn Havn}\n- {name: Blå By, slug: by}\n")
    assert [entry.slug for entry in known.organisations.values()] == ["groen-havn", "by"]


@pytest.mark.parametrize(
    ("organisations", "words"),
    [
        ("- {name: A}\n- {name: B, aliases: [a]}\n", "names both"),
        ("- {name: A, colour: green}\n", "colour"),
        ("- {kind: company}\n", "without a name"),
    ],
)
def test_file_that_contradicts_itself_is_refused(tmp_path: Path, organisations: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as error:
        _known(tmp_path, organisations)
    assert "organisations.yaml" in str(error.value)


def test_english_name_that_is_another_entry_s_name_gives_way(tmp_path: Path) -> None:
    known = _known(tmp_path, "- {name: A, en: B}\n- {name: B}\n")
    found = known.organisation("B")
    assert found is not None
    assert found.name == "B"


def test_shipped_knowledge_is_read_once() -> None:
    assert knowledge() is knowledge()
    assert knowledge().organisation("CLEAN") is knowledge().organisations["CLEAN"]


def test_place_that_begins_another_name_is_not_its_municipality() -> None:
    found = Names(knowledge()).organisations("Vi ser Køge Kyst, Køge Havn, Køge Kommune og Køge.")
    assert [hit.name for hit in found] == ["Køge Havn", "Køge Kommune", "Køge Kommune"]


# Names in running text


@pytest.fixture
def names(tmp_path: Path) -> Names:
    return Names(_known(tmp_path, "- {name: Grøn Havn, aliases: [GH]}\n- {name: Grøn Havn Syd}\n- {name: DI}\n"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Grøn Havn og Grøn Havn Syd", ["Grøn Havn", "Grøn Havn Syd"]),
        ("Grøn Havns kaj, GHs mole", ["Grøn Havn", "Grøn Havn"]),
        ("en grøn havn, di og gh", []),
        ("Det er Grøn. Havn er blå.", ["Grøn Havn"]),
        ("Det er Grøn. Havnen er blå.", []),
        ("Grøn (Havn)", []),
        ("Sæl Kommunes bestyrelse", ["Sæl Kommune"]),
        ("Kommunalbestyrelsen, Bestyrelsen og Ministeriet", []),
        ("Region Fjord, Tangstyrelsen og Blå Bølge A/S", ["Region Fjord", "Tangstyrelsen", "Blå Bølge A/S"]),
        ("", []),
    ],
)
def test_names_are_found_in_running_text(names: Names, text: str, found: list[str]) -> None:
    assert [hit.name for hit in names.organisations(text)] == found


@given(st.text(alphabet="GrønHavDISyd .,()-&'s", max_size=60))
def test_names_found_never_overlap_and_stand_in_order(text: str) -> None:
    hits = Names(knowledge()).organisations(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(hits))
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(
    ("name", "bare"), [("CLEANs", "CLEAN"), ("DI's", "DI"), ("Danmarks’", "Danmarks"), ("DTU", "DTU")]
)
def test_genitive_is_taken_off(name: str, bare: str) -> None:
    assert without_genitive(name) == bare
