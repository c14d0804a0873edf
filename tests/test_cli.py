"""Every command exits 0, or says in one line what was wrong and what would help: never a stack trace."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from api import cli
from graph.export import FORMATS
from graph.store import EmbeddedStore
from ontology.questions import questions
from tests.sample import TEXT, sample_graphs
from tests.serving import ROOT, command, health

pytestmark = pytest.mark.slow


@dataclass
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def fyrnet(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Said]:
    """Runs a command in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> Said:
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    return run


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A store with the sample."""
    with EmbeddedStore(tmp_path / "sample") as store:
        store.replace(sample_graphs())
    return tmp_path / "sample"


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    path = tmp_path / "forslag.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def started(*arguments: str, folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("FYRNET_")}
    return subprocess.Popen(
        [*command(), *arguments],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT)} | environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def answers(port: int) -> None:
    """Wait until a service answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError):
            health(port)
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def one_line(said: Said, *words: str) -> None:
    """The command was refused in one line that holds these words."""
    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("fyrnet: ")
    assert len(said.err.splitlines()) == 1, said.err
    assert [word for word in words if word not in said.err] == []


# -- extract and ingest ------------------------------------------------------------------------------------------------


def test_extract_prints_the_facts_as_json_and_stores_nothing(fyrnet: Callable[..., Said], proposal: Path) -> None:
    said = fyrnet("extract", proposal)
    (found,) = json.loads(said.out)["initiatives"]
    assert (said.code, said.err) == (0, "")
    assert (found["title"], found["number"], found["source"]) == ("Grøn Havn", "1", "forslag.txt")
    assert {"organisation": "Gate 21", "role": "participant"}.items() <= found["participations"][1].items()
    assert found["contacts"][0]["phone"] == "00112233"
    assert "description" not in found
    assert not list(proposal.parent.glob("var*"))


def test_extract_of_several_files_prints_one_list(fyrnet: Callable[..., Said], proposal: Path) -> None:
    assert len(json.loads(fyrnet("extract", proposal, proposal).out)["initiatives"]) == 2


def test_danish_letters_come_out_as_utf8_whatever_the_locale(proposal: Path) -> None:
    process = started("extract", str(proposal), folder=proposal.parent, LC_ALL="C", PYTHONIOENCODING="ascii")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, b"")
    assert "Grøn Havn" in out.decode("utf-8")


@pytest.fixture
def bad(tmp_path: Path) -> dict[str, Path]:
    """Files that hold no proposal, each for its own reason."""
    contents = {"empty": b"", "binary": bytes(range(256)) * 8, "letter": "Kære Anne, vi ses på havnen.".encode()}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    return {name: tmp_path / name for name in (*contents, "folder", "missing")}


@pytest.mark.parametrize("kind", ["empty", "binary", "letter", "folder", "missing"])
@pytest.mark.parametrize("verb", ["extract", "ingest"])
def test_file_that_holds_no_proposal_is_refused_in_one_line(
    fyrnet: Callable[..., Said], bad: dict[str, Path], verb: str, kind: str
) -> None:
    store = ("--store", "memory:", "--empty") if verb == "ingest" else ()
    one_line(fyrnet(verb, bad[kind], *store), bad[kind].name)


def test_several_bad_files_get_a_line_each_and_nothing_is_done(
    fyrnet: Callable[..., Said], bad: dict[str, Path], proposal: Path
) -> None:
    said = fyrnet("ingest", "--empty", "--store", "s", bad["empty"], proposal, bad["missing"])
    assert (said.code, len(said.err.splitlines()), said.out) == (2, 2, "")
    with EmbeddedStore(proposal.parent / "s") as store:
        assert len(store) == 0
    said = fyrnet("extract", bad["empty"], proposal, bad["missing"])
    assert (said.code, len(said.err.splitlines()), said.out) == (2, 2, "")


def test_keep_going_does_what_can_be_done_and_still_says_what_was_bad(
    fyrnet: Callable[..., Said], bad: dict[str, Path], proposal: Path
) -> None:
    said = fyrnet("extract", "--keep-going", bad["empty"], proposal)
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert len(json.loads(said.out)["initiatives"]) == 1
    said = fyrnet("ingest", "--empty", "--store", "s", "--keep-going", bad["empty"], proposal)
    assert (said.code, len(said.err.splitlines())) == (2, 1)
    assert "forslag.txt -> forslag (new): 1 initiative\n" in said.out


def test_ingest_says_what_was_new_and_what_was_there_already(fyrnet: Callable[..., Said], proposal: Path) -> None:
    first = fyrnet("ingest", "--empty", "--store", "s", proposal)
    assert (first.code, first.err) == (0, "")
    assert "initiatives: 1 new (groen-havn), 0 matched" in first.out
    again = fyrnet("ingest", "--store", "s", proposal)
    assert "initiatives: 0 new, 1 matched" in again.out
    assert "nothing changed" in again.out


def test_dry_run_of_ingest_stores_nothing(fyrnet: Callable[..., Said], proposal: Path) -> None:
    assert fyrnet("ingest", "--empty", "--dry-run", "--store", "s", proposal).code == 0
    with EmbeddedStore(proposal.parent / "s") as store:
        assert len(store) == 0


# -- ask ---------------------------------------------------------------------------------------------------------------


def test_ask_prints_an_aligned_table_of_names(fyrnet: Callable[..., Said], sample: Path) -> None:
    said = fyrnet("ask", "partners_spanning_initiatives", "--minimum", "3", "--store", sample)
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        "organisation  number of initiatives  initiatives\n"
        "------------  ---------------------  -------------\n"
        "East Region   3                      Blue Way\n"
        "                                     Green Harbour\n"
        "                                     Open Beach\n"
        "(1 row)\n"
    )


def test_ask_speaks_danish_where_it_is_told_to(fyrnet: Callable[..., Said], sample: Path) -> None:
    said = fyrnet("ask", "--language", "da", "what_rests_on", "--thing", "tidevandsaftalen", "--store", sample)
    assert said.out.splitlines()[0].split()[:2] == ["initiativ", "direkte"]
    assert "Åben Strand" in said.out
    assert "nej" in said.out


def test_ask_gives_the_answer_as_csv_and_json(fyrnet: Callable[..., Said], sample: Path) -> None:
    asked = ("ask", "shared_foundations", "--initiative", "blaa-vej", "--initiative", "stille-sund", "--store", sample)
    rows = list(csv.DictReader(io.StringIO(fyrnet(*asked, "--format", "csv").out)))
    assert [(row["thing"], row["initiatives"]) for row in rows] == [("tidevandsaftalen", "blaa-vej stille-sund")]
    answer = json.loads(fyrnet(*asked, "--format", "json").out)
    assert list(answer) == ["question", "parameters", "columns", "items", "total", "next"]
    assert answer["items"][0]["thing"]["label"] == {"da": "Tidevandsaftalen", "en": "Tide Agreement"}


def test_options_may_stand_before_the_question_and_behind_it(fyrnet: Callable[..., Said], sample: Path) -> None:
    before = fyrnet("ask", "--store", sample, "--format", "csv", "shared_foundations")
    behind = fyrnet("ask", "shared_foundations", "--store", sample, "--format", "csv")
    assert before == behind
    assert before.code == 0


def test_ask_for_nothing_says_how_many_rows_there_are(fyrnet: Callable[..., Said], sample: Path) -> None:
    said = fyrnet("ask", "partners_spanning_initiatives", "--minimum", "99", "--store", sample)
    assert (said.code, said.out) == (0, "(0 rows)\n")


def test_every_question_can_be_asked_and_is_listed(fyrnet: Callable[..., Said]) -> None:
    listed = fyrnet("questions").out
    for name in questions():
        assert fyrnet("ask", name, "--store", "memory:", "--format", "csv").code == 0
        assert name in listed


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask"], ["QUESTION"]),
        (["ask", "hvem"], ["hvem", "contacts_of"]),
        (["ask", "contacts_of", "--minimum", "2"], ["--minimum"]),
        (["ask", "partners_spanning_initiatives", "--minimum", "0"], ["minimum is 0", "from 1"]),
        (["ask", "partners_spanning_initiatives", "--minimum", "to"], ["whole number"]),
        (["ask", "contacts_of", "--initiative", "trafikplan"], ["did you mean trafikplan-for-hovedstadsregionen"]),
        (["ask", "contacts_of", "--format", "xml"], ["xml"]),
        (["export", "--format", "pptx"], ["pptx", "turtle, trig, jsonld, graphml, gexf, csv, html, xlsx"]),
        (["export"], ["--format"]),
        (["query", "mangler.rq"], ["mangler.rq", "No such file"]),
        (["validate", "mangler.ttl"], ["mangler.ttl"]),
        (["serve", "--port", "70000"], ["70000", "65535"]),
        (["serve", "--port", "-1"], ["--port"]),
        (["danse"], ["danse"]),
        ([], ["COMMAND"]),
    ],
)
def test_command_that_cannot_be_done_is_refused_in_one_line(
    fyrnet: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: Sequence[str]
) -> None:
    monkeypatch.setenv("FYRNET_STORE", "memory:")
    one_line(fyrnet(*arguments), *words)


@pytest.mark.parametrize("store", ["http://127.0.0.1:9/sparql", "/proc/nowhere/store", __file__, str(ROOT / "tests")])
@pytest.mark.parametrize(
    "verb", [["ask", "shared_foundations"], ["export", "--format", "csv"], ["serve", "--port", "0"]]
)
def test_store_that_cannot_be_opened_is_told_in_one_line(
    fyrnet: Callable[..., Said], verb: list[str], store: str
) -> None:
    one_line(fyrnet(*verb, "--store", store), store)


def test_setting_that_makes_no_sense_is_told_in_one_line(
    fyrnet: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FYRNET_PORT", "havn")
    one_line(fyrnet("ask", "shared_foundations"), "FYRNET_PORT")


def test_store_comes_from_the_environment_where_no_option_names_it(
    fyrnet: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setenv("FYRNET_STORE", str(sample))
    assert "boelgelab" in fyrnet("ask", "shared_foundations", "--format", "csv").out


# -- query, validate, export -------------------------------------------------------------------------------------------

COUNT = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a <https://w3id.org/fyrnet/ontology#Initiative> }"
BUILDS = "CONSTRUCT { ?a <urn:on> ?b } WHERE { ?a <https://w3id.org/fyrnet/ontology#buildsOn> ?b }"


def _query(beside: Path, text: str) -> Path:
    path = beside.parent / "query.rq"
    path.write_text(text, encoding="utf-8")
    return path


def _count(number: int) -> object:
    value = {"type": "literal", "value": str(number), "datatype": "http://www.w3.org/2001/XMLSchema#integer"}
    return {"head": {"vars": ["n"]}, "results": {"bindings": [{"n": value}]}}


@pytest.mark.parametrize(
    ("format_", "expected"),
    [("table", "n\n-\n4\n(1 row)\n"), ("csv", "n\n4\n"), ("tsv", "?n\n4\n"), ("json", ""), ("xml", "")],
)
def test_query_gives_a_table_in_the_format_that_is_asked_for(
    fyrnet: Callable[..., Said], sample: Path, format_: str, expected: str
) -> None:
    said = fyrnet("query", _query(sample, COUNT), "--store", sample, "--format", format_)
    assert said.code == 0
    out = said.out.replace("\r\n", "\n")
    if format_ == "json":
        assert json.loads(out) == _count(4)
    elif format_ == "xml":
        assert ET.fromstring(out).tag == "{http://www.w3.org/2005/sparql-results#}sparql"  # noqa: S314 - our own
    else:
        assert out == expected


@pytest.mark.parametrize("format_", [None, "turtle", "ntriples"])
def test_query_for_a_graph_gives_a_graph(fyrnet: Callable[..., Said], sample: Path, format_: str | None) -> None:
    chosen = ("--format", format_) if format_ else ()
    said = fyrnet("query", _query(sample, BUILDS), "--store", sample, *chosen)
    assert len(list(ox.parse(said.out, format=ox.RdfFormat.TURTLE))) == 8


def test_query_for_yes_or_no_gives_just_that(fyrnet: Callable[..., Said], sample: Path) -> None:
    assert fyrnet("query", _query(sample, "ASK { ?s ?p ?o }"), "--store", sample).out == "true\n"
    said = fyrnet("query", _query(sample, "ASK { ?s ?p ?o }"), "--store", sample, "--format", "json")
    assert json.loads(said.out)["boolean"] is True


def test_query_comes_from_standard_input_too(sample: Path) -> None:
    inherited = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command(), "query", "-", "--store", str(sample), "--format", "csv"],
        input=COUNT.encode(),
        cwd=sample.parent,
        env=inherited,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr, done.stdout.split()) == (0, b"", [b"n", b"4"])


@pytest.mark.parametrize(
    ("text", "format_", "words"),
    [
        ("SELECT * WHERE {", "table", ["no SPARQL query", "1:17"]),
        ("DROP ALL", "table", ["no SPARQL query"]),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "csv", ["SERVICE"]),
        (COUNT, "turtle", ["--format turtle"]),
        (BUILDS, "csv", ["--format csv", "turtle, ntriples"]),
        ("\udcff", "csv", ["UTF-8"]),
    ],
)
def test_query_that_is_none_is_refused_in_one_line(
    fyrnet: Callable[..., Said], sample: Path, text: str, format_: str, words: list[str]
) -> None:
    path = sample.parent / "query.rq"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    one_line(fyrnet("query", path, "--store", sample, "--format", format_), *words)


def test_validate_of_a_good_store_and_a_good_document_exits_0(
    fyrnet: Callable[..., Said], sample: Path, proposal: Path
) -> None:
    for arguments in (("--store", sample), (proposal,)):
        said = fyrnet("validate", *arguments)
        assert (said.code, said.err) == (0, "")
        assert said.out.splitlines()[-1] == "conforms"


def test_validate_exits_1_where_a_shape_is_violated_and_says_which(fyrnet: Callable[..., Said], tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        "<https://w3id.org/fyrnet/id/collective/kommuner> a <https://w3id.org/fyrnet/ontology#Collective> .",
        encoding="utf-8",
    )
    said = fyrnet("validate", tmp_path / "x.ttl")
    assert said.code == 1
    assert said.out.startswith("violation: collective/kommuner")
    assert said.out.splitlines()[-1] == "does not conform"


def test_validate_of_a_file_that_is_no_turtle_is_refused_with_the_place(
    fyrnet: Callable[..., Said], tmp_path: Path
) -> None:
    (tmp_path / "x.ttl").write_text("<a> <b>", encoding="utf-8")
    one_line(fyrnet("validate", tmp_path / "x.ttl"), "x.ttl", "ttl")


@pytest.mark.parametrize("format_", ["turtle", "trig", "jsonld"])
def test_export_of_rdf_holds_every_triple(fyrnet: Callable[..., Said], sample: Path, format_: str) -> None:
    said = fyrnet("export", "--format", format_, "--store", sample)
    rdf = {"turtle": ox.RdfFormat.TURTLE, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}[format_]
    dataset = ox.Dataset(ox.parse(said.out, format=rdf))
    with EmbeddedStore(sample) as store:
        held = set(store.quads()) if rdf.supports_datasets else {quad.triple for quad in store.quads()}
    assert len(dataset) == len(held)
    assert fyrnet("export", "--format", format_, "--store", sample).out == said.out


@pytest.mark.parametrize("format_", ["graphml", "gexf"])
def test_export_of_a_network_is_well_formed_and_names_its_nodes(
    fyrnet: Callable[..., Said], sample: Path, format_: str
) -> None:
    said = fyrnet("export", "--format", format_, "--store", sample)
    elements = ET.fromstring(said.out).iter()  # noqa: S314 - our own
    assert len([element for element in elements if element.tag.endswith("}node")]) == 4 + 5 + 2 + 3 + 1
    assert "Grøn Havn" in html.unescape(said.out)


def test_export_of_a_table_has_a_row_for_every_connection_with_its_lines(
    fyrnet: Callable[..., Said], sample: Path
) -> None:
    rows = list(csv.DictReader(io.StringIO(fyrnet("export", "--format", "csv", "--store", sample).out)))
    kinds = [row["relation"] for row in rows]
    counted = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counted == {"participation": 14, "builds on": 8, "mention": 6, "contact": 5}
    lead = [row for row in rows if row["role"] == "lead" and row["from_label"] == "Grøn Havn"]
    assert [(row["to_label"], row["section"], row["first_line"]) for row in lead] == [("Region Øst", "parties", "9")]


def test_export_to_a_file_writes_it_whole_and_says_nothing(
    fyrnet: Callable[..., Said], sample: Path, tmp_path: Path
) -> None:
    said = fyrnet("export", "--format", "html", "--store", sample, "--out", tmp_path / "net.html")
    assert (said.code, said.out, said.err) == (0, "", "")
    assert "Grøn Havn" in (tmp_path / "net.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["net.html", "sample"]


def test_export_to_a_place_that_is_none_leaves_nothing_behind(
    fyrnet: Callable[..., Said], sample: Path, tmp_path: Path
) -> None:
    one_line(
        fyrnet("export", "--format", "csv", "--store", sample, "--out", tmp_path / "no" / "x.csv"), "--out", "x.csv"
    )
    one_line(fyrnet("export", "--format", "csv", "--store", sample, "--out", tmp_path), "--out")
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]


def test_every_format_of_export_gives_something(fyrnet: Callable[..., Said], sample: Path) -> None:
    for format_ in FORMATS:
        said = fyrnet("export", "--format", format_, "--store", sample)
        assert (said.code, said.err) == (0, "")
        assert len(said.out) > 1000


# -- the process -------------------------------------------------------------------------------------------------------


def test_version_and_help_exit_0(fyrnet: Callable[..., Said]) -> None:
    assert fyrnet("--version").out.startswith("fyrnet ")
    assert "partners_spanning_initiatives" in fyrnet("ask", "--help").out
    for arguments in (["--help"], ["ask", "contacts_of", "--help"], ["serve", "--help"]):
        assert fyrnet(*arguments).code == 0


def test_process_exits_with_the_code_of_the_command(tmp_path: Path) -> None:
    for arguments, code in ((["questions"], 0), (["extract", "mangler.txt"], 2), (["danse"], 2)):
        process = started(*arguments, folder=tmp_path)
        _, err = process.communicate(timeout=60)
        assert process.returncode == code
        assert b"Traceback" not in err


def test_reader_that_goes_away_is_no_error(sample: Path) -> None:
    process = started("export", "--format", "trig", "--store", str(sample), folder=sample.parent)
    assert process.stdout
    assert process.stderr
    process.stdout.read(10)
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert (process.wait(timeout=60), err) == (0, b"")


def test_command_that_is_stopped_from_the_keyboard_says_so(tmp_path: Path) -> None:
    fifo = tmp_path / "query.rq"
    os.mkfifo(fifo)
    process = started("query", str(fifo), "--store", "memory:", folder=tmp_path)
    # The command waits for somebody to write; opening succeeds once it reads.
    writer = os.open(fifo, os.O_WRONLY)
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    os.close(writer)
    assert (process.returncode, err) == (130, b"fyrnet: stopped\n")


def test_command_for_a_store_that_a_process_holds_says_who_in_one_line(
    fyrnet: Callable[..., Said], sample: Path
) -> None:
    with EmbeddedStore(sample) as store:
        store.announce("fyrnet serve", "http://127.0.0.1:8000/")
        process = started("ask", "shared_foundations", "--store", str(sample), folder=sample.parent)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, b"")
    one_line(Said(2, "", err.decode()), "held by fyrnet serve", "http://127.0.0.1:8000/", f"process {os.getpid()}")
    assert fyrnet("ask", "shared_foundations", "--store", sample).code == 0


def test_serve_at_an_address_that_is_taken_says_so_in_one_line(fyrnet: Callable[..., Said]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one_line(fyrnet("serve", "--store", "memory:", "--port", str(port)), f"127.0.0.1:{port}", "--port")
    one_line(fyrnet("serve", "--store", "memory:", "--host", "host.invalid"), "host.invalid")


def test_serve_can_be_stopped_and_leaves_the_store_free(tmp_path: Path) -> None:
    process = started("serve", "--empty", "--store", "s", "--port", "0", folder=tmp_path)
    assert process.stderr
    first = process.stderr.readline().decode()
    assert first.startswith("fyrnet: s at http://127.0.0.1:")
    answers(int(first.split("127.0.0.1:")[1].split("/")[0]))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert [line for line in err.splitlines() if b'"/health"' not in line] == [], "nothing but that it was asked"
    with EmbeddedStore(tmp_path / "s") as store:
        assert len(store) == 0


def test_shell_entry_is_the_same_main() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "--version"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("fyrnet ")


def test_row_in_which_nothing_is_bound_is_a_row(fyrnet: Callable[..., Said], sample: Path) -> None:
    text = "SELECT ?x { VALUES ?x { 1 UNDEF } } ORDER BY DESC(?x)"
    assert fyrnet("query", _query(sample, text), "--store", sample, "--format", "tsv").out == "?x\n1\n\n"
