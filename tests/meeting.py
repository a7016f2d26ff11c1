"""A store in which two who file at once meet."""

from threading import Barrier

from documents import Stocked
from filings.storage import NoSuchKey


class MeetingStore(Stocked):
    """Lets the first two who find no filing go on only together, so that both go on to write."""

    def __init__(self) -> None:
        super().__init__()
        self._meeting = Barrier(2)
        self._absent = iter(range(2))

    def read(self, key: str) -> bytes:
        try:
            return super().read(key)
        except NoSuchKey:
            if key.startswith("filings/") and next(self._absent, None) is not None:
                self._meeting.wait(30)
            raise
