"""PDFs as word processors and browsers make them give the facts of the plain text.

The files in `documents/pdf/` were made by `office` and `chromium_prints` below, their dates taken out by `undated`;
they are read wherever the tests run. Where LibreOffice or Chromium is installed, more are made and read.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from tests.absence import REQUIRE_BROWSER, lacking
from tests.test_format_pdf_layouts import harbour, plain, same
from tests.typeset import parted

DOCUMENTS = Path(__file__).resolve().parent / "documents" / "pdf"
WORD = ("plain", "columns", "form", "ruled form", "side by side", "side by side ruled", "two by two")
PAGES = ("plain", "columns", "form", "ruled form", "boxes", "two by two")
STYLE = """
body { font: 10.5pt/1.35 "Liberation Serif" } h1 { font: bold 17pt "Liberation Sans" }
h2 { font: bold 11pt "Liberation Sans" } table { border-collapse: collapse; width: 100% }
td { vertical-align: top; padding: 4pt } .ruled td { border: 1px solid black }
.box { background: #e8eef5; padding: 6pt; margin-bottom: 8pt } .columns { columns: 2; column-gap: 24pt }
"""


def marked(text: str) -> str:
    """The text without the marks of footnotes, which only `tests.typeset` sets."""
    return re.sub(r"\[\^\d\]", "", text)


def undated(data: bytes) -> bytes:
    """A PDF with all dates in it set to the first of January 2018."""
    return re.sub(rb"D:\d{14}", b"D:20180101000000", data)


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("word-columns.pdf", [harbour(1, 6)]),
        ("word-side-by-side.pdf", [harbour(1, 14)]),
        ("word-two-by-two.pdf", [harbour(1, 14), harbour(2, 4)]),
        ("browser-boxes.pdf", [harbour(1, 3), harbour(2, 4)]),
    ],
)
def test_what_programs_made_is_read_as_its_plain_text(name: str, texts: list[str]) -> None:
    same(plain(*texts), (DOCUMENTS / name).read_bytes())


# LibreOffice


def office(tmp_path: Path, layout: str, *texts: str) -> bytes:
    """Proposals as a Word document, printed by LibreOffice."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("no LibreOffice found: install Debian's libreoffice-writer to print Word documents as PDF")
    document: Any = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Fyrtårnsforslag – udkast"
    document.sections[0].footer.paragraphs[0].text = "Region Nord, 2018"
    for number, text in enumerate(texts):
        if number:
            document.add_page_break()
        _write(document, layout, marked(text))
    document.save(str(tmp_path / "forslag.docx"))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "forslag.docx")], check=True, capture_output=True, timeout=240)
    return undated((tmp_path / "forslag.pdf").read_bytes())


def _write(document: Any, layout: str, text: str) -> None:
    parts = parted(text)
    document.add_paragraph(parts.title, style="Heading 1")
    _fill(document, parts.introduction)
    sections = parts.sections
    if layout == "columns":
        _columns(document, 2)
    if layout in ("plain", "columns"):
        for head, lines in sections:
            document.add_paragraph(head, style="Heading 2")
            _fill(document, lines)
    elif layout in ("form", "ruled form"):
        table = document.add_table(rows=0, cols=2, style="Table Grid" if layout == "ruled form" else None)
        for head, lines in sections:
            cells = table.add_row().cells
            cells[0].paragraphs[0].add_run(head.rstrip(":")).bold = True
            _fill(cells[1], lines)
    else:
        table = document.add_table(rows=0, cols=2, style=None if layout == "side by side" else "Table Grid")
        rows = [((0,), (1, 2)), ((3,), (4, 5))] if layout == "two by two" else [((0, 1, 2), (3, 4, 5))]
        for row in rows:
            for cell, places in zip(table.add_row().cells, row, strict=True):
                for place in places:
                    cell.add_paragraph(sections[place][0], style="Heading 2")
                    _fill(cell, sections[place][1])
    if layout == "columns":
        _columns(document, 1)


def _columns(document: Any, count: int) -> None:
    section = document.add_section(WD_SECTION.CONTINUOUS)
    section._sectPr.find(qn("w:cols")).set(qn("w:num"), str(count))


def _fill(place: Any, lines: Sequence[str]) -> None:
    for line in lines:
        item = re.match(r"(\s*)-\s+", line)
        style = ("List Bullet 2" if len(item[1]) > 1 else "List Bullet") if item else None
        place.add_paragraph(line[item.end() :] if item else line, style=style)


@pytest.mark.slow
@pytest.mark.parametrize("layout", WORD)
def test_word_documents_printed_by_libreoffice_are_read(layout: str, tmp_path: Path) -> None:
    texts = [harbour(1, 14), harbour(2, 4)]
    same(plain(*texts), office(tmp_path, layout, *texts))


# Chromium


def chromium_prints(tmp_path: Path, layout: str, *texts: str, apart: bool = True) -> bytes:
    """Proposals as a page, printed by Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = os.environ.get("FYRNET_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if program is None:
        lacking("no Chromium found: install Debian's chromium or set FYRNET_CHROMIUM", required_by=REQUIRE_BROWSER)
    parting = '<div style="page-break-after: always"></div>' if apart else ""
    body = parting.join(f"<div>{''.join(_page(layout, marked(text)))}</div>" for text in texts)
    page, printed = tmp_path / "forslag.html", tmp_path / "forslag.pdf"
    page.write_text(f'<meta charset="utf-8"><style>{STYLE}</style>{body}', encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    options += ["--disable-sync", "--no-pdf-header-footer", f"--user-data-dir={tmp_path}/profile"]
    command = [program, *options, f"--print-to-pdf={printed}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return undated(printed.read_bytes())


def _page(layout: str, text: str) -> Iterator[str]:
    parts = parted(text)
    sections = [(html.escape(head), _items(lines)) for head, lines in parts.sections]
    blocks = [f"<h2>{head}</h2>{lines}" for head, lines in sections]
    yield f"<h1>{html.escape(parts.title)}</h1>"
    yield from (f"<p>{html.escape(line)}</p>" for line in parts.introduction)
    if layout in ("plain", "columns"):
        yield f'<div class="{layout}">{"".join(blocks)}</div>'
    elif layout in ("form", "ruled form"):
        rows = [
            f'<tr><td style="width: 28%"><b>{head.rstrip(":")}</b></td><td>{lines}</td></tr>'
            for head, lines in sections
        ]
        yield f'<table class="{layout.split(maxsplit=1)[0]}">{"".join(rows)}</table>'
    elif layout == "boxes":
        boxes = "".join(f'<div class="box">{block}</div>' for block in blocks[3:])
        yield f'<table><tr><td style="width: 58%">{"".join(blocks[:3])}</td><td>{boxes}</td></tr></table>'
    else:
        pairs = [(blocks[0], blocks[1] + blocks[2]), (blocks[3], blocks[4] + blocks[5])]
        cells = "".join(f'<tr><td style="width: 55%">{left}</td><td>{right}</td></tr>' for left, right in pairs)
        yield f'<table class="ruled">{cells}</table>'


def _items(lines: Sequence[str]) -> str:
    found, depth = "", 0
    for line in lines:
        item = re.match(r"(\s*)-\s+", line)
        wanted = 0 if item is None else 2 if len(item[1]) > 1 else 1
        found += "<ul>" * (wanted - depth) + "</ul>" * (depth - wanted)
        depth = wanted
        text = html.escape(line[item.end() :] if item else line)
        found += f"<li>{text}</li>" if item else f"<p>{text}</p>"
    return found + "</ul>" * depth


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "apart"),
    [*((layout, True) for layout in PAGES), *((layout, False) for layout in PAGES if layout != "columns")],
)
def test_pages_printed_by_chromium_are_read(layout: str, apart: bool, tmp_path: Path) -> None:
    texts = [harbour(1, 4), harbour(2, 11)]
    same(plain(*texts), chromium_prints(tmp_path, layout, *texts, apart=apart))
