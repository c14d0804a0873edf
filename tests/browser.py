"""A headless Chromium for the tests of pages.

It guards two rules: a page loads nothing from another host than 127.0.0.1, and no script of a page ends in an uncaught
error. Requests to elsewhere are blocked and recorded, and the test that caused one fails, whatever else it asserts.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.absence import REQUIRE_BROWSER, lacking

__all__ = ["NewPage", "Watch", "browser", "chromium", "chromium_watch", "is_elsewhere"]

NewPage = Callable[..., Page]
"""Makes a page; takes what Playwright's ``Browser.new_context`` takes, as ``locale="da-DK"`` or ``viewport=…``."""

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ELSEWHERE = re.compile(r"^(?:https?|wss?|ftp)://(?!127\.0\.0\.1[:/])", re.IGNORECASE)
_ARGUMENTS = (
    "--no-sandbox",  # Chromium has none to offer where tests run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What goes round the interception of requests (preconnect, prefetch of names) finds no host either.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


class Watch:
    """The requests that went elsewhere and the uncaught errors, of all pages of one test."""

    def __init__(self) -> None:
        self.elsewhere: list[str] = []
        self.errors: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Block and record from now on what the pages of `context` should not do."""
        context.route(_ELSEWHERE, lambda route: route.abort())
        context.route_web_socket(_ELSEWHERE, lambda socket: self.elsewhere.append(socket.url))
        context.on("request", lambda request: self._note(request.url))
        context.on("weberror", lambda error: self.errors.append(str(error.error)))

    def complaint(self) -> str | None:
        """What was seen, in one sentence each; ``None`` where all is well."""
        found = [f"a page asked another host for {url}" for url in self.elsewhere]
        found += [f"a script ended in an uncaught error: {error}" for error in self.errors]
        return "\n".join(found) or None

    def _note(self, url: str) -> None:
        if is_elsewhere(url):
            self.elsewhere.append(url)


def is_elsewhere(url: str) -> bool:
    """Whether a browser would leave this machine for a URL; ``data:``, ``blob:`` and ``about:`` do not.

    Examples
    --------
    >>> is_elsewhere("http://127.0.0.1:8000/"), is_elsewhere("https://127.0.0.1.example.org/x.js")
    (False, True)
    >>> is_elsewhere("data:,"), is_elsewhere("http://localhost/")
    (False, True)
    """
    parts = urlsplit(url)
    return parts.scheme in {"http", "https", "ws", "wss", "ftp"} and parts.hostname != "127.0.0.1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module of tests: Playwright keeps an event loop open, which others must not meet."""
    executable = os.environ.get("FYRNET_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if executable is None:
        lacking("no Chromium found: install Debian's chromium or set FYRNET_CHROMIUM", required_by=REQUIRE_BROWSER)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def chromium_watch() -> Watch:
    """What the pages of this test did; only the tests of the watch itself change it."""
    return Watch()


@pytest.fixture
def chromium(browser: Browser, chromium_watch: Watch) -> Iterator[NewPage]:
    """Make pages, each with cookies and cache of its own; fail where one of them broke a rule of this module."""
    contexts: list[BrowserContext] = []

    def new_page(**options: Any) -> Page:
        context = browser.new_context(service_workers="block", **options)
        contexts.append(context)
        chromium_watch.over(context)
        return context.new_page()

    yield new_page
    for context in contexts:
        context.close()
    if complaint := chromium_watch.complaint():
        pytest.fail(complaint, pytrace=False)
