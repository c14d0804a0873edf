"""What every test may rely on.

- `service`: the base URL of a real `fyrnet serve` with the shipped data, started once.
- `chromium`: a maker of browser pages that lets nothing out of this machine; its tests count as slow.
- Variables of the caller's environment that begin with ``FYRNET_`` change no test, but for those that are for tests.
- Hypothesis draws the same examples every time, but for `make laws`, which seeks new ones.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import Counter
from collections.abc import Iterator

import hypothesis
import pytest

from graph.remote import Access
from tests.browser import browser, chromium, chromium_watch
from tests.engines import oxigraph, virtuoso
from tests.laws import THOROUGH, examples
from tests.serving import ROOT, command, serving

__all__ = ["browser", "chromium", "chromium_watch", "service"]

# What is imported and collected stays to the end: looking through it for garbage, again and again while it grows, is a
# fifth of the time that collecting takes.
gc.disable()

# A shell lets what it starts in the background be deaf to the keyboard, and so is all that is started from there.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_FOR_TESTS = ("FYRNET_REQUIRE_", "FYRNET_CHROMIUM", "FYRNET_SOURCES", "FYRNET_LAWS")
for _name in [name for name in os.environ if name.startswith("FYRNET_") and not name.startswith(_FOR_TESTS)]:
    del os.environ[_name]

hypothesis.settings.register_profile(
    "fyrnet", max_examples=examples(60), derandomize=THOROUGH == 1, deadline=None, database=None
)
hypothesis.settings.load_profile("fyrnet")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what starts a browser as slow, before pytest leaves out what ``-m`` does not select; long files first.

    Where files run side by side, a long one that began last would keep one processor busy and the others idle. A file
    is taken for the longer the more of its tests are slow.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])


def pytest_collection_finish() -> None:
    """From here on garbage is collected again, and what was there before is left out of it."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Base URL of a running service that holds the shipped data, as ``http://127.0.0.1:40123``."""
    folder = tmp_path_factory.mktemp("service")
    with serving(command(), folder, environment={"PYTHONPATH": str(ROOT)}) as base:
        yield base


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Access]:
    """A server of Oxigraph that the tests share, one after the other; see `tests.engines.emptied`."""
    with oxigraph() as access:
        yield access


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Access]:
    """The same of Virtuoso."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as access:
        yield access
