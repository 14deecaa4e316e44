"""Ways to somebody: a signed POST, or a mail. `send` tries once; who calls it tries again."""

import hmac
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Final, Protocol

import httpx

from deploy.fleet.alerts.alerts_settings import AlertsTable, MailTable, WebhookTable
from deploy.fleet.alerts.messages import Message
from deploy.fleet.errors import FleetError
from deploy.fleet.secret_files import first_line
from edge_agent.core.errors import PackwardenError, Unreachable

LONGEST_S: Final = 10.0
SIGNATURE: Final = "Packwarden-Signature"
MAIL: Final = "mail"


class NotTold(FleetError, Unreachable):
    """A message did not arrive; it is tried again."""

    title = "Not told"


class Channel(Protocol):
    @property
    def name(self) -> str: ...

    def send(self, message: Message) -> None:
        """NotTold unless it has certainly arrived; it may then have arrived nevertheless."""


class Webhook:
    """Signed as `t=UNIX_SECONDS,v1=HEX`: HMAC-SHA256 over the seconds, a dot and the body."""

    def __init__(self, table: WebhookTable) -> None:
        self.table = table

    @property
    def name(self) -> str:
        return self.table.name

    def send(self, message: Message) -> None:
        body = message.as_json()
        seconds = int(message.at.timestamp())
        with told(self.name):
            secret = first_line(self.table.secret_file).encode()
            headers = {
                "Content-Type": "application/json",
                "Idempotency-Key": message.id,
                SIGNATURE: f"t={seconds},v1={signature(secret, seconds, body)}",
            }
            with httpx.Client(timeout=LONGEST_S, verify=context_of(self.table.ca_file)) as client:
                answer = client.post(self.table.url, content=body, headers=headers)
        if not answer.is_success:
            raise NotTold(f"{self.name} answered {answer.status_code}")


class Mail:
    """To all addresses at once."""

    name = MAIL

    def __init__(self, table: MailTable) -> None:
        self.table = table

    def send(self, message: Message) -> None:
        with told(self.name), self.connected() as server:
            if self.table.username is not None and self.table.password_file is not None:
                server.login(self.table.username, first_line(self.table.password_file))
            refused = server.send_message(self.letter(message))
        if refused:
            raise NotTold(f"mail: {self.table.host} does not take it for {', '.join(refused)}")

    def connected(self) -> smtplib.SMTP:
        host, port = self.table.host, self.table.port
        if self.table.security == "tls":
            context = context_of(self.table.ca_file)
            return smtplib.SMTP_SSL(host, port, timeout=LONGEST_S, context=context)
        server = smtplib.SMTP(host, port, timeout=LONGEST_S)
        if self.table.security == "starttls":
            server.starttls(context=context_of(self.table.ca_file))
        return server

    def letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = message.subject
        letter["From"] = self.table.sender
        letter["To"] = ", ".join(self.table.to)
        letter["Date"] = format_datetime(message.at)
        letter["Message-ID"] = f"<{message.id}@{message.centre}.packwarden>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(message.text)
        return letter


def channels_of(table: AlertsTable) -> list[Channel]:
    mail = [] if table.mail is None else [Mail(table.mail)]
    return [*map(Webhook, table.webhooks), *mail]


def signature(secret: bytes, seconds: int, body: bytes) -> str:
    return hmac.digest(secret, f"{seconds}.".encode() + body, "sha256").hex()


def context_of(ca_file: Path | None) -> ssl.SSLContext:
    """Checks name and signature."""
    return ssl.create_default_context(cafile=ca_file)


@contextmanager
def told(name: str) -> Iterator[None]:
    """NotTold instead of what the library says."""
    try:
        yield
    except NotTold:
        raise
    except (httpx.HTTPError, smtplib.SMTPException, OSError, PackwardenError) as error:
        said = str(error) or type(error).__name__
        raise NotTold(f"{name}: {said.splitlines()[0]}") from error
