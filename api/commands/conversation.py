"""Who is who, in the terminal: the queue as a list, and a conversation that works through it case by case.

Each decision is stored at once: whoever stops, or is stopped, keeps what was decided so far.
"""

from __future__ import annotations

import os
import shutil
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.pages.text import LANGUAGES, TEXTS
from api.rest.cases import CaseItem, ReasonItem, Verdict, case_item, find_case
from api.tables import table
from graph.catalogue import catalogue
from graph.catalogue.models import Evidence
from graph.knowledge import knowledge
from graph.resolution import review
from graph.resolution.cases import Case
from graph.store import Store
from ontology.models import Label

__all__ = ["SHOWN", "Conversation", "decide", "items", "language_of_locale", "listing", "undo", "visible"]

SHOWN: Final = {"queue": {"queued"}, "decided": {"decided"}, "matched": {"matched", "apart"}}
"""Statuses of the cases in each list."""

_SHOWN_PLACES: Final = 3
_LONGEST_PASSAGE: Final = 400
_WIDEST: Final = 100
_VERDICTS: Final[Mapping[str, Verdict]] = {
    **dict.fromkeys(("s", "same", "samme"), "same"),
    **dict.fromkeys(("d", "f", "different", "forskellige"), "different"),
    **dict.fromkeys(("u", "unsure", "usikker", "usikkert"), "unsure"),
}
_MOVES: Final = {
    **dict.fromkeys(("n", "next", "skip", "næste", ""), "next"),
    **dict.fromkeys(("b", "back", "t", "tilbage"), "back"),
    **dict.fromkeys(("q", "quit", "slut", "exit"), "quit"),
}


def language_of_locale(environment: Mapping[str, str] | None = None) -> str:
    """Danish where the locale says so, else English.

    Examples
    --------
    >>> language_of_locale({"LANG": "da_DK.UTF-8"}), language_of_locale({"LANG": "da_DK", "LC_ALL": "C"})
    ('da', 'en')
    """
    given = os.environ if environment is None else environment
    locale = next((given[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if given.get(name)), "")
    return "da" if locale.startswith("da") else "en"


def items(store: Store, shown: str) -> list[CaseItem]:
    """Cases as data: those of the `queue`, those `decided`, or those `matched` without asking."""
    known, statuses = catalogue(store), SHOWN[shown]
    return [case_item(case, known, contacts=True) for case in review.cases(store) if case.status in statuses]


def listing(store: Store, language: str, shown: str) -> str:
    """Cases as a table, with how to go on."""
    say = _Speech(language)
    found = items(store, shown)
    if not found:
        return say(f"review.no.{shown}")
    heads = ("head.case", "head.kind", "printed", "perhaps", "likely", "head.status", "where")
    rows = [_row(say, item) for item in found]
    return f"{table([say(f'review.{name}') for name in heads], rows)}\n\n{say('review.how')}"


def decide(store: Store, case: str, verdict: Verdict, *, by: str | None) -> list[str]:
    """Decide one case, named by its id or the beginning of it; what changed, in words."""
    chosen = find_case(review.cases(store), case)
    return [visible(line) for line in review.decide(store, knowledge(), chosen.id, verdict, by=by)]


def undo(store: Store, case: str) -> list[str]:
    """Take a decision back; what changed, in words."""
    chosen = find_case(review.cases(store), case)
    return [visible(line) for line in review.undo(store, knowledge(), chosen.id)]


def _row(say: _Speech, item: CaseItem) -> Sequence[str]:
    where = "\n".join(visible(say.place(place)) for place in item.evidence[:_SHOWN_PLACES])
    status = say(f"review.{item.verdict or item.status}")
    cells = (item.mention, item.candidate, say.number(item.score), status)
    return item.id, say(f"review.kind.{item.kind}"), *map(visible, cells), where


@dataclass(frozen=True)
class _Speech:
    """Texts in one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        return TEXTS[key][LANGUAGES.index(self.language)].format(**values)

    def of(self, label: Label) -> str:
        """A label in this language."""
        return label.da if self.language == "da" else label.en

    def number(self, value: float, *, signed: bool = False) -> str:
        """Two decimals, with a comma in Danish."""
        text = f"{value:+.2f}" if signed else f"{value:.2f}"
        return text.replace("-", "−").replace(".", "," if self.language == "da" else ".")

    def place(self, place: Evidence) -> str:
        """Document, lines or page, and section."""
        told = [self.of(place.source.label)]
        if place.lines:
            first, last = place.lines
            told.append(self("review.line" if first == last else "review.lines", first=first, last=last))
        if place.page:
            told.append(self("review.page", page=place.page))
        return f"{', '.join(told)} ({self(f'section.{place.section}')})"


@dataclass
class Conversation:
    """Works through the queue of a store with a person.

    `ask` shows its argument and gives the line that was typed; it raises EOFError where nothing more comes.
    """

    store: Store
    language: str
    ask: Callable[[str], str]
    tell: Callable[[str], None]
    by: str | None = None
    _past: list[tuple[str, Verdict | None]] = field(default_factory=list)

    def run(self) -> None:
        """Show one case after another until none waits, or the person has enough."""
        say = _Speech(self.language)
        try:
            while case := self._next():
                self.tell(self._shown(say, case))
                if not self._turn(say, case):
                    break
        finally:
            waiting = review.queue(self.store)
            decided = sum(verdict is not None for _, verdict in self._past)
            self.tell("")
            self.tell(say("review.done", decided=decided, waiting=len(waiting)))

    def _next(self) -> Case | None:
        """The first that waits and was not passed over."""
        seen = {case for case, _ in self._past}
        return next((case for case in review.queue(self.store) if case.id not in seen), None)

    def _turn(self, say: _Speech, case: Case) -> bool:
        """Ask about one case until there is an answer; whether to go on."""
        while True:
            try:
                typed = self.ask(say("review.ask")).strip().lower()
            except EOFError:
                return False
            if typed in _VERDICTS:
                self._decide(say, case, _VERDICTS[typed])
                return True
            match _MOVES.get(typed):
                case "next":
                    self._past.append((case.id, None))
                    return True
                case "back" if self._past:
                    self._back(say)
                    return True
                case "back":
                    self.tell(say("review.first"))
                case "quit":
                    return False
                case _:
                    self.tell(say("review.keys"))

    def _decide(self, say: _Speech, case: Case, verdict: Verdict) -> None:
        words = review.decide(self.store, knowledge(), case.id, verdict, by=self.by)
        self._past.append((case.id, verdict))
        self._told(say, words)

    def _back(self, say: _Speech) -> None:
        """Take back the last step: it is shown again."""
        case, verdict = self._past.pop()
        if verdict is not None:
            self._told(say, review.undo(self.store, knowledge(), case))

    def _told(self, say: _Speech, words: Iterable[str]) -> None:
        for line in list(words) or [say("review.unchanged")]:
            self.tell(visible(f"→ {line}"))

    def _shown(self, say: _Speech, case: Case) -> str:
        """One case whole, as a block of lines."""
        item = case_item(case, catalogue(self.store), contacts=True)
        waiting = [each.id for each in review.queue(self.store)]
        past = len([entry for entry in self._past if entry[0] not in waiting])
        place = past + (waiting.index(item.id) if item.id in waiting else 0) + 1
        head = say(
            "review.case", id=item.id, kind=say(f"review.kind.{item.kind}"), place=place, total=past + len(waiting)
        )
        fields = [
            ("printed", [item.mention]),
            ("where", _places(say, item.evidence)),
            ("perhaps", [f"{item.candidate}  ({_short(item.candidate_iri)})"]),
            ("likely", [say.number(item.score)]),
            ("why", [_reason(say, reason) for reason in item.reasons]),
        ]
        names = {name: say(f"review.{name}") for name, _ in fields}
        width = max(map(len, names.values())) + 2
        lines = [line for name, told in fields for line in _field(names[name], told, width)]
        return "\n".join(["", head, *lines])


def _places(say: _Speech, evidence: Sequence[Evidence]) -> list[str]:
    told = []
    for place in evidence[:_SHOWN_PLACES]:
        told.append(say.place(place))
        if place.text:
            text = " ".join(place.text.split())
            told.append(f"“{text if len(text) <= _LONGEST_PASSAGE else text[:_LONGEST_PASSAGE] + '…'}”")
    if len(evidence) > _SHOWN_PLACES:
        told.append(say("review.more", number=len(evidence) - _SHOWN_PLACES))
    return told


def _reason(say: _Speech, reason: ReasonItem) -> str:
    return f"{say.number(reason.contribution, signed=True)}  {say.of(reason.label)}"


def _field(name: str, told: Sequence[str], width: int) -> list[str]:
    """A name and what stands beside it, wrapped to the terminal."""
    room = max(20, min(_WIDEST, shutil.get_terminal_size((80, 24)).columns) - width - 2)
    wrapped = [line for text in told for line in textwrap.wrap(visible(text), room) or [""]]
    return [f"  {name if number == 0 else '':<{width}}{line}" for number, line in enumerate(wrapped)]


def _short(iri: str) -> str:
    return "/".join(iri.rsplit("/", 2)[-2:])


def visible(text: str) -> str:
    r"""A text from documents without anything that a terminal would obey.

    Examples
    --------
    >>> visible("Grøn\x1b[2J Havn")
    'Grøn�[2J Havn'
    """
    return "".join("\ufffd" if unicodedata.category(each) in ("Cc", "Cf", "Cs") else each for each in text)
