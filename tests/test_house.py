"""The house rules that no single module can keep: locks, dependencies, documents, sizes, and what no file says.

Each rule is read off the files themselves, so that it holds for a file that is written tomorrow.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.serving import ROOT
from tests.test_layers import ROOMS, modules, name, top_levels

LOCKS = ("requirements/run.txt", "requirements/dev.txt")

# Declared, but imported by no module of ours: who needs it.
NEEDED_BY_OTHERS = {
    "python-multipart": "FastAPI, to read a multipart form",
    "scipy": "networkx, for PageRank and HITS",
}

# Part of what a declared distribution offers, and pinned by it: who brings it.
BROUGHT_BY = {"starlette": "fastapi", "markupsafe": "jinja2", "pydantic-core": "pydantic", "h11": "uvicorn"}

LONGEST_FUNCTION = 50
LONGEST_MODULE = 500

# Spelt with brackets, or this file would break its own rule.
REGISTRY_HOST = re.compile(r"pypi[.]org|python[h]osted|npmjs[.]org|--(extra-)?index[-]url")
MACHINE_PATH = re.compile(r"/(home|root|Users)/[A-Za-z.]")
UNFINISHED = re.compile(r"TO[D]O|FIX[M]E|X[X]X|NotImplemented[E]rror|mark[.]skip|[x]fail")
FROM_ELSEWHERE = re.compile(r"""(src|href)=["']?https?://[^"'> ]+\.(js|css|woff2?)|\bcdn\.|unpk[g]|jsdel[i]vr""")


@cache
def project() -> dict[str, Any]:
    """Content of pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def texts() -> dict[str, str]:
    """Every text file of the project, by path: what git knows and what it would take in."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / os.fsdecode(path) for path in listed.stdout.split(b"\0") if path]
    else:  # unpacked from an archive
        paths = [path for path in ROOT.rglob("*") if not any(part.startswith(".") for part in path.parts)]
    return {name(path): text for path in sorted(paths) if path.is_file() and (text := _text(path)) is not None}


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def saying(pattern: re.Pattern[str], *folders: str) -> list[str]:
    """`path:line: text` of every line that a pattern is found in, in some folders or everywhere."""
    return [
        f"{path}:{number}: {line[:120]}"
        for path, text in texts().items()
        if not folders or path.startswith(folders)
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def spelt(distribution: str) -> str:
    """Name of a distribution as registries compare it, without version, extras and markers.

    Examples
    --------
    >>> spelt("types-PyYAML>=6.0.12"), spelt("jinja2[i18n] ; python_version > '3'")
    ('types-pyyaml', 'jinja2')
    """
    return re.sub(r"[-_.]+", "-", re.split(r"[^A-Za-z0-9._-]", distribution, maxsplit=1)[0]).lower()


def pins(lock: str) -> dict[str, str]:
    """Distribution -> version of a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))


def declared() -> set[str]:
    """Distributions that fyrnet needs to run."""
    return {spelt(requirement) for requirement in project()["project"]["dependencies"]}


# --- what no file says -----------------------------------------------------------------------------------------------


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not saying(REGISTRY_HOST)


def test_no_file_holds_a_path_of_the_machine_it_was_written_on() -> None:
    assert not saying(MACHINE_PATH)
    assert not saying(re.compile("|".join(re.escape(f"{folder}/") for folder in {ROOT, Path.home()})))


def test_no_code_is_left_unfinished_or_parked() -> None:
    assert not saying(UNFINISHED, *(f"{room}/" for room in ROOMS), "tests/")


def test_no_page_loads_anything_from_another_host() -> None:
    assert not saying(FROM_ELSEWHERE, "api/", "graph/", "notebooks/")


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY_HOST, "https://pypi" + ".org/project/fyrnet"),
        (MACHINE_PATH, "/".join(("", "home", "anne", "fyrnet"))),
        (UNFINISHED, "# TO" + "DO later"),
        (FROM_ELSEWHERE, '<script src="https://' + 'example.org/vis.js">'),
    ],
)
def test_forbidden_line_would_be_found(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
    assert not pattern.search("a fyrtårn on the coast, https://example.org/ and /api/organisations")


# --- dependencies and locks ------------------------------------------------------------------------------------------


def offered(distribution: str) -> set[str]:
    """First parts of the names of all that a distribution installs."""
    return {path.parts[0].partition(".")[0] for path in files(distribution) or ()}


def test_what_the_rooms_import_is_declared_and_what_is_declared_is_used() -> None:
    foreign = {module for path in modules(*ROOMS) for module in top_levels(path)} - sys.stdlib_module_names - {*ROOMS}
    owners = {module: distribution for distribution in declared() | {*BROUGHT_BY} for module in offered(distribution)}
    imported = {owners.get(module, module) for module in foreign}
    used = {BROUGHT_BY.get(distribution, distribution) for distribution in imported}
    assert used - declared() == set(), "imported, but not declared in pyproject.toml"
    assert declared() - used - set(NEEDED_BY_OTHERS) == set(), "declared, but imported by nothing"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_every_dependency_and_the_build_backend_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]
    backend = {spelt(requirement) for requirement in project()["build-system"]["requires"]}
    assert declared() | backend <= pins(lock).keys()
    assert not re.search(r"^(?![a-z0-9]| |#|$)", text, re.MULTILINE), "a line that is no requirement"


def test_development_lock_is_the_running_lock_and_more() -> None:
    run, dev = map(pins, LOCKS)
    extras = project()["project"]["optional-dependencies"].values()
    assert run.items() <= dev.items()
    assert {spelt(requirement) for extra in extras for requirement in extra} <= dev.keys()


def test_build_group_repeats_what_the_build_requires() -> None:
    assert project()["dependency-groups"]["build"] == project()["build-system"]["requires"]


def test_every_dependency_has_its_reason_written_down() -> None:
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf-8").lower()
    assert not {distribution for distribution in declared() if f"`{distribution}`" not in reasons}


# --- documents and tools ---------------------------------------------------------------------------------------------


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_changelog_has_a_place_for_what_is_not_released_yet() -> None:
    assert "\n## [Unreleased]\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_make_target_is_explained_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()) - {"moved"}
    assert phony == set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_what_has_the_machine_for_itself_stands_where_make_looks_for_it() -> None:
    marked = [line.split(":")[0] for line in saying(re.compile(r"mark[.]alone"))]
    assert marked
    assert [path for path in marked if not re.fullmatch(r"tests/test_\w+\.py", path)] == []


def test_continuous_integration_runs_what_people_run() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test$", script.read_text(encoding="utf-8"), re.MULTILINE)


def test_commit_hooks_come_from_the_checkout_alone() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert {source["repo"] for source in hooks["repos"]} == {"local"}


# --- rooms and sizes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", ROOMS)
def test_room_opens_with_its_sentence_and_its_door(room: str) -> None:
    door = ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(door)
    assert any(isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__" for node in door.body)
    assert (ROOT / room / "py.typed").exists()


def test_every_module_says_what_it_is_for() -> None:
    assert not [name(path) for path in modules(*ROOMS, "tests") if not ast.get_docstring(_tree(path))]


def test_no_module_and_no_function_hides_a_noun() -> None:
    long = [name(path) for path in modules(*ROOMS) if len(path.read_text("utf-8").splitlines()) > LONGEST_MODULE]
    for path in modules(*ROOMS):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _length(node) > LONGEST_FUNCTION:
                long.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not long


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its `def` to its end, its docstring not counted."""
    first = function.body[0]
    docstring = (first.end_lineno or 0) - first.lineno + 1 if ast.get_docstring(function) is not None else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring
