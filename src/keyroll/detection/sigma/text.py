"""Sigma's texts in SQL: literals, and the tests for values with wildcards."""

from sigma.types import SigmaString, SpecialChars

from keyroll.errors import KeyrollError

_MANY = SpecialChars.WILDCARD_MULTI


class Unsupported(KeyrollError):  # noqa: N818 - reads as a state, not a fault
    """A rule requires a feature that is impossible, or not supported here."""

    def __init__(self, what: str, hint: str = "rewrite the rule without it") -> None:
        super().__init__(what, hint=hint)


def quoted(text: str) -> str:
    """Return a text as an SQL literal. A zero byte, which SQL's text cannot hold, comes from ``chr``."""
    parts = ["'" + part.replace("'", "''") + "'" for part in text.split("\0")]
    return parts[0] if len(parts) == 1 else "(" + " || chr(0) || ".join(parts) + ")"


def literal(text: str, *, cased: bool) -> str:
    """Return a text in its compared form: in lower case unless ``cased``. Beyond ASCII the engine lowers it."""
    if cased:
        return quoted(text)
    return quoted(text.lower()) if text.isascii() else f"lower({quoted(text)})"


def matches(value: str, wanted: SigmaString, *, cased: bool) -> str:
    """Return SQL that tests whether a value matches a Sigma text with wildcards. NULL matches none."""
    parts = list(wanted.s)
    if parts == [_MANY]:
        return f"{value} IS NOT NULL"
    given = value if cased else f"lower({value})"
    plain = [part for part in parts if isinstance(part, str)]
    if not wanted.contains_special():
        return f"{given} = {literal(''.join(plain), cased=cased)}"
    text = literal(plain[0], cased=cased) if len(plain) == 1 else ""
    if text and parts == [plain[0], _MANY]:
        return f"starts_with({given}, {text})"
    if text and parts == [_MANY, plain[0]]:
        return f"ends_with({given}, {text})"
    if text and parts == [_MANY, plain[0], _MANY]:
        return f"contains({given}, {text})"
    return f"{given} LIKE {literal(pattern(wanted), cased=cased)} ESCAPE '\\'"


def pattern(wanted: SigmaString) -> str:
    """Return a Sigma text as a LIKE pattern with LIKE's own signs escaped."""
    return wanted.convert(escape_char="\\", wildcard_multi="%", wildcard_single="_", add_escaped="\\")
