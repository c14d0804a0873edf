"""One layering: `api -> graph -> ontology`, nothing imports `api` but tests, each foreign library stays in its room.

The imports are read from the source, those inside functions and those under `TYPE_CHECKING` included.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.serving import ROOT

ROOMS = ("ontology", "graph", "api")
AROUND = ("benchmarks", "notebooks", "docs", "data")

MAY_IMPORT = {"ontology": {"ontology"}, "graph": {"graph", "ontology"}, "api": {"api", "graph", "ontology"}}

# A place is a module or the folder it has grown into, without suffix.
PLACES = {
    "rdflib": ("ontology/shapes", "ontology/document"),
    "pyshacl": ("ontology/shapes",),
    "networkx": ("graph/networks", "graph/analysis", "graph/drawing"),
    "scipy": ("graph/arrays", "graph/networks", "graph/analysis", "graph/drawing", "graph/resolution"),
    "networkit": ("graph/analysis",),
    "numpy": (
        "graph/arrays",
        "graph/catalogue",
        "graph/networks",
        "graph/analysis",
        "graph/drawing",
        "graph/resolution",
    ),
    "rapidfuzz": ("graph/resolution", "graph/reading/headings"),
    "docx": ("graph/reading/formats",),
    "pdfminer": ("graph/reading/formats",),
    "openpyxl": ("graph/sheets",),
    "httpx2": ("graph/remote",),
    "pyvis": ("graph/drawing",),
    "fastapi": ("api",),
    "starlette": ("api",),
    "uvicorn": ("api",),
    # The one checks connections, the other the headers on their way out: both are how the server speaks HTTP.
    "h11": ("api/edge/patience", "api/edge/wire"),
    "prometheus_client": ("api/metrics",),
    "jinja2": ("api", "graph/drawing", "ontology/document"),
    "pandas": (),
    "matplotlib": (),
}


def imported(source: str) -> Iterator[str]:
    """Yield the full name of every module a Python text imports, by statement or by ``import_module("…")``."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(module)), *_],
            ):
                yield module


def modules(*folders: str) -> list[Path]:
    """Python files below some folders of the project, in order."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name(path: Path) -> str:
    """Path of a file as people write it: from the root of the project, with slashes."""
    return path.relative_to(ROOT).as_posix()


@cache
def top_levels(path: Path) -> frozenset[str]:
    """First parts of the names that a file imports."""
    return frozenset(module.split(".")[0] for module in imported(path.read_text(encoding="utf-8")))


def is_in(path: str, place: str) -> bool:
    """Whether a file is the module `place`, or lies in the folder of that name."""
    return path == f"{place}.py" or path.startswith(f"{place}/")


def notebook_code(path: Path) -> str:
    """Python text of a notebook, without the lines that are for the notebook alone."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    lines = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join(line for text in lines for line in text.splitlines() if not line.lstrip().startswith(("%", "!")))


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_only_rooms_below_it(room: str) -> None:
    ours = {*ROOMS, "tests", *AROUND}
    wrong = {name(path): found for path in modules(room) if (found := (top_levels(path) & ours) - MAY_IMPORT[room])}
    assert modules(room), f"{room}/ has no module: this test would prove nothing"
    assert not wrong


def test_nothing_but_tests_imports_the_api() -> None:
    code = {name(path): path.read_text(encoding="utf-8") for path in modules(*AROUND)}
    code |= {name(path): notebook_code(path) for folder in AROUND for path in (ROOT / folder).rglob("*.ipynb")}
    assert not [path for path, text in code.items() if any(module.split(".")[0] == "api" for module in imported(text))]


@pytest.mark.parametrize("library", PLACES)
def test_foreign_library_stays_behind_its_border(library: str) -> None:
    using = {name(path) for path in modules(*ROOMS) if library in top_levels(path)}
    assert not {path for path in using if not any(is_in(path, place) for place in PLACES[library])}


def test_imports_are_found_wherever_they_hide() -> None:
    hidden = """
def draw():
    import pyvis.network as drawing
    from rdflib import Graph
if TYPE_CHECKING:
    from api.app import create_app
importlib.import_module("uvicorn")
from . import near
"""
    assert sorted(imported(hidden)) == ["api.app", "pyvis.network", "rdflib", "uvicorn"]


def test_module_keeps_its_place_when_it_becomes_a_folder() -> None:
    assert is_in("graph/drawing.py", "graph/drawing")
    assert is_in("graph/drawing/layout.py", "graph/drawing")
    assert not is_in("graph/drawings.py", "graph/drawing")
