"""A machine acts from a network that nobody of the house used until a few days ago; less so one that roams."""

from keyroll.detection.contract import LATELY, ROAMS, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.new-place",
    title="Used from a network that is new to the house",
    weight=0.45,
    history_days=14,
    family="place",
    techniques=("T1078.004",),
    sql=f"""
        WITH first AS (
            SELECT subject, net, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(history, (happened_at, act)) AS history, any_value(place_first_at) AS place_first_at
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY ALL)
        SELECT subject, happened_at, net, NULL AS target,
               'first from ' || net || ', unknown here before ' || place_first_at::DATE AS detail, [act] AS events,
               CASE WHEN lately > {ROAMS} THEN 0.15 END AS weight
        FROM (SELECT *, {LATELY} AS lately FROM first)
        WHERE happened_at - place_first_at <= INTERVAL 3 DAYS AND history >= 14
    """,
)
