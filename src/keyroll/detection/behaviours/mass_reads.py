"""A machine reads some hundred distinct objects within an hour, many more than it or most of its peers ever did.

It needs no history: the count is absolute, and it is compared with the hours and the peers that the log has. A job that
reads everything once a night gives a signal in its first night.
"""

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.breadth import in_slots

#: As many distinct objects within an hour as few machines read.
FLOOR = 200

BEHAVIOUR = Behaviour(
    id="keyroll.mass-reads",
    title="Reads hundreds of distinct objects within an hour",
    weight=0.5,
    history_days=0,
    cold_start="compares with the hours and the peers that the log has",
    family="breadth",
    counts_objects=True,
    techniques=("T1530", "T1213"),
    sql=in_slots("hour", "read", "true", floor=FLOOR, during="hour", history=0, of="read_objects"),
)
