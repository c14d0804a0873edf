"""What the columns of a table hold, as their heads say, and a row of such a table as one line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from graph.reading.formats.word.content import Cell, Row
from graph.reading.headings import FORM, heading
from graph.reading.lexicon import lexicon

__all__ = [
    "Columns",
    "Items",
    "contact_field",
    "contact_line",
    "is_number",
    "is_tick",
    "kind_of",
    "labelled_detail",
    "row_line",
]

_LONGEST_HEAD = 45
_LONGEST_ROLE = 80
_MOST_WORDS = 6
_FILLERS = frozenset(
    ("hvad", "what", "hos", "fra", "ved", "hver", "hvert", "deres", "from", "at", "each", "their", "they", "per", "pr.")
)
"""Words of heads that say nothing, beside those of headings."""

_KINDS = {
    "number": r"nr\.?|nummer|no\.?|#|number",
    "email": r"e-?mail(?:s|adresse)?|e-?post|mail(?:adresse)?",
    "phone": r"(?:direkte )?(?:tlf|telefon|tel|mobil|phone|mobile)\.?(?:nummer|nr\.?|number)?",
    "role": r"(?:rolle|roller|role|roles)(?: i .*)?|deltagelse|deltager som|involvering|participation",
    "title": r"titel|stilling(?:sbetegnelse)?|job(?:titel| title)?|title|position|funktion",
    "unit": r"enhed|afdeling|center|forvaltning|kontor|område|unit|department|division",
    "organisation": r"(?:navn på )?(?:organisation(?:er)?|part(?:er|ner|nere)?|deltager(?:e)?|aktør(?:er)?|firma"
    r"|virksomhed(?:er)?|institution(?:er)?|myndighed(?:er)?|kommune(?:r)?|samarbejdspartner(?:e)?|arbejdsplads"
    r"|deltagende (?:part|parter|partner|partnere|organisationer|aktører)"
    r"|party|parties|company|organi[sz]ations?|partners?|participants?)",
    "person": r"(?:fulde )?navn|kontakt(?:person)?(?:er)?|person(?:er)?|(?:full )?name|contact(?: person)?s?",
    "year": r"år(?:stal)?|year|målår|target year",
    "value": r"værdi|tal|antal|beløb|mængde|mål|måltal|value|amount|number of",
    "measure": r"måleenhed|unit of measure",
    "dated": r"(?:19|20)\d\d",
    "owner": r"ejer|ansvarlig|tovholder|hvem|owner|responsible",
    "source": r"kilde|source|reference",
    "thing": r"(?:navn på )?(?:projekt(?:er)?|initiativ(?:er)?|indsats(?:er)?|aktivitet(?:er)?|element(?:er)?"
    r"|effekt(?:er)?|nøgletal|indikator(?:er)?|program(?:mer)?|strategi(?:er)?|aftale(?:r)?|resultat(?:er)?|tiltag"
    r"|hvad|project|initiative|activity|activities|element|effect|result|indicator|key figure|figure|programme"
    r"|strategy|what)s?",
    "field": r"felt|punkt|emne|spørgsmål|afsnit|field|topic|question|section|item",
    "told": r"(?:kort )?beskrivelse|svar|indhold|tekst|udfyldes(?: her)?|besvarelse|bidrag|opgave(?:r)?|type|status"
    r"|kommentar(?:er)?|bemærkning(?:er)?|note(?:r)?|land|sektor|by|adresse|cvr(?:-?nr)?\.?|timer|budget|kompetence(?:r)?"
    r"|ressource(?:r)?|ansvar(?:sområde)?|bekræftet|tilsagn|bidrager|bidrage|gør|laver|leverer|indsats|finansiering"
    r"|country|sector|city|address|hours|expertise|resources|responsibility|responsibilities|confirmed|contributes?"
    r"|contribute|brings?|does|provides?|description|answer|content|text|contribution|task|comments?"
    r"|remarks?|notes?",
}
"""What a column can hold → how its head says so, in Danish and English."""
_DETAILS = ("person", "title", "unit", "organisation", "phone", "email")
_TICKS = frozenset(("x", "X", "✓", "☒", "✔", "(x)", "ja", "Ja"))
_BARE_NUMBER = re.compile(r"\W{0,2}(?:\d{1,2}(?:\.\d{1,2})?|[a-zA-Z])\W{0,2}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NO_BREAK = re.compile(r"[.!?:;,]$")


@cache
def _kinds() -> list[tuple[str, re.Pattern[str]]]:
    return [(kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS.items()]


def is_number(text: str) -> bool:
    """Whether a cell only numbers its row."""
    return _BARE_NUMBER.fullmatch(text.strip()) is not None


@cache
def kind_of(text: str) -> str | None:
    """What a column holds by its head; what brackets and the like add to the head is passed over.

    Examples
    --------
    >>> kind_of("Organisation (navn)"), kind_of("Rolle og ansvar"), kind_of("Hvad bidrager de med?"), kind_of("DTU")
    ('organisation', 'role', 'told', None)
    """
    bare = re.sub(r"\s*\([^()]*\)|\s*/.*", "", text).strip(" :*?")
    return _kind(bare) or _kind_by_words(bare.lower().split())


def _kind(bare: str) -> str | None:
    return next((kind for kind, pattern in _kinds() if pattern.fullmatch(bare)), None)


def _kind_by_words(words: Sequence[str]) -> str | None:
    """What a head of several words says, where each is one that heads are made of: the first that says something."""
    if not 1 < len(words) <= _MOST_WORDS:
        return None
    said: list[str] = []
    for word in words:
        if word in _FILLERS:
            continue
        forms = (word, *(word.removesuffix(ending) for ending in ("s", "ens", "nes")))
        kind = next((kind for form in forms if (kind := _kind(form))), None)
        if kind is None and word not in lexicon().heading_fillers:
            return None
        said += [kind] if kind else []
    return said[0] if said else None


def is_tick(text: str) -> bool:
    """Whether a cell is only ticked."""
    return text.strip() in _TICKS


@dataclass(frozen=True)
class Columns:
    """The heads of the columns: first column → what it holds, and → its words."""

    kinds: dict[int, str]
    heads: dict[int, str]

    def has(self, *kinds: str) -> bool:
        """Whether one of the columns holds any of these."""
        return any(kind in kinds for kind in self.kinds.values())

    def column(self, kind: str) -> int | None:
        """The first column that holds this."""
        return next((column for column, other in self.kinds.items() if other == kind), None)

    def of_parties(self) -> int:
        """The column that names the parties."""
        named = (self.column(kind) for kind in ("organisation", "owner", "person", "thing"))
        others = (column for column, kind in self.kinds.items() if kind not in ("number", "role"))
        found = next((column for column in named if column is not None), None)
        return next(others, 0) if found is None else found

    @property
    def of_form(self) -> bool:
        """They head the fields of a form and what is filled in."""
        return self.has("field") or (
            len(self.kinds) == 2 and self.has("told") and self.column("told") != min(self.kinds)
        )

    @property
    def of_persons(self) -> bool:
        """The rows hold persons and how to reach them."""
        return self.has("phone", "email") or (self.has("person") and self.has("title"))

    def section(self) -> str | None:
        """The section of the form that they say the table is."""
        if self.of_persons and not (self.has("role") and self.has("organisation")):
            return "contact"
        if self.has("organisation", "person") and self.has("role"):
            return "parties"
        first = self.heads[min(self.heads)]
        said = heading(f"{first.rstrip(' :')}:")
        return said.section if said and said.section in FORM else None


# Persons


def contact_field(label: str) -> str | None:
    """Which detail of a person a label asks for."""
    bare = re.sub(r"^kontakt(?:person)?(?:en)?s?\s*[-–:,]?\s*(?=\w)", "", label.strip(" :*"), flags=re.IGNORECASE)
    kind = _kind(bare)
    if kind is None and re.search(r"\b(?:tlf|telefon|mobil|phone)", bare, re.I) and len(bare) < _LONGEST_HEAD:
        return "phone"
    if kind is None and re.search(r"\be?-?mail", bare, re.I) and len(bare) < _LONGEST_HEAD:
        return "email"
    return kind if kind in _DETAILS else None


def labelled_detail(kind: str, lines: Sequence[str]) -> str:
    """A detail of a person as it stands within a line."""
    text = ", ".join(lines)
    return f"tlf. {text}" if kind == "phone" and text[:1] in "+(0123456789" else text


@dataclass(frozen=True)
class Items:
    """What a row is as items of a list, the first with its number, and what else it says, which is beside the list."""

    items: Sequence[str]
    beside: Sequence[str] = ()
    number: str = ""


def contact_line(row: Row, columns: Columns) -> str:
    """A person with all details, the name first."""
    ordered = sorted(row.filled, key=lambda cell: _place(columns.kinds.get(cell.column, "")))
    parts = [labelled_detail(columns.kinds.get(cell.column, ""), cell.lines) for cell in ordered]
    return ", ".join(part.rstrip(" ,;") for part in parts)


def _place(kind: str) -> int:
    return _DETAILS.index(kind) if kind in _DETAILS else len(_DETAILS)


# Rows


def row_line(row: Row, section: str, columns: Columns | None) -> Items:
    """A row as items that say the same: one, or one for each party where a cell names several."""
    cells = row.filled
    numbered = columns is not None and columns.kinds.get(cells[0].column) == "number"
    if len(cells) > 1 and (numbered or is_number(cells[0].text)):
        number, read = cells[0].text.strip(), _items(cells[1:], section, columns)
        if section in ("parties", "contact"):  # a number before a name may make it look like a heading
            return replace(read, beside=[*read.beside, f"({number})"])
        return replace(read, number=number)
    return _items(cells, section, columns)


def _items(cells: Sequence[Cell], section: str, columns: Columns | None) -> Items:
    if section == "parties" and columns is not None:
        return _parties(cells, columns)
    if section == "contact":
        return Items([", ".join(labelled_detail("phone", cell.lines) for cell in cells)])
    return Items([_told(cells, section, columns)])


def _parties(cells: Sequence[Cell], columns: Columns) -> Items:
    """Each party of a row with the role that the row says; what else the row says is beside the list."""
    at = columns.of_parties()
    parties = next((cell for cell in cells if cell.column == at), None)
    others = [cell for cell in cells if cell is not parties]
    if parties is None:
        return Items([], [cell.text for cell in others])
    role = next((cell for cell in others if _is_role(cell, columns)), None)
    if role is None:
        role = next((cell for cell in others if len(cell.text) <= _LONGEST_ROLE and _cue(cell.text)), None)
    beside = [" ".join(cell.lines) for cell in others if cell is not role]
    if role is None:
        return Items(list(parties.lines), beside)
    text = columns.heads.get(role.column, role.text) if is_tick(role.text) else "; ".join(role.lines)
    if "," in parties.text and len(parties.lines) == 1 and _cue(text):
        return Items([f"{text.rstrip(' :.')}: {parties.text}"], beside)
    said = text[:1].lower() + text[1:]
    if re.search(r"[A-ZÆØÅ()]", said) or len(said) > _LONGEST_ROLE:
        said, beside = _cue(text).lower(), [text, *beside]
    if any(line.endswith(")") for line in parties.lines):
        cue = _cue(text)
        label = f"{cue[:1].upper()}{cue[1:]}: " if cue else ""
        return Items([f"{label}{line}" for line in parties.lines], [text, *(each for each in beside if each != text)])
    return Items([f"{line} ({said})" if said else line for line in parties.lines], beside)


def _cue(text: str) -> str:
    """The words of a text that say a role other than taking part; "" where none do."""
    found = (pattern.search(text) for pattern in lexicon().roles.values())
    return next((match[0] for match in found if match), "")


def _is_role(cell: Cell, columns: Columns) -> bool:
    return columns.kinds.get(cell.column) == "role" or is_tick(cell.text)


def _told(cells: Sequence[Cell], section: str, columns: Columns | None) -> str:
    """What a row is about, then what is said of it: "Kajer: 12 km i 2024", "Blå Bølge (Gate 21)"."""
    kinds = columns.kinds if columns else {}
    first, *others = sorted(cells, key=lambda cell: kinds.get(cell.column) not in ("thing", "person"))
    about = " ".join(first.lines)
    years = [cell for cell in others if _YEAR.fullmatch(cell.text) and kinds.get(cell.column, "year") == "year"]
    behind = "".join(f" i {cell.text}" if section == "figures" else f" ({cell.text})" for cell in years)
    said = [cell for cell in others if cell not in years]
    if section == "foundations":
        bracket = "; ".join([_unbracketed(cell) for cell in said] + [cell.text for cell in years])
        return f"{about} ({bracket})" if bracket else about
    dates = {column: f" i {columns.heads[column]}" for column in kinds if kinds[column] == "dated"} if columns else {}
    text = "".join(_glue(c, kinds, i) + " ".join(c.lines) + dates.get(c.column, "") for i, c in enumerate(said))
    if not text:
        return about + behind
    return f"{about}{'' if _NO_BREAK.search(about) else ':'} {text}{behind}"


def _glue(cell: Cell, kinds: dict[int, str], index: int) -> str:
    """What stands before a cell: a unit follows its value."""
    if not index:
        return ""
    return " " if kinds.get(cell.column) in ("measure", "unit") else ", "


def _unbracketed(cell: Cell) -> str:
    return " ".join(cell.lines).replace("(", "– ").replace(")", "")
