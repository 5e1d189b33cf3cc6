"""Reads each connected source live, as often as its connection says."""

from keyroll.api import Keyroll
from keyroll.api.regular import SYNC
from keyroll.server.contract import Kind

JOB = Kind(SYNC, Keyroll.sync_taken, slow=True)
