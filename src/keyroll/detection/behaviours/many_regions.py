"""A credential acts in several regions of a cloud within an hour, each of which is new to it.

An intruder who does not know where an organisation works asks in every region, or hides work in a region that nobody
looks at. Refused attempts count: a region that is turned off refuses them. The signal weighs more if nobody of the
source used the regions before: a scanner of the organisation uses all of them each day.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE, WARM_UP_DAYS

#: The number of regions that are new to a credential within an hour.
REGIONS = 4
#: The weight if nobody of the source used so many of them before.
NEW_TO_ALL = 0.5

BEHAVIOUR = Behaviour(
    id="keyroll.many-regions",
    title="Acts in several regions within an hour that it never used before",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="regions",
    counts_objects=True,
    techniques=("T1535",),
    sql=f"""
        WITH firsts AS (
            SELECT subject, source, region, min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act,
                   arg_min(net, (happened_at, act)) AS net, arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE region IS NOT NULL GROUP BY ALL),
        ours AS (
            SELECT *, min(happened_at) OVER (PARTITION BY source, region) = happened_at AS new_to_all FROM firsts),
        counted AS (
            SELECT *, count(*) OVER lately AS regions, count(CASE WHEN new_to_all THEN 1 END) OVER lately AS strange,
                   list(act) OVER lately AS events
            FROM ours WINDOW lately AS (PARTITION BY subject, source ORDER BY happened_at
                                        RANGE BETWEEN INTERVAL 1 HOUR PRECEDING AND CURRENT ROW))
        SELECT subject, happened_at, net, NULL AS target,
               regions || ' regions within an hour that it never used before, the last one ' || region || '; '
               || strange || ' of them nobody of ' || source || ' used before' AS detail,
               events[1:{MAX_EVIDENCE}] AS events,
               CASE WHEN strange >= {REGIONS} THEN {NEW_TO_ALL} END AS weight
        FROM counted WHERE regions >= {REGIONS} AND history >= {WARM_UP_DAYS}
        QUALIFY row_number() OVER (PARTITION BY subject, source, strange >= {REGIONS}, happened_at::DATE
                                   ORDER BY happened_at, act) = 1
    """,
)
