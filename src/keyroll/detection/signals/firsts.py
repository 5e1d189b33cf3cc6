"""Queries for values that are new to a subject with settled habits, and to every similar machine."""


def firsts_of(column: str) -> str:
    """Return two common table expressions; ``settled`` has the first act with each value of a column of ``acts``.

    ``before`` is when the subject had its last new value before that, ``began`` when it had its first one, and
    ``among_peers`` when any machine of its kind in the same source had this one.
    """
    return f"""accessed AS (
            SELECT subject, source, split_part(subject::VARCHAR, ':', 2) AS peers, {column},
                   min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE {column} IS NOT NULL AND status_id = 1 GROUP BY subject, source, {column}),
        settled AS (
            SELECT *, max(happened_at) OVER (PARTITION BY subject, source ORDER BY happened_at RANGE BETWEEN
                      UNBOUNDED PRECEDING AND INTERVAL 1 SECOND PRECEDING) AS before,
                   min(happened_at) OVER (PARTITION BY subject, source) AS began,
                   min(happened_at) OVER (PARTITION BY source, peers, {column}) AS among_peers FROM accessed)"""
