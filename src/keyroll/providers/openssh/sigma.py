"""Sigma rules about sshd look at its messages, wherever they were written."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (Logsource("auth", "linux", ("sshd",)), Logsource("journal", "linux", ("sshd",)))
