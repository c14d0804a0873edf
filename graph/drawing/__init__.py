"""A network as an interactive picture: drawn by pyvis, laid out here, readable without it as a table."""

from graph.drawing.layout import Box, positions
from graph.drawing.picture import vis_network
from graph.drawing.view import ASSETS, View, asset, html, network_view

__all__ = ["ASSETS", "Box", "View", "asset", "html", "network_view", "positions", "vis_network"]
