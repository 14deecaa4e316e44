"""Hands what comes from the line to all who listen in a page server; nobody keeps the others up."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inboxes(Generic[Item]):
    """Each listener has its own, of bounded length; the oldest yields to the newest."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.open: list[tuple[deque[Item], asyncio.Event]] = []

    def put(self, item: Item) -> None:
        for waiting, is_there in self.open:
            waiting.append(item)
            is_there.set()

    async def items(self, *first: Item) -> AsyncGenerator[Item, None]:
        """`first`, then what comes from now on; without end."""
        inbox = deque(first, maxlen=self.length), asyncio.Event()
        self.open.append(inbox)
        waiting, is_there = inbox
        try:
            while True:
                while waiting:
                    yield waiting.popleft()
                is_there.clear()
                await is_there.wait()
        finally:
            self.open.remove(inbox)
