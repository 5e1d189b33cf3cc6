"""A machine accesses many more distinct objects in a day than it, and most of its peers, ever did."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

#: Access to web resources, without downloads, and statements that read in a database: each table is an object.
ACCESS = "(class_uid = 6001 AND activity_id <> 7 OR class_uid = 6005 AND activity_id IN (1, 4) AND query IS NOT NULL)"

BEHAVIOUR = Behaviour(
    id="keyroll.object-breadth-day",
    aliases=("keyroll.breadth",),
    title="Accesses far more distinct objects in a day than ever before",
    weight=0.35,
    history_days=WARM_UP_DAYS,
    family="breadth",
    counts_objects=True,
    techniques=("T1213",),
    sql=in_slots("day", "accessed", ACCESS, floor=10, during="day", history=WARM_UP_DAYS),
)
