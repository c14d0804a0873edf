"""A small invented world that every test may count by hand: four initiatives in two documents.

===========  ======  ===================================================  ==========================================
initiative   number  organisations (role); collectives                    builds on
===========  ======  ===================================================  ==========================================
Grøn Havn    1       Region Øst (lead), Nordkyst Kommune, Bølgekraft      Ren Havn, Blå Vej
                     (possible); kommuner, virksomheder
Blå Vej      2       Region Øst, Kystens Universitet                      Bølgelab, Tidevandsaftalen
Åben Strand  8 7     Nordkyst Kommune (lead), Bølgekraft, Region Øst      Bølgelab, Grøn Havn, Sydkyst Energi
                     (future); virksomheder
Stille Sund  none    Kystens Universitet, Ø-rådet; kommuner               Tidevandsaftalen
===========  ======  ===================================================  ==========================================

Ren Havn is a project of Havneforum under Kystplan 2030; Bølgelab a facility of Kystens Universitet; Tidevandsaftalen an
agreement without an owner. Ø-rådet is in no list of known organisations.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode, Quad

from graph import curation, triples
from graph.identity import fingerprint
from graph.knowledge import Knowledge, read_knowledge
from graph.store import EmbeddedStore, ontology_quads
from ontology.models import (
    Contact,
    Dependency,
    Document,
    Effect,
    Element,
    Initiative,
    KeyFigure,
    Mention,
    Participation,
)
from ontology.terms import CURATION_GRAPH, ONTOLOGY_GRAPH, source_graph, thing

__all__ = [
    "AABEN_STRAND",
    "BLAA_VEJ",
    "CURATION",
    "GROEN_HAVN",
    "STILLE_SUND",
    "TEXT",
    "documents",
    "initiative",
    "organisation",
    "sample_graphs",
    "sample_knowledge",
    "sample_store",
    "undertaking",
]

ORGANISATIONS = """
- {name: Region Øst, kind: region, en: East Region, homepage: "https://region-oest.example.org/"}
- {name: Nordkyst Kommune, kind: municipality, en: Nordkyst Municipality, aliases: [Nordkyst]}
- {name: Sydkyst Kommune, kind: municipality, en: Sydkyst Municipality}
- {name: Bølgekraft, kind: company, aliases: [Bølgekraft A/S]}
- {name: Kystens Universitet, kind: university, en: University of the Coast, slug: ku-kyst, aliases: [Kystens Uni]}
- {name: Havneforum, kind: network, en: Port Forum, part_of: Region Øst}
- {name: Sydkyst Energi, kind: utility, en: Sydkyst Energy}
"""
COLLECTIVES = """
- {name: kommuner, en: municipalities, members: [Nordkyst Kommune, Sydkyst Kommune], origin: "https://example.org/kommuner"}
- {name: virksomheder, en: companies}
"""
UNDERTAKINGS = """
- {name: Ren Havn, kind: project, en: Clean Harbour, owners: [Havneforum]}
- {name: Kystplan 2030, kind: strategy, en: Coast Plan 2030, aliases: [Kystplanen]}
- {name: Bølgelab, kind: facility, en: Wave Lab, owners: [Kystens Universitet]}
- {name: Tidevandsaftalen, kind: agreement, en: Tide Agreement}
- {name: Fyrskib, kind: project, en: Lightship}
"""
CURATION = {
    "groen-havn": """
initiative: groen-havn
title: {en: Green Harbour}
short: {da: Havn, en: Harbour}
summary: {da: Havnen får grøn strøm., en: The harbour gets green power.}
themes: [climate-adaptation, business-growth]
labels:
  element/EL0: {da: Landstrøm, en: Shore power}
  effect/EF0: {da: Renere luft, en: Cleaner air}
""",
    "blaa-vej": """
initiative: blaa-vej
title: {en: Blue Way}
summary: {da: Sejlads i stedet for biler., en: Boats instead of cars.}
themes: [mobility]
""",
    "aaben-strand": """
initiative: aaben-strand
title: {en: Open Beach}
summary: {da: Stranden åbnes for alle., en: The beach is opened to all.}
themes: [climate-adaptation]
""",
}

TEXT = """\
Nr. 1: Grøn Havn

Havnen skal have strøm fra land, så skibene kan slukke motoren ved kaj.

Mulige elementer i initiativet:

- Strøm fra land til alle skibe

- Mindre larm om natten

Forventede effekter:

- Renere luft i havnen i 2030

Nøgletal:

- Et skib ved kaj koster 1,5 mio. kr. om året

Initiativet bygger videre på:

- Erfaringer fra Havneforum

Deltagende parter:

CLEAN, Gate 21, kommuner og virksomheder.

Kontakt:

- Anne Eksempel, Chefkonsulent, tlf. 00 11 22 33, anne@example.org
"""
"""A document that can be read with what the shipped files know beforehand."""

GROEN_HAVN = Initiative(
    source="forslag.txt",
    number="1",
    title="Grøn Havn",
    lines=(1, 14),
    description="Havnen skal have strøm fra land.",
    participations=(
        Participation(organisation="Region Øst", as_printed="Region Øst", role="lead", collective=False, line=9),
        Participation(
            organisation="Nordkyst Kommune", as_printed="NORDKYST", role="participant", collective=False, line=9
        ),
        Participation(
            organisation="Bølgekraft",
            as_printed="Bølgekraft A/S",
            role="possible",
            collective=False,
            line=10,
            last_line=11,
        ),
        Participation(organisation="kommuner", as_printed="kommuner", role="participant", collective=True, line=11),
        Participation(organisation="virksomheder", as_printed="virksomheder", role="example", collective=True, line=11),
    ),
    builds_on=(
        Dependency(
            name="Ren Havn",
            kind="project",
            as_printed="Kystplanen: Ren Havn hos Havneforum",
            under="Kystplan 2030",
            organisations=("Havneforum",),
            line=12,
        ),
        Dependency(name="Blå Vej", kind="initiative", as_printed="Erfaringer fra Blå Vej", line=13),
    ),
    contacts=(
        Contact(
            name="Anne Eksempel",
            role="Chefkonsulent",
            unit="Center for Havne",
            phone="00112233",
            email="anne@example.org",
            line=14,
        ),
    ),
    elements=(
        Element(text="Strøm fra land til alle skibe ved kaj", level=1, line=4),
        Element(text="Mindre larm om natten", level=2, line=5),
    ),
    effects=(Effect(text="Renere luft i havnen", year=2030, line=6), Effect(text="Flere skibe", line=7)),
    key_figures=(
        KeyFigure(text="1,5 mio. kr. om året", value=1.5, unit="mio. kr.", year=2016, line=8),
        KeyFigure(text="7-13.000 skibe", value=7000, value_max=13000, unit="skibe", line=8),
        KeyFigure(text="[Udestår]", pending=True, line=8),
    ),
    mentions=(
        Mention(organisation="Havneforum", line=2),
        Mention(organisation="Havneforum", line=12),
        Mention(organisation="Region Øst", line=3),
        Mention(organisation="Kystens Universitet", line=3),
    ),
)
BLAA_VEJ = Initiative(
    source="forslag.txt",
    number="2",
    title="Blå Vej",
    lines=(15, 21),
    participations=(
        Participation(
            organisation="Region Øst", as_printed="Region Øst", role="participant", collective=False, line=17
        ),
        Participation(
            organisation="Kystens Universitet", as_printed="Kystens Uni", role="participant", collective=False, line=17
        ),
    ),
    builds_on=(
        Dependency(
            name="Bølgelab", kind="facility", as_printed="Bølgelab", organisations=("Kystens Universitet",), line=18
        ),
        Dependency(name="Tidevandsaftalen", kind="agreement", as_printed="Tidevandsaftalen", line=19),
    ),
    contacts=(
        Contact(name="Anne Eksempel", role="Projektleder", email="anne@example.org", line=20),
        Contact(name="Bo Eksempel", phone="44556677", line=21),
    ),
    effects=(Effect(text="Færre biler på kystvejen i 2025", year=2025, line=16),),
    mentions=(Mention(organisation="Nordkyst Kommune", line=16),),
)
AABEN_STRAND = Initiative(
    source="forslag.txt",
    number="8 7",
    title="Åben Strand",
    lines=(22, 28),
    participations=(
        Participation(
            organisation="Nordkyst Kommune", as_printed="Nordkyst Kommune", role="lead", collective=False, line=24
        ),
        Participation(
            organisation="Bølgekraft", as_printed="Bølgekraft", role="participant", collective=False, line=24
        ),
        Participation(organisation="Region Øst", as_printed="Region Øst", role="future", collective=False, line=24),
        Participation(
            organisation="virksomheder", as_printed="virksomheder", role="participant", collective=True, line=24
        ),
    ),
    builds_on=(
        Dependency(name="Bølgelab", kind="facility", as_printed="Bølgelab og Grøn Havn", line=25),
        Dependency(name="GRØN HAVN", kind="initiative", as_printed="Bølgelab og Grøn Havn", line=25),
        Dependency(name="Sydkyst Energi", kind="organisation", as_printed="Arbejdet i Sydkyst Energi", line=26),
    ),
    contacts=(Contact(name="Bo Eksempel", role="Enhedschef", unit="Strandvagten", phone="44556677", line=27),),
    elements=(Element(text="Ramper ned til vandet", level=1, line=23),),
    mentions=(Mention(organisation="Sydkyst Energi", line=26),),
    warnings=("line 22: the number is printed as '8 7'",),
)
STILLE_SUND = Initiative(
    source="tillæg.txt",
    title="Stille Sund",
    lines=(1, 4),
    participations=(
        Participation(
            organisation="Kystens Universitet",
            as_printed="Kystens Universitet",
            role="participant",
            collective=False,
            line=2,
        ),
        Participation(organisation="Ø-rådet", as_printed="Ø-rådet", role="participant", collective=False, line=2),
        Participation(organisation="kommuner", as_printed="kommuner", role="participant", collective=True, line=2),
    ),
    builds_on=(Dependency(name="Tidevandsaftalen", kind="agreement", as_printed="Tidevandsaftalen", line=3),),
    contacts=(Contact(name="Cirkeline Eksempel", line=4),),
)


def documents() -> dict[str, Document]:
    """The two documents by the slug of their source."""
    return {
        "forslag": _document("forslag.txt", 28, GROEN_HAVN, BLAA_VEJ, AABEN_STRAND),
        "tillaeg": _document("tillæg.txt", 4, STILLE_SUND),
    }


def initiative(slug: str) -> str:
    """IRI of an initiative."""
    return thing("initiative", slug).value


def organisation(slug: str) -> str:
    """IRI of an organisation."""
    return thing("organisation", slug).value


def undertaking(slug: str) -> str:
    """IRI of an undertaking."""
    return thing("undertaking", slug).value


@cache
def sample_knowledge() -> Knowledge:
    """What is known beforehand in this world."""
    with TemporaryDirectory() as folder:
        files = {"organisations": ORGANISATIONS, "collectives": COLLECTIVES, "undertakings": UNDERTAKINGS}
        for name, text in files.items():
            Path(folder, f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_knowledge(Path(folder))


def sample_graphs(*, passages: bool = False) -> dict[NamedNode, list[Quad]]:
    """The graphs of both sources, curation and the ontology, to change as one likes."""
    return {graph: list(quads) for graph, quads in _made(passages).items()}


@cache
def _made(passages: bool) -> dict[NamedNode, tuple[Quad, ...]]:
    graphs = {
        source_graph(slug): triples.quads(document, slug, sample_knowledge(), passages=passages)
        for slug, document in documents().items()
    }
    graphs[CURATION_GRAPH] = _curation(graphs)
    graphs[ONTOLOGY_GRAPH] = ontology_quads()
    return {graph: tuple(quads) for graph, quads in graphs.items()}


def sample_store(*, passages: bool = False) -> EmbeddedStore:
    """A store in memory that holds this world."""
    store = EmbeddedStore()
    store.replace(sample_graphs(passages=passages))
    return store


def _document(name: str, length: int, *initiatives: Initiative) -> Document:
    text = tuple(f"linje {number} af {name}" for number in range(1, length + 1))
    digest = sha256("\n".join(text).encode()).hexdigest()
    return Document(initiatives=initiatives, name=name, text=text, content_hash=digest)


def _curation(graphs: dict[NamedNode, list[Quad]]) -> list[Quad]:
    sources = [quad for quads in graphs.values() for quad in quads]
    with TemporaryDirectory() as folder:
        for slug, text in CURATION.items():
            Path(folder, f"{slug}.yaml").write_text(_with_fingerprints(text), encoding="utf-8")
        return curation.quads(Path(folder), sample_knowledge(), curation.referred(sources))


def _with_fingerprints(text: str) -> str:
    return text.replace("EL0", fingerprint(GROEN_HAVN.elements[0].text)).replace(
        "EF0", fingerprint(GROEN_HAVN.effects[0].text)
    )
