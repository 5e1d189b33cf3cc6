"""Anthropic live: an admin key of the organisation. (docs.anthropic.com, *Admin API*, read 2026-11)

- Only admin keys (``sk-ant-admin…``) may read the lists. The vendor has no lesser permission for them.
- Pages of keys: ``has_more`` announces a further page, which is requested with the last id as ``after_id``. Pages of
  service accounts: ``next_page``. The lists show only a hint of a value.
"""

from keyroll.http import Http, header
from keyroll.model.json import single
from keyroll.providers._rest import Rest, RestCall, by_field, by_last
from keyroll.providers.live import Connection, LiveSource, Me, Opening, Pull

_ADMIN = "admin API key"
VERSION = {"anthropic-version": "2023-06-01"}
_CALLS = {
    "api_keys": RestCall("/v1/organizations/api_keys?limit=1000", next=by_last("after_id")),
    "service_accounts": RestCall(
        "/v1/organizations/service_accounts?limit=100", next=by_field("next_page", param="page")
    ),
}


def _me(http: Http) -> Me:
    reply = http.get("/v1/organizations/me")
    return Me(f"an admin key of {single(reply.json(), reply.where).text('name')}", "admin_key")


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    return Rest(Http(opening.address, header("x-api-key", opening.credential), headers=VERSION), _CALLS, _me)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("api_keys", _ADMIN),
        Pull("service_accounts", _ADMIN, optional_because="not every organisation has service accounts"),
    ),
    make=("as an administrator, open the console's Settings > Admin keys > Create Admin Key", "name it keyroll"),
    page="https://console.anthropic.com/settings/admin-keys",
    address="https://api.anthropic.com",
)
