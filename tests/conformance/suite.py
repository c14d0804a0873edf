"""The suites as they lie on the disk."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any, Final

from tests.serving import ROOT

__all__ = ["GROUPS", "Test", "absence", "find", "group_of", "read_tests"]

Test = dict[str, Any]

_NAME: Final = "tests.json.gz"
# What must hold of each group: the least share of its tests that pass, as the service is held to it.
GROUPS: Final = {
    "Protocol": 1.0,
    "Graph Store HTTP Protocol": 1.0,
    "Service description": 1.0,
    "Update": 1.0,
    "Syntax, to be accepted": 0.99,
    "Syntax, to be refused": 0.99,
    "Results as CSV and TSV": 0.66,
    "Query evaluation, SPARQL 1.1": 0.956,
    "Query evaluation, SPARQL 1.0": 0.947,
}


def find() -> Path | None:
    """The file of the suites: in the folder that FYRNET_W3C names, or in ``../shared/w3c`` beside the checkout."""
    named = os.environ.get("FYRNET_W3C")
    folders = [Path(named)] if named else [ROOT.parent / "shared" / "w3c", ROOT.parent.parent / "shared" / "w3c"]
    files = [folder if folder.is_file() else folder / _NAME for folder in folders]
    return next((file for file in files if file.is_file()), None)


def absence() -> str:
    """What to say where the suites are not there."""
    return f"the W3C suites are not here: put {_NAME} into ../shared/w3c/, or name its folder in FYRNET_W3C"


def read_tests(file: Path) -> list[Test]:
    """All tests, in the order of the file."""
    with gzip.open(file, "rt", encoding="utf-8") as source:
        found: list[Test] = json.load(source)["tests"]
    return found


def group_of(test: Test) -> str:
    """The group of GROUPS that a test belongs to."""
    kind, version = test["type"], "1.1" if test["id"].startswith("sparql11/") else "1.0"
    if "Syntax" in kind:
        return "Syntax, to be accepted" if kind.startswith("Positive") else "Syntax, to be refused"
    if _is_table(test):
        return "Results as CSV and TSV"
    return {
        "ProtocolTest": "Protocol",
        "GraphStoreProtocolTest": "Graph Store HTTP Protocol",
        "ServiceDescriptionTest": "Service description",
        "UpdateEvaluationTest": "Update",
    }.get(kind, f"Query evaluation, SPARQL {version}")


def _is_table(test: Test) -> bool:
    return bool(test["type"] == "CSVResultFormatTest" or test.get("result_file") == ".tsv")
