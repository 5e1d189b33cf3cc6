"""Writes a value into a key of a Kubernetes Secret, and restarts a workload that reads it at its start.

kubernetes.io, *Secrets*, *API Concepts: resource versions*, read 2026-11: a PUT carries the ``resourceVersion`` that
was read, and one over a newer version is refused (409). A mounted Secret reaches its pods after the kubelet's next
period (60 s by default) and the delay of its cache; one in the environment, or mounted with ``subPath``, only at a
restart: name the workload (``?restart=deployments/app``), which gets the annotation that ``kubectl rollout restart``
writes.
"""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from keyroll.errors import UsageError
from keyroll.http import bearer
from keyroll.model.campaign import ConsumerClass
from keyroll.model.json import Json, Record, single
from keyroll.providers import _changing
from keyroll.providers._changing import Changing
from keyroll.providers._delivering import read_back, server_of
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.kubernetes import _rights
from keyroll.reveal import reveal
from keyroll.secret import Secret

_EXAMPLE: Final = "kubernetes:https://api1:6443/NAMESPACE/SECRET?restart=deployments/app#KEY"
_RESTARTED: Final = "kubectl.kubernetes.io/restartedAt"
_WORKLOADS = ("deployments", "statefulsets", "daemonsets")


def place(address: str) -> Target:
    """Read ``https://server/NAMESPACE/SECRET[?restart=deployments/NAME]#KEY``. Raises UsageError."""
    server, path, key, options = server_of(address, _EXAMPLE)
    restart = options.get("restart", "")
    fits = path.count("/") == 1 and key and not set(options) - {"restart"}
    if not fits or (restart and restart.partition("/")[0] not in _WORKLOADS):
        raise UsageError("this is not a key of a Secret", hint=f"write it as {_EXAMPLE}")
    return Target("kubernetes", f"{server}/{path}{'?restart=' + restart if restart else ''}#{key}")


def write(target: Target, login: Login | None, content: Secret) -> EffectResult:
    """Write the key over the version that was read; a missing Secret is made."""
    _, path, key, _ = server_of(target.address, _EXAMPLE)
    namespace, _, name = path.partition("/")

    def put(http: Changing) -> EffectResult:
        found = _found(http, _path(path))
        with reveal(content) as raw:
            value = base64.b64encode(raw).decode()
        if found is None:
            made: dict[str, Json] = {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": name, "namespace": namespace},
                "data": {key: value},
            }
            http.change("POST", f"/api/v1/namespaces/{namespace}/secrets", made)
        else:
            http.change("PUT", _path(path), {**found.body, "data": {**found.inner("data").body, key: value}})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(target, login), put)


def read(target: Target, login: Login | None) -> ReadBack:
    """Read the key and the version of the Secret."""
    _, path, key, _ = server_of(target.address, _EXAMPLE)

    def get(http: Changing) -> ReadBack:
        found = single(http.get(_path(path)).json(), "secret")
        value = found.inner("data").body.get(key)
        if not isinstance(value, str):
            return ReadBack(None, found=False)
        return ReadBack(Secret(base64.b64decode(value)), version=found.maybe("metadata.resourceVersion"))

    return read_back(_opened(target, login), get)


def reload(target: Target, login: Login | None) -> EffectResult:
    """Restart the workload of the target, if it names one."""
    _, path, _, options = server_of(target.address, _EXAMPLE)
    if "restart" not in options:
        return EffectResult(Ended.DONE)
    workload = f"/apis/apps/v1/namespaces/{path.partition('/')[0]}/{options['restart']}"

    def restart(http: Changing) -> EffectResult:
        found = single(http.get(workload).json(), "workload")
        template = found.inner("spec.template")
        metadata = template.inner("metadata")
        annotations = {**metadata.inner("annotations").body, _RESTARTED: datetime.now(UTC).isoformat()}
        pods: dict[str, Json] = {**template.body, "metadata": {**metadata.body, "annotations": annotations}}
        http.change("PUT", workload, {**found.body, "spec": {**found.inner("spec").body, "template": pods}})
        return EffectResult(Ended.DONE)

    return _changing.effect(_opened(target, login), restart)


def checks(target: Target, login: Login | None) -> tuple[PlanCheck, ...]:
    """Return whether the account may write the Secret, or make it, and restart the workload."""
    return _rights.read(_opened(target, login), login.who if login else "", _needed(target, read(target, login)))


def _needed(target: Target, now: ReadBack) -> Iterator[_rights.ReviewedAccess]:
    _, path, _, options = server_of(target.address, _EXAMPLE)
    namespace, _, name = path.partition("/")
    yield _rights.ReviewedAccess(namespace, "get", "secrets", name)
    exists = now.found or now.version
    yield (
        _rights.ReviewedAccess(namespace, "update", "secrets", name)
        if exists
        else _rights.ReviewedAccess(namespace, "create", "secrets")
    )
    if "restart" in options:
        kind, _, workload = options["restart"].partition("/")
        for verb in ("get", "update"):
            yield _rights.ReviewedAccess(namespace, verb, kind, workload, "apps")


def _found(http: Changing, path: str) -> Record | None:
    return _changing.record_or_none(http, path, "secret")


def _path(path: str) -> str:
    namespace, _, name = path.partition("/")
    return f"/api/v1/namespaces/{namespace}/secrets/{name}"


def _opened(target: Target, login: Login | None) -> Callable[[], Changing]:
    server, *_ = server_of(target.address, _EXAMPLE)
    return lambda: Changing(server, bearer(login.value if login else Secret(b"")))


DELIVERIES = (
    Delivery(
        scheme="kubernetes",
        title="a key of a Kubernetes Secret",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.POLL,
        scopes=(
            LeastScope("get, update, create on secrets (of one name, if it exists)", "write one key, keep the others"),
            LeastScope("get, update on the workload", "restart it, only if ?restart= is written"),
        ),
        reload=reload,
        checks=checks,
        longest_poll=timedelta(minutes=2),
    ),
)
