"""Parsed policy documents; an unreadable part is kept as a fault, never as an allow or a deny.

Grammar: IAM user guide, "Grammar of the IAM JSON policy language" (read 2026-11-29).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

import orjson

from keyroll.model.json import Json

Texts = tuple[str, ...]
#: The first version of the language with policy variables.
_WITH_VARIABLES: Final = "2012-10-17"
_KNOWN: Final = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One operator of a condition over one key; one of ``values`` must match."""

    operator: str
    key: str
    values: Texts


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement. ``negated`` names the elements of action, resource and principal in their Not… form.

    ``principals`` has pairs of kind (AWS, Service, Federated) and name, or is None if the statement names nobody;
    ``resources`` is None if it names none. ``fault`` is the reason why a statement cannot be read: it is then unknown.
    """

    allows: bool
    actions: Texts = ()
    resources: Texts | None = None
    principals: tuple[tuple[str, str], ...] | None = None
    conditions: tuple[Clause, ...] = ()
    negated: frozenset[str] = frozenset()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class AwsPolicy:
    """One document.

    ``fault`` is the reason why it could not be read: then it may allow or deny anything. Documentation about the policy
    can narrow that: ``within`` are patterns of its actions, and ``may_deny`` is whether it may deny.
    """

    name: str
    statements: tuple[Statement, ...] = ()
    fault: str = ""
    within: Texts = ("*",)
    may_deny: bool = True


def parse(name: str, document: Json) -> AwsPolicy:
    """Parse a document that is an object, or JSON text with or without URL encoding."""
    try:
        document = decoded(document)
    except orjson.JSONDecodeError:
        return AwsPolicy(name, fault=f"the document of {name} is not JSON")
    if not isinstance(document, dict) or "Statement" not in document:
        return AwsPolicy(name, fault=f"the document of {name} has no Statement")
    # Variables exist since the version of 2012; in an older document, or without a version, they are plain text.
    literal = document.get("Version") != _WITH_VARIABLES
    listed = enumerate(texts_of(document), 1)
    return AwsPolicy(name, tuple(_statement(name, at, one, literal=literal) for at, one in listed))


def decoded(document: Json) -> Json:
    """Return a document as an object if it is JSON text with or without URL encoding. Raises JSONDecodeError."""
    if not isinstance(document, str):
        return document
    found: Json = orjson.loads(unquote(document) if document.lstrip().startswith("%") else document)
    return found


def texts_of(document: Json) -> list[Json]:
    """Return the statements of a document as they are written."""
    listed = document.get("Statement", []) if isinstance(document, dict) else []
    return listed if isinstance(listed, list) else [listed]


def unread(name: str, because: str) -> AwsPolicy:
    """Return a policy with a known name and no document."""
    return AwsPolicy(name, fault=because)


class _Malformed(Exception):  # noqa: N818 - never leaves this module
    pass


def _statement(name: str, number: int, one: Json, *, literal: bool) -> Statement:
    try:
        read = _read(one)
        return _literal(read) if literal else read
    except _Malformed as fault:
        allows = isinstance(one, dict) and one.get("Effect") == "Allow"
        return Statement(allows, fault=f"statement {number} of {name}: {fault}")


def _read(one: Json) -> Statement:
    if not isinstance(one, dict):
        raise _Malformed("it is not an object")
    if one.get("Effect") not in ("Allow", "Deny"):
        raise _Malformed("Effect is neither Allow nor Deny")
    if foreign := sorted(one.keys() - _KNOWN):
        raise _Malformed(f"{foreign[0]!r} is no element of a statement")
    negated = frozenset(
        what for what in ("Action", "Resource", "Principal") if _one_of(one, what, f"Not{what}") == f"Not{what}"
    )
    action = _one_of(one, "Action", "NotAction")
    if not action:
        raise _Malformed("it names no action")
    resource, principal = _one_of(one, "Resource", "NotResource"), _one_of(one, "Principal", "NotPrincipal")
    return Statement(
        one["Effect"] == "Allow",
        tuple(text.lower() for text in _texts(one[action], action)),
        _texts(one[resource], resource) if resource else None,
        _principals(one[principal]) if principal else None,
        _conditions(one.get("Condition", {})),
        negated,
    )


def _literal(statement: Statement) -> Statement:
    """Return a statement whose variables are literal text."""
    clauses = (replace(one, values=_quoted(one.values)) for one in statement.conditions)
    resources = statement.resources if statement.resources is None else _quoted(statement.resources)
    return replace(statement, resources=resources, conditions=tuple(clauses))


def _quoted(texts: Texts) -> Texts:
    return tuple(text.replace("${", "${$}{") for text in texts)


def _one_of(one: Mapping[str, Json], plain: str, negated: str) -> str:
    if plain in one and negated in one:
        raise _Malformed(f"it has {plain} and {negated}")
    return plain if plain in one else negated if negated in one else ""


def _texts(value: Json, where: str) -> Texts:
    listed = value if isinstance(value, list) else [value]
    if not listed or not all(isinstance(one, str) and one for one in listed):
        raise _Malformed(f"{where} is neither a text nor a list of texts")
    return tuple(str(one) for one in listed)


def _principals(value: Json) -> tuple[tuple[str, str], ...]:
    if value == "*":
        return (("*", "*"),)
    if not isinstance(value, dict) or not value:
        raise _Malformed("Principal is neither * nor an object")
    return tuple((kind, name) for kind, names in value.items() for name in _texts(names, f"Principal {kind}"))


def _conditions(value: Json) -> tuple[Clause, ...]:
    if not isinstance(value, dict):
        raise _Malformed("Condition is not an object")
    clauses = []
    for operator, keys in value.items():
        if not isinstance(keys, dict):
            raise _Malformed(f"Condition {operator} is not an object")
        for key, values in keys.items():
            listed = values if isinstance(values, list) else [values]
            if not all(isinstance(one, str | int | float | bool) for one in listed):
                raise _Malformed(f"Condition {operator} {key} has a value that is none")
            texts = (str(one).lower() if isinstance(one, bool) else str(one) for one in listed)
            clauses.append(Clause(operator, key.lower(), tuple(texts)))
    return tuple(clauses)
