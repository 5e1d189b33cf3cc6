"""What a provider's folder says of itself.

A folder has fixed file names. ``__init__.py`` holds ``PROVIDER`` (what the vendor issues and lets anyone list),
``survey.py`` holds ``ENDPOINTS`` (each with a pure reader), ``logs.py`` holds ``LOGS`` (native columns and a view).
Nothing here opens a file or a connection.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from typing import Literal

from keyroll.model.event import ENVELOPE
from keyroll.model.json import Json, Record, iterate, single
from keyroll.model.observation import Observation
from keyroll.model.source import Source


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of credential that a provider issues.

    ``name`` is ours, ``vendor_name`` the vendor's. ``listed_by`` names the endpoint that lists them; empty means the
    vendor lets nobody list them and they are inferred. ``handle`` is the kind of their issuer handle.
    ``in_place`` says that a rotation keeps the id and replaces the value (a password, a versioned secret).
    ``account`` marks what persons have too (an account's password, a user's SSH key): it counts as a machine
    credential only where its principal is no person.
    """

    name: str
    vendor_name: str
    handle: str
    listed_by: str = ""
    unlistable_because: str = ""
    in_place: bool = False
    account: bool = False


@dataclass(frozen=True, slots=True)
class LeastScope:
    """One permission that the live survey needs, and why."""

    scope: str
    reason: str


@dataclass(frozen=True, slots=True)
class Provider:
    """What an outside system issues, and what it lets anyone see.

    ``window`` is how long a revocation may take to reach every place that checks (the vendor's word or ours, with the
    source in the folder's docstring). ``delegates_to`` names providers whose accounts sign in here.
    ``directory`` marks a source of people.
    """

    name: str
    title: str
    kinds: tuple[Kind, ...] = ()
    scopes: tuple[LeastScope, ...] = ()
    window: timedelta = timedelta(minutes=5)
    delegates_to: tuple[str, ...] = ()
    directory: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of an endpoint, as a live fetcher or an export folder supplies it."""

    source: Source
    endpoint: str
    observed_at: datetime
    number: int
    body: Json

    @property
    def where(self) -> str:
        """Where this page is, for errors."""
        return f"{self.source} {self.endpoint} page {self.number}"

    def records(self, path: str = "") -> Iterable[Record]:
        """Yield the objects of the page's list: its body, or a field of it. Raises VendorChanged."""
        return single(self.body, self.where).records(path) if path else iterate(self.body, self.where)

    def record(self) -> Record:
        """Return the page's body as one object. Raises VendorChanged."""
        return single(self.body, self.where)


def no_more(_page: Page) -> bool:
    """Say that a page never announces another one."""
    return False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list that the vendor gives.

    ``read`` is pure. ``more`` says whether this page announces a further one: a read whose last page does is not
    complete. ``recognise`` says whether a JSON body (or the header names of a CSV) is of this endpoint.
    ``secret_bearing`` answers are never copied into raw; they are kept by reference and hash.
    """

    name: str
    path: str
    read: Callable[[Page], Iterable[Observation]]
    more: Callable[[Page], bool] = no_more
    recognise: Callable[[Json], bool] = lambda _body: False
    format: Literal["json", "csv"] = "json"
    secret_bearing: bool = False


@dataclass(frozen=True, slots=True)
class Log:
    """One log: native typed columns, the vendor's event id and time, and a view to OCSF columns.

    ``columns`` maps a native top-level field to its DuckDB type, nested ones as ``STRUCT(a VARCHAR, …)`` or ``T[]``.
    A field whose name the envelope has (``source``) is ``native_source`` in all SQL.
    Text logs give ``pattern``, an RE2 expression whose groups are the columns in order (all VARCHAR).
    ``event_id`` (empty: hash of the record) and ``happened_at`` are SQL over those columns.
    ``envelope`` names the list that wraps the records in the vendor's delivery. ``identity`` are SQL expressions
    that must not be NULL in a good record. ``keep`` is SQL: records for which it is not true are read and left out
    (the second half of a pair). ``secret_fields`` are native columns masked before anything is written.
    ``masked`` gives native columns an RE2 expression: what matches it is masked in them before anything is written.
    ``recognise`` says whether a JSON record is of this log; without it a record is judged by its share of the columns.
    ``view`` is SQL: ``SELECT … FROM native``, giving columns of model.event.COLUMNS by name; the envelope is added.
    ``absent`` says of a column of the view why no record, or which record, has no value there.
    """

    name: str
    columns: Mapping[str, str]
    happened_at: str
    view: str
    event_id: str = ""
    pattern: str = ""
    envelope: str = ""
    identity: Sequence[str] = ()
    keep: str = "true"
    secret_fields: tuple[str, ...] = ()
    absent: Mapping[str, str] = field(default_factory=dict)
    recognise: Callable[[Mapping[str, Json]], bool] | None = None
    masked: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_text(self) -> bool:
        """Whether records are lines of text rather than JSON objects."""
        return bool(self.pattern)

    @property
    def bears_secrets(self) -> bool:
        """Whether its raw files must not be copied: something in them is masked."""
        return bool(self.secret_fields or self.masked)


def native_name(column: str) -> str:
    """Return the name by which SQL knows a native column: ``native_<name>`` where the envelope has that name."""
    return f"native_{column.lower()}" if column.lower() in ENVELOPE else column


def view(package: str, name: str) -> str:
    """Return the text of ``<name>.sql`` in a provider's folder."""
    return resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
