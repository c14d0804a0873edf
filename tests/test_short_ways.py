"""Short ways say the same as the long ones: decoding an address, sending headers, and answering without the routing."""

from __future__ import annotations

from operator import add
from urllib.parse import parse_qs, quote

import h11
import pytest

from api.edge.wire import Checked
from api.queries.guard import _fickle
from api.sparql.protocol import parameters
from ontology.errors import InvalidParameter

TEXTS = (
    "query=ASK%20%7B%7D&timeout=2",
    "a=1&a=2&b=&c&=d&&e==f",
    "q=sm%C3%B8r+br%c3%b8d",
    "q=%",
    "q=%zz%4",
    "q=100%25+%2B+1",
    "q=back\\slash\\x41\\n%5C",
    "q=\\N{DIGIT ONE}\\u0031%31",
    "q=søren%20",
    "q=%u0041",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_address_is_read_as_the_standard_library_reads_it(text: str) -> None:
    assert parameters(text, "the address") == parse_qs(text, keep_blank_values=True, errors="strict")


def test_every_character_comes_through_an_address() -> None:
    text = "".join(map(chr, [*range(1, 0x250), 0x1F600]))
    assert parameters(f"q={quote(text)}", "the address") == {"q": [text]}


@pytest.mark.parametrize("text", ["q=%ff", "q=%C3", "%c3%28=1"])
def test_address_that_encodes_no_utf_8_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameter, match="not UTF-8"):
        parameters(text, "the address")


def test_address_with_too_many_parameters_is_refused() -> None:
    assert len(parameters("&".join(["a=1"] * 1_000), "the address")["a"]) == 1_000
    with pytest.raises(InvalidParameter, match="more than"):
        parameters("&".join(["a=1"] * 1_001), "the address")


def test_headers_that_are_known_come_out_as_h11_writes_them() -> None:
    first, more = [(b"date", b"today")], [(b"Content-Length", b"3"), (b"vary", b"Accept")]
    for _ in range(2):
        quick = add(Checked(first), more)
        assert list(quick) == list(h11.Response(status_code=200, headers=first + more).headers)
        assert list(add(quick, [(b"connection", b"close")]))[-1] == (b"connection", b"close")


@pytest.mark.parametrize("header", [(b"a b", b"c"), (b"x", b"a\r\nset-cookie: b"), (b"content-length", b"many")])
def test_header_that_is_none_is_refused_each_time(header: tuple[bytes, bytes]) -> None:
    for _ in range(2):
        with pytest.raises(h11.LocalProtocolError):
            add(Checked([]), [header])


@pytest.mark.parametrize(
    ("query", "fickle"),
    [
        ("SELECT (NOW() AS ?n) {}", True),
        ("SELECT (rand() AS ?n) {}", True),
        ("SELECT (\\u0052AND() AS ?n) {}", True),
        ("SELECT ?known ?brand { ?known ?brand 'snow' }", False),
        ("SELECT ?s { ?s ?p 'smørrebrød' }", False),
    ],
)
def test_query_that_gives_something_else_each_time_is_known(query: str, fickle: bool) -> None:
    assert _fickle(query) is fickle
