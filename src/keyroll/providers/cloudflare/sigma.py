"""Sigma rules about Cloudflare's Logpush data sets."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (
    Logsource("access", "cloudflare", ("access", "access_requests")),
    Logsource("audit", "cloudflare", ("audit", "audit_logs")),
)
