"""GitHub: tokens of build machines and bots, its audit log with Git events and API requests, its list of tokens."""

import base64
import hashlib
from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import hexes
from keyroll.replay.times import DAY, iso
from scenarios.machine import FOREVER
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, Tended, alive, entry, origin

LOG = LogFiles("github@main", "audit", "{day}.ndjson.gz")
#: What a machine can do: the action, the method and the route where it is a request.
ACTS: dict[str, tuple[str, str, str]] = {
    "clone": ("git.clone", "", ""), "fetch": ("git.fetch", "", ""),
    "pulls": ("api.request", "GET", "/repos/{owner}/{repo}/pulls"),
    "open": ("api.request", "POST", "/repos/{owner}/{repo}/pulls"),
    "commits": ("api.request", "GET", "/repos/{owner}/{repo}/commits"),
    "statuses": ("api.request", "POST", "/repos/{owner}/{repo}/statuses/{sha}"),
    "contents": ("api.request", "GET", "/repos/{owner}/{repo}/contents/{path}"),
    "list": ("api.request", "GET", "/orgs/{org}/repos"), "search": ("api.request", "GET", "/search/code"),
    "hook": ("hook.create", "", ""), "unhook": ("hook.destroy", "", ""),
    "secret": ("repo.create_actions_secret", "", ""),
    "workflow": ("api.request", "PUT", "/repos/{owner}/{repo}/contents/{path}"),
    "blob": ("api.request", "POST", "/repos/{owner}/{repo}/git/blobs"),
    "push": ("git.push", "", ""), "visibility": ("repo.access", "", ""), "rename": ("repo.rename", "", ""),
    "run": ("workflows.created_workflow_run", "", ""), "orgs": ("api.request", "GET", "/user/orgs"),
    "repos": ("api.request", "GET", "/user/repos"), "user": ("api.request", "GET", "/user"),
    "edit": ("api.request", "PATCH", "/repos/{owner}/{repo}"),
    "secrets": ("api.request", "GET", "/repos/{owner}/{repo}/actions/secrets"),
    "zip": ("repo.download_zip", "", ""), "destroy": ("repo.destroy", "", ""),
    "branch": ("api.request", "DELETE", "/repos/{owner}/{repo}/git/refs/{path}"),
    "release": ("release.create", "", ""), "close": ("pull_request.close", "", ""),
    "jobs": ("api.request", "GET", "/repos/{owner}/{repo}/actions/runs"),
    "forget-run": ("workflows.delete_workflow_run", "", ""), "protect": ("protected_branch.policy_override", "", ""),
    "drop-release": ("api.request", "DELETE", "/repos/{owner}/{repo}/releases/{release_id}"),
    "releases": ("api.request", "GET", "/repos/{owner}/{repo}/releases"),
    "topics": ("api.request", "PUT", "/repos/{owner}/{repo}/topics"),
}  # fmt: skip


@dataclass(kw_only=True, eq=False)
class Github(Tended):
    """The organisation's repositories."""

    name, source, identified = "github", "github@main", "github@main:token_id:{0.key}"
    org: str
    repositories: tuple[str, ...]
    applications: tuple[str, ...] = ()
    """Machines whose token an OAuth application of a vendor has: no list of the organisation names them."""

    country: str = "DE"

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """One record of the audit log."""
        kind = "OAuth access token" if machine.name in self.applications else "Fine-grained personal access token"
        body = self._record(rng, ms, ACTS[act][0], machine.name, *origin(machine, ms, details))
        return self._acted(rng, ms, act, thing, body, machine.key, kind, details)

    def _acted(
        self, rng: Random, ms: int, act: str, thing: str, body: dict[str, object], key: str, kind: str,
        details: dict[str, str],
    ) -> list[Record]:  # fmt: skip
        action, method, route = ACTS[act]
        body |= {"hashed_token": hashed(key), "token_id": int(key), "programmatic_access_type": kind}
        if details.get("country"):
            body["actor_location"] = {"country_code": details["country"]}
        if thing:
            body |= {"repo": f"{self.org}/{thing}", "repository": f"{self.org}/{thing}"}
        if route:
            path = route.replace("{owner}", self.org).replace("{repo}", thing)
            body |= {
                "request_method": method, "route": route, "status_code": int(details.get("refused") or 200),
                "url_path": path.replace("{path}", details.get("path", "{path}")), "request_id": hexes(rng, 20),
            }  # fmt: skip
        if act == "search":
            body["query_string"] = details.get("query", "")
        if action.startswith("git."):
            body["transport_protocol_name"] = "http"
        if "hook" in act:
            body |= {"hook_id": details["hook"], "events": "push", "active": "true", "name": "webhook"}
        if act == "secret":
            body["secret_name"] = details.get("named", "DEPLOY")
        if act == "visibility":
            made = details.get("made", "public")
            before = "public" if made == "private" else "private"
            body |= {"operation_type": "modify", "visibility": made, "previous_visibility": before}
        return [entry(LOG, ms, body)]

    def _record(self, rng: Random, ms: int, action: str, actor: str, address: str, agent: str) -> dict[str, object]:
        return {
            "@timestamp": ms, "_document_id": hexes(rng, 22), "action": action, "actor": actor,
            "actor_id": 40_000_000 + sum(actor.encode()) * 97 % 9_000_000, "actor_ip": address,
            "actor_location": {"country_code": self.country}, "created_at": ms, "org": self.org, "org_id": 4_451_332,
            "operation_type": "access" if action.startswith(("git", "api")) else "create", "user_agent": agent,
        }  # fmt: skip

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A pull request merged, or a fetch."""
        action = ("pull_request.merge", "git.fetch", "git.fetch", "pull_request.create")[rng.randrange(4)]
        agent = "git/2.48.1" if action == "git.fetch" else person.agent
        body = self._record(rng, ms, action, person.login, address, agent)
        place = (sum(person.login.encode()) + rng.randrange(9)) % len(self.repositories)
        return [entry(LOG, ms, body | {"repo": f"{self.org}/{self.repositories[place]}"})]

    def granted(self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str,
                **details: str) -> list[Record]:  # fmt: skip
        """What is done with the token that a person's command line has, which no list names."""
        body = self._record(rng, ms, ACTS[act][0], person.login, address, agent)
        return self._acted(rng, ms, act, thing, body, self.token(person), "OAuth access token", details)

    @staticmethod
    def token(person: Person) -> str:
        """The id of the token that a person's command line has."""
        return str(200_000_000 + Random(f"gho/{person.id}").randrange(700_000_000))

    def person_does(self, rng: Random, by: Person, ms: int, action: str, login: str, **more: str) -> list[Record]:
        """What an administrator does by hand with somebody's membership; ``country``: from where, if not as ever."""
        body = self._record(rng, ms, action, by.login, by.office, by.agent) | {"user": login}
        if country := more.pop("country", ""):
            body["actor_location"] = {"country_code": country}
        return [entry(LOG, ms, body | more)]

    def changes(self, rng: Random, machine: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is granted its access, or loses it."""
        what, verb = ("granted", "create") if made else ("revoked", "remove")
        return self.person_does(rng, by, ms, f"personal_access_token.access_{what}", machine.name, operation_type=verb,
                                personal_access_token_id=machine.key)  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens that the organisation approved."""
        self.put(folder, ms, "personal_access_tokens", [
            {
                "id": (key := int(machine.key)) % 999_983,
                "owner": {"login": machine.name, "id": key % 7919, "type": "User"},
                "repository_selection": "subset", "permissions": {"repository": {"contents": "read"}},
                "access_granted_at": iso(max(machine.created, ms - 400 * DAY)), "token_id": key,
                "token_name": machine.name, "token_expired": False,
                "token_expires_at": None if machine.ended == FOREVER else iso(machine.ended),
                "token_last_used_at": None,
            }
            for machine in alive(machines, self.name, ms) if machine.name not in self.applications
        ])  # fmt: skip


def hashed(key: str) -> str:
    """The SHA-256 of the token, as the log has it."""
    return base64.b64encode(hashlib.sha256(f"ghp{key}".encode()).digest()).decode()
