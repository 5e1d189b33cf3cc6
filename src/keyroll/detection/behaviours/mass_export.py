"""A machine takes many more whole archives or exports in a day than it, and most of its peers, ever did."""

from keyroll.detection.breadths import in_slots
from keyroll.detection.contract import LEARNED, Behaviour

BEHAVIOUR = Behaviour(
    id="keyroll.mass-export",
    title="Makes far more archives or exports in a day than ever before",
    weight=0.4,
    history_days=LEARNED,
    family="export",
    techniques=("T1213.003",),
    sql=in_slots("day", "exported", "class_uid = 6001 AND activity_id = 7", floor=10, during="day", history=LEARNED),
)
