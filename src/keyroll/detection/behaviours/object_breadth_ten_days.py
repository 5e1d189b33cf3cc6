"""A machine that stays below every daily threshold accesses, over ten days, many more objects than it ever did."""

from keyroll.detection.behaviours.object_breadth_day import ACCESS
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_ten_days
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.object-breadth-ten-days",
    aliases=("keyroll.breadth-ten-days",),
    title="Accessed far more distinct objects in ten days than ever before",
    weight=0.35,
    history_days=WARM_UP_DAYS + 10,
    family="breadth",
    counts_objects=True,
    techniques=("T1213",),
    sql=in_ten_days("accessed", ACCESS, floor=25, history=WARM_UP_DAYS + 10),
)
