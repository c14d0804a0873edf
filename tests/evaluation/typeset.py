"""Makes the documents of the evaluation from their sources: ``python -m tests.evaluation.typeset [NAME]...``.

Without names every document is made except those that a browser prints; the same source gives the same bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import openpyxl

from tests.evaluation import browser, pages, word
from tests.evaluation.markup import blocks

__all__ = ["BY_BROWSER", "MADE", "main", "make", "target"]

HERE: Final = Path(__file__).resolve().parent
MAC, DOS = "\r", "\r\n"

Recipe = tuple[str, Callable[[str], bytes]]


def plain(source: str, encoding: str = "utf-8", ends: str = "\n") -> bytes:
    """A text in an encoding, with its line ends."""
    return source.replace("\n", ends).encode(encoding)


def sheet(source: str) -> bytes:
    """A workbook: ``[name]`` begins a sheet, semicolons part the cells."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for line in source.splitlines():
        if line.startswith("["):
            book.create_sheet(line.strip("[]"))
        else:
            book.worksheets[-1].append(
                [int(cell) if cell.isdigit() and cell[0] != "0" else cell for cell in line.split(";")]
            )
    book.properties.created = book.properties.modified = datetime(2020, 1, 1)
    packed = io.BytesIO()
    book.save(packed)
    return word.repacked(packed.getvalue())


def _flowing(source: str) -> bytes:
    return word.flowing(blocks(source))


def _form(source: str, count: int) -> bytes:
    return word.form(blocks(source), count)


def _columns(source: str, count: int, look: pages.Look) -> bytes:
    return pages.columns(blocks(source), count, look)


def _side_boxes(source: str, look: pages.Look) -> bytes:
    return pages.form(blocks(source), look)


def _printed(source: str, newspaper: bool) -> bytes:
    return browser.printed(blocks(source), newspaper=newspaper)


_TIMES = pages.Look(font="Times-Roman", bold="Times-Bold", size=11, head="Region Hovedstaden · oplæg", justified=True)
_NEWS = pages.Look(size=9.5, foot="{page}")
_FORM = pages.Look(size=9.5, head="Forslag til fyrtårnsprojekt", foot="Side {page} af 1")

MADE: Final[dict[str, Recipe]] = {
    "landstroem": ("txt", plain),
    "varme": ("txt", partial(plain, encoding="utf-8-sig", ends=DOS)),
    "skolemad": ("txt", partial(plain, encoding="latin-1", ends=DOS)),
    "cykel": ("txt", partial(plain, encoding="cp1252", ends=MAC)),
    "vejkant": ("txt", plain),
    "flere": ("txt", plain),
    "english": ("txt", plain),
    "uden-overskrifter": ("txt", plain),
    "ladestandere": ("txt", plain),
    "turisme": ("docx", _flowing),
    "hjemmehospital": ("docx", _flowing),
    "byggeaffald": ("docx", partial(_form, count=2)),
    "tekstil": ("docx", _flowing),
    "grundvand": ("pdf", partial(_columns, count=1, look=_TIMES)),
    "citylogistik": ("pdf", partial(_columns, count=2, look=_NEWS)),
    "traebyggeri": ("pdf", partial(_side_boxes, look=_FORM)),
    "to-i-en": ("pdf", partial(_printed, newspaper=False)),
    "partnere": ("csv", partial(plain, encoding="utf-8-sig", ends=DOS)),
    "partners": ("xlsx", sheet),
    "referat": ("txt", plain),
    "opskrift": ("txt", partial(plain, encoding="cp1252", ends=DOS)),
    "indhold": ("txt", plain),
    "cv": ("docx", _flowing),
    "invitation": ("docx", _flowing),
    "aarsrapport": ("pdf", partial(_columns, count=1, look=pages.Look())),
    "priser": ("csv", partial(plain, encoding="cp1252", ends=DOS)),
    "fiskekasser": ("txt", plain),
    "hoejvande": ("txt", plain),
    "returvogne": ("txt", plain),
    "moellevinger": ("docx", partial(_form, count=2)),
    "mikroplast": ("docx", _flowing),
    "timber": ("docx", _flowing),
    "stationer": ("txt", plain),
    "genbrugsplads": ("txt", plain),
    "sygeplejersker": ("txt", partial(plain, encoding="latin-1")),
    "landbrug-to": ("docx", _flowing),
    "skoleskema": ("docx", partial(_form, count=4)),
    "fjorden": ("pdf", partial(_printed, newspaper=True)),
    "sidebokse": ("pdf", partial(_printed, newspaper=False)),
    "regneark": ("xlsx", sheet),
    "baltic-food": ("docx", _flowing),
    "tre-noter": ("txt", partial(plain, encoding="cp1252", ends=MAC)),
    "kontrakt": ("docx", _flowing),
    "nyhedsbrev": ("pdf", partial(_columns, count=1, look=_TIMES)),
    "personale": ("csv", plain),
}
BY_BROWSER: Final = frozenset({"to-i-en", "fjorden", "sidebokse"})


def source(name: str) -> Path:
    """Where the source of a document lies."""
    return next(HERE.glob(f"*/sources/{name}.txt"))


def target(name: str) -> Path:
    """Where a document lies, whether it has been made or not."""
    return source(name).parent.parent / "documents" / f"{name}.{MADE[name][0]}"


def make(name: str) -> bytes:
    """The content of a document."""
    with source(name).open(encoding="utf-8", newline="") as text:
        return MADE[name][1](text.read())


def main(names: list[str]) -> int:
    """Write the documents of the given names, or all that need no browser."""
    for name in names or [each for each in MADE if each not in BY_BROWSER]:
        target(name).write_bytes(make(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
