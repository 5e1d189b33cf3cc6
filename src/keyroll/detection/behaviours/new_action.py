"""A machine with a settled set of actions performs one that is new to it and to every similar machine."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.firsts import firsts_of
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.new-action",
    title="Performs an action that neither it nor a similar machine performed before",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    techniques=("T1078.004",),
    sql=f"""
        WITH {firsts_of("action")}
        SELECT subject, happened_at, net, NULL AS target,
               'first ' || CASE WHEN regexp_matches(action, '^[A-Z]+ /')
                                THEN split_part(action, ' ', 1) || ' request of its kind' ELSE left(action, 60) END
               || ', after ' || date_diff('day', before, happened_at) || ' days without anything new' AS detail,
               [act] AS events
        FROM settled WHERE history >= {WARM_UP_DAYS} AND happened_at - began >= INTERVAL {WARM_UP_DAYS} DAYS
          AND happened_at - before >= INTERVAL 7 DAYS AND among_peers = happened_at
        QUALIFY row_number() OVER (PARTITION BY subject, happened_at ORDER BY act) = 1
    """,
)
