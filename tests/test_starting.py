"""Service and commands start without the engines: whoever needs them loads them, or they run beside the service."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.serving import ROOT

ENGINES = ("scipy", "networkx", "networkit", "pdfminer", "docx", "openpyxl", "pyshacl", "rdflib")


@pytest.mark.parametrize("module", ["api.cli", "api.app", "graph.store", "graph.arrays"])
def test_module_loads_no_engine(module: str) -> None:
    code = f"import sys, {module}; print(*[name for name in {ENGINES!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_package_says_which_name_it_does_not_have() -> None:
    import graph

    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = graph.nothing
