"""The page for operators has every setting, with the default and the range that the code has."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from api.reference import VARIABLES, reference
from api.settings import Settings, read_settings
from tests.serving import ROOT
from tests.test_layers import ROOMS, modules

NAMES = {name: field for section in VARIABLES.values() for name, (field, _) in section.items()}
READ = re.compile(r"\bFYRNET_[A-Z_]*[A-Z]\b")


def test_page_for_operators_is_fresh() -> None:
    page = (ROOT / "docs/operation.md").read_text(encoding="utf-8")
    assert page == reference(), "run `make docs`"


def test_every_variable_that_the_code_reads_is_on_the_page_and_no_other() -> None:
    code = [path for path in modules(*ROOMS) if path.name != "reference.py"]
    read = {name for path in code for name in READ.findall(path.read_text(encoding="utf-8"))}
    assert read == NAMES.keys()


def test_every_variable_fills_the_field_that_the_page_says() -> None:
    known = {field.name for field in fields(Settings)}
    assert {field for field in NAMES.values() if field} <= known


def test_ranges_on_the_page_are_those_that_are_kept() -> None:
    row = re.search(r"^\| `FYRNET_CONNECTIONS` \|.*\| (\d+) to (\d+) \| (\d+) \|$", reference(), re.MULTILINE)
    assert row
    least, most, default = map(int, row.groups())
    assert read_settings({"FYRNET_CONNECTIONS": str(least)}).most_connections == least
    assert read_settings({"FYRNET_CONNECTIONS": str(most)}).most_connections == most
    assert Settings().most_connections == default


def test_name_and_password_are_taken_from_an_address_only_where_they_stand_in_it() -> None:
    with_name = read_settings({"FYRNET_STORE": "https://anne:p%40ss@store.example.org/sparql?of=a@b"})
    assert with_name.store == "https://store.example.org/sparql?of=a@b"
    assert (with_name.store_user, with_name.store_password) == ("anne", "p@ss")
    without = read_settings({"FYRNET_STORE": "https://store.example.org/repositories/a@b"})
    assert (without.store, without.store_user) == ("https://store.example.org/repositories/a@b", None)


def test_environment_that_is_given_empty_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FYRNET_PORT", "9000")
    assert read_settings({}) == Settings()
