"""Documents over HTTP: stored as `ingest` stores them, seen by every reader at once, and no way to break the service.

The service is a real one, in a process of its own; the client speaks to its socket where a library would be too polite.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from tests.sample import TEXT
from tests.serving import ROOT, command, serving

pytestmark = pytest.mark.slow

TOKEN = "open-sesame"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
LARGEST = 300_000
BOUNDARY = "----kyst"
DATA = TEXT.encode()


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes = field(repr=False)

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Service:
    """A running service and the folder it works in."""

    base: str
    folder: Path

    @property
    def port(self) -> int:
        return urlsplit(self.base).port or 80

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, *files: tuple[str, bytes], query: str = "", **fields: str) -> Answer:
        """Documents in a form."""
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("POST", f"/api/documents{query}", form(*files, **fields), Content_Type=kind, **BEARER)

    def revision(self) -> str:
        return str(self.get("/health").json["revision"])

    def finds(self, title: str) -> bool:
        """Whether SPARQL finds an initiative of this title."""
        query = f'ASK {{ ?i a <https://w3id.org/fyrnet/ontology#Initiative> ; ?label "{title}"@da }}'
        return bool(self.get(f"/sparql?query={quote(query)}", Accept="application/sparql-results+json").json["boolean"])

    def raw(self, *pieces: bytes, pause: float = 0.0) -> bytes:
        """What comes back on a bare connection."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(pause)
            return _all(connection)


def _all(connection: socket.socket) -> bytes:
    """The answer, up to the end of its body or of the connection."""
    told = b""
    try:
        while piece := connection.recv(65536):
            told += piece
            head, _, body = told.partition(b"\r\n\r\n")
            if body and b"content-length: %d\r\n" % len(body) in head.lower() + b"\r\n":
                break
    except ConnectionResetError:
        pass
    return told


def form(*files: tuple[str, bytes], part: str = "file", **fields: str) -> bytes:
    """A multipart body; file names as browsers write them."""
    body = b""
    for name, data in files:
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n\r\n'.encode()
        body += data + b"\r\n"
    for name, value in fields.items():
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    return body + f"--{BOUNDARY}--\r\n".encode()


def head(length: int | None = None, **headers: str) -> bytes:
    """The head of an upload, for a bare connection."""
    lines = {
        "Host": "127.0.0.1",
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        **BEARER,
        **({} if length is None else {"Content-Length": str(length)}),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    told = "\r\n".join(f"{name}: {value}" for name, value in lines.items() if value)
    return f"POST /api/documents HTTP/1.1\r\n{told}\r\n\r\n".encode()


def proposal(title: str) -> bytes:
    """The sample's proposal by another title, and so another text."""
    return TEXT.replace("Grøn Havn", title).encode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that takes documents in, with small limits."""
    folder = tmp_path_factory.mktemp("intake")
    environment = {
        "PYTHONPATH": str(ROOT),
        "FYRNET_WRITE_TOKEN": TOKEN,
        "FYRNET_LARGEST_UPLOAD": str(LARGEST),
        "FYRNET_UPLOAD_TIMEOUT": "1.5",
    }
    with serving(command(), folder, environment=environment) as base:
        yield Service(base, folder)


# -- what is stored ----------------------------------------------------------------------------------------------------


def test_upload_is_stored_and_every_reader_sees_it_at_once(running: Service) -> None:
    before = running.get("/api/initiatives")
    page = running.get("/initiatives", Accept="text/html").body.decode()
    assert not running.finds("Blank Bugt")
    assert "Blank Bugt" not in page

    answer = running.post(("blank-bugt.txt", proposal("Blank Bugt")))

    assert answer.status == 201
    assert answer.headers["location"] == "/api/documents/blank-bugt"
    (document,) = answer.json["documents"]
    assert (document["name"], document["source"], document["status"]) == ("blank-bugt.txt", "blank-bugt", "new")
    assert [(one["id"], one["label"]["da"]) for one in document["initiatives"]] == [("blank-bugt", "Blank Bugt")]
    assert answer.json["changed"] is True
    assert answer.json["revision"] == running.revision()
    assert running.finds("Blank Bugt")
    assert running.get("/api/initiatives/blank-bugt").status == 200
    assert "Blank Bugt" in running.get("/initiatives", Accept="text/html").body.decode()
    after = running.get("/api/initiatives", If_None_Match=before.headers["etag"])
    assert after.status == 200
    assert after.json["total"] == before.json["total"] + 1
    listed = running.get(answer.headers["location"]).json
    assert (listed["name"], listed["format"]) == ("blank-bugt.txt", "text/plain")
    assert [one["id"] for one in listed["initiatives"]] == ["blank-bugt"]
    assert "blank-bugt" in [item["id"] for item in running.get("/api/documents").json["items"]]


def test_same_document_again_changes_nothing_and_says_so(running: Service) -> None:
    running.post(("lun-lagune.txt", proposal("Lun Lagune")))
    before = running.revision()
    answer = running.post(("lun-lagune.txt", proposal("Lun Lagune")))
    assert answer.status == 200
    assert "location" not in answer.headers
    assert [document["status"] for document in answer.json["documents"]] == ["unchanged"]
    assert (answer.json["changed"], running.revision()) == (False, before)


@pytest.mark.parametrize("where", ["form", "query"])
def test_dry_run_reports_and_stores_nothing(running: Service, where: str) -> None:
    before = running.revision()
    document = ("vild-vig.txt", proposal("Vild Vig"))
    if where == "form":
        answer = running.post(document, dry_run="true")
    else:
        answer = running.post(document, query="?dry_run=true")
    assert answer.status == 200
    assert answer.json["dry_run"] is True
    assert [one["id"] for one in answer.json["documents"][0]["initiatives"]] == ["vild-vig"]
    assert running.revision() == before == answer.json["revision"]
    assert not running.finds("Vild Vig")


def test_several_documents_in_one_form_are_stored_together(running: Service) -> None:
    answer = running.post(("fin-fjord.txt", proposal("Fin Fjord")), ("klar-kyst.txt", proposal("Klar Kyst")))
    assert (answer.status, answer.headers["location"]) == (201, "/api/documents")
    assert [document["source"] for document in answer.json["documents"]] == ["fin-fjord", "klar-kyst"]
    assert [document["path"] for document in answer.json["documents"]] == [
        "/api/documents/fin-fjord",
        "/api/documents/klar-kyst",
    ]


def test_two_uploads_at_once_are_both_stored(running: Service) -> None:
    answers: list[Answer] = []

    def send(title: str) -> None:
        answers.append(running.post((f"{title}.txt", proposal(title))))

    threads = [threading.Thread(target=send, args=(title,)) for title in ("Rolig Red", "Hvid Havn")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status for answer in answers] == [201, 201]
    assert running.finds("Rolig Red")
    assert running.finds("Hvid Havn")


def test_withdrawn_document_is_gone_for_every_reader_and_may_come_again(running: Service) -> None:
    running.post(("kold-kaj.txt", proposal("Kold Kaj")))
    assert running.finds("Kold Kaj")
    answer = running.ask("DELETE", "/api/documents/kold-kaj", **BEARER)
    assert answer.status == 200
    assert answer.json["revision"] == running.revision()
    assert not running.finds("Kold Kaj")
    for path in ("/api/documents/kold-kaj", "/api/initiatives/kold-kaj", "/initiatives/kold-kaj"):
        assert running.get(path).status == 404
    assert running.ask("DELETE", "/api/documents/kold-kaj", **BEARER).status == 404
    assert running.post(("kold-kaj.txt", proposal("Kold Kaj"))).status == 201
    assert running.finds("Kold Kaj")


def test_withdrawal_can_be_tried_without_doing_it(running: Service) -> None:
    running.post(("smal-strand.txt", proposal("Smal Strand")))
    before = running.revision()
    answer = running.ask("DELETE", "/api/documents/smal-strand?dry_run=true", **BEARER)
    assert (answer.status, answer.json["dry_run"], answer.json["changed"]) == (200, True, False)
    assert running.revision() == before


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tom.txt", b""),
        ("billede.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        ("tekst.docx", DATA),
        ("tekst.pdf", DATA),
        ("tekst.xlsx", DATA),
        ("brev.txt", "Kære alle.\n\nTak for sidst.\n".encode()),
        ("program.exe", b"MZ" + bytes(2000)),
        ("halv.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
        ("falsk.ttl", b"<a> <b> ."),
    ],
)
def test_document_that_cannot_be_read_is_400_by_its_name(running: Service, name: str, data: bytes) -> None:
    before = running.revision()
    answer = running.post((name, data))
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert name in answer.json["detail"]
    assert "Traceback" not in answer.body.decode()
    assert running.revision() == before


def test_several_bad_documents_have_a_line_each_and_nothing_is_stored(running: Service) -> None:
    before = running.revision()
    answer = running.post(("tom.txt", b""), ("god-grund.txt", proposal("God Grund")), ("brev.txt", b"Hej.\n"))
    assert answer.status == 400
    assert [line.partition(":")[0] for line in answer.json["errors"]] == ["tom.txt", "brev.txt"]
    assert running.revision() == before


def test_keep_going_stores_the_good_ones_and_names_the_others(running: Service) -> None:
    answer = running.post(("tom.txt", b""), ("god-grund.txt", proposal("God Grund")), keep_going="true")
    assert answer.status == 201
    assert [document["name"] for document in answer.json["documents"]] == ["god-grund.txt"]
    assert [line.partition(":")[0] for line in answer.json["refused"]] == ["tom.txt"]


@pytest.mark.parametrize(
    ("body", "kind", "named"),
    [
        (form(), None, "'file'"),
        (form(("a.txt", DATA), part="document"), None, "'document'"),
        (form(("a.txt", DATA), dry_run="perhaps"), None, "dry_run"),
        (form(("a.txt", DATA), colour="blue"), None, "'colour'"),
        (form(("a.txt", DATA), token=TOKEN), None, "'token'"),
        (form(("a.txt", DATA)) + b"", "multipart/form-data", "boundary"),
        (form(("a.txt", DATA))[:-20], None, "breaks off"),
        (b"nothing of the kind", None, "damaged"),
        (b"", None, "breaks off"),
        (form(file=TEXT[:500]), None, "file name"),
        (form(file=TEXT * 2), None, "file name"),
        (form(("", DATA)), None, "no name"),
        (form(("..", DATA)), None, "no name"),
        (form(("a\u202etxt.exe", DATA)), None, "cannot be seen"),
        (form(("a\x00.txt", DATA)), None, "cannot be seen"),
        (form(("x" * 500 + ".txt", DATA)), None, "200 characters"),
        (form(*[("a.txt", b"")] * 500), None, "more than 200 parts"),
    ],
)
def test_form_that_makes_no_sense_is_400(running: Service, body: bytes, kind: str | None, named: str) -> None:
    before = running.revision()
    kind = kind or f"multipart/form-data; boundary={BOUNDARY}"
    answer = running.ask("POST", "/api/documents", body, Content_Type=kind, **BEARER)
    assert answer.status == 400
    assert named in answer.json["detail"]
    assert running.revision() == before


@pytest.mark.parametrize(
    "kind", ["", "application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/mixed; boundary=x"]
)
def test_what_is_no_multipart_form_is_415(running: Service, kind: str) -> None:
    assert running.ask("POST", "/api/documents", DATA, Content_Type=kind, **BEARER).status == 415


def test_wish_that_is_given_twice_and_differently_is_400(running: Service) -> None:
    answer = running.post(("a.txt", DATA), query="?dry_run=true", dry_run="false")
    assert answer.status == 400
    assert "'dry_run' is given twice" in answer.json["detail"]


# -- names and contents that attack ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["../../../{}.txt", "/etc/{}.txt", "..\\\\..\\\\{}.txt", "C:\\\\temp\\\\{}.txt", "....//....//{}.txt"]
)
def test_path_in_a_file_name_is_left_out_and_nothing_is_written(running: Service, name: str) -> None:
    before = {path for path in running.folder.rglob("*") if "store" not in path.parts}
    answer = running.post((name.format("sti"), proposal("Sidste Sti")), dry_run="true")
    assert answer.status == 200
    assert answer.json["documents"][0]["name"] == "sti.txt"
    assert {path for path in running.folder.rglob("*") if "store" not in path.parts} == before
    assert not list(running.folder.parent.glob("*.txt"))


def test_html_in_names_and_titles_is_text_on_every_page(running: Service) -> None:
    sly = "<img src=x onerror=alert(1)>"
    answer = running.post((f"{sly}.txt", proposal(f"Sund {sly}")))
    assert answer.status == 201
    (document,) = answer.json["documents"]
    assert document["name"] == f"{sly}.txt"
    slug = document["initiatives"][0]["id"]
    for path in (f"/initiatives/{slug}", "/initiatives", "/", "/network", f"/initiatives?q={quote(sly)}"):
        assert "<img src=x" not in running.get(path, Accept="text/html").body.decode(), path


def test_danish_file_name_arrives_as_it_was_written(running: Service) -> None:
    answer = running.post(("Åben ærø, blåt øre.txt", proposal("Åben Ærø")))
    assert answer.json["documents"][0]["name"] == "Åben ærø, blåt øre.txt"
    assert answer.headers["location"] == "/api/documents/aaben-aeroe-blaat-oere"


# -- bodies that attack ------------------------------------------------------------------------------------------------


def test_body_that_says_it_is_too_large_is_413_before_it_comes(running: Service) -> None:
    told = running.raw(head(LARGEST + 1))
    assert told.startswith(b"HTTP/1.1 413")
    assert str(LARGEST).encode() in told


def test_chunked_body_that_grows_too_large_is_413_and_the_connection_ends(running: Service) -> None:
    begin = form(("a.txt", b"")).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
        connection.sendall(head(None, Transfer_Encoding="chunked") + b"%x\r\n%s\r\n" % (len(begin), begin))
        sent = 0
        try:
            # Far more than is allowed: it must not be taken in.
            while sent < 1000:
                connection.sendall(chunk)
                sent += 1
        except OSError:
            pass
        assert sent < 1000
        assert _all(connection)[:12] in (b"HTTP/1.1 413", b"")


def test_chunked_body_within_the_limit_is_taken_in(running: Service) -> None:
    body = form(("rund-red.txt", proposal("Rund Red")), dry_run="true")
    pieces = [body[at : at + 700] for at in range(0, len(body), 700)]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces]
    told = running.raw(head(None, Transfer_Encoding="chunked"), *chunks, b"0\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 200")


def test_body_without_length_is_411(running: Service) -> None:
    assert running.raw(head(None)).startswith(b"HTTP/1.1 411")


def test_body_that_stops_coming_is_408(running: Service) -> None:
    body = form(("a.txt", DATA))
    began = time.monotonic()
    assert running.raw(head(len(body)), body[:300]).startswith(b"HTTP/1.1 408")
    assert time.monotonic() - began < 30


def test_connection_that_breaks_off_leaves_the_service_whole(running: Service) -> None:
    before = running.revision()
    for _ in range(6):
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
            connection.sendall(head(5000) + b"half")
    assert running.revision() == before
    assert running.post(("hel-havn.txt", proposal("Hel Havn")), dry_run="true").status == 200


def test_large_body_without_a_token_is_401_and_not_taken_in(running: Service) -> None:
    assert running.raw(head(50 * LARGEST, Authorization="")).startswith(b"HTTP/1.1 401")
    assert running.raw(head(None, Authorization="", Transfer_Encoding="chunked")).startswith(b"HTTP/1.1 401")


def test_more_uploads_than_there_is_room_for_are_503_and_others_are_answered(running: Service) -> None:
    with ExitStack() as open_ones:
        for _ in range(4):
            slow = open_ones.enter_context(socket.create_connection(("127.0.0.1", running.port), timeout=60))
            slow.sendall(head(5000) + b"--")
        deadline = time.monotonic() + 10
        answer = running.post(("ny-naes.txt", proposal("Ny Næs")), dry_run="true")
        while answer.status == 200 and time.monotonic() < deadline:
            answer = running.post(("ny-naes.txt", proposal("Ny Næs")), dry_run="true")
        assert answer.status == 503
        assert int(answer.headers["retry-after"]) > 0
        assert running.get("/health").status == 200
    assert _comes_back(running)


def _comes_back(running: Service) -> bool:
    """Whether there is room again once the slow ones were given up."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if running.post(("ny-naes.txt", proposal("Ny Næs")), dry_run="true").status == 200:
            return True
        time.sleep(0.2)
    return False


def test_health_is_answered_while_documents_are_read(running: Service) -> None:
    slowest = 0.0
    many = [(f"nr-{number}.txt", proposal(f"Nummer {number}")) for number in range(60)]
    sending = threading.Thread(target=lambda: running.post(*many, dry_run="true"))
    sending.start()
    while sending.is_alive():
        began = time.monotonic()
        assert running.get("/health").status == 200
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 15


def test_token_is_in_no_log(running: Service) -> None:
    running.ask("POST", f"/api/documents?token={TOKEN}", b"", Content_Type="text/plain")
    assert TOKEN not in (running.folder / "service.log").read_text(encoding="utf-8", errors="replace")


# -- versions, data and sheets -----------------------------------------------------------------------------------------


def test_newer_version_replaces_the_older_and_says_in_words_what_changed(running: Service) -> None:
    running.post(("skarp-skaer.txt", proposal("Skarp Skær")))
    newer = proposal("Skarp Skær").replace(b"CLEAN, Gate 21,", b"CLEAN, Gate 21, Fyrvogternes Laug,")
    answer = running.post(("udkast.txt", newer), **{"as": "skarp-skaer"})
    assert answer.status == 201
    (document,) = answer.json["documents"]
    assert (document["source"], document["status"]) == ("skarp-skaer", "replaced")
    assert any("Fyrvogternes Laug is new" in line for line in document["changes"]["en"])
    assert any("Fyrvogternes Laug er ny" in line for line in document["changes"]["da"])


def test_new_version_of_what_is_not_there_is_400(running: Service) -> None:
    answer = running.post(("udkast.txt", DATA), **{"as": "findes-ikke"})
    assert answer.status == 400
    assert "findes-ikke" in answer.json["detail"]


def test_source_may_be_named_by_its_iri(running: Service) -> None:
    running.post(("bred-bred.txt", proposal("Bred Bred")))
    iri = "https://w3id.org/fyrnet/id/source/bred-bred"
    answer = running.post(("udkast.txt", proposal("Bred Bred") + b"\n"), dry_run="true", **{"as": iri})
    assert answer.json["documents"][0]["source"] == "bred-bred"


CURATION = """\
@prefix fyr: <https://w3id.org/fyrnet/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix org: <http://www.w3.org/ns/org#> .
<https://w3id.org/fyrnet/graph/curation> {
  <https://w3id.org/fyrnet/id/organisation/clean> skos:prefLabel "Sneget ind"@da .
}
<https://w3id.org/fyrnet/graph/ontology> { fyr:Initiative skos:prefLabel "Sneget ind"@da . }
<https://w3id.org/fyrnet/graph/review> { fyr:Initiative skos:prefLabel "Sneget ind"@da . }
{
  <https://w3id.org/fyrnet/id/organisation/fyrvogterne> a org:Organization ; skos:prefLabel "Fyrvogterne"@da .
}
"""


def test_data_that_names_the_graph_of_curation_changes_nothing_there(running: Service) -> None:
    answer = running.post(("kuratering.trig", CURATION.encode()))
    assert answer.status == 201
    assert "Sneget ind" not in running.get("/id/organisation/clean.ttl").body.decode()
    query = quote('ASK { GRAPH ?g { ?s ?p "Sneget ind"@da } }')
    told = running.get(f"/sparql?query={query}", Accept="application/sparql-results+json").json
    assert told["boolean"] is False
    assert any("left out" in line for line in answer.json["warnings"])


def test_data_that_break_a_shape_are_422_with_a_line_for_each_violation(running: Service) -> None:
    before = running.revision()
    broken = "<https://w3id.org/fyrnet/id/initiative/x> a <https://w3id.org/fyrnet/ontology#Initiative> ."
    answer = running.post(("brudt.ttl", broken.encode()))
    assert answer.status == 422
    assert "brudt.ttl" in answer.json["detail"]
    assert running.revision() == before


def test_data_fetch_nothing(running: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(1)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/context.jsonld"
        answer = running.post(("hent.jsonld", json.dumps({"@context": address, "@id": "urn:x"}).encode()))
        assert answer.status == 400
        with pytest.raises(TimeoutError):
            trap.accept()


def test_formula_in_a_sheet_is_400_with_its_cell(running: Service) -> None:
    rows = "Initiativ,Organisation,Rolle\nRegnende Rev,=HYPERLINK(1),deltager\nRegnende Rev,CLEAN,deltager\n"
    answer = running.post(("ark.csv", rows.encode()))
    assert answer.status == 400
    assert "ark.csv: B2 holds a formula" in answer.json["detail"]


def test_archive_that_unpacks_to_far_too_much_is_400_in_time(running: Service) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * (200 << 20))
    began = time.monotonic()
    answer = running.post(("bombe.docx", packed.getvalue()))
    assert (answer.status, "bombe.docx" in answer.json["detail"]) == (400, True)
    assert time.monotonic() - began < 10
