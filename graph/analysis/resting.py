"""What closures and foundations say, in sentences."""

from __future__ import annotations

from typing import Final

from graph.analysis.words import Words, count, listed, spoken

__all__ = ["affected", "cycles", "foundation", "gate", "longest", "nothing", "reached", "step"]

_THINGS: Final = (("ting", "ting"), ("thing", "things"))
_INITIATIVES: Final = (("initiativ", "initiativer"), ("initiative", "initiatives"))
_STEPS: Final = (("led", "led"), ("step", "steps"))


def nothing(name: Words, *, downstream: bool) -> Words:
    """An empty closure."""
    if downstream:
        return spoken("Der er ikke noget, der bygger på {name}.", "Nothing builds on {name}.", name=name)
    return spoken(
        "Dokumenterne siger ikke, at {name} bygger på noget.",
        "The documents do not say that {name} builds on anything.",
        name=name,
    )


def reached(name: Words, things: int, initiatives: int, *, downstream: bool) -> Words:
    """How much is in a closure."""
    counts = {"things": count(things, *_THINGS), "initiatives": count(initiatives, *_INITIATIVES), "name": name}
    if downstream:
        return spoken(
            "{things} hviler direkte eller gennem andre på {name}, heraf {initiatives}.",
            "Directly or through others, {things} rest on {name}, {initiatives} among them.",
            **counts,
        )
    return spoken(
        "{name} hviler direkte eller gennem andre på {things}, heraf {initiatives}.",
        "Directly or through others, {name} rests on {things}, {initiatives} among them.",
        **counts,
    )


def step(depth: int, through: list[Words], number: int, *, downstream: bool) -> Words:
    """How something is reached; `through` are the first of `number` things one step nearer."""
    more = [count(number - len(through), ("anden", "andre"), ("other", "others"))] if number > len(through) else []
    names = listed([*through, *more])
    if depth == 1 and downstream:
        return spoken("Bygger direkte på {names}.", "Builds directly on {names}.", names=names)
    if depth == 1:
        return spoken("{names} bygger direkte på det.", "{names} builds directly on it.", names=names)
    return spoken(
        "Nås i {depth} gennem {names}.",
        "Reached in {depth}, through {names}.",
        depth=count(depth, *_STEPS),
        names=names,
    )


def longest(steps: int, name: Words) -> Words:
    """How far it goes."""
    return spoken(
        "Den længste kæde har {steps} og ender ved {name}.",
        "The longest chain has {steps} and ends at {name}.",
        steps=count(steps, *_STEPS),
        name=name,
    )


def gate(name: Words, behind: int, *, downstream: bool) -> Words:
    """What would be cut off without one of them."""
    counts = {"behind": count(behind, *_THINGS), "name": name}
    if downstream:
        return spoken(
            "{behind} hviler kun herpå gennem {name}.", "Only through {name} do {behind} rest on it.", **counts
        )
    return spoken("{behind} nås kun gennem {name}.", "Only through {name} does it rest on {behind}.", **counts)


def cycles(number: int) -> Words:
    """That some things rest on each other."""
    return spoken(
        "Der er {number}, hvor ting bygger på hinanden i ring: tjek, om dokumenterne mener det.",
        "There is a circle of things that build on each other, {number}: check whether the documents mean it.",
        number=count(number, ("sted", "steder"), ("in one place", "in several places")),
    )


def affected(names: Words, without: int, weakened: int) -> Words:
    """What happens when something stops."""
    if not without and not weakened:
        return spoken("Intet bygger på {names}.", "Nothing builds on {names}.", names=names)
    return spoken(
        "Hvis {names} falder væk, mister {without} alt, de bygger på, og {weakened} mister en del af det.",
        "Without {names}, {without} lose all that they build on, and {weakened} lose a part of it.",
        names=names,
        without=count(without, *_THINGS),
        weakened=count(weakened, *_THINGS),
    )


def foundation(initiatives: int, reach: int) -> Words:
    """How much rests on something."""
    return spoken(
        "{initiatives} bygger direkte på det; i alt hviler {reach} på det.",
        "{initiatives} build directly on it; {reach} rest on it altogether.",
        initiatives=count(initiatives, *_INITIATIVES),
        reach=count(reach, *_THINGS),
    )
