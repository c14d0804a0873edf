"""Word documents become lines: every text that a reader of the page sees, once, in order, and nothing else."""

from __future__ import annotations

import contextlib
import io
import socket
import time
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from xml.sax.saxutils import escape

import docx
import pytest
from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.reading import read_bytes
from graph.reading.formats.word import printed
from ontology.errors import UnreadableDocument
from tests.invented import FULL

NAMES = {
    **{prefix: nsmap[prefix] for prefix in ("w", "r", "wp", "a")},
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
}
SPACES = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())
DOCUMENT = "word/document.xml"


def word(*blocks: str, **parts: str) -> bytes:
    """A Word document whose body is some XML; keywords replace or add parts of it ("numbering", "footnotes")."""
    body = f"<w:body {SPACES}>{''.join(blocks)}</w:body>"
    named = {f"word/{name}.xml": content for name, content in parts.items()}
    return changed(blank(), named, lambda xml: xml.replace("<w:body/>", body))


@cache
def blank() -> bytes:
    """The usual template of Word without anything in its body."""
    document = docx.Document()
    body = document.element.body
    for child in list(body):
        body.remove(child)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def changed(data: bytes, parts: Mapping[str, str], edit: Callable[[str], str] | None = None) -> bytes:
    """The same document with some parts replaced or added, each related to the main part, and the main part edited."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = old.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else old.read(name)
            if name == DOCUMENT and edit and isinstance(content, str):
                content = edit(content)
            if name == "word/_rels/document.xml.rels" and isinstance(content, str):
                content = content.replace("</Relationships>", f"{''.join(map(related, parts))}</Relationships>")
            new.writestr(name, parts.get(name, content))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return packed.getvalue()


def related(part: str) -> str:
    """The relationship of the main part to another one: word/header1.xml is a header."""
    file = part.removeprefix("word/")
    kind = file.removesuffix(".xml").rstrip("0123456789")
    return f'<Relationship Id="x{kind}{len(file)}" Type="{nsmap["r"]}/{kind}" Target="{file}"/>'


def r(text: str, properties: str = "") -> str:
    """A run."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(content: str, properties: str = "") -> str:
    """A paragraph: of one run where no XML is given."""
    inner = content if content.startswith("<") else r(content) if content else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def styled(text: str, style: str) -> str:
    """A paragraph in a style of the usual template, by its id."""
    return p(text, f'<w:pStyle w:val="{style}"/>')


def listed(text: str, level: int = 0, list_id: int = 7) -> str:
    """An item of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


def shown(data: bytes) -> list[str]:
    """The lines that are not blank."""
    return [line.text for line in printed(data, "forslag.docx").lines if not line.blank]


def styles(data: bytes) -> list[tuple[str | None, str]]:
    """Style and text of the lines that are not blank."""
    return [(line.style, line.text) for line in printed(data, "forslag.docx").lines if not line.blank]


def numbering(*levels: str, more: str = "") -> str:
    """The part that defines list 7, each level by its format and text: "bullet •"."""
    shapes = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{level.split()[0]}"/>'
        f'<w:lvlText w:val="{level.partition(" ")[2]}"/></w:lvl>'
        for i, level in enumerate(levels)
    )
    return (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="1">{shapes}</w:abstractNum>'
        f'<w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num>{more}</w:numbering>'
    )


# --- Paragraphs and what stands in them ------------------------------------------------------------------------------


def test_paragraphs_become_numbered_lines_with_blank_ones_between() -> None:
    lines = printed(word(p("Havnen skal være grøn."), p("Byen med.")), "forslag.docx").lines
    assert [(line.number, line.text) for line in lines] == [(1, "Havnen skal være grøn."), (2, ""), (3, "Byen med.")]
    assert all(line.page is None for line in lines)


def test_insertions_are_read_and_deletions_are_not() -> None:
    inserted = f'<w:ins w:id="1" w:author="a">{r("grønne ")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>sorte </w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3" w:author="a">{r("gamle ")}</w:moveFrom>'
    assert shown(word(p(r("Den ") + inserted + deleted + moved + r("havn")))) == ["Den grønne havn"]


def test_paragraph_whose_end_was_deleted_runs_into_the_next() -> None:
    ended = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    assert shown(word(p("Gate 21 og ", ended), p("CLEAN"))) == ["Gate 21 og CLEAN"]
    assert shown(word(p("Gate 21", ended))) == ["Gate 21"]


def test_deleted_row_of_a_table_is_not_read() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc></w:tr>"
    rows = row.format('<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>', p("Væk")) + row.format("", p("Her"))
    assert shown(word(f"<w:tbl>{rows}</w:tbl>")) == ["Her"]


def test_content_controls_are_read_and_their_prompts_are_not() -> None:
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    data = word(
        control.format("", p("Grøn Havn")),
        p(r("Leder: ") + control.format("<w:text/>", r("Gate 21"))),
        p(r("År: ") + control.format("<w:showingPlcHdr/>", r("Klik her for at skrive"))),
    )
    assert shown(data) == ["Grøn Havn", "Leder: Gate 21", "År:"]
    assert "1 fields" in printed(data, "forslag.docx").notes[0].english


def test_tabs_breaks_and_hyphens_are_printed_as_they_look() -> None:
    content = "<w:r><w:t>Gate</w:t><w:tab/><w:t>21</w:t><w:br/><w:t>CO</w:t><w:noBreakHyphen/><w:t>neu</w:t>"
    content += "<w:softHyphen/><w:t>tral\u00ad\u2011by\u00a0A</w:t><w:cr/><w:t>ﬁn</w:t></w:r>"
    assert shown(word(p(content))) == ["Gate\t21", "CO-neutral-by A", "fin"]


def test_page_opens_after_breaks_of_every_kind() -> None:
    data = word(
        p("A"),
        p('<w:r><w:br w:type="page"/></w:r>'),
        p("B"),
        p("C", "<w:pageBreakBefore/>"),
        p("D", "<w:sectPr/>"),
        p("E", '<w:sectPr><w:type w:val="continuous"/></w:sectPr>'),
        p('<w:r><w:t>F</w:t><w:br w:type="page"/><w:t>G</w:t></w:r>'),
    )
    opened = [line.text for line in printed(data, "forslag.docx").lines if line.opens_page]
    assert opened == ["B", "C", "E", "G"]


def test_hidden_text_is_not_read() -> None:
    hidden = r("hemmelig", "<w:vanish/>")
    assert shown(word(p(r("Åben ") + hidden + r("havn", '<w:vanish w:val="0"/>')))) == ["Åben havn"]


def test_symbols_of_fonts_of_signs_become_bullets_and_boxes() -> None:
    sign = '<w:r><w:sym w:font="Wingdings" w:char="{}"/></w:r>'
    assert shown(word(p(sign.format("F0B7") + r(" Tang")), p(sign.format("F0FE") + r(" Ja")))) == ["• Tang", "☒ Ja"]


def test_field_shows_its_result_and_not_its_instruction() -> None:
    begin, apart, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    asked = "<w:r><w:instrText> REF titel </w:instrText></w:r>"
    nested = begin + "<w:r><w:instrText>IF </w:instrText></w:r>" + begin + asked + apart + r("skjult") + end + apart
    simple = f'<w:fldSimple w:instr="DATE">{r("1. maj")}</w:fldSimple>'
    assert shown(word(p(begin + asked + apart + r("Grøn Havn") + end))) == ["Grøn Havn"]
    assert shown(word(p(nested + r("Gate 21") + end + r(", ") + simple))) == ["Gate 21, 1. maj"]


def test_field_that_runs_over_paragraphs_hides_nothing_behind_it() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>'
    apart, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("separate", "end"))
    assert shown(word(p(begin + apart + r("Indhold")), p(r("Side 2") + end), p("Havn"))) == [
        "Indhold",
        "Side 2",
        "Havn",
    ]


def test_drop_down_and_tick_box_of_an_old_form_show_what_was_chosen() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{}</w:ffData></w:fldChar></w:r>' + (
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    listed_ = '<w:ddList><w:result w:val="1"/><w:listEntry w:val="CLEAN"/><w:listEntry w:val="Gate 21"/></w:ddList>'
    ticked = "<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>"
    assert shown(word(p(box.format(listed_)), p(box.format(ticked) + r(" Ja")))) == ["Gate 21", "☒ Ja"]


@pytest.mark.parametrize("name", ["Anne Eksempel", ""])
def test_address_of_a_link_is_added_where_it_is_not_shown(name: str) -> None:
    begin, apart, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    asked = '<w:r><w:instrText> HYPERLINK "mailto:anne@example.org?subject=Havn" </w:instrText></w:r>'
    assert shown(word(p(begin + asked + apart + r(name) + end))) == [f"{name} (anne@example.org)".strip()]
    assert shown(word(p(begin + asked + apart + r("anne@example.org") + end))) == ["anne@example.org"]


def test_link_is_shown_and_never_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("a connection was opened"))
    document = docx.Document()
    for target in ("mailto:anne%40example.org", "https://example.org/styles.xml"):
        link = document.part.relate_to(target, f"{nsmap['r']}/hyperlink", is_external=True)
        document.element.body.insert(
            0, parse_xml(f'<w:p {SPACES}><w:hyperlink r:id="{link}">{r("Skriv")}</w:hyperlink></w:p>')
        )
    for kind in ("styles", "numbering", "attachedTemplate", "footnotes", "header", "image", "aFChunk"):
        document.part.relate_to("https://example.org/part.xml", f"{nsmap['r']}/{kind}", is_external=True)
    packed = io.BytesIO()
    document.save(packed)
    assert shown(packed.getvalue()) == ["Skriv", "Skriv (anne@example.org)"]


def test_text_box_is_read_once_below_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('Boksen')}</w:txbxContent>"
    drawing = (
        f"<w:drawing><wp:inline><a:graphic><a:graphicData>{box}</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    fallback = f"<w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict>"
    both = f'<mc:AlternateContent><mc:Choice Requires="wps">{drawing}</mc:Choice>' + (
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )
    assert shown(word(p(r("Havnen") + f"<w:r>{both}</w:r>" + r(" nu")), p("Byen"))) == ["Havnen nu", "Boksen", "Byen"]


def test_picture_without_text_is_noted() -> None:
    data = word(p(r("Havnen") + "<w:r><w:drawing/></w:r>"))
    [note] = printed(data, "forslag.docx").notes
    assert note.english.startswith("1 pictures")
    assert note.danish.startswith("1 billeder")


def test_document_of_nothing_but_pictures_is_refused() -> None:
    with pytest.raises(UnreadableDocument, match="only 1 pictures"):
        printed(word(p("<w:r><w:drawing/></w:r>")), "forslag.docx")
    with pytest.raises(UnreadableDocument, match="no text was found"):
        printed(word(p("")), "forslag.docx")


def test_formula_is_read() -> None:
    assert shown(word(p(r("A ") + "<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>"))) == ["A x=2"]


# --- Notes and running heads -----------------------------------------------------------------------------------------

NOTE = '<w:r><w:{}Reference w:id="{}"/></w:r>'


def notes_part(kind: str, *texts: str) -> str:
    """The part that holds footnotes or endnotes."""
    each = f'<w:{kind} w:type="separator" w:id="0">{p("---")}</w:{kind}>'
    each += "".join(f'<w:{kind} w:id="{i}">{p(text)}</w:{kind}>' for i, text in enumerate(texts, start=1))
    return f"<w:{kind}s {SPACES}>{each}</w:{kind}s>"


def test_note_stands_aside_at_the_end_of_its_section_and_its_mark_sticks_to_no_word() -> None:
    data = word(
        p("Deltagende parter:"),
        p(r("CLEAN") + NOTE.format("footnote", 1) + r(" og Gate 21") + NOTE.format("endnote", 1)),
        p("Kontakt:"),
        footnotes=notes_part("footnote", "En klynge."),
        endnotes=notes_part("endnote", "Et partnerskab."),
    )
    assert styles(data) == [
        (None, "Deltagende parter:"),
        (None, "CLEAN og Gate 21"),
        ("aside", "[1] En klynge."),
        ("aside", "[1] Et partnerskab."),
        (None, "Kontakt:"),
    ]


def test_raised_number_sticks_to_no_name_but_to_a_measure() -> None:
    raised = r("2", '<w:vertAlign w:val="superscript"/>')
    assert shown(word(p(r("CLEAN") + raised), p(r("40 km") + raised), p(r("40 m") + raised))) == [
        "CLEAN (2)",
        "40 km2",
        "40 m2",
    ]


def test_running_heads_stand_aside_at_the_end_each_once() -> None:
    head = f"<w:hdr {SPACES}>{p('Fyrtårn')}</w:hdr>"
    data = word(p("Grøn Havn"), header1=head, header22=head, footer1=f"<w:ftr {SPACES}>{p('Side 1')}</w:ftr>")
    assert styles(data) == [(None, "Grøn Havn"), ("aside", "Fyrtårn"), ("aside", "Side 1")]


def test_comments_are_not_read() -> None:
    comments = f'<w:comments {SPACES}><w:comment w:id="0">{p("Nej!")}</w:comment></w:comments>'
    marked = '<w:commentRangeStart w:id="0"/>' + r("Havn") + '<w:r><w:commentReference w:id="0"/></w:r>'
    assert shown(word(p(marked), comments=comments)) == ["Havn"]


def test_table_of_contents_stands_aside() -> None:
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{p('Deltagende parter 2')}</w:sdtContent></w:sdt>"
    )
    assert styles(word(contents, p("Havn"))) == [("aside", "Deltagende parter 2"), (None, "Havn")]


# --- Headings and titles ---------------------------------------------------------------------------------------------


def test_headings_are_told_by_style_and_by_outline() -> None:
    data = word(
        styled("Kontakt", "Heading2"), p("Noter", '<w:outlineLvl w:val="3"/>'), p("A", '<w:outlineLvl w:val="9"/>')
    )
    assert styles(data) == [("heading", "Kontakt"), ("heading", "Noter"), (None, "A")]


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("heading 2", "heading"),
        ("Overskrift 3", "heading"),
        ("Titel", "title"),
        ("toc 1", "aside"),
        ("Kapitel", "heading"),
    ],
)
def test_style_is_known_by_its_danish_name_or_by_what_it_is_based_on(name: str, style: str) -> None:
    based = '<w:basedOn w:val="Grund"/>' if name == "Kapitel" else ""
    part = (
        f'<w:styles {SPACES}><w:style w:type="paragraph" w:styleId="Grund"><w:name w:val="Overskrift 1"/>'
        f'<w:basedOn w:val="Grund"/></w:style><w:style w:type="paragraph" w:styleId="X"><w:name w:val="{name}"/>{based}'
        "</w:style></w:styles>"
    )
    assert styles(word(styled("Havnen", "X"), styles=part)) == [(style, "Havnen")]


def test_heading_above_the_sections_of_a_proposal_is_its_title() -> None:
    form = [styled(text, "Heading2") for text in ("Mulige elementer", "Deltagende parter")]
    data = word(styled("Grøn Havn", "Heading1"), *form, styled("Blå By", "Heading1"), *form)
    assert [text for style, text in styles(data) if style == "title"] == ["Grøn Havn", "Blå By"]
    flat = word(styled("Om os", "Heading1"), *[form_.replace("Heading2", "Heading1") for form_ in form])
    assert [text for style, text in styles(flat) if style == "title"] == []


def test_heading_set_bold_by_hand_is_one_where_others_look_like_it() -> None:
    bold = "<w:b/>"
    data = word(
        p(r("Deltagende parter", bold)),
        p("Gate 21"),
        p(r("Tidslinje", bold)),
        p("2025"),
        p(r("Kontakt ", bold) + r("Anne Eksempel, tlf. 00112233")),
        p(r("Bo Prøve", bold)),
        p("tlf. 00112244, bo@example.org"),
    )
    assert styles(data) == [
        ("heading", "Deltagende parter"),
        (None, "Gate 21"),
        ("heading", "Tidslinje"),
        (None, "2025"),
        ("heading", "Kontakt"),
        (None, "Anne Eksempel, tlf. 00112233"),
        (None, "Bo Prøve"),
        (None, "tlf. 00112244, bo@example.org"),
    ]


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_real_bullets_are_printed_with_their_level() -> None:
    data = word(listed("Tang"), listed("Ålegræs", 1), listed("Muslinger", 2), numbering=numbering(*["bullet o"] * 3))
    assert shown(data) == ["• Tang", "  • Ålegræs", "    • Muslinger"]
    assert not any(line.blank for line in printed(data, "forslag.docx").lines)


def test_numbered_items_are_counted_by_level_and_begin_again() -> None:
    data = word(
        listed("Tang"), listed("Rød", 1), listed("brun", 1), listed("Muslinger"), listed("Blå", 1),
        numbering=numbering("decimal %1.", "lowerLetter %2)"),
    )  # fmt: skip
    assert shown(data) == ["1. Tang", "  a) Rød", "  b) brun", "2. Muslinger", "  a) Blå"]


def test_number_before_a_figure_is_told_from_it() -> None:
    assert shown(word(listed("200 kajer"), numbering=numbering("decimal %1."))) == ["1) 200 kajer"]


def test_list_that_starts_anew_is_counted_from_its_start() -> None:
    anew = '<w:num w:numId="8"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
    data = word(
        listed("A"), listed("B"), listed("C", 0, 8), listed("D", 0, 8), listed("E", 0, 0),
        numbering=numbering("decimal %1.", more=f"{anew}</w:lvlOverride></w:num>"),
    )  # fmt: skip
    assert shown(data) == ["1. A", "2. B", "5. C", "6. D", "E"]


def test_number_of_a_title_is_printed_as_the_list_says() -> None:
    title = p("Grøn Havn", '<w:pStyle w:val="Heading1"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>')
    assert shown(word(title, title, numbering=numbering("decimal Nr. %1:"))) == ["Nr. 1: Grøn Havn", "Nr. 2: Grøn Havn"]


@pytest.mark.parametrize(
    ("style", "line"), [("ListBullet", "• Tang"), ("ListBullet3", "    • Tang"), ("ListNumber", "1. Tang")]
)
def test_list_is_told_by_the_style(style: str, line: str) -> None:
    assert shown(word(styled("Tang", style))) == [line]


def test_bullets_made_by_hand_stay_as_they_are_with_their_indentation() -> None:
    deeper = '<w:ind w:left="567"/>'
    assert shown(word(p("- Tang"), p("- Rød", deeper))) == ["- Tang", "    - Rød"]


# --- What is damaged or hostile --------------------------------------------------------------------------------------


def test_document_under_another_name_or_none_of_its_kind_is_refused() -> None:
    for data in (b"Nr. 1: Havn", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"PK\x03\x04"):
        with pytest.raises(UnreadableDocument):
            printed(data, "forslag.docx")


def test_part_that_is_no_xml_is_named() -> None:
    with pytest.raises(UnreadableDocument, match=r"word/styles\.xml is damaged"):
        printed(word(p("Havn"), styles="<w:styles"), "forslag.docx")
    with pytest.raises(UnreadableDocument, match="no body"):
        printed(changed(word(p("Havn")), {DOCUMENT: f"<w:document {SPACES}/>"}), "forslag.docx")


def test_entities_are_never_expanded() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><w:document/>'
    with pytest.raises(UnreadableDocument, match="declares a document type"):
        printed(changed(word(p("Havn")), {DOCUMENT: laughs}), "forslag.docx")


def test_parts_that_relationships_name_and_the_file_lacks_are_no_matter() -> None:
    data = word(p("Havn"))
    lacking = changed(data, {}, lambda xml: xml)
    with zipfile.ZipFile(io.BytesIO(lacking)) as old:
        kept = {
            name: old.read(name) for name in old.namelist() if name not in ("word/styles.xml", "word/numbering.xml")
        }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as new:
        for name, content in kept.items():
            new.writestr(name, content)
    assert shown(packed.getvalue()) == ["Havn"]


def test_strict_form_of_the_format_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert shown(changed(word(p("Havn")), {}, lambda xml: xml.replace(nsmap["w"], strict))) == ["Havn"]


def test_deep_tables_and_absurd_numbers_are_read_or_refused_quickly() -> None:
    started = time.monotonic()
    deep = p("Havn")
    for _ in range(60):
        deep = f"<w:tbl><w:tr><w:tc>{deep}{p('')}</w:tc></w:tr></w:tbl>"
    assert shown(word(deep)) == ["Havn"]
    spans = '<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
    data = word(f"<w:tbl><w:tr><w:tc>{spans}{p('A')}</w:tc><w:tc>{p('B')}</w:tc></w:tr></w:tbl>", listed("C", 9**9))
    assert "".join(shown(data)).replace(": ", "").endswith("C")
    deeper = deep
    for _ in range(400):
        deeper = f"<w:tbl><w:tr><w:tc>{deeper}</w:tc></w:tr></w:tbl>"
    with pytest.raises(UnreadableDocument):
        printed(changed(word(p("Havn")), {}, lambda xml: xml.replace("<w:p>", f"{deeper}<w:p>", 1)), "forslag.docx")
    assert time.monotonic() - started < 10


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_flipped_bits_and_cuts_raise_nothing_but_the_one_error(data: st.DataObject) -> None:
    content = bytearray(
        word(p("Deltagende parter:"), listed("Gate 21"), p("Kontakt:"), numbering=numbering("bullet •"))
    )
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.integers(0, len(content)))
    with contextlib.suppress(UnreadableDocument):
        printed(bytes(content), "forslag.docx")
    with contextlib.suppress(UnreadableDocument):
        printed(bytes(content[:cut]), "forslag.docx")


@pytest.mark.slow
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_damaged_xml_raises_nothing_but_the_one_error(data: st.DataObject) -> None:
    """A flipped bit seldom survives the checksum of an archive: here it is made before packing."""

    def damaged(xml: str) -> str:
        at = data.draw(st.integers(0, len(xml) - 1))
        return (
            xml[:at]
            + data.draw(st.sampled_from(["", "<w:p>", '"', "w:val", "0", "-1", "</w:p>", "&#1;"]))
            + xml[at + 1 :]
        )

    row = f"<w:tr><w:tc>{p('Kontakt')}</w:tc><w:tc>{listed('Anne')}</w:tc></w:tr>"
    content = word(styled("Grøn Havn", "Title"), f"<w:tbl>{row}</w:tbl>", numbering=numbering("bullet •"))
    with contextlib.suppress(UnreadableDocument):
        printed(changed(content, {}, damaged), "forslag.docx")


# --- Laws ------------------------------------------------------------------------------------------------------------

WORDS = st.text("abcæøåÅ 123.,:()-", min_size=1, max_size=12).map(lambda text: f"x{text}x")
LOOKS = st.sampled_from(["", "<w:b/>", "<w:i/>", '<w:vertAlign w:val="subscript"/>', "<w:u w:val='single'/>"])
RUNS = st.lists(st.builds(r, WORDS, LOOKS), min_size=1, max_size=4).map("".join)
WRAPPED = st.builds(
    str.format,
    st.sampled_from(["{}", "<w:ins w:id='1' w:author='a'>{}</w:ins>", "<w:hyperlink>{}</w:hyperlink>",
                     "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:smartTag>{}</w:smartTag>"]),
    RUNS,
)  # fmt: skip
PARAGRAPHS = st.builds(
    p,
    WRAPPED,
    st.sampled_from(
        ["", '<w:pStyle w:val="Heading1"/>', '<w:pStyle w:val="ListBullet2"/>', '<w:pStyle w:val="Title"/>']
    ),
)


@pytest.mark.slow
@settings(deadline=None, max_examples=80)
@given(st.lists(PARAGRAPHS, min_size=1, max_size=6))
def test_every_text_of_the_body_is_printed_in_order(blocks: list[str]) -> None:
    root = parse_xml(f"<w:body {SPACES}>{''.join(blocks)}</w:body>")
    texts = [str(element.text) for element in root.iter(f"{{{nsmap['w']}}}t")]
    lines = printed(word(*blocks), "forslag.docx").lines
    whole = "".join("".join(line.text.split()) for line in lines).replace("•", "")
    assert whole == "".join("".join(text.split()) for text in texts)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))


# --- From the document to its facts ----------------------------------------------------------------------------------

HEADINGS = {
    "elements": "Mulige elementer", "effects": "Forventede effekter", "figures": "Nøgletal",
    "foundations": "Initiativet bygger videre på", "parties": "Deltagende parter", "contact": "Kontakt",
}  # fmt: skip


def proposal(title: str, style: str = "Heading2") -> list[str]:
    """A whole proposal with headings by style and lists by style."""
    blocks = [styled(title, "Title"), p("Havnen skal være grøn.")]
    for section, content in FULL.items():
        blocks.append(styled(HEADINGS[section], style))
        for line in content.splitlines():
            blocks.append(styled(line.removeprefix("- "), "ListBullet") if line.startswith("- ") else p(line))
    return blocks


def test_proposal_with_headings_and_lists_is_read() -> None:
    data = word(*proposal("Grøn Havn"), p("", "<w:sectPr/>"), *proposal("Blå By"))
    green, blue = read_bytes(data, "forslag.docx").initiatives
    assert (green.title, blue.title) == ("Grøn Havn", "Blå By")
    assert {party.organisation for party in green.participations} >= {"Gate 21", "CLEAN"}
    assert [contact.email for contact in green.contacts] == ["anne@example.org"]
    assert [thing.name for thing in blue.builds_on] == ["Blå Bølge"]
    assert [element.text for element in green.elements] == ["Etablere et havnebad.", "Plante tang."]
    assert [figure.value for figure in green.key_figures] == [5]
    assert [effect.year for effect in green.effects] == [2025]


@pytest.mark.slow
def test_proposal_of_three_pages_is_read_in_no_time() -> None:
    data = word(*[p(f"Havnen skal være grøn i år {i}, og byen med. " * 8) for i in range(60)], *proposal("Grøn Havn"))
    printed(data, "forslag.docx")
    started = time.process_time()
    printed(data, "forslag.docx")
    assert time.process_time() - started < 1


# --- What was left out -----------------------------------------------------------------------------------------------


def test_what_was_not_read_reaches_who_hands_the_document_in() -> None:
    picture = p("<w:r><w:drawing><a:blip/></w:drawing></w:r>")
    [first] = read_bytes(word(*proposal("Grøn Havn"), picture), "forslag.docx").initiatives
    assert first.warnings[0] == "1 pictures, the text of which is not read"
    assert first.warnings_da[0] == "1 billeder, hvis tekst ikke er læst"
