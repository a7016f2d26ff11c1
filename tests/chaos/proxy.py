"""A proxy between the functions and their store that does to each request what the plan says."""

import asyncio
import socket
import struct
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from chaos.plan import KILLS, Fault, Killers, Plan, kind_of
from chaos.wire import Message, read_answer, read_request

_TROUBLE = (OSError, ValueError, asyncio.IncompleteReadError)
_SAID = {
    Fault.ERROR: ("500 Internal Server Error", "InternalError"),
    Fault.LOST_ERROR: ("500 Internal Server Error", "InternalError"),
    Fault.SLOW_DOWN: ("503 Slow Down", "SlowDown"),
    Fault.CONFLICT: ("409 Conflict", "ConditionalRequestConflict"),
}
_NOT_CARRIED_OUT = frozenset(
    {Fault.ERROR, Fault.SLOW_DOWN, Fault.CONFLICT, Fault.RESET, Fault.SERVICE_BEFORE, Fault.WORKER_BEFORE, Fault.STORE_BEFORE}
)
_BREAKS = frozenset({Fault.RESET, Fault.LOST, *KILLS})


@dataclass
class Proxy:
    """Listens on loopback in a thread of its own and passes on to `upstream`; `port` is there once it has started.

    What is held back is held for `held` seconds, the first time for `held_once`.
    """

    upstream: int
    plan: Plan
    killers: Killers
    held: float = 3.0
    held_once: float | None = None
    port: int = 0
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self) -> None:
        """Begin to listen."""
        self._thread = Thread(target=self._loop.run_forever, daemon=True, name="proxy")
        self._thread.start()
        self.port = self._do(self._listen())

    def stop(self) -> None:
        """Stop listening and break what is still open."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._connection, "127.0.0.1", 0, limit=2**20)
        return int(self._server.sockets[0].getsockname()[1])

    async def _end(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._loop.shutdown_default_executor()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while (request := await read_request(reader)) is not None and await self._one(request, writer):
                pass
        except (*_TROUBLE, asyncio.CancelledError):
            # Whoever asked has gone or was killed, or the run is over.
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, request: Message, writer: asyncio.StreamWriter) -> bool:
        """Deal with one request; say whether the connection goes on."""
        fault = self.plan.draw(kind_of(request))
        if fault is Fault.CUT_REQUEST:
            await self._cut(request)
            return self._break(writer)
        if fault is Fault.HELD_BEFORE:
            await self._hold()
        answer = None if fault in _NOT_CARRIED_OUT else await self._passed(request)
        if fault in KILLS:
            await self._loop.run_in_executor(None, self.killers[fault])
        if fault is Fault.HELD_AFTER:
            await self._hold()
        if fault in _BREAKS:
            return self._break(writer)
        if fault in _SAID:
            answer = _error(request, fault)
        if answer is None:
            raise RuntimeError(f"nothing was done about {fault}")
        return await self._answer(writer, answer, half=fault is Fault.CUT_ANSWER)

    async def _hold(self) -> None:
        seconds, self.held_once = self.held_once or self.held, None
        await asyncio.sleep(seconds)

    async def _passed(self, request: Message) -> Message:
        """Have the store carry a request out; where it does not answer, a 502 of ours."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.upstream, limit=2**20)
            try:
                writer.write(request.whole)
                await writer.drain()
                return await read_answer(reader, request.first[0])
            finally:
                writer.close()
        except _TROUBLE:
            return _error(request, Fault.ERROR)

    async def _cut(self, request: Message) -> None:
        """Send the store the first half of a request, and no more."""
        with suppress(*_TROUBLE):
            _, writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            writer.write(request.whole[: len(request.head) + len(request.body) // 2 - (0 if request.body else 2)])
            await writer.drain()
            writer.close()
            await writer.wait_closed()

    async def _answer(self, writer: asyncio.StreamWriter, answer: Message, *, half: bool) -> bool:
        # Half an answer, and of one without a body half of its head.
        cut = len(answer.head) + len(answer.body) // 2 if answer.body else len(answer.head) // 2
        writer.write(answer.whole[:cut] if half else answer.whole)
        await writer.drain()
        return not half and (answer.header("connection") or "").lower() != "close"

    @staticmethod
    def _break(writer: asyncio.StreamWriter) -> bool:
        connection = writer.get_extra_info("socket")
        # No FIN but a RST, as of a machine that has lost its memory.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


def _error(request: Message, fault: Fault) -> Message:
    status, code = _SAID[fault]
    body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{fault}</Message></Error>".encode()
    if request.first[0] == "HEAD":
        body = b""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return Message(head.encode(), body)
