"""Cloudflare live: an API token that may only read tokens.

- Lists are numbered from page 1; ``result_info`` gives ``page`` and ``total_pages`` (developers.cloudflare.com/api,
  read 2026-11). A page may hold 50 API tokens ("List Tokens"); 100 service tokens are from memory.
- An account's token is verified at the account endpoint, a user's token at the user endpoint; the other endpoint calls
  it invalid (users' reports, 2026).
- No list holds a value or a secret.
"""

from functools import partial

from keyroll.errors import CredentialRefused, VendorChanged
from keyroll.http import Http, bearer
from keyroll.model.identifier import Identifier
from keyroll.model.json import single
from keyroll.model.source import Source
from keyroll.providers._rest import Rest, RestCall, by_page, without
from keyroll.providers.cloudflare.pages import next_page
from keyroll.providers.live import Connection, ConnectionSetting, LiveSource, Me, Opening, Pull

_ACCOUNT, _USER = "account", "user_tokens"


def _call(path: str) -> RestCall:
    # No list holds a value today; a value is removed if a list ever holds one.
    return RestCall(f"/client/v4/{path}", next=by_page(next_page), shown=without("value", "client_secret"))


def _me(source: Source, account: str, http: Http) -> Me:
    """Return the identity of the token: of an account, else of a user."""
    kind, reply = "account_token", http.get(f"/client/v4/accounts/{account}/tokens/verify", accept=(400, 401, 403, 404))
    if reply.status != 200:
        kind, reply = "user_token", http.get("/client/v4/user/tokens/verify")
    answer = single(reply.json(), reply.where)
    if answer.flag("success") is not True:
        raise VendorChanged(f"{reply.where}: success", hint="the response is an error of the vendor: connect again")
    token = answer.inner("result")
    if token.text("status") != "active":
        raise CredentialRefused(f"{reply.where}: the token is {token.text('status')}", hint="make a new token")
    number = token.text("id")
    return Me(f"API token {number}", kind, Identifier.of(source, kind, number), token.maybe("expires_on"))


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    account = opening.settings[_ACCOUNT]
    calls = {
        "access_service_tokens": _call(f"accounts/{account}/access/service_tokens?per_page=100"),
        "access_applications": _call(f"accounts/{account}/access/apps?per_page=100"),
        "access_groups": _call(f"accounts/{account}/access/groups?per_page=100"),
        "account_tokens": _call(f"accounts/{account}/tokens?per_page=50"),
        "user_tokens": _call("user/tokens?per_page=50"),
    }
    return Rest(Http(opening.address, bearer(opening.credential)), calls, partial(_me, opening.source, account))


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("access_service_tokens", "Access: Service Tokens Read"),
        Pull("access_applications", "Access: Apps and Policies Read"),
        Pull("access_groups", "Access: Organizations, Identity Providers, and Groups Read"),
        Pull("account_tokens", "Account API Tokens Read"),
        Pull("user_tokens", "User API Tokens Read", needs=(_USER,)),
    ),
    make=(
        "open the account > Manage Account > Account API Tokens > Create Token > Custom token",
        "name it keyroll, set an expiry, and add four permissions of the account: "
        "Access: Service Tokens > Read, Access: Apps and Policies > Read, Access: Organizations, Identity Providers, "
        "and Groups > Read, Account API Tokens > Read",
        "to read a user's own tokens as well, create it under My Profile > API Tokens instead, add User > API Tokens > "
        "Read, and connect with --set user_tokens=yes",
    ),
    page="https://developers.cloudflare.com/fundamentals/api/get-started/account-owned-tokens/",
    address="https://api.cloudflare.com",
    settings=(
        ConnectionSetting(_ACCOUNT, "the account's id, 32 hexadecimal digits", required=True),
        ConnectionSetting(_USER, "yes if the credential is a user's token that may read that user's tokens"),
    ),
)
