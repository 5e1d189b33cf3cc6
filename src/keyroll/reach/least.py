"""The answer of ``keyroll reach X --narrow``."""

from dataclasses import dataclass
from datetime import datetime

from keyroll.reach.aws.least.narrow import Narrower
from keyroll.reach.inventory.calls import Logged


@dataclass(frozen=True, slots=True)
class Least:
    """A narrower policy for a principal, the calls that it rests on, since when, and dumps that could not be read."""

    principal: str
    narrower: Narrower
    logged: Logged
    since: datetime
    faults: tuple[str, ...] = ()
