"""What asks where wrk is not installed: keep-alive connections in one process, each sending as soon as it was answered."""

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


class Client:
    """One run against one server; `url`, what to send and how it is counted are as in hammer.py."""

    def __init__(self, url: str, seed: str, kind: str, file: str) -> None:
        self.at, self.seed = urlsplit(url), seed
        self.body = Path(file).read_bytes() if kind == "body" else b""
        self.paths = [] if kind == "body" else Path(file).read_text("utf-8").split()
        self.took: list[float] = []
        self.sent = self.bad = 0

    def request(self) -> bytes:
        """Write the next request."""
        self.sent += 1
        host = f"HTTP/1.1\r\nHost: {self.at.netloc}\r\n"
        if self.paths:
            return f"GET {self.paths[self.sent % len(self.paths)]} {host}\r\n".encode()
        key = f"Idempotency-Key: {self.seed}-{self.sent:016d}\r\n"
        kind = f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\n\r\n"
        return f"POST {self.at.path} {host}{key}{kind}".encode() + self.body

    async def ask(self, until: float) -> None:
        """Ask over one connection until the time is over."""
        reader, writer = await asyncio.open_connection(self.at.hostname, self.at.port)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            writer.write(self.request())
            head = await reader.readuntil(b"\r\n\r\n")
            length = _LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            self.took.append(time.perf_counter() - begun)
            self.bad += head[9:10] != b"2"
        writer.close()


async def main(url: str, connections: str, seconds: str, *what: str) -> None:
    """Ask, and say how it went in one line of JSON."""
    client, begun = Client(url, *what), time.perf_counter()
    await asyncio.gather(*(client.ask(begun + int(seconds)) for _ in range(int(connections))))
    took, lasted = sorted(client.took), time.perf_counter() - begun
    p50, p99 = (1000 * took[int(len(took) * share)] for share in (0.5, 0.99))
    print(json.dumps({"requests": len(took), "seconds": lasted, "p50": p50, "p99": p99, "bad": client.bad}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
