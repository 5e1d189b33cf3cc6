"""Consequences of a security event token: it opens an incident, or widens the one of its stream and days."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from keyroll.clock import parse_span
from keyroll.model.incident import Incident, Widening
from keyroll.proof.evidence import acts
from keyroll.proof.evidence.log import EvidenceLog
from keyroll.security_events.streams import EVENT_AGE, Stream
from keyroll.security_events.token import Signal
from keyroll.store.ledger.signals import Received

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Followed:
    """The result of one token: the incident that it opened or widened, or none.

    ``unknown`` lists the subject's names that match no identifier of the inventory yet.
    """

    stream: str
    text: str
    incident: str = ""
    opened: bool = False
    added: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


class Following:
    """One run over tokens, under the writer's lease."""

    def __init__(
        self, log: EvidenceLog, known: Mapping[str, Stream], named: Mapping[str, tuple[str, ...]], now: datetime
    ) -> None:
        ledger = log.ledger
        self._log, self._ledger, self._streams, self._named, self._now = log, ledger, known, named, now
        self._open = {incident.name: incident for incident in ledger.incidents()}
        self._scope = {
            name: {*incident.subjects, *(each.identifier for each in ledger.widenings(name))}
            for name, incident in self._open.items()
        }

    def follow(self, received: Received, name: str, signal: Signal) -> Followed:
        """Write the incident and the signal of one token, both or neither."""
        identifiers = sorted(
            {identifier for each in signal.subjects for identifier in self._named.get(each.lower(), ())}
        )
        unknown = tuple(each for each in signal.subjects if not self._named.get(each.lower()))
        token = acts.token(received.issuer, received.jti, received.claims, received.issued_at, self._now)
        if signal.harmless:
            with self._ledger.together() as one_write:
                if one_write.put_signal(received.issuer, received.jti, received.issued_at):
                    self._log.within(one_write).act("", [token], self._now)
            return Followed(received.stream, signal.text)
        wanted = self._incident(received, signal, tuple(identifiers))
        name = name or self._name(wanted, received)
        opened = name not in self._open
        added = tuple(identifiers) if opened else tuple(each for each in identifiers if each not in self._scope[name])
        with self._ledger.together() as one_write:
            log = self._log.within(one_write)
            if opened:
                self._open[name] = replace(wanted, name=name)
                one_write.open_incident(self._open[name])
                log.opened(self._open[name])
            said = [
                acts.widened(Widening(name, each, signal.text, received.issuer, self._now))
                for each in (() if opened else added)
                if one_write.widen(name, each, reason=signal.text, person=received.issuer, at=self._now)
            ]
            if one_write.put_signal(received.issuer, received.jti, received.issued_at, name):
                said.append(token)
            log.act(name, said, self._now)
        self._scope.setdefault(name, set()).update(identifiers)
        return Followed(received.stream, signal.text, name, opened, added, unknown)

    def _incident(self, received: Received, signal: Signal, identifiers: tuple[str, ...]) -> Incident:
        stream = self._streams.get(received.stream)
        before = parse_span(stream.before if stream else EVENT_AGE)
        begins = min(signal.happened_at or signal.issued_at - before, signal.issued_at)
        first, last = (at.replace(hour=0, minute=0, second=0, microsecond=0) for at in (begins, signal.issued_at))
        until = "" if first == last else f"-to-{last:%Y-%m-%d}"
        ends = last + _DAY - timedelta(microseconds=1)
        name, by = f"{received.stream}-{first:%Y-%m-%d}{until}", f"stream {received.stream}"
        text = signal.text if signal.happened_at else f"{signal.text}; the start of the exposure is missing"
        return Incident(
            name,
            received.issuer,
            first,
            ends,
            self._now,
            by,
            source_text=text,
            confidence="signed",
            subjects=identifiers,
        )

    def _name(self, wanted: Incident, received: Received) -> str:
        """The name of the stream's incident for these days; a variant if another incident has that name."""
        there = self._open.get(wanted.name)
        same = there is None or (there.vendor, there.window_from, there.window_to) == (
            wanted.vendor,
            wanted.window_from,
            wanted.window_to,
        )
        return wanted.name if same else f"{wanted.name}-{received.claims[:8]}"
