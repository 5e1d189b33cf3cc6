"""An Atlassian organisation live: an API key of the organisation with scopes.

Paths and pages: developer.atlassian.com, *API access* and *Service accounts* (read 2026-11). ``links.next`` is read as
the next page's address, or as its cursor if it is not an address (from memory: re-check). No call names the caller: a
response of the first list shows that the key is accepted. No response holds a value.
"""

from collections.abc import Iterator
from urllib.parse import quote

from keyroll.http import Http, Reply, bearer
from keyroll.model.json import Json, single
from keyroll.providers._rest import Rest, RestCall, at, each_id, with_query, without
from keyroll.providers.live import Connection, ConnectionSetting, Each, LiveSource, Me, Opening, Pull

_TOKENS, _ACCOUNTS = "read:tokens:admin", "read:service-accounts:admin"
_ORGANISATION = "organisation"


def _next(url: str, _reply: Reply, body: Json) -> str:
    found = at(body, "links", "next")
    if not isinstance(found, str) or not found:
        return ""
    return found if found.startswith(("https://", "http://", "/")) else with_query(url, cursor=found)


def _accounts(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "atlassian service accounts", "id", "items")


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    organisation = quote(opening.settings[_ORGANISATION], safe="")
    clean = without("secret", "clientSecret", "token")
    tokens = f"/admin/api-access/v1/orgs/{organisation}/api-tokens"
    accounts = f"/admin/service-accounts/v1/orgs/{organisation}/service-accounts"
    clients = f"/admin/api-access/v1/orgs/{organisation}/service-accounts/{{each}}/oauth-clients"

    def me(http: Http) -> Me:
        reply = http.get(tokens, accept=(403,))
        if reply.status != 403:  # an account that may not list tokens may still list service accounts
            list(single(reply.json(), reply.where).records("data"))
        return Me(f"a key of organisation {opening.settings[_ORGANISATION]}", "organization_api_key")

    calls = {
        "api_tokens": RestCall(tokens, next=_next, shown=clean),
        "service_accounts": RestCall(accounts, next=_next, shown=clean),
        "oauth_clients": RestCall(clients, next=_next, shown=clean, gone=(404,)),
    }
    return Rest(Http(opening.address, bearer(opening.credential)), calls, me)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("api_tokens", _TOKENS),
        Pull("service_accounts", _ACCOUNTS),
        Pull("oauth_clients", _ACCOUNTS, each=Each("service_accounts", _accounts)),
    ),
    make=(
        "as an organisation admin open admin.atlassian.com > Settings > API keys > Create API key, with scopes",
        "give it an end and the scopes read:tokens:admin and read:service-accounts:admin, and nothing else",
    ),
    page="https://support.atlassian.com/organization-administration/docs/manage-an-organization-with-the-admin-apis/",
    address="https://api.atlassian.com",
    settings=(
        ConnectionSetting(
            _ORGANISATION, "the organisation's id, as in the address of its settings page", required=True
        ),
    ),
)
