"""The second engine: Spark runs a session's SQL with the same rows as DuckDB.

``pyspark`` is an extra (``pip install -e '.[spark]'``) and needs Java 17 or newer.
"""

import logging
import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Self, cast

from sqlglot import exp, parse

from keyroll.errors import ConfigError, KeyrollError, installed_with
from keyroll.store.dialect import KeyrollSql, Portable
from keyroll.store.session import Row, Session, Value
from keyroll.store.spark_json import NotPortable

if TYPE_CHECKING:  # the engine brings it
    import pyarrow as pa
    from pyspark.sql import DataFrame, SparkSession

#: Settings that make the results the same: UTC, and an error for a value that does not fit.
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.jsonGenerator.ignoreNullFields": "false",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.ui.enabled": "false",
}


class Spark:
    """Runs keyroll's SQL on Spark, as :class:`keyroll.store.session.Session` does on DuckDB; times are UTC."""

    def __init__(self, master: str = "local[*]", settings: Mapping[str, str] | None = None) -> None:
        self._spark = _started(master, {**SETTINGS, **(settings or {})})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the engine; its tables are dropped."""
        self._spark.stop()

    def run(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> None:
        """Run statements without a result: those that make, replace or drop tables and views."""
        if parameters:
            raise NotPortable("parameters of a statement")
        for statement in parse(sql, dialect=KeyrollSql):
            if isinstance(statement, exp.Create) and statement.kind in ("TABLE", "VIEW") and statement.expression:
                self._make(statement)
            elif isinstance(statement, exp.Drop) and statement.kind in ("TABLE", "VIEW"):
                for table in statement.find_all(exp.Table):
                    self._spark.catalog.dropTempView(table.name)
            else:
                raise NotPortable(f"this statement: {sql[:60]}")

    def tuples(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[Value, ...]]:
        """Return all rows as tuples."""
        return [tuple(row.values()) for row in self.rows(sql, parameters)]

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Return all rows as dicts by column name, in the order of the query. Raises NotPortable."""
        (query,) = parse(sql, dialect=KeyrollSql)
        if query is None or parameters:
            raise NotPortable("no query, or one with parameters")
        return cast("list[Row]", self._frame(query).toArrow().to_pylist())

    def one(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> Value:
        """Return the first column of the first row, or None."""
        rows = self.tuples(sql, parameters)
        return rows[0][0] if rows else None

    def as_written(self) -> AbstractContextManager[None]:
        """Do nothing: the optimisation that this skips in DuckDB costs little time in Spark."""
        return nullcontext()

    def no_pushdown(self) -> AbstractContextManager[None]:
        """Do nothing: Spark needs no such change."""
        return nullcontext()

    def load(self, table: str, rows: "pa.Table") -> None:
        """Make a table from an Arrow table."""
        self._spark.createDataFrame(_plain(rows)).createOrReplaceTempView(_quoted(table))

    def copy(self, session: Session, table: str) -> None:
        """Copy a table of a session."""
        self.load(table, session.connection.sql(f'SELECT * FROM "{table}"').to_arrow_table())

    def _frame(self, query: exp.Expr) -> "DataFrame":
        from pyspark.errors import AnalysisException, ParseException

        try:
            return self._spark.sql(query.sql(dialect=Portable, comments=False))
        except (AnalysisException, ParseException) as error:
            raise NotPortable(str(error).partition("\n")[0]) from error

    def _make(self, statement: exp.Create) -> None:
        """Make a view, or a table whose rows are computed once: a plan would be computed again on each use."""
        frame = self._frame(cast("exp.Expr", statement.expression))
        if statement.kind == "TABLE":
            frame = frame.localCheckpoint()
        frame.createOrReplaceTempView(_quoted(statement.this.name))


def _started(master: str, settings: Mapping[str, str]) -> "SparkSession":
    """Start the engine. Raises ConfigError if it is not installed."""
    try:
        import pyarrow as pa  # noqa: F401 - rows pass between the engines in it
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise ConfigError("the second engine is missing", hint=f"Java 17, and {installed_with('spark')}") from None
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    # Spark would write every error with its whole plan to the terminal; we raise it instead.
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    builder = SparkSession.builder.master(master).appName("keyroll")
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as error:
        raise KeyrollError(
            f"Spark does not start: {error}", hint="check that Java 17 is installed: java -version"
        ) from None


def _plain(rows: "pa.Table") -> "pa.Table":
    """Return a table without dictionaries and unsigned numbers, which Spark does not support."""
    import pyarrow as pa

    return rows.cast(pa.schema([pa.field(one.name, _type(one.type)) for one in rows.schema]))


def _type(kind: "pa.DataType") -> "pa.DataType":
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _type(kind.value_type)
    if pa.types.is_list(kind):
        return pa.list_(_type(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(one.name, _type(one.type)) for one in kind])
    wider = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.decimal128(20)}
    return wider.get(kind, kind)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
