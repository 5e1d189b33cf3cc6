"""The API server's audit log (audit.k8s.io/v1): an event for each stage of a request. The last stage is kept.

kubernetes.io, *Auditing*, read 2026-11. Of the request's object only names are kept: at level RequestResponse the
object may be a secret. The outermost address comes first in ``sourceIPs``.
"""

from collections.abc import Mapping

import orjson

from keyroll.model.json import Json
from keyroll.providers._kubernetes_objects import REF, RULES, SECRET_KEPT, SPEC
from keyroll.providers.contracts.logs import Log, view
from keyroll.providers.contracts.values import ObjectMembers, SecretRequests, Values


def is_event(body: Mapping[str, Json]) -> bool:
    """Return whether a record is an event of an audit log."""
    return {"auditID", "stage", "verb", "requestURI"} <= body.keys()


def of_azure(body: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return the event in a resource log of Azure's clusters, which ``properties.log`` holds as a text.

    Its categories are kube-audit and kube-audit-admin, which lacks get and list (learn.microsoft.com, *AKSAudit*, read
    2026-11-29). ``properties.log`` holds the event as a text (from public parsers of these logs; the vendor's page does
    not show it).
    """
    properties = body.get("properties")
    text = properties.get("log") if isinstance(properties, dict) else None
    if isinstance(text, dict):
        return text if is_event(text) else None
    if not isinstance(text, str) or not str(body.get("category", "")).startswith("kube-audit"):
        return None
    try:
        inner: Json = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return inner if isinstance(inner, dict) and is_event(inner) else None


_USER = (
    "STRUCT(username VARCHAR, uid VARCHAR, groups VARCHAR[],"
    ' extra STRUCT("authentication.kubernetes.io/credential-id" VARCHAR[],'
    ' "authentication.kubernetes.io/pod-name" VARCHAR[], "authentication.kubernetes.io/node-name" VARCHAR[]))'
)

_BODIES = ("requestObject", "responseObject")
_SECRETS = r"/api/v1/(?:watch/)?(?:namespaces/[^/\x22]+/)?(?:secrets|serviceaccounts/[^/\x22]+/token)(?:[/?][^\x22]*)?"

LOGS = (
    Log(
        name="audit",
        columns={
            "auditID": "VARCHAR",
            "level": "VARCHAR",
            "stage": "VARCHAR",
            "verb": "VARCHAR",
            "requestURI": "VARCHAR",
            "user": _USER,
            "impersonatedUser": "STRUCT(username VARCHAR, groups VARCHAR[])",
            "sourceIPs": "VARCHAR[]",
            "userAgent": "VARCHAR",
            "objectRef": (
                'STRUCT("resource" VARCHAR, namespace VARCHAR, "name" VARCHAR, apiGroup VARCHAR, apiVersion VARCHAR,'
                " subresource VARCHAR, uid VARCHAR)"
            ),
            "responseStatus": 'STRUCT(code INTEGER, "status" VARCHAR, reason VARCHAR)',
            "requestObject": (
                f'STRUCT("kind" VARCHAR, metadata {REF}, roleRef {REF}, subjects {REF}[], rules {RULES}, spec {SPEC})'
            ),
            "requestReceivedTimestamp": "VARCHAR",
            "stageTimestamp": "VARCHAR",
            "annotations": (
                'STRUCT("authorization.k8s.io/decision" VARCHAR, "authorization.k8s.io/reason" VARCHAR,'
                ' "authentication.k8s.io/legacy-token" VARCHAR)'
            ),
        },
        envelope="items",
        family="azure_monitor",
        unwrap=of_azure,
        event_id="auditID || '/' || stage",
        happened_at="TRY_CAST(coalesce(requestReceivedTimestamp, stageTimestamp) AS TIMESTAMPTZ)",
        identity=("auditID", "verb"),
        keep="stage NOT IN ('RequestReceived', 'ResponseStarted')",
        values=Values(
            objects=(ObjectMembers("kind", "Secret(?:List)?", ("data", "stringData")),),
            fields=("spec.token", "status.token"),
            # The body of a patch has no kind, and any body may claim a wrong one.
            requests=(
                SecretRequests((("resource", "secrets"), ("subresource", "token")), _BODIES, SECRET_KEPT, levels=1),
                SecretRequests((("requestURI", _SECRETS),), _BODIES, SECRET_KEPT),
            ),
        ),
        view=view(__package__, "audit"),
        absent={
            "credential": "sign-ins through an identity provider, and anonymous requests, have none",
            "status_id": "records without a response, or with one of an overloaded or failing server, have no outcome",
        },
        recognise=is_event,
    ),
)
