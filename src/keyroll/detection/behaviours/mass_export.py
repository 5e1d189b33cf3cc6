"""A machine makes many more archives or exports in a day than it, and most of its peers, ever did."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.mass-export",
    title="Makes far more archives or exports in a day than ever before",
    weight=0.4,
    history_days=WARM_UP_DAYS,
    family="export",
    counts_objects=True,
    techniques=("T1213.003",),
    sql=in_slots(
        "day", "exported", "class_uid = 6001 AND activity_id = 7", floor=10, during="day", history=WARM_UP_DAYS
    ),
)
