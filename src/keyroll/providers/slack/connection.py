"""Slack live: with a user token of an Enterprise organisation's administrator. (docs.slack.dev, read 2026-11)

- Every response is 200; ``ok`` is whether it is data, ``error`` the reason if not ("Web API", *Responses*). Only an
  exceeded quota is 429.
- ``admin.apps.*`` needs a user token of an organisation-wide app, for the whole organisation or one workspace.
- ``response_metadata.next_cursor`` has the next page. No response holds a token.
- ``team.integrationLogs`` has numbered pages (``paging``). The limit of 1,000 records is from the similar
  ``team.accessLogs``. It is read as a whole, because only all changes of an integration show its current state.
"""

from dataclasses import replace
from urllib.parse import quote

from keyroll.errors import AnswerRefused, CredentialRefused, NotAllowed
from keyroll.http import Http, Reply, bearer
from keyroll.model.json import Json, single
from keyroll.providers._rest import Rest, RestCall, at, by_field, with_query
from keyroll.providers.live import Ask, Connection, ConnectionSetting, LiveAnswer, LiveSource, Me, Opening, Pull
from keyroll.providers.slack.survey import further_numbered_page

_APPS, _USERS = "admin.apps:read", "users:read"
_ENTERPRISE, _WORKSPACE = "enterprise_id", "workspace"
_INTEGRATIONS = "integrations"
_REFUSED = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
_NOT_ALLOWED = {
    "missing_scope", "not_allowed_token_type", "not_an_admin", "not_an_enterprise", "feature_not_enabled",
    "access_denied", "no_permission", "enterprise_is_restricted", "team_access_not_granted",
}  # fmt: skip


def data(body: Json, _each: str = "") -> Json:
    """Return a response if it is data. Raises CredentialRefused, NotAllowed, AnswerRefused."""
    if at(body, "ok") is True:
        return body
    error = at(body, "error")
    code = error if isinstance(error, str) and error.replace("_", "").isalnum() else "no reason"
    if code in _REFUSED:
        raise CredentialRefused(f"slack: {code}", hint="it is wrong, expired or revoked: make a new one")
    if code in _NOT_ALLOWED:
        raise NotAllowed(f"slack: {code}", hint="give the app the named scope, and install it again")
    raise AnswerRefused(f"slack: {code}", hint="report it, unless the address is wrong")


def _call(method: str, **query: str) -> RestCall:
    path = with_query(f"/{method}", limit="200", **{name: value for name, value in query.items() if value})
    return RestCall(path, next=by_field("response_metadata", "next_cursor", param="cursor"), shown=data)


class _Slack(Rest):
    def ask(self, ask: Ask) -> LiveAnswer:
        """Fetch one page; all pages of the log of integrations are fetched as one."""
        answered = super().ask(ask)
        if ask.pull != _INTEGRATIONS:
            return answered
        logs = [*single(answered.body, _INTEGRATIONS).records("logs")]
        while answered.cursor:
            answered = super().ask(replace(ask, cursor=answered.cursor))
            logs += single(answered.body, _INTEGRATIONS).records("logs")
        return LiveAnswer({"ok": True, "logs": [one.body for one in logs]})


def _numbered(url: str, _reply: Reply, body: Json) -> str:
    number = further_numbered_page(body)
    return with_query(url, page=str(number)) if number else ""


def _me(http: Http) -> Me:
    reply = http.get("/auth.test")
    answer = single(data(reply.json()), reply.where)
    return Me(answer.text("user"), "bot_token" if answer.maybe("bot_id") else "user_token")


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet."""
    whose = {_ENTERPRISE: quote(opening.settings.get(_ENTERPRISE, ""))}
    calls = {
        "approved_apps": _call("admin.apps.approved.list", **whose),
        "restricted_apps": _call("admin.apps.restricted.list", **whose),
        "bots": _call("users.list"),
        _INTEGRATIONS: RestCall(
            with_query("/team.integrationLogs", count="1000", team_id=opening.settings.get(_WORKSPACE, "")),
            next=_numbered,
            shown=data,
        ),
    }
    return _Slack(Http(opening.address, bearer(opening.credential)), calls, _me)


CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("approved_apps", _APPS),
        Pull("restricted_apps", _APPS),
        Pull("bots", _USERS),
        Pull(_INTEGRATIONS, "admin", needs=(_WORKSPACE,)),
    ),
    make=(
        "open api.slack.com/apps > Create New App, name it keyroll, and add the user token scopes above",
        "leave out admin, which may change a workspace, unless you name one to read its log of integrations",
        "make it organisation-wide (Org Level Apps), install it as an owner of the organisation",
        "copy the User OAuth Token (xoxp-…)",
    ),
    page="https://docs.slack.dev/admins/managing-app-approvals",
    address="https://slack.com/api",
    settings=(
        ConnectionSetting(_ENTERPRISE, "the organisation's id (E…), where all its workspaces must be read"),
        ConnectionSetting(
            _WORKSPACE, "a workspace's id (T…), if its log of integrations must be read: requires the scope admin"
        ),
    ),
)
