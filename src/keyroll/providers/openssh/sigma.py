"""Sigma rules about sshd search its messages, in every log of sshd."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (Logsource("auth", "linux", ("sshd",)), Logsource("journal", "linux", ("sshd",)))
