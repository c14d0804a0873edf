"""Places for what costs much: given in order, never lost, and waited for no longer than it makes sense."""

from __future__ import annotations

import asyncio

import pytest

from api.queries.seats import Busy, Seats


def test_places_are_given_in_the_order_in_which_they_were_asked_for() -> None:
    async def act() -> list[int]:
        seats, order = Seats(1, 10, 5, "guests"), list[int]()

        async def sit(number: int) -> None:
            async with seats.seat():
                order.append(number)
                await asyncio.sleep(0)

        await asyncio.gather(*(sit(number) for number in range(5)))
        return order

    assert asyncio.run(act()) == [0, 1, 2, 3, 4]


def test_who_comes_when_too_many_wait_is_sent_away_at_once_and_who_waits_too_long_later() -> None:
    async def act() -> list[str]:
        seats = Seats(1, 1, 0.05, "guests")
        await seats.take()
        waiting = asyncio.create_task(seats.take())
        await asyncio.sleep(0)
        told = []
        with pytest.raises(Busy) as at_once:
            await seats.take()
        told.append(str(at_once.value))
        with pytest.raises(Busy) as later:
            await waiting
        told.append(str(later.value))
        seats.give()
        await seats.take()
        return told

    at_once, later = asyncio.run(act())
    assert "1 guests wait already" in at_once
    assert "0.05 seconds" in later


def test_place_that_is_handed_to_somebody_who_left_is_not_lost() -> None:
    async def act() -> None:
        seats = Seats(1, 5, 5, "guests")
        await seats.take()
        leaving = asyncio.create_task(seats.take())
        await asyncio.sleep(0)
        seats.give()
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        async with asyncio.timeout(1):
            await seats.take()

    asyncio.run(act())
