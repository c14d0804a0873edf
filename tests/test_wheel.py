"""An installed wheel is all of fyrnet: data, ontology, pages. It runs in an empty environment, from another folder."""

from __future__ import annotations

import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.absence import REQUIRE_INSTALL, lacking
from tests.serving import ROOT, health, serving
from tests.test_house import texts

pytestmark = pytest.mark.slow

_UNREACHABLE = re.compile(r"No matching distribution|Could not fetch|Max retries|ConnectionError|ProxyError|timed out")
_OPENER = build_opener(ProxyHandler({}))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("fyrnet-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the programs of an empty environment, into which the run lock and the wheel were installed."""
    environment = tmp_path_factory.mktemp("empty environment")
    venv.create(environment, with_pip=False, symlinks=True)
    programs = environment / "bin"
    _install(programs, "--require-hashes", "--requirement", str(ROOT / "requirements/run.txt"))
    _install(programs, "--no-deps", str(wheel))
    return programs


@pytest.fixture(scope="module")
def served(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of the installed service, started in a folder that holds nothing of the project."""
    with serving([str(installed / "fyrnet")], tmp_path_factory.mktemp("elsewhere")) as base:
        yield base


def _install(programs: Path, *what: str) -> None:
    """Install into an environment: by uv, which is quick, or by pip, which knows where this machine gets packages."""
    python = str(programs / "python")
    quick = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python, *what]
    if subprocess.run(quick, capture_output=True, check=False).returncode == 0:
        return
    pip = [sys.executable, "-m", "pip", "--python", python, "install"]
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile", "--retries", "1"]
    done = subprocess.run([*pip, *options, *what], capture_output=True, text=True, check=False)
    if done.returncode and _UNREACHABLE.search(done.stderr):
        lacking("the packages of requirements/run.txt cannot be fetched: no network?", required_by=REQUIRE_INSTALL)
    assert done.returncode == 0, done.stderr[-3000:]


def _read(url: str) -> tuple[str, str]:
    """Media type and text of what a URL answers."""
    with _OPENER.open(url, timeout=30) as answer:
        return answer.headers.get_content_type(), answer.read().decode("utf-8", errors="replace")


def test_wheel_holds_rooms_and_data_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {entry for entry in archive.namelist() if ".dist-info/" not in entry}
    rooms = {path for path in texts() if path.startswith(("ontology/", "graph/", "api/"))}
    data = {f"graph/{path}" for path in texts() if path.startswith("data/")}
    assert data
    assert rooms | data <= inside
    assert {path.split("/")[0] for path in inside} == {"ontology", "graph", "api"}


def test_installed_service_answers_with_the_shipped_data(served: str) -> None:
    answer = health(int(served.rsplit(":", 1)[1]))
    assert answer["status"] == "ok"
    assert answer["triples"] > 0


def test_installed_service_shows_its_first_page_with_all_it_links_to(served: str) -> None:
    kind, page = _read(f"{served}/")
    files = set(re.findall(r'(?:src|href)="(/static/[^"?#]+)', page))
    assert kind == "text/html"
    assert files
    assert all(_read(served + file)[1] for file in files)


def test_installed_code_is_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    command = [str(installed / "python"), "-c", "import graph.shipped as s; print(s.data_file('organisations.yaml'))"]
    shown = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout.strip()
    assert Path(shown).is_relative_to(installed.parent)
    assert Path(shown).is_file()
