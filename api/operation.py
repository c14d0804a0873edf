"""The door for who runs the service: `/metrics`, for this machine and for holders of a token."""

from __future__ import annotations

from typing import cast

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.context import Context
from api.metrics import CONTENT_TYPE, Metrics
from api.plain import Plain
from api.rights import Role
from api.settings import is_loopback
from api.tokens import require_role

__all__ = ["readings", "router"]

router = APIRouter(tags=["Service"], route_class=Plain)

# Who asks through a proxy on this machine is not on this machine.
_HANDED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/metrics", response_class=Response, summary="Figures for Prometheus", openapi_extra={"x-example": ""})
async def metrics(request: Request) -> Response:
    """Figures of the service, as `FYRNET_METRICS` says: for this machine, holders of a token, everybody, or nobody."""
    await _let_pass(request)
    figures = cast(Metrics, request.app.state.metrics)
    return Response(figures.text(), headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"})


async def _let_pass(request: Request) -> None:
    shown_to = request.app.state.settings.metrics
    if shown_to == "off":
        raise HTTPException(404)
    if shown_to == "public" or (shown_to == "loopback" and _is_here(request)):
        return
    await require_role(Role.READ)(request)


def _is_here(request: Request) -> bool:
    client = request.client.host if request.client else ""
    return is_loopback(client) and not any(name in request.headers for name in _HANDED_ON)


def readings(here: Context, figures: Metrics) -> dict[str, float]:
    """The figures of this moment, by name."""
    queries, writes = here.guard.seats, here.writers.seats
    return {
        "requests_in_flight": figures.in_flight,
        "query_workers_busy": queries.taken,
        "query_workers_most": here.settings.query_workers,
        "queries_waiting": queries.waiting,
        "writers_inside": writes.taken,
        "writers_waiting": writes.waiting,
        "triples": here.triples(),
    }
