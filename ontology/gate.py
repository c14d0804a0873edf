"""Which things may break which shape? A quick look in front of pySHACL, which has the last word and all the words.

The constraints of `shapes.ttl` are compiled once, and each thing that a shape aims at gets one of three verdicts: it
keeps the rule, it breaks it, or this module is not sure. Only the first lets it pass; the rest is for pySHACL to judge,
twenty times as slowly. So a mistake here may let something through, but never make up a fault; that nothing gets
through is a property test against pySHACL. Of a constraint of a kind that is not known here nobody here is sure, nor of
a value that two libraries might read differently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ontology.terms import PREFIXES, term
from ontology.vocabulary import vocabulary

__all__ = ["NO_CYCLE", "LookedAt", "Node", "doubts", "looked_at", "rules"]

Node = NamedNode | BlankNode | Literal
Verdict = bool | None
"""Kept, broken, or not sure."""

_Path = Callable[["_Data", Node], "list[Node]"]
_Check = Callable[["_Data", Node], Verdict]
"""What a shape says of one thing."""
_Rule = Callable[["_Data", Node, "list[Node]"], Verdict]
"""What one constraint says of a thing and the values that a path leads to from there."""

_A, _UNDER, _SCHEME = term("rdf:type"), term("rdfs:subClassOf"), term("skos:inScheme")
_FIRST, _REST, _NIL = term("rdf:first"), term("rdf:rest"), term("rdf:nil")
_XSD: Final = PREFIXES["xsd"]
NO_CYCLE: Final = NamedNode("https://w3id.org/fyrnet/shape/NoCycle")
"""The shape against circles."""
_QUERY = term("sh:sparql")
_STRING, _TEXT = NamedNode(_XSD + "string"), term("rdf:langString")
_NO_CONSTRAINTS: Final = ("message", "severity", "path", "qualifiedMinCount")
_FORMS: Final = {
    NamedNode(_XSD + name): re.compile(form, re.ASCII)
    for name, form in (
        ("integer", r"0|-?[1-9]\d{0,17}"),
        ("decimal", r"-?(0|[1-9]\d{0,17})(\.\d{1,18})?"),
        ("gYear", r"[1-9]\d{3}"),
        ("boolean", r"true|false"),
    )
}
"""Forms of values that every library reads alike. Of any other nobody here is sure."""
_NUMBERS: Final = (NamedNode(_XSD + "integer"), NamedNode(_XSD + "decimal"))


def doubts(triples: Iterable[Triple], focus: Collection[Node] | None = None) -> list[tuple[Node, Node]]:
    """Shapes, each with a thing of which it is not certain that it keeps the shape.

    Parameters
    ----------
    triples : iterable of Triple
        What should hold together, with the hierarchy of classes and the concepts of the schemes.
    focus : collection of Node, optional
        The things to look at; by default all.
    """
    data = _Data(triples)
    return [
        (shape, node)
        for shape, find, check in _shapes()
        for node in find(data)
        if (focus is None or node in focus) and check(data, node) is not True
    ]


@dataclass(frozen=True)
class LookedAt:
    """What the shapes look at: `properties` of all kinds, `classes` with those under them.

    `beyond` are properties of things that another thing's path leads to: they say something of that other thing.
    """

    properties: frozenset[Node]
    beyond: frozenset[Node]
    classes: frozenset[Node]


@cache
def looked_at() -> LookedAt:
    """Everything that a shape looks at.

    Examples
    --------
    >>> term("skos:prefLabel") in looked_at().properties, term("rdfs:comment") in looked_at().properties
    (True, False)
    >>> term("foaf:Person") in looked_at().classes, term("fyr:participant") in looked_at().beyond
    (True, True)
    """
    said: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    found: dict[str, set[Node]] = defaultdict(set)
    for start, predicate, end in rules():
        name = predicate.value.removeprefix(PREFIXES["sh"])
        said[start][name].append(end)
        found[name].add(end)
    lists = [_list(said, each) for each in found["path"] | found["alternativePath"] if _FIRST.value in said[each]]
    chains = [_list(said, each) for each in found["path"] if _FIRST.value in said[each]]
    names = ("path", "inversePath", "targetObjectsOf", "targetSubjectsOf", "equals", "disjoint", "lessThanOrEquals")
    properties = {_A, _UNDER, _SCHEME}.union(*(found[name] for name in names), *lists)
    data = _Data(vocabulary("fyrnet.ttl"))
    return LookedAt(
        frozenset(each for each in properties if isinstance(each, NamedNode)),
        frozenset({_A, _SCHEME}.union(*(each[1:] for each in chains))),
        frozenset(under for each in found["class"] | found["targetClass"] for under in data.below(each)),
    )


@cache
def rules() -> tuple[Triple, ...]:
    """The triples of the shapes without their one query, which `ontology.shapes` answers by itself."""
    return tuple(
        triple for triple in vocabulary("shapes.ttl") if (triple.subject, triple.predicate) != (NO_CYCLE, _QUERY)
    )


# -- the data ----------------------------------------------------------------------------------------------------------


class _Data:
    """Triples by predicate, both ways; triples about triples are left out, as pySHACL never sees them."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.ahead: dict[Node, dict[Node, list[Node]]] = defaultdict(lambda: defaultdict(list))
        for start, predicate, end in triples if isinstance(triples, Set) else set(triples):
            if not isinstance(start, Triple) and not isinstance(end, Triple):
                self.ahead[predicate][start].append(end)
        self._back: dict[Node, dict[Node, list[Node]]] = {}
        self._under: dict[Node, frozenset[Node]] = {}

    def objects(self, start: Node, predicate: Node) -> list[Node]:
        """What a triple leads to; each once."""
        found = self.ahead.get(predicate)
        return found.get(start, []) if found else []

    def subjects(self, predicate: Node, end: Node) -> list[Node]:
        """Where a triple comes from."""
        if predicate not in self._back:
            back: dict[Node, list[Node]] = defaultdict(list)
            for start, ends in self.ahead.get(predicate, {}).items():
                for each in ends:
                    back[each].append(start)
            self._back[predicate] = back
        return self._back[predicate].get(end, [])

    def below(self, class_: Node) -> frozenset[Node]:
        """A class and all that are under it."""
        if class_ not in self._under:
            found, waiting = {class_}, [class_]
            while waiting:
                fresh = [each for each in self.subjects(_UNDER, waiting.pop()) if each not in found]
                found.update(fresh)
                waiting += fresh
            self._under[class_] = frozenset(found)
        return self._under[class_]

    def is_a(self, node: Node, class_: Node) -> bool:
        """Whether a thing is of a class or of one under it."""
        return not self.below(class_).isdisjoint(self.objects(node, _A))


# -- the shapes --------------------------------------------------------------------------------------------------------


@cache
def _shapes() -> Sequence[tuple[Node, Callable[[_Data], set[Node]], _Check]]:
    """Each shape that aims at anything, with what finds the things it aims at, and what looks at one of them."""
    said: dict[Node, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for start, predicate, end in rules():
        said[start][predicate.value.removeprefix(PREFIXES["sh"])].append(end)
    compiled = []
    for shape, says in list(said.items()):
        aims = [partial(_AIMS[name], of) for name in says if name.startswith("target") for of in says[name]]
        if aims:
            compiled.append((shape, partial(_aimed_at, aims), _compiled(said, shape)))
    return compiled


_Said = Mapping[Node, Mapping[str, list[Node]]]


def _aimed_at(aims: Iterable[Callable[[_Data], Iterable[Node]]], data: _Data) -> set[Node]:
    return {node for aim in aims for node in aim(data)}


def _members(class_: Node, data: _Data) -> Iterable[Node]:
    return [node for each in data.below(class_) for node in data.subjects(_A, each)]


def _ends(predicate: Node, data: _Data) -> Iterable[Node]:
    return [end for ends in data.ahead.get(predicate, {}).values() for end in ends]


def _starts(predicate: Node, data: _Data) -> Iterable[Node]:
    return data.ahead.get(predicate, ())


_AIMS: Final = {"targetClass": _members, "targetObjectsOf": _ends, "targetSubjectsOf": _starts}


def _compiled(said: _Said, shape: Node) -> _Check:
    """What a shape says of a thing; of a property shape, what it says of the things on its path."""
    says = said.get(shape, {})
    path = _path(said, says["path"][0]) if "path" in says else _itself
    rules = [
        # Of a thing itself a property shape is asked without the detour over its one value.
        partial(_of_itself, _compiled(said, operand))
        if path is _itself and name == "property"
        else _rule(said, name, operand, says)
        for name, operands in says.items()
        if name not in _NO_CONSTRAINTS and not name.startswith(("http", "target"))
        for operand in operands
    ]

    if len(rules) == 1:
        return partial(_by_one_rule, rules[0], path)

    def check(data: _Data, node: Node) -> Verdict:
        values = path(data, node)
        result: Verdict = True
        # Written out, as in `_for_each`: this is where the time goes.
        for rule in rules:
            verdict = rule(data, node, values)
            if verdict is False:
                return False
            if verdict is None:
                result = None
        return result

    return check


def _of_itself(check: _Check, data: _Data, node: Node, _: list[Node]) -> Verdict:
    return check(data, node)


def _by_one_rule(rule: _Rule, path: _Path, data: _Data, node: Node) -> Verdict:
    return rule(data, node, path(data, node))


def _every(verdicts: Iterable[Verdict]) -> Verdict:
    result: Verdict = True
    for verdict in verdicts:
        if verdict is False:
            return False
        if verdict is None:
            result = None
    return result


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    return _not(_every(_not(verdict) for verdict in verdicts))


def _not(verdict: Verdict) -> Verdict:
    return None if verdict is None else not verdict


def _list(said: _Said, start: Node) -> list[Node]:
    found = []
    while start != _NIL:
        found.append(said[start][_FIRST.value][0])
        start = said[start][_REST.value][0]
    return found


# -- paths -------------------------------------------------------------------------------------------------------------


def _itself(_: _Data, node: Node) -> list[Node]:
    return [node]


def _path(said: _Said, node: Node) -> _Path:
    if isinstance(node, NamedNode):
        return lambda data, start: data.objects(start, node)
    says = said[node]
    if "inversePath" in says:
        [predicate] = says["inversePath"]
        return lambda data, end: data.subjects(predicate, end)
    if "alternativePath" in says:
        ways = [_path(said, each) for each in _list(said, says["alternativePath"][0])]
        return lambda data, start: list({end: None for way in ways for end in way(data, start)})
    first, second = (_path(said, each) for each in _list(said, node))
    return lambda data, start: list({end: None for middle in first(data, start) for end in second(data, middle)})


# -- constraints -------------------------------------------------------------------------------------------------------


def _rule(said: _Said, name: str, operand: Node, says: Mapping[str, list[Node]]) -> _Rule:
    """One constraint, by the name of its property."""
    if name in _OF_ALL:
        return partial(_OF_ALL[name], operand)
    if name == "qualifiedValueShape":
        return partial(_enough, _compiled(said, operand), int(says["qualifiedMinCount"][0].value))
    return _for_each(_check(said, name, operand))


def _check(said: _Said, name: str, operand: Node) -> _Check:
    """What a constraint says of one value."""
    if name in _OF_VALUES:
        return partial(_OF_VALUES[name], operand)
    if name in ("property", "node"):
        return _compiled(said, operand)
    if name == "not":
        return partial(_opposite, _compiled(said, operand))
    if name in _OF_LISTS:
        return partial(_OF_LISTS[name], _list(said, operand))
    if name == "or":
        return partial(_one_way, [_compiled(said, each) for each in _list(said, operand)])
    return lambda *_: None


def _opposite(check: _Check, data: _Data, value: Node) -> Verdict:
    return _not(check(data, value))


def _one_way(ways: Sequence[_Check], data: _Data, value: Node) -> Verdict:
    return _any(way(data, value) for way in ways)


def _for_each(check: _Check) -> _Rule:
    def rule(data: _Data, _: Node, values: list[Node]) -> Verdict:
        result: Verdict = True
        for value in values:
            verdict = check(data, value)
            if verdict is False:
                return False
            if verdict is None:
                result = None
        return result

    return rule


def _plain(node: Node) -> bool:
    """Whether a value is equal to another just where it is the same, for every library."""
    if not isinstance(node, Literal) or node.language or node.datatype == _STRING:
        return True
    form = _FORMS.get(node.datatype)
    return form is not None and form.fullmatch(node.value) is not None


def _enough(check: _Check, least: int, data: _Data, _: Node, values: list[Node]) -> Verdict:
    kept = sum(check(data, value) is True for value in values)
    return True if kept >= least and least < 2 else None


def _min_count(operand: Node, _: _Data, __: Node, values: list[Node]) -> Verdict:
    least = int(operand.value)
    if len(values) < least:
        return False
    return True if least < 2 or all(map(_plain, values)) else None


def _max_count(operand: Node, _: _Data, __: Node, values: list[Node]) -> Verdict:
    return len(values) <= int(operand.value) or None


def _has_value(operand: Node, _: _Data, __: Node, values: list[Node]) -> Verdict:
    if operand in values:
        return True
    return False if all(map(_plain, values)) else None


def _equals(operand: Node, data: _Data, node: Node, values: list[Node]) -> Verdict:
    return set(values) == set(data.objects(node, operand)) or None


def _disjoint(operand: Node, data: _Data, node: Node, values: list[Node]) -> Verdict:
    others = data.objects(node, operand)
    return (set(values).isdisjoint(others) and all(map(_plain, (*values, *others)))) or None


def _not_above(operand: Node, data: _Data, node: Node, values: list[Node]) -> Verdict:
    others = data.objects(node, operand)
    pairs = ((low, high) for low in values for high in others)
    return all(_is_number(low) and _is_number(high) and _number(low) <= _number(high) for low, high in pairs) or None


def _one_language_each(_: Node, __: _Data, ___: Node, values: list[Node]) -> Verdict:
    languages = [value.language for value in values if isinstance(value, Literal) and value.language]
    return len({language.lower() for language in languages}) == len(languages) or None


def _is_number(node: Node) -> bool:
    return isinstance(node, Literal) and node.datatype in _NUMBERS and _plain(node)


def _number(node: Node) -> Decimal:
    return Decimal(node.value)


def _of_class(operand: Node, data: _Data, value: Node) -> Verdict:
    return data.is_a(value, operand)


def _of_type(operand: Node, _: _Data, value: Node) -> Verdict:
    if not isinstance(value, Literal) or value.datatype != operand:
        return False
    return value.datatype in (_STRING, _TEXT) or _plain(value) or None


def _at_least(operand: Node, _: _Data, value: Node) -> Verdict:
    return (_is_number(value) and _number(value) >= _number(operand)) or None


def _matches(operand: Node, _: _Data, value: Node) -> Verdict:
    found = not isinstance(value, BlankNode) and _plain(value) and re.search(operand.value, value.value)
    return True if found else None


def _of_node_kind(operand: Node, _: _Data, value: Node) -> Verdict:
    return (operand == term("sh:IRI") and isinstance(value, NamedNode)) or None


def _one_of(operands: Sequence[Node], _: _Data, value: Node) -> Verdict:
    return value in operands or None


def _speaks(operands: Sequence[Node], _: _Data, value: Node) -> Verdict:
    spoken = (value.language or "").lower() if isinstance(value, Literal) else ""
    return any(spoken == each.value or spoken.startswith(f"{each.value}-") for each in operands) or None


_OF_VALUES: Final[dict[str, Callable[[Node, _Data, Node], Verdict]]] = {
    "class": _of_class,
    "datatype": _of_type,
    "minInclusive": _at_least,
    "pattern": _matches,
    "nodeKind": _of_node_kind,
}
_OF_LISTS: Final[dict[str, Callable[[Sequence[Node], _Data, Node], Verdict]]] = {
    "in": _one_of,
    "languageIn": _speaks,
}
_OF_ALL: Final[dict[str, Callable[[Node, _Data, Node, list[Node]], Verdict]]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "hasValue": _has_value,
    "equals": _equals,
    "disjoint": _disjoint,
    "lessThanOrEquals": _not_above,
    "uniqueLang": _one_language_each,
}
