"""Reads the decisions of this home's gates into the lake."""

from collections.abc import Sequence

from keyroll.api import Keyroll, Taken
from keyroll.api.regular import GATE, GoingOn
from keyroll.server.contract import JobKind


def _read(keyroll: Keyroll, taken: Sequence[Taken], _going_on: GoingOn) -> None:
    keyroll.regular.read_gates(taken)


JOB = JobKind(GATE, _read, slow=True)
