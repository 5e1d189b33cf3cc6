"""Forms of Spark's SQL that sqlglot does not know: paths in JSON, shapes of JSON, and URLs."""

import json

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.generators.spark import SparkGenerator as Generator

from keyroll.errors import KeyrollError


class NotPortable(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """SQL that has no form with the same results in the second engine."""

    def __init__(self, what: str) -> None:
        super().__init__(f"not for Spark: {what}", hint="write it in plainer SQL: see docs/second-engine.md")


def text(node: exp.Expr | None, what: str) -> str:
    """Return a literal's text. Raises NotPortable for an expression that is computed from values."""
    if isinstance(node, exp.Literal) and node.is_string:
        return str(node.this)
    raise NotPortable(f"{what} that is not a literal")


def literal(text: str) -> exp.Expr:
    """Return a text as a literal."""
    return exp.Literal.string(text)


def call(name: str, *args: exp.Expr | None) -> exp.Expr:
    """Return a call of a Spark function."""
    return exp.Anonymous(this=name, expressions=[one for one in args if one is not None])


def url(text: exp.Expr) -> exp.Expr:
    """Decode a URL: a plus stays, and so does a per cent sign without two hex digits; invalid UTF-8 is NULL."""
    plus = call("REPLACE", text, literal("+"), literal("%2B"))
    decoded = call("TRY_URL_DECODE", call("REGEXP_REPLACE", plus, literal("%(?![0-9A-Fa-f]{2})"), literal("%25")))
    broken = exp.and_(
        call("CONTAINS", decoded, literal("\ufffd")),
        exp.not_(call("CONTAINS", call("UPPER", text.copy()), literal("%EF%BF%BD"))),
        exp.not_(call("CONTAINS", text.copy(), literal("\ufffd"))),
    )
    return exp.Case(ifs=[exp.If(this=exp.not_(broken), true=decoded.copy())])


def tried(self: Generator, node: exp.Expr) -> str:
    """Return NULL if an expression fails. Raises NotPortable for functions without such a form."""
    inner = node.this
    if isinstance(inner, exp.Anonymous) and inner.name.lower() == "url_decode":
        return self.sql(url(inner.expressions[0]))
    raise NotPortable(f"TRY around {inner.sql(dialect='duckdb')[:60]}")


def _pieces(node: exp.Expr) -> tuple[exp.Expr, list[tuple[str, bool]]]:
    """Return the start of a path, and its pieces, each with whether it means all elements of a list."""
    path = node.expression
    if isinstance(path, exp.Literal):
        path = DuckDB().to_json_path(path)
    if not isinstance(path, exp.JSONPath):
        raise NotPortable("a path in JSON that is not a literal")
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


def walked(self: Generator, node: exp.Expr) -> str:
    """Return JSON within JSON as variants: one, or a list of them if the path has a star."""
    start, pieces = _pieces(node)
    whole = self.sql(start) if _is_json(start) else self.func("TRY_PARSE_JSON", start)
    (path, many), *rest = pieces
    kind = "array<variant>" if many else "variant"
    found = f"TRY_VARIANT_GET({whole}, {self.sql(literal(path))}, '{kind}')"
    for path, many in rest:
        if many:
            inner = f"COALESCE(TRY_VARIANT_GET(x_, {self.sql(literal(path))}, 'array<variant>'), ARRAY())"
            found = f"FLATTEN(TRANSFORM({found}, x_ -> {inner}))"
        elif path != "$":
            inner = f"TRY_VARIANT_GET(x_, {self.sql(literal(path))}, 'variant')"
            found = f"FILTER(TRANSFORM({found}, x_ -> {inner}), x_ -> x_ IS NOT NULL)"
    return found


def _is_json(node: exp.Expr) -> bool:
    """Return whether a value is JSON already: an element of a path's result that a lambda gets."""
    return isinstance(node, exp.Identifier) or (isinstance(node, exp.Column) and node.name == "j_")


def scalar(self: Generator, node: exp.Expr) -> str:
    """Return the value at a path as text."""
    if _is_json(node.this):
        _, ((path, _many),) = _pieces(node)
        return f"TRY_VARIANT_GET({self.sql(node, 'this')}, {self.sql(literal(path))}, 'string')"
    _, pieces = _pieces(node)
    if len(pieces) > 1:
        raise NotPortable("the text of all elements of a list in JSON")
    return self.func("GET_JSON_OBJECT", node.this, literal(pieces[0][0].replace('["', "['").replace('"]', "']")))


def exists(self: Generator, args: list[exp.Expr]) -> str:
    """Return whether a path has a value, also a null; with a star a list of such answers."""
    found = exp.JSONExtract(this=args[0], expression=DuckDB().to_json_path(args[1]))
    if len(_pieces(found)[1]) > 1:
        return f"TRANSFORM({walked(self, found)}, x_ -> true)"
    return f"({walked(self, found)} IS NOT NULL)"


def shaped(self: Generator, args: list[exp.Expr]) -> str:
    """Return JSON as typed values: ``[{"a": "VARCHAR"}]`` is a list of structs of texts."""
    kind = exp.DataType.build(_shape(json.loads(text(args[1], "a shape"))), dialect="duckdb")
    return self.func("FROM_JSON", args[0], literal(self.sql(kind)))


def _shape(shape: object) -> str:
    if isinstance(shape, list):
        return f"{_shape(shape[0])}[]"
    if isinstance(shape, dict):
        fields = ", ".join(f'"{name}" {_shape(kind)}' for name, kind in shape.items())
        return f"STRUCT({fields})"
    return str(shape)
