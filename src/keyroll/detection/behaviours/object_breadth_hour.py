"""A machine accesses many more distinct objects in an hour than it, and most of its peers, ever did."""

from keyroll.detection.behaviours.object_breadth_day import ACCESS
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.object-breadth-hour",
    aliases=("keyroll.breadth-hour",),
    title="Accesses far more distinct objects in an hour than ever before",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="breadth",
    counts_objects=True,
    techniques=("T1213",),
    sql=in_slots("hour", "accessed", ACCESS, floor=10, during="hour", history=WARM_UP_DAYS),
)
