"""Invented proposals of three pages by many hands, as many as are wanted, with a fixed seed; as text, Word or PDF.

The hands differ in headings, order, marks of lists, width, letters and slips. Parties come from a pool that grows with
the number of proposals: known bodies by their own names and by other spellings, unknown ones that come again, and
groups. Every person is invented.
"""

from __future__ import annotations

import io
import random
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import docx
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

__all__ = ["FORMATS", "Proposal", "as_pdf", "as_text", "as_word", "proposals"]


@dataclass(frozen=True)
class Hand:
    """How somebody writes: language, headings by section, order of sections, mark of a list, width in characters."""

    english: bool
    headings: dict[str, str]
    order: tuple[str, ...]
    bullet: str
    width: int
    colon: str
    capitals: bool
    running_head: str
    slips: float


@dataclass(frozen=True)
class Proposal:
    """A title and its parts: a heading with paragraphs, or with the items of a list."""

    hand: Hand
    title: str
    opening: tuple[str, ...]
    sections: tuple[tuple[str, tuple[str, ...], bool], ...]


def _listed(text: str) -> list[str]:
    return text.split()


_HEADINGS = {
    "elements": ("Mulige elementer i initiativet", "Aktiviteter", "Hvad vil vi", "Elementer", "Indhold"),
    "effects": ("Forventede effekter", "Effekter", "Forventede resultater", "Hvad kommer der ud af det"),
    "figures": ("Nøgletal", "Fakta og nøgletal", "Tal og fakta"),
    "foundations": ("Initiativet bygger videre på", "Bygger videre på", "Bygger på", "Tidligere arbejde"),
    "parties": ("Deltagende parter", "Parter", "Partnere", "Hvem er med", "Partnerkreds"),
    "contact": ("Kontakt", "Kontaktperson", "Yderligere oplysninger", "Kontaktoplysninger"),
}
_ENGLISH = {
    "elements": ("Possible elements", "Activities", "What we will do"),
    "effects": ("Expected effects", "Expected outcomes", "Results"),
    "figures": ("Key figures", "Facts and figures"),
    "foundations": ("The initiative builds on", "Builds on", "Prior work"),
    "parties": ("Participating parties", "Partners", "Who is involved"),
    "contact": ("Contact", "Contact person", "Further information"),
}
_PLACES = _listed("""
    Nordhavn Sydbæk Østerå Vesterlund Mølleby Strandholm Egedal Skovrup Kirkeborg Havnsø Bøgelund Engtorp
    Lyngby Ravnholt Fjordby Klintevang Sandager Hedelund Broby Tangmark Ulvedal Rosenvang Birkemose Stenløkke
    Agerbo Lindeskov Dybbæk
""")
_TRADES = _listed("""
    Vand Varme Energi Affald Byg Transport Maskin Miljø Natur Fiskeri Gartner Data Digital Musik Idræts Bolig
    Handels Turist Sundheds Rejse Bageri Mejeri Cykel Jernbane Havne Skole Pleje Robot Lys Jord Klima Papir
    Tekstil Kultur
""")
_BODIES = _listed("""
    forening selskab værk laug netværk center institut forsyning klynge fond råd forbund værksted
""")
_KNOWN = (
    ("Region Hovedstaden", "Region H"),
    ("Københavns Kommune", "Kbh. Kommune"),
    ("Frederiksberg Kommune", "Frederiksberg"),
    ("Gate 21", "GATE21"),
    ("CLEAN", "Clean"),
    ("DTU", "Danmarks Tekniske Universitet"),
    ("Københavns Universitet", "KU"),
    ("Dansk Industri (DI)", "DI"),
    ("Region Sjælland", "Reg. Sjælland"),
    ("Ballerup Kommune", "Ballerup"),
    ("Energistyrelsen", "Energistyrelsen"),
    ("Aalborg Universitet", "AAU"),
    ("HOFOR", "Hofor"),
    ("Movia", "Movia"),
    ("Allerød Kommune", "Allerød Kommune"),
    ("Væksthus Hovedstaden", "Væksthus Hovedstadsregionen"),
)
_GROUPS = ("kommuner", "virksomheder", "universiteter", "boligselskaber", "private investorer", "patientforeninger")
_THINGS = _listed("""
    ladestationer regnvandsbassiner cykelstier solceller varmepumper delebiler værksteder skolehaver
    målestationer genbrugsstationer busruter læringsforløb havnebade byhaver patientforløb datasæt
    laboratorier boliger
""")
_DEEDS = _listed("""
    Etablere Afprøve Kortlægge Udvikle Indkøbe Forbinde Vedligeholde Måle Beskrive Samle
""")
_PURPOSES = (
    "så borgerne mærker forskellen",
    "i tæt samspil med dem, der skal bruge dem",
    "uden at det koster mere end i dag",
    "efter fælles regler, som alle kan læse",
    "på tværs af kommunegrænser",
    "og give erfaringerne videre til naboerne",
)
_SENTENCES = (
    "{place} og omegn vokser, og behovet for {thing} vokser hurtigere end budgetterne.",
    "I dag løser hver sin del af opgaven, og ingen ved, hvor mange {thing} der er brug for.",
    "Initiativet samler kræfterne om {thing}, så viden om {other} ikke går tabt mellem to kontorer.",
    "Når {thing} planlægges sammen med {other}, bliver begge dele billigere i drift.",
    "Borgerne i {place} har gennem flere år efterlyst bedre {thing} og færre skemaer.",
    "Arbejdet deles i tre faser, og hver fase slutter med, at {thing} prøves af i {place}.",
    "Der findes allerede gode erfaringer med {other}, men de er aldrig skrevet ned ét sted.",
)
_ENGLISH_SENTENCES = (
    "{place} is growing, and the need for shared facilities grows faster than the budgets do.",
    "Today everybody solves a part of the task, and nobody knows how much is done twice.",
    "The initiative brings those together who plan and those who use what is planned.",
    "Each phase ends with a trial in {place}, and what was learnt is written down in one place.",
    "Citizens of {place} have asked for better services and fewer forms for several years.",
)
_FIRST = _listed("""
    Anne Bo Cecilie Dan Else Finn Gerda Hans Inge Jens Karen Lars Mette Niels Olga Peter Rikke Søren Tina Ulla
""")
_LAST = _listed("""
    Eksempel Opdigt Påhit Fiktiv Ukendt Prøve Skabelon Navnløs Mønster Skygge Digt Tænkt Afprøvet Forbillede
""")
_POSTS = ("chefkonsulent", "projektleder", "specialkonsulent", "udviklingschef", "planlægger")
_KINDS = ("Projektet", "Netværket", "Strategien", "Partnerskabet", "Programmet")


def proposals(number: int, seed: int = 0) -> Iterator[Proposal]:
    """That many proposals, one after the other; the same for the same seed.

    Parameters
    ----------
    number : int
        How many. The pool of unknown bodies and projects grows with it, as it does where people write.
    seed : int
        Chooses everything.
    """
    pool = random.Random(seed)
    bodies = [_body(pool) for _ in range(max(12, number // 2))]
    projects = [f"{pool.choice(_PLACES)} {pool.choice(_TRADES).lower()}plan {n}" for n in range(max(8, number // 3))]
    people = [_person(pool, n) for n in range(max(6, number))]
    for each in range(number):
        drawn = random.Random(f"{seed} {each}")
        yield _proposal(drawn, each + 1, bodies, projects, people)


def _body(drawn: random.Random) -> str:
    form = drawn.choice(("", "", "", " A/S", " ApS"))
    return f"{drawn.choice(_PLACES)} {drawn.choice(_TRADES)}{drawn.choice(_BODIES)}{form}"


def _person(drawn: random.Random, number: int) -> tuple[str, str, str, str]:
    first, last = drawn.choice(_FIRST), drawn.choice(_LAST)
    return f"{first} {last}", drawn.choice(_POSTS), f"00{number:06}", f"{first}.{number}@example.org".lower()


def _hand(drawn: random.Random) -> Hand:
    english = drawn.random() < 0.12
    order = list(_HEADINGS)
    if drawn.random() < 0.4:
        middle = order[:-1]
        drawn.shuffle(middle)
        order = [*middle, "contact"]
    return Hand(
        english=english,
        headings={name: drawn.choice(words) for name, words in (_ENGLISH if english else _HEADINGS).items()},
        order=tuple(order),
        bullet=drawn.choice(("- ", "• ", "* ", "\uf0b7 ", "– ")),
        width=drawn.choice((72, 88, 104, 120)),
        colon=drawn.choice((":", ":", "")),
        capitals=drawn.random() < 0.15,
        running_head=drawn.choice(("", "", "Side {page}", "Fyrtårnsforslag – udkast    {page}")),
        slips=drawn.choice((0.0, 0.0, 0.0, 0.002, 0.006)),
    )


def _proposal(
    drawn: random.Random,
    number: int,
    bodies: Sequence[str],
    projects: Sequence[str],
    people: Sequence[tuple[str, str, str, str]],
) -> Proposal:
    hand = _hand(drawn)
    title = f"{drawn.choice(_DEEDS)[:-1].title()}e {drawn.choice(_THINGS)} i {drawn.choice(_PLACES)} {number}"
    write = {
        "elements": lambda: [_element(drawn) for _ in range(drawn.randint(5, 9))],
        "effects": lambda: [_effect(drawn) for _ in range(drawn.randint(3, 6))],
        "figures": lambda: [_figure(drawn) for _ in range(drawn.randint(3, 6))],
        "foundations": lambda: [_foundation(drawn, projects, bodies) for _ in range(drawn.randint(2, 6))],
        "parties": lambda: [_parties(drawn, bodies)],
        "contact": lambda: _contacts(drawn, people),
    }
    sections = [(hand.headings[name], tuple(write[name]()), name != "parties") for name in hand.order]
    # Three pages hold more running text than facts.
    length, opening = sum(len(item) for _, items, _ in sections for item in items), list[str]()
    while length + sum(map(len, opening)) < 6_300:
        opening.append(" ".join(_sentence(drawn, hand) for _ in range(drawn.randint(4, 7))))
    # The fault of some hands: a section is missing.
    if drawn.random() < 0.1:
        del sections[drawn.randrange(len(sections))]
    headed = f"{drawn.choice(('Nr. {}: ', 'Forslag {}: ', '{}. ', ''))}".format(number) + title
    return Proposal(hand, headed, tuple(opening), tuple(sections))


def _sentence(drawn: random.Random, hand: Hand) -> str:
    pattern = drawn.choice(_ENGLISH_SENTENCES if hand.english else _SENTENCES)
    return pattern.format(place=drawn.choice(_PLACES), thing=drawn.choice(_THINGS), other=drawn.choice(_THINGS))


def _element(drawn: random.Random) -> str:
    return f"{drawn.choice(_DEEDS)} {drawn.choice(_THINGS)} i {drawn.choice(_PLACES)}, {drawn.choice(_PURPOSES)}."


def _effect(drawn: random.Random) -> str:
    year, thing = drawn.randint(2026, 2040), drawn.choice(_THINGS)
    return drawn.choice(
        (
            f"I {year} er der {drawn.randint(2, 90)} nye {thing} i drift.",
            f"Flere bruger {thing}, og færre klager over dem.",
            f"Udgifterne til {thing} er faldet med {drawn.randint(3, 40)} pct. i {year}.",
        )
    )


def _figure(drawn: random.Random) -> str:
    thing = drawn.choice(_THINGS)
    low = drawn.randint(2, 60)
    return drawn.choice(
        (
            f"{low} pct. af alle {thing} er mere end ti år gamle.",
            f"Anlæg af {thing} koster ca. {low},{drawn.randint(1, 9)} mio. kr.",
            f"Der er {low}-{low + drawn.randint(2, 30)}.000 brugere af {thing} i området.",
            f"Besparelsen ved færre {thing}: [Udestår]",
        )
    )


def _foundation(drawn: random.Random, projects: Sequence[str], bodies: Sequence[str]) -> str:
    project = drawn.choice(projects)
    return drawn.choice(
        (
            f"{drawn.choice(_KINDS)} ”{project}”",
            f"{drawn.choice(_KINDS)} {project} ({drawn.choice(bodies)})",
            f"Erfaringer fra {drawn.choice(_KINDS).lower()} ”{project}”",
            "Den regionale vækst- og udviklingsstrategi (ReVUS)",
        )
    )


def _parties(drawn: random.Random, bodies: Sequence[str]) -> str:
    known = [drawn.choice(forms) for forms in drawn.sample(_KNOWN, drawn.randint(2, 6))]
    unknown = [_other_spelling(drawn, name) for name in drawn.sample(bodies, drawn.randint(1, 4))]
    named = [*known, *unknown, *drawn.sample(_GROUPS, drawn.randint(0, 2))]
    drawn.shuffle(named)
    if drawn.random() < 0.3:
        named[0] = f"{named[0]} (lead-partner)"
    listed = f"{', '.join(named[:-1])} {drawn.choice(('og', 'samt'))} {named[-1]}"
    more = f" Fremtidige parter: {drawn.choice(bodies)} og {drawn.choice(_GROUPS)}." if drawn.random() < 0.3 else ""
    return f"{listed}.{more}"


def _other_spelling(drawn: random.Random, name: str) -> str:
    """The name as another hand may write it, one time in five."""
    if drawn.random() > 0.2:
        return name
    place = drawn.randrange(2, len(name) - 2)
    return drawn.choice((name[:place] + name[place + 1 :], name.replace("ø", "oe").replace("æ", "ae"), name.upper()))


def _contacts(drawn: random.Random, people: Sequence[tuple[str, str, str, str]]) -> list[str]:
    chosen = drawn.sample(people, drawn.randint(1, 2))
    return [f"{name}, {post}, tlf. {phone}, {mail}" for name, post, phone, mail in chosen]


# -- as documents ------------------------------------------------------------------------------------------------------

_PAGE = 46
"""Lines of a page of text."""


def as_text(proposal: Proposal, seed: int = 0) -> bytes:
    """Plain text as a program gives it out: broken lines, page breaks, running heads, slips of the pen."""
    hand, drawn = proposal.hand, random.Random(f"{seed} {proposal.title}")
    lines = [proposal.title, ""]
    for paragraph in proposal.opening:
        lines += [*textwrap.wrap(_slipped(paragraph, hand, drawn), hand.width), ""]
    for heading, items, listed in proposal.sections:
        lines += [f"{heading.upper() if hand.capitals else heading}{hand.colon}", ""]
        for item in items:
            # Numbers, names and addresses are copied, not typed.
            first, later = (hand.bullet, " " * len(hand.bullet)) if listed else ("", "")
            lines += textwrap.wrap(item, hand.width, initial_indent=first, subsequent_indent=later)
        lines.append("")
    pages = [lines[start : start + _PAGE] for start in range(0, len(lines), _PAGE)]
    foot = ["", hand.running_head] if hand.running_head else []
    whole = "\f".join(
        "\n".join([*page, *foot]).format(page=number) + "\n" for number, page in enumerate(pages, start=1)
    )
    return whole.encode()


def _slipped(text: str, hand: Hand, drawn: random.Random) -> str:
    return "".join("" if letter.isalpha() and drawn.random() < hand.slips else letter for letter in text)


def as_word(proposal: Proposal) -> bytes:
    """A Word document with headings and lists of its own."""
    document = docx.Document()
    document.add_heading(proposal.title, 0)
    for paragraph in proposal.opening:
        document.add_paragraph(paragraph)
    for heading, items, listed in proposal.sections:
        document.add_heading(heading, 1)
        for item in items:
            document.add_paragraph(item, style="List Bullet" if listed else None)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def as_pdf(proposal: Proposal) -> bytes:
    """A typeset PDF of one column."""
    styles, packed = getSampleStyleSheet(), io.BytesIO()
    story: list[Flowable] = [Paragraph(escape(proposal.title), styles["Title"])]
    story += [Paragraph(escape(paragraph), styles["BodyText"]) for paragraph in proposal.opening]
    for heading, items, listed in proposal.sections:
        story.append(Paragraph(escape(heading), styles["Heading2"]))
        story += [Paragraph(escape(item), styles["BodyText"], bulletText="•" if listed else None) for item in items]
    SimpleDocTemplate(packed, title="", author="").build(story)
    return packed.getvalue()


FORMATS: dict[str, Callable[[Proposal], bytes]] = {"txt": as_text, "docx": as_word, "pdf": as_pdf}
"""What makes a document of a proposal, by the ending of its file."""
