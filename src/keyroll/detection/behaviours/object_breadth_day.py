"""A machine looks at many more different things in a day than it, and most of its peers, ever did."""

from keyroll.detection.breadths import in_slots
from keyroll.detection.contract import LEARNED, Behaviour

#: Looks at things of the web: neither searches nor downloads.
LOOKS = "class_uid = 6001 AND activity_id <> 7"

BEHAVIOUR = Behaviour(
    id="keyroll.object-breadth-day",
    aliases=("keyroll.breadth",),
    title="Accesses far more distinct objects in a day than ever before",
    weight=0.35,
    history_days=LEARNED,
    family="breadth",
    techniques=("T1213",),
    sql=in_slots("day", "looked at", LOOKS, floor=10, during="day", history=LEARNED),
)
