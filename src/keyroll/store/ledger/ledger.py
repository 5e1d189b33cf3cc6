"""The ledger's interface for other packages: small methods, each its own transaction unless they are combined."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Self

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Table, case, func, or_, select, update

from keyroll.clock import Clock
from keyroll.errors import UsageError
from keyroll.model.incident import ClosingPolicy, Incident, Item, Verdict, VerdictKind, Widening, Word
from keyroll.model.probe import Attempt, NextAttempt, ProbeTarget
from keyroll.model.quarantine import Quarantined, in_order
from keyroll.secret import Secret
from keyroll.store.ledger import evidence, mapping, masked, probes, tables
from keyroll.store.ledger.engine import open_engine, read, sqlite_url, write
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.lease import WRITER, Lease, hold
from keyroll.store.ledger.migrations import migrate
from keyroll.store.ledger.rows import Alias, Chain, Leaf, MaskedFile, RawRow, Stamp, TreeHead
from keyroll.store.ledger.seals import Seals, check, option
from keyroll.store.ledger.shared import SharedCommits

#: Of two verdicts with the same time, the less safe one counts.
_WORST_LAST = {VerdictKind.DEAD: 0, VerdictKind.UNKNOWN: 1, VerdictKind.REVOKING: 2, VerdictKind.LIVE: 3}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A home's ledger. Every write adds only new rows, so that a rerun changes nothing.

    With a ``lease`` (see :meth:`under`) no write commits after another process took over. ``shared``: threads that
    write at once share their commits.
    """

    engine: Engine
    clock: Clock
    lease: Lease | None = None
    shared: SharedCommits | None = None
    _together: Connection | None = field(default=None, repr=False)

    @classmethod
    def open(cls, where: str | Path, clock: Clock, *, key: Callable[[], Secret] | None = None) -> Self:
        """Open a ledger, creating or upgrading it; ``key`` seals its rows.

        Raises ConfigError, HomeTooNew, HomeTooOld, Busy.
        """
        address = str(where)
        engine = open_engine(address if "://" in address else sqlite_url(Path(where)))
        migrate(engine)
        return cls(engine.execution_options(**option(Seals(key))), clock)

    def close(self) -> None:
        """Close the idle connections; the ledger opens new ones on its next use."""
        self.engine.dispose()

    @contextmanager
    def hold(self, holder: str, *, seconds: float = 60) -> Iterator[Self]:
        """Hold the home's writer lease and provide the ledger that writes under it. Raises Busy.

        The lease uses the machine's clock: a home with a fixed clock is also written by running processes.
        """
        with hold(self.engine, WRITER, holder=holder, seconds=seconds) as lease:
            yield self.under(lease)

    def under(self, lease: Lease) -> Self:
        """Return this ledger with every write guarded by the lease."""
        return replace(self, lease=lease)

    @contextmanager
    def together(self) -> Iterator[Self]:
        """Provide a ledger whose writes and reads are one transaction: all of the block, or nothing of it."""
        with self.writing() as connection:
            yield replace(self, _together=connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Provide a connection in a write transaction under the lease, for modules of the store. Raises LeaseLost."""
        if self._together is not None:
            yield self._together
            return
        with self.shared.writing() if self.shared else write(self.engine) as connection:
            if self.lease is not None:
                self.lease.guard(connection)
            yield connection

    def _add(self, table: Table, rows: Iterable[dict[str, object]]) -> int:
        with self.writing() as connection:
            return insert_new(connection, table, rows)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Provide a connection that reads, for the store's own modules."""
        if self._together is not None:
            yield self._together
            return
        with read(self.engine) as connection:
            yield connection

    def _rows(self, table: Table, *where: ColumnElement[bool]) -> list[RowMapping]:
        with self.reading() as connection:
            rows = list(connection.execute(select(*_facts(table)).where(*where)).mappings())
            return [check(connection, table, row) for row in rows]

    def quarantine(self, rows: Iterable[Quarantined]) -> int:
        """Quarantine bad input; return how many rows are new."""
        now = self.clock.now()
        return self._add(tables.quarantine, (mapping.quarantined_row(row, now) for row in rows))

    def quarantined(self, source: str = "", log_or_endpoint: str = "") -> tuple[Quarantined, ...]:
        """Return the quarantined input, of one source or log if given, by source, log, file and place."""
        table = tables.quarantine
        found = self._rows(table, *_narrowed(table, source=source, log_or_endpoint=log_or_endpoint))
        return in_order(mapping.quarantined_of(row) for row in found)

    def quarantine_counts(self) -> dict[tuple[str, str], int]:
        """Return the number of quarantined rows by source and log or endpoint."""
        table = tables.quarantine
        by = (table.c.source, table.c.log_or_endpoint)
        with self.reading() as connection:
            counted = connection.execute(select(*by, func.count()).group_by(*by)).all()
        return {(source, log): count for source, log, count in sorted(counted, key=lambda row: (row[0], row[1]))}

    def remember_raw(self, raw: RawRow, kinds: Mapping[str, int] = MappingProxyType({})) -> bool:
        """Record where a raw file is, and how many values of each kind were masked; return whether it is new here."""
        with self.writing() as connection:
            masked.note(connection, raw.sha256, kinds)
            return insert_new(connection, tables.raws, [mapping.raw_row(raw, self.clock.now())]) == 1

    def masked_files(self) -> list[MaskedFile]:
        """Return the raw files in which values were masked, each with the number by kind, by name."""
        with self.reading() as connection:
            return masked.noted(connection)

    def raw(self, sha256: str) -> RawRow | None:
        """Return the raw file with a hash, or None if there is no such file."""
        found = self._rows(tables.raws, tables.raws.c.sha256 == sha256)
        return mapping.raw_of(found[0]) if found else None

    def add_alias(self, old: str, new: str, cause: str) -> bool:
        """Record that the credential ``old`` is now known as ``new``; return whether that is new."""
        if old == new:
            raise ValueError("a credential cannot be an alias of itself")
        table = tables.aliases
        with self.writing() as connection:
            query = select(func.count(), func.count(table.c.undone_at)).where(table.c.old == old, table.c.new == new)
            noted, undone = connection.execute(query).one()
            if noted > undone:
                return False
            row: dict[str, object] = {"old": old, "new": new, "turn": noted + 1, "cause": cause}
            row |= {"recorded_at": self.clock.now(), "undone_at": None, "undone_because": None}
            return insert_new(connection, table, [row]) == 1

    def undo_alias(self, old: str, new: str, cause: str = "") -> bool:
        """End a current alias; its row stays. Return whether there was one."""
        table = tables.aliases
        standing = table.c.old == old, table.c.new == new, table.c.undone_at.is_(None)
        ended = {"undone_at": self.clock.now(), "undone_because": cause or None}
        with self.writing() as connection:
            return connection.execute(update(table).where(*standing).values(ended)).rowcount == 1

    def aliases(self, at: datetime | None = None) -> tuple[Alias, ...]:
        """Return the current aliases, or those that were recorded as current at a time."""
        table = tables.aliases
        if at is None:
            return mapping.aliases_of(self._rows(table, table.c.undone_at.is_(None)))
        ended = or_(table.c.undone_at.is_(None), table.c.undone_at > at)
        return mapping.aliases_of(self._rows(table, table.c.recorded_at <= at, ended))

    def open_incident(self, incident: Incident) -> bool:
        """Open an incident; return whether it is new. Raises UsageError if a different incident has the name."""
        with self.together() as ledger:
            if ledger._add(tables.incidents, [mapping.incident_row(incident)]):
                return True
            there = ledger.incident(incident.name)
        if replace(there, opened_at=incident.opened_at, opened_by=incident.opened_by) != incident:
            raise UsageError(
                f"an incident {incident.name!r} is open already, with another vendor, window or policy",
                hint="choose another name, or widen the scope of that incident",
            )
        return False

    def set_policy(self, name: str, policy: ClosingPolicy) -> None:
        """Set the policy that closes the items of an incident; it counts only with the statement that records it."""
        with self.writing() as connection:
            connection.execute(update(tables.incidents).where(tables.incidents.c.name == name).values(policy=policy))

    def incident(self, name: str) -> Incident:
        """Return an incident. Raises UsageError, with the names of the existing ones."""
        for one in (every := self.incidents()):
            if one.name == name:
                return one
        there = ", ".join(one.name for one in every) or "none yet"
        raise UsageError(
            f"there is no incident {name!r}", hint=f"open it with keyroll incident open {name} …; known: {there}"
        )

    def incidents(self) -> tuple[Incident, ...]:
        """Return all incidents, oldest first."""
        found = (mapping.incident_of(row) for row in self._rows(tables.incidents))
        return tuple(sorted(found, key=lambda one: (one.opened_at, one.name)))

    def widen(self, name: str, identifier: str, *, reason: str, person: str, at: datetime | None = None) -> bool:
        """Add an identifier to an incident's scope for a person; return whether that is new. Raises UsageError."""
        widening = Widening(name, identifier, reason, person, at or self.clock.now())
        return self._add_to(name, tables.incident_scope, [mapping.widening_row(widening)]) == 1

    def widenings(self, name: str) -> tuple[Widening, ...]:
        """Return the identifiers that people added to an incident's scope, oldest first."""
        found = (mapping.widening_of(row) for row in self._rows(*_of(tables.incident_scope, name)))
        return tuple(sorted(found, key=lambda one: (one.added_at, one.identifier, one.person, one.reason)))

    def put_items(self, name: str, items: Iterable[Item]) -> int:
        """Add exposed credentials to an incident; existing items stay unchanged. Raises UsageError."""
        return self._add_to(name, tables.items, (mapping.item_row(replace(one, incident=name)) for one in items))

    def items(self, name: str) -> tuple[Item, ...]:
        """Return the exposed credentials of an incident, by identifier."""
        found = (mapping.item_of(row) for row in self._rows(*_of(tables.items, name)))
        return tuple(sorted(found, key=lambda one: one.identifier))

    def _add_to(self, name: str, table: Table, rows: Iterable[dict[str, object]]) -> int:
        with self.together() as ledger:
            ledger.incident(name)
            return ledger._add(table, rows)

    def signalled(self, issuer: str, jti: str) -> bool:
        """Return whether a security event token was received before."""
        return bool(self._rows(tables.signals, tables.signals.c.issuer == issuer, tables.signals.c.jti == jti))

    def signals(self, incident: str) -> tuple[tuple[str, str], ...]:
        """Return issuer and id of the tokens that opened an incident. Raises EvidenceRefused."""
        return tuple((row["issuer"], row["jti"]) for row in self._rows(*_of(tables.signals, incident)))

    def put_signal(self, issuer: str, jti: str, issued_at: datetime, incident: str = "") -> bool:
        """Record which incident, if any, a security event token opened; return whether that is new."""
        row: dict[str, object] = {"issuer": issuer, "jti": jti, "issued_at": issued_at, "incident": incident or None}
        return self._add(tables.signals, [row | {"recorded_at": self.clock.now()}]) == 1

    def put_verdicts(self, rows: Iterable[Verdict]) -> int:
        """Record verdicts; return how many are new. Raises UsageError for an unknown incident."""
        rows, now = list(rows), self.clock.now()
        with self.together() as ledger:
            for name in sorted({row.incident for row in rows}):
                ledger.incident(name)
            return ledger._add(tables.verdicts, (mapping.verdict_row(row, now) for row in rows))

    def verdicts(self, name: str, *, known_at: datetime | None = None) -> dict[str, Verdict]:
        """Return the latest verdict of each identifier of an incident, as recorded by ``known_at``.

        Of two verdicts with the same time, the less safe one counts.
        """
        table = tables.verdicts
        where = [table.c.incident == name]
        if known_at is not None:
            where.append(table.c.recorded_at <= known_at)
        severity = case({str(kind): rank for kind, rank in _WORST_LAST.items()}, value=table.c.verdict)
        order = (table.c.decided_at.desc(), severity.desc(), table.c.recorded_at.desc(), table.c.id.desc())
        place = func.row_number().over(partition_by=table.c.identifier, order_by=order).label("place")
        ranked = select(table, place).where(*where).subquery()
        query = select(*(ranked.c[column.name] for column in _facts(table))).where(ranked.c.place == 1)
        with self.reading() as connection:
            found = [mapping.verdict_of(row) for row in connection.execute(query).mappings()]
        return {one.identifier: one for one in sorted(found, key=lambda one: one.identifier)}

    def verdict_history(self, name: str, identifier: str) -> tuple[Verdict, ...]:
        """Return every verdict about an identifier in an incident, the latest last."""
        return self._histories(name, tables.verdicts.c.identifier == identifier).get(identifier, ())

    def verdict_histories(self, name: str) -> dict[str, tuple[Verdict, ...]]:
        """Return every verdict of an incident by identifier, the latest last."""
        return self._histories(name)

    def _histories(self, name: str, *where: ColumnElement[bool]) -> dict[str, tuple[Verdict, ...]]:
        found = map(mapping.verdict_of, self._rows(tables.verdicts, tables.verdicts.c.incident == name, *where))
        by_identifier: dict[str, list[Verdict]] = {}
        for one in sorted(
            found, key=lambda one: (one.decided_at, _WORST_LAST[one.verdict], one.recorded_at or one.decided_at, one.id)
        ):
            by_identifier.setdefault(one.identifier, []).append(one)
        return {identifier: tuple(history) for identifier, history in by_identifier.items()}

    def put_answer(self, word: Word) -> bool:
        """Record a person's statement about an identifier; return whether it is new. It closes nothing."""
        return self._add(tables.answers, [mapping.word_row(word, self.clock.now())]) == 1

    def answers(self, about: str = "") -> tuple[Word, ...]:
        """Return people's statements, about one identifier if given, oldest first."""
        found = (mapping.word_of(row) for row in self._rows(tables.answers, *_narrowed(tables.answers, about=about)))
        return tuple(sorted(found, key=lambda one: (one.said_at, one.about, one.question, one.person, one.id)))

    def intend(self, attempt: Attempt) -> bool:
        """Commit the intent of an attempt; return whether it is new."""
        with self.writing() as connection:
            return probes.intend(connection, attempt)

    def answered(self, attempt: Attempt) -> bool:
        """Commit the outcome of an attempt; return whether that is new."""
        with self.writing() as connection:
            return probes.answered(connection, attempt)

    def attempts(self, incident: str, identifier: str = "") -> tuple[Attempt, ...]:
        """Return the attempts of an incident, or of one credential of it, oldest first."""
        with self.reading() as connection:
            return probes.attempts(connection, incident, identifier)

    def put_target(self, target: ProbeTarget) -> bool:
        """Record where a credential is probed; return whether that is new. Raises UsageError."""
        with self.together() as ledger, ledger.writing() as connection:
            ledger.incident(target.incident)
            return probes.add_target(connection, target, self.clock.now())

    def targets(self, incident: str) -> tuple[ProbeTarget, ...]:
        """Return where credentials of an incident are probed, the latest entry last."""
        with self.reading() as connection:
            return probes.targets(connection, incident)

    def put_next_attempts(self, attempts: Iterable[NextAttempt]) -> int:
        """Record when attempts are due; return how many of them are new."""
        with self.writing() as connection:
            return probes.add_next(connection, attempts, self.clock.now())

    def next_attempts(self, incident: str) -> dict[str, NextAttempt]:
        """Return the due attempt of each credential of an incident."""
        with self.reading() as connection:
            return probes.next_attempts(connection, incident)

    def evidence_size(self) -> int:
        """Return the number of statements in the log."""
        with self.reading() as connection:
            return evidence.size(connection)

    def append_evidence(self, leaves: Sequence[Leaf]) -> None:
        """Append statements to the log. Raises ValueError if they do not continue it."""
        with self.writing() as connection:
            evidence.append(connection, leaves)

    def evidence(self, start: int, end: int, chain: str = "") -> tuple[tuple[int, str], ...]:
        """Return number and envelope of statements in order; with ``chain`` only those of that chain."""
        with self.reading() as connection:
            return evidence.statements(connection, start, end, chain)

    def tree_hashes(self, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Return the hashes of subtrees, each keyed by its level and the leaf that completes it."""
        with self.reading() as connection:
            return evidence.hashes(connection, places)

    def put_tree_head(self, head: TreeHead, chains: Sequence[Chain]) -> None:
        """Add a signed head, and the chains that it signs. Raises ValueError if it does not follow the last one."""
        with self.writing() as connection:
            evidence.add_head(connection, head)
            evidence.put_chains(connection, chains)

    def tree_heads(self, last: int = 2) -> tuple[TreeHead, ...]:
        """Return the newest signed heads, the newest first."""
        with self.reading() as connection:
            return evidence.heads(connection, last)

    def chains(self) -> tuple[Chain, ...]:
        """Return the chains as of the newest head, in their order."""
        with self.reading() as connection:
            return evidence.chains(connection)

    def put_stamp(self, stamp: Stamp) -> bool:
        """Keep a time stamp of a head; return whether it is new."""
        return self._add(tables.head_stamps, [asdict(stamp)]) == 1

    def stamps(self, head: str) -> tuple[Stamp, ...]:
        """Return the time stamps of a head, by authority."""
        return tuple(sorted(Stamp(**row) for row in self._rows(tables.head_stamps, tables.head_stamps.c.head == head)))

    def put_evidence_key(self, keyid: str, public: str) -> bool:
        """Keep a public key that signs evidence."""
        return self._add(tables.evidence_keys, [{"keyid": keyid, "public": public}]) == 1

    def evidence_keys(self) -> dict[str, str]:
        """Return every public key that signed evidence, by its id. Raises EvidenceRefused."""
        return {row["keyid"]: row["public"] for row in self._rows(tables.evidence_keys)}


def _facts(table: Table) -> list[ColumnElement[object]]:
    # An id follows from the other columns.
    return [column for column in table.columns if column.name != "id"]


def _of(table: Table, incident: str) -> tuple[Table, ColumnElement[bool]]:
    return table, table.c.incident == incident


def _narrowed(table: Table, **wanted: str) -> list[ColumnElement[bool]]:
    return [table.c[name] == value for name, value in wanted.items() if value]
