"""Exposure is a closure: what the intruder had, and what could be had with that. Each item says why."""

from keyroll.response.exposure.chain import ChainStep, chain
from keyroll.response.exposure.closure import exposure

__all__ = ["ChainStep", "chain", "exposure"]
