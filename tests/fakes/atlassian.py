"""Jira, Confluence and Bitbucket Data Center and an Atlassian organisation, strictly.

Atlassian publishes descriptions of its products on pages only, and packages none. Others made typed clients of them:
those of Jira (npm ``@atlassian-dc-mcp/jira``) and of Bitbucket (npm ``@coderabbitai/bitbucket``) judge these two. The
client of Confluence tells no field of a user, and lists of what is let in are in no description: these are fakes of
ours. An organisation is checked against records of the vendor's pages. No server was run.
"""

import base64
from functools import cache
from typing import Any

from fakes.clients import of_openapi_typescript, of_openapi_typescript_codegen
from fakes.judges import Samples
from fakes.specs import npm
from fakes.strict import Credential, Fake, RefusedError, Reply, Request, route
from fakes.typescript import Types

Json = Any
_LINKS, _PLUGINS = "/rest/applinks/3.0/applinks", "/rest/plugins/1.0/"
_ME, _SEARCH, _MEMBER = "/rest/api/2/myself", "/rest/api/2/user/search", "/rest/api/2/group/member"
_ALL, _PROJECT = "/rest/api/2/user/list", "/rest/api/2/project"
_ROLE_NAMES = f"{_PROJECT}/{{key}}/role"
_SPACES = "/rest/api/space"
_TOKENS = "/rest/access-tokens/latest/projects/{key}"
_KEYS = "/rest/keys/latest/projects/{key}"
_GLOBAL_USERS = "/rest/api/latest/admin/permissions/users"
_PERMITTED = "/rest/api/latest/projects/{key}"
ORGANISATION = "0a1b"
_ORGS = "/orgs/{org}"
_CLIENTS = f"/admin/api-access/v1{_ORGS}/service-accounts/{{id}}/oauth-clients"
_API_TOKENS = f"/admin/api-access/v1{_ORGS}/api-tokens"
_ACCOUNTS = f"/admin/service-accounts/v1{_ORGS}/service-accounts"


class Client:
    """A typed client that somebody made of the vendor's description.

    Of what is let in it tells nothing, and it is older than the list of all users.
    """

    def __init__(self, types: Types) -> None:
        self._types = types

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        return [] if template in (_LINKS, _PLUGINS, _ALL) else self._types.faults(method, template, status, body)


def _own(product: type) -> list[str]:
    return [one.route[1] for one in vars(product).values() if hasattr(one, "route")]


@cache
def _jira() -> Types:
    """The description has one user where a list is found, and where a page holds many, as its own words say."""
    folder = npm("@atlassian-dc-mcp/jira", "0.34.0", "src/jira-client")
    found = of_openapi_typescript_codegen(folder / "services", "/rest", [_ME, *_own(Jira)])
    # The description does not tell that the names of roles are fields.
    found["GET", _ROLE_NAMES] = "Record<string, string>"
    models = sorted({one for one in found.values() if "<" not in one})
    found |= {route: f"{found[route]}[]" for route in (("GET", _SEARCH), ("GET", _MEMBER), ("GET", _PROJECT))}
    imports = "\n".join(f"import type {{ {name} }} from './{name}.js';" for name in models)
    # The vendor's page of *project role* shows these fields of an actor.
    shown = ("id", "displayName", "type")
    return Types(folder / "models", imports, found, each={("GET", _MEMBER): "values"}, also=shown)


@cache
def _bitbucket() -> Types:
    file = npm("@coderabbitai/bitbucket", "1.1.4", "dist/server/openapi") / "openapi-typescript.d.ts"
    models, answers = of_openapi_typescript(file, "/rest", _own(Bitbucket))
    # The description has groups where users are listed, for the whole instance alone.
    answers["GET", _GLOBAL_USERS] = answers["GET", f"{_PERMITTED}/permissions/users"]
    return Types(file.parent, models, answers, nulls=("nextPageStart",))


class DataCenter(Fake):
    """What the three products share: who one is stands in a header, and nobody is anonymous; what is let in."""

    #: What an administrator has.
    administers = ""

    def __init__(self) -> None:
        super().__init__()
        self.links = [link(1, "jira"), link(2, "generic")]
        self.plugins = [plugin("com.onresolve.jira.groovy.groovyrunner"), plugin("com.example.charts")]
        self.plugins += [plugin("com.example.old", enabled=False), plugin("com.atlassian.upm", userInstalled=False)]

    def token(self, *scopes: str, name: str = "keyroll") -> str:
        return self.issue(*scopes, name=name)

    def answer(self, method: str, target: str, headers: Any, content: bytes) -> Reply:
        reply = super().answer(method, target, headers, content)
        bearing = Request(method, target, {}, headers, None, {}, 0)
        known = self.credentials.get(self.presented(bearing))
        name = known.facts["name"] if known and known.ends > self.now() else "anonymous"
        ours = {} if isinstance(reply.body, bytes) else {"X-AREQUESTID": "1x2x3", "X-AUSERNAME": name}
        return Reply(reply.status, reply.body, ours | dict(reply.headers))

    @route("GET", _ME)
    def myself(self, request: Request) -> Reply:
        return Reply(200, {"name": self.who(request).facts["name"], "active": True})

    @route("GET", "/rest/api/user/current")
    def current(self, request: Request) -> Reply:
        return Reply(200, {"username": self.who(request).facts["name"]})

    @route("GET", _LINKS)
    def application_links(self, request: Request) -> Reply:
        if self.administers not in self.who(request).scopes:
            raise RefusedError(403)
        return Reply(200, self.links)

    @route("GET", _PLUGINS)
    def installed(self, request: Request) -> Reply:
        if self.administers not in self.who(request).scopes:
            raise RefusedError(401)
        if request.headers.get("accept") != "application/vnd.atl.plugins.installed+json":
            raise RefusedError(406)
        listed = {"plugins": self.plugins, "links": {"self": "/rest/plugins/1.0/"}}
        return Reply(200, listed, {"Content-Type": "application/vnd.atl.plugins.installed+json"})

    def let_in(self) -> dict[str, list[Json]]:
        """The pages of an export of what is let in."""
        return {"application_links": [self.links], "plugins": [{"plugins": self.plugins}]}


def link(number: int, kind: str) -> Json:
    where = f"https://app{number}.corp.test"
    return {
        "id": f"85dceef5-feca-3983-943c-83b6d193b1d{number}", "name": f"app {number}", "displayUrl": where,
        "rpcUrl": where, "type": kind, "system": False, "primary": number == 1,
    }  # fmt: skip


def plugin(key: str, **more: Any) -> Json:
    """A plugin with the fields of UPM's own summary."""
    return {
        "enabled": True, "links": {"self": f"/rest/plugins/1.0/{key}-key"}, "name": key.rpartition(".")[2],
        "version": "1.0", "userInstalled": True, "optional": True, "static": False, "unloadable": True,
        "description": "", "key": key, "usesLicensing": False, "remotable": False,
        "vendor": {"name": "Example"}, "applicationKey": "jira", "applicationPluginType": "UTILITY",
    } | more  # fmt: skip


class Confluence(DataCenter):
    """Spaces with their permissions; ``tells`` is whether it is of a version that lists them."""

    administers = "Confluence administrator (global permission)"

    def __init__(self) -> None:
        super().__init__()
        self.spaces = [f"S{number}" for number in range(1, 4)]
        self.tells = True

    @route("GET", _SPACES, administers)
    def list_spaces(self, request: Request) -> Reply:
        begun, most = int(request.query["start"]), min(int(request.query["limit"]), self.page_size)
        found = [{"key": key} for key in self.spaces[begun : begun + most]]
        return Reply(200, {"results": found, "start": begun, "limit": most, "size": len(found)})

    @route("GET", f"{_SPACES}/{{key}}/permissions", administers)
    def space_permissions(self, request: Request) -> Reply:
        if not self.tells:
            raise RefusedError(404)
        return Reply(200, self.permissions(request.names["key"]))

    def permissions(self, key: str) -> list[Json]:
        """What may be done in a space, as the vendor shows it."""
        operation = {"targetType": "space", "operationKey": "read"}
        groups = [("confluence-users", "ad1"), ("confluence-administrators", "ad2")] if key == "S1" else []
        return [
            {"operation": operation, "subject": {"type": "group", "name": name}, "spaceKey": key, "spaceId": number}
            for name, number in groups
        ]


class Jira(DataCenter):
    """Accounts and groups; ``shown`` is the picker's limit."""

    administers = "Jira administrators (global permission)"

    def __init__(self) -> None:
        self.judge = Client(_jira())
        super().__init__()
        self.users: list[Json] = []
        self.groups: dict[str, list[Json]] = {}
        #: By project and number of a role: names of accounts and groups.
        self.roles: dict[str, dict[int, list[str]]] = {}
        self.shown = 20
        #: As Jira 10: the search shows at most 100, and no further page.
        self.limits = False

    @route("GET", _SEARCH, "Browse users (global permission)")
    def search(self, request: Request) -> Reply:
        begun = int(request.query["startAt"])
        if self.limits:
            return Reply(200, [] if begun else self.users[:100])
        return Reply(200, self.users[begun : begun + int(request.query["maxResults"])])

    @route("GET", _ALL, "Browse users (global permission)")
    def user_list(self, request: Request) -> Reply:
        if not self.limits:
            raise RefusedError(404)
        return Reply(200, self.listed(int(request.query.get("cursor", "0")), min(60, int(request.query["maxResults"]))))

    def listed(self, begun: int, size: int) -> Json:
        """A page of all users as the vendor shows it."""
        end = begun + size
        return {
            "values": self.users[begun:end], "maxResults": size, "isLast": end >= len(self.users),
            "nextCursor": str(end) if end < len(self.users) else None,
        }  # fmt: skip

    @route("GET", "/rest/api/2/groups/picker", "Jira administrators (global permission)")
    def picker(self, request: Request) -> Reply:
        return Reply(200, {"total": len(self.groups), "groups": [{"name": one} for one in self.groups][: self.shown]})

    @route("GET", _PROJECT, "Jira administrators (global permission)")
    def projects(self, request: Request) -> Reply:
        return Reply(200, [{"key": key, "id": "10000", "name": key} for key in self.roles])

    @route("GET", f"{_PROJECT}/{{key}}/permissionscheme", "Jira administrators (global permission)")
    def permission_scheme(self, request: Request) -> Reply:
        if request.query.get("expand") != "permissions":
            return Reply(200, {"id": 10000, "name": "Default"})
        return Reply(200, self.scheme())

    @route("GET", _ROLE_NAMES, "Jira administrators (global permission)")
    def role_names(self, request: Request) -> Reply:
        key = request.names["key"]
        where = f"https://jira.corp.test{_PROJECT}/{key}/role"
        return Reply(200, {f"role {number}": f"{where}/{number}" for number in self.roles[key]})

    @route("GET", f"{_ROLE_NAMES}/{{id}}", "Jira administrators (global permission)")
    def project_role(self, request: Request) -> Reply:
        return Reply(200, self.role(request.names["key"], int(request.names["id"])))

    def scheme(self) -> Json:
        """The permission scheme of each project as the vendor shows it."""
        holders = [{"type": "group", "parameter": "all people"}, {"type": "projectRole", "parameter": "10002"}]
        return {
            "id": 10000, "name": "Default", "permissions": [
                {"id": number, "holder": holder, "permission": "BROWSE_PROJECTS"}
                for number, holder in enumerate(holders)
            ],
        }  # fmt: skip

    def role(self, key: str, number: int) -> Json:
        """A role of a project as the vendor shows it."""
        kinds = {"u1": "atlassian-user-role-actor", "jira-administrators": "atlassian-group-role-actor"}
        actors = [{"id": 1, "displayName": name, "type": kinds[name], "name": name} for name in self.roles[key][number]]
        return {"id": number, "name": f"role {number}", "actors": actors}

    @route("GET", _MEMBER, "Jira administrators (global permission)")
    def member(self, request: Request) -> Reply:
        group, begun = request.query["groupname"], int(request.query["startAt"])
        return Reply(200, self.members(group, begun, min(int(request.query["maxResults"]), self.page_size)))

    def members(self, group: str, begun: int, size: int) -> Json:
        """A page of a group as the vendor shows it."""
        found = self.groups[group]
        page = {"self": f"https://jira.corp.test/rest/api/2/group/member?groupname={group}", "total": len(found)}
        return page | {"values": found[begun : begun + size], "isLast": begun + size >= len(found), "startAt": begun}


class Bitbucket(DataCenter):
    """Accounts, projects and repositories with tokens and keys, by ``KEY`` or ``KEY/slug``; users' tokens by slug.

    Whoever lacks a permission gets 401, and no token may administer.
    """

    administers = "ADMIN"

    def __init__(self) -> None:
        self.judge = Client(_bitbucket())
        super().__init__()
        self.users: list[Json] = []
        self.tokens: dict[str, list[Json]] = {}
        self.keys: dict[str, list[Json]] = {}
        self.ssh_keys: dict[str, list[Json]] = {}
        self.personal: dict[str, list[Json]] = {}
        #: By where they hold (empty: everywhere), and whose: ``users`` or ``groups``.
        self.permissions: dict[tuple[str, str], list[Json]] = {}
        self.groups: dict[str, list[Json]] = {}

    def password(self, *scopes: str) -> str:
        """Issue a password and return it as it is used."""
        value = f"keyroll:{self.issue(name='keyroll')}"
        self.credentials[value] = Credential(frozenset(scopes), facts={"name": "keyroll"})
        return value

    def token(self, *scopes: str, name: str = "keyroll") -> str:
        assert "ADMIN" not in scopes, "Tokens may not have the following permission: ADMIN"
        return super().token(*scopes, name=name)

    def presented(self, request: Request) -> str:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        return base64.b64decode(value).decode() if kind == "Basic" else value

    def _admit(self, request: Request, scopes: Any) -> None:
        try:
            super()._admit(request, scopes)
        except RefusedError as error:
            raise RefusedError(401) if error.reply.status == 403 else error from None

    def listed(self, items: list[Json], start: int = 0) -> Json:
        """A page of a list as the vendor shows it."""
        end = start + self.page_size
        last = end >= len(items)
        page = {"size": len(items[start:end]), "limit": 25, "start": start, "values": items[start:end]}
        return page | {"isLastPage": last, "nextPageStart": None if last else end}

    def _listed(self, items: list[Json], request: Request) -> Reply:
        return Reply(200, self.listed(items, int(request.query.get("start", "0"))))

    @route("GET", "/rest/api/latest/application-properties")
    def properties(self, request: Request) -> Reply:
        return Reply(200, {"version": "9.4.0", "displayName": "Bitbucket"})

    @route("GET", "/rest/api/latest/admin/users", "ADMIN")
    def all_users(self, request: Request) -> Reply:
        return self._listed(self.users, request)

    @route("GET", "/rest/api/latest/projects")
    def projects(self, request: Request) -> Reply:
        return self._listed([{"key": one} for one in self.tokens if "/" not in one], request)

    @route("GET", "/rest/api/latest/repos")
    def repositories(self, request: Request) -> Reply:
        names = [one.partition("/") for one in self.tokens if "/" in one]
        return self._listed([{"slug": slug, "project": {"key": key}} for key, _, slug in names], request)

    @route("GET", _TOKENS, "PROJECT_ADMIN")
    def project_tokens(self, request: Request) -> Reply:
        return self._of(self.tokens, request)

    @route("GET", f"{_TOKENS}/repos/{{slug}}", "PROJECT_ADMIN")
    def repository_tokens(self, request: Request) -> Reply:
        return self._of(self.tokens, request)

    @route("GET", f"{_KEYS}/ssh", "PROJECT_ADMIN")
    def project_keys(self, request: Request) -> Reply:
        return self._of(self.keys, request)

    @route("GET", f"{_KEYS}/repos/{{slug}}/ssh", "PROJECT_ADMIN")
    def repository_keys(self, request: Request) -> Reply:
        return self._of(self.keys, request)

    def _of(self, kept: dict[str, list[Json]], request: Request) -> Reply:
        name = "/".join(request.names[one] for one in ("key", "slug") if one in request.names)
        if name not in self.tokens:
            raise RefusedError(404)
        return self._listed(kept.get(name, []), request)

    @route("GET", "/rest/ssh/latest/keys", "ADMIN")
    def keys_of_users(self, request: Request) -> Reply:
        return self._listed(self.ssh_keys.get(request.query["user"], []), request)

    @route("GET", _GLOBAL_USERS, "ADMIN")
    def global_users(self, request: Request) -> Reply:
        return self._permitted("users", request)

    @route("GET", "/rest/api/latest/admin/permissions/groups", "ADMIN")
    def global_groups(self, request: Request) -> Reply:
        return self._permitted("groups", request)

    @route("GET", f"{_PERMITTED}/permissions/users", "PROJECT_ADMIN")
    def project_users(self, request: Request) -> Reply:
        return self._permitted("users", request)

    @route("GET", f"{_PERMITTED}/permissions/groups", "PROJECT_ADMIN")
    def project_groups(self, request: Request) -> Reply:
        return self._permitted("groups", request)

    @route("GET", f"{_PERMITTED}/repos/{{slug}}/permissions/users", "PROJECT_ADMIN")
    def repository_users(self, request: Request) -> Reply:
        return self._permitted("users", request)

    @route("GET", f"{_PERMITTED}/repos/{{slug}}/permissions/groups", "PROJECT_ADMIN")
    def repository_groups(self, request: Request) -> Reply:
        return self._permitted("groups", request)

    def _permitted(self, whose: str, request: Request) -> Reply:
        where = "/".join(request.names[one] for one in ("key", "slug") if one in request.names)
        return self._listed(self.permissions.get((where, whose), []), request)

    @route("GET", "/rest/api/latest/admin/groups", "ADMIN")
    def all_groups(self, request: Request) -> Reply:
        return self._listed([{"name": one, "deletable": True} for one in self.groups], request)

    @route("GET", "/rest/api/latest/admin/groups/more-members", "ADMIN")
    def members_of_group(self, request: Request) -> Reply:
        return self._listed(self.groups[request.query["context"]], request)

    @route("GET", "/rest/access-tokens/latest/users/{slug}", "ADMIN")
    def personal_tokens(self, request: Request) -> Reply:
        return self._listed(self.personal.get(request.names["slug"], []), request)


class Organisation(Fake):
    """API tokens, service accounts and their OAuth clients; pages are linked."""

    judge = Samples(
        "surveys/atlassian",
        {
            _API_TOKENS: "admin_api-access_api-tokens.shape.json",
            _ACCOUNTS: "admin_api-access_service-accounts.shape.json",
            _CLIENTS: "admin_api-access_oauth-clients.shape.json",
        },
        {_API_TOKENS: "data", _ACCOUNTS: "items", _CLIENTS: "data"},
    )

    def __init__(self) -> None:
        super().__init__()
        self.tokens: list[Json] = []
        self.accounts: list[Json] = []
        self.clients: dict[str, list[Json]] = {}

    def _listed(self, field: str, items: list[Json], request: Request) -> Reply:
        found, following = self.page(items, request)
        links = {"next": f"{self.address}{request.path}?cursor={following}"} if following else {}
        return Reply(200, {field: found, "links": links})

    @route("GET", _API_TOKENS, "read:tokens:admin")
    def api_tokens(self, request: Request) -> Reply:
        return self._listed("data", self.tokens, request)

    @route("GET", _ACCOUNTS, "read:service-accounts:admin")
    def service_accounts(self, request: Request) -> Reply:
        return self._listed("items", self.accounts, request)

    @route("GET", _CLIENTS, "read:service-accounts:admin")
    def oauth_clients(self, request: Request) -> Reply:
        return self._listed("data", self.clients.get(request.names["id"], []), request)
