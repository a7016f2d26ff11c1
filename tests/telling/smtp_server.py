"""A real SMTP server in a process of its own, with STARTTLS and a login: what it took it writes down, one JSON line a message.

python smtp_server.py PORT FOLDER: the folder holds the certificate (server.pem) and gets mails.jsonl. It takes mail only from who
has logged in over TLS. `nobody@` is refused for good; `patience@` is put off the first time, as greylisting does.
"""

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult, LoginPassword

LOGIN = LoginPassword(b"beian", b"a password of the tests")


class Mailbox:
    """Writes down what comes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        """Judge a recipient."""
        if address.startswith("nobody@"):
            return "550 no such mailbox here"
        if address.startswith("patience@") and address not in self._seen:
            self._seen.add(address)
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message."""
        mail = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "content": envelope.content.decode("latin-1")}
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(mail) + "\n")
        return "250 taken"


def serve(port: int, folder: Path) -> None:
    """Serve until killed."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "server.pem")

    def login(server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        return AuthResult(success=given == LOGIN)

    loop = asyncio.new_event_loop()
    controller = UnthreadedController(
        Mailbox(folder / "mails.jsonl"),
        hostname="127.0.0.1",
        port=port,
        loop=loop,
        tls_context=context,
        require_starttls=True,
        authenticator=login,
        auth_required=True,
        # A refused login by this one leaves the server waiting for more.
        auth_exclude_mechanism=["LOGIN"],
    )
    controller.begin()  # type: ignore[no-untyped-call]
    loop.run_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))
