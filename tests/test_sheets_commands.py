"""Workbooks from the command line: whole files, never a terminal full of bytes."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from api import cli
from tests.serving import ROOT, command


@pytest.fixture
def fyrnet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """Runs a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: cli.main([str(argument) for argument in arguments])


@pytest.mark.parametrize("language", ["da", "en"])
def test_template_is_a_workbook_in_either_language(fyrnet: Callable[..., int], tmp_path: Path, language: str) -> None:
    out = tmp_path / "skema.xlsx"
    assert fyrnet("template", "--language", language, "--out", out) == 0
    assert "xl/workbook.xml" in zipfile.ZipFile(out).namelist()


def test_template_is_a_table_where_the_name_of_the_file_says_so(fyrnet: Callable[..., int], tmp_path: Path) -> None:
    assert fyrnet("template", "--out", tmp_path / "skema.csv") == 0
    assert "Initiativ" in (tmp_path / "skema.csv").read_text(encoding="utf-8-sig").splitlines()[0]


@pytest.mark.slow
def test_template_that_was_not_filled_in_is_no_document(
    fyrnet: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("skema.xlsx", "skema.csv"):
        assert fyrnet("template", "--out", tmp_path / name) == 0
        assert fyrnet("ingest", "--store", "memory:", tmp_path / name) == 2
        assert name in capsys.readouterr().err


def test_workbook_is_exported_to_a_file_and_through_a_pipe(
    fyrnet: Callable[..., int], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert fyrnet("export", "--format", "xlsx", "--store", "memory:", "--out", tmp_path / "net.xlsx") == 0
    assert zipfile.ZipFile(tmp_path / "net.xlsx").testzip() is None
    assert capfdbinary.readouterr().out == b""
    assert fyrnet("export", "--format", "xlsx", "--store", "memory:") == 0
    assert zipfile.ZipFile(io.BytesIO(capfdbinary.readouterr().out)).testzip() is None


def test_file_that_cannot_be_written_is_told_in_one_line(
    fyrnet: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fyrnet("template", "--out", tmp_path / "nowhere" / "skema.xlsx") == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [["template"], ["export", "--format", "xlsx", "--store", "memory:"]])
def test_workbook_is_not_written_to_a_terminal(tmp_path: Path, arguments: list[str]) -> None:
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(
        [*command(), *arguments], cwd=tmp_path, env=environment, stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert ended.returncode == 2
    assert b"--out" in ended.stderr
