"""Kubernetes' roles with their rules, which a binding grants (kubernetes.io, *Using RBAC Authorization*, 2026-11)."""

from collections.abc import Callable, Iterator
from functools import partial

from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, Record
from keyroll.model.observation import Observation, grant
from keyroll.providers._lists import objects, texts
from keyroll.providers.contracts.survey import Endpoint, SurveyPage

CLUSTER_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
ROLES = "/apis/rbac.authorization.k8s.io/v1/roles"


def read_roles(page: SurveyPage, *, everywhere: bool) -> Iterator[Observation]:
    """Yield the rules of each role, each as an entitlement of the role. Raises VendorChanged."""
    for one in page.record().records("items"):
        name = one.text("metadata.name")
        namespace = "" if everywhere else one.text("metadata.namespace")
        where = f"namespace:{namespace}" if namespace else "cluster"
        subject = (
            Identifier.of(page.source, "role", f"{namespace}/{name}")
            if namespace
            else Identifier.of(page.source, "cluster_role", name)
        )
        for rule in objects(one, "rules"):
            on = [*texts(rule, "resources"), *texts(rule, "nonResourceURLs")]
            yield grant(subject, ",".join(texts(rule, "verbs")) or "nothing", f"{','.join(on)} in {where}")


def further_page(page: SurveyPage) -> bool:
    """Return whether the list has a further page."""
    return isinstance(page.body, dict) and bool(Record(page.body, "").maybe("metadata.continue"))


def list_of(kind: str) -> Callable[[Json], bool]:
    """Return a test for a list of this kind."""
    return lambda body: isinstance(body, dict) and body.get("kind") == kind and isinstance(body.get("items"), list)


ENDPOINTS = (
    Endpoint(
        "cluster_roles", f"{CLUSTER_ROLES}?limit=500", partial(read_roles, everywhere=True), more=further_page,
        recognise=list_of("ClusterRoleList"),
    ),
    Endpoint(
        "roles", f"{ROLES}?limit=500", partial(read_roles, everywhere=False), more=further_page,
        recognise=list_of("RoleList"),
    ),
)  # fmt: skip
