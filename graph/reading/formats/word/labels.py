"""The labels of a form that is a table, and the fields that they head.

A form is told by its labels: cells of the first column, or over all columns, that are the headings of a proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graph.reading.formats.word.columns import contact_field, is_number
from graph.reading.formats.word.content import Cell, Row
from graph.reading.headings import FORM, Heading, heading
from graph.reading.lexicon import lexicon

__all__ = [
    "Group",
    "by_columns",
    "groups_of",
    "is_form",
    "is_item",
    "is_label",
    "is_labelled",
    "is_long",
    "person_fields",
    "said_by",
    "side_by_side",
    "title_part",
]

_LONGEST_LABEL = 90
_LONGEST_LABEL_CELL = 500
_LONGEST_VALUE = 200
_FEW_ROWS = 2
_DETAIL = re.compile(r"@\w|(?:\d[\s.-]?){7}\d")
_TITLE_LABEL = re.compile(
    r"(?!stilling|job)(?:[\w/-]+\s){0,3}(?:[\w-]*titel|title|projektnavn)(?: på (?:projekt|initiativ)\w*)?"
)
_NUMBER_LABEL = re.compile(r"(?:(?:forslag|initiativ|projekt|fyrtårn)\w*\s*)?(?:nr\.?|nummer|no\.?|number)", re.I)


@dataclass
class Group:
    """A field of a form: its label, the number before it, and the rows of what is filled in."""

    label: Cell | None
    number: str = ""
    rows: list[Row] = field(default_factory=list)
    over_all: bool = False

    @property
    def words(self) -> str:
        """The label without a colon."""
        return self.label.lines[0].rstrip(" :") if self.label else ""

    @property
    def content(self) -> list[str]:
        """The lines of what is filled in."""
        return [line for row in self.rows for cell in row.filled for line in cell.lines]


def is_labelled(row: Row) -> bool:
    """Whether a row has a label that forms of proposals have."""
    return any(_is_known_label(cell) for cell in _labels(row))


def said_by(text: str) -> Heading | None:
    """The heading that the words of a label are."""
    bare = text.strip()
    found = heading(f"{bare.rstrip(' :?')}:") or heading(bare, strong=True)
    if found is None or found.rest or (found.section == "lead" and "(" in bare):  # "Gate 21 (lead)" is a party
        return None
    return found


def is_label(cell: Cell) -> bool:
    """Whether a cell can be a label: short, no list, and not several headings with what stands under them."""
    if not cell.lines or cell.nested or len(cell.text) > _LONGEST_LABEL_CELL or cell.paragraphs[0].marker:
        return False
    first = cell.lines[0].partition(":")[0]
    return len(first) <= _LONGEST_LABEL and not any(heading(line) for line in cell.lines[1:])


def _is_known_label(cell: Cell) -> bool:
    """Whether a cell is the label of a field that the form of a proposal has."""
    if not is_label(cell):
        return False
    said = said_by(cell.lines[0].partition(":")[0]) or said_by(" ".join(cell.lines))
    return said is not None or _is_title_label(cell.lines[0])


def _is_title_label(label: str) -> bool:
    bare = label.strip(" :*").lower()
    return bare in lexicon().title_labels or _TITLE_LABEL.fullmatch(bare) is not None


def _labels(row: Row) -> list[Cell]:
    """The cell that may be the label of a row, behind its number; all cells where each is a known label."""
    cells = row.filled
    if len(cells) > 1 and is_number(cells[0].text):
        cells = cells[1:]
    elif row.cells[0] is not cells[0]:
        return []
    if len(cells) > 1 and all(_is_section_label(cell) for cell in cells):
        return cells
    return [] if cells[0].continues or not is_label(cells[0]) else cells[:1]


def _is_section_label(cell: Cell) -> bool:
    said = said_by(cell.text) if is_label(cell) and len(cell.lines) == 1 else None
    return said is not None and said.section in FORM


def is_form(rows: Sequence[Row], section: str) -> bool:
    """Whether the labels of a table are those of a form, or of the details of a person among persons."""
    labels = [cell for row in rows for cell in _labels(row)]
    known = sum(_is_known_label(cell) for cell in labels)
    if known > 1 or (known and len(rows) <= _FEW_ROWS + 1):
        return True
    details = sum(contact_field(cell.text) is not None for cell in labels)
    return details > 1 and (section == "contact" or details * 2 > len(rows))


def side_by_side(row: Row) -> Iterator[Row]:
    """A row in which two fields stand side by side, each with its label beside or above it, as two rows."""
    filled = row.filled
    beside = len(filled) > 1 or (filled and filled[0] is not row.cells[0])
    if beside and all(_heads_itself(cell) for cell in filled) and any(len(each.lines) > 1 for each in filled):
        yield from (Row([cell], over_all=True) for cell in filled)
        return
    cells = row.cells
    label = cells[2] if len(cells) in (4, 6) else None
    if label is None or not is_label(label) or not is_label(cells[0]):
        yield row
        return
    labels = (*cells[::2],)
    if any(_is_known_label(cell) or contact_field(cell.text) or cell.text.endswith(":") for cell in labels[1:]):
        yield from (Row(cells[i : i + 2]) for i in range(0, len(cells), 2))
    else:
        yield row


def _heads_itself(cell: Cell) -> bool:
    """Whether the first line of a cell heads a section of the form, so that the others are what is filled in."""
    said = None if cell.nested else said_by(cell.lines[0].partition(":")[0])
    return said is not None and said.section in FORM


def by_columns(rows: Sequence[Row]) -> list[Row]:
    """The rows, where labels that stand side by side with their fields below them come one after the other."""
    found: list[Row] = []
    index = 0
    while index < len(rows):
        labels = _labels(rows[index])
        index += 1
        if len(labels) < _FEW_ROWS:
            found.append(rows[index - 1])
            continue
        end = index
        while end < len(rows) and not any(_is_known_label(cell) for cell in _labels(rows[end])):
            end += 1
        for place, label in enumerate(labels):
            right = labels[place + 1].column if place + 1 < len(labels) else None
            number = [cell for cell in rows[index - 1].filled if not place and cell.column < label.column]
            found.append(Row([*number, label], over_all=True))
            for row in rows[index:end]:
                cells = [
                    c
                    for c in row.cells
                    if (c.column >= label.column or not place) and (right is None or c.column < right)
                ]
                found += [Row(cells, over_all=False)] if cells else []
        index = end
    return found


def groups_of(rows: Sequence[Row]) -> Iterator[Group]:
    """The fields of a form, each with the rows that belong to its label."""
    group: Group | None = None
    for row in rows:
        cells = row.filled
        if not cells:
            continue
        labels = _labels(row)
        label = labels[0] if labels else None
        if label is None and row.over_all and said_by(cells[0].lines[0]):  # a section with its heading in one cell
            if group is not None:
                yield group
            group = Group(None, rows=[row], over_all=True)
            continue
        if group is not None and not _begins(row, label, group):
            left = group.label if not group.over_all else None
            group.rows.append(Row(_behind(row, left)) if left and cells[0].column > left.column else row)
            continue
        if group is not None:
            yield group
        if label is None or (row.over_all and not _heads_rows(label)):
            group = Group(None, rows=[row], over_all=True)
            continue
        number = cells[0].text.strip() if cells[0] is not label else ""
        behind = _behind(row, label)
        group = Group(label, number, [Row(behind)] if Row(behind).filled else [], over_all=row.over_all)
    if group is not None:
        yield group


def _behind(row: Row, cell: Cell) -> list[Cell]:
    return [other for other in row.cells if other.column > cell.column]


def _heads_rows(cell: Cell) -> bool:
    """Whether a cell over all columns is a label: by its words, or short and set bold."""
    short = len(cell.lines) == 1 and len(cell.text) <= _LONGEST_LABEL and cell.text[-1:] not in ".,;"
    return _is_known_label(cell) or (short and all(line.look.bold for line in cell.paragraphs[0].lines if line.text))


def _begins(row: Row, label: Cell | None, group: Group) -> bool:
    """Whether a row begins a field of its own below that of `group`."""
    if label is None:
        return False
    said = said_by(group.words) if group.label else None
    if said and said.section == "contact" and group.over_all and contact_field(label.text):
        return False
    if row.over_all:
        return _heads_rows(label)
    return not group.over_all or group.label is None or _is_known_label(label)


# What is filled in


def title_part(group: Group) -> str | None:
    """Whether a field holds the title of the proposal, or its number."""
    content = group.content
    if group.label is None or not content or len(content) > _FEW_ROWS:
        return None
    if _NUMBER_LABEL.fullmatch(group.words) and re.fullmatch(r"\W*\d{1,3}\W*", content[0]):
        return "number"
    return "title" if _is_title_label(group.words) and len(" ".join(content)) <= _LONGEST_VALUE else None


def person_fields(groups: Sequence[Group], index: int, section: str) -> list[Group]:
    """The fields from `index` on that ask for the details of persons; none where they are others."""
    found: list[Group] = []
    for group in groups[index:]:
        said = said_by(group.words) if group.label else None
        content = group.content
        heads = said is not None and said.section == "contact"
        if group.label is None or group.over_all or not (heads or contact_field(group.words)):
            break
        if said is not None and said.section in FORM and not heads:
            break
        if len(" ".join(content)) > _LONGEST_VALUE or (heads and any(_DETAIL.search(line) for line in content)):
            break
        found.append(group)
    kinds = {contact_field(group.words) for group in found}
    reachable = kinds & {"phone", "email"} or section == "contact"
    return found if len(found) > 1 and reachable else []


def is_item(cell: Cell) -> bool:
    """Whether a cell holds one line, as an item of a list has it."""
    return len(cell.lines) == 1 and not cell.nested and len(cell.text) <= _LONGEST_VALUE


def is_long(cell: Cell) -> bool:
    """Whether a cell holds a list or a table, and no mere words."""
    return cell.nested or any(each.marker for each in cell.paragraphs)
