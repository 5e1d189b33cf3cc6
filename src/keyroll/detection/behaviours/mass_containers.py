"""A machine accesses many more buckets, vaults, projects or spaces in a day than it or its peers ever did."""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.mass-containers",
    title="Accesses far more buckets, vaults, projects or spaces in a day than ever before",
    weight=0.3,
    history_days=WARM_UP_DAYS,
    family="breadth",
    counts_objects=True,
    techniques=("T1619", "T1213"),
    sql=in_slots(
        "day",
        "accessed",
        "(class_uid = 6001 AND activity_id <> 7 OR class_uid = 6005)",
        floor=8,
        during="day",
        history=WARM_UP_DAYS,
        counted_by="container",
        named="'container'",
    ),
)
