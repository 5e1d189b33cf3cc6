"""Evaluates the conditions of a statement for a request: yes, no, or unknown because a key is not known.

Operators: IAM user guide, "IAM JSON policy elements: Condition operators" (from memory: re-check).
"""

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.matching import Values, fits
from keyroll.reach.aws.policy import Clause
from keyroll.reach.wildcards import like

Compare = Callable[[str, str], bool]


class _NotComparable(Exception):  # noqa: N818 - never leaves this module
    pass


def holds(clauses: tuple[Clause, ...], values: Values) -> Truth:
    """Return whether all clauses hold. A missing key is unknown; a key that is None is known to be absent."""
    result = Truth.yes()
    for clause in clauses:
        result &= _clause(clause, values)
        if result.answer is Answer.NO:
            return result
    return result


def _clause(clause: Clause, values: Values) -> Truth:
    every, _, operator = clause.operator.lower().rpartition(":")
    if every not in ("", "forallvalues", "foranyvalue"):
        return Truth.unknown(f"the condition operator {clause.operator} is not known")
    optional = operator.endswith("ifexists")
    operator = operator.removesuffix("ifexists")
    if operator != "null" and operator not in _OPERATORS:
        return Truth.unknown(f"the condition operator {clause.operator} is not known")
    if clause.key not in values:
        return Truth.unknown(f"the condition key {clause.key} is not known")
    given = values[clause.key]
    if operator == "null":
        wanted = {value.lower() for value in clause.values}
        if not wanted <= {"true", "false"}:
            return Truth.unknown(f"{clause.operator} over {clause.key} is neither true nor false")
        return _of(("true" if given is None else "false") in wanted)
    negated, compare = _OPERATORS[operator]
    if given is None:
        return _of(optional or every == "forallvalues" or (negated and every != "foranyvalue"))
    try:
        each = [_matches(one, clause.values, compare, values) for one in given]
    except _NotComparable as fault:
        return Truth.unknown(f"{clause.operator} over {clause.key}: {fault}")
    if negated:
        each = [~one for one in each]
    return _all(each) if every == "forallvalues" or (negated and not every) else _any(each)


def _matches(given: str, wanted: tuple[str, ...], compare: Compare | None, values: Values) -> Truth:
    """Return whether a value of the request matches the policy; without ``compare`` the policy has patterns."""
    return _any([fits(one, given, values) if compare is None else _of(compare(given, one)) for one in wanted])


def _of(value: bool) -> Truth:  # noqa: FBT001
    return Truth.yes() if value else Truth.no()


def _all(each: list[Truth]) -> Truth:
    result = Truth.yes()
    for one in each:
        result &= one
    return result


def _any(each: list[Truth]) -> Truth:
    result = Truth.no()
    for one in each:
        result |= one
    return result


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _NotComparable(f"{text!r} is not a number") from None


def _time(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise _NotComparable(f"{text!r} is no time") from None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()


def _inside(given: str, wanted: str) -> bool:
    try:
        return ipaddress.ip_address(given) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        raise _NotComparable(f"{given!r} or {wanted!r} is not an address") from None


def _arn(given: str, wanted: str) -> bool:
    """Compare two ARNs part by part: a star matches no colon in the first five parts."""
    ours, theirs = given.split(":", 5), wanted.split(":", 5)
    return len(ours) == len(theirs) and all(like(pattern, text) for pattern, text in zip(theirs, ours, strict=True))


def _ordered(read: Callable[[str], float]) -> dict[str, tuple[bool, Compare]]:
    return {
        "equals": (False, lambda a, b: read(a) == read(b)),
        "notequals": (True, lambda a, b: read(a) == read(b)),
        "lessthan": (False, lambda a, b: read(a) < read(b)),
        "lessthanequals": (False, lambda a, b: read(a) <= read(b)),
        "greaterthan": (False, lambda a, b: read(a) > read(b)),
        "greaterthanequals": (False, lambda a, b: read(a) >= read(b)),
    }


#: Each operator: whether it is negated, and its comparison (None: the policy's value is a pattern).
_OPERATORS: Final[dict[str, tuple[bool, Compare | None]]] = {
    "stringequals": (False, lambda a, b: a == b),
    "stringnotequals": (True, lambda a, b: a == b),
    "stringequalsignorecase": (False, lambda a, b: a.lower() == b.lower()),
    "stringnotequalsignorecase": (True, lambda a, b: a.lower() == b.lower()),
    "stringlike": (False, None),
    "stringnotlike": (True, None),
    "arnequals": (False, _arn),
    "arnlike": (False, _arn),
    "arnnotequals": (True, _arn),
    "arnnotlike": (True, _arn),
    "bool": (False, lambda a, b: a.lower() == b.lower()),
    "binaryequals": (False, lambda a, b: a == b),
    "ipaddress": (False, _inside),
    "notipaddress": (True, _inside),
    **{f"numeric{name}": one for name, one in _ordered(_number).items()},
    **{f"date{name}": one for name, one in _ordered(_time).items()},
}
