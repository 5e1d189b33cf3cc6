"""A machine that stays below every daily threshold has, over ten days, seen many more things than it ever did."""

from keyroll.detection.behaviours.object_breadth_day import LOOKS
from keyroll.detection.breadths import in_ten_days
from keyroll.detection.contract import LEARNED, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.object-breadth-ten-days",
    aliases=("keyroll.breadth-ten-days",),
    title="Accessed far more distinct objects in ten days than ever before",
    weight=0.35,
    history_days=LEARNED + 10,
    family="breadth",
    techniques=("T1213",),
    sql=in_ten_days("looked at", LOOKS, floor=25, history=LEARNED + 10),
)
