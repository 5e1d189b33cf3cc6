"""GitLab: tokens of groups and projects, the API's log, audit events with streamed Git operations, lists of tokens.

The stream names who fetched, never with which token (docs.gitlab.com, *Audit event streaming*, read 2026-11).
"""

from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote

from keyroll.replay.streams import code
from keyroll.replay.times import DAY, day_of, iso_ms
from scenarios.machine import BOTS
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, Tended, alive, entry, origin

AUDIT = LogFiles("gitlab@main", "audit", "{day}.ndjson.gz")
API = LogFiles("gitlab@main", "api", "{day}.ndjson.gz")
#: Method and route of a request; those without a route go through Git.
ACTS: dict[str, tuple[str, str]] = {
    "fetch": ("", ""), "projects": ("GET", "/projects"), "commits": ("GET", "/projects/:id/repository/commits"),
    "file": ("GET", "/projects/:id/repository/files/:file_path/raw"), "merges": ("GET", "/projects/:id/merge_requests"),
    "note": ("POST", "/projects/:id/merge_requests/:noteable_id/notes"),
    "status": ("POST", "/projects/:id/statuses/:sha"), "tags": ("GET", "/projects/:id/repository/tags"),
    "archive": ("GET", "/projects/:id/repository/archive"), "export": ("POST", "/projects/:id/export"),
    "variables": ("GET", "/projects/:id/variables"), "key": ("POST", "/projects/:id/deploy_keys"),
    "runner": ("POST", "/user/runners"), "commit": ("POST", "/projects/:id/repository/commits"),
    "groups": ("GET", "/groups"), "users": ("GET", "/users"), "user": ("POST", "/users"),
    "promote": ("PUT", "/users/:id"), "search": ("GET", "/projects/:id/search"), "me": ("GET", "/user"),
    "branches": ("GET", "/projects/:id/repository/branches"), "tree": ("GET", "/projects/:id/repository/tree"),
    "tag": ("POST", "/projects/:id/repository/tags"), "untag": ("DELETE", "/projects/:id/repository/tags/:tag_name"),
    "publish": ("PUT", "/projects/:id/packages/npm/:package_name"),
    "trace": ("GET", "/projects/:id/jobs/:job_id/trace"), "packages": ("GET", "/projects/:id/packages"),
    "branch": ("POST", "/projects/:id/repository/branches"), "pipeline": ("POST", "/projects/:id/pipeline"),
    "drop-branch": ("DELETE", "/projects/:id/repository/branches/:branch"),
}  # fmt: skip

#: The event that an act on an account leaves.
_ACCOUNTS = {"user": "user_created", "promote": "user_admin_status_updated"}


@dataclass(kw_only=True, eq=False)
class Gitlab(Tended):
    """The instance. ``mirrors`` have a deploy key each, ``areas`` a runner."""

    name, source, identified = "gitlab", "gitlab@main", "gitlab@main:access_token:{0.key}"
    projects: tuple[str, ...]
    areas: tuple[str, ...]
    mirrors: tuple[str, ...]
    host: str
    accounts: dict[str, int] = field(default_factory=dict)
    """Machines whose token is an account's own, with its number: no list of groups' tokens names it."""

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A request with the token, or a fetch by its bot user."""
        (method, route), refused = ACTS[act], details.get("refused")
        (address, agent), (user, bot) = origin(machine, ms, details), self._user(machine)
        if not route:
            # Who is refused leaves nothing in the stream.
            return [] if refused else self._fetched(ms, user, bot, thing, address)
        status, query = int(refused or (201 if method == "POST" else 200)), details.get("query", "")
        body = {
            "time": iso_ms(ms), "severity": "INFO", "duration_s": 0.02 + int(rng.random() * 900) / 1000,
            "db_duration_s": 0.004, "status": status, "method": method,
            "path": f"/api/v4{route}".replace(":id", quote(thing, safe="")),
            "params": [{"key": "search", "value": query}] if query else [],
            "host": self.host, "remote_ip": f"{address}, 127.0.0.1", "ua": agent, "route": f"/api/:version{route}",
            "user_id": user, "username": bot, "token_type": "PersonalAccessToken", "token_id": int(machine.key),
            "correlation_id": code(rng, 26),
        }  # fmt: skip
        if thing:
            body |= {"meta.project": thing, "meta.root_namespace": thing.split("/")[0]}
        records = [entry(API, ms, body)]
        if act == "key" and status < 400:
            records += self._audited(
                ms + 40, user, bot, thing, address, event_type="deploy_key_added", target_type="DeployKey",
                target_details=details.get("title", ""), target_id=int(details.get("number", "1")),
            )  # fmt: skip
        if act in _ACCOUNTS and status < 400:
            records += self._audited(ms + 60, user, bot, thing, address, event_type=_ACCOUNTS[act], target_type="User",
                                     target_details=thing, entity_type="User", entity_path=thing)  # fmt: skip
        return records

    def _user(self, machine: Machine) -> tuple[int, str]:
        number = self.accounts.get(machine.name)
        return (number, machine.name) if number else (_bot_number(machine), _bot(machine))

    def _audited(
        self, ms: int, author: int, name: str, project: str, address: str, message: object = None, **more: object
    ) -> list[Record]:
        number = self.projects.index(project) + 40 if project in self.projects else 1
        details = {"author_name": name, "author_class": "User", "ip_address": address, "entity_path": project}
        return [entry(AUDIT, ms, {
            "id": ms * 64 % 2_000_000_011 + author % 64, "author_id": author, "entity_id": number,
            "entity_type": "Project", "entity_path": project, "author_name": name, "ip_address": address,
            "created_at": iso_ms(ms), "target_details": project, "target_type": "Project", "target_id": number,
            "details": details | ({"custom_message": message} if message else {}),
        } | more)]  # fmt: skip

    def _fetched(self, ms: int, author: int, name: str, project: str, address: str) -> list[Record]:
        message = {"protocol": "http", "action": "git-upload-pack", "verb": "pull"}
        kind = "repository_git_operation"
        return self._audited(ms, author, name, project, address, message, event_type=kind)

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """An engineer fetches a project of the two areas near him, mostly."""
        near = sum(person.login.encode()) % len(self.areas) * 4
        project = self.projects[(near + rng.randrange(8)) % len(self.projects)]
        return self._fetched(ms, _number(person), person.login, project, address)

    def person_does(self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str,
                    *, status: int = 200, query: str = "") -> list[Record]:  # fmt: skip
        """A request in a person's session, or a fetch with his password."""
        method, route = ACTS[act]
        if not route:
            return self._fetched(ms, _number(person), person.login, thing, address)
        return [entry(API, ms, {
            "time": iso_ms(ms), "severity": "INFO", "duration_s": 0.02 + int(rng.random() * 900) / 1000,
            "db_duration_s": 0.004, "status": status, "method": method,
            "path": f"/api/v4{route}".replace(":id", quote(thing, safe="")),
            "params": [{"key": "search", "value": query}] if query else [],
            "host": self.host, "remote_ip": f"{address}, 127.0.0.1", "ua": agent, "route": f"/api/:version{route}",
            "user_id": _number(person), "username": person.login, "correlation_id": code(rng, 26),
        } | ({"meta.project": thing, "meta.root_namespace": thing.split("/")[0]} if thing else {}))]  # fmt: skip

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token of a group is made, or revoked."""
        return self._audited(
            ms, _number(by), by.login, machine.things[0], by.office, target_id=int(machine.key),
            event_type=f"group_access_token_{'created' if made else 'revoked'}", target_type="PersonalAccessToken",
            target_details=machine.name, id=rng.randrange(10**9, 2 * 10**9),
        )  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens of groups, as of their bot users, the deploy keys and the runners."""
        tokens = [
            {
                "id": int(machine.key), "name": machine.name, "revoked": False, "active": True,
                "user_id": _bot_number(machine), "created_at": iso_ms(max(machine.created, ms - 200 * DAY)),
                "scopes": ["api"], "last_used_at": None, "expires_at": day_of(min(machine.ended, ms + 150 * DAY)),
                "description": None, "access_level": 40,
            }
            for machine in alive(machines, self.name, ms) if machine.name not in self.accounts
        ]  # fmt: skip
        keys = [
            {
                "id": 700 + number, "title": f"{line}-mirror", "created_at": iso_ms(ms - 300 * DAY), "expires_at": None,
                "key": f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{Random(line).getrandbits(240):060x}=",
                "projects_with_write_access": [{"id": 40, "path_with_namespace": self.projects[number]}],
            }
            for number, line in enumerate(self.mirrors)
        ]  # fmt: skip
        runners = [
            {
                "id": 60 + number, "description": f"{area}-runner", "paused": False, "runner_type": "group_type",
                "created_at": iso_ms(ms - 300 * DAY), "active": True, "is_shared": False, "online": True,
            }
            for number, area in enumerate(self.areas)
        ]  # fmt: skip
        self.put(folder, ms, "group_access_tokens", tokens)
        self.put(folder, ms, "deploy_keys", keys)
        self.put(folder, ms, "runners", runners)


def _number(person: Person) -> int:
    return 100 + sum(person.id.encode()) % 1900


def _bot_number(machine: Machine) -> int:
    """The number of the bot user that a token of a group has."""
    return 3000 + int(machine.key) % BOTS


def _bot(machine: Machine) -> str:
    return f"group_{int(machine.key) % 89}_bot_{Random(machine.key).getrandbits(64):016x}"
