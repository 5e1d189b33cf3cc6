"""A machine looks at many more different things in an hour than it, and most of its peers, ever did."""

from keyroll.detection.behaviours.breadth import LOOKS
from keyroll.detection.breadths import in_slots
from keyroll.detection.contract import LEARNED, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.breadth-hour",
    title="Looks at many more different things in an hour than ever before",
    weight=0.3,
    history_days=LEARNED,
    family="breadth",
    techniques=("T1213",),
    sql=in_slots("hour", "looked at", LOOKS, floor=10, during="hour", history=LEARNED),
)
