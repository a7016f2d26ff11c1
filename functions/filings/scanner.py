"""Asks a malware scanner, where the operator runs one: clamd, over its INSTREAM command.

The protocol is written out here because no library fits: clamd and pyclamd are no longer kept (last releases 2014 and 2017), and
clamav-client is under the GPL.
"""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass

# Connecting; and between one answer's bytes, which come when the whole file has been looked through.
_CONNECT_SECONDS, _ANSWER_SECONDS = 3, 20
_CHUNK = 64 * 1024
_NETWORK = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):([0-9]{1,5})")

Scan = Callable[[bytes], bool]


def is_address(text: str) -> bool:
    """Say whether a text can be a scanner's address: `host:port`, or the path of a Unix socket, which begins with `/`."""
    return text.startswith("/") or _NETWORK.fullmatch(text) is not None


class ScannerUnavailable(Exception):
    """The scanner does not answer, or answers that it cannot look through the file."""


@dataclass(frozen=True)
class Clamd:
    """A clamd at an address."""

    address: str

    def is_infected(self, content: bytes) -> bool:
        """Say whether the scanner knows something bad in a file; raises ScannerUnavailable."""
        try:
            with self._connected() as connection:
                connection.settimeout(_ANSWER_SECONDS)
                connection.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), _CHUNK):
                    chunk = content[start : start + _CHUNK]
                    connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
                connection.sendall(bytes(4))
                answer = _read_line(connection)
        except OSError as error:
            raise ScannerUnavailable(type(error).__name__) from error
        if answer == b"stream: OK":
            return False
        if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
            return True
        raise ScannerUnavailable("the scanner could not look through the file")

    def _connected(self) -> socket.socket:
        if match := _NETWORK.fullmatch(self.address):
            return socket.create_connection((match[1].strip("[]"), int(match[2])), _CONNECT_SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_CONNECT_SECONDS)
        try:
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection


def _read_line(connection: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0"):
        piece = connection.recv(4096)
        if not piece or len(answer) > 4096:
            raise ConnectionError("the answer breaks off")
        answer += piece
    return answer[:-1]
