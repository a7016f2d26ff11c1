"""HTTP/1.1 as it goes over the wire: whole messages, as bytes, with as much understood as passing them on needs."""

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True)
class Message:
    """A request or an answer: its first line and headers with the empty line behind them, and its body as it was sent."""

    head: bytes
    body: bytes = b""

    @property
    def first(self) -> list[str]:
        """The words of the first line."""
        return self.head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)

    @property
    def path(self) -> str:
        """A request's path without its query, decoded."""
        return unquote(urlsplit(self.first[1]).path)

    @property
    def query(self) -> str:
        """A request's query."""
        return urlsplit(self.first[1]).query

    @property
    def whole(self) -> bytes:
        """Everything."""
        return self.head + self.body

    def header(self, name: str) -> str | None:
        """Return a header's value, None where it is not there."""
        for line in self.head.split(b"\r\n")[1:]:
            said, colon, value = line.partition(b":")
            if colon and said.strip().lower() == name.encode():
                return value.strip().decode("latin-1")
        return None


async def read_request(reader: asyncio.StreamReader) -> Message | None:
    """Read one request, None where the connection ends before one begins; raises OSError, ValueError, IncompleteReadError."""
    head = await _head(reader)
    return None if head is None else await _with_body(reader, head)


async def read_answer(reader: asyncio.StreamReader, method: str) -> Message:
    """Read the answer to a request; raises ConnectionError where none comes, OSError, ValueError, IncompleteReadError."""
    while True:
        head = await _head(reader)
        if head is None:
            raise ConnectionResetError("no answer")
        status = int(head.first[1])
        if status >= 200:
            bodiless = method == "HEAD" or status in {204, 304}
            return head if bodiless else await _with_body(reader, head, until_end=True)


async def _head(reader: asyncio.StreamReader) -> Message | None:
    try:
        return Message(await reader.readuntil(b"\r\n\r\n"))
    except asyncio.IncompleteReadError as cut:
        if cut.partial:
            raise
        return None


async def _with_body(reader: asyncio.StreamReader, message: Message, *, until_end: bool = False) -> Message:
    if "chunked" in (message.header("transfer-encoding") or ""):
        return Message(message.head, await _chunks(reader))
    length = message.header("content-length")
    if length is not None:
        return Message(message.head, await reader.readexactly(int(length)))
    return Message(message.head, await reader.read()) if until_end else message


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    told = bytearray()
    while True:
        line = await reader.readuntil(b"\r\n")
        told += line
        size = int(line.split(b";")[0], 16)
        told += await reader.readexactly(size + 2) if size else await _trailers(reader)
        if not size:
            return bytes(told)


async def _trailers(reader: asyncio.StreamReader) -> bytes:
    told = bytearray()
    while not told.endswith(b"\r\n\r\n") and told != b"\r\n":
        told += await reader.readuntil(b"\r\n")
    return bytes(told)
