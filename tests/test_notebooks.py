"""Notebooks run from top to bottom, without a network, and are stored without outputs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.serving import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def outputs(notebook: Any, kind: str) -> list[str]:
    """What all cells showed, as one kind of content; printed text is text too."""
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    rich = [output["data"][kind] for output in shown if kind in output.get("data", {})]
    printed = [output["text"] for output in shown if output["output_type"] == "stream"]
    return [*rich, *(printed if kind == "text/plain" else [])]


@pytest.fixture(scope="module")
def first_look(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The notebook with its outputs, run where every attempt to reach a network fails."""
    folder = tmp_path_factory.mktemp("notebook")
    read: Any = nbformat.read(ROOT / "notebooks" / "first_look.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    unreachable = "http://127.0.0.1:9"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        patch.setenv("IPYTHONDIR", str(folder / "ipython"))
        for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.setenv(variable, unreachable)
        NotebookClient(read, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    read.metadata["folder"] = str(folder)
    return read


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_is_stored_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    assert not [cell for cell in code if cell["outputs"] or cell["execution_count"]]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_every_code_cell_is_announced_in_words(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert cells[0]["cell_type"] == "markdown"
    assert "".join(cells[0]["source"]).startswith("# ")
    assert sum(cell["cell_type"] == "markdown" for cell in cells) >= len(cells) / 3


@pytest.mark.slow
def test_first_look_finds_the_partners_that_span_initiatives(first_look: Any) -> None:
    frames = outputs(first_look, "text/html")
    spanning = next(frame for frame in frames if "<th>initiatives</th>" in frame)
    assert re.search(r"<td>CLEAN</td>\s*<td>5</td>", spanning)
    assert re.search(r"<td>Gate 21</td>\s*<td>5</td>", spanning)


@pytest.mark.slow
def test_first_look_draws_a_picture(first_look: Any) -> None:
    assert len(outputs(first_look, "image/png")) == 1


@pytest.mark.slow
def test_first_look_ranks_and_compares(first_look: Any) -> None:
    frames = outputs(first_look, "text/html")
    assert any("<th>betweenness</th>" in frame and "<td>CLEAN</td>" in frame for frame in frames)
    assert any("<th>Jaccard</th>" in frame and "Smart Greater Copenhagen" in frame for frame in frames)
    printed = "".join(outputs(first_look, "text/plain"))
    assert "11 initiatives, 35 organisations, 49 participations" in printed


@pytest.mark.slow
def test_first_look_leaves_a_network_for_other_programs(first_look: Any) -> None:
    printed = "".join(outputs(first_look, "text/plain"))
    assert "lighthouse-participations.graphml: 46 nodes, 49 edges" in printed
    assert "<graphml" in (Path(first_look.metadata["folder"]) / "lighthouse-participations.graphml").read_text("utf-8")
