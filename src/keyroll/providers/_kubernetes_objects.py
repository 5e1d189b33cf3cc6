"""The fields of objects that are kept from requests to a cluster, the same for its own log and Google Cloud's."""

REF = 'STRUCT("kind" VARCHAR, "name" VARCHAR, namespace VARCHAR)'
RULES = "STRUCT(verbs VARCHAR[], resources VARCHAR[], apiGroups VARCHAR[])[]"
#: The fields of a pod or a service that give access to its node; never its environment, which may hold secrets.
SPEC = (
    'STRUCT("type" VARCHAR, hostNetwork BOOLEAN, hostPID BOOLEAN, hostIPC BOOLEAN, '
    'containers STRUCT(securityContext STRUCT(privileged BOOLEAN, capabilities STRUCT("add" VARCHAR[])))[], '
    'volumes STRUCT(hostPath STRUCT("path" VARCHAR))[])'
)
