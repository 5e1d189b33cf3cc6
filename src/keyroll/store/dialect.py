"""Our SQL for Spark: sqlglot carries it over, and this page mends where its words would give other answers.

What is written for DuckDB is read with the house's own reading (``len`` is of lists, places in lists count from one)
and written for Spark 4 in ANSI mode, in which a bad value is an error and not another answer.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import ClassVar, Final, cast

from sqlglot import exp, parse_one, transforms
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.spark import Spark

from keyroll.errors import KeyrollError
from keyroll.store.java import java, replacement




class NotPortable(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """SQL that the second engine has no form for, or not one with the same answers."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not for Spark: {what}", hint="write it in plainer SQL: see docs/second-engine.md")


class House(DuckDB):
    """DuckDB as we write it."""

    INDEX_OFFSET = 0  # a place in a list stays as it is written, from one

    class Parser(DuckDB.Parser):
        """Reads ``len`` as the size of a list; of a text it is ``length``."""

        FUNCTIONS: ClassVar = {
            **DuckDB.Parser.FUNCTIONS,
            "LEN": exp.ArraySize.from_arg_list,
        }


def spark(sql: str) -> str:
    """Return a query in Spark's SQL. Raises NotPortable."""
    return parse_one(sql, dialect=House).sql(dialect=Portable, comments=False)


Generator = Spark.Generator
Write = Callable[["Generator", exp.Expr], str]


def _text(node: exp.Expr | None, what: str) -> str:
    """Return a literal's text. Raises NotPortable: an expression that is made from values cannot be carried over."""
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    raise NotPortable(f"{what} that is not written out")


def _literal(text: str) -> exp.Expr:
    return exp.Literal.string(text)


def _call(name: str, *args: exp.Expr | None) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=[one for one in args if one is not None])


# Expressions ---------------------------------------------------------------------------------------------------------


def _like(self: "Generator", node: exp.Expr) -> str:
    return self.binary(exp.RegexpLike(this=node.this, expression=_literal(java(_regex(node)))), "RLIKE")


def _regex(node: exp.Expr) -> str:
    return _text(node.args.get("expression"), "an expression")


def _full_match(self: "Generator", node: exp.Expr) -> str:
    return self.binary(exp.RegexpLike(this=node.this, expression=_literal(java(f"^(?:{_regex(node)})$"))), "RLIKE")


def _extract(self: "Generator", node: exp.Expr) -> str:
    group = node.args.get("group") or exp.Literal.number(0)
    return self.func("REGEXP_EXTRACT", node.this, _literal(java(_regex(node))), group)


def _extract_all(self: "Generator", node: exp.Expr) -> str:
    group = node.args.get("group") or exp.Literal.number(0)
    return self.func("REGEXP_EXTRACT_ALL", node.this, _literal(java(_regex(node))), group)


def _replace(self: "Generator", node: exp.Expr) -> str:
    """All of them with ``g``, else the first: there a group for what stands before it comes to the others."""
    pattern, by = java(_regex(node)), _text(node.args.get("replacement"), "a replacement")
    modifiers = node.args.get("modifiers")
    if modifiers is not None and _text(modifiers, "modifiers") == "g":
        return self.func("REGEXP_REPLACE", node.this, _literal(pattern), _literal(replacement(by)))
    first = rf"\A((?s:.*?)){pattern}"
    return self.func("REGEXP_REPLACE", node.this, _literal(first), _literal("$1" + replacement(by, more=1)))


# Lists ---------------------------------------------------------------------------------------------------------------


def _bracket(self: "Generator", node: exp.Expr) -> str:
    (place,) = node.expressions
    if not isinstance(place, exp.Slice):
        computed = not isinstance(place, exp.Literal | exp.Neg)  # a place there is an INT
        return self.func("TRY_ELEMENT_AT", node.this, exp.cast(place, "int") if computed else place)
    begin = place.this or exp.Literal.number(1)
    end = place.args.get("expression")
    length = exp.Literal.number(2**31 - 1) if end is None else exp.Add(this=exp.Sub(this=end, expression=begin), expression=exp.Literal.number(1))
    return self.func("SLICE", node.this, begin, length)


def _distinct(self: "Generator", node: exp.Expr) -> str:
    return self.func("ARRAY_DISTINCT", _call("ARRAY_COMPACT", node.this))


def _concat(self: "Generator", node: exp.Expr) -> str:
    """A list that is NULL counts as empty."""
    parts = [exp.Coalesce(this=one, expressions=[exp.Array()]) for one in (node.this, *node.expressions)]
    return self.func("CONCAT", *parts)


def _listed(self: "Generator", node: exp.Expr) -> str:
    """A list of a group: with its NULLs, which ``collect_list`` leaves out, and in its order."""
    inner = node.this
    if isinstance(inner, exp.Distinct):
        return self.func("COLLECT_SET", inner.expressions[0])
    if not isinstance(inner, exp.Order):
        return self.func("COLLECT_LIST", inner)
    keys = inner.expressions
    row = exp.Struct(
        expressions=[
            *(exp.PropertyEQ(this=exp.to_identifier(f"k{at}"), expression=one.this.copy()) for at, one in enumerate(keys)),
            exp.PropertyEQ(this=exp.to_identifier("v"), expression=inner.this.copy()),
        ]
    )
    collected = self.func("COLLECT_LIST", row)
    ordered = f"ARRAY_SORT({collected}, (l_, r_) -> {_compared(keys)})"
    return f"TRANSFORM({ordered}, e_ -> e_.v)"


def _compared(keys: list[exp.Expr]) -> str:
    """Compare two rows by keys; NULL is last, as everywhere here."""
    whens = []
    for at, key in enumerate(keys):
        less, more = ("1", "-1") if key.args.get("desc") else ("-1", "1")
        left, right = f"l_.k{at}", f"r_.k{at}"
        whens.append(f"WHEN {left} < {right} THEN {less} WHEN {left} > {right} THEN {more}")
        whens.append(f"WHEN {left} IS NULL AND {right} IS NOT NULL THEN 1 WHEN {right} IS NULL AND {left} IS NOT NULL THEN -1")
    return f"CASE {' '.join(whens)} ELSE 0 END"


def _best(name: str, self: "Generator", node: exp.Expr) -> str:
    """The row with the least or most, among those that have the value asked for."""
    chosen = self.func(name, node.this, node.expression)
    if isinstance(node.parent, exp.Filter):
        raise NotPortable(f"{name} with a filter of its own")
    return f"{chosen} FILTER (WHERE {self.sql(node, 'this')} IS NOT NULL)"


# Windows -------------------------------------------------------------------------------------------------------------


def _window(self: "Generator", node: exp.Expr) -> str:
    """No distinct count over a window there, and no number without an order."""
    counted = node.this
    filtered = counted if isinstance(counted, exp.Filter) else None
    inner = filtered.this if filtered else counted
    if isinstance(inner, exp.Count) and isinstance(inner.this, exp.Distinct):
        (one,) = inner.this.expressions
        over = node.copy()
        gathered: exp.Expr = _call("COLLECT_SET", one.copy())
        if filtered:
            gathered = exp.Filter(this=gathered, expression=filtered.expression.copy())
        over.set("this", gathered)
        return self.func("ARRAY_SIZE", over)
    if isinstance(inner, exp.RowNumber) and not node.args.get("order") and not node.args.get("alias"):
        node = node.copy()
        node.set("order", exp.Order(expressions=[exp.Ordered(this=_call("MONOTONICALLY_INCREASING_ID"), nulls_first=True)]))
    return Generator.window_sql(self, cast("exp.Window", node))


def _named_windows(node: exp.Expr) -> exp.Expr:
    """Write each window out where it is used: none may build on another there."""
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
    """``* REPLACE (a AS b)`` is all but b, and then it."""
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
    """A table's name in the place of a value is its row."""
    source = node.args.get("from_") if isinstance(node, exp.Select) else None
    if source is None or not isinstance(node, exp.Select):
        return node
    name = source.this.alias_or_name
    for at, one in enumerate(node.expressions):
        value = one.unalias()
        if name and isinstance(value, exp.Column) and not value.table and value.name == name:
            row = _call("STRUCT", exp.Column(this=exp.Star(), table=exp.to_identifier(name)))
            node.expressions[at] = exp.alias_(row, one.alias_or_name)
    node.set("expressions", node.expressions)
    return node


# Text and JSON -------------------------------------------------------------------------------------------------------


def _url(text: exp.Expr) -> exp.Expr:
    """Decode: a plus stays, and so does a per cent sign that begins nothing; what is no UTF-8 is NULL."""
    plus = _call("REPLACE", text, _literal("+"), _literal("%2B"))
    decoded = _call("TRY_URL_DECODE", _call("REGEXP_REPLACE", plus, _literal("%(?![0-9A-Fa-f]{2})"), _literal("%25")))
    broken = exp.and_(
        _call("CONTAINS", decoded, _literal("\ufffd")),
        exp.not_(_call("CONTAINS", _call("UPPER", text.copy()), _literal("%EF%BF%BD"))),
        exp.not_(_call("CONTAINS", text.copy(), _literal("\ufffd"))),
    )
    return exp.Case(ifs=[exp.If(this=exp.not_(broken), true=decoded.copy())])


def _tried(self: "Generator", node: exp.Expr) -> str:
    inner = node.this
    if isinstance(inner, exp.Anonymous) and inner.name.lower() == "url_decode":
        return self.sql(_url(inner.expressions[0]))
    raise NotPortable(f"TRY around {inner.sql(dialect='duckdb')[:60]}")


def _pieces(node: exp.Expr) -> tuple[exp.Expr, list[tuple[str, bool]]]:
    """Return what a path starts from, and its pieces, each with whether all elements of the list there are meant."""
    path = node.expression
    if isinstance(path, exp.Literal):
        path = House().to_json_path(path)
    if not isinstance(path, exp.JSONPath):
        raise NotPortable("a path in JSON that is not written out")
    pieces = [("$", False)]
    for step in path.expressions[1:]:
        if isinstance(step, exp.JSONPathKey) and isinstance(step.this, str):
            key = step.this.replace("\\", "\\\\").replace('"', '\\"')
            pieces[-1] = (f'{pieces[-1][0]}["{key}"]', False)
        elif isinstance(step, exp.JSONPathSubscript) and isinstance(step.this, exp.JSONPathWildcard):
            pieces[-1] = (pieces[-1][0], True)
            pieces.append(("$", False))
        elif isinstance(step, exp.JSONPathSubscript) and isinstance(step.this, int):
            pieces[-1] = (f"{pieces[-1][0]}[{step.this}]", False)
        else:
            raise NotPortable(f"{type(step).__name__} in a path")
    return node.this, pieces


def _walked(self: "Generator", node: exp.Expr) -> str:
    """Return JSON within JSON, as variants: one, or where the path has a star a list of them."""
    start, pieces = _pieces(node)
    whole = start.sql(dialect=Portable) if _is_json(start) else self.func("TRY_PARSE_JSON", start)
    (path, many), *rest = pieces
    kind = "array<variant>" if many else "variant"
    found = f"TRY_VARIANT_GET({whole}, {self.sql(_literal(path))}, '{kind}')"
    for path, many in rest:
        if many:
            inner = f"COALESCE(TRY_VARIANT_GET(x_, {self.sql(_literal(path))}, 'array<variant>'), ARRAY())"
            found = f"FLATTEN(TRANSFORM({found}, x_ -> {inner}))"
        elif path != "$":
            inner = f"TRY_VARIANT_GET(x_, {self.sql(_literal(path))}, 'variant')"
            found = f"FILTER(TRANSFORM({found}, x_ -> {inner}), x_ -> x_ IS NOT NULL)"
    return found


def _is_json(node: exp.Expr) -> bool:
    """Whether a value is JSON already: an element that a lambda is given of what a path has found."""
    return isinstance(node, exp.Identifier) or (isinstance(node, exp.Column) and node.name == "j_")


def _scalar(self: "Generator", node: exp.Expr) -> str:
    """Return what a path leads to as text."""
    if _is_json(node.this):
        _, ((path, _many),) = _pieces(node)
        return f"TRY_VARIANT_GET({self.sql(node, 'this')}, {self.sql(_literal(path))}, 'string')"
    _, pieces = _pieces(node)
    if len(pieces) > 1:
        raise NotPortable("the text of all elements of a list in JSON")
    return self.func("GET_JSON_OBJECT", node.this, _literal(pieces[0][0].replace('["', "['").replace('"]', "']")))


def _exists(self: "Generator", args: list[exp.Expr]) -> str:
    found = exp.JSONExtract(this=args[0], expression=House().to_json_path(args[1]))
    if len(_pieces(found)[1]) > 1:
        return f"TRANSFORM({_walked(self, found)}, x_ -> true)"
    return f"({_walked(self, found)} IS NOT NULL)"


def _shaped(self: "Generator", args: list[exp.Expr]) -> str:
    """JSON as typed values: ``[{"a": "VARCHAR"}]`` is a list of structs of texts."""
    kind = exp.DataType.build(_shape(json.loads(_text(args[1], "a shape"))), dialect="duckdb")
    return self.func("FROM_JSON", args[0], _literal(self.sql(kind)))


def _shape(shape: object) -> str:
    if isinstance(shape, list):
        return f"{_shape(shape[0])}[]"
    if isinstance(shape, dict):
        fields = ", ".join(f'"{name}" {_shape(kind)}' for name, kind in shape.items())
        return f"STRUCT({fields})"
    return str(shape)


_Function = Callable[["Generator", list[exp.Expr]], str]
#: Functions that sqlglot hands on as they are, and what they are there.
_FUNCTIONS: Final[Mapping[str, _Function]] = {
    "list_has_all": lambda self, a: f"(ARRAY_SIZE(ARRAY_EXCEPT({self.sql(a[1])}, {self.sql(a[0])})) = 0)",
    "list_bool_or": lambda self, a: f"EXISTS({self.sql(a[0])}, x_ -> x_)",
    "json_exists": _exists,
    "json_transform": _shaped,
    "url_decode": lambda self, a: self.sql(_url(a[0])),
    "hash": lambda self, a: self.func("XXHASH64", *a),
}


def _anonymous(self: "Generator", node: exp.Expr) -> str:
    known = _FUNCTIONS.get(node.name.lower())
    return known(self, node.expressions) if known else Generator.anonymous_sql(self, cast("exp.Anonymous", node))


def _table(self: "Generator", node: exp.Expr) -> str:
    rows = node.this
    if isinstance(rows, exp.GenerateSeries):
        end = rows.args["end"]
        alias = node.args["alias"]
        columns = ", ".join(one.name for one in alias.columns)
        return f"RANGE({self.sql(rows, 'start')}, {self.sql(end)}) AS {alias.name}({columns})"
    return Generator.table_sql(self, cast("exp.Table", node))


def _join(self: "Generator", node: exp.Expr) -> str:
    if node.args.get("kind") in ("SEMI", "ANTI") and not node.args.get("side"):
        node = node.copy()
        node.set("side", "LEFT")
    return Generator.join_sql(self, cast("exp.Join", node))


def _union(self: "Generator", node: exp.Expr) -> str:
    if node.args.get("by_name"):
        raise NotPortable("UNION BY NAME")
    return Generator.set_operations(self, cast("exp.SetOperation", node))


class Portable(Spark):
    """Spark 4, with the answers that DuckDB gives."""

    class Generator(Spark.Generator):
        """Writes our SQL."""

        TYPE_MAPPING: ClassVar = {
            **Spark.Generator.TYPE_MAPPING,
            exp.DataType.Type.UTINYINT: "SMALLINT",
            exp.DataType.Type.USMALLINT: "INT",
            exp.DataType.Type.UINT: "BIGINT",
            exp.DataType.Type.UBIGINT: "DECIMAL(20, 0)",
            exp.DataType.Type.INT128: "DECIMAL(38, 0)",
            exp.DataType.Type.JSON: "STRING",
        }
        TRANSFORMS: ClassVar = {
            **Spark.Generator.TRANSFORMS,
            exp.Anonymous: _anonymous,
            exp.AnyValue: lambda self, node: self.func("ANY_VALUE", node.this, exp.true()),
            exp.ArgMax: partial(_best, "MAX_BY"),
            exp.ArgMin: partial(_best, "MIN_BY"),
            exp.ArrayAgg: _listed,
            exp.ArrayConcat: _concat,
            exp.ArrayDistinct: _distinct,
            exp.ArraySize: lambda self, node: self.func("ARRAY_SIZE", node.this),
            exp.Bracket: _bracket,
            exp.JSONExtract: _walked,
            exp.JSONExtractScalar: _scalar,
            exp.JSONType: lambda self, node: (
                f"REGEXP_EXTRACT(SCHEMA_OF_VARIANT({self.sql(node, 'this')}), '^[A-Z]+', 0)"
            ),
            exp.RegexpExtract: _extract,
            exp.RegexpExtractAll: _extract_all,
            exp.RegexpFullMatch: _full_match,
            exp.RegexpLike: _like,
            exp.RegexpReplace: _replace,
            exp.Select: transforms.preprocess(
                [_named_windows, _replaced, _rows_as_values, transforms.eliminate_distinct_on, transforms.unnest_to_explode]
            ),
            exp.Table: _table,
            exp.Try: _tried,
            exp.Window: _window,
            exp.Join: _join,
        }
