"""A session is one DuckDB connection in memory, over the files that the lake's log names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

import duckdb

from keyroll.config import MEMORY
from keyroll.errors import ConfigError, MemoryExceeded, refused
from keyroll.model.relation import Relation
from keyroll.store import arrow

if TYPE_CHECKING:  # their import takes longer than most lists, and only some queries need them
    import numpy as np
    from arro3.core import Schema

Value = None | bool | int | float | str | date | datetime | list["Value"] | dict[str, "Value"]
Row = dict[str, Value]
#: The number of rows that pass between the engine and Python at once, for large tables.
ROWS: Final = 10_000
#: The number of values that are passed to the engine as parameters: for so few, Arrow is not imported.
FEW: Final = 2_000
#: What to do about a query that exceeds its memory.
MORE_MEMORY: Final = "allow more: memory in keyroll.toml, or KEYROLL_MEMORY=4GB"
_PLAIN: Final = frozenset({str, int, float, bool, datetime, date, type(None)})


class Session:
    """Runs SQL; times are UTC. Close it, or use it in a ``with``."""

    def __init__(self, spill: Path, *, memory: str = MEMORY, threads: int | None = None, ordered: bool = False) -> None:
        #: The declared relations of this session; those that were provided rather than built; and those made by a
        #: different query (``store.relations``).
        self.built: set[str] = set()
        self.given: set[str] = set()
        self.instead: dict[str, Relation] = {}
        #: The functions that make a relation on its first use.
        self.offered: dict[str, Callable[[], object]] = {}
        #: The folder for rows that do not fit into memory.
        self.spill = spill
        self._threads = 0
        spill.mkdir(parents=True, exist_ok=True)
        quoted = str(spill.absolute()).replace("'", "''")
        self._connection = duckdb.connect(":memory:")
        try:
            self._connection.execute("SET memory_limit=$memory", {"memory": memory})
        except duckdb.Error:
            hint = "set a number and a unit, such as 2GB: memory in keyroll.toml, or KEYROLL_MEMORY"
            raise ConfigError(f"memory is {memory!r}", hint=hint) from None
        self._connection.execute(
            f"SET TimeZone='UTC'; SET temp_directory='{quoted}'; "
            f"SET enable_progress_bar=false; SET preserve_insertion_order={ordered}; "
            "SET autoinstall_known_extensions=false"
        )
        if threads:
            self._connection.execute(f"SET threads={threads}")
        if ordered:
            # A session that keeps the order of rows reads each file once; a file that is read again may have changed.
            self._connection.execute("SET enable_external_file_cache=false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the session; its temporary tables are dropped."""
        self._connection.close()

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, for modules of this package."""
        return self._connection

    def one_thread(self) -> int:
        """End the engine's other threads, for a fork, which would lack them; return how many it had."""
        if not self._threads:
            self._threads = int(str(self.one("SELECT current_setting('threads')")))
            self.run("SET threads=1; SET async_threads=0")
        return self._threads

    def run(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> None:
        """Run statements without a result."""
        with _memory_limited():
            self._connection.execute(sql, parameters).fetchall()

    def tuples(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Value, ...]]:
        """Return all rows as tuples."""
        with _memory_limited():
            return cast("list[tuple[Value, ...]]", self._connection.execute(sql, parameters).fetchall())

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return all rows as dicts by column name, in the order of the query."""
        return list(self.stream(sql, parameters))

    def stream(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Iterator[Row]:
        """Yield rows as ``rows`` returns them, in batches; run no other query until the last row."""
        with _memory_limited():
            result = self._connection.execute(sql, parameters)
            names = [str(column[0]) for column in result.description or ()]
            while some := cast("list[tuple[Value, ...]]", result.fetchmany(ROWS)):
                for row in some:
                    yield dict(zip(names, row, strict=True))

    def one(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Value:
        """Return the first column of the first row, or None if there is no row."""
        rows = self.tuples(sql, parameters)
        return rows[0][0] if rows else None

    def no_pushdown(self) -> AbstractContextManager[None]:
        """Keep filters at their place: pushed below an expression, they would compute it twice."""
        return self._meanwhile("SET disabled_optimizers='filter_pushdown'", "RESET disabled_optimizers")

    def as_written(self) -> AbstractContextManager[None]:
        """Run queries without the optimiser: for a long query over few rows, planning takes most of the time."""
        return self._meanwhile("PRAGMA disable_optimizer", "PRAGMA enable_optimizer")

    @contextmanager
    def _meanwhile(self, on: str, off: str) -> Iterator[None]:
        self.run(on)
        try:
            yield
        finally:
            self.run(off)

    def schema(self, sql: str) -> "Schema":
        """Return the Arrow schema of a query's rows, without reading a row."""
        return arrow.schema(self._connection.sql(f"SELECT * FROM ({sql}) LIMIT 0"))

    def columns(self, relation: str) -> dict[str, str]:
        """Return a relation's columns and their types."""
        return {str(name): str(kind) for name, kind, *_ in self._connection.execute(f"DESCRIBE {relation}").fetchall()}

    def fault(self, sql: str) -> str:
        """Return the engine's error for a query, without running it; empty if there is none."""
        try:
            # Binding is enough: an EXPLAIN would also plan the query, which takes three times as long.
            self._connection.execute(f"DESCRIBE {sql}").fetchall()
        except duckdb.Error as error:
            return str(error).partition("\n")[0]
        return ""

    def accepts(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> bool:
        """Run a statement over data that may be faulty; return whether the engine could read it."""
        try:
            self._connection.execute(sql, parameters).fetchall()
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            return False
        return True

    def load_lines(self, table: str, lines: Sequence[bytes], numbers: Sequence[int], files: Sequence[int]) -> list[int]:
        """Make the relation ``(file INTEGER, record BIGINT, line VARCHAR)`` of lines.

        Return the positions of those that are not UTF-8; they are NULL. ``numbers`` are the lines' record numbers,
        ``files`` gives the file of each line if there are several.
        """
        texts = arrow.texts(lines)
        bad = [place for place, line in enumerate(lines) if not _is_utf8(line)] if texts.null_count else []
        columns = {"file": arrow.numbers(files, "int32"), "record": arrow.numbers(numbers, "int64"), "line": texts}
        self._connection.register(table, arrow.of_arrays(columns))
        return bad

    def arrays(self, sql: str) -> dict[str, "np.ndarray[tuple[int], np.dtype[np.int32]]"]:
        """Return a query's columns, all INTEGER and none NULL, as arrays by name."""
        import numpy as np

        return {name: np.asarray(column, np.int32) for name, column in self._connection.sql(sql).fetchnumpy().items()}

    def hashes(self, sql: str) -> "np.ndarray[tuple[int], np.dtype[np.uint64]]":
        """Return a query's only column, UBIGINT and none NULL, as an array."""
        import numpy as np

        (column,) = self._connection.sql(sql).fetchnumpy().values()
        return np.asarray(column, np.uint64)

    def load_arrays(self, table: str, columns: Mapping[str, "np.ndarray[tuple[int], np.dtype[np.int32]]"]) -> None:
        """Make a temporary table from arrays of one length."""
        self.load_columns(table, dict.fromkeys(columns, "INTEGER"), cast("Mapping[str, Sequence[object]]", columns))

    def load_columns(self, table: str, types: Mapping[str, str], columns: Mapping[str, Sequence[object]]) -> None:
        """Make a temporary table from Python columns; ``types`` are DuckDB types by name."""
        self._load(f"CREATE OR REPLACE TEMP TABLE {table} AS", types, columns)

    def load_rows(
        self, table: str, types: Mapping[str, str], rows: Iterable[Sequence[object]], *, more: bool = False
    ) -> None:
        """Make a temporary table from Python rows, in batches, so that memory holds no second copy of all rows.

        With ``more`` they are added to the table.
        """
        coming = iter(rows)
        verb = f"INSERT INTO {table}" if more else f"CREATE OR REPLACE TEMP TABLE {table} AS"
        while some := list(islice(coming, ROWS)):
            self._load(verb, types, dict(zip(types, zip(*some, strict=True), strict=True)))
            verb = f"INSERT INTO {table}"
        if verb.startswith("CREATE"):
            self._load(verb, types, dict.fromkeys(types, ()))

    def _load(self, verb: str, types: Mapping[str, str], columns: Mapping[str, Sequence[object]]) -> None:
        if _are_parameters(types, columns):
            lists = ", ".join(f'unnest(${place}::{kind}[]) AS "{name}"' for place, (name, kind) in _numbered(types))
            self._connection.execute(f"{verb} SELECT {lists}", [list(columns[name]) for name in types])
            return
        self._connection.register("arriving", arrow.table({name: columns[name] for name in types}))
        casts = ", ".join(f'"{name}"::{kind} AS "{name}"' for name, kind in types.items())
        try:
            self._connection.execute(f"{verb} SELECT {casts} FROM arriving")
        finally:
            self._connection.unregister("arriving")


def _are_parameters(types: Mapping[str, str], columns: Mapping[str, Sequence[object]]) -> bool:
    """Return whether columns are few plain values, which the engine takes as parameters."""
    if sum(map(len, columns.values())) > FEW or any("(" in kind for kind in types.values()):
        return False
    values = [value for column in columns.values() for value in column]
    parts = [part for value in values if isinstance(value, list) for part in value]
    return len(parts) <= FEW and {type(value) for value in (*values, *parts)} <= _PLAIN | {list}


def _numbered(types: Mapping[str, str]) -> "enumerate[tuple[str, str]]":
    return enumerate(types.items(), start=1)


@contextmanager
def _memory_limited() -> Iterator[None]:
    """Raise MemoryExceeded if a query needs more memory than it may use."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        reason = str(error).partition("\n")[0]
        raise MemoryExceeded(f"a query needs more memory than it may use: {reason}", hint=MORE_MEMORY) from None
    except duckdb.IOException as error:
        if known := refused(str(error)):
            raise known from error
        raise


def matching(text: str, patterns: Sequence[str]) -> frozenset[str]:
    """Return the logs whose patterns match a text, with the engine that reads the logs.

    Python's engine would read some patterns differently, and may run without end on a hostile text. Opening the engine
    costs more than a query: all patterns are matched at once.
    """
    asked = "SELECT pattern FROM (SELECT unnest($2::VARCHAR[]) AS pattern) WHERE regexp_matches($1::VARCHAR, pattern)"
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        return frozenset(str(found[0]) for found in connection.execute(asked, [text, list(patterns)]).fetchall())


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
