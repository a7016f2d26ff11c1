"""Tells by e-mail: one message to the address that the person gave, over SMTP."""

import ssl
from collections.abc import Callable
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from filings.telling.message import Message, Words
from filings.telling.port import Later, Never
from filings.telling.recipient import Recipient, Recipients
from filings.telling.settings import MailSettings

# For each step of the conversation: seconds.
PATIENCE = 15
_PERMANENT = 500


class Mail:
    """The way over a mail server; the connection is made with the first message and kept until `close`."""

    name = "mail"

    def __init__(
        self,
        settings: MailSettings,
        recipients: Recipients,
        words: Words,
        now: Callable[[], datetime],
        patience: float = PATIENCE,
    ) -> None:
        self._settings = settings
        self._recipients = recipients
        self._words = words
        self._now = now
        self._patience = patience
        self._connection: SMTP | None = None

    @property
    def peer(self) -> str:
        """The server."""
        return f"{self._settings.host}:{self._settings.port}"

    def deliver(self, message: Message) -> None:
        """Hand a message to the server; raises Later, Never, StoreUnavailable."""
        letter = self._letter(message, self._recipients.of(message.number, message.log))
        try:
            self._connected().send_message(letter)
        except SMTPRecipientsRefused as refused:
            [(code, _)] = refused.recipients.values()
            raise _judged(code) from None
        except SMTPDataError as error:
            raise _judged(error.smtp_code) from None
        except SMTPResponseException as error:
            self.close()
            reason = "login" if isinstance(error, SMTPAuthenticationError) else f"smtp-{error.smtp_code}"
            raise Later(reason, down=True) from None
        except (SMTPException, OSError) as error:
            # Also what a server lacks that was to be used, and a certificate that does not hold.
            self.close()
            raise Later(type(error).__name__, down=True) from None

    def close(self) -> None:
        """Take leave of the server."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except (SMTPException, OSError):
                connection.close()

    def _connected(self) -> SMTP:
        if self._connection is None:
            given = self._settings
            context = ssl.create_default_context(cafile=given.ca)
            if given.security == "tls":
                self._connection = SMTP_SSL(given.host, given.port, timeout=self._patience, context=context)
            else:
                self._connection = SMTP(given.host, given.port, timeout=self._patience)
            if given.security == "starttls":
                self._connection.starttls(context=context)
            if given.user is not None and given.password is not None:
                self._connection.login(given.user, given.password)
        return self._connection

    def _letter(self, message: Message, recipient: Recipient) -> EmailMessage:
        language = recipient.language if recipient.language in self._words.messages else "zh-Hans"
        sender = parseaddr(self._settings.sender)[1]
        letter = EmailMessage()
        try:
            letter["To"] = Address(addr_spec=recipient.address)
        except (HeaderParseError, ValueError, IndexError):
            raise Never("no-such-address") from None
        letter["From"] = self._settings.sender
        letter["Subject"] = self._words.subject(language, message)
        letter["Date"] = format_datetime(self._now())
        # The same each time, so that a mailbox knows what it has; told by a machine, so that no machine answers (RFC 3834).
        letter["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(self._words.letter(language, message))
        letter["Content-Language"] = language
        return letter


def _judged(code: int) -> Later | Never:
    """A refusal of one message: for good, or for now, as where a server lets strangers try twice."""
    return Never(f"smtp-{code}") if code >= _PERMANENT else Later(f"smtp-{code}")
