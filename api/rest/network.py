"""The network's doors: the page that draws it, the same as data, and what is measured on it.

What is heavy runs in a thread, is remembered until the data change, and is told in one shape: a list with the revision
it was measured on and the filters it was measured with.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from api.context import seen_catalogue, seen_store
from api.negotiation import JSON
from api.pages.links import page_path
from api.pages.view import View, language_of, render
from api.rest.paging import NoParameters
from ontology.errors import UnknownEntity
from ontology.models import Label, Thing

if TYPE_CHECKING:
    from graph.networks import DirectedNetwork

__all__ = ["router"]

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

router = APIRouter()

_FORMATS: Final = {"graphml": "application/graphml+xml", "gexf": "application/gexf+xml"}
_VIS: Final = "vis-network.min.js"
_BASES: Final = ["participants", "builds_on", "contacts", "themes"]


class ViewParameters(BaseModel):
    """What the page shows first."""

    model_config = ConfigDict(extra="forbid")

    lang: str = Field(default="", max_length=10)
    focus: str = Field(default="", max_length=500, description="slug, kind/slug or IRI of what is chosen")
    whole: bool = Field(default=False, description="draw everything, also where there is much")


class NetworkParameters(NoParameters):
    """Which network, in which format."""

    format: Literal["json", "graphml", "gexf"] = "json"
    collectives: bool = Field(default=False, description="whether groups named only in general are nodes too")


class NetworkNode(Thing):
    """One node with what is known of it."""

    type: str | None = Field(default=None, examples=["municipality"], description="kind of organisation or undertaking")
    themes: list[str]
    aliases: list[str]
    initiative_count: int | None = Field(default=None, description="of a party: initiatives it takes part in")
    partner_count: int | None = Field(default=None, description="of an initiative: organisations that take part")
    builder_count: int = Field(description="initiatives that build on it")


class NetworkEdge(BaseModel):
    """A tie: from initiative to party, or from what builds to what it builds on."""

    source: str = Field(examples=["https://w3id.org/fyrnet/id/initiative/groen-havn"])
    target: str
    relations: list[Literal["participation", "dependency"]]
    roles: list[str] = Field(examples=[["participant"]])


class NetworkData(BaseModel):
    """A network whole."""

    nodes: list[NetworkNode]
    edges: list[NetworkEdge]
    revision: str
    filters: dict[str, Any]


@router.get("/network", include_in_schema=False)
async def network_page(request: Request, given: Annotated[ViewParameters, Query()]) -> Response:
    """The network, drawn."""
    store, known = await seen_store(request), await seen_catalogue(request)
    view = View(request, language_of(request), known)

    def drawn() -> Any:
        from graph.drawing import network_view

        return network_view(
            store,
            language=view.language,
            whole=given.whole,
            focus=given.focus or None,
            link=lambda iri: (path := page_path(iri)) and view.href(path),
            downloads={name.upper(): f"/api/network?format={name}&collectives=true" for name in ("graphml", "gexf")},
            whole_at=view.here(whole="1"),
        )

    return render(request, "network.html", known, drawn=await asyncio.to_thread(drawn), vis=f"vis/{_VIS}")


@router.get("/static/vis/{name}", include_in_schema=False)
async def vis_file(name: str) -> Response:
    """The script of vis-network as pyvis ships it."""
    if name != _VIS:
        raise UnknownEntity(f"there is no {name!r} here; the script is {_VIS}")
    from graph.drawing import vis_network

    return _lasting(await asyncio.to_thread(vis_network), "text/javascript")


@router.get("/static/network/{name}", include_in_schema=False)
async def view_file(name: str) -> Response:
    """Script and style sheet of the network view."""
    from graph.drawing import ASSETS, asset

    if name not in ASSETS:
        raise UnknownEntity(f"there is no {name!r} here; there are {', '.join(ASSETS)}")
    return _lasting(asset(name), ASSETS[name])


@router.get(
    "/api/network",
    tags=["Network"],
    response_model=NetworkData,
    responses={200: {"content": {media_type: {} for media_type in _FORMATS.values()}}},
)
async def network_data(request: Request, given: Annotated[NetworkParameters, Query()]) -> Response:
    """Initiatives, those who take part and what is built on, as JSON, GraphML or GEXF."""
    store = await seen_store(request)

    def told() -> Response:
        from graph import networks

        revision = store.revision
        network = networks.full_network(store, collectives=given.collectives)
        if given.format in _FORMATS:
            text = networks.graphml(network) if given.format == "graphml" else networks.gexf(network)
            name = f'attachment; filename="fyrnet-network.{given.format}"'
            return Response(text, media_type=_FORMATS[given.format], headers={"Content-Disposition": name})
        return _json(_data(network, revision, given))

    return await asyncio.to_thread(told)


def _data(network: DirectedNetwork, revision: str, given: NetworkParameters) -> NetworkData:
    from graph.networks import ALIAS_SEPARATOR

    nodes = [
        NetworkNode(
            id=about["slug"],
            iri=iri,
            kind=about["kind"],
            label=Label(da=about["label_da"], en=about["label_en"]),
            type=about.get("organisation_kind") or about.get("undertaking_kind"),
            themes=about.get("themes", "").split(),
            aliases=list(filter(None, about.get("aliases", "").split(ALIAS_SEPARATOR))),
            initiative_count=about.get("initiative_count"),
            partner_count=about.get("partner_count"),
            builder_count=about["builder_count"],
        )
        for iri, about in network.nodes(data=True)
    ]
    edges = [
        NetworkEdge(source=one, target=other, relations=about["relations"].split(), roles=about["roles"].split())
        for one, other, about in network.edges(data=True)
    ]
    return NetworkData(nodes=nodes, edges=edges, revision=revision, filters=given.model_dump(exclude={"format"}))


def _json(model: BaseModel) -> Response:
    return Response(model.model_dump_json(), media_type=JSON)


def _lasting(text: str, media_type: str) -> Response:
    """A file that is asked for again only when its name in the page changes."""
    return Response(text, media_type=media_type, headers={"Cache-Control": "public, max-age=86400"})
