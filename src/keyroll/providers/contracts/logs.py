"""The logs of a provider: ``LOGS`` in its ``logs.py``, native columns and a view."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

from keyroll.model.event import ENVELOPE
from keyroll.model.json import Json
from keyroll.providers.contracts.values import NO_VALUES, Values


@dataclass(frozen=True, slots=True)
class LogTable:
    """A log as a table with a header, as an administrator's page exports it.

    ``titles`` must all be present. ``record`` converts the non-blank cells of a row to the record of the API.
    ``values`` are columns whose cells are masked as a whole.
    """

    titles: frozenset[str]
    record: Callable[[Mapping[str, str]], Mapping[str, Json]]
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Log:
    """One log: native typed columns, the vendor's event id and time, and a view to OCSF columns.

    ``columns`` maps a native top-level field to its DuckDB type, nested ones as ``STRUCT(a VARCHAR, …)`` or ``T[]``. A
    field whose name the envelope has (``source``) is ``native_source`` in all SQL. Text logs give ``pattern``, an RE2
    expression whose groups are the columns in order (all VARCHAR). If it also matches lines of other programs, ``keep``
    leaves these out, and ``known_line`` is an RE2 expression that matches only lines of this log. ``event_id`` (empty:
    hash of the record) and ``happened_at`` are SQL over those columns. ``envelope`` names the list that wraps the
    records in the vendor's delivery. ``identity`` are SQL expressions that must not be NULL in a good record. ``keep``
    is SQL: records for which it is not true are read and left out (the second half of a pair). ``values`` names the
    fields with values of credentials. They are masked before anything is written. ``source_name`` gives the name of the
    source (an account) that a record names, empty if it names none. ``recognise`` returns whether a JSON record is of
    this log; without it, the share of present columns decides. ``family`` names logs whose records come in one file;
    ``unwrap`` returns this log's record from one that wraps it. ``table`` is the form of the log as a table with a
    header, if the vendor exports one. ``continued`` is how a record of a text log continues in the next lines: they
    begin with a tab, or a quote is open. ``view`` is SQL: ``SELECT … FROM native``, giving columns of
    model.event.COLUMNS by name. The envelope is added. ``absent`` says about a column of the view why no record, or
    which record, has no value there. A view may read earlier records of the same connection or message with a window
    (an earlier line names the account that signed in). It must not read later ones.
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
    family: str = ""
    unwrap: Callable[[Mapping[str, Json]], Mapping[str, Json] | None] | None = None
    continued: Literal["", "tab", "quote"] = ""
    table: LogTable | None = None

    @property
    def is_text(self) -> bool:
        """Return whether records are lines of text rather than JSON objects."""
        return bool(self.pattern)

    @property
    def looks_around(self) -> bool:
        """Return whether the view of a record depends on other records: then it needs all of them."""
        return " OVER (" in self.view


def native_name(column: str) -> str:
    """Return the SQL name of a native column: ``native_<name>`` if the envelope has that name."""
    return f"native_{column.lower()}" if column.lower() in ENVELOPE else column


def view(package: str, name: str) -> str:
    """Return the text of ``<name>.sql`` in a provider's folder."""
    return resources.files(package).joinpath(f"{name}.sql").read_text(encoding="utf-8")
