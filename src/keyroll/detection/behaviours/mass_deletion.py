"""A machine deletes many more objects in an hour than it, and most of its peers, ever did."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Deletions by class and activity of OCSF 1.8: of resources and entities, of data in a datastore, of accounts.
DELETIONS = """(class_uid IN (6001, 6003, 3004) AND activity_id = 4 OR class_uid = 6005 AND activity_id = 7
               OR class_uid = 3001 AND activity_id = 6)"""

BEHAVIOUR = Behaviour(
    id="keyroll.mass-deletion",
    aliases=("keyroll.mass-removals",),
    title="Deletes far more objects in an hour than ever before",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    family="removal",
    counts_objects=True,
    techniques=("T1485",),
    sql=in_slots(
        "hour",
        "performed",
        DELETIONS,
        floor=5,
        during="hour",
        history=WARM_UP_DAYS,
        counted_by="act",
        named="'deletion'",
    ),
)
