"""PDFs as a browser prints them, from a page with columns or a grid; needs Chromium, so they are made by hand only."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from tests.evaluation.markup import Block

__all__ = ["printed"]

_STYLE = """
@page { size: A4; margin: 18mm } body { font: 10.5pt/1.35 "Liberation Sans", sans-serif }
h1 { font-size: 17pt } h2 { font-size: 12pt; margin: 8pt 0 2pt } p, ul { margin: 2pt 0 }
.page { break-before: page } .newspaper { columns: 2; column-gap: 9mm }
.form { display: grid; grid-template-columns: 62% 35%; gap: 3% }
.side { border: 1px solid #456; background: #eef; padding: 4pt; margin-bottom: 6pt }
"""
_TAGS = {"title": "h1", "heading": "h2", "subheading": "h3", "bold": "b", "paragraph": "p"}


def printed(blocks: Sequence[Block], *, newspaper: bool = False) -> bytes:
    """The PDF that Chromium prints, with its dates made equal."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise FileNotFoundError("Chromium is not installed: the printed PDFs cannot be made anew")
    with tempfile.TemporaryDirectory() as folder:
        page, paper = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(
            f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{_html(blocks, newspaper)}", "utf-8"
        )
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={paper}"]
        subprocess.run([chromium, *quiet, page.as_uri()], check=True, capture_output=True, timeout=120)
        return re.sub(rb"D:\d{14}", b"D:20200101000000", paper.read_bytes())


def _html(blocks: Sequence[Block], newspaper: bool) -> str:
    parts = ['<div class="proposal">']
    opened: list[str] = []
    lists = 0
    for block in blocks:
        depth = {"bullet": 1, "bullet2": 2}.get(block.kind, 0)
        parts += ["<ul>"] * (depth - lists) + ["</ul>"] * (lists - depth)
        lists = depth
        if block.kind == "page":
            parts += [*_closed(opened), '<div class="page"></div>']
        elif block.kind == "main":
            parts.append('<div class="form"><div class="main">')
            opened = ["</div>", "</div>"]
        elif block.kind == "side":
            parts.append('</div><div class="side">')
        elif block.kind == "heading" and newspaper and not opened:
            parts.append('<div class="newspaper">')
            opened = ["</div>"]
        parts += _element(block)
    return "".join([*parts, *["</ul>"] * lists, *opened, "</div>"])


def _closed(opened: list[str]) -> list[str]:
    closing = [*opened]
    opened.clear()
    return closing


def _element(block: Block) -> Iterator[str]:
    if block.kind in ("bullet", "bullet2"):
        yield f"<li>{escape(block.text)}</li>"
    elif block.kind in _TAGS:
        yield f"<{_TAGS[block.kind]}>{escape(block.text)}</{_TAGS[block.kind]}>"
