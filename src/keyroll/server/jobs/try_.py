"""Tries exposed credentials whose values can be resolved again."""

from keyroll.api import Keyroll
from keyroll.api.working import TRY
from keyroll.server.contract import Kind

JOB = Kind(TRY, Keyroll.try_taken)
