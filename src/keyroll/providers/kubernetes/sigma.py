"""Sigma rules about the API server's audit log; some name a part of the request only by its last word."""

from keyroll.providers.contracts.sigma import Logsource

LOGSOURCES = (
    Logsource(
        "audit",
        "kubernetes",
        ("audit",),
        aliases={
            "apiGroup": "objectRef.apiGroup",
            "capabilities": "requestObject.spec.containers.securityContext.capabilities",
            "hostPath": "requestObject.spec.volumes.hostPath",
        },
    ),
)
