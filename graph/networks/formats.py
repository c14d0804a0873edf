"""Networks as files that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import networkx as nx

if TYPE_CHECKING:
    from graph.networks.net import DirectedNetwork, Network

__all__ = ["gexf", "graphml"]

_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


def graphml(network: Network | DirectedNetwork) -> str:
    """The network as GraphML, node ids being IRIs.

    Examples
    --------
    >>> graphml(nx.Graph([("a", "b")])).count("<node")
    2
    """
    return _XML + "\n".join(nx.generate_graphml(network, named_key_ids=True)) + "\n"


def gexf(network: Network | DirectedNetwork) -> str:
    """The network as GEXF 1.2, each node labelled with its Danish name."""
    labelled = network.copy()
    for _, attributes in labelled.nodes(data=True):
        attributes["label"] = attributes.get("label_da", "")
    return _XML + "\n".join(nx.generate_gexf(labelled)) + "\n"
