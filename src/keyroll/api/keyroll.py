"""The one facade: what the command line can do, without a terminal."""

from dataclasses import dataclass

from keyroll.api.bringing import Bringing
from keyroll.api.hunting import Hunting
from keyroll.api.knowing import Knowing
from keyroll.api.machines import Machines
from keyroll.api.regular import Regular
from keyroll.api.working import Working


@dataclass(frozen=True, slots=True)
class Keyroll(Bringing, Regular, Knowing, Hunting, Working, Machines):
    """One home, opened: each part of what can be done with it is a file of this folder."""
