"""The fields of objects that are kept from requests to a cluster, the same for its own log and Google Cloud's."""

#: Of a secret, or of a token of a service account, only what names the object stays of a body, and of a patch its path.
SECRET_KEPT = (
    "kind", "apiVersion", "op", "path", "type", "status", "reason", "code", "metadata.name", "metadata.namespace",
    "metadata.uid", "metadata.resourceVersion", "metadata.creationTimestamp", "metadata.generateName",
    "metadata.ownerReferences.kind", "metadata.ownerReferences.name", "spec.audiences", "spec.boundObjectRef.kind",
    "spec.boundObjectRef.name", "spec.boundObjectRef.uid", "status.expirationTimestamp", "spec.expirationSeconds",
)  # fmt: skip
REF = 'STRUCT("kind" VARCHAR, "name" VARCHAR, namespace VARCHAR)'
RULES = "STRUCT(verbs VARCHAR[], resources VARCHAR[], apiGroups VARCHAR[])[]"
#: The fields of a pod or a service that give access to its node; never its environment, which may hold secrets.
SPEC = (
    'STRUCT("type" VARCHAR, hostNetwork BOOLEAN, hostPID BOOLEAN, hostIPC BOOLEAN, '
    'containers STRUCT(securityContext STRUCT(privileged BOOLEAN, capabilities STRUCT("add" VARCHAR[])))[], '
    'volumes STRUCT(hostPath STRUCT("path" VARCHAR))[])'
)
