"""A way to tell: what every way looks like from the worker, and how one may fail."""

from typing import Protocol

from filings.telling.message import Message


class Later(Exception):
    """It did not work and may work later; `reason` is a word for the log. `down` says that the other side cannot be reached."""

    def __init__(self, reason: str, *, down: bool = False) -> None:
        self.reason = reason
        self.down = down
        super().__init__(reason)


class Never(Exception):
    """This message cannot be told in this way, now or later; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Gone(Exception):
    """The other side wants no more messages at all."""


class Port(Protocol):
    """One way to tell."""

    @property
    def name(self) -> str:
        """The way's name, in the names of objects and in the log."""

    @property
    def peer(self) -> str:
        """Names the other side: what it has asked for holds until another one takes its place."""

    def deliver(self, message: Message) -> None:
        """Hand a message over, so that the other side has it when this returns; raises Later, Never, Gone, StoreUnavailable."""

    def close(self) -> None:
        """Let go of what was held between two messages."""
