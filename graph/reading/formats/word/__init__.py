"""Word documents (.docx) into lines: headings, lists, notes, and the form as a table, in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.reading.formats.word.content import Block, paragraphs_of
from graph.reading.formats.word.package import Element, Package, W
from graph.reading.formats.word.printing import Printer
from graph.reading.formats.word.story import Left, Story
from graph.reading.formats.word.styles import Numbering, Styles
from graph.reading.formats.word.tables import TablePrinter
from graph.reading.lines import Line, Note, Printed
from ontology.errors import UnreadableDocument

__all__ = ["printed"]

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_KINDS_OF_NOTES = ("footnote", "endnote")


def printed(data: bytes, name: str) -> Printed:
    """The lines of a Word document.

    Insertions are read as accepted; what was deleted, hidden or commented is not read. Footnotes and running heads
    are aside, and what has no text (pictures, embedded files, fields not filled in) is noted.

    Raises
    ------
    UnreadableDocument
        It is no Word document, damaged, encrypted, or holds no text.
    """
    with Package(data, name) as package:
        try:
            lines, left = _lines(package, name)
        except RecursionError as error:
            raise UnreadableDocument(f"{name}: tables or boxes lie too deep in each other; save it simpler") from error
    if not lines:
        seen = f"only {left.pictures} pictures" if left.pictures else "nothing"
        raise UnreadableDocument(f"{name}: {seen}, no text was found in the document; hand in one with text")
    return Printed(lines, _MEDIA_TYPE, tuple(_notes(left)))


def _lines(package: Package, name: str) -> tuple[tuple[Line, ...], Left]:
    root = package.xml(package.main)
    body = root.find(W + "body")
    if body is None:
        raise UnreadableDocument(f"{name}: the document has no body; save it again in Word")
    styles = Styles(_one(package.pointed_to("styles")))
    reader = _Stories(package, styles, _one(package.pointed_to("numbering")))
    printer = Printer()
    TablePrinter(printer).blocks(reader.body(body))
    printer.foot()
    printer.aside(reader.running_heads())
    return printer.lines(), reader.left


class _Stories:
    """The stories of one document, which share its styles and lists."""

    def __init__(self, package: Package, styles: Styles, numbering: Element | None) -> None:
        self.left = Left()
        self._package, self._styles, self._numbering = package, styles, numbering
        self._links = package.links

    def body(self, body: Element) -> list[Block]:
        """What the document holds, with its notes."""
        return self._story(self._notes()).blocks(body)

    def running_heads(self) -> Iterator[str]:
        """The texts above and below the pages, each once."""
        texts = (
            paragraph.text
            for kind in ("header", "footer")
            for root in self._package.pointed_to(kind)
            for paragraph in paragraphs_of(self._story({}).blocks(root))
        )
        yield from dict.fromkeys(text for text in texts if text)

    def _notes(self) -> Mapping[tuple[str, str], str]:
        """Reference and id of a footnote or endnote → its text with its number."""
        found: dict[tuple[str, str], str] = {}
        for kind in _KINDS_OF_NOTES:
            for root in self._package.pointed_to(f"{kind}s"):
                notes = [each for each in root.findall(W + kind) if each.get(W + "type") not in _SEPARATORS]
                for number, note in enumerate(notes, start=1):
                    text = " ".join(p.text for p in paragraphs_of(self._story({}).blocks(note)) if p.text)
                    found[f"{W}{kind}Reference", str(note.get(W + "id"))] = f"[{number}] {text}" if text else ""
        return found

    def _story(self, notes: Mapping[tuple[str, str], str]) -> Story:
        return Story(self._styles, Numbering(self._numbering, self._styles), self._links, notes, self.left)


def _one(roots: list[Element]) -> Element | None:
    return roots[0] if roots else None


def _notes(left: Left) -> Iterator[Note]:
    """What was left out, in words."""
    for count, english, danish in (
        (left.pictures, "pictures, the text of which is not read", "billeder, hvis tekst ikke er læst"),
        (left.files, "embedded documents, which are not read", "indlejrede dokumenter, som ikke er læst"),
        (left.unfilled, "fields of the form that are not filled in", "felter i formularen, som ikke er udfyldt"),
    ):
        if count:
            yield Note(0, f"{count} {english}", f"{count} {danish}")
