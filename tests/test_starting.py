"""Service and commands start without the engines: whoever needs them loads them, or they run beside the service."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount, Route

from api.app import create_app
from api.plain import Plain
from api.settings import Settings
from graph.store import EmbeddedStore
from tests.serving import ROOT

ENGINES = ("scipy", "networkx", "networkit", "pdfminer", "docx", "openpyxl", "pyshacl", "rdflib")
WEB = ("fastapi", "uvicorn", "jinja2", "api.rest.analyses", "graph.analysis")


@pytest.mark.slow
@pytest.mark.parametrize("module", ["api.cli", "api.app", "graph.store", "graph.arrays"])
def test_module_loads_no_engine(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {ENGINES!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.slow
def test_command_loads_no_framework_of_the_web_and_no_analysis() -> None:
    words = f"main(['sources', '--store', 'memory:']); print(*[name for name in {WEB!r} if name in sys.modules])"
    code = f"import sys; from api.cli import main; {words}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


@pytest.mark.slow
@pytest.mark.parametrize(("said", "threads"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_command_calculates_on_one_thread_unless_it_is_told_otherwise(said: dict[str, str], threads: str) -> None:
    code = (
        "import os, sys; from api.cli import main; assert 'numpy' not in sys.modules;"
        " main(['sources', '--store', 'memory:']); print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    inherited = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=inherited | said, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == threads


@pytest.mark.slow
def test_analyses_do_without_the_statistics_of_scipy_that_take_longest_to_load() -> None:
    code = "import sys, graph.analysis; print('scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_addresses_of_all_doors_are_worked_out_before_the_first_request() -> None:
    with EmbeddedStore() as store:
        routes = create_app(Settings(), store).routes
    assert {type(route) for route in routes} == {APIRoute, Plain, Route, Mount}


def test_package_says_which_name_it_does_not_have() -> None:
    import graph

    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = graph.nothing
