"""What rules say about a few columns alone, so that of most events nothing else is looked at.

Names of operations and services come again and again: a million events have some hundred pairs of them. Of each pair
it is said once which rules an event that has it may meet, whatever else it holds. A rule is tested on those alone.
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

#: A column is one of the few where at least this share of a log's rules asks for it.
_SHARE = 0.25
_MOST = 3
#: What some columns say about what they do not tell.
_OPEN = "NULL::BOOLEAN"


def few(rules: Sequence[Compiler]) -> list[str]:
    """Return the columns (as SQL names them) that most of some compiled rules ask for, at most three."""
    counted = Counter(column for rule in rules for column in {*_columns(rule)})
    return sorted(column for column, times in counted.most_common(_MOST) if times >= _SHARE * len(rules))


def possible(rule: Compiler, columns: Collection[str]) -> str:
    """Return SQL over some columns: false where an event with these values cannot meet a compiled rule."""
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
    """Return the one column that a comparison reads, as SQL names it; empty if it reads more, or inside of one."""
    sql = rule.fields.find(leaf.field).sql
    plain = sql.startswith('"') and sql.count('"') == 2 and sql.endswith('"')
    return sql if plain and not isinstance(leaf.value, SigmaFieldReference) else ""


def _said(rule: Compiler, condition: object, columns: Collection[str]) -> str:
    """Return what some columns say about a condition: true, false, or NULL if they do not tell."""
    if isinstance(condition, ConditionFieldEqualsValueExpression) and _column(rule, condition) in columns:
        return f"coalesce({rule.convert_condition(condition, ConversionState(processing_state={}))}, false)"
    if not isinstance(condition, ConditionItem):
        return _OPEN
    # What is said twice says no more, and a rule may name a hundred values that these columns do not tell.
    parts = list(dict.fromkeys(_said(rule, part, columns) for part in condition.args if part is not None)) or [_OPEN]
    if parts == [_OPEN]:
        return _OPEN
    match condition:
        case ConditionNOT():
            return f"NOT ({' AND '.join(parts)})"
        case ConditionAND() | ConditionOR():
            return f"({(' OR ' if isinstance(condition, ConditionOR) else ' AND ').join(parts)})"
    return _OPEN
