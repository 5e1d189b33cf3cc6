"""What a provider's folder says of itself.

A folder has fixed file names. ``__init__.py`` holds ``PROVIDER`` (what the vendor issues and lets anyone list),
``survey.py`` holds ``ENDPOINTS`` (each with a pure reader), ``logs.py`` holds ``LOGS`` (native columns and a view),
``probe.py`` holds ``PROBES`` (how a credential is tried), ``secrets.py`` holds ``SECRETS`` (how its values look, and
which identifiers can be derived from one). ``connection.py`` holds ``CONNECTION``: how the survey is read live
(``providers/live.py``). Nothing here opens a file or a connection.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from typing import Literal

from keyroll.model.event import ENVELOPE
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record, iterate, single
from keyroll.model.observation import Observation
from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.model.source import Source
from keyroll.secret import Secret

#: Types of ``relatedCryptoMaterialProperties`` (cyclonedx.org, JSON schema 1.7) that a vendor's credential may be.
Material = Literal["credential", "password", "token", "shared-secret", "secret-key", "private-key", "other"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of credential that a provider issues.

    ``name`` is ours, ``vendor_name`` the vendor's. ``listed_by`` names the endpoint that lists them; empty means the
    vendor lets nobody list them and they are inferred. ``identifier`` is the kind of their issuer identifier,
    ``also`` are kinds of identifiers by which its issuer may name the same credential beside that: two issuer
    identifiers of one credential are ambiguous otherwise. ``in_place`` says that a rotation keeps the id and replaces
    the value (a password, a versioned secret).
    ``account`` marks what persons have too (an account's password, a user's SSH key): it counts as a machine
    credential only where its principal is no person. ``never_expires`` says that the vendor lets it live for ever,
    ``legacy_because`` why the vendor itself advises something else in its place. ``material`` is what
    CycloneDX 1.7 calls it.
    """

    name: str
    vendor_name: str
    identifier: str
    listed_by: str = ""
    unlistable_because: str = ""
    in_place: bool = False
    account: bool = False
    never_expires: bool = False
    legacy_because: str = ""
    material: Material = "credential"
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Powers:
    """What the names of a vendor's privileges say, as patterns (RE2) of the whole name, whatever its case.

    ``administers`` may change who may do what; ``lesser`` names are the vendor's own for less than that. A privilege
    of neither may allow anything. The group of a membership is named ``group:<name>``.
    """

    administers: str
    lesser: str = ""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a privilege lets its holder read: places of these kinds, in its source or in a scan of what lies there.

    ``privilege`` is a pattern (RE2) of the whole name, whatever its case; empty: any credential of the provider that
    no grant of its own narrows. ``container`` is a pattern whose group takes out of a grant's resource what the name
    of a place begins with (empty: every place of the source). ``sure`` says that the privilege alone is enough; else
    it may be.
    """

    places: tuple[str, ...]
    privilege: str = ""
    container: str = ""
    sure: bool = False


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
    ``directory`` marks a source of people. ``powers`` reads its grants; None where none are read. ``reads`` says what
    its credentials let one read; whatever no entry speaks of stores no secret of others.
    """

    name: str
    title: str
    kinds: tuple[Kind, ...] = ()
    scopes: tuple[LeastScope, ...] = ()
    window: timedelta = timedelta(minutes=5)
    delegates_to: tuple[str, ...] = ()
    directory: bool = False
    powers: Powers | None = None
    reads: tuple[Reads, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of an endpoint, as a live fetcher or an export folder supplies it.

    ``first_row`` is the number of the first row of a table that comes in parts. ``refused`` takes rows that are not
    read, or not in full, with the reason; the others are read. Where a row's credential is ``known`` for all that, the
    list is no less complete.
    """

    source: Source
    endpoint: str
    observed_at: datetime
    number: int
    body: Json
    first_row: int = 1
    refused: list[tuple[int, str, bool]] = field(default_factory=list, compare=False)

    def refuse(self, row: int, reasons: Iterable[str], *, known: bool = False) -> None:
        """Name what is not read of a row, if anything."""
        self.refused.extend((row, one, known) for one in reasons)

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
class Told:
    """Members whose texts are values in an object of which another member, ``field``, says what it is.

    ``text`` is an RE2 expression of that member's whole text, whatever its case.
    """

    field: str
    text: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """Where values of credentials stand in records; what is no value of one is not named.

    ``fields`` are members at any depth, also of JSON within a text, with all that is in them (``parent.name``: only in
    that parent). ``objects`` are members of objects that tell what they are. ``texts`` are expressions (of Python, over
    bytes), whose first group, or all that they fit, is a value.
    What a log or a list shares with all others need not be named: names that end like ``password``, ``secret`` or
    ``token``, parameters and logins of addresses, statements, headers, keys (``intake/masking``).
    """

    fields: tuple[str, ...] = ()
    objects: tuple[Told, ...] = ()
    texts: tuple[str, ...] = ()


NO_VALUES = Values()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list that the vendor gives.

    ``read`` is pure. ``more`` says whether this page announces a further one: a read whose last page does is not
    complete. ``recognise`` says whether a JSON body (or the header names of a CSV) is of this endpoint.
    ``secret_bearing`` answers are never copied into raw; they are kept by reference and hash. ``values`` says where
    values of credentials stand in them.
    """

    name: str
    path: str
    read: Callable[[Page], Iterable[Observation]]
    more: Callable[[Page], bool] = no_more
    recognise: Callable[[Json], bool] = lambda _body: False
    format: Literal["json", "csv"] = "json"
    secret_bearing: bool = False
    values: Values = NO_VALUES


@dataclass(frozen=True, slots=True)
class Log:
    """One log: native typed columns, the vendor's event id and time, and a view to OCSF columns.

    ``columns`` maps a native top-level field to its DuckDB type, nested ones as ``STRUCT(a VARCHAR, …)`` or ``T[]``.
    A field whose name the envelope has (``source``) is ``native_source`` in all SQL.
    Text logs give ``pattern``, an RE2 expression whose groups are the columns in order (all VARCHAR). Where it fits the
    lines of other programs too, which ``keep`` leaves out, ``known_line`` is an RE2 expression that fits its own only.
    ``event_id`` (empty: hash of the record) and ``happened_at`` are SQL over those columns.
    ``envelope`` names the list that wraps the records in the vendor's delivery. ``identity`` are SQL expressions
    that must not be NULL in a good record. ``keep`` is SQL: records for which it is not true are read and left out
    (the second half of a pair). ``values`` says where values of credentials stand, which are masked before anything is
    written.
    ``source_name`` gives the name of the source that a record is of (an account), empty where it does not say.
    ``recognise`` says whether a JSON record is of this log; without it a record is judged by its share of the columns.
    ``view`` is SQL: ``SELECT … FROM native``, giving columns of model.event.COLUMNS by name; the envelope is added.
    ``absent`` says of a column of the view why no record, or which record, has no value there.
    A view may take from a record's neighbours by a window (who is signed in stands in an earlier line): from those of
    the same connection or message, and from none that comes later than the record's own time.
    """

    name: str
    columns: Mapping[str, str]
    happened_at: str
    view: str
    event_id: str = ""
    pattern: str = ""
    known_line: str = ""
    envelope: str = ""
    identity: Sequence[str] = ()
    keep: str = "true"
    values: Values = NO_VALUES
    absent: Mapping[str, str] = field(default_factory=dict)
    recognise: Callable[[Mapping[str, Json]], bool] | None = None
    source_name: Callable[[Mapping[str, Json]], str] | None = None

    @property
    def is_text(self) -> bool:
        """Whether records are lines of text rather than JSON objects."""
        return bool(self.pattern)

    @property
    def looks_around(self) -> bool:
        """Whether the view of a record depends on others: then it must be given all of them."""
        return " OVER (" in self.view


@dataclass(frozen=True, slots=True)
class Logsource:
    """Which Sigma rules are about one of the folder's logs (``sigma.py`` holds ``LOGSOURCES``).

    A rule means the log where the product it names is ``product`` and the service it names is among ``services``; no
    services stand for any. A rule without a service means it by its category where that is among ``categories``, or by
    its product alone. ``aliases`` give the native path for names, or beginnings of paths, that rules use and the
    vendor's record has not; what begins with ``=`` is SQL over the native columns, which gives a text, with ``=[``
    some texts. ``only`` is SQL that says which of the log's records a service means, where the log has others too.
    """

    log: str
    product: str
    services: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Login:
    """A value to be tried, as whom, and the mark under which the provider's log is to show the try."""

    who: str
    value: Secret
    mark: str


@dataclass(frozen=True, slots=True)
class Answer:
    """How a try ended; ``said`` is a code of the provider, never its free text."""

    outcome: Outcome
    identity: str = ""
    said: str = ""


#: Ours, where a provider names no other: a small part of what a database server takes in a second.
PACE = Limit(200, timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Probe:
    """How a kind of credential is tried.

    ``place`` reads an address as people write it (raises UsageError); ``who`` takes the account's name from the value
    of the credential's identifier. ``attempt`` makes one try over a fresh connection with the read-only act ``verb``
    and reads back who one is; it raises nothing: what it cannot place is ambiguous. ``never_issued`` makes a random
    value of the same shape as a given one.
    ``sessions`` looks, signed in with the new value, for sessions of an account that are older than a time, or for
    any where the new value signs in as somebody else; where no session outlives its credential
    ``no_sessions_because`` says why. ``derives`` names what can be minted with it and outlives it (empty: nothing),
    ``derived_life`` the longest life of that. ``lockout`` is how many failures within a time lock an account,
    ``rate`` how many tries of one value the provider takes, ``pace`` how many of all values one place takes.
    """

    kind: str
    verb: str
    place: Callable[[str], Plane]
    attempt: Callable[[Plane, Login], Answer]
    never_issued: Callable[[Secret], Secret]
    who: Callable[[str], str] = lambda name: name
    sessions: Callable[[Plane, Login, str, timedelta], Answer] | None = None
    no_sessions_because: str = ""
    derives: str = ""
    derived_life: timedelta | None = None
    lockout: Limit | None = None
    rate: Limit | None = None
    pace: Limit = PACE


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule for the scanner, for what it does not know by itself.

    ``pattern`` is a regular expression in what Rust's regex and Python's re have in common (no look-around); its
    first group is the text that is handed on, labels that prove the kind included. ``entropy`` is the least Shannon
    entropy of that text, in bits a character.
    """

    name: str
    pattern: str
    entropy: float = 0.0


@dataclass(frozen=True, slots=True, repr=False)
class Met:
    """What a rule of the scanner met: the text, and by name what it found with it. It holds a secret: no repr."""

    rule: str
    text: str
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Derived:
    """The secret value within a met text, and every identifier that can be derived from it. No repr.

    ``kind`` replaces the kind of the ``SecretKind`` where the value itself says more. ``searched`` is a text by which
    the value can be found again in a document, where the value is not there as it stands (a key without its line ends).
    """

    value: str
    identifiers: tuple[Identifier, ...] = ()
    kind: str = ""
    searched: str = ""


def as_it_is(met: Met) -> Derived | None:
    """Take the whole text as the value, from which nothing can be derived."""
    return Derived(met.text)


@dataclass(frozen=True, slots=True)
class SecretKind:
    """How one kind of secret is met: by which rules of the scanner and by which shapes of our own.

    ``derive`` is pure; it returns None where the text is none of this kind after all (a checksum does not fit, a
    vendor's example). ``provider`` names the vendor where it has no folder of its own. ``generic`` kinds give way to
    any other that is met at the same place.
    """

    kind: str
    rules: tuple[str, ...] = ()
    derive: Callable[[Met], Derived | None] = as_it_is
    shapes: tuple[Shape, ...] = ()
    provider: str = ""
    generic: bool = False


def native_name(column: str) -> str:
    """Return the name by which SQL knows a native column: ``native_<name>`` where the envelope has that name."""
    return f"native_{column.lower()}" if column.lower() in ENVELOPE else column


def view(package: str, name: str) -> str:
    """Return the text of ``<name>.sql`` in a provider's folder."""
    return resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
