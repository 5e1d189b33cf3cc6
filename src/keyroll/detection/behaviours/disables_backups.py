"""A machine deletes or disables two kinds of backups for the first time.

Snapshots, versions, retention rules and keys: destruction of data and extortion begin with these
(attack.mitre.org, *Inhibit System Recovery*, T1490). The terms are in the names of vendors' calls, for any vendor.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Verbs that remove or weaken, and their objects: both are in the name of the call.
_REMOVES = "delete|remove|destroy|purge|disable|suspend|stop|put|update|modify|schedule|deregister"
_BACKUPS = (
    "snapshot|backup|recovery_?point|versioning|lifecycle|retention|object_?lock|replication|keydeletion"
    "|cryptokeyversion"
)

BEHAVIOUR = Behaviour(
    id="keyroll.disables-backups",
    aliases=("keyroll.undoes-backups",),
    title="First deletion or disabling of backups",
    weight=0.7,
    history_days=WARM_UP_DAYS,
    techniques=("T1490", "T1485"),
    sql=f"""
        WITH undone AS (
            SELECT subject, coalesce(operation, action) AS deed, min(happened_at) AS happened_at,
                   arg_min(act, (happened_at, act)) AS act, arg_min(net, (happened_at, act)) AS net,
                   arg_min(history, (happened_at, act)) AS history
            FROM acts WHERE status_id = 1 AND activity_id IN (3, 4)
              AND regexp_matches(
                  lower(coalesce(operation, action)), '({_REMOVES}).*({_BACKUPS})|({_BACKUPS}).*({_REMOVES})')
            GROUP BY subject, coalesce(operation, action)),
        counted AS (
            SELECT *, count(*) OVER mine AS kinds, list(act) OVER mine AS events,
                   min(happened_at) OVER (PARTITION BY subject) AS first_at
            FROM undone WINDOW mine AS (PARTITION BY subject ORDER BY happened_at
                                        RANGE BETWEEN INTERVAL 1 DAY PRECEDING AND CURRENT ROW))
        SELECT subject, happened_at, net, NULL AS target,
               'deleted or disabled ' || kinds || ' kinds of backups for the first time' AS detail, events
        FROM counted WHERE kinds >= 2 AND history >= {WARM_UP_DAYS} AND happened_at - first_at <= INTERVAL 1 DAY
          AND EXISTS (SELECT 1 FROM acts o WHERE o.subject = counted.subject
                      AND o.happened_at <= first_at - INTERVAL {WARM_UP_DAYS} DAYS)
        QUALIFY row_number() OVER (PARTITION BY subject ORDER BY happened_at, act) = 1
    """,
)
