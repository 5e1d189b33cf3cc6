"""A machine looks at many more different things in an hour than it, and most of its peers, ever did."""

from keyroll.detection.behaviours.object_breadth_day import LOOKS
from keyroll.detection.breadths import in_slots
from keyroll.detection.contract import LEARNED, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.object-breadth-hour",
    aliases=("keyroll.breadth-hour",),
    title="Accesses far more distinct objects in an hour than ever before",
    weight=0.3,
    history_days=LEARNED,
    family="breadth",
    techniques=("T1213",),
    sql=in_slots("hour", "looked at", LOOKS, floor=10, during="hour", history=LEARNED),
)
