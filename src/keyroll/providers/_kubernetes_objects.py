"""What is kept of the objects that a cluster is asked to make: its own log and Google Cloud's tell it alike."""

REF = 'STRUCT("kind" VARCHAR, "name" VARCHAR, namespace VARCHAR)'
RULES = "STRUCT(verbs VARCHAR[], resources VARCHAR[], apiGroups VARCHAR[])[]"
#: Of a pod or a service, what brings it near its node; never its environment, which may hold secrets.
SPEC = (
    'STRUCT("type" VARCHAR, hostNetwork BOOLEAN, hostPID BOOLEAN, hostIPC BOOLEAN, '
    'containers STRUCT(securityContext STRUCT(privileged BOOLEAN, capabilities STRUCT("add" VARCHAR[])))[], '
    'volumes STRUCT(hostPath STRUCT("path" VARCHAR))[])'
)
