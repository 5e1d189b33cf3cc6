"""A machine changes many more accounts, groups or grants in an hour than it, and most of its peers, ever did.

An actor who locks an organisation out, or lets many in, uses a program. A directory's own synchronisation changes as
many on other days, too.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots
from keyroll.detection.signals.terms import WARM_UP_DAYS

BEHAVIOUR = Behaviour(
    id="keyroll.mass-account-changes",
    title="Changes far more accounts, groups or grants in an hour than ever before",
    weight=0.45,
    history_days=WARM_UP_DAYS,
    family="account-changes",
    counts_objects=True,
    techniques=("T1531", "T1098"),
    sql=in_slots(
        "hour",
        "changed",
        "class_uid IN (3001, 3005, 3006)",
        floor=10,
        during="hour",
        history=WARM_UP_DAYS,
        counted_by="target",
        named="'account'",
    ),
)
