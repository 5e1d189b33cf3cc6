"""The facade: channels of notifications by name, and scheduled reports.

A person on the host writes both into ``notifications.toml`` of the home. A channel resolves references to secrets on
the host. A user of the console must not choose the references or the recipients.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from pathlib import Path
from typing import Final

from keyroll import plugins
from keyroll.api._home import Service
from keyroll.api.reporting import Reports
from keyroll.clock import iso, parse_span
from keyroll.config import toml
from keyroll.errors import ConfigError, KeyrollError, UsageError
from keyroll.report.document import Document
from keyroll.report.plain import lines
from keyroll.report.renderer import RENDERERS, Renderer
from keyroll.response.channels.contract import Attachment, Channel, InDoubt, Message, NotSent
from keyroll.response.channels.wanted import ReminderChannels
from keyroll.response.reminders import Sent, SentReminder, tried
from keyroll.store.ledger.console import ConsoleRows

__all__ = ["FILE", "REPORT", "Notifications", "ReportSchedule", "SentReminder"]

FILE: Final = "notifications.toml"
#: The kind of job that makes and sends a report.
REPORT: Final = "report"
#: The most lines of a report in a message; the file has all lines.
_SHOWN: Final = 30
_CHANNEL: Final = tuple(one.name for one in fields(ReminderChannels))
#: The records of each message of a report: the intent, and the outcome.
_SENT, _BEGUN, _DONE, _FAILED = "sent report", "begin", "sent", "not sent"
_SUFFIX: Final = {"markdown": "md"}


@dataclass(frozen=True, slots=True)
class ReportSchedule:
    """A report that is made at an interval, kept as a file in ``reports/`` of the home, and sent over a channel."""

    name: str
    report: str
    subject: str
    form: str
    every: timedelta
    to: str


@dataclass(frozen=True, slots=True)
class Notifications(Service):
    """Channels and schedules of a home."""

    def channels(self) -> dict[str, ReminderChannels]:
        """Return the channels by name. Raises ConfigError that names the fault."""
        found = {}
        for name, table in self._tables("channel").items():
            _only(f"{FILE}: [channel.{name}]", table, _CHANNEL)
            found[name] = ReminderChannels.read(table)
        return found

    def schedules(self) -> dict[str, ReportSchedule]:
        """Return the schedules by name. Raises ConfigError that names the fault."""
        return {name: self._schedule(name, table) for name, table in self._tables("report").items()}

    def test(self, name: str) -> list[SentReminder]:
        """Send a test over a channel, also in its quiet hours. Raises UsageError, ConfigError, SecretUnavailable."""
        return [tried(channel, name, self.now()) for channel in self._channel(name).channels()]

    def send(self, name: str) -> list[SentReminder]:
        """Make the report of a schedule, store it as a file, and send it over each channel once a day.

        Raises UsageError, NothingToDo, ConfigError, and NotSent if it certainly was not sent over one of them.
        """
        one, day = self.schedules()[name], f"{self.now():%Y-%m-%d}"
        document = Reports(self.home).document(one.report, one.subject)
        form = plugins.one(RENDERERS, one.form, "RENDERER", Renderer)
        if form is None:
            raise UsageError(f"there is no form {one.form!r}", hint=f"known: {', '.join(plugins.names(RENDERERS))}")
        file = f"{name}-{day}.{_SUFFIX.get(one.form, one.form)}"
        content = form.render(document)
        _write(self.home.path / "reports" / file, content)
        if not one.to:
            return []
        message = Message(
            f"report {name}", "", f"{one.report}: {day}", _body(document, file), 0, (Attachment(file, content),)
        )
        channels = self._channel(one.to).channels()
        sent = [self._sent(channel, message, f"report-{name}-{day}") for channel in channels]
        if failed := [f"{each.channel}: {each.said}" for each in sent if each.sent is Sent.FAILED]:
            raise NotSent("; ".join(failed), hint="keyroll sends it again later")
        return sent

    def _sent(self, channel: Channel, message: Message, key: str) -> SentReminder:
        """Send a message that has no intent yet: a message with an intent and no outcome may have been sent."""
        rows, about = ConsoleRows(self.home.ledger), f"{key} {channel.name}"
        before = rows.of(_SENT).get(about, ())
        if before and before[-1].verb != _FAILED:
            return SentReminder("", channel.name, 0, Sent.ALREADY if before[-1].verb == _DONE else Sent.MAYBE)
        self._note(rows, about, _BEGUN)
        try:
            said = channel.send(message, key)
        except InDoubt as error:
            return SentReminder("", channel.name, 0, Sent.MAYBE, str(error))
        except KeyrollError as error:
            self._note(rows, about, _FAILED, str(error))
            return SentReminder("", channel.name, 0, Sent.FAILED, str(error))
        self._note(rows, about, _DONE, said)
        return SentReminder("", channel.name, 0, Sent.SENT, said)

    def _note(self, rows: ConsoleRows, about: str, verb: str, said: str = "") -> None:
        rows.add(_SENT, about, verb, given={}, because=said, person="keyroll", at=self.now())

    def quiet_until(self, name: str) -> str:
        """Return when the current quiet hours of a schedule's channel end; empty outside quiet hours."""
        to = self.schedules()[name].to
        until = self._channel(to).quiet_until(self.now()) if to else None
        return iso(until) if until else ""

    def _channel(self, name: str) -> ReminderChannels:
        channels = self.channels()
        if name not in channels:
            known = ", ".join(channels) or "none yet"
            raise UsageError(f"there is no channel {name!r}", hint=f"known: {known}; they stand in {FILE}")
        return channels[name]

    def _schedule(self, name: str, table: Mapping[str, object]) -> ReportSchedule:
        place = f"{FILE}: [report.{name}]"
        _only(place, table, ("report", "subject", "form", "every", "to"))
        said = {key: str(value) for key, value in table.items()}
        if not (name.isascii() and name.replace("-", "").isalnum()):
            raise ConfigError(f"{place} is not a name of a file", hint="use letters, digits and hyphens")
        if "report" not in said:
            raise ConfigError(f"{place} names no report", hint='write: report = "executive"')
        every = parse_span(said.get("every", "7d"))
        if every < timedelta(hours=1):
            raise ConfigError(f"{place}: every is too short", hint="make a report once an hour at most")
        return ReportSchedule(
            name, said["report"], said.get("subject", ""), said.get("form", "html"), every, said.get("to", "")
        )

    def _tables(self, kind: str) -> dict[str, Mapping[str, object]]:
        path = self.home.path / FILE
        found = toml(path)
        _only(FILE, found, ("channel", "report"))
        tables = found.get(kind, {})
        if not isinstance(tables, dict) or not all(isinstance(one, dict) for one in tables.values()):
            raise ConfigError(f"{path}: [{kind}] needs one table a name", hint=f"write: [{kind}.NAME]")
        return dict(sorted(tables.items()))


def _only(place: str, table: Mapping[str, object], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise ConfigError(f"{place}: there is no setting {key!r}", hint=f"known: {', '.join(known)}")


def _body(document: Document, file: str) -> str:
    shown = [text for text, _ in lines(document)]
    more = f"\n… all of it: reports/{file} of the home" if len(shown) > _SHOWN else ""
    return "\n".join(shown[:_SHOWN]) + more


def _write(path: Path, content: bytes) -> None:
    """Write a file for its owner only, whole or not at all."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)
