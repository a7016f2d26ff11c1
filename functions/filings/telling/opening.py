"""Makes the worker out of an environment: the store, what BEIAN_TELL says, the sentences, and for e-mail the private keys."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from filings.seal import Keys
from filings.settings import BadSettings
from filings.storage import Storage
from filings.storage.opening import open_storage
from filings.telling.mail import Mail
from filings.telling.message import Words, read_words
from filings.telling.port import Port
from filings.telling.recipient import Recipients
from filings.telling.settings import TellSettings
from filings.telling.webhook import Webhook
from filings.telling.worker import Worker


def open_worker(environ: Mapping[str, str], now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Worker:
    """Make the worker; raises BadSettings, also where telling is not switched on at all."""
    wrong = [f"{name} is not set" for name in ("BEIAN_STORE", "BEIAN_TELL", "BEIAN_WORDS") if not environ.get(name)]
    if wrong:
        raise BadSettings("; ".join(wrong))
    messages = read_words(Path(environ["BEIAN_WORDS"]))
    settings = TellSettings.from_file(Path(environ["BEIAN_TELL"]), frozenset(messages))
    store, words = open_storage(environ["BEIAN_STORE"], environ), Words(messages, settings.site)
    return Worker(store, ports(settings, environ, store, words, now), now)


def ports(
    settings: TellSettings, environ: Mapping[str, str], store: Storage, words: Words, now: Callable[[], datetime]
) -> list[Port]:
    """Make the ways that the settings name; raises BadSettings where mail has no keys to find addresses with."""
    found: list[Port] = []
    if settings.mail is not None:
        private = environ.get("BEIAN_PRIVATE_KEYS", "")
        if not Path(private).is_file():
            raise BadSettings("BEIAN_PRIVATE_KEYS is not a file: e-mail addresses are sealed to the places")
        found.append(Mail(settings.mail, Recipients(store, Keys.from_file(Path(private))), words, now))
    if settings.webhook is not None:
        found.append(Webhook(settings.webhook, words, now))
    return found
