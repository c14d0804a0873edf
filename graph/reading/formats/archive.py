"""What a Word document or a spreadsheet is packed in: opened only when nothing in it can do harm.

Both are zip archives of XML. Before anybody parses a part, every member is read once, with a bound, and what would
blow up memory, expand entities, or is not what the name says, is an error. What an archive points to outside itself
is never looked at, archives within the archive are never opened, and macros are never run.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise

from ontology.errors import UnreadableDocument

__all__ = ["main_part", "opened"]

_MOST_MEMBERS = 5_000
_LARGEST_PART = 50 * 2**20
_LARGEST_WHOLE = 100 * 2**20
_MOST_MARKUP = 3_000_000
"""Elements and attributes of one part: each takes some 200 bytes when it is parsed."""
_RATIO = 250
_ALWAYS_FINE = 2**20
"""Bytes of a part that may be packed as tightly as it likes."""
_CHUNK = 2**18

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PACKED = "the file is packed in a way that is not read; save it again"
_KINDS = {
    "word": ("a Word document", "docx"),
    "xl": ("a spreadsheet", "xlsx"),
    "ppt": ("a PowerPoint presentation", "pptx"),
}
"""Folder of the main part → what the archive is, and the ending of its name."""

_XML_ENDINGS = (".xml", ".rels", ".vml")
_PAGES = (".svg", ".html", ".htm", ".xhtml", ".mht")
"""What comes with a document type by habit, and is never parsed."""
_DECLARED = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_ENCODINGS = re.compile(rb"utf-?8|us-ascii|ascii|iso-8859-\d+|latin-?1|windows-125\d", re.I)
_WIDE = re.compile(rb"utf-?16(?:le|be)?", re.I)
_TARGET = re.compile(rb"Target\s*=\s*[\"']([^\"'<>]{1,200})[\"']")


def opened(data: bytes, name: str, needed: str) -> zipfile.ZipFile:
    """The archive, every member of which can be read safely.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its name, for messages.
    needed : str
        The part that makes it what it should be: "word/document.xml" or "xl/workbook.xml". A part of another name in
        that folder will do where the package says that it is the main one; `main_part` tells it.

    Raises
    ------
    UnreadableDocument
        It is no such archive, damaged, encrypted, far too large when unpacked, or holds XML that declares entities.
    """
    _is_archive(data, name, needed)
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        _is_modest(archive, data, name)
        for member in archive.infolist():
            _is_harmless(member.filename, _content(archive, member, name), name)
        _is_what_it_should_be(archive, name, needed)
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, OSError) as error:
        raise UnreadableDocument(f"{name}: the file is damaged or cut short; fetch or save it again") from error
    except (RuntimeError, ValueError, OverflowError) as error:
        raise UnreadableDocument(f"{name}: {_PACKED}") from error
    return archive


def main_part(archive: zipfile.ZipFile, needed: str) -> str | None:
    """Name of the part that holds the text: `needed`, or the one of its folder that the package names instead."""
    names = set(archive.namelist())
    if needed in names:
        return needed
    if "_rels/.rels" not in names:
        return None
    for target in _TARGET.finditer(archive.read("_rels/.rels")):
        part = posixpath.normpath(target[1].decode("utf-8", errors="replace").lstrip("/"))
        if part in names and posixpath.dirname(part) == posixpath.dirname(needed) and part.endswith(".xml"):
            return part
    return None


def _is_archive(data: bytes, name: str, needed: str) -> None:
    what, ending = _KINDS[needed.partition("/")[0]]
    if data.startswith(_OLE):
        old = "Word" if ending == "docx" else "Excel"
        raise UnreadableDocument(
            f"{name}: this is the old {old} format or protected with a password; save it as .{ending} without password"
        )
    if not data.startswith(_ZIP):
        raise UnreadableDocument(f"{name}: the name says .{ending}, but the content is not {what}")


def _is_modest(archive: zipfile.ZipFile, data: bytes, name: str) -> None:
    """Bound what the directory of the archive declares; no member is read yet, and none can yield more later."""
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise UnreadableDocument(f"{name}: {len(members)} parts are too many; the limit is {_MOST_MEMBERS}")
    for member in members:
        if member.flag_bits & 0x41:
            raise UnreadableDocument(f"{name}: {_shown(member.filename)} is encrypted; save the file without password")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UnreadableDocument(f"{name}: {_PACKED}")
        if member.file_size > _ALWAYS_FINE and member.file_size > _RATIO * max(member.compress_size, 1):
            times = member.file_size // max(member.compress_size, 1)
            raise UnreadableDocument(
                f"{name}: {_shown(member.filename)} unpacks to {times} times its size, as only a zip bomb does"
            )
        if member.file_size > _LARGEST_PART:
            raise _too_large(f"{_shown(member.filename)} of {name}", member.file_size)
    total = sum(member.file_size for member in members)
    if total > _LARGEST_WHOLE:
        raise _too_large(name, total)
    if len({member.filename.lower() for member in members}) < len(members) or _overlap(members, data):
        raise UnreadableDocument(f"{name}: parts of the file lie upon each other; save it again")


def _too_large(what: str, size: int) -> UnreadableDocument:
    return UnreadableDocument(
        f"{what}: unpacks to {size / 2**20:.0f} MB, which is too large; take out pictures, or hand in a part"
    )


def _overlap(members: Sequence[zipfile.ZipInfo], data: bytes) -> bool:
    """Whether members share bytes, as those of a bomb do that is small on disk."""
    stretches = sorted((member.header_offset, _end(member, data)) for member in members)
    return any(end > after for (_, end), (after, _) in pairwise([*stretches, (len(data), 0)]))


def _end(member: zipfile.ZipInfo, data: bytes) -> int:
    """Offset behind the bytes of a member."""
    names, extra = struct.unpack_from("<HH", data, member.header_offset + 26)
    return int(member.header_offset + 30 + names + extra + member.compress_size)


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """What a member really unpacks to, never more than it declares."""
    chunks: list[bytes] = []
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            chunks.append(chunk)
            size += len(chunk)
            if size > _LARGEST_PART:
                raise _too_large(f"{_shown(member.filename)} of {name}", size)
    if size != member.file_size:
        raise zipfile.BadZipFile(member.filename)
    return b"".join(chunks)


def _is_harmless(part: str, content: bytes, name: str) -> None:
    """Refuse XML that declares a document type or entities, in any encoding, or that is absurdly dense.

    Zero bytes are passed over, so that what is written in 16 or 32 bits is seen as a parser would see it; an encoding
    in which other bytes could mean the same is refused.
    """
    xml = part.lower().endswith(_XML_ENDINGS)
    plain = content.replace(b"\x00", b"") if b"\x00" in content[:64] else content
    plain = plain.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if not xml and not plain[:64].lstrip().startswith(b"<"):
        return
    typed = b"<!DOCTYPE" in plain and not part.lower().endswith(_PAGES)
    if typed or b"<!ENTITY" in plain:
        raise UnreadableDocument(
            f"{name}: {_shown(part)} declares a document type or entities, which no Word document or spreadsheet "
            "needs; save the file again in the program it is of"
        )
    if xml and content and not _is_encoded_as_it_should_be(content, plain):
        raise UnreadableDocument(f"{name}: {_shown(part)} is no XML in UTF-8 or UTF-16; save the file again")
    if content.count(b"<") + content.count(b"=") > _MOST_MARKUP:
        raise UnreadableDocument(f"{name}: {_shown(part)} holds too much for a proposal; hand in a part of it")


def _is_encoded_as_it_should_be(content: bytes, plain: bytes) -> bool:
    """Whether each mark of XML is its own byte, or its own byte beside zero bytes."""
    if not plain.lstrip().startswith(b"<"):
        return False
    declared = _DECLARED.match(plain)
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
    return declared is None or (_WIDE if wide else _ENCODINGS).fullmatch(declared[1]) is not None


def _is_what_it_should_be(archive: zipfile.ZipFile, name: str, needed: str) -> None:
    if main_part(archive, needed):
        return
    what, ending = _KINDS[needed.partition("/")[0]]
    folders = {part.partition("/")[0] for part in archive.namelist()}
    for folder, (other, other_ending) in _KINDS.items():
        if folder in folders and other_ending != ending:
            raise UnreadableDocument(
                f"{name}: the name says .{ending}, but the content is {other}: rename the file to .{other_ending}"
            )
    if "content.xml" in archive.namelist():
        raise UnreadableDocument(f"{name}: this is an OpenDocument file; save it as .{ending}")
    raise UnreadableDocument(f"{name}: the name says .{ending}, but the archive holds no {needed}: it is not {what}")


def _shown(part: str) -> str:
    """Name of a part as a message may print it."""
    return re.sub(r"[^\w./ \[\]-]", "?", part)[:80]
