"""The records of the four lists, in people's form and in the form of the computation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Upper ends of the age bands, in days; a last band is older, and one more is for unknown age.
BANDS = (90, 365, 1095)
ISSUER, LOGS, COPIES, REGISTER = range(4)


class ListScope(NamedTuple):
    """The content of one possible listing: a kind of credential at one source of a provider."""

    provider: str
    source: str
    kind: str


@dataclass(frozen=True, slots=True, order=True)
class ListRecord:
    """One record: the lists that it is on, and the answers of people about it.

    ``surveyed`` says that the issuer's list of its scope was read to the end, ``has_logs`` that a log shows its scope.
    ``real`` is a person's answer (is it alive, and the organisation's own?). ``audit`` names the audited place in which
    it was found. ``ended`` marks a record on other lists whose issuer says that it is gone or off.
    """

    id: str
    provider: str
    source: str
    kind: str
    age_days: float | None
    surveyed: bool
    has_logs: bool
    issuer: bool
    logs: bool
    copies: bool
    register: bool
    real: bool | None = None
    audit: str = ""
    #: Not printed, and so not in the seed: lists from elsewhere have no such column.
    ended: bool = field(default=False, repr=False)

    @property
    def scope(self) -> ListScope:
        """Its scope."""
        return ListScope(self.provider, self.source, self.kind)


@dataclass(frozen=True)
class Lists:
    """Records in columns, in the order of their ids: the result does not depend on the order of the rows.

    ``scope`` and ``place`` are positions in ``scopes`` and among the audited places (-1: none); ``on`` has a column for
    each list; ``real`` is 1, 0 (also for ended records) or -1 (no answer). A scope counts as surveyed, and as logged,
    if all its rows say so; ``mixed`` names the others.
    """

    records: tuple[ListRecord, ...]
    scopes: tuple[ListScope, ...]
    scope: Ints
    on: Bools
    band: Ints
    real: Ints
    ended: Bools
    place: Ints
    scope_surveyed: Bools
    scope_logs: Bools
    mixed: tuple[ListScope, ...]

    @classmethod
    def of(cls, records: Iterable[ListRecord]) -> "Lists":
        """Return the columns of records. Each id must occur once."""
        rows = tuple(sorted(records, key=lambda record: record.id))
        scopes = tuple(sorted({row.scope for row in rows}))
        where = {scope: place for place, scope in enumerate(scopes)}
        places = {name: place for place, name in enumerate(sorted({row.audit for row in rows} - {""}))}
        said: dict[ListScope, set[tuple[bool, bool]]] = {}
        for row in rows:
            said.setdefault(row.scope, set()).add((row.surveyed, row.has_logs))
        on = [(row.issuer, row.logs, row.copies, row.register) for row in rows]
        return cls(
            rows,
            scopes,
            np.array([where[row.scope] for row in rows], dtype=np.int64),
            np.array(on, dtype=bool).reshape(-1, 4),
            np.array([_band(row.age_days) for row in rows], dtype=np.int64),
            np.array([0 if row.ended else -1 if row.real is None else int(row.real) for row in rows], dtype=np.int64),
            np.array([row.ended for row in rows], dtype=bool),
            np.array([places.get(row.audit, -1) for row in rows], dtype=np.int64),
            np.array([all(surveyed for surveyed, _ in said[scope]) for scope in scopes], dtype=bool),
            np.array([all(logs for _, logs in said[scope]) for scope in scopes], dtype=bool),
            tuple(scope for scope in scopes if len(said[scope]) > 1),
        )

    @cached_property
    def surveyed(self) -> Bools:
        """Whether each record's scope was read to the end."""
        return self.scope_surveyed[self.scope]

    @cached_property
    def seen(self) -> Bools:
        """Whether logs, copies or the register have each record."""
        several: Bools = self.on[:, LOGS:].sum(axis=1) > 0
        return several

    @cached_property
    def several(self) -> Bools:
        """Whether two or three of logs, copies and register have each record."""
        several: Bools = self.on[:, LOGS:].sum(axis=1) > 1
        return several

    @cached_property
    def provider(self) -> Ints:
        """The position of each scope's source among all sources: scopes of one source resemble each other."""
        names = [(scope.provider, scope.source) for scope in self.scopes]
        order = {name: place for place, name in enumerate(sorted(set(names)))}
        return np.array([order[name] for name in names], dtype=np.int64)

    @cached_property
    def kind(self) -> Ints:
        """The position of each scope's kind among all kinds."""
        order = {name: place for place, name in enumerate(sorted({scope.kind for scope in self.scopes}))}
        return np.array([order[scope.kind] for scope in self.scopes], dtype=np.int64)

    def chance(self) -> np.random.Generator:
        """Return the random generator: its seed depends only on the content of the records."""
        text = "\n".join(repr(record) for record in self.records)
        return np.random.default_rng(int.from_bytes(sha256(text.encode()).digest()[:8]))

    def per_scope(self, which: Bools) -> Ints:
        """Return the number of chosen records in each scope."""
        return np.bincount(self.scope[which], minlength=len(self.scopes)).astype(np.int64)


def _band(age: float | None) -> int:
    return len(BANDS) + 1 if age is None else int(np.digitize(age, BANDS))
