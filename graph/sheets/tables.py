"""Sheets into tables: which row is the header, what each column holds, and which initiative the whole is about.

A table begins with a row of headers, wherever it stands; lines above it may say what it is about ("Kontakter") or for
which initiative it is ("Initiativ: …"). Several tables may stand below each other. A header that can mean two things
("Titel", "Navn", "Enhed") is decided by the columns around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.knowledge import key
from graph.sheets.cells import Row, Sheet
from graph.sheets.columns import IMPLIED_ROLES, header_token, header_tokens, is_header_word, sheet_kind, vocabulary
from ontology.models import Role

__all__ = ["Column", "Table", "tables"]

_FAMILY = {
    **dict.fromkeys(("number", "initiative"), "initiative"),
    **dict.fromkeys(("organisation", "role", "group", *IMPLIED_ROLES), "participation"),
    **dict.fromkeys(("builds_on", "under", "owners"), "dependency"),
    **dict.fromkeys(("person", "job", "department", "phone", "email"), "contact"),
    **dict.fromkeys(("figure", "value", "value_max", "measure"), "figure"),
    **dict.fromkeys(("element",), "element"),
    **dict.fromkeys(("effect",), "effect"),
}
"""Column → what it speaks of."""
_TELLING = {"organisation", *IMPLIED_ROLES, "builds_on", "person", "name?", "email", "element", "effect", "figure"}
"""Without one of these a row of headers heads nothing that is read, but a list of initiatives."""
_NAMED = {
    "participation": "organisation",
    "dependency": "builds_on",
    "contact": "person",
    "initiative": "initiative",
    "initiatives": "initiative",
}
"""What a table or a group of columns is about → the column that "Navn" is in it."""
_SEVERAL = {"organisation", "builds_on", "element", "effect"}
"""Columns that may stand several times; of others the first is read."""
_SHARE = 3
"""At least one in so many cells of a header is recognised."""
_LABELLED = re.compile(r"^(?P<label>[^:]{2,40}):\s*(?P<value>\S.*)$", re.DOTALL)
_LATEST = 200
"""Rows with something in them, among which the first header is."""
_LONGEST = 200
"""Characters of the longest cell in a row of headers."""
_DATUM = re.compile(r"@|\d[\d ]{5}")


@dataclass(frozen=True)
class Column:
    """One column of a table. `field` is "" where nothing is read from it; `role` is what its header says of parties."""

    index: int
    header: str
    field: str
    role: Role | None = None


@dataclass(frozen=True)
class Table:
    """A header with the rows below it.

    `rows` are the indices of its rows in the sheet; `kind` is what a label or the sheet's name says it is about;
    `initiative` is whom all its rows are about where no column says so, `number` the number printed with it; `about`
    are the indices of the rows above that all of this was taken from.
    """

    sheet: Sheet
    columns: tuple[Column, ...]
    rows: range
    kind: str | None = None
    initiative: str | None = None
    number: str | None = None
    about: frozenset[int] = frozenset()
    by_name: bool = False
    """Whether the initiative is that of the sheet's name, which may mean something else."""

    def column(self, name: str) -> Column | None:
        """The first column of a field."""
        return next((column for column in self.columns if column.field == name), None)

    @property
    def families(self) -> frozenset[str]:
        """What its columns speak of."""
        return frozenset(_FAMILY[column.field] for column in self.columns if column.field in _FAMILY)


def tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet, in their order; none where no header is recognised."""
    starts = _header_rows(sheet)
    found: list[Table] = []
    before = 0
    for start in starts:
        if start + 1 in starts:
            continue
        top = start - 1 if start - 1 in starts else start
        above = [index for index in range(before, top) if _texts(sheet.rows[index])]
        before = _end(sheet, start, starts)
        table = _table(sheet, range(top, start + 1), range(start + 1, before), above)
        found.append(_inheriting(table, found[-1]) if found else table)
    return found


def _inheriting(table: Table, before: Table) -> Table:
    """A table that does not say which initiative it is about, below one that is about a single one."""
    if table.initiative or table.column("initiative"):
        return table
    return replace(table, initiative=before.initiative, number=before.number)


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row if cell.text]


def _header_rows(sheet: Sheet) -> list[int]:
    """Indices of the rows of headers; two that follow each other are one header, the upper naming groups of columns."""
    filled = [index for index, row in enumerate(sheet.rows) if any(cell.text for cell in row)]
    first = next((index for index in filled[:_LATEST] if _is_header(_texts(sheet.rows[index]))), None)
    if first is not None:
        return [first, *(index for index in filled if index > first and _is_header_again(sheet, index))]
    return [index for index in filled[:_LATEST] if _is_lone_header(sheet, _texts(sheet.rows[index]))][:1]


def _is_header(texts: Sequence[str]) -> bool:
    """Whether a row is the first one of headers."""
    known = _known(texts)
    tokens = header_tokens(texts)
    return len(known) >= 2 and len(known) * _SHARE >= len(texts) and not _are_pairs(tokens)


def _is_header_again(sheet: Sheet, index: int) -> bool:
    """Whether a row below a header is another one: it holds nothing else, or stands apart from what is above it."""
    texts = _texts(sheet.rows[index])
    if not any(is_header_word(text) for text in texts[:2]):
        return False
    known = _known(texts)
    led_in = _leads_in(sheet, index - 1)
    apart = led_in or not _texts(sheet.rows[index - 1])
    enough = len(known) >= (2 if led_in else 3)
    return enough and (all(header_tokens(texts)) or (apart and len(known) * 2 >= len(texts)))


def _is_lone_header(sheet: Sheet, texts: Sequence[str]) -> bool:
    """Whether a sheet of one column, which its name tells the kind of, begins here."""
    return len(texts) == 1 and bool(_known(texts) & _TELLING) and sheet_kind(texts[0]) != sheet_kind(sheet.name)


def _known(texts: Sequence[str]) -> set[str]:
    """What the headers of a row mean; nothing where it holds data, or heads nothing that is read."""
    if any(len(text) > _LONGEST or _DATUM.search(text) for text in texts):
        return set()
    known = set(filter(None, header_tokens(texts))) - {"other", "note"}
    return known if known & {*_TELLING, "initiative", "project?", "title?"} else set()


def _are_pairs(tokens: Sequence[str | None]) -> bool:
    """Whether labels stand beside their values: "Initiativ | Grøn havn | Nr. | 7"."""
    return len(tokens) % 2 == 0 and all(tokens[::2]) and not any(tokens[1::2])


def _end(sheet: Sheet, start: int, starts: Sequence[int]) -> int:
    """Index of the row behind a table: that of the next header, or of the lines that lead it in."""
    end = next((index for index in starts if index > start), len(sheet.rows))
    while start + 1 < end < len(sheet.rows) and (not _texts(sheet.rows[end - 1]) or _leads_in(sheet, end - 1)):
        end -= 1
    return end


def _leads_in(sheet: Sheet, index: int) -> bool:
    """Whether a line says what the table below it is about."""
    return bool(_label(sheet.rows[index]) or _said(sheet.rows[index]))


def _label(row: Row) -> str | None:
    """The kind of table that a line announces which stands alone above it."""
    texts = _texts(row)
    return sheet_kind(texts[0]) if len(set(texts)) == 1 else None


def _table(sheet: Sheet, heads: range, rows: range, above: Sequence[int]) -> Table:
    labels = {index: kind for index in above if (kind := _label(sheet.rows[index]))}
    kind = labels[max(labels)] if labels else sheet_kind(sheet.name)
    tokens = [header_tokens([cell.text for cell in sheet.rows[index]]) for index in heads]
    columns = _columns(sheet.rows[heads[-1]], tokens, kind)
    columns = (*columns, *_unheaded(sheet, rows, columns))
    table = Table(sheet, columns, rows, kind, about=frozenset((*heads, *labels)))
    return _with_initiative(table, [index for index in above if index not in labels])


# -- columns -----------------------------------------------------------------------------------------------------------


def _columns(row: Row, heads: Sequence[Sequence[str | None]], kind: str | None) -> tuple[Column, ...]:
    tokens = list(heads[-1])
    groups = _groups(heads[0], len(tokens)) if len(heads) > 1 else [None] * len(tokens)
    fields = _decided(tokens, groups, kind)
    seen: Counter[str] = Counter()
    columns: list[Column] = []
    for index, (cell, name) in enumerate(zip(row, fields, strict=True)):
        if not cell.text and not name:
            continue
        base = "organisation" if name in IMPLIED_ROLES else name or ""
        base = "" if base == "other" else base
        seen[base] += 1
        read = base if seen[base] == 1 or base in _SEVERAL else ""
        columns.append(Column(index, cell.text, read, IMPLIED_ROLES.get(name or "")))
    return tuple(columns)


def _unheaded(sheet: Sheet, rows: range, columns: Sequence[Column]) -> list[Column]:
    """Columns below no header in which something stands: nothing is read from them, and that is said."""
    headed = {column.index for column in columns}
    filled = {index for row in rows for index, cell in enumerate(sheet.rows[row]) if cell.text}
    return [Column(index, "", "") for index in sorted(filled - headed)]


def _groups(upper: Sequence[str | None], width: int) -> list[str | None]:
    """For each column what the header above a group of columns speaks of: the nearest one at it or left of it."""
    groups: list[str | None] = []
    group: str | None = None
    for index in range(width):
        above = upper[index] if index < len(upper) else None
        group = _FAMILY.get("initiative" if above == "project?" else above.rstrip("?")) if above else group
        groups.append(group)
    return groups


@dataclass(frozen=True)
class _Around:
    """What is around a header that can mean two things."""

    fields: Sequence[str | None]
    index: int
    group: str | None
    kind: str | None

    def free(self, *names: str) -> str:
        """The first of some fields that no other column is; "" where each of them is taken."""
        return next((name for name in names if name not in self.fields), "")


def _decided(tokens: Sequence[str | None], groups: Sequence[str | None], kind: str | None) -> list[str | None]:
    """The tokens with each that can mean two things decided; "" where it is known and still not read."""
    fields = list(tokens)
    for ambiguous, decide in _DECISIONS.items():
        for index, found in enumerate(fields):
            if found == ambiguous:
                fields[index] = decide(_Around(fields, index, groups[index], kind))
    return fields


def _project(around: _Around) -> str:
    if around.group in (None, "initiative") and around.free("initiative"):
        return "initiative"
    return around.free("builds_on") if "dependency" in (around.group, around.kind) else ""


def _title(around: _Around) -> str:
    """The title of an initiative, or behind a name that of a person."""
    before = set(around.fields[: around.index])
    of_person = around.group == "contact" or not around.free("initiative") or bool({"person", "name?"} & before)
    return around.free("job") if of_person else "initiative"


def _name(around: _Around) -> str:
    """Whose name it is: that of a party, of a person, or of what is built on; "name" where each row decides."""
    wanted = _NAMED.get(around.group or around.kind or "")
    if wanted and around.free(wanted):
        return wanted
    fields = set(around.fields)
    reachable = bool({"phone", "email", "job", "department"} & fields)
    party = bool({"organisation", *IMPLIED_ROLES} & fields)
    if "kind" in fields and not party:
        return "name" if "person" not in fields else around.free("builds_on")
    if reachable and "person" not in fields:
        return "person" if party or not {"role", "group"} & fields else "name"
    return "" if party else "organisation"


def _unit(around: _Around) -> str:
    """Part of an organisation, or what a figure is counted in: as the column before it says."""
    families = [_FAMILY.get(name or "") for name in around.fields]
    before = next((each for each in reversed(families[: around.index]) if each in ("figure", "contact")), None)
    of_figure = (around.group or before or ("figure" if "figure" in families else "")) == "figure"
    return around.free("measure" if of_figure else "department")


_DECISIONS: Mapping[str, Callable[[_Around], str]] = {
    "project?": _project,
    "title?": _title,
    "name?": _name,
    "unit?": _unit,
}


# -- the initiative of a whole table -----------------------------------------------------------------------------------


def _with_initiative(table: Table, above: Sequence[int]) -> Table:
    """The table with the initiative that a line above it or the name of the sheet says it is about."""
    if table.column("initiative"):
        return table
    rows = table.sheet.rows
    said: dict[str, str] = {}
    for index in above:
        said |= _said(rows[index])
    if "initiative" in said:
        used = table.about.union(index for index in above if _said(rows[index]))
        return replace(table, initiative=said["initiative"], number=said.get("number"), about=used)
    name = table.sheet.name
    tells_much = bool({"organisation", "builds_on"} & {column.field for column in table.columns})
    if not name or not tells_much or sheet_kind(name) or vocabulary().unnamed.fullmatch(name):
        return table
    # The name of a sheet is cut at 31 characters: a line above that begins like it is the whole of it.
    whole = [index for index in above if key(_texts(rows[index])[0]).startswith(key(name))]
    title = _texts(rows[whole[0]])[0] if whole else name
    return replace(table, initiative=" ".join(title.split()), about=table.about.union(whole[:1]), by_name=True)


def _said(row: Row) -> dict[str, str]:
    """Title and number in a line such as "Initiativ: Grøn havn", or "Nr." and "7" beside each other."""
    texts = _texts(row)
    pairs = [(match["label"], match["value"]) for text in texts if (match := _LABELLED.match(text))]
    if not pairs and len(texts) % 2 == 0:
        pairs = list(zip(texts[::2], texts[1::2], strict=True))
    said: dict[str, str] = {}
    for label, value in pairs:
        token = header_token(label.rstrip(": "))
        name = "initiative" if token in ("project?", "title?") else token
        if name in ("initiative", "number") and not header_token(value):
            said.setdefault(name, " ".join(value.split()))
    return said
