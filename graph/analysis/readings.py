"""A value of a centrality in one sentence, with the number in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from graph.analysis import engine
from graph.analysis.views import View
from graph.analysis.words import Words, count, number, share, spoken

__all__ = ["reader"]

_OTHERS: Final = {
    "participation": Words("to andre i netværket", "two others in the network"),
    "organisations": Words("to andre organisationer", "two other organisations"),
    "initiatives": Words("to andre initiativer", "two other initiatives"),
}
_PARTIES: Final = (("part", "parter"), ("party", "parties"))
_INITIATIVES: Final = (("initiativ", "initiativer"), ("initiative", "initiatives"))


def reader(view: View, measure: str, of: str, found: engine.Estimate) -> Callable[[int], Words]:
    """What says the value of the node at a place in words.

    Parameters
    ----------
    view : View
        n nodes.
    measure, of : str
        As in `centrality`.
    found : Estimate
        Values of all nodes.
    """
    say = _SAYING[measure](view, of, found)

    def told(place: int) -> Words:
        said, margin = say(place), float(found.margins[place])
        if not margin:
            return Words(f"{said.da}.", f"{said.en}.")
        if measure == "betweenness":
            off = spoken("{n} procentpoint", "{n} percentage points", n=100 * margin)
        else:
            off = number(margin)
        return spoken(
            "{said} (skønnet; med 95 % sikkerhed højst {off} ved siden af).",
            "{said} (estimated; off by at most {off}, with 95 % confidence).",
            said=said,
            off=off,
        )

    return told


def _degree(view: View, _: str, found: engine.Estimate) -> Callable[[int], Words]:
    return lambda place: spoken(
        "Er direkte forbundet med {part} af de andre i netværket ({tied} af {others})",
        "Is tied directly to {part} of the others in the network ({tied} of {others})",
        part=share(float(found.values[place])),
        tied=round(float(found.values[place]) * (len(view) - 1)),
        others=len(view) - 1,
    )


def _strength(view: View, of: str, found: engine.Estimate) -> Callable[[int], Words]:
    if view.name != "participation":
        return lambda place: spoken(
            "Deler i alt {sum} med andre, når hvert fælles initiativ eller hver fælles part tæller for hver anden",
            "Shares {sum} with others in all, each shared initiative or party counted once for each other one",
            sum=float(found.values[place]),
        )
    if of == "initiatives":
        return lambda place: spoken("Har {n}", "Has {n}", n=count(round(float(found.values[place])), *_PARTIES))
    return lambda place: spoken(
        "Deltager i {n}", "Takes part in {n}", n=count(round(float(found.values[place])), *_INITIATIVES)
    )


def _betweenness(view: View, _: str, found: engine.Estimate) -> Callable[[int], Words]:
    others = _OTHERS[view.name]

    def say(place: int) -> Words:
        value = float(found.values[place])
        if not value:
            return spoken(
                "Ligger ikke på nogen af de korteste kæder mellem {others}",
                "Lies on none of the shortest chains between {others}",
                others=others,
            )
        return spoken(
            "Ligger på {part} af de korteste kæder mellem {others}",
            "Lies on {part} of the shortest chains between {others}",
            part=share(value),
            others=others,
        )

    return say


def _closeness(view: View, _: str, found: engine.Estimate) -> Callable[[int], Words]:
    labels = engine.components(view.matrix)
    reached = np.bincount(labels)[labels] - 1

    def say(place: int) -> Words:
        others, value = int(reached[place]), float(found.values[place])
        if not others or not value:
            return Words("Kan ikke nå nogen andre i netværket", "Can reach no other in the network")
        return spoken(
            "Når {part} af de andre i netværket, i gennemsnit på {steps} skridt",
            "Reaches {part} of the others in the network, in {steps} steps on average",
            part=share(others / (len(view) - 1)),
            steps=others / (len(view) - 1) / value,
        )

    return say


def _eigenvector(_: View, __: str, found: engine.Estimate) -> Callable[[int], Words]:
    most = float(found.values.max())
    return lambda place: spoken(
        "Har naboer, der tilsammen står {part} så centralt som hos den højest placerede",
        "Has neighbours that together are {part} as central as those of the highest",
        part=share(float(found.values[place]) / most),
    )


def _pagerank(view: View, _: str, found: engine.Estimate) -> Callable[[int], Words]:
    return lambda place: spoken(
        "En tilfældig vandrer i netværket er her {part} af tiden, {times} gange så meget som i gennemsnit",
        "A random walker in the network is here {part} of the time, {times} times as much as on average",
        part=share(float(found.values[place])),
        times=float(found.values[place]) * len(view),
    )


def _hits(_: View, of: str, found: engine.Estimate) -> Callable[[int], Words]:
    if of == "initiatives":
        return lambda place: spoken(
            "Har {part} af alle initiativers vægt som peger på toneangivende organisationer",
            "Has {part} of all initiatives' weight as a pointer to leading organisations",
            part=share(float(found.values[place])),
        )
    return lambda place: spoken(
        "Får {part} af den vægt, som initiativerne giver dem, de peger på",
        "Receives {part} of the weight that the initiatives give to those they point to",
        part=share(float(found.values[place])),
    )


_Saying = Callable[[View, str, engine.Estimate], Callable[[int], Words]]
_SAYING: Final[dict[str, _Saying]] = {
    "degree": _degree,
    "strength": _strength,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "eigenvector": _eigenvector,
    "pagerank": _pagerank,
    "hits": _hits,
}
