"""Sigma rules about CloudTrail; they write its fields as the record does."""

from keyroll.providers.contract import Logsource

LOGSOURCES = (Logsource("cloudtrail", "aws", ("cloudtrail",)),)
