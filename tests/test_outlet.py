"""Where results are put: rows are counted exactly in each format, wherever pieces begin and end, and bounds hold."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from api.queries.outlet import Outlet, TooLarge, TooMany, rows_counter

FORMATS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
# Values that look like ends of rows, and rows with gaps and without anything.
ROWS = [
    '("a\\n\\"b\\",{\\"x\\":" "<result>")',
    '("[{}," "},{")',
    "(UNDEF 1)",
    "(UNDEF UNDEF)",
    "(<urn:x> UNDEF)",
    "('\\r\\n' \"\\t\")",
]


def written(name: str, rows: list[str]) -> bytes:
    query = f"SELECT ?a ?b {{ VALUES (?a ?b) {{ {' '.join(rows)} }} }}"
    results = ox.Store().query(query)
    assert isinstance(results, ox.QuerySolutions)
    return results.serialize(format=FORMATS[name]) or b""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 10_000])
@pytest.mark.parametrize("name", FORMATS)
def test_rows_are_counted_whatever_the_pieces_are(name: str, size: int) -> None:
    text, count = written(name, ROWS), rows_counter(name)
    found = sum(count(text[at : at + size]) for at in range(0, len(text), size))
    # The head of CSV and TSV is a line, too.
    assert found == len(ROWS) + (name in ("csv", "tsv"))


def test_small_result_stays_in_memory(tmp_path: Path) -> None:
    out = Outlet(str(tmp_path / "result"), 1000, 10)
    out.write(b"small")
    assert (out.finish(), (tmp_path / "result").exists()) == ((b"small", None), False)


def test_large_result_goes_into_a_file_whole(tmp_path: Path) -> None:
    out = Outlet(str(tmp_path / "result"), 1 << 20, 10)
    for _ in range(10):
        out.write(b"x" * 60_000)
    assert out.finish() == (b"", "result")
    assert (tmp_path / "result").read_bytes() == b"x" * 600_000


def test_result_beyond_its_bounds_is_given_up_and_leaves_nothing(tmp_path: Path) -> None:
    out = Outlet(str(tmp_path / "result"), 500_000, 10)
    out.write(b"x" * 400_000)
    with pytest.raises(TooLarge):
        out.write(b"x" * 200_000)
    out.give_up()
    assert not (tmp_path / "result").exists()


def test_result_with_too_many_rows_is_given_up(tmp_path: Path) -> None:
    out = Outlet(str(tmp_path / "result"), 1000, 10)
    out.rows = rows_counter("tsv")
    out.write(b"1\n" * 10)
    with pytest.raises(TooMany):
        out.write(b"1\n")
    with pytest.raises(TooMany):
        list(out.counted(range(11)))
