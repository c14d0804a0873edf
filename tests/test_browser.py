"""The browser of the tests sees what it has to see: a page that asks another host, or breaks, is found out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.browser import NewPage, Watch

Publish = Callable[[str], str]


@pytest.fixture
def publish() -> Iterator[Publish]:
    """Serve one HTML text on 127.0.0.1, `/away` redirecting to another host; gives the page's URL."""
    pages: list[str] = [""]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            away = self.path == "/away"
            self.send_response(302 if away else 200)
            self.send_header(*(("Location", "http://away.example.org/") if away else ("Content-Type", "text/html")))
            self.end_headers()
            self.wfile.write(b"" if away else pages[0].encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that is overridden
            pass

    def serve(html: str) -> str:
        pages[0] = f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,>{html}"
        return f"http://127.0.0.1:{server.server_port}/"

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield serve
        server.shutdown()
        thread.join()


def test_page_of_this_machine_is_shown_without_complaint(
    chromium: NewPage, chromium_watch: Watch, publish: Publish
) -> None:
    page = chromium(locale="da-DK")
    page.goto(publish("<p id=p></p><img src=/own.png><script>p.textContent = navigator.language</script>"))
    assert page.text_content("#p") == "da-DK"
    assert chromium_watch.complaint() is None


@pytest.mark.parametrize(
    ("html", "host"),
    [
        ("<script src=https://scripts.example.org/x.js></script>", "https://scripts.example.org"),
        ("<link rel=stylesheet href=//styles.example.org/x.css>", "http://styles.example.org"),
        ("<img src=/away>", "http://away.example.org"),
        ("<script>new WebSocket('ws://socket.example.org/')</script>", "ws://socket.example.org"),
        ("<script>fetch('http://localhost:1/').catch(() => 0)</script>", "http://localhost"),
    ],
    ids=["script", "style", "redirect", "socket", "another name of this machine"],
)
def test_request_to_another_host_is_blocked_and_found_out(
    chromium: NewPage, chromium_watch: Watch, publish: Publish, html: str, host: str
) -> None:
    page = chromium()
    page.goto(publish(html), wait_until="networkidle")
    found, complaint = list(chromium_watch.elsewhere), chromium_watch.complaint()
    chromium_watch.elsewhere.clear()
    assert [url[: len(host)] for url in found] == [host]
    assert complaint == f"a page asked another host for {found[0]}"


def test_uncaught_error_of_a_script_is_found_out(chromium: NewPage, chromium_watch: Watch, publish: Publish) -> None:
    chromium().goto(publish("<script>throw new Error('broken')</script>"), wait_until="networkidle")
    found = chromium_watch.complaint()
    chromium_watch.errors.clear()
    assert found is not None
    assert "broken" in found
