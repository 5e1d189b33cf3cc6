"""The message of a campaign to each owner, without any secret, and whether it was sent before.

An intent is committed before a message is sent, and the outcome after. A message without an outcome may have been sent:
it is reported as such, and is not sent again on the same day.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from keyroll.clock import iso
from keyroll.errors import KeyrollError
from keyroll.model.ids import digest
from keyroll.response.channels.contract import Channel, InDoubt, Message
from keyroll.response.work import Campaign, Work
from keyroll.store.ledger.campaigns import CampaignRows, Reminder

#: The most credentials that one message names.
NAMED = 50
#: The recipient for credentials without an owner.
NOBODY = "nobody known"
#: The recipient of a test; by mail it is the recipient of messages without an address.
TESTER = "test"


class Sent(StrEnum):
    """The outcome of sending a message."""

    SENT = "sent"
    ALREADY = "sent already today"
    MAYBE = "may have been sent"
    FAILED = "not sent"
    QUIET = "waits for the end of the quiet hours"


@dataclass(frozen=True, slots=True)
class SentReminder:
    """One message and the outcome of sending it."""

    owner: str
    channel: str
    credentials: int
    sent: Sent
    said: str = ""


def messages(known: Campaign, now: datetime) -> list[Message]:
    """Return a message for each owner of an unproven credential, by owner."""
    by_owner: dict[str, list[Work]] = defaultdict(list)
    for open_work in known.left:
        by_owner[open_work.owner or NOBODY].append(open_work)
    name = known.status.incident.name
    return [
        Message(name, owner, f"{name}: {len(work)} not proven dead", _body(known, work, now), len(work))
        for owner, work in sorted(by_owner.items())
    ]


def _body(known: Campaign, work: Sequence[Work], now: datetime) -> str:
    about, ends = known.status.incident, known.terms.deadline
    lines = [f"After the breach of {about.title}, these credentials of yours are not proven dead as of {iso(now)}."]
    if ends:
        lines.append(f"Deadline: {iso(ends)}." + (" It is over." if now > ends else ""))
    for item in work[:NAMED]:
        lines += ["", f"{item.standing.item.name} ({item.standing.item.identifier})", f"  next: {item.next_act}"]
        if item.reopened:
            lines.append(f"  open again: it had been proven dead on {iso(item.reopened)}")
    if len(work) > NAMED:
        lines += ["", f"and {len(work) - NAMED} more: keyroll incident status {about.name} --json"]
    return "\n".join(lines)


def remind(rows: CampaignRows, channel: Channel, wanted: Sequence[Message], now: datetime) -> Iterator[SentReminder]:
    """Send the messages that were not sent today, one after the other; a failure does not stop the others."""
    day = f"{now:%Y-%m-%d}"
    for message in wanted:
        before = [
            each
            for each in rows.reminders(message.incident)
            if (each.owner, each.channel, each.day) == (message.owner, channel.name, day)
        ]
        last = before[-1] if before else None
        if last and last.sent is not False:
            yield SentReminder(
                message.owner, channel.name, message.credentials, Sent.ALREADY if last.sent else Sent.MAYBE, last.said
            )
            continue
        noted = Reminder(message.incident, message.owner, channel.name, day, len(before) + 1, message.body, now)
        if not rows.intend_reminder(noted):
            yield SentReminder(message.owner, channel.name, message.credentials, Sent.MAYBE)
            continue
        yield _send(rows, channel, message, noted)


def _send(rows: CampaignRows, channel: Channel, message: Message, noted: Reminder) -> SentReminder:
    try:
        said = channel.send(message, noted.id)
    except InDoubt as error:
        return SentReminder(message.owner, channel.name, message.credentials, Sent.MAYBE, str(error))
    except KeyrollError as error:
        rows.answer_reminder(replace(noted, sent=False, said=str(error)))
        return SentReminder(message.owner, channel.name, message.credentials, Sent.FAILED, str(error))
    rows.answer_reminder(replace(noted, sent=True, said=said))
    return SentReminder(message.owner, channel.name, message.credentials, Sent.SENT, said)


def held_back(channel: Channel, wanted: Sequence[Message], until: datetime) -> Iterator[SentReminder]:
    """Report each message that waits for the end of the quiet hours; nothing is sent or recorded."""
    for message in wanted:
        yield SentReminder(message.owner, channel.name, message.credentials, Sent.QUIET, f"until {iso(until)}")


def tried(channel: Channel, name: str, now: datetime) -> SentReminder:
    """Send one message that is marked as a test, under its own key; nothing is recorded."""
    body = f"This is a test of reminders about {name}, sent on {iso(now)}. No action is needed."
    message = Message(f"test {name}", TESTER, f"{name}: test of a reminder", body, 0)
    try:
        said = channel.send(message, f"test-{digest(name, channel.name, iso(now))[:20]}")
    except InDoubt as error:
        return SentReminder(TESTER, channel.name, 0, Sent.MAYBE, str(error))
    except KeyrollError as error:
        return SentReminder(TESTER, channel.name, 0, Sent.FAILED, str(error))
    return SentReminder(TESTER, channel.name, 0, Sent.SENT, said)
