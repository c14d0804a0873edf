"""Time to find who is meant by a name among very many, as a ratio to `rapidfuzz.process.extractOne` over all of them.

Run with ``python benchmarks/resolution.py [ORGANISATIONS ...]``. Names are invented with a fixed seed, as Danish bodies
are called: place, trade, type and legal form, so that thousands share a place and thousands a trade. Mentions are names
with the slips of other hands. Seconds depend on the machine; the ratio far less.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from graph.resolution.candidates import Candidates
from graph.resolution.entities import Entity
from graph.resolution.judgement import judge

SIZES = (20_000, 200_000)
MENTIONS = 1_000
SCANNED = 20
"""Mentions for the peer, which goes through all names for each."""


def _listed(text: str) -> list[str]:
    return text.split()


BEGINNINGS = _listed("""
    Nørre Sønder Øster Vester Over Neder Store Lille Gammel Ny Brede Lange Høje Krogs Rings Hammers
    Haders Frederiks Christians Sorte Hvide Grønne Egs Bøges Lunde Skov Sø Å Strand Vand Mølle
    Kirke Torps Alme Hels Balle Bjerg Dal Enge Fal Glad Hille Ler Mag Nes Od Ros Skel Tran Ulv Viks
""")
ENDINGS = _listed("""
    by rup lev sted torp bjerg lund bæk holm borg ød inge løse strup havn sø dal
""")
TRADES = _listed("""
    Vand Varme Energi Affald Byg Transport Maskin Teknik Miljø Natur Fiskeri Landbrugs Gartner Skov
    El VVS Murer Tømrer Maler Revisions Advokat Arkitekt Ingeniør Design Data Digital Medie Musik
    Teater Museums Idræts Fodbold Svømme Ride Sejl Golf Ungdoms Ældre Børne Bolig Ejendoms Handels
    Turist Erhvervs Borger Grundejer Antenne Bibliotek Sundheds Psykologi Tandlæge Dyrlæge Rejse
    Køkken Bageri Bryggeri Mejeri Slagter
""")
TYPES = _listed("""
    forening selskab værk klub laug netværk center skole institut forsyning service gruppe
    fællesskab fond råd forbund kompagni værksted
""")
SURNAMES = _listed("""
    Jensen Nielsen Hansen Pedersen Petersen Andersen Christensen Kristensen Larsen Sørensen
    Rasmussen Jørgensen Madsen Kjær Holm Lund Krogh Bach Winther Dam Møller Poulsen Thomsen Bang
    Skov
""")
FORMS = ("A/S", "ApS", "I/S", "A.m.b.a.", "", "", "", "", "", "")


def organisations(size: int, seed: int = 0) -> list[Entity]:
    """That many bodies, no two of the same words; one in eight has its initials for a second name."""
    drawn = random.Random(seed)
    found: dict[str, Entity] = {}
    while len(found) < size:
        bare = _name(drawn)
        words = " ".join(sorted(word for word in bare.split() if word[0].isupper()))
        if words not in found:
            name = f"{bare} {drawn.choice(FORMS)}".strip()
            short = "".join(word[0] for word in name.split() if word[0].isupper())
            names = (name, short) if len(short) > 2 and drawn.random() < 0.125 else (name,)
            found[words] = Entity(f"https://example.org/organisation/{len(found)}", "organisation", names)
    return list(found.values())


def _name(drawn: random.Random) -> str:
    place = drawn.choice(BEGINNINGS) + drawn.choice(ENDINGS)
    body = drawn.choice(TRADES) + drawn.choice(TYPES)
    shape = drawn.random()
    if shape < 0.5:
        return f"{place} {body}"
    if shape < 0.65:
        return f"{body} {drawn.choice(('i', 'for', 'ved'))} {place}"
    if shape < 0.85:
        return f"{drawn.choice(SURNAMES)} & {drawn.choice(SURNAMES)} {drawn.choice(TRADES)}{drawn.choice(TYPES)}"
    return f"{drawn.choice(BEGINNINGS)}{drawn.choice(ENDINGS)} og {place} {body}"


def edited(name: str, drawn: random.Random) -> str:
    """One letter dropped, doubled, swapped with its neighbour, or another one."""
    place = drawn.randrange(1, len(name) - 1)
    before, letter, after = name[:place], name[place], name[place + 1 :]
    return drawn.choice(
        (before + after, before + 2 * letter + after, before + after[:1] + letter + after[1:], f"{before}e{after}")
    )


def without_danish(name: str, _: random.Random) -> str:
    """Danish letters written out, as on a foreign keyboard."""
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Ø", "Oe"), ("Å", "Aa")):
        name = name.replace(letter, plain)
    return name


def without_form(name: str, _: random.Random) -> str:
    """The legal form dropped."""
    words = name.split()
    return " ".join(words[:-1]) if words[-1] in FORMS else name


SLIPS: dict[str, Callable[[str, random.Random], str]] = {
    "one edit": edited,
    "two edits": lambda name, drawn: edited(edited(name, drawn), drawn),
    "no æ, ø, å": without_danish,
    "no legal form": without_form,
    "genitive": lambda name, drawn: f"{without_form(name, drawn)}s",
    "other order": lambda name, drawn: " ".join(reversed(without_form(name, drawn).split())),
    "capitals": lambda name, _: name.upper(),
    "and, hyphens": lambda name, _: name.replace(" & ", " og ").replace(" og ", "-"),
}


def mentions(entities: list[Entity], count: int, seed: int = 1) -> list[tuple[str, Entity, Entity]]:
    """Slip, mention and what is meant."""
    drawn = random.Random(seed)
    found = []
    for number in range(count):
        meant, slip = drawn.choice(entities), list(SLIPS)[number % len(SLIPS)]
        printed = SLIPS[slip](meant.names[0], drawn)
        found.append((slip, Entity("https://example.org/mention", "organisation", (printed,)), meant))
    return found


def resident() -> float:
    """Memory of this process, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def measure(size: int) -> None:
    """Print what `size` organisations cost."""
    entities = organisations(size)
    looked_for = mentions(entities, MENTIONS)
    before, start = resident(), time.perf_counter()
    index = Candidates(entities)
    index.near(entities[0])
    built, memory = time.perf_counter() - start, resident() - before
    rarity = getattr(index, "rarity", None)
    times, first, eighth = [], dict.fromkeys(SLIPS, 0), dict.fromkeys(SLIPS, 0)
    wrong = same = 0
    for slip, mention, meant in looked_for:
        start = time.perf_counter()
        judged = [judge(mention, each, rarity) for each in index.near(mention)]
        times.append(time.perf_counter() - start)
        best = max(judged, key=lambda judgement: judgement.score, default=None)
        first[slip] += best is not None and best.candidate is meant
        eighth[slip] += any(judgement.candidate is meant for judgement in judged)
        found = [judgement.candidate for judgement in judged if judgement.verdict == "same"]
        same += found == [meant]
        wrong += any(each is not meant for each in found)
    times.sort()
    mean, scan, plain = sum(times) / len(times), *_peers(entities, looked_for[:SCANNED])
    print(f"{size:,} organisations: built in {built:.1f} s, {memory:.0f} MB beside the organisations")
    print(f"  near and judge   {mean * 1e3:8.2f} ms a mention, half below {times[len(times) // 2] * 1e3:.2f} ms,")
    print(f"                   99 of 100 below {times[math.ceil(len(times) * 0.99) - 1] * 1e3:.2f} ms")
    print(f"  extractOne       {scan * 1e3:8.1f} ms, {scan / mean:,.0f} times as long")
    print(f"  same with ratio  {plain * 1e3:8.1f} ms, {plain / mean:,.0f} times as long")
    print(f"  found the same   {same / MENTIONS:.1%} of mentions; another one {wrong / MENTIONS:.1%}")
    print(f"  {'slip':<15} {'first':>7} {'of eight':>9}")
    each = MENTIONS / len(SLIPS)
    for slip in SLIPS:
        print(f"  {slip:<15} {first[slip] / each:>7.1%} {eighth[slip] / each:>9.1%}")
    print(f"  {'all':<15} {sum(first.values()) / MENTIONS:>7.1%} {sum(eighth.values()) / MENTIONS:>9.1%}")


def _peers(entities: list[Entity], looked_for: Iterable[tuple[str, Entity, Entity]]) -> tuple[float, float]:
    """Seconds that going through all names takes for a mention, with the scorer of the library and the quickest one."""
    names, taken = [entity.names[0] for entity in entities], []
    for scorer in (fuzz.WRatio, fuzz.ratio):
        start = time.perf_counter()
        for _, mention, _ in looked_for:
            process.extractOne(mention.names[0], names, scorer=scorer)
        taken.append((time.perf_counter() - start) / SCANNED)
    return taken[0], taken[1]


def main() -> None:
    """Print what each size costs."""
    for size in [int(size) for size in sys.argv[1:]] or SIZES:
        measure(size)


if __name__ == "__main__":
    main()
