"""Kubernetes' lists: service accounts, secrets, bindings of roles; ``metadata.continue`` announces a further page."""

from collections.abc import Iterator
from functools import partial

from keyroll.errors import VendorChanged
from keyroll.model.identifier import Identifier
from keyroll.model.json import Record
from keyroll.model.observation import (
    CredentialState,
    Observation,
    PrincipalKind,
    credential,
    grant,
    location,
    principal,
)
from keyroll.model.source import Source
from keyroll.providers._lists import objects
from keyroll.providers.contracts.survey import Endpoint, SurveyPage
from keyroll.providers.contracts.values import Values
from keyroll.providers.kubernetes import roles
from keyroll.providers.kubernetes.roles import further_page, list_of

TOKEN_SECRET = "kubernetes.io/service-account-token"  # noqa: S105 - the type of a secret, not a secret
#: A label with the day on which an unused token was made invalid.
_INVALID = "kubernetes.io/legacy-token-invalid-since"
#: Annotations with which a cloud lets a service account act as one of its own identities.
_CLOUD = ("eks.amazonaws.com/role-arn", "iam.gke.io/gcp-service-account", "azure.workload.identity/client-id")


def account_identifier(source: Source, namespace: str, name: str) -> Identifier:
    """Return the identifier of a service account, which its principal and its bound tokens share."""
    return Identifier.of(source, "service_account", f"{namespace}/{name}")


def read_service_accounts(page: SurveyPage) -> Iterator[Observation]:
    """Yield each service account as a nonhuman principal, and as the tokens that it gets. Raises VendorChanged."""
    for one in page.record().records("items"):
        namespace, name = one.text("metadata.namespace"), one.text("metadata.name")
        subject, created = account_identifier(page.source, namespace, name), one.time("metadata.creationTimestamp")
        yield principal(subject, "service_account", kind=PrincipalKind.NONHUMAN, name=subject.value, created=created)
        yield credential(
            subject,
            "service_account",
            name=subject.value,
            vendor_kind="bound tokens",
            created=created,
            principal=subject,
        )
        for key in _CLOUD:
            identity = one.inner("metadata.annotations").body.get(key)
            if isinstance(identity, str) and identity:
                yield grant(subject, "acts as", identity)


def read_secrets(page: SurveyPage) -> Iterator[Observation]:
    """Yield token secrets as credentials, all other secrets as secret locations. No value of ``data`` is read."""
    for one in page.record().records("items"):
        kind, namespace, name = one.text("type"), one.text("metadata.namespace"), one.text("metadata.name")
        created = one.time("metadata.creationTimestamp")
        subject = Identifier.of(
            page.source, "token_secret" if kind == TOKEN_SECRET else "secret", f"{namespace}/{name}"
        )
        if kind != TOKEN_SECRET:
            yield location(
                subject, "kubernetes_secret", holder="", holds=(), place=f"secret {subject.value}", since=created
            )
            continue
        annotations, labels = one.inner("metadata.annotations").body, one.inner("metadata.labels")
        account = annotations.get("kubernetes.io/service-account.name")
        if not isinstance(account, str) or not account:
            raise VendorChanged(f"{one.where}: metadata.annotations.kubernetes.io/service-account.name")
        used = Record({"day": labels.body.get("kubernetes.io/legacy-token-last-used")}, one.where)
        yield credential(
            subject,
            "token_secret",
            identifiers=(Identifier.of(page.source, "legacy_token", f"{namespace}/{account}"),),
            name=subject.value,
            vendor_kind="token without an expiry",
            state=CredentialState.DEACTIVATED if labels.body.get(_INVALID) else CredentialState.ACTIVE,
            created=created,
            last_used=used.time("day"),
            principal=account_identifier(page.source, namespace, account),
        )


def read_bindings(page: SurveyPage, *, everywhere: bool) -> Iterator[Observation]:
    """Yield the permissions of each service account, user and group, by the name of the role. Raises VendorChanged."""
    for one in page.record().records("items"):
        role = one.text("roleRef.name")
        where = "cluster" if everywhere else f"namespace:{one.text('metadata.namespace')}"
        for subject in objects(one, "subjects"):
            kind, name = subject.text("kind"), subject.text("name")
            if kind == "ServiceAccount":
                yield grant(account_identifier(page.source, subject.text("namespace"), name), role, where)
            else:
                yield grant(Identifier.of(page.source, kind.lower(), name), role, where)


ENDPOINTS = (
    Endpoint(
        "service_accounts",
        "/api/v1/serviceaccounts?limit=500",
        read_service_accounts,
        more=further_page,
        recognise=list_of("ServiceAccountList"),
    ),
    Endpoint(
        "secrets",
        "/api/v1/secrets?limit=500",
        read_secrets,
        more=further_page,
        recognise=list_of("SecretList"),
        secret_bearing=True,
        values=Values(fields=("data", "stringData")),
    ),
    Endpoint(
        "cluster_role_bindings",
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings?limit=500",
        partial(read_bindings, everywhere=True),
        more=further_page,
        recognise=list_of("ClusterRoleBindingList"),
    ),
    Endpoint(
        "role_bindings",
        "/apis/rbac.authorization.k8s.io/v1/rolebindings?limit=500",
        partial(read_bindings, everywhere=False),
        more=further_page,
        recognise=list_of("RoleBindingList"),
    ),
    *roles.ENDPOINTS,
)
