"""GitHub: tokens of build machines and bots, its audit log with Git events and API requests, its list of tokens."""

import base64
import hashlib
from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import digits, hexes
from keyroll.replay.times import DAY, HOUR, day_of, iso
from keyroll.replay.words import ENVIRONMENTS, TASKS
from scenarios.companies.halden import FARM, TEAMS, VENDORS, repositories, vendor_address
from scenarios.machine import FOREVER, Machine, Person
from scenarios.systems import Record, alive

LOG = Log("github@main", "audit", "{day}.ndjson.gz")
ORG = "halden-labs"
_CLIENTS = ("git/2.47.1", "git/2.43.0", "octokit-rest.js/21.0")
#: What a machine can do: the action, the method and the route where it is a request.
ACTS: dict[str, tuple[str, str, str]] = {
    "clone": ("git.clone", "", ""),
    "fetch": ("git.fetch", "", ""),
    "pulls": ("api.request", "GET", "/repos/{owner}/{repo}/pulls"),
    "open": ("api.request", "POST", "/repos/{owner}/{repo}/pulls"),
    "commits": ("api.request", "GET", "/repos/{owner}/{repo}/commits"),
    "statuses": ("api.request", "POST", "/repos/{owner}/{repo}/statuses/{sha}"),
    "contents": ("api.request", "GET", "/repos/{owner}/{repo}/contents/{path}"),
    "list": ("api.request", "GET", "/orgs/{org}/repos"),
    "search": ("api.request", "GET", "/search/code"),
    "hook": ("hook.create", "", ""),
    "unhook": ("hook.destroy", "", ""),
    "secret": ("repo.create_actions_secret", "", ""),
    "workflow": ("api.request", "PUT", "/repos/{owner}/{repo}/contents/{path}"),
    "topics": ("api.request", "PUT", "/repos/{owner}/{repo}/topics"),
}


class Github:
    """The organisation's repositories."""

    name = "github"
    org = ORG

    def repos(self) -> list[str]:
        """All repositories by name."""
        return repositories()

    def machines(self, rng: Random) -> list[Machine]:
        """Build machines of the teams, two bots, and apps of vendors."""
        names, found = repositories(), []
        for number, team in enumerate(TEAMS):
            task = TASKS[rng.randrange(len(TASKS))]
            mine = rng.sample(names, 6 + rng.randrange(8))
            acts = ("fetch", "fetch", "clone", "statuses", "commits") if number % 2 else ("fetch", "pulls", "statuses")
            found.append(
                Machine(
                    "github", f"{team}-{task}-{ENVIRONMENTS[rng.randrange(7)]}", digits(rng, 9),
                    f"{FARM}.{10 + rng.randrange(90)}", _CLIENTS[number % 3],
                    (HOUR, 3 * HOUR, 6 * HOUR)[rng.randrange(3)], 2 + rng.randrange(4), mine, acts,
                    phase=rng.randrange(DAY),
                )
            )  # fmt: skip
        found += [
            Machine(
                "github", f"{vendor.split()[0].lower()}-sync", digits(rng, 9), vendor_address(vendor), "axios/1.8.2",
                4 * HOUR, 3, rng.sample(names, 12), ("pulls", "commits"), vendor=vendor, phase=rng.randrange(DAY),
            )
            for vendor in VENDORS[3:5]
        ]  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One record of the audit log."""
        action, method, route = ACTS[act]
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        body = self._record(rng, ms, action, one.name, address, agent)
        body |= {
            "hashed_token": hashed(one.key), "token_id": int(one.key),
            "programmatic_access_type": "Fine-grained personal access token",
        }  # fmt: skip
        if thing:
            body |= {"repo": f"{self.org}/{thing}", "repository": f"{self.org}/{thing}"}
        if route:
            body |= {
                "request_method": method, "route": route, "status_code": int(told.get("refused") or 200),
                "url_path": route.replace("{owner}", self.org).replace("{repo}", thing).replace(
                    "{path}", told.get("path", "{path}")
                ),
                "request_id": hexes(rng, 20),
            }  # fmt: skip
        if act == "search":
            body["query_string"] = told.get("query", "")
        if action.startswith("git."):
            body["transport_protocol_name"] = "http"
        if "hook" in act:
            body |= {"hook_id": told["hook"], "events": "push", "active": "true", "name": "webhook"}
        if act == "secret":
            body["secret_name"] = told.get("named", "DEPLOY")
        return [(LOG, ms, orjson.dumps(body).decode())]

    def _record(self, rng: Random, ms: int, action: str, actor: str, address: str, agent: str) -> dict[str, object]:
        return {
            "@timestamp": ms, "_document_id": hexes(rng, 22), "action": action, "actor": actor,
            "actor_id": 40_000_000 + sum(actor.encode()) * 97 % 9_000_000, "actor_ip": address,
            "actor_location": {"country_code": "DE"}, "created_at": ms, "org": self.org, "org_id": 4_451_332,
            "operation_type": "access" if action.startswith(("git", "api")) else "create", "user_agent": agent,
        }  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A pull request merged, or a fetch."""
        action = ("pull_request.merge", "git.fetch", "git.fetch", "pull_request.create")[rng.randrange(4)]
        agent = "git/2.48.1" if action == "git.fetch" else one.agent
        body = self._record(rng, ms, action, one.login, address, agent)
        names = self.repos()
        body["repo"] = f"{self.org}/{names[(sum(one.login.encode()) + rng.randrange(9)) % len(names)]}"
        return [(LOG, ms, orjson.dumps(body).decode())]

    def person_does(self, rng: Random, by: Person, ms: int, action: str, login: str, **said: str) -> list[Record]:
        """What an administrator does by hand with somebody's membership."""
        body = self._record(rng, ms, action, by.login, by.office, by.agent) | {"user": login} | said
        return [(LOG, ms, orjson.dumps(body).decode())]

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is granted its access, or loses it."""
        what = "granted" if made else "revoked"
        body = self._record(rng, ms, f"personal_access_token.access_{what}", by.login, by.office, by.agent)
        body |= {
            "operation_type": "create" if made else "remove",
            "user": one.name,
            "personal_access_token_id": one.key,
        }
        return [(LOG, ms, orjson.dumps(body).decode())]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens that the organisation approved."""
        rows = [
            {
                "id": int(one.key) % 999_983, "owner": {"login": one.name, "id": int(one.key) % 7919, "type": "User"},
                "repository_selection": "subset", "permissions": {"repository": {"contents": "read"}},
                "access_granted_at": iso(max(one.created, ms - 400 * DAY)), "token_id": int(one.key),
                "token_name": one.name, "token_expired": False,
                "token_expires_at": None if one.ended == FOREVER else iso(one.ended), "token_last_used_at": None,
            }
            for one in alive(machines, self.name, ms)
        ]  # fmt: skip
        folder.survey("github@main", day_of(ms), "personal_access_tokens.json", [orjson.dumps(rows)])

    def identifier(self, one: Machine) -> str:
        """By the token's id."""
        return f"github@main:token_id:{one.key}"


def hashed(key: str) -> str:
    """The SHA-256 of the token, as the log has it."""
    return base64.b64encode(hashlib.sha256(f"ghp{key}".encode()).digest()).decode()
