"""Data that are dear to parse are told from those that only look so, in one pass over their bytes.

What is dear is refused before the parser sees it, in time that grows with the length of the data and no faster.
"""

from __future__ import annotations

import time

import pyoxigraph as ox
import pytest

from graph.extent import fault, overlong

_RDF = '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:">{}</r:RDF>'
_SAME_DEPTH = {
    "ttl": ("[ <urn:p> ", "1", " ]", "<urn:s> <urn:p> {} .", 256),
    "trig": ("(", "1", ")", "GRAPH <urn:g> {{ <urn:s> <urn:p> {} . }}", 255),
    "nt": ("<<( <urn:s> <urn:p> ", '"1"', " )>>", "<urn:s> <urn:p> {} .", 128),
    "nq": ("<<( <urn:s> <urn:p> ", '"1"', " )>>", "<urn:s> <urn:p> {} <urn:g> .", 128),
    "n3": ("{ <urn:s> <urn:p> ", "1", " }", "<urn:s> <urn:p> {} .", 256),
    "jsonld": ('{"urn:p":', "1", "}", "{}", 64),
    "rdf": ("<e:T><e:p>", "", "</e:p></e:T>", _RDF, 127),
}


def nested(form: str, more: int) -> bytes:
    left, inner, right, frame, deepest = _SAME_DEPTH[form]
    times = deepest + more
    return frame.format(left * times + inner + right * times).encode()


@pytest.mark.parametrize("form", _SAME_DEPTH)
def test_depth_that_is_allowed_is_read_and_one_more_is_not(form: str) -> None:
    formats = {"nt": "N_TRIPLES", "nq": "N_QUADS", "ttl": "TURTLE", "jsonld": "JSON_LD", "rdf": "RDF_XML"}
    assert fault(nested(form, 0), form) is None
    assert list(ox.parse(nested(form, 0), format=getattr(ox.RdfFormat, formats.get(form, form.upper()))))
    assert "nested" in (fault(nested(form, 1), form) or "")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("ttl", '<urn:s> <urn:p> "((((" . \n'),
        ("ttl", "<urn:s> <urn:p> '''(' \\''' (''' . \n"),
        ("ttl", '<urn:s> <urn:p> """(" \\""" (""" . \n'),
        ("ttl", "<urn:s(> <urn:p> <urn:\\u0028(> . \n"),
        ("ttl", "# ((((\n<urn:s> <urn:p> 1 . \n"),
        ("ttl", "@prefix e: <urn:e:> . e:a\\( e:p 1 . \n"),
        ("nt", '<urn:s> <urn:p> "<<( \\" <<(" . # <<(\n'),
        ("n3", "<urn:s> <= <urn:o> . <urn:s> => <urn:o> . "),
        ("jsonld", '{"@id":"urn:[{", "urn:p":"\\"[{"},'),
        ("rdf", "<e:T e:p='&lt;e:T>'/><!-- <e:T><e:T> --><![CDATA[ ]]>"),
    ],
)
def test_brackets_that_open_nothing_are_not_counted(form: str, text: str) -> None:
    frames = {"jsonld": "[{}1]", "rdf": _RDF}
    assert fault(frames.get(form, "{}").replace("{}", text * 300).encode(), form) is None


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("ttl", "<urn:s> <urn:p> 1 . # ]\n"),
        ("ttl", '<urn:s> <urn:p> ")" . \n'),
        ("ttl", "<urn:s)> <urn:p> '''')''' . \n"),
        ("jsonld", '"]}",'),
    ],
)
def test_brackets_that_close_nothing_hide_none(form: str, text: str) -> None:
    frame, opened = ("[{}1", "[") if form == "jsonld" else ("{}", "(")
    assert fault((frame.format(text + opened) * 300).encode(), form)


def test_array_of_documents_with_contexts_of_their_own_is_read() -> None:
    terms = ",".join(f'"a{number}":"urn:a{number}"' for number in range(50))
    each = f'{{"@context":{{{terms}}},"a1":"x"}}'
    assert fault(f"[{','.join([each] * 3_000)}]".encode(), "jsonld") is None


@pytest.mark.parametrize("word", ["@context", "\\u0040context", "@\\u0063onte\\u0078t"])
def test_contexts_are_seen_however_they_are_written(word: str) -> None:
    terms = ",".join(f'"a{number}":"urn:a{number}"' for number in range(3_000))
    things = ",".join([f'{{"{word}":{{"x":"urn:x"}},"a1":1}}'] * 3_000)
    assert "contexts" in (fault(f'{{"@graph":[{things}],"{word}":{{{terms}}}}}'.encode(), "jsonld") or "")


@pytest.mark.parametrize("text", ["<!DOCTYPE x>", "<!DOCTYPE x [<!ENTITY a 'b'>]>"])
def test_declarations_of_xml_are_refused(text: str) -> None:
    assert "DTD" in (fault((text + _RDF).encode(), "rdf") or "")


def test_long_terms_are_told_by_what_they_are() -> None:
    s, p = ox.NamedNode("urn:s"), ox.NamedNode("urn:p")
    assert overlong(ox.Quad(s, p, ox.Literal("x" * 1_000_000))) is None
    assert "literal" in (overlong(ox.Quad(s, p, ox.Literal("x" * 1_100_000))) or "")
    assert "IRI" in (overlong(ox.Quad(s, ox.NamedNode("urn:" + "x" * 20_000), s)) or "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "piece"),
    [
        ("ttl", '"""'),
        ("ttl", 'x\\"""'),
        ("ttl", "<a"),
        ("ttl", "\\"),
        ("ttl", "\"\"\"'''"),
        ("nt", "("),
        ("jsonld", '"@context":'),
        ("jsonld", '"\\'),
        ("jsonld", '{"@context":{}}'),
        ("rdf", "<!--"),
    ],
)
def test_damaged_data_take_no_longer_than_whole_ones(form: str, piece: str) -> None:
    began = time.process_time()
    fault((piece * (2_000_000 // len(piece))).encode(), form)
    assert time.process_time() - began < 5
