"""OpenAI live: an admin key of an owner. (platform.openai.com, API reference, *Administration*, read 2026-11)

- Only admin keys may read the lists. A project's key is refused (401 or 403). No call names the owner of an admin key.
- The list of a project's keys leaves out some enabled ones unless ``owner_project_access`` is ``any`` (models of the
  vendor's library ``openai`` 3.57, read 2026-11-29).
- ``has_more`` announces a page, which begins ``after`` the last id. The lists show only a redacted form of values.
- The audit log is requested from its last read on.
"""

from keyroll.http import Http, bearer
from keyroll.providers._rest import Rest, RestCall, by_last, each_id, without
from keyroll.providers.live import Connection, Each, LiveSource, Me, Opening, Pull

_ADMIN = "admin API key of an owner, read only"
_ORG = "/v1/organization"


def _call(path: str) -> RestCall:
    # No list holds a value today; a value is removed if a list ever holds one.
    return RestCall(f"{_ORG}/{path}", next=by_last("after"), shown=without("value"))


_CALLS = {
    "admin_api_keys": _call("admin_api_keys?limit=100"),
    "projects": _call("projects?limit=100&include_archived=true"),
    "project_api_keys": _call("projects/{each}/api_keys?limit=100&owner_project_access=any"),
    "service_accounts": _call("projects/{each}/service_accounts?limit=100"),
    "audit": RestCall(
        f"{_ORG}/audit_logs?limit=100",
        next=by_last("after"),
        since=lambda at: {"effective_at[gte]": str(int(at.timestamp()))},
    ),
}


def _me(http: Http) -> Me:
    http.get(f"{_ORG}/projects?limit=1")
    return Me("an admin key", "admin_key")


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    return Rest(Http(opening.address, bearer(opening.credential)), _CALLS, _me)


_EACH = Each("projects", lambda body, _each: each_id(body, "openai projects", "id", "data"))

CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("admin_api_keys", _ADMIN),
        Pull("", _ADMIN, name="projects"),
        Pull("project_api_keys", _ADMIN, each=_EACH),
        Pull("service_accounts", _ADMIN, each=_EACH),
        Pull("", _ADMIN, log="audit"),
    ),
    make=("as an owner, open Settings > Organization > Admin keys > Create new admin key", "allow it to read only"),
    page="https://platform.openai.com/settings/organization/admin-keys",
    address="https://api.openai.com",
)
