"""A machine with a settled set of containers accesses a project, space, vault or bucket new to it and its peers."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.firsts import firsts_of
from keyroll.detection.signals.terms import SETTLED_DAYS, WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.new-container",
    title="Accesses a project, space, vault or bucket that no similar machine accessed before",
    weight=0.2,
    history_days=WARM_UP_DAYS,
    needs=("container",),
    techniques=("T1213",),
    sql=f"""
        WITH {firsts_of("container")}
        SELECT subject, happened_at, net, NULL AS target,
               'first access to ' || container || ', after ' || date_diff('day', before, happened_at)
               || ' days in known containers' AS detail, [act] AS events
        FROM settled WHERE history >= {WARM_UP_DAYS} AND happened_at - before >= INTERVAL {SETTLED_DAYS} DAYS
          AND among_peers = happened_at
        QUALIFY row_number() OVER (PARTITION BY subject, happened_at ORDER BY act) = 1
    """,
)
