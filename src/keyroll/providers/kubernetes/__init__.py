"""Kubernetes: service accounts, token secrets that never expire, role bindings, and the API server's audit log.

Facts (kubernetes.io, *Managing Service Accounts*, *Auditing*, *Audit Annotations*, read 2026-11):

- A pod's token is bound, valid for about an hour and not stored: it is known by its service account. Its id is in the
  audit log since about 1.29 (``authentication.kubernetes.io/credential-id``: ``JTI=…``), for a certificate its SHA-256
  (``X509SHA256=…``). The id of a token counts as a session: it changes every hour.
- A secret of type ``kubernetes.io/service-account-token`` holds a token without an expiry. The audit log marks its use
  by ``authentication.k8s.io/legacy-token`` with the account, not the secret (from memory: re-check). A label on the
  secret has the day.
- A token secret that was not used for a year becomes invalid and gets a label with that day,
  ``kubernetes.io/legacy-token-invalid-since``. A year later it is deleted (*Legacy ServiceAccount token cleaner*).
- A list of secrets contains the secrets themselves: such an export is kept by reference only. A live read requests only
  metadata (``PartialObjectMetadataList``, *Kubernetes API Concepts*). The permission that it needs also allows reading
  the values.
- Bindings name a role; the rules of roles are listed apart, and reach weighs them. The user-facing roles are the
  vendor's (*Using RBAC Authorization*): ``cluster-admin`` and ``admin`` may change who may do what.
- The vendor advises bound tokens over token secrets (*Service account token Secrets*).
- Propagation window: a deleted token secret is refused at once, except for a cache of ten seconds (from memory:
  re-check). A bound token is valid until it expires, or until its pod, secret or account is deleted.
- None of this was tested on an API server: no published one starts without containers.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, PrivilegeReads, Provider

PROVIDER = Provider(
    name="kubernetes",
    title="Kubernetes",
    kinds=(
        Kind(
            "service_account",
            "bound tokens of a service account",
            "service_account",
            listed_by="service_accounts",
            in_place=True,
        ),
        Kind(
            "token_secret",
            "token secret of a service account",
            "token_secret",
            listed_by="secrets",
            never_expires=True,
            legacy_because="Kubernetes advises bound tokens, which expire by themselves",
            material="token",
        ),
        Kind(
            "client_certificate",
            "client certificate",
            "client_certificate",
            unlistable_because="the API server keeps no list of the certificates that its authority signed",
        ),
    ),
    scopes=(
        LeastScope("list serviceaccounts", "list the service accounts of the cluster"),
        LeastScope(
            "list secrets",
            "find tokens without an expiry (only metadata is requested; the permission also covers values)",
        ),
        LeastScope("list rolebindings, clusterrolebindings", "see the permissions of each"),
        LeastScope("list roles, clusterroles", "see what the rules of each role allow"),
    ),
    window=timedelta(minutes=1),
    powers=Powers(
        administers=r"cluster-admin|admin|system:masters",
        lesser=r"edit|view|acts as|system:(basic-user|discovery|public-info-viewer|monitoring|node-problem-detector)",
    ),
    # A role is listed only by name. These are the names of the roles that every cluster has.
    reads=(
        PrivilegeReads(("kubernetes_secret",), r"cluster-admin|admin|edit", r"namespace:(.+)", sure=True),
        PrivilegeReads(("kubernetes_secret",), r"cluster-admin", sure=True),
        PrivilegeReads(("kubernetes_secret",), r".*"),
    ),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("service_account", "machine"),
    ),
)
