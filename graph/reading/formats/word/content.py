"""What a Word document holds, as paragraphs and tables: every text that a reader of the page sees, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["Block", "Cell", "Look", "Paragraph", "Row", "Shown", "Table", "paragraphs_of"]


@dataclass(frozen=True)
class Look:
    """How a text is set, as far as headings made by hand show it."""

    bold: bool = False
    underlined: bool = False
    size: str | None = None

    def shared(self, other: Look) -> Look:
        """What two texts have in common."""
        size = self.size if self.size == other.size else None
        return Look(self.bold and other.bold, self.underlined and other.underlined, size)


@dataclass(frozen=True)
class Shown:
    """One line of a paragraph: what is printed, how all of it is set, and whether a page begins with it.

    `lead` is how many characters at its beginning are bold where the rest is not.
    """

    text: str
    look: Look = Look()
    opens_page: bool = False
    lead: int = 0


@dataclass
class Paragraph:
    """The lines of a paragraph, and what its style and its list say of it.

    `heading` is the level of a heading from 1; `marker` is printed before an item of a list, `depth` levels in;
    `aside` marks what stands beside the text; `notes` are the texts of the footnotes it points to.
    """

    lines: list[Shown] = field(default_factory=list)
    heading: int | None = None
    title: bool = False
    marker: str = ""
    depth: int = 0
    indent: int = 0
    aside: bool = False
    notes: list[str] = field(default_factory=list)
    pictures: int = 0

    @property
    def text(self) -> str:
        """Its lines in one."""
        return " ".join(line.text for line in self.lines if line.text.strip()).strip()


@dataclass
class Cell:
    """A cell of a table: its first column from 0, how many columns it spans, and whether it continues the one above.

    `shaded` says that its ground has a colour.
    """

    column: int
    span: int
    continues: bool
    shaded: bool = False
    blocks: list[Block] = field(default_factory=list)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """Its paragraphs that hold text, those of tables within it too."""
        return [each for each in paragraphs_of(self.blocks) if each.text]

    @cached_property
    def text(self) -> str:
        """All of its text in one line."""
        return " ".join(each.text for each in self.paragraphs)

    @cached_property
    def lines(self) -> list[str]:
        """Its printed lines that hold text."""
        return [line.text.strip() for each in self.paragraphs for line in each.lines if line.text.strip()]

    @property
    def is_bold(self) -> bool:
        """All of its text is bold."""
        return all(line.look.bold for each in self.paragraphs for line in each.lines if line.text.strip())

    @property
    def nested(self) -> bool:
        """It holds a table."""
        return any(isinstance(block, Table) for block in self.blocks)


@dataclass
class Row:
    """A row of a table: whether it is repeated on each page as a header, and whether one cell runs over all columns."""

    cells: list[Cell]
    header: bool = False
    over_all: bool = False

    @property
    def filled(self) -> list[Cell]:
        """Its cells that hold text."""
        return [cell for cell in self.cells if cell.text]

    @property
    def set_off(self) -> bool:
        """All that it says is set bold, or on a coloured ground."""
        return all(cell.shaded or cell.is_bold for cell in self.filled)


@dataclass
class Table:
    """The rows of a table."""

    rows: list[Row] = field(default_factory=list)


Block = Paragraph | Table


def paragraphs_of(blocks: list[Block]) -> list[Paragraph]:
    """The paragraphs among blocks, those within tables too."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        else:
            found += [each for row in block.rows for cell in row.cells for each in paragraphs_of(cell.blocks)]
    return found
