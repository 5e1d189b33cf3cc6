"""Exposure is a closure: credentials of the intruder, and credentials in their reach. Each item has its reasons."""

from keyroll.response.exposure.chain import ChainStep, chain
from keyroll.response.exposure.closure import exposure

__all__ = ["ChainStep", "chain", "exposure"]
