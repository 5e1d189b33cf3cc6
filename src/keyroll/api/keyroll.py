"""The one facade: what the command line can do, without a terminal."""

from dataclasses import dataclass

from keyroll.api.bringing import Bringing
from keyroll.api.connecting import Connecting
from keyroll.api.hunting import Hunting
from keyroll.api.incidents import Incidents
from keyroll.api.knowing import Knowing


@dataclass(frozen=True, slots=True)
class Keyroll(Bringing, Connecting, Knowing, Hunting, Incidents):
    """One home, opened: each part of what can be done with it is a file of this folder."""
