"""A machine reads many more distinct secrets in an hour than it, and most of its peers, ever did."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.mass-secret-reads",
    aliases=("keyroll.mass-secrets",),
    title="Reads far more distinct secrets in an hour than ever before",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    family="secrets",
    counts_objects=True,
    techniques=("T1555.006",),
    sql=in_slots(
        "hour", "read", "class_uid = 6005 AND activity_id IN (1, 8)", floor=8, during="hour", history=WARM_UP_DAYS
    ),
)
