"""Temporal correlations with a condition of their own: rules, their order, and excluded rules.

In order, each part of a condition has completions: a group, the moment at which it is complete, and the latest possible
start (the latest, because a shorter span fits a timespan that a longer one does not). ``a and b`` is complete when
``b`` is, if ``a`` was complete before ``b`` began; events at the same moment count as in order.
"""

from collections.abc import Sequence

from sigma.correlations import (
    CorrelationConditionAND,
    CorrelationConditionItem,
    CorrelationConditionNOT,
    CorrelationConditionOR,
    SigmaRuleReference,
)

from keyroll.detection.sigma.text import Unsupported

Tree = CorrelationConditionItem | SigmaRuleReference


def present(tree: Tree, names: Sequence[str], window: str) -> str:
    """Return SQL that is true if a window has the rules that a condition requires, and none that it excludes."""
    if isinstance(tree, SigmaRuleReference):
        return f"bool_or(rule = {names.index(tree.reference)}) {window}"
    parts = [present(argument, names, window) for argument in tree.args]
    if isinstance(tree, CorrelationConditionNOT):
        return f"(NOT {parts[0]})"
    return "(" + (" AND " if isinstance(tree, CorrelationConditionAND) else " OR ").join(parts) + ")"


def in_order(tree: Tree | None, names: Sequence[str], span: int) -> str:
    """Return the query ``grouped, moment, since, holds`` for rules in order; without a tree, in the given order."""
    leaves = _leaves(tree) if tree else list(names)
    if len(set(leaves)) < len(leaves):
        raise Unsupported("one rule twice in an order", "give the second its own name and file")
    query = _complete(tree, names, span) if tree else _chain([_leaf(place) for place in range(len(names))])
    return (
        f"SELECT grouped, moment, max(since) AS since, max(since) >= moment - {_span(span)} AS holds "
        f"FROM ({query}) GROUP BY grouped, moment"
    )


def _complete(tree: Tree, names: Sequence[str], span: int) -> str:
    if isinstance(tree, SigmaRuleReference):
        return _leaf(names.index(tree.reference))
    if isinstance(tree, CorrelationConditionOR):
        every = " UNION ALL ".join(_complete(argument, names, span) for argument in tree.args)
        return f"SELECT grouped, moment, max(since) AS since FROM ({every}) GROUP BY grouped, moment"
    if not isinstance(tree, CorrelationConditionAND):
        raise Unsupported("'not' alone in an order", "write: a and not b")
    wanted = [argument for argument in tree.args if not isinstance(argument, CorrelationConditionNOT)]
    if not wanted:
        raise Unsupported("an order of missing events", "name a rule that must hit")
    query = _chain([_complete(part, names, span) for part in wanted])
    for argument in tree.args:
        if isinstance(argument, CorrelationConditionNOT):
            numbers = ", ".join(str(names.index(name)) for name in _leaves(_alternatives(argument.args[0])))
            query = (
                f"SELECT * FROM ({query}) w WHERE NOT EXISTS (SELECT 1 FROM {{inputs}} n WHERE n.grouped = w.grouped "
                f"AND n.rule IN ({numbers}) AND n.moment BETWEEN w.moment - {_span(span)} AND w.moment)"
            )
    return query


def _alternatives(tree: Tree) -> Tree:
    """Return the excluded part of a condition: one rule, or rules joined by "or". Raises Unsupported."""
    fits = isinstance(tree, SigmaRuleReference) or (
        isinstance(tree, CorrelationConditionOR)
        and all(isinstance(argument, SigmaRuleReference) for argument in tree.args)
    )
    if not fits:
        raise Unsupported("'not' over more than one rule, or rules joined by 'or', in an order", "exclude single rules")
    return tree


def _leaves(tree: Tree) -> list[str]:
    if isinstance(tree, SigmaRuleReference):
        return [tree.reference]
    return [name for argument in tree.args for name in _leaves(argument)]


def _leaf(place: int) -> str:
    return f"SELECT DISTINCT grouped, moment, moment AS since FROM {{inputs}} WHERE rule = {place}"


def _chain(parts: Sequence[str]) -> str:
    """Return each part after the one before it."""
    query = parts[0]
    for part in parts[1:]:
        before = (
            f"SELECT grouped, moment, max(since) OVER (PARTITION BY grouped ORDER BY moment) AS since FROM ({query})"
        )
        query = (
            f"SELECT b.grouped, b.moment, m.since FROM ({part}) b "
            f"ASOF JOIN ({before}) m ON m.grouped = b.grouped AND b.since >= m.moment"
        )
    return query


def _span(seconds: int) -> str:
    return f"INTERVAL {seconds} SECONDS"
