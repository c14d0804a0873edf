"""PDF into lines: reading order from the places of the letters, styles from their type.

The way: the container opened with care (`container`) → what each page shows (`leaves`, `drawing`) → words on their
baselines (`rows`) → bands and columns (`columns`, with `grids` and `records` for tables) → flows over the pages
(`flows`) → lines (`setting`).
"""

from __future__ import annotations

from collections.abc import Sequence

from pdfminer.pdfdocument import PDFEncryptionError

from graph.reading.formats.columns import Band, Known, bands_of
from graph.reading.formats.container import Damaged, Excessive
from graph.reading.formats.flows import flows_of, without_furniture
from graph.reading.formats.grids import rulings_of
from graph.reading.formats.leaf import UNKNOWN, Leaf
from graph.reading.formats.leaves import leaves_of
from graph.reading.formats.rows import body_size, spans_of
from graph.reading.formats.setting import lines_of
from graph.reading.lines import Line, Note, Printed
from ontology.errors import UnreadableDocument

__all__ = ["printed"]

_MEDIA_TYPE = "application/pdf"
_MOST_UNKNOWN = 0.2
"""Share of letters without meaning from which on a document is no text."""
_MOST_TRAILING = 2048
_HEAD = 1024
_PICTURE = 0.05
"""Share of a page that a picture covers before a page without text is worth a word."""


def printed(data: bytes, name: str) -> Printed:
    """The lines of a PDF in reading order, each with its page.

    Raises
    ------
    UnreadableDocument
        It is no PDF, cut off, damaged, locked with a password, absurdly large, or holds pictures of text only.
    """
    _is_whole(data, name)
    try:
        leaves = list(leaves_of(data))
        _hold_text(leaves, name)
        lines = _lines(leaves)
        notes = _notes(leaves, name)
    except UnreadableDocument:
        raise
    except Excessive as error:
        raise UnreadableDocument(f"{name}: the PDF {error}; hand in the pages that hold the proposals") from error
    except Damaged as error:
        raise UnreadableDocument(f"{name}: the PDF is damaged ({error}); export it again") from error
    except PDFEncryptionError as error:
        raise UnreadableDocument(f"{name}: the PDF is locked with a password; save it without one") from error
    except Exception as error:  # whatever else a broken file leads a reader into
        raise UnreadableDocument(f"{name}: the PDF is damaged and cannot be read; export it again") from error
    return Printed(lines, _MEDIA_TYPE, tuple(notes))


def _is_whole(data: bytes, name: str) -> None:
    if b"%PDF-" not in data[:_HEAD]:
        raise UnreadableDocument(f"{name}: the name says .pdf, but the content is no PDF; export the document again")
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data[end:].strip()) > _MOST_TRAILING or b"startxref" not in data[max(0, end - _HEAD) : end]:
        raise UnreadableDocument(f"{name}: the PDF is cut off; fetch or export the file again")


def _lines(leaves: Sequence[Leaf]) -> tuple[Line, ...]:
    body = body_size(leaves)
    spans = [spans_of(leaf) for leaf in leaves]
    for leaf, page in zip(leaves, spans, strict=True):
        leaf.unknown = sum(span.text.count(UNKNOWN) for span in page)
    furniture = without_furniture(leaves, spans, body)
    for taken, leaf in zip(furniture, leaves, strict=True):
        if text := " ".join(leaf.turned.split()):
            taken.append(text)
    bands: list[list[Band]] = []
    edges: set[float] = set()
    for page, leaf in zip(spans, leaves, strict=True):
        bands.append(bands_of(page, rulings_of(leaf), Known(body, frozenset(edges))))
        edges |= {edge for band in bands[-1] if not band.labels for edge in band.edges[1:]}
    return lines_of(flows_of(leaves, bands, furniture, body), body)


# What could not be read


def _hold_text(leaves: Sequence[Leaf], name: str) -> None:
    if not any(_has_text(leaf) for leaf in leaves):
        scanned = any(leaf.pictures for leaf in leaves)
        what = "was scanned: it holds pictures of pages and no text" if scanned else "holds no text"
        raise UnreadableDocument(f"{name}: the PDF {what}; export it from the program it is of, or run OCR on it")


def _has_text(leaf: Leaf) -> bool:
    return any(glyph.text.strip() for glyph in leaf.glyphs) or bool(leaf.turned.strip())


def _notes(leaves: Sequence[Leaf], name: str) -> list[Note]:
    """What a reader of the lines should know of the pages; where too many letters mean nothing, that is an error."""
    letters = sum(bool(glyph.text.strip()) for leaf in leaves for glyph in leaf.glyphs)
    if sum(leaf.unknown for leaf in leaves) > _MOST_UNKNOWN * letters:
        raise UnreadableDocument(
            f"{name}: the fonts of the PDF do not say which letters they print; export it again or hand in a .docx"
        )
    return [note for leaf in leaves for note in _notes_of(leaf)]


def _notes_of(leaf: Leaf) -> list[Note]:
    notes: list[Note] = []
    page = leaf.number
    if not _has_text(leaf):
        covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in leaf.pictures)
        if covered > _PICTURE * leaf.width * leaf.height:
            english = f"page {page} holds a picture and no text; what the picture shows was not read"
            notes.append(Note(0, english, f"side {page} er et billede uden tekst; hvad billedet viser, er ikke læst"))
    if leaf.unknown:
        english = f"page {page}: {leaf.unknown} characters have no meaning in the font they are printed in"
        danish = f"side {page}: {leaf.unknown} tegn har ingen betydning i den skrifttype, de er trykt med"
        notes.append(Note(0, english, danish))
    if leaf.unseen:
        english = f"page {page}: {leaf.unseen} characters that nobody sees were left out"
        notes.append(Note(0, english, f"side {page}: {leaf.unseen} tegn, som ingen kan se, er udeladt"))
    return notes
