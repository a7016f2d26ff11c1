"""Tells another system: one signed POST for each event, as the Standard Webhooks specification has it."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from standardwebhooks import Webhook as Signature

from filings.model import canonical
from filings.telling.message import Message, Words
from filings.telling.port import Gone, Later
from filings.telling.settings import WebhookSettings

# To connect, and between two bytes of the answer: seconds.
PATIENCE = (5.0, 10.0)


class Webhook:
    """The way over a POST; whoever receives it answers with 2xx when they have it, and with 410 when they want no more."""

    name = "webhook"

    def __init__(
        self, settings: WebhookSettings, words: Words, now: Callable[[], datetime], patience: tuple[float, float] = PATIENCE
    ) -> None:
        self._settings = settings
        self._words = words
        self._now = now
        self._patience = patience
        self._signature = Signature(settings.secret)

    @property
    def peer(self) -> str:
        """The receiver's address."""
        return self._settings.url

    def deliver(self, message: Message) -> None:
        """Post the message; raises Later, also for a redirect, which is not followed, and Gone."""
        # Takes a fifth of a second to import: only where something is posted.
        import requests  # noqa: PLC0415

        body = canonical(notification(message, self._words))
        try:
            answer = requests.post(
                self._settings.url,
                data=body,
                headers=self._headers(message.id, body),
                timeout=self._patience,
                allow_redirects=False,
                stream=True,
            )
            # What the answer says besides its status is nobody's business here, however long it is.
            answer.close()
        except requests.RequestException as error:
            raise Later(type(error).__name__, down=True) from None
        if answer.status_code == HTTPStatus.GONE:
            raise Gone
        if not HTTPStatus(200) <= answer.status_code < HTTPStatus.MULTIPLE_CHOICES:
            raise Later(f"http-{answer.status_code}", down=answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR)

    def close(self) -> None:
        """Nothing is held between two messages."""

    def _headers(self, message_id: str, body: bytes) -> dict[str, str]:
        at = self._now().astimezone(UTC)
        return {
            "Content-Type": "application/json",
            "User-Agent": "Beian",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._signature.sign(message_id, at, body.decode()),
        }


def notification(message: Message, words: Words) -> dict[str, Any]:
    """Make the body (schemas/api/notification.json): what happened to which filing, and sentences to pass on."""
    fields = message.event.fields
    languages = sorted(words.messages)
    return {
        "type": f"filing.{message.name}",
        "timestamp": message.event.at,
        "data": {
            "number": str(message.number),
            "place": message.log[0].fields["place"],
            "event": message.name,
            "status": fields["status"],
            "position": message.position,
            "look": {language: words.address(language, message.number) for language in languages},
            "text": {language: words.line(language, message) for language in languages},
        },
    }
