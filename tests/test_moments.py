"""Bounds of time: what is lifted does not happen, and what happens is not late."""

from __future__ import annotations

import asyncio

from api.queries.moments import Moments


def test_what_is_due_happens_in_order_and_not_before_its_time() -> None:
    async def act() -> list[tuple[str, float]]:
        loop, moments, happened = asyncio.get_running_loop(), Moments(), list[tuple[str, float]]()
        began = loop.time()
        for name, after in (("late", 0.2), ("soon", 0.01), ("then", 0.09)):
            moments.set(began + after, lambda name=name: happened.append((name, loop.time() - began)))  # type: ignore[misc]
        await asyncio.sleep(0.4)
        return happened

    happened = asyncio.run(act())
    assert [name for name, _ in happened] == ["soon", "then", "late"]
    for (_, when), due in zip(happened, (0.01, 0.09, 0.2), strict=True):
        assert when >= due - 0.001


def test_what_is_lifted_does_not_happen_and_what_is_set_after_a_rest_does() -> None:
    async def act() -> list[str]:
        loop, moments, happened = asyncio.get_running_loop(), Moments(), list[str]()
        moments.lift(moments.set(loop.time() + 0.01, lambda: happened.append("lifted")))
        await asyncio.sleep(0.15)
        moments.set(loop.time() + 0.01, lambda: happened.append("set"))
        await asyncio.sleep(0.15)
        return happened

    assert asyncio.run(act()) == ["set"]
