"""keyroll's SQL for Spark: sqlglot translates it, and this module corrects functions whose answers would differ.

DuckDB's SQL is read with the meaning of keyroll's queries (``len`` applies to lists, list positions count from one) and
written for Spark 4 in ANSI mode, in which a bad value is an error and not another answer.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final, cast

from sqlglot import exp, parse_one, transforms
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.spark import Spark
from sqlglot.generators.spark import SparkGenerator as Generator
from sqlglot.parsers.duckdb import DuckDBParser

from keyroll.store.java import java, replacement
from keyroll.store.spark_json import NotPortable, call, exists, literal, scalar, shaped, text, tried, url, walked


class KeyrollSql(DuckDB):
    """DuckDB's dialect as used in keyroll's queries."""

    INDEX_OFFSET = 0  # a position in a list stays unchanged, from one

    class Parser(DuckDBParser):
        """Reads ``len`` as the size of a list; of a text it is ``length``."""

        FUNCTIONS: ClassVar = {
            **DuckDBParser.FUNCTIONS,
            "LEN": exp.ArraySize.from_arg_list,
        }


def spark(sql: str) -> str:
    """Return a query in Spark's SQL. Raises NotPortable."""
    return parse_one(sql, dialect=KeyrollSql).sql(dialect=Portable, comments=False)


# Expressions ---------------------------------------------------------------------------------------------------------


def _like(self: Generator, node: exp.Expr) -> str:
    return self.binary(exp.RegexpLike(this=node.this, expression=literal(java(_regex(node)))), "RLIKE")


def _regex(node: exp.Expr) -> str:
    return text(node.args.get("expression"), "an expression")


def _full_match(self: Generator, node: exp.Expr) -> str:
    return self.binary(exp.RegexpLike(this=node.this, expression=literal(java(f"^(?:{_regex(node)})$"))), "RLIKE")


def _extract(name: str, self: Generator, node: exp.Expr) -> str:
    group = node.args.get("group") or exp.Literal.number(0)
    return self.func(name, node.this, literal(java(_regex(node))), group)


def _replace(self: Generator, node: exp.Expr) -> str:
    """Replace all matches with ``g``, else the first: Spark gets a group for the text before it."""
    pattern, by = java(_regex(node)), text(node.args.get("replacement"), "a replacement")
    modifiers = node.args.get("modifiers")
    if modifiers is not None and text(modifiers, "modifiers") == "g":
        return self.func("REGEXP_REPLACE", node.this, literal(pattern), literal(replacement(by)))
    first = rf"\A((?s:.*?)){pattern}"
    return self.func("REGEXP_REPLACE", node.this, literal(first), literal("$1" + replacement(by, more=1)))


# Lists ---------------------------------------------------------------------------------------------------------------


def _bracket(self: Generator, node: exp.Expr) -> str:
    (place,) = node.expressions
    if not isinstance(place, exp.Slice):
        computed = not isinstance(place, exp.Literal | exp.Neg)  # Spark wants an INT as position
        return self.func("TRY_ELEMENT_AT", node.this, exp.cast(place, "int") if computed else place)
    begin = place.this or exp.Literal.number(1)
    end = place.args.get("expression")
    length = (
        exp.Literal.number(2**31 - 1)
        if end is None
        else exp.Add(this=exp.Sub(this=end, expression=begin), expression=exp.Literal.number(1))
    )
    return self.func("SLICE", node.this, begin, length)


def _distinct(self: Generator, node: exp.Expr) -> str:
    return self.func("ARRAY_DISTINCT", call("ARRAY_COMPACT", node.this))


def _concat(self: Generator, node: exp.Expr) -> str:
    """Concatenate lists; a list that is NULL counts as empty."""
    parts = [exp.Coalesce(this=one, expressions=[exp.Array()]) for one in (node.this, *node.expressions)]
    return self.func("CONCAT", *parts)


def _listed(self: Generator, node: exp.Expr) -> str:
    """Aggregate a list with its NULLs, which ``collect_list`` leaves out, and in its order."""
    inner = node.this
    if isinstance(inner, exp.Distinct):
        return self.func("COLLECT_SET", inner.expressions[0])
    if not isinstance(inner, exp.Order):
        return self.func("COLLECT_LIST", inner)
    keys = inner.expressions
    row = exp.Struct(
        expressions=[
            *(
                exp.PropertyEQ(this=exp.to_identifier(f"k{at}"), expression=one.this.copy())
                for at, one in enumerate(keys)
            ),
            exp.PropertyEQ(this=exp.to_identifier("v"), expression=inner.this.copy()),
        ]
    )
    collected = self.func("COLLECT_LIST", row)
    ordered = f"ARRAY_SORT({collected}, (l_, r_) -> {_compared(keys)})"
    return f"TRANSFORM({ordered}, e_ -> e_.v)"


def _compared(keys: list[exp.Expr]) -> str:
    """Compare two rows by keys; NULL is last."""
    whens = []
    for at, key in enumerate(keys):
        less, more = ("1", "-1") if key.args.get("desc") else ("-1", "1")
        left, right = f"l_.k{at}", f"r_.k{at}"
        whens.append(f"WHEN {left} < {right} THEN {less} WHEN {left} > {right} THEN {more}")
        whens.append(
            f"WHEN {left} IS NULL AND {right} IS NOT NULL THEN 1 WHEN {right} IS NULL AND {left} IS NOT NULL THEN -1"
        )
    return f"CASE {' '.join(whens)} ELSE 0 END"


def _best(name: str, self: Generator, node: exp.Expr) -> str:
    """Return the row with the least or most, among those that have the requested value."""
    chosen = self.func(name, node.this, node.expression)
    if isinstance(node.parent, exp.Filter):
        raise NotPortable(f"{name} with its own filter")
    return f"{chosen} FILTER (WHERE {self.sql(node, 'this')} IS NOT NULL)"


def _days(self: Generator, node: exp.Expr) -> str:
    """Count the borders between days, as ``date_diff`` does, not whole days."""
    if (unit := node.args.get("unit")) is None or unit.name.upper() not in ("DAY", "DAYS"):
        raise NotPortable("date_diff of anything but days")
    return self.func("DATEDIFF", exp.cast(node.this, "date"), exp.cast(node.expression, "date"))


# Windows -------------------------------------------------------------------------------------------------------------


def _window(self: Generator, node: exp.Expr) -> str:
    """Refuse what Spark's windows lack: a distinct count, and a number without an order."""
    counted = node.this
    filtered = counted if isinstance(counted, exp.Filter) else None
    inner = filtered.this if filtered else counted
    if isinstance(inner, exp.Count) and isinstance(inner.this, exp.Distinct):
        (one,) = inner.this.expressions
        over = node.copy()
        gathered: exp.Expr = call("COLLECT_SET", one.copy())
        if filtered:
            gathered = exp.Filter(this=gathered, expression=filtered.expression.copy())
        over.set("this", gathered)
        return self.func("ARRAY_SIZE", over)
    if isinstance(inner, exp.RowNumber) and not node.args.get("order") and not node.args.get("alias"):
        node = node.copy()
        node.set(
            "order", exp.Order(expressions=[exp.Ordered(this=call("MONOTONICALLY_INCREASING_ID"), nulls_first=True)])
        )
    return Generator.window_sql(self, cast("exp.Window", node))


def _named_windows(node: exp.Expr) -> exp.Expr:
    """Write each window out at its use: in Spark a window cannot build on another."""
    if not isinstance(node, exp.Select) or not node.args.get("windows"):
        return node
    named = {one.name.lower(): one for one in node.args["windows"]}
    for used in node.find_all(exp.Window):
        name = used.args.get("alias")
        base = named.get(name.name.lower()) if name is not None else None
        if base is None or used.parent_select is not node:
            continue
        for part in ("partition_by", "order", "spec"):
            if not used.args.get(part) and base.args.get(part):
                given = base.args[part]
                used.set(part, [one.copy() for one in given] if isinstance(given, list) else given.copy())
        used.set("alias", None)
        used.set("over", "OVER")
    node.set("windows", None)
    return node


def _replaced(node: exp.Expr) -> exp.Expr:
    """Write ``* REPLACE (a AS b)`` as all columns except b, and then b."""
    if not isinstance(node, exp.Select):
        return node
    columns: list[exp.Expr] = []
    for one in node.expressions:
        given = one.args.get("replace") if isinstance(one, exp.Star) else None
        if given:
            one.set("replace", None)
            one.set("except_", [*(one.args.get("except_") or ()), *(exp.column(each.alias) for each in given)])
        columns += [one, *(given or ())]
    node.set("expressions", columns)
    return node


def _rows_as_values(node: exp.Expr) -> exp.Expr:
    """Write a table's name used as a value as its row."""
    source = node.args.get("from_") if isinstance(node, exp.Select) else None
    if source is None or not isinstance(node, exp.Select):
        return node
    name = source.this.alias_or_name
    for at, one in enumerate(node.expressions):
        value = one.unalias()
        if name and isinstance(value, exp.Column) and not value.table and value.name == name:
            row = call("STRUCT", exp.Column(this=exp.Star(), table=exp.to_identifier(name)))
            node.expressions[at] = exp.alias_(row, one.alias_or_name)
    node.set("expressions", node.expressions)
    return node


# Words ---------------------------------------------------------------------------------------------------------------


_Function = Callable[[Generator, list[exp.Expr]], str]
#: Functions that sqlglot passes through unchanged, and their form in Spark.
_FUNCTIONS: Final[Mapping[str, _Function]] = {
    "list_has_all": lambda self, a: f"(ARRAY_SIZE(ARRAY_EXCEPT({self.sql(a[1])}, {self.sql(a[0])})) = 0)",
    "list_bool_or": lambda self, a: f"EXISTS({self.sql(a[0])}, x_ -> x_)",
    "json_exists": exists,
    "json_transform": shaped,
    "url_decode": lambda self, a: self.sql(url(a[0])),
    "hash": lambda self, a: self.func("XXHASH64", *a),
    "epoch_us": lambda self, a: self.func("UNIX_MICROS", *a),
}


def _anonymous(self: Generator, node: exp.Expr) -> str:
    known = _FUNCTIONS.get(node.name.lower())
    return known(self, node.expressions) if known else Generator.anonymous_sql(self, cast("exp.Anonymous", node))


def _table(self: Generator, node: exp.Expr) -> str:
    rows = node.this
    if isinstance(rows, exp.GenerateSeries):
        end = rows.args["end"]
        alias = node.args["alias"]
        columns = ", ".join(one.name for one in alias.columns)
        return f"RANGE({self.sql(rows, 'start')}, {self.sql(end)}) AS {alias.name}({columns})"
    return Generator.table_sql(self, cast("exp.Table", node))


def _join(self: Generator, node: exp.Expr) -> str:
    if node.args.get("kind") in ("SEMI", "ANTI") and not node.args.get("side"):
        node = node.copy()
        node.set("side", "LEFT")
    return Generator.join_sql(self, cast("exp.Join", node))


def _union(self: Generator, node: exp.Expr) -> str:
    if node.args.get("by_name"):
        raise NotPortable("UNION BY NAME")
    return Generator.set_operations(self, cast("exp.SetOperation", node))


class Portable(Spark):
    """Spark 4, with the same results as DuckDB."""

    class Generator(Generator):
        """Writes our SQL."""

        TYPE_MAPPING: ClassVar = {
            **Generator.TYPE_MAPPING,
            exp.DataType.Type.UTINYINT: "SMALLINT",
            exp.DataType.Type.USMALLINT: "INT",
            exp.DataType.Type.UINT: "BIGINT",
            exp.DataType.Type.UBIGINT: "DECIMAL(20, 0)",
            exp.DataType.Type.INT128: "DECIMAL(38, 0)",
            exp.DataType.Type.JSON: "STRING",
        }
        TRANSFORMS: ClassVar = {
            **Generator.TRANSFORMS,
            exp.Anonymous: _anonymous,
            exp.ArgMax: partial(_best, "MAX_BY"),
            exp.ArgMin: partial(_best, "MIN_BY"),
            exp.ArrayAgg: _listed,
            exp.ArrayConcat: _concat,
            exp.ArrayDistinct: _distinct,
            exp.ArraySize: lambda self, node: self.func("ARRAY_SIZE", node.this),
            exp.Bracket: _bracket,
            exp.DateDiff: _days,
            exp.JSONExtract: walked,
            exp.JSONExtractScalar: scalar,
            exp.JSONType: lambda self, node: (
                f"REGEXP_EXTRACT(SCHEMA_OF_VARIANT({self.sql(node, 'this')}), '^[A-Z]+', 0)"
            ),
            exp.PercentileCont: lambda self, node: self.func("PERCENTILE", node.this, node.expression),
            exp.RegexpExtract: partial(_extract, "REGEXP_EXTRACT"),
            exp.RegexpExtractAll: partial(_extract, "REGEXP_EXTRACT_ALL"),
            exp.RegexpFullMatch: _full_match,
            exp.RegexpLike: _like,
            exp.RegexpReplace: _replace,
            exp.Select: transforms.preprocess(
                [
                    _named_windows,
                    _replaced,
                    _rows_as_values,
                    transforms.eliminate_distinct_on,
                    transforms.unnest_to_explode,
                ]
            ),
            exp.Table: _table,
            exp.TimeToUnix: lambda self, node: f"(UNIX_MICROS({self.sql(node, 'this')}) / 1e6)",
            exp.Try: tried,
            exp.Union: _union,
            exp.Window: _window,
            exp.Join: _join,
        }
