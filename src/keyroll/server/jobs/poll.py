"""Fetches the security event tokens of each stream that is polled, as often as it says."""

from keyroll.api import Keyroll
from keyroll.api.regular import POLL
from keyroll.server.contract import Kind

JOB = Kind(POLL, Keyroll.poll_taken, slow=True)
