"""A machine deletes many more objects in an hour than it, and most of its peers, ever did."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.mass-deletion",
    aliases=("keyroll.mass-removals",),
    title="Deletes far more objects in an hour than ever before",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    family="removal",
    techniques=("T1485",),
    sql=in_slots(
        "hour",
        "performed",
        "class_uid IN (6001, 6003) AND activity_id = 4",
        floor=5,
        during="hour",
        history=WARM_UP_DAYS,
        counted_by="act",
        named="'deletion'",
    ),
)
