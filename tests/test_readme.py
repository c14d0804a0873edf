"""The README stays true: its commands run, against a real service, and its pictures and links are there."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.absence import REQUIRE_INSTALL, lacking

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.S)
COMMANDS = [line for language, block in BLOCKS if language == "sh" for line in block.splitlines() if line.strip()]
CURLS = [line for line in COMMANDS if line.startswith("curl")]
FYRNET = [line for line in COMMANDS if line.startswith(".venv/bin/fyrnet") and "FILE..." not in line]
PYTHON = [block for language, block in BLOCKS if language == "python"]
DEFAULT = "http://127.0.0.1:8000"

pytestmark = pytest.mark.slow


def test_the_two_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split()[1] for line in COMMANDS if line.startswith("make ")]
    assert targets == ["serve", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in targets)


@pytest.mark.parametrize("command", CURLS)
def test_http_request_of_the_readme_answers(command: str, service: str, tmp_path: Path) -> None:
    words = shlex.split(command.replace(DEFAULT, service.rstrip("/")))
    out = tmp_path / "answer"
    done = subprocess.run(
        [*words, "--silent", "--output", str(out), "--write-out", "%{http_code}"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 127:
        lacking("no curl", required_by=REQUIRE_INSTALL)
    assert done.stdout == "200", out.read_text(encoding="utf-8")
    assert out.stat().st_size > 10


@pytest.mark.parametrize("command", [line.split("#")[0].strip() for line in FYRNET])
def test_command_of_the_readme_runs(command: str, tmp_path: Path) -> None:
    words = shlex.split(command)[1:]
    program = [sys.executable, "-c", "import sys; from api.cli import main; sys.exit(main())"]
    done = subprocess.run(
        [*program, *words],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_command_shown_between_words_runs(tmp_path: Path) -> None:
    shown = re.findall(r"`\.venv/bin/fyrnet (export[^`]+)`", README)
    assert shown
    for command in shown:
        test_command_of_the_readme_runs(f"fyrnet {command}", tmp_path)
        assert (tmp_path / command.split("--out ")[1]).stat().st_size > 1000


@pytest.mark.parametrize("block", PYTHON)
def test_python_of_the_readme_runs(block: str) -> None:
    names: dict[str, object] = {}
    exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own text
    assert names["network"]


def test_every_file_that_the_readme_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


@pytest.mark.parametrize(
    ("partner", "count"), [("CLEAN", "five"), ("Gate 21", "five"), ("Copenhagen Capacity", "three")]
)
def test_numbers_of_the_readme_are_those_of_the_shipped_data(partner: str, count: str) -> None:
    from graph import ask, open_store

    assert re.search(rf"{partner}\b[^.]*\b{count}\b", README)
    with open_store("memory:") as store:
        answer = ask(store, "partners_spanning_initiatives", minimum=2)
    counts = {item["organisation"].label.da: item["count"] for item in answer.items}  # type: ignore[union-attr]
    assert counts[partner] == {"five": 5, "three": 3}[count]
