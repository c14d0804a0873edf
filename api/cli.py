"""The command line: every command is one call into `graph` and one text.

Exit codes: 0 done; 1 a shape is violated (`validate`); 2 anything that fyrnet refuses or cannot do, told in one line on
standard error, or in one for each file; 130 stopped from the keyboard. A reader that goes away, as in ``| head``, is
no error.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import pyoxigraph as ox

from api.commands import backup, documents, files, review, token
from api.commands.beside import beside
from api.settings import read_settings
from api.tables import answer_csv, answer_table, bindings_table, table
from graph.export import FORMATS, WORKBOOK, export_bytes
from graph.store import Bindings, EmbeddedStore, Store, ask, open_store
from ontology.errors import (
    FyrnetError,
    InvalidInput,
    InvalidParameter,
    OutdatedRevision,
    StoreUnavailable,
    UnreadableDocument,
)
from ontology.models import Document
from ontology.questions import Param, Question, questions

if TYPE_CHECKING:
    from graph.ingest import Report
    from graph.remote import RemoteStore

__all__ = ["main"]

F = TypeVar("F")
T = TypeVar("T")
Arguments = argparse.Namespace

_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}
_SHEETS = ("xlsx", "csv")
_TRIES = 5
_RDF = {"ttl", "trig", "nt", "nq", "jsonld"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands behind ``fyrnet``; by default what the process was started with.

    Returns
    -------
    int
        The exit code.
    """
    _speak_utf8()
    # Matrices here are small or sparse: more threads would spin for each of them, and take processors from requests.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        words = sys.argv[1:] if arguments is None else arguments
        given = _parser(words).parse_args(words)
        code = int(given.run(given))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has enough. What is left in the buffer must not be tried again at the end of the process.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _complain("stopped", code=130)
    except (FyrnetError, OSError) as error:
        return _complain(*_lines(error))
    return code


def _lines(error: Exception) -> list[str]:
    """What went wrong, one line for each bad file."""
    if isinstance(error, OSError) and error.filename:
        return [f"{error.filename}: {error.strerror}"]
    return str(error).splitlines() or [type(error).__name__]


def _complain(*lines: str, code: int = 2) -> int:
    for line in lines:
        print(f"fyrnet: {line}", file=sys.stderr)
    return code


def _speak_utf8() -> None:
    """Danish letters arrive whatever the locale says; what no encoding can hold becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


# -- commands ----------------------------------------------------------------------------------------------------------


def _extract(given: Arguments) -> int:
    bad = documents.extract(given.files, given.keep_going)
    return _complain(*bad) if bad else 0


def _ingest(given: Arguments) -> int:
    def take_in() -> Report:
        with _opened(given, fill=not given.empty) as store:
            return documents.take_in(store, given)

    report = _again(take_in)
    print(report)
    return _complain(*(line for refused in report.refused for line in refused.splitlines())) if report.refused else 0


def _withdraw(given: Arguments) -> int:
    def take_out() -> str:
        with _opened(given) as store:
            return documents.take_out(store, given)

    print(_again(take_out))
    return 0


def _sources(given: Arguments) -> int:
    with _opened(given) as store:
        print(documents.listing(store))
    return 0


def _serve(given: Arguments) -> int:
    from api.serving import serve

    chosen = {"store": given.store, "host": given.host, "port": given.port, "empty": given.empty or None}
    return serve(replace(read_settings(), **{name: value for name, value in chosen.items() if value is not None}))


def _ask(given: Arguments) -> int:
    asked: Question = questions()[given.question]
    with _opened(given) as store:
        answer = ask(store, asked.name, **{name: getattr(given, f"param_{name}") for name in asked.params})
    if given.format == "json":
        print(answer.model_dump_json(indent=2))
    else:
        print(answer_csv(answer) if given.format == "csv" else answer_table(answer, given.language), end="")
    return 0


def _analyse(given: Arguments) -> int:
    from api.commands import analyse

    with _opened(given) as store:
        print(analyse.run(store, given), end="")
    return 0


def _questions(given: Arguments) -> int:
    rows = [
        (q.name, q.summary.da if given.language == "da" else q.summary.en, " ".join(q.params))
        for q in questions().values()
    ]
    print(table(("question", "what it asks", "parameters"), rows, widest=None))
    return 0


def _query(given: Arguments) -> int:
    text = files.text(None if given.file == "-" else Path(given.file))
    with _opened(given) as store:
        print(_result(store, text, given.format), end="")
    return 0


def _result(store: Store, text: str, wanted: str | None) -> str:
    results = store.query(text)
    if isinstance(results, ox.QueryTriples):
        format_ = _chosen(wanted or "turtle", _GRAPHS, "CONSTRUCT and DESCRIBE give a graph")
        return (results.serialize(format=format_) or b"").decode()
    if (wanted or "table") == "table":
        if isinstance(results, ox.QueryBoolean):
            return f"{str(bool(results)).lower()}\n"
        return bindings_table(Bindings.of(results))
    tabular = _chosen(wanted or "", _RESULTS, "SELECT and ASK give a table")
    text = (results.serialize(format=tabular) or b"").decode()
    # An empty line at the end is a row in which nothing is bound.
    return text if text.endswith("\n") else f"{text}\n"


def _chosen(wanted: str, formats: dict[str, F], reason: str) -> F:
    if wanted not in formats:
        raise InvalidParameter(f"--format {wanted} does not fit the query: {reason}; choose {', '.join(formats)}")
    return formats[wanted]


def _validate(given: Arguments) -> int:
    from ontology.shapes import validate

    report = validate(_quads(given))
    print("\n".join([*report.lines, "conforms" if report.conforms else "does not conform"]))
    return 0 if report.conforms else 1


def _quads(given: Arguments) -> list[ox.Quad]:
    """What is to be checked: the files, or without any the store."""
    if not given.files:
        with _opened(given) as store:
            return list(store.quads())
    quads, bad = [], []
    for path in given.files:
        try:
            quads += _quads_of(path)
        except FyrnetError as error:
            bad += _lines(error)
    if bad:
        raise InvalidInput("\n".join(bad))
    return quads


def _quads_of(path: Path) -> list[ox.Quad]:
    """The quads of an RDF file, by its ending; any other file is read as a document."""
    from graph import extent, triples
    from graph.ingest.reading import read_all
    from graph.knowledge import knowledge

    ending = path.suffix.removeprefix(".").lower()
    if ending in _RDF:
        text = files.text(path)
        if told := extent.fault(text.encode(), ending):
            raise UnreadableDocument(f"{path}: {told}")
        try:
            return list(ox.parse(text, format=ox.RdfFormat.from_extension(ending)))
        except (SyntaxError, ValueError) as error:
            raise UnreadableDocument(f"{path}: this is not {ending}: {error}") from error
    [read] = read_all([path], knowledge())
    if isinstance(read.found, FyrnetError):
        raise read.found
    assert isinstance(read.found, Document)
    return triples.quads(read.found, "checked", knowledge(), passages=True)


def _review(given: Arguments) -> int:
    with _opened(given) as store:
        return review.run(store, given)


def _carry(given: Arguments) -> int:
    backup.look_first(given, given.store or read_settings().store)
    with _opened(given, fill=False) as store:
        print(given.carry(store, given))
    return 0


def _template(given: Arguments) -> int:
    from graph.sheets import template

    wanted: Literal["xlsx", "csv"] = "csv" if given.out and given.out.suffix.lower() == ".csv" else "xlsx"
    files.deliver(template(given.language, given.format or wanted), given.out)
    return 0


def _export(given: Arguments) -> int:
    formats = (*FORMATS, WORKBOOK)
    if given.format not in formats:
        # Before the store is opened, which may take a while.
        raise InvalidParameter(f"{given.format!r} is no format of export; there are {', '.join(formats)}")
    if given.format == WORKBOOK:
        files.refuse_terminal(given.out)
    with _opened(given) as store:
        content = export_bytes(store, given.format, language=given.language)
    files.deliver(content, given.out)
    return 0


def _opened(given: Arguments, *, fill: bool = True) -> EmbeddedStore | RemoteStore:
    """The store; where a running service has its folder, through that service."""
    settings = read_settings()
    location = given.store or settings.store
    if not location:
        raise StoreUnavailable("--store is empty: name a folder, or memory:")
    try:
        return open_store(location, fill=fill, access=settings.access(location))
    except StoreUnavailable:
        held = beside(Path(location)) if Path(location).is_dir() else None
        if held is None:
            raise
        return held


def _again(act: Callable[[], T]) -> T:
    """The result of `act`, which begins anew where others wrote while it was reading."""
    for _ in range(_TRIES):
        try:
            return act()
        except OutdatedRevision:
            continue
    return act()


# -- what the commands take --------------------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments in one line."""

    def error(self, message: str) -> NoReturn:
        first = message.splitlines()[0] if message else "the arguments cannot be read"
        self.exit(2, f"fyrnet: {first} (`{self.prog} --help` says more)\n")


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """What the commands take; what the analyses take only where `words` ask for one, as it is slow to import."""
    parser = _Parser(prog="fyrnet", description="Lighthouse initiatives as a knowledge graph.", allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"fyrnet {_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for add in (
        _add_reading,
        _add_review,
        _add_serve,
        _add_ask,
        _add_analyse,
        _add_query,
        _add_validate,
        _add_export,
        _add_template,
        _add_token,
        _add_backup,
    ):
        add(commands)
    if "analyse" in words:
        from api.commands import analyse

        analyse.add_arguments(commands.choices["analyse"], _add_store)
    return parser


def _command(commands: Any, name: str, run: Callable[[Arguments], int], text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    command.set_defaults(run=run)
    return command


def _add_reading(commands: Any) -> None:
    extract = _command(commands, "extract", _extract, "facts of documents as JSON; nothing is stored")
    ingest = _command(commands, "ingest", _ingest, "facts of documents into a store: checked, all or nothing")
    documents.add_arguments(extract, ingest)
    _add_store(ingest)
    withdraw = _command(commands, "withdraw", _withdraw, "take a source out of a store again; curation stays")
    withdraw.add_argument("source", metavar="SOURCE", help="slug, IRI or file name; `fyrnet sources` lists them")
    withdraw.add_argument("--dry-run", action="store_true", help="only say what would happen")
    withdraw.add_argument("--language", choices=("da", "en"), default="en")
    _add_store(withdraw)
    _add_store(_command(commands, "sources", _sources, "the documents that a store holds"))


def _add_serve(commands: Any) -> None:
    serve = _command(commands, "serve", _serve, "pages, SPARQL and REST over HTTP")
    _add_store(serve)
    serve.add_argument("--host", help="address to listen on (FYRNET_HOST, else 127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port to listen on (FYRNET_PORT, else 8000)")
    serve.add_argument("--empty", action="store_true", help="do not fill a new store with the shipped data")


def _add_ask(commands: Any) -> None:
    text = "put a question to a store; `fyrnet questions` lists them"
    ask_command = _command(commands, "ask", _ask, text)
    _add_answer_options(ask_command, suppressed=False)
    names = ask_command.add_subparsers(dest="question", metavar="QUESTION", required=True)
    for question in questions().values():
        command: argparse.ArgumentParser = names.add_parser(
            question.name, help=question.summary.en, description=question.summary.en, allow_abbrev=False
        )
        _add_answer_options(command, suppressed=True)
        for param in question.params.values():
            _add_param(command, param)
    listing = _command(commands, "questions", _questions, "the questions that can be asked")
    listing.add_argument("--language", choices=("da", "en"), default="en")


def _add_analyse(commands: Any) -> None:
    text = "who connects, what overlaps, what rests on what, what is missing; `fyrnet analyse --help` lists them"
    _command(commands, "analyse", _analyse, text)


def _add_param(command: argparse.ArgumentParser, param: Param) -> None:
    action = "append" if param.multiple else "store"
    text = f"{param.about.en} (default: {' '.join(param.default) or 'all'})".replace("%", "%%")
    metavar = param.kind.upper() or param.type.upper()
    command.add_argument(f"--{param.name}", dest=f"param_{param.name}", action=action, metavar=metavar, help=text)


def _add_answer_options(command: argparse.ArgumentParser, *, suppressed: bool) -> None:
    """Options that may stand before the question and behind it; the later ones must not undo the earlier."""
    default: dict[str, Any] = {"default": argparse.SUPPRESS} if suppressed else {}
    _add_store(command, **default)
    command.add_argument("--format", choices=("table", "csv", "json"), **({"default": "table"} | default))
    command.add_argument("--language", choices=("da", "en"), **({"default": "en"} | default))


def _add_query(commands: Any) -> None:
    query = _command(commands, "query", _query, "put a SPARQL query to a store")
    query.add_argument("file", metavar="FILE", help="file with the query; - for standard input")
    _add_store(query)
    query.add_argument("--format", choices=("table", *_RESULTS, *_GRAPHS), help="default: table, or turtle for a graph")


def _add_validate(commands: Any) -> None:
    validate = _command(commands, "validate", _validate, "check files, or without any a store, against the shapes")
    validate.add_argument("files", metavar="FILE", nargs="*", type=Path, help="RDF by its ending, else a document")
    _add_store(validate)


def _add_export(commands: Any) -> None:
    command = _command(commands, "export", _export, "write what a store holds for other programs")
    command.add_argument("--format", required=True, metavar="FORMAT", help=", ".join((*FORMATS, WORKBOOK)))
    command.add_argument("--language", choices=("da", "en"), default="en", help="of the sheets of a workbook")
    command.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    _add_store(command)


def _add_review(commands: Any) -> None:
    command = _command(commands, "review", _review, "who is who: work through the cases that wait for a person")
    review.add_arguments(command)
    _add_store(command)


def _add_template(commands: Any) -> None:
    template = _command(commands, "template", _template, "write an empty spreadsheet to fill in")
    template.add_argument("--language", choices=("da", "en"), default="da")
    template.add_argument("--format", choices=_SHEETS, help="default: by the ending of --out, else xlsx")
    template.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")


def _add_token(commands: Any) -> None:
    token.add_arguments(_command(commands, "token", token.run, "tokens for a service: make, list, revoke"))


def _add_backup(commands: Any) -> None:
    for name, text in backup.COMMANDS.items():
        command = _command(commands, name, _carry, text)
        backup.add_arguments(command, name)
        _add_store(command)


def _add_store(command: argparse.ArgumentParser, **more: Any) -> None:
    text = "folder of the store, or memory: (FYRNET_STORE, else var/store)"
    command.add_argument("--store", metavar="STORE", help=text, **more)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text[:6]) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 0 to 65535 is needed")
    return int(text)


def _version() -> str:
    try:
        return version("fyrnet")
    except PackageNotFoundError:
        return "(not installed)"


if __name__ == "__main__":
    sys.exit(main())
