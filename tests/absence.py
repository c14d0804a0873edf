"""What a test needs and a machine may lack: said as a skip on a desk, as a failure where everything has to run.

A skip is decided when the test runs, never parked in its decorator, and its message says what would help.
"""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

__all__ = ["REQUIRE_BROWSER", "REQUIRE_INSTALL", "lacking"]

REQUIRE_BROWSER = "FYRNET_REQUIRE_BROWSER"
REQUIRE_INSTALL = "FYRNET_REQUIRE_INSTALL"


def lacking(what: str, *, required_by: str) -> NoReturn:
    """Skip the test that runs; fail it where the environment sets the variable `required_by` to 1."""
    if os.environ.get(required_by) == "1":
        pytest.fail(f"{what} ({required_by}=1, so this is a failure)", pytrace=False)
    pytest.skip(what)
