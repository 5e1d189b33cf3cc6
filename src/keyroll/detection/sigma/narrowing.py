"""Narrows rules by a few columns, so that most events are tested on these columns only.

Names of operations and services repeat: a million events have some hundred pairs of them. For each pair it is computed
once which rules an event with it may meet, whatever its other columns are. Only those rules are tested.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionItem,
    ConditionNOT,
    ConditionOR,
)
from sigma.conversion.state import ConversionState
from sigma.types import SigmaFieldReference

from keyroll.detection.sigma.backend import Compiler

#: A column is one of the few if at least this share of a log's rules reads it.
_SHARE = 0.25
_MOST = 3
#: The answer of some columns if they do not decide.
_OPEN = "NULL::BOOLEAN"


def few(rules: Sequence[Compiler]) -> list[str]:
    """Return the columns (as named in SQL) that most of some compiled rules read, at most three."""
    counted = Counter(column for rule in rules for column in {*_columns(rule)})
    return sorted(column for column, times in counted.most_common(_MOST) if times >= _SHARE * len(rules))


def possible(rule: Compiler, columns: Collection[str]) -> str:
    """Return SQL over some columns: false if an event with these values cannot meet a compiled rule."""
    said = dict.fromkeys(_said(rule, tree, columns) for tree in rule.trees if tree is not None)
    return " OR ".join(f"coalesce({condition}, true)" for condition in said) or "false"


def _columns(rule: Compiler) -> Iterator[str]:
    waiting: list[object] = list(rule.trees)
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, ConditionItem):
            waiting += tree.args
        elif isinstance(tree, ConditionFieldEqualsValueExpression) and (column := _column(rule, tree)):
            yield column


def _column(rule: Compiler, leaf: ConditionFieldEqualsValueExpression) -> str:
    """Return the single column that a comparison reads, as named in SQL; empty if it reads more, or a part of one."""
    sql = rule.fields.find(leaf.field).sql
    plain = sql.startswith('"') and sql.count('"') == 2 and sql.endswith('"')
    return sql if plain and not isinstance(leaf.value, SigmaFieldReference) else ""


def _said(rule: Compiler, condition: object, columns: Collection[str]) -> str:
    """Return the answer of some columns about a condition: true, false, or NULL if they do not decide."""
    if isinstance(condition, ConditionFieldEqualsValueExpression) and _column(rule, condition) in columns:
        return f"coalesce({rule.convert_condition(condition, ConversionState(processing_state={}))}, false)"
    if not isinstance(condition, ConditionItem):
        return _OPEN
    # A repeated answer adds nothing, and a rule may name a hundred values that these columns do not decide.
    parts = list(dict.fromkeys(_said(rule, part, columns) for part in condition.args if part is not None)) or [_OPEN]
    if parts == [_OPEN]:
        return _OPEN
    match condition:
        case ConditionNOT():
            return f"NOT ({' AND '.join(parts)})"
        case ConditionAND() | ConditionOR():
            return f"({(' OR ' if isinstance(condition, ConditionOR) else ' AND ').join(parts)})"
    return _OPEN
