"""The contract of a channel: it sends one message, or raises NotSent or InDoubt."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from keyroll.errors import AnswerLost, KeyrollError, VendorError
from keyroll.model.ids import digest
from keyroll.model.text import printable


class NotSent(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """A message was certainly not sent."""


class InDoubt(KeyrollError):  # noqa: N818
    """It is unknown whether a message was sent."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that is attached to a message, for channels that support attachments."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """The message to one owner; it holds no secret."""

    incident: str
    owner: str
    subject: str
    body: str
    credentials: int
    attachments: tuple[Attachment, ...] = ()

    @property
    def group(self) -> str:
        """The key of one owner of one incident, equal on all days; the recipient groups messages by it."""
        return f"keyroll-{digest(printable(self.incident), printable(self.owner))[:20]}"


@contextmanager
def sending() -> Iterator[None]:
    """Translate the errors of a request into NotSent or InDoubt."""
    try:
        yield
    except AnswerLost as error:
        raise InDoubt(str(error), hint=error.hint) from None
    except VendorError as error:
        raise NotSent(str(error), hint=error.hint) from None


class Channel(Protocol):
    """A channel for messages to owners."""

    @property
    def name(self) -> str:
        """The name of the channel, under which its sent messages are recorded."""

    def send(self, message: Message, key: str) -> str:
        """Send a message once and return the recipient's confirmation. ``key`` is the same on every attempt to send it.

        Raises NotSent if it certainly was not sent, InDoubt if that is unknown.
        """
