"""Tables become text: the form with a label beside each field, tables of parties, persons and figures, and layouts.

Rows that stand under one label of a form are a table of their own, whose heads of columns say how a row is read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from graph.reading.formats.word.columns import (
    Columns,
    Items,
    contact_field,
    contact_line,
    labelled_detail,
    row_line,
)
from graph.reading.formats.word.content import Block, Cell, Paragraph, Row, Table
from graph.reading.formats.word.heads import columns_of, each_is_party, guessed, is_grouped, with_roles
from graph.reading.formats.word.labels import (
    Group,
    by_columns,
    groups_of,
    is_form,
    is_item,
    is_label,
    is_labelled,
    is_long,
    person_fields,
    said_by,
    side_by_side,
    title_part,
)
from graph.reading.formats.word.persons import persons_of
from graph.reading.formats.word.printing import Printer
from graph.reading.headings import FORM, heading
from graph.reading.lexicon import lexicon

__all__ = ["TablePrinter"]

_FEW_ROWS = 2
_GAP = 3
"""Blank lines above the title of a form."""
RowReader = Callable[[Row], Items]
"""Gives the items that a row of data is."""


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
        rows: Sequence[Row] = [row for row in table.rows if row.filled]
        if not rows:
            return
        self._printer.blank()
        rows = self._named(rows)
        columns = columns_of(rows, self._printer.section)
        below = rows[1:] if columns else rows
        if columns is None and self._printer.section == "parties" and is_grouped(rows):
            self._parties(rows)
        elif columns is None and self._printer.section == "contact" and (people := persons_of(rows)):
            self._items(people)
        elif is_form(below, self._printer.section) and not (columns and columns.section() and not columns.of_form):
            if columns:
                self._heads(rows[0])
            self._form(below, within=within)
        elif columns and below:
            self._data(rows[0], below, columns)
        else:
            self._plain(rows)
        self._printer.blank()

    def _named(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Print a row over all columns that only says what the table below it holds; give the others."""
        first, *below = rows
        name = first.filled[0]
        if not below or not first.over_all or len(name.lines) > 1 or not is_label(name):
            return rows
        said = said_by(name.text)
        known = said is not None and said.section in FORM
        columns = columns_of(below, said.section if said and known else self._printer.section)
        listed = known and all(row.over_all and is_item(row.filled[0]) for row in below)
        if (columns is None or columns.of_form) and not (listed and not any(is_labelled(row) for row in below)):
            return rows
        if known:
            self._printer.apart(f"{name.text.rstrip(' :')}:", "heading")
        else:
            self._printer.aside([name.text])
        return below

    # --- Forms

    def _form(self, rows: Sequence[Row], *, within: bool) -> None:
        groups = list(groups_of(by_columns([part for row in rows for part in side_by_side(row)])))
        index = 0
        while index < len(groups):
            titled = 0 if within or (index and self._printer.section == "contact") else self._title(groups, index)
            index += titled or self._field(groups, index)

    def _title(self, groups: Sequence[Group], index: int) -> int:
        """Print the title and the number of the proposal; how many fields that took, 0 where they are others."""
        parts: dict[str, Group] = {}
        for group in groups[index : index + 2]:
            part = title_part(group)
            if not part or part in parts:
                break
            parts[part] = group
        if "title" not in parts:
            return 0
        words, title = parts["title"].words, " ".join(parts["title"].content)
        self._printer.blank(_GAP)
        if "number" in parts:
            self._printer.aside(group.words for group in parts.values())
            self._printer.line(f"Nr. {parts['number'].content[0].strip(' .:')}: {title}", "title")
        elif words.lower() in lexicon().title_labels:
            self._printer.line(f"{words}: {title}", "title")
        else:
            self._printer.aside([words])
            self._printer.line(title, "title")
        self._printer.blank()
        return len(parts)

    def _field(self, groups: Sequence[Group], index: int) -> int:
        """Print a field; the details of one person that fields of their own ask for become one line."""
        person = person_fields(groups, index, self._printer.section)
        if person:
            self._persons(person)
            return len(person)
        self._label(groups[index])
        self._filled(groups[index])
        return 1

    def _label(self, group: Group) -> None:
        if group.label is None:
            return
        label, *others = group.label.lines
        said, rest = heading(label), ""
        if said and said.rest:
            label, _, rest = (part.strip() for part in label.partition(":"))
            others = [rest, *others]
        elif others and not said_by(label) and said_by(" ".join(group.label.lines)):
            label, others = " ".join(group.label.lines), []
        label = f"{group.number} {label}".strip()
        self._printer.apart(label if label[-1:] in ":?" else f"{label}:", "heading")
        if others and ((group.over_all and not group.rows) or is_long(group.label)):
            self._below(group.label, rest)
        elif others:
            self._printer.aside(others)

    def _below(self, cell: Cell, rest: str) -> None:
        """What is filled in below the label in its own cell; `rest` stands on the line of the label."""
        first, *others = [block for block in cell.blocks if not isinstance(block, Paragraph) or block.text]
        self._printer.line(rest)
        if isinstance(first, Paragraph):
            printed = [line for line in first.lines if line.text.strip()]
            others = [replace(first, lines=printed[1:]), *others]
        self.blocks(others)
        self._printer.blank()

    def _filled(self, group: Group) -> None:
        """What stands in a field: paragraphs, or a table where several columns are left."""
        if any(len(row.filled) > 1 for row in group.rows):
            self.table(Table(group.rows), within=True)
            return
        cells = [cell for row in group.rows for cell in row.filled]
        if len(cells) > 1 and self._printer.section in FORM and all(is_item(cell) for cell in cells):
            self._printer.items(cell.lines[0] for cell in cells)
            return
        for cell in cells:
            self.blocks(cell.blocks)
            self._printer.blank()

    def _persons(self, groups: Sequence[Group]) -> None:
        """Fields such as "Kontaktperson", "Telefon", "E-mail": a line for each person, the name first."""
        head = next((group for group in groups if (said := said_by(group.words)) and said.section == "contact"), None)
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
            if content := group.content:
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
            rows = with_roles(rows, columns) if section == "parties" else rows
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
        parted = not all(row.over_all for row in rows)
        for row in rows:
            cells = row.filled
            if not cells:
                continue
            if len(cells) == 1 and row.over_all and parted and is_item(cells[0]):
                self._printer.apart(f"{cells[0].text.rstrip(' :')}:")
            elif any(is_long(cell) for cell in cells):
                self._flowing(cells)
            else:
                self._items(lines_of(row))

    def _items(self, read: Items) -> None:
        self._printer.items(read.items, number=read.number)
        for text in read.beside:
            self._printer.line(text, "aside")

    def _flowing(self, cells: Sequence[Cell]) -> None:
        """A row with lists or paragraphs in its cells: what it is about, and the rest below it."""
        first, *others = cells
        if is_long(first):
            others = [*cells]
        else:
            self._printer.items([f"{first.text.rstrip(' :')}:"])
        for cell in others:
            self.blocks(cell.blocks, depth=1)

    def _plain(self, rows: Sequence[Row]) -> None:
        """Rows without heads: items of the section that is being read, or cells in reading order."""
        section = self._printer.section
        wide = any(len(row.filled) > 1 for row in rows)
        if section == "parties" and wide and not any(is_long(cell) for row in rows for cell in row.filled):
            self._parties(rows)
            return
        short = all(not is_long(cell) and is_item(cell) for row in rows for cell in row.filled)
        if section in FORM and (wide or len(rows) > 1) and short:
            self._rows(rows, lambda row: row_line(row, section, None))
            return
        for row in rows:
            cells = row.filled
            if len(cells) == _FEW_ROWS and short and is_item(cells[0]):
                self._printer.apart(f"{cells[0].text.rstrip(' :')}: {', '.join(cells[1].lines)}")
                continue
            for cell in cells:
                self.blocks(cell.blocks)
                self._printer.blank()

    def _parties(self, rows: Sequence[Row]) -> None:
        """A list of parties: groups with their members, parties in every cell, or one in each row with its role."""
        if is_grouped(rows):
            self._printer.items(f"{row.filled[0].text.rstrip(' :')}: {', '.join(row.filled[1].lines)}" for row in rows)
        elif each_is_party(rows):
            self._printer.items(line for row in rows for cell in row.filled for line in cell.lines)
        else:
            columns = guessed(rows)
            self._rows(with_roles(rows, columns), lambda row: row_line(row, "parties", columns))


def _in_order(person: dict[str, str]) -> str:
    kinds = ("person", "title", "unit", "organisation", "phone", "email")
    return ", ".join(person[kind].rstrip(" ,;") for kind in kinds if kind in person)
