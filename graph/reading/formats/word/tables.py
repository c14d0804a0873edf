"""Tables become text: the form with a label beside each field, tables of parties, persons and figures, and layouts.

A form is told by its labels: cells of the first column, or over all columns, that are the headings of a proposal. Rows
that stand under one label are a table of their own, whose heads of columns say how a row is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from graph.reading.formats.word.columns import (
    Columns,
    Items,
    columns_of,
    contact_field,
    contact_line,
    is_number,
    labelled_detail,
    row_line,
)
from graph.reading.formats.word.content import Block, Cell, Paragraph, Row, Table
from graph.reading.formats.word.printing import Printer
from graph.reading.headings import FORM, Heading, heading
from graph.reading.lexicon import lexicon

__all__ = ["TablePrinter"]

_LONGEST_LABEL = 90
_LONGEST_LABEL_CELL = 500
_LONGEST_VALUE = 200
_FEW_ROWS = 2
_GAP = 3
"""Blank lines above the title of a form."""
RowReader = Callable[[Row], Items]
"""Gives the items that a row of data is."""
_DETAIL = re.compile(r"@\w|(?:\d[\s.-]?){7}\d")
_TITLE_LABEL = re.compile(
    r"(?!stilling|job)(?:[\w/-]+\s){0,3}(?:[\w-]*titel|title|projektnavn)(?: på (?:projekt|initiativ)\w*)?"
)
_NUMBER_LABEL = re.compile(r"(?:(?:forslag|initiativ|projekt|fyrtårn)\w*\s*)?(?:nr\.?|nummer|no\.?|number)", re.I)


@dataclass
class _Group:
    """A field of a form: its label, the number before it, and the rows of what is filled in."""

    label: Cell | None
    number: str = ""
    rows: list[Row] = field(default_factory=list)
    over_all: bool = False

    @property
    def words(self) -> str:
        """The label without a colon."""
        return self.label.lines[0].rstrip(" :") if self.label else ""


class TablePrinter:
    """Prints blocks, and the tables among them, through a printer of lines."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def blocks(self, blocks: Sequence[Block], depth: int = 0) -> None:
        """Paragraphs and tables in order."""
        for block in blocks:
            if isinstance(block, Paragraph):
                self._printer.paragraph(block, depth)
            else:
                self.table(block)

    def table(self, table: Table, *, within: bool = False) -> None:
        """A table as what it is: a form, data under heads of columns or in a known section, or mere layout.

        `within` says that it is what stands in a field of a form.
        """
        rows = [row for row in table.rows if row.filled]
        if not rows:
            return
        columns = columns_of(rows[0])
        below = rows[1:] if columns else rows
        self._printer.blank()
        if _is_form(below, self._printer.section) and not (columns and columns.section() and not columns.of_form):
            if columns:
                self._heads(rows[0])
            self._form(below, within=within)
        elif columns and below:
            self._data(rows[0], below, columns)
        else:
            self._plain(rows)
        self._printer.blank()

    # --- Forms

    def _form(self, rows: Sequence[Row], *, within: bool) -> None:
        groups = list(_groups(_by_columns([part for row in rows for part in _side_by_side(row)])))
        index = 0
        while index < len(groups):
            titled = 0 if within or (index and self._printer.section == "contact") else self._title(groups, index)
            index += titled or self._field(groups, index)

    def _title(self, groups: Sequence[_Group], index: int) -> int:
        """Print the title and the number of the proposal; how many fields that took, 0 where they are others."""
        parts: dict[str, _Group] = {}
        for group in groups[index : index + 2]:
            part = _title_part(group)
            if not part or part in parts:
                break
            parts[part] = group
        if "title" not in parts:
            return 0
        words, title = parts["title"].words, " ".join(_content(parts["title"]))
        self._printer.blank(_GAP)
        if "number" in parts:
            self._printer.aside(group.words for group in parts.values())
            self._printer.line(f"Nr. {_content(parts['number'])[0].strip(' .:')}: {title}", "title")
        elif words.lower() in lexicon().title_labels:
            self._printer.line(f"{words}: {title}", "title")
        else:
            self._printer.aside([words])
            self._printer.line(title, "title")
        self._printer.blank()
        return len(parts)

    def _field(self, groups: Sequence[_Group], index: int) -> int:
        """Print a field; the details of one person that fields of their own ask for become one line."""
        person = _person(groups, index, self._printer.section)
        if person:
            self._persons(person)
            return len(person)
        self._label(groups[index])
        self._filled(groups[index])
        return 1

    def _label(self, group: _Group) -> None:
        if group.label is None:
            return
        label, *others = group.label.lines
        said = heading(label)
        if said and said.rest:
            before, _, rest = label.partition(":")
            label, others = before, [rest.strip(), *others]
        elif others and not _known(label) and _known(" ".join(group.label.lines)):
            label, others = " ".join(group.label.lines), []
        label = f"{group.number} {label}".strip()
        self._printer.apart(label if label[-1:] in ":?" else f"{label}:", "heading")
        if others:
            self._printer.aside(others)

    def _filled(self, group: _Group) -> None:
        """What stands in a field: paragraphs, or a table where several columns are left."""
        if any(len(row.filled) > 1 for row in group.rows):
            self.table(Table(group.rows), within=True)
            return
        cells = [cell for row in group.rows for cell in row.filled]
        if len(cells) > 1 and self._printer.section in FORM and all(_is_item(cell) for cell in cells):
            self._printer.items(cell.lines[0] for cell in cells)
            return
        for cell in cells:
            self.blocks(cell.blocks)
            self._printer.blank()

    def _persons(self, groups: Sequence[_Group]) -> None:
        """Fields such as "Kontaktperson", "Telefon", "E-mail": a line for each person, the name first."""
        head = next((group for group in groups if (said := _known(group.words)) and said.section == "contact"), None)
        if head:
            self._label(head)
        labels = [group.words for group in groups if group is not head]
        if labels:
            self._printer.aside([" | ".join(labels)])
        person: dict[str, str] = {}
        for group in groups:
            kind = contact_field(group.words) or "person"
            if kind in person:
                self._printer.apart(_in_order(person))
                person = {}
            if content := _content(group):
                person[kind] = labelled_detail(kind, content)
        if person:
            self._printer.apart(_in_order(person))

    # --- Data

    def _heads(self, row: Row) -> None:
        self._printer.aside([" | ".join(cell.text for cell in row.filled)])

    def _data(self, head: Row, rows: Sequence[Row], columns: Columns) -> None:
        """Rows under heads of columns; heads that name another section than the one being read begin it."""
        said = columns.section()
        section = self._printer.section
        if (
            said
            and said != section
            and not (section == "parties" and said == "contact" and columns.has("organisation"))
        ):
            first = columns.heads[min(columns.heads)].rstrip(" :")
            name = heading(f"{first}:")
            if name and name.section == said:
                self._printer.apart(f"{first}:", "heading")
            section = said
        self._heads(head)
        if section == "contact" or (columns.of_persons and section != "parties"):
            self._rows(rows, lambda row: Items([contact_line(row, columns)]))
        elif section == "parties" and columns.of_persons:
            self._parties_and_persons(rows, columns)
        else:
            self._rows(rows, lambda row: row_line(row, section, columns))

    def _parties_and_persons(self, rows: Sequence[Row], columns: Columns) -> None:
        """A table of parties with the persons to call: the list of parties, then that of persons."""
        personal = ("person", "title", "unit", "phone", "email")
        kept = [column for column, kind in columns.kinds.items() if kind not in personal]
        if not columns.has("organisation"):
            kept = [column for column, kind in columns.kinds.items() if kind in ("person", "role")]
        of_persons = [Row([c for c in row.cells if c.column not in kept]) for row in rows]
        self._rows(
            [Row([c for c in row.cells if c.column in kept]) for row in rows],
            lambda row: row_line(row, "parties", columns),
        )
        name = columns.column("person")
        if name is None or name in kept:
            self._printer.aside(contact_line(row, columns) for row in of_persons if row.filled)
            return
        self._printer.apart(f"{columns.heads[name].rstrip(' :')}:", "heading")
        self._rows(of_persons, lambda row: Items([contact_line(row, columns)]))

    def _rows(self, rows: Sequence[Row], lines_of: RowReader) -> None:
        """Each row as items of a list; one that only groups those below it as a label."""
        for row in rows:
            cells = row.filled
            if not cells:
                continue
            if len(cells) == 1 and row.over_all and len(rows) > 1 and _is_item(cells[0]):
                self._printer.apart(f"{cells[0].text.rstrip(' :')}:")
            elif any(_is_long(cell) for cell in cells):
                self._flowing(cells)
            else:
                read = lines_of(row)
                self._printer.items(read.items, number=read.number)
                for text in read.beside:
                    self._printer.line(text, "aside")

    def _flowing(self, cells: Sequence[Cell]) -> None:
        """A row with lists or paragraphs in its cells: what it is about, and the rest below it."""
        first, *others = cells
        if _is_long(first):
            others = [*cells]
        else:
            self._printer.items([f"{first.text.rstrip(' :')}:"])
        for cell in others:
            self.blocks(cell.blocks, depth=1)

    def _plain(self, rows: Sequence[Row]) -> None:
        """Rows without heads: items of the section that is being read, or cells in reading order."""
        section = self._printer.section
        short = all(not _is_long(cell) and _is_item(cell) for row in rows for cell in row.filled)
        wide = any(len(row.filled) > 1 for row in rows)
        if section in FORM and (wide or len(rows) > 1) and short:
            self._rows(rows, lambda row: row_line(row, section, None))
            return
        for row in rows:
            cells = row.filled
            if len(cells) == _FEW_ROWS and short and _is_item(cells[0]):
                self._printer.apart(f"{cells[0].text.rstrip(' :')}: {', '.join(cells[1].lines)}")
                continue
            for cell in cells:
                self.blocks(cell.blocks)
                self._printer.blank()


# Labels


def _known(text: str) -> Heading | None:
    """The heading that the words of a label are."""
    bare = text.strip()
    found = heading(f"{bare.rstrip(' :?')}:") or heading(bare, strong=True)
    return None if found is None or found.rest else found


def _is_label(cell: Cell) -> bool:
    """Whether a cell can be a label: short, no list, and not several headings with what stands under them."""
    if not cell.lines or cell.nested or len(cell.text) > _LONGEST_LABEL_CELL or cell.paragraphs[0].marker:
        return False
    first = cell.lines[0].partition(":")[0]
    return len(first) <= _LONGEST_LABEL and not any(heading(line) for line in cell.lines[1:])


def _is_known_label(cell: Cell) -> bool:
    """Whether a cell is the label of a field that the form of a proposal has."""
    if not _is_label(cell):
        return False
    said = _known(cell.lines[0].partition(":")[0]) or _known(" ".join(cell.lines))
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
    return [] if cells[0].continues or not _is_label(cells[0]) else cells[:1]


def _is_section_label(cell: Cell) -> bool:
    said = _known(cell.text) if _is_label(cell) and len(cell.lines) == 1 else None
    return said is not None and said.section in FORM


def _is_form(rows: Sequence[Row], section: str) -> bool:
    """Whether the labels of a table are those of a form, or of the details of a person among persons."""
    labels = [cell for row in rows for cell in _labels(row)]
    known = sum(_is_known_label(cell) for cell in labels)
    if known > 1 or (known and len(rows) <= _FEW_ROWS + 1):
        return True
    details = sum(contact_field(cell.text) is not None for cell in labels)
    return details > 1 and (section == "contact" or details * 2 > len(rows))


def _side_by_side(row: Row) -> Iterator[Row]:
    """A row in which two fields stand side by side, as two rows."""
    cells = row.cells
    label = cells[2] if len(cells) in (4, 6) else None
    if label is None or not _is_label(label) or not _is_label(cells[0]):
        yield row
        return
    labels = (*cells[::2],)
    if any(_is_known_label(cell) or contact_field(cell.text) or cell.text.endswith(":") for cell in labels[1:]):
        yield from (Row(cells[i : i + 2]) for i in range(0, len(cells), 2))
    else:
        yield row


def _by_columns(rows: Sequence[Row]) -> list[Row]:
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


def _groups(rows: Sequence[Row]) -> Iterator[_Group]:
    """The fields of a form, each with the rows that belong to its label."""
    group: _Group | None = None
    for row in rows:
        cells = row.filled
        if not cells:
            continue
        labels = _labels(row)
        label = labels[0] if labels else None
        if group is not None and not _begins(row, label, group):
            left = group.label if not group.over_all else None
            group.rows.append(Row(_behind(row, left)) if left and cells[0].column > left.column else row)
            continue
        if group is not None:
            yield group
        if label is None or (row.over_all and not _heads_rows(label)):
            group = _Group(None, rows=[row], over_all=True)
            continue
        number = cells[0].text.strip() if cells[0] is not label else ""
        behind = _behind(row, label)
        group = _Group(label, number, [Row(behind)] if Row(behind).filled else [], over_all=row.over_all)
    if group is not None:
        yield group


def _behind(row: Row, cell: Cell) -> list[Cell]:
    return [other for other in row.cells if other.column > cell.column]


def _heads_rows(cell: Cell) -> bool:
    """Whether a cell over all columns is a label: by its words, or short and set bold."""
    short = len(cell.lines) == 1 and len(cell.text) <= _LONGEST_LABEL and cell.text[-1:] not in ".,;"
    return _is_known_label(cell) or (short and all(line.look.bold for line in cell.paragraphs[0].lines if line.text))


def _begins(row: Row, label: Cell | None, group: _Group) -> bool:
    """Whether a row begins a field of its own below that of `group`."""
    if label is None:
        return False
    said = _known(group.words) if group.label else None
    if said and said.section == "contact" and group.over_all and contact_field(label.text):
        return False
    if row.over_all:
        return _heads_rows(label)
    return not group.over_all or group.label is None or _is_known_label(label)


# What is filled in


def _content(group: _Group) -> list[str]:
    return [line for row in group.rows for cell in row.filled for line in cell.lines]


def _title_part(group: _Group) -> str | None:
    """Whether a field holds the title of the proposal, or its number."""
    content = _content(group)
    if group.label is None or not content or len(content) > _FEW_ROWS:
        return None
    if _NUMBER_LABEL.fullmatch(group.words) and re.fullmatch(r"\W*\d{1,3}\W*", content[0]):
        return "number"
    return "title" if _is_title_label(group.words) and len(" ".join(content)) <= _LONGEST_VALUE else None


def _person(groups: Sequence[_Group], index: int, section: str) -> list[_Group]:
    """The fields from `index` on that ask for the details of persons; none where they are others."""
    found: list[_Group] = []
    for group in groups[index:]:
        said = _known(group.words) if group.label else None
        content = _content(group)
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


def _in_order(person: dict[str, str]) -> str:
    kinds = ("person", "title", "unit", "organisation", "phone", "email")
    return ", ".join(person[kind].rstrip(" ,;") for kind in kinds if kind in person)


def _is_item(cell: Cell) -> bool:
    """Whether a cell holds one line, as an item of a list has it."""
    return len(cell.lines) == 1 and not cell.nested and len(cell.text) <= _LONGEST_VALUE


def _is_long(cell: Cell) -> bool:
    """Whether a cell holds a list or a table, and no mere words."""
    return cell.nested or any(each.marker for each in cell.paragraphs)
