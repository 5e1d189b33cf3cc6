"""Sends an OpenAI key to a list endpoint.

Misleading and reliable responses (platform.openai.com, *Error codes* and *Debugging requests*, read 2026-11, the former
again 2026-11-29: it gives statuses and sentences, so the codes of errors are from memory: re-check):

- ``GET /v1/models`` returns 401 ``invalid_api_key`` for an invalid or deleted key. Other 401 (a wrong organisation, an
  address that is not on the list) are not about the key.
- 403 is a policy: a country, or a restricted key that may not list models. An admin key may only list projects.
- 429 is a quota, **or** an account without credit (``insufficient_quota``): the key is alive.
- The header ``openai-organization`` has the identity, with ``openai-project`` beside it if a key has a project: all
  keys of a project have the same identity. The key's id does not contain this identity: give it as ``old_as``
  (``ORGANISATION/PROJECT``).

Requests carry the key; no further credential can be made with a project's key. An admin key can make further keys,
which outlive it.
"""

from datetime import timedelta

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._wire import Response, attempt_over_http, balanced
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.providers.shapes import never_issued_after
from keyroll.reveal import reveal

_PREFIXES = (b"sk-proj-", b"sk-svcacct-", b"sk-admin-", b"sk-")
#: A random value of the same kind, which OpenAI reads from its prefix.
never_issued = never_issued_after(*_PREFIXES)


def attempt(plane: Plane, login: Login) -> ProbeAnswer:
    """List the models that the key may use; the identity is organisation and project."""
    with reveal(login.value) as raw:
        key = raw.decode("latin-1")
    path = "/v1/organization/projects?limit=1" if key.startswith("sk-admin-") else "/v1/models"
    return attempt_over_http(
        plane, "GET", path, _read, headers={"Authorization": f"Bearer {key}", "User-Agent": login.mark}
    )


def _read(response: Response) -> ProbeAnswer:
    code = response.text("error", "code")
    if response.status == 200 and response.text("object") == "list":
        names = (response.headers.get(f"openai-{one}", "") for one in ("organization", "project"))
        return ProbeAnswer(Outcome.ACCEPTED, "/".join(filter(None, names)))
    if (response.status, code) == (401, "invalid_api_key"):
        return ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said=code)
    if response.status == 403 and response.text("error", "message"):
        return ProbeAnswer(Outcome.REFUSED_POLICY, said="403")
    return ProbeAnswer(Outcome.AMBIGUOUS, said=f"{response.status}")


PROBES = tuple(
    Probe(
        kind=kind,
        verb="GET /v1/models, GET /v1/organization/projects",
        place=balanced,
        attempt=attempt,
        never_issued=never_issued,
        no_sessions_because="each request carries the key",
        rate=Limit(10, timedelta(minutes=1)),  # keyroll's own limit
    )
    for kind in ("api_key", "admin_key")
)
