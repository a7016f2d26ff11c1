"""A store in which much has happened: filings of every fate with papers and a note, an audit log, and ledgers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desk import Desk
from filings.desk import audit
from filings.desk.deciding import Deciding
from filings.officers import Officer
from filings.proof.ledger import close
from filings.proof.reading import StoreReader
from filings.proof.signing import PublicKeys, SigningKey
from filings.proof.verify import Report, verify
from filings.storage import Storage
from filings.storage.memory import MemoryStorage

LI = Officer("li", "李某", frozenset({"officer", "supervisor", "auditor"}), ("3210",))
SIGNING = SigningKey.make()
PUBLIC = PublicKeys((SIGNING.public,))
# An hour and a half after the end of the day in China on which the tests' clock stands, and the day after.
NIGHT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def act(desk: Desk, action: str, officer: Officer = LI, **members: Any) -> None:
    """Do something as an officer who has seen the last event."""
    body = {"action": action, "after": desk.events()[-1].sha256, **members}
    Deciding(desk.amending.lookup).take(officer, desk.number, f"a-decision-{body['after']}", body)


def fill(new_desk: Callable[..., Desk], store: Storage, *, closed: bool = True) -> list[Desk]:
    """Put filings into a store: one that waits, one withdrawn, one corrected and approved, one on commitment, one refused."""
    desks = [new_desk(store=store, key=f"a-filing-of-the-store-{i}") for i in range(4)]
    desks.append(new_desk("long-term-resident", letter=True, store=store, key="a-filing-of-the-store-4"))
    _, withdrawn, corrected, refused, promised = desks
    withdrawn.ask(action="withdraw")
    points = [{"pointer": "/contact/phone", "what": "incorrect"}]
    note = {"text": "请补充电话 13912345678", "language": "zh-Hans"}
    act(corrected, "ask", points=points, by="2026-12-04", note=note)
    corrected.ask(action="correct", changes={"contact": {"phone": "13912345678"}}, materials=[corrected.paper()])
    act(corrected, "approve")
    act(refused, "refuse", reason="papers-missing")
    act(promised, "approve-on-commitment", papers_due="2026-12-20")
    for i, officer_act in enumerate(("signed-in", "opened")):
        place, number = (None, None) if i == 0 else ("3210", corrected.number)
        audit.note(store, LI, officer_act, corrected.amending.lookup.now(), place=place, number=number)  # type: ignore[arg-type]
    if closed:
        close(store, SIGNING, NIGHT + DAY)
    return desks


def checked(store: Storage, now: datetime = NIGHT + DAY, head: str | None = None) -> Report:
    """Verify a store with the tests' public key."""
    return verify(StoreReader(store), PUBLIC, now, head)


def copied(store: MemoryStorage) -> dict[str, bytes]:
    """Take all objects out of a store."""
    return {key: store.read(key) for key in store.keys("", limit=100_000)}


def filled(objects: dict[str, bytes]) -> MemoryStorage:
    """Put objects into a store of their own."""
    store = MemoryStorage()
    for key, body in objects.items():
        store.create(key, body)
    return store


def downloaded(objects: dict[str, bytes], folder: Path) -> Path:
    """Write objects as a tool does that copies a bucket: keys as paths."""
    for key, body in objects.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(body)
    return folder
