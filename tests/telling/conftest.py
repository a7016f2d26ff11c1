"""What the tests of telling share: a mail server, a receiver of webhooks, and filings of which there is something to tell."""

import base64
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import trustme

from documents import document
from filings import numbers, outbox
from filings.contract import Contracts
from filings.intake import Intake
from filings.model import read_log
from filings.seal import Keys
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.memory import MemoryStorage
from filings.telling.mail import Mail
from filings.telling.message import Words, read_words
from filings.telling.recipient import Recipients
from filings.telling.settings import TellSettings
from filings.telling.webhook import Webhook
from officer import decide
from papers import with_files
from running import free_port

SECRET = f"whsec_{base64.b64encode(bytes(range(32))).decode()}"
SITE_URL = "https://beian.example/"
LANGUAGES = frozenset({"zh-Hans", "zh-Hant", "en", "ko", "ru"})


@dataclass(frozen=True)
class MailServer:
    """The server's port, its certificate authority, and what it took."""

    port: int
    folder: Path

    def settings(self, **members: Any) -> dict[str, Any]:
        """Return what BEIAN_TELL says of it."""
        login = {"user": "beian", "password": "a password of the tests"}
        sender = "备案 <notice@agency.example>"
        return {"host": "localhost", "port": self.port, "from": sender, "ca": str(self.folder / "ca.pem"), **login, **members}

    def mails(self, to: str) -> list[EmailMessage]:
        """Read the messages to an address."""
        file = self.folder / "mails.jsonl"
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.is_file() else []
        found = [
            message_from_bytes(line["content"].encode("latin-1"), policy=policy.default) for line in lines if line["to"] == [to]
        ]
        return [mail for mail in found if isinstance(mail, EmailMessage)]


@pytest.fixture(scope="session")
def mail_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServer]:
    """A real SMTP server, which takes mail only over TLS and after a login."""
    folder, port = tmp_path_factory.mktemp("mail"), free_port()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("smtp_server.py")), str(port), str(folder)], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if time.monotonic() > deadline or process.poll() is not None:
            raise RuntimeError("the mail server does not start")
        time.sleep(0.05)
    yield MailServer(port, folder)
    process.terminate()
    process.wait()


@dataclass
class Receiver:
    """A receiver of webhooks: what it heard, and how it answers: with the first of `answers`, then with the next, then with 204.

    A number is a status; `slow` waits with the answer until the sender has hung up.
    """

    server: ThreadingHTTPServer | None = None
    answers: list[int | str] = field(default_factory=list)
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its address."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_port}/hook"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on loopback."""
    box = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            box.heard.append(({name.lower(): value for name, value in self.headers.items()}, body))
            answer = box.answers.pop(0) if box.answers else 204
            if isinstance(answer, str):
                # Until the sender has hung up.
                self.rfile.read(1)
                return
            self.send_response(answer)
            if answer in {301, 302, 307, 308}:
                self.send_header("Location", f"{box.url}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    box.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=box.server.serve_forever, daemon=True)
    thread.start()
    yield box
    box.server.shutdown()
    box.server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def words(built: Path) -> Words:
    """The sentences as the build compiles them."""
    messages = read_words(built / "words/telling.json")
    return Words(messages, TellSettings({"": SITE_URL}).site)


@dataclass
class News:
    """A clock that the test sets, and a store in which things happen to filings of which somebody is to be told."""

    store: Storage
    now: datetime
    settings: Settings
    form: dict[str, Any]
    words: Words
    private: Keys

    def clock(self) -> datetime:
        """What time it is."""
        return self.now

    def filed(self, email: str | None = None, key: str = "a-filing-of-the-tests", language: str = "zh-Hans") -> str:
        """File something, with or without an address; return the number."""
        filing = with_files(self.store, document(self.form, "other-temporary"), self.now)
        filing["contact"] |= {"email": email} if email else {}
        filing["notice"]["language"] = language
        keys = Keys.from_file(self.settings.keys)
        intake = Intake(self.store, Contracts(self.settings.contracts), keys, self.settings.secret, self.clock)
        return str(intake.take(key, filing)["number"])

    def decided(self, number: str, status: str = "approved", **members: Any) -> None:
        """Decide as the desk does: first the entry in the outbox, then the event."""
        events = read_log(self.store, numbers.parse(number).serial)
        outbox.announce(self.store, number, len(events) + 1, members.get("event", status), self.now)
        decide(self.store, number, status, self.now, **members)

    def webhook(self, receiver: Receiver, patience: tuple[float, float] = (5, 10)) -> Webhook:
        """The way to a receiver."""
        settings = TellSettings.read({"site_url": SITE_URL, "webhook": {"url": receiver.url, "secret": SECRET}}, LANGUAGES)
        assert settings.webhook is not None
        return Webhook(settings.webhook, self.words, self.clock, patience)

    def mail(self, given: dict[str, Any]) -> Mail:
        """The way over a mail server, as BEIAN_TELL has it."""
        settings = TellSettings.read({"site_url": SITE_URL, "mail": given}, LANGUAGES)
        assert settings.mail is not None
        return Mail(settings.mail, Recipients(self.store, self.private), self.words, self.clock)


NewNews = Callable[[Storage], News]


@pytest.fixture
def new_news(
    settings: Settings, key_pair: tuple[dict[str, Any], dict[str, Any]], clock: datetime, forms: dict[str, Any], words: Words
) -> NewNews:
    """Makes the news of a store, at the tests' hour."""

    def make(store: Storage) -> News:
        return News(store, clock, settings, forms["3210"], words, Keys({"CN": key_pair[1]}))

    return make


@pytest.fixture
def news(new_news: NewNews) -> News:
    """An empty store in which things will happen."""
    return new_news(MemoryStorage())
