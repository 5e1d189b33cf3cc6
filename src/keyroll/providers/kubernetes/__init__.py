"""Kubernetes: service accounts, the token secrets that never expire, role bindings, and the API server's audit log.

Facts (kubernetes.io, *Managing Service Accounts*, *Auditing*, *Audit Annotations*, read 2026-11):

- A pod's token is bound, lives about an hour and is stored nowhere: it is known by its service account. Its id is in
  the audit log since 1.29 or so (``authentication.kubernetes.io/credential-id``: ``JTI=…``), for a certificate its
  SHA-256 (``X509SHA256=…``). The id of a token is a session here: it changes by the hour.
- A secret of type ``kubernetes.io/service-account-token`` holds a token without an end. Its use is marked in the audit
  log by ``authentication.k8s.io/legacy-token`` with the account, not the secret (from memory: re-check), and on the
  secret by a label with the day.
- A token secret that was not used for a year is made invalid and keeps a label with that day,
  ``kubernetes.io/legacy-token-invalid-since``; a year later it is deleted (*Legacy ServiceAccount token cleaner*).
- A list of secrets bears the secrets themselves: such an export is kept by reference only. A live read asks for
  metadata alone (``PartialObjectMetadataList``, *Kubernetes API Concepts*); the permission it needs shows everything.
- Roles are named, not opened: what a role of the cluster's own may do is not read. The user-facing roles are the
  vendor's (*Using RBAC Authorization*): ``cluster-admin`` and ``admin`` may change who may do what.
- The vendor advises bound tokens over token secrets (*Service account token Secrets*).
- Window: a deleted token secret is refused at once, but for a cache of ten seconds (from memory: re-check); a bound
  token lives until its own end, or until what it is bound to is deleted: its pod, its secret, its account.
- No API server was run for any of this: none is published that starts without containers.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, Provider, Reads

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
            legacy_because="Kubernetes advises bound tokens, which end by themselves",
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
        LeastScope("list serviceaccounts", "list the machines of the cluster"),
        LeastScope(
            "list secrets",
            "find tokens without an end (metadata is asked for; the right shows all)",
        ),
        LeastScope("list rolebindings, clusterrolebindings", "see what each may do"),
    ),
    window=timedelta(minutes=1),
    powers=Powers(
        administers=r"cluster-admin|admin|system:masters",
        lesser=r"edit|view|acts as|system:(basic-user|discovery|public-info-viewer|monitoring|node-problem-detector)",
    ),
    # Of a role only its name is listed; the names are those of the roles that every cluster has.
    reads=(
        Reads(("kubernetes_secret",), r"cluster-admin|admin|edit", r"namespace:(.+)", sure=True),
        Reads(("kubernetes_secret",), r"cluster-admin", sure=True),
        Reads(("kubernetes_secret",), r".*"),
    ),
)
