"""A way to tell owners: it sends one message, or says in an error that it surely was not sent, or that nobody knows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from keyroll.errors import AnswerLost, KeyrollError, VendorError
from keyroll.model.ids import digest
from keyroll.model.text import printable


class NotSent(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """A message was surely not sent."""


class InDoubt(KeyrollError):  # noqa: N818
    """Nobody knows whether a message was sent."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a message brings, over channels that can."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """What one owner is told; no secret is in it."""

    incident: str
    owner: str
    subject: str
    body: str
    credentials: int
    attachments: tuple[Attachment, ...] = ()

    @property
    def group(self) -> str:
        """What stays the same over all days for one owner of one incident: what the other side groups by."""
        return f"keyroll-{digest(printable(self.incident), printable(self.owner))[:20]}"


@contextmanager
def sending() -> Iterator[None]:
    """Turn the errors of a request into what is known of the message. Raises NotSent, InDoubt."""
    try:
        yield
    except AnswerLost as error:
        raise InDoubt(str(error), hint=error.hint) from None
    except VendorError as error:
        raise NotSent(str(error), hint=error.hint) from None


class Channel(Protocol):
    """A way to tell owners."""

    @property
    def name(self) -> str:
        """The channel, by which what was sent over it is known."""

    def send(self, message: Message, key: str) -> str:
        """Send a message once and return the other side's word for it. ``key`` is the same on every attempt to send it.

        Raises NotSent if it surely was not sent, InDoubt if nobody knows.
        """
