"""`fyrnet review`: nothing is asked twice, nothing decided is lost, and what a terminal shows obeys nobody else."""

from __future__ import annotations

import json
import os
import pty
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from api import cli
from api.commands.conversation import Conversation, items, language_of_locale, listing, visible
from graph.resolution import review
from graph.resolution.cases import Case, review_quads
from graph.resolution.entities import Reason
from graph.store import EmbeddedStore
from ontology.terms import REVIEW_GRAPH, thing
from tests.sample import organisation, sample_graphs
from tests.serving import ROOT, command

SOURCE = thing("source", "tillaeg").value
PASSAGE = f"{SOURCE}/passage/parties-2-2"
COUNCIL = Case(
    mention_iri=organisation("oe-raadet"),
    candidate_iri=organisation("region-oest"),
    mention="Ø-rådet",
    candidate="Region Øst",
    found="queued",
    score=0.62,
    reasons=(
        Reason("words", 2.1, "they share a word", "de har et ord til fælles"),
        Reason("kind", -0.8, "one is no region", "den ene er ingen region"),
    ),
    sources=frozenset({SOURCE}),
    passages=(PASSAGE,),
)
POWER = replace(
    COUNCIL,
    mention_iri=organisation("boelgekraft"),
    candidate_iri=organisation("sydkyst-energi"),
    mention="Bølgekraft",
    candidate="Sydkyst Energi",
    score=0.55,
)
HARBOUR = replace(
    COUNCIL,
    mention_iri=organisation("havneforum"),
    candidate_iri=organisation("nordkyst-kommune"),
    mention="Havneforum",
    candidate="Nordkyst Kommune",
    found="matched",
    score=0.99,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the sample, two cases that wait and one that was matched."""
    folder = tmp_path_factory.mktemp("made") / "store"
    with EmbeddedStore(folder) as store:
        store.replace(sample_graphs(passages=True) | {REVIEW_GRAPH: review_quads([COUNCIL, POWER, HARBOUR])})
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of that store."""
    return Path(shutil.copytree(made, tmp_path / "store"))


@pytest.fixture
def store(folder: Path) -> Iterator[EmbeddedStore]:
    with EmbeddedStore(folder) as store:
        yield store


@dataclass
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def fyrnet(capsys: pytest.CaptureFixture[str], folder: Path) -> Callable[..., Said]:
    """Runs `fyrnet review` on the store, in English."""

    def run(*arguments: str) -> Said:
        try:
            code = cli.main(["review", "--store", str(folder), "--language", "en", *arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        return Said(code, *capsys.readouterr())

    return run


def talk(store: EmbeddedStore, typed: Iterable[str], language: str = "en", by: str | None = None) -> str:
    """What a conversation showed while somebody typed these lines, and then nothing more."""
    shown: list[str] = []
    waiting = iter(typed)

    def ask(prompt: str) -> str:
        shown.append(prompt)
        try:
            return next(waiting)
        except StopIteration:
            raise EOFError from None

    Conversation(store, language, ask=ask, tell=shown.append, by=by).run()
    return "\n".join(shown)


def verdicts(store: EmbeddedStore) -> dict[str, str]:
    return {case.mention: case.decision.verdict for case in review.cases(store) if case.decision}


# -- the conversation --------------------------------------------------------------------------------------------------


def test_case_is_shown_with_place_passage_candidate_score_and_every_reason(store: EmbeddedStore) -> None:
    shown = talk(store, [])
    for told in (
        f"Case {COUNCIL.id}: organisation, 1 of 2",
        "Ø-rådet",
        "tillæg.txt, line 2 (List of parties)",
        "“linje 2 af tillæg.txt”",
        "Region Øst  (organisation/region-oest)",
        "0.62",
        "+2.10  they share a word",
        "−0.80  one is no region",
    ):
        assert told in shown
    assert "Bølgekraft" not in shown, "one case at a time"


def test_conversation_speaks_danish_with_danish_numbers(store: EmbeddedStore) -> None:
    shown = talk(store, ["samme"], language="da")
    for told in ("Sag ", "trykt", "0,62", "+2,10  de har et ord til fælles", "1 afgjort, 1 venter"):
        assert told in shown


def test_each_answer_is_stored_at_once_and_told_in_words(store: EmbeddedStore) -> None:
    shown = talk(store, ["s", "u"], by="Anne Eksempel")
    assert verdicts(store) == {"Ø-rådet": "same", "Bølgekraft": "unsure"}
    assert "→ Ø-rådet and Region Øst: decided same" in shown
    assert "2 decided, 0 waiting" in shown
    assert {case.decision.by for case in review.cases(store) if case.decision} == {"Anne Eksempel"}


def test_case_that_is_passed_over_waits_still(store: EmbeddedStore) -> None:
    shown = talk(store, ["n", "d"])
    assert verdicts(store) == {"Bølgekraft": "different"}
    assert "1 decided, 1 waiting" in shown
    assert [case.mention for case in review.queue(store)] == ["Ø-rådet"]


def test_back_undoes_the_last_decision_and_shows_the_case_again(store: EmbeddedStore) -> None:
    before = store.revision
    shown = talk(store, ["same", "b"])
    assert store.revision == before
    assert "the decision was taken back" in shown
    assert shown.count(f"Case {COUNCIL.id}: organisation, 1 of 2") == 2


def test_back_over_a_case_that_was_passed_over_shows_it_again(store: EmbeddedStore) -> None:
    shown = talk(store, ["n", "b", "s"])
    assert verdicts(store) == {"Ø-rådet": "same"}
    assert shown.count(f"Case {COUNCIL.id}") == 2


def test_what_is_no_answer_is_asked_again_and_decides_nothing(store: EmbeddedStore) -> None:
    shown = talk(store, ["b", "perhaps", "yes", "q"])
    assert verdicts(store) == {}
    assert "nothing to go back to" in shown
    assert shown.count("Type s, d, u, n, b or q") == 2


def test_interruption_keeps_what_was_decided(store: EmbeddedStore) -> None:
    def typed() -> Iterator[str]:
        yield "d"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        talk(store, typed())
    assert verdicts(store) == {"Ø-rådet": "different"}


def test_text_of_a_document_cannot_command_the_terminal(store: EmbeddedStore) -> None:
    sly = replace(COUNCIL, mention="Ø-rådet\x1b]0;owned\x07\u202e", score=0.9)
    store.replace({REVIEW_GRAPH: review_quads([sly])})
    shown = talk(store, ["s"]) + listing(store, "en", "decided")
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_visible_keeps_danish_letters() -> None:
    assert visible("Ærø, Blåvand & Øresund") == "Ærø, Blåvand & Øresund"


# -- the command -------------------------------------------------------------------------------------------------------


def test_without_a_terminal_the_list_is_printed_with_how_to_decide(fyrnet: Callable[..., Said]) -> None:
    said = fyrnet()
    assert said.code == 0
    assert [line.split()[0] for line in said.out.splitlines()[2:4]] == [COUNCIL.id, POWER.id]
    assert "fyrnet review CASE same|different|unsure" in said.out


def test_list_as_json_holds_reasons_and_places(fyrnet: Callable[..., Said]) -> None:
    found = json.loads(fyrnet("--list", "--format", "json").out)["items"]
    assert [(item["id"], item["status"]) for item in found] == [(COUNCIL.id, "queued"), (POWER.id, "queued")]
    assert found[0]["reasons"][1] == {
        "feature": "kind",
        "contribution": -0.8,
        "label": {"da": "den ene er ingen region", "en": "one is no region"},
    }
    assert found[0]["evidence"][0]["lines"] == [2, 2]


def test_one_case_is_decided_listed_and_undone_by_the_beginning_of_its_id(
    fyrnet: Callable[..., Said], folder: Path
) -> None:
    with EmbeddedStore(folder) as store:
        before = store.revision
    said = fyrnet(COUNCIL.id[:6], "different", "--by", "Anne Eksempel")
    assert (said.code, said.err) == (0, "")
    assert "decided different" in said.out
    decided = fyrnet("--decided").out
    assert COUNCIL.id in decided
    assert "different" in decided
    assert COUNCIL.id not in fyrnet("--list").out
    assert "taken back" in fyrnet("--undo", COUNCIL.id).out
    with EmbeddedStore(folder) as store:
        assert store.revision == before


def test_matches_that_were_made_without_asking_are_listed_too(fyrnet: Callable[..., Said]) -> None:
    said = fyrnet("--matched")
    assert HARBOUR.id in said.out
    assert COUNCIL.id not in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ffffffff", "same"], ["there is no case 'ffffffff'", "--list"]),
        (["ffffffff"], ["fyrnet review ffffffff same|different|unsure"]),
        (["ffffffff", "perhaps"], ["perhaps", "same"]),
        (["ffffffff", "same", "--list"], ["one case is decided with"]),
        (["--undo", COUNCIL.id], ["nothing was decided about Ø-rådet"]),
        (["--undo", ""], ["there is no case ''"]),
        (["--list", "--decided"], ["not allowed with"]),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    fyrnet: Callable[..., Said], arguments: list[str], words: list[str]
) -> None:
    said = fyrnet(*arguments)
    assert (said.code, said.out) == (2, "")
    assert len(said.err.splitlines()) == 1
    assert [word for word in words if word not in said.err] == []


def test_empty_lists_say_so_in_both_languages(store: EmbeddedStore) -> None:
    store.replace({REVIEW_GRAPH: []})
    assert items(store, "queue") == []
    assert listing(store, "en", "queue") == "Nothing waits for a decision."
    assert listing(store, "da", "decided") == "Intet er afgjort endnu."


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "da_DK.UTF-8"}, "da"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "da_DK"}, "da"),
        ({"LANG": "da_DK", "LC_ALL": "C"}, "en"),
        ({}, "en"),
    ],
)
def test_language_is_that_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert language_of_locale(environment) == language


# -- in a terminal -----------------------------------------------------------------------------------------------------


class Terminal:
    """`fyrnet review` in a terminal of its own."""

    def __init__(self, folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("FYRNET_", "LC_"))}
        self.process = subprocess.Popen(
            [*command(), "review", "--store", str(folder)],
            cwd=folder.parent,
            env=inherited | {"PYTHONPATH": str(ROOT), "LANG": "da_DK.UTF-8", "TERM": "dumb"},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.shown = ""

    def wait_for(self, text: str) -> None:
        """Read until a text is shown."""
        assert self._comes(text, seconds=60), self.shown

    def _comes(self, text: str, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while text not in self.shown and time.monotonic() < deadline:
            if select.select([self._ours], [], [], 0.2)[0]:
                try:
                    self.shown += os.read(self._ours, 4096).decode(errors="replace")
                except OSError:
                    break
        return text in self.shown

    def type(self, text: str) -> None:
        """Type a line, and look only at what comes after it."""
        self.shown = ""
        os.write(self._ours, text.encode())

    def interrupt(self, text: str) -> None:
        """Press Ctrl-C until a text is shown: Python misses one that comes right before it begins to read a line."""
        for _ in range(5):
            self.process.send_signal(signal.SIGINT)
            if self._comes(text, seconds=10):
                return
        raise AssertionError(self.shown)

    def end(self) -> int:
        """Wait for the end; the exit code."""
        try:
            return self.process.wait(timeout=30)
        finally:
            self.process.kill()
            os.close(self._ours)


@pytest.mark.slow
def test_conversation_in_a_terminal_survives_an_interruption(folder: Path) -> None:
    terminal = Terminal(folder)
    try:
        terminal.wait_for("q slut > ")
        assert f"Sag {COUNCIL.id}: organisation, 1 af 2" in terminal.shown
        terminal.type("s\n")
        terminal.wait_for(f"Sag {POWER.id}: organisation, 2 af 2")
        terminal.wait_for("q slut > ")
        terminal.interrupt("1 afgjort, 1 venter")
    finally:
        code = terminal.end()
    assert code == 130
    with EmbeddedStore(folder) as store:
        assert verdicts(store) == {"Ø-rådet": "same"}
