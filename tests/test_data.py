"""The curated data can be relied on: names that lead to one thing each, links that lead somewhere, texts of its own.

What the data say of the proposals is compared with the proposals where these are at hand; see `tests.scoring`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml
from pyoxigraph import NamedNode, RdfFormat, parse

from graph import curation, reading, triples
from graph.knowledge import Known, key, knowledge, read_knowledge
from graph.shipped import data_file
from ontology.models import Document, UndertakingKind
from ontology.terms import PREFIXES
from tests import scoring
from tests.serving import ROOT

FILES = ("organisations", "collectives", "undertakings")
CURATED = sorted(data_file("curation").glob("*.yaml"))
LONGEST_RUN = 7
"""Words in a row that a text of ours may share with the source: a title, or the name of a project."""
LONGEST_LABEL = 90
LONGEST_SHORT_TITLE = 28


@cache
def concepts(prefix: str) -> frozenset[str]:
    """Slugs of the concepts below a prefix, as concepts.ttl has them."""
    path = ROOT / "ontology" / "concepts.ttl"
    subjects = (quad.subject for quad in parse(path=path, format=RdfFormat.TURTLE))
    iris = {subject.value for subject in subjects if isinstance(subject, NamedNode)}
    return frozenset(iri.removeprefix(PREFIXES[prefix]) for iri in iris if iri.startswith(PREFIXES[prefix]))


@cache
def curated(path: Path) -> dict[str, Any]:
    """One curation file."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def source() -> Document:
    """The proposals as read; the test that asks skips where they are absent."""
    path = scoring.source_file()
    if path is None:
        pytest.skip(f"{scoring.SOURCE_NAME} is not at hand: set FYRNET_SOURCES to its folder")
    return reading.read(path)


def entries(file: str) -> Mapping[str, Known]:
    """Entries of one of the three files, by canonical name."""
    return dict(getattr(knowledge(), file))


def texts(path: Path) -> Iterator[tuple[str, str, str]]:
    """Where, language and text of everything that a curation file says in words."""
    for field in ("title", "short", "summary"):
        yield from ((field, language, text) for language, text in curated(path)[field].items())
    for part, label in curated(path)["labels"].items():
        yield from ((part, language, text) for language, text in label.items())


def words(text: str) -> list[str]:
    """Words of a text without case and punctuation."""
    return re.findall(r"\w+", text.casefold())


def runs(of: list[str], length: int) -> set[tuple[str, ...]]:
    """Every run of `length` words."""
    return {tuple(of[i : i + length]) for i in range(len(of) - length + 1)}


# --- organisations, collectives, undertakings ------------------------------------------------------------------------


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    for file in FILES:
        (tmp_path / f"{file}.yaml").write_text("[]\n", encoding="utf-8")
    colliding = "- {name: Grøn Havn, aliases: [GH]}\n- {name: Gamle Huse, aliases: [G.H.]}\n"
    (tmp_path / "organisations.yaml").write_text(colliding, encoding="utf-8")
    with pytest.raises(ValueError, match=r"organisations\.yaml: 'G\.H\.' names both 'Grøn Havn' and 'Gamle Huse'"):
        read_knowledge(tmp_path)


@pytest.mark.parametrize("file", FILES)
def test_name_leads_to_one_entry_and_slug_to_one_name(file: str) -> None:
    slugs = [entry.slug for entry in entries(file).values()]
    assert len(slugs) == len(set(slugs)) == len(yaml.safe_load(data_file(f"{file}.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", FILES)
def test_no_alias_repeats_what_folding_already_gives(file: str) -> None:
    known = entries(file).values()
    assert not [entry.name for entry in known if len({key(name) for name in entry.names}) < len(entry.names)]


@pytest.mark.parametrize(("one", "other"), list(combinations(FILES, 2)))
def test_no_name_is_of_two_natures(one: str, other: str) -> None:
    first, second = ({key(name) for entry in entries(file).values() for name in entry.names} for file in (one, other))
    assert not first & second


@pytest.mark.parametrize("file", FILES)
def test_every_entry_has_an_english_name(file: str) -> None:
    assert not [entry.name for entry in entries(file).values() if not entry.en]


def test_kind_of_every_organisation_is_a_concept() -> None:
    assert {entry.kind for entry in entries("organisations").values()} <= concepts("orgkind")


def test_kind_of_every_undertaking_is_a_concept() -> None:
    kinds = concepts("kind") & set(get_args(UndertakingKind))
    assert {entry.kind for entry in entries("undertakings").values()} <= kinds


@pytest.mark.parametrize("file", FILES)
def test_owner_member_or_whole_is_an_entry_of_its_own(file: str) -> None:
    wholes = entries("undertakings" if file == "undertakings" else "organisations")
    for entry in entries(file).values():
        assert {*entry.owners, *entry.members} <= entries("organisations").keys(), entry.name
        assert entry.part_of is None or entry.part_of in wholes, entry.name


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_part_of_itself(file: str) -> None:
    known = entries(file)
    for entry in known.values():
        seen, above = [entry.name], entry.part_of
        while above:
            assert above not in seen
            seen, above = [*seen, above], known[above].part_of


def test_denmark_has_its_98_municipalities_and_five_regions() -> None:
    known = entries("organisations").values()
    swedish = {"Malmø Stad", "Lunds Kommune", "Helsingborg Stad"}
    assert len({entry.name for entry in known if entry.kind == "municipality"} - swedish) == 98
    regions = {entry.name.removeprefix("Region ") for entry in known if entry.kind == "region"} - {"Skåne", "Halland"}
    assert regions == {"Hovedstaden", "Sjælland", "Syddanmark", "Midtjylland", "Nordjylland"}


def test_capital_region_has_29_municipalities_and_says_by_which_law() -> None:
    collective = entries("collectives")["kommuner i hovedstadsregionen"]
    kinds = {entries("organisations")[member].kind for member in collective.members}
    assert (len(set(collective.members)), kinds) == (29, {"municipality"})
    assert "Bornholms Regionskommune" in collective.members
    assert "lov nr. 537 af 24. juni 2005" in (collective.origin or "")


def test_list_of_members_always_says_where_it_comes_from() -> None:
    assert not [entry.name for entry in entries("collectives").values() if bool(entry.members) != bool(entry.origin)]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("GATE21", "Gate 21"),
        ("DTU-Water", "DTU Water"),
        ("VandiByer", "Vand i Byer"),
        ("Real Dania", "Realdania"),
        ("DI", "Dansk Industri"),
        ("Forsikring og Pension", "Forsikring & Pension"),
        ("Erhvervs- og vækstministeriet", "Erhvervs- og Vækstministeriet"),
        ("Væksthus", "Væksthus Hovedstaden"),
        ("Reg. Sjælland", "Region Sjælland"),
        ("Kbh. Kommune", "Københavns Kommune"),
        ("Danmarks Tekniske Universitet", "DTU"),
    ],
)
def test_printed_form_leads_to_the_organisation(printed: str, name: str) -> None:
    known = knowledge().organisation(printed)
    assert known is not None
    assert known.name == name


# --- curation --------------------------------------------------------------------------------------------------------


def test_there_is_one_curation_file_for_each_of_eleven_initiatives() -> None:
    assert [curated(path)["initiative"] for path in CURATED] == [path.stem for path in CURATED]
    assert len(CURATED) == 11


@pytest.mark.parametrize("path", CURATED, ids=lambda path: path.stem[:40])
def test_curation_speaks_both_languages(path: Path) -> None:
    content = curated(path)
    assert "en" in content["title"]
    for text in (content["short"], content["summary"], *content["labels"].values()):
        assert list(text) == ["da", "en"]
        assert all(value.strip() for value in text.values())


@pytest.mark.parametrize("path", CURATED, ids=lambda path: path.stem[:40])
def test_summary_is_of_two_or_three_sentences(path: Path) -> None:
    for text in curated(path)["summary"].values():
        assert 2 <= len(re.findall(r"\.(?=\s|$)", text)) <= 3


@pytest.mark.parametrize("path", CURATED, ids=lambda path: path.stem[:40])
def test_labels_and_short_titles_are_short(path: Path) -> None:
    content = curated(path)
    assert max(map(len, content["short"].values())) <= LONGEST_SHORT_TITLE
    assert max(len(text) for label in content["labels"].values() for text in label.values()) <= LONGEST_LABEL


@pytest.mark.parametrize("path", CURATED, ids=lambda path: path.stem[:40])
def test_themes_are_concepts(path: Path) -> None:
    themes = curated(path)["themes"]
    assert themes
    assert len(themes) == len(set(themes))
    assert set(themes) <= concepts("theme")


@pytest.mark.parametrize("path", CURATED, ids=lambda path: path.stem[:40])
def test_no_summary_or_label_repeats_a_sentence_of_the_source(path: Path) -> None:
    printed = runs(words("\n".join(source().text)), LONGEST_RUN + 1)
    own = [(where, text) for where, _, text in texts(path) if where != "title"]
    assert not [(where, text) for where, text in own if runs(words(text), LONGEST_RUN + 1) & printed]


def test_repeated_sentence_would_be_found() -> None:
    printed = runs(words("En havn, der er grøn, giver byen både arbejde og ro."), LONGEST_RUN + 1)
    assert runs(words("Her: en havn der er grøn giver byen både"), LONGEST_RUN + 1) & printed
    assert not runs(words("Her: en havn der er grøn giver byen arbejde"), LONGEST_RUN + 1) & printed


def test_everything_curated_stands_in_the_source() -> None:
    quads = triples.quads(source(), "lighthouse-proposals", knowledge(), passages=False)
    assert not curation.orphans(data_file("curation"), quads)


def test_every_element_effect_and_figure_of_the_source_has_a_label() -> None:
    labelled = {f"{path.stem}/{part}" for path in CURATED for part in curated(path)["labels"]}
    quads = triples.quads(source(), "lighthouse-proposals", knowledge(), passages=False)
    found = (
        re.search(r"/initiative/(.*/(?:element|effect|figure)/.*)", str(quad.subject).strip("<>")) for quad in quads
    )
    parts = {match[1] for match in found if match}
    assert parts
    assert not parts - labelled


def test_readme_names_every_file_of_the_data() -> None:
    readme = data_file("README.md").read_text(encoding="utf-8")
    names = (*(f"{file}.yaml" for file in FILES), "curation/", "lighthouse-proposals.trig")
    assert not [name for name in names if f"`{name}" not in readme]
