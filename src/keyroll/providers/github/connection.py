"""GitHub live: preferably as a GitHub App of the organisation, else with an owner's token.

Source: docs.github.com, read 2026-11.

- Only an app can list fine-grained tokens (REST, "Personal access tokens"). A token cannot list them.
- Missing access gives 404 as often as 403 ("Troubleshooting the REST API"). Both count as a missing
  scope.
- The Link header has the next page. ``If-None-Match`` costs no quota if nothing has changed ("Best practices for using
  the REST API").
- The value of an app's credential is its private key (PEM). The setting ``client_id`` names the app. Each hour it makes
  a token of its installation. No other request creates anything, and only this process can use the token.
- Of a webhook's address only the host is kept, because its path may hold a secret; of a repository no clone token.
"""

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote, urlsplit

from keyroll.errors import ConfigError
from keyroll.http import Http, bearer
from keyroll.model.identifier import Identifier
from keyroll.model.json import Json, single
from keyroll.model.source import Source
from keyroll.providers._jwt import private_key
from keyroll.providers._rest import Rest, RestCall, at, by_link, each_id, without
from keyroll.providers.github.app import Installation, fingerprint
from keyroll.providers.github.survey import PAGE_LIMIT
from keyroll.providers.live import Connection, ConnectionSetting, Each, LiveSource, Me, Opening, Pull
from keyroll.reveal import reveal
from keyroll.secret import Secret

_TOKENS = "Personal access tokens: read (organisation)"
_ADMIN, _SECRETS = "Administration: read (organisation)", "Secrets: read (organisation)"
_DEPENDABOT, _HOOKS = "Dependabot secrets: read (organisation)", "Webhooks: read (organisation)"
_METADATA, _KEYS = "Metadata: read (repository)", "Administration: read (repository)"
_REPO_HOOKS, _REPO_SECRETS = "Webhooks: read (repository)", "Secrets: read (repository)"
_REPO_DEPENDABOT = "Dependabot secrets: read (repository)"
_MEMBERS, _RUNNERS = "Members: read (organisation)", "Self-hosted runners: read (organisation)"
_ACTIONS, _ENVIRONMENTS = "Actions: read (repository)", "Environments: read (repository)"
_ORGANISATION, _CLIENT_ID, _SSO = "organisation", "client_id", "single_sign_on"
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_SECRET_FIELDS = without("token", "temp_clone_token")


def _hosts_only(body: Json, each: str) -> Json:
    """Return webhooks with only the host of their address."""
    hooks = body if isinstance(body, list) else []
    return _SECRET_FIELDS([_host_only(hook) for hook in hooks] if hooks else body, each)


def _host_only(hook: Json) -> Json:
    config, url = at(hook, "config"), at(hook, "config", "url")
    if not (isinstance(hook, dict) and isinstance(config, dict) and isinstance(url, str)):
        return hook
    try:
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.hostname or ''}"
    except ValueError:
        host = ""
    return {**hook, "config": {**config, "url": host}}


def _of(store: str) -> Callable[[Json, str], Json]:
    """Return a list of secrets with their repository or organisation; ``store`` is empty for an environment's."""

    def shown(body: Json, each: str) -> Json:
        repository, _, environment = each.partition("\n")
        if not isinstance(body, dict):
            return body
        return {"repository": repository, "store": store or f"environment {environment}", **body}

    return shown


def _as(role: str) -> Callable[[Json, str], Json]:
    """Return members with the requested role: the response does not name it."""

    def shown(body: Json, _each: str) -> Json:
        return [{**one, "role": role} for one in body if isinstance(one, dict)] if isinstance(body, list) else body

    return shown


def _with_repository(body: Json, each: str) -> Json:
    return {"repository": each, **body} if isinstance(body, dict) else {"repository": each, "collaborators": body}


def _repositories(body: Json, _each: str) -> Iterator[str]:
    return each_id(body, "github repositories", "full_name")


def _environments(body: Json, repository: str) -> Iterator[str]:
    for name in each_id(body, "github environments", "name", "environments"):
        yield f"{repository}\n{name}"


def _call(path: str | Callable[[str], str], shown: Callable[[Json, str], Json] = _SECRET_FIELDS) -> RestCall:
    full = f"?per_page={PAGE_LIMIT}"
    where = f"{path}{full}" if isinstance(path, str) else lambda each: f"{path(each)}{full}"
    return RestCall(where, next=by_link, shown=shown, etags=True)


def _repo(rest: str, shown: Callable[[Json, str], Json] = _SECRET_FIELDS) -> RestCall:
    return _call(lambda each: f"/repos/{quote(each)}/{rest}", shown)


def _members(organisation: str, role: str) -> RestCall:
    path = f"{organisation}/members?role={role}&per_page={PAGE_LIMIT}"
    return RestCall(path, next=by_link, shown=_as(role), etags=True)


def _environment_secrets(each: str) -> str:
    repository, _, name = each.partition("\n")
    return f"/repos/{quote(repository)}/environments/{quote(name, safe='')}/secrets"


def _calls(organisation: str) -> dict[str, RestCall]:
    org = f"/orgs/{quote(organisation)}"
    return {
        "personal_access_tokens": _call(f"{org}/personal-access-tokens"),
        "credential_authorizations": _call(f"{org}/credential-authorizations"),
        "installations": _call(f"{org}/installations"),
        "actions_secrets": _call(f"{org}/actions/secrets"),
        "dependabot_secrets": _call(f"{org}/dependabot/secrets"),
        "org_webhooks": _call(f"{org}/hooks", _hosts_only),
        "repositories": _call(f"{org}/repos"),
        "deploy_keys": _repo("keys"),
        "webhooks": _repo("hooks", _hosts_only),
        "repository_actions": _repo("actions/secrets", _of("Actions")),
        "repository_dependabot": _repo("dependabot/secrets", _of("Dependabot")),
        "environments": _repo("environments", _with_repository),
        "owners": _members(org, "admin"),
        "members": _members(org, "member"),
        "collaborators": _repo("collaborators", _with_repository),
        "runners": _call(f"{org}/actions/runners"),
        "environment_secrets": _call(_environment_secrets, _of("")),
    }


def _me_token(source: Source, value: Secret, http: Http) -> Me:
    with reveal(value) as raw:
        digest = base64.b64encode(hashlib.sha256(raw).digest()).decode()
        fine, installed = raw.startswith(b"github_pat_"), raw.startswith(b"ghs_")
    identifier = Identifier.anywhere(source.provider, "hashed_token", digest)
    if installed:
        http.get("/installation/repositories?per_page=1")
        return Me("a GitHub App's installation", "personal_access_token", identifier)
    reply = http.get("/user")
    ends = _expiry(reply.headers.get("github-authentication-token-expiration", ""))
    kind = "fine_grained_token" if fine else "personal_access_token"
    return Me(single(reply.json(), reply.where).text("login"), kind, identifier, ends)


def _expiry(text: str) -> str:
    try:
        at = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        return ""
    return at.astimezone(UTC).isoformat()


def _me_app(source: Source, installation: Installation, _http: Http) -> Me:
    reply = installation.app.get("/app")
    slug = single(reply.json(), reply.where).text("slug")
    return Me(slug, "app_key", Identifier.of(source, "app_key", fingerprint(installation.key)))


class _App(Rest):
    """A source that an app signs in to."""

    def __init__(self, http: Http, calls: Mapping[str, RestCall], source: Source, installation: Installation) -> None:
        super().__init__(http, calls, partial(_me_app, source, installation))
        self._installation = installation

    def close(self) -> None:
        """Close all connections."""
        self._installation.app.close()
        super().close()


def open_live(opening: Opening) -> LiveSource:
    """Open a connection; no request is made yet. Raises ConfigError for a key without the app's client id."""
    organisation, client_id = opening.settings[_ORGANISATION], opening.settings.get(_CLIENT_ID, "")
    calls = _calls(organisation)
    with reveal(opening.credential) as raw:
        key = private_key(raw)
    if key is None:
        http = Http(opening.address, bearer(opening.credential), headers=_HEADERS)
        return Rest(http, calls, partial(_me_token, opening.source, opening.credential))
    if not client_id:
        raise ConfigError("a private key does not name its app", hint="add --set client_id=Iv23…")
    installation = Installation(opening.address, key, client_id, organisation)
    http = Http(opening.address, installation.authorise, headers=_HEADERS)
    return _App(http, calls, opening.source, installation)


_EACH = Each("repositories", _repositories)

CONNECTION = Connection(
    open=open_live,
    pulls=(
        Pull("personal_access_tokens", _TOKENS),
        Pull("credential_authorizations", _ADMIN, needs=(_SSO,)),
        Pull("installations", _ADMIN),
        Pull("actions_secrets", _SECRETS),
        Pull("dependabot_secrets", _DEPENDABOT),
        Pull("webhooks", _HOOKS, name="org_webhooks"),
        Pull("", _METADATA, name="repositories"),
        Pull("deploy_keys", _KEYS, each=_EACH),
        Pull("webhooks", _REPO_HOOKS, each=_EACH),
        Pull("repository_secrets", _REPO_SECRETS, name="repository_actions", each=_EACH),
        Pull("repository_secrets", _REPO_DEPENDABOT, name="repository_dependabot", each=_EACH),
        Pull("members", _MEMBERS, name="owners"),
        Pull("members", _MEMBERS),
        Pull("collaborators", _METADATA, each=_EACH),
        Pull("runners", _RUNNERS),
        Pull("environments", _ACTIONS, each=_EACH),
        Pull(
            "repository_secrets",
            _ENVIRONMENTS,
            name="environment_secrets",
            each=Each("environments", _environments),
        ),
    ),
    make=(
        "as an owner, open the organisation's Settings > Developer settings > GitHub Apps > New GitHub App",
        "name it keyroll, disable its webhook, and tick the permissions above, each read-only",
        "generate a private key, keep the file, and install the app on all repositories of the organisation",
    ),
    page="https://docs.github.com/en/apps/creating-github-apps",
    address="https://api.github.com",
    settings=(
        ConnectionSetting(_ORGANISATION, "the organisation's name, as in its address", required=True),
        ConnectionSetting(_CLIENT_ID, "the app's client id, if the credential is its private key"),
        ConnectionSetting(_SSO, "any value, if members sign in by SAML: then their authorised credentials are listed"),
    ),
    sends="the app's private key (PEM), or a token",
)
