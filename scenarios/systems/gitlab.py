"""GitLab: tokens of groups and projects, the API's log, audit events with streamed Git operations, lists of tokens.

The stream names who fetched, never with which token (docs.gitlab.com, *Audit event streaming*, read 2026-11).
"""

from random import Random
from urllib.parse import quote

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import code, digits
from keyroll.replay.times import DAY, HOUR, day_of, iso_ms
from scenarios.companies.brackwater import AREAS, LINES, SHARED, VENDORS, vendor_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

AUDIT = Log("gitlab@main", "audit", "{day}.ndjson.gz")
API = Log("gitlab@main", "api", "{day}.ndjson.gz")
PROJECTS = tuple(f"{area}/{kind}" for area in AREAS for kind in ("service", "pages", "deploy", "schemas"))
#: Method and route of a request; those without a route go through Git.
ACTS: dict[str, tuple[str, str]] = {
    "fetch": ("", ""),
    "projects": ("GET", "/projects"),
    "commits": ("GET", "/projects/:id/repository/commits"),
    "file": ("GET", "/projects/:id/repository/files/:file_path/raw"),
    "merges": ("GET", "/projects/:id/merge_requests"),
    "note": ("POST", "/projects/:id/merge_requests/:noteable_id/notes"),
    "status": ("POST", "/projects/:id/statuses/:sha"),
    "tags": ("GET", "/projects/:id/repository/tags"),
    "archive": ("GET", "/projects/:id/repository/archive"),
    "export": ("POST", "/projects/:id/export"),
    "variables": ("GET", "/projects/:id/variables"),
    "key": ("POST", "/projects/:id/deploy_keys"),
    "runner": ("POST", "/user/runners"),
    "commit": ("POST", "/projects/:id/repository/commits"),
    "groups": ("GET", "/groups"),
}


class Gitlab:
    """The instance."""

    name = "gitlab"
    projects: tuple[str, ...] = PROJECTS
    areas: tuple[str, ...] = AREAS
    mirrors: tuple[str, ...] = LINES
    host = "git.brackwater.example"

    def machines(self, rng: Random) -> list[Machine]:
        """Builders of the areas, each with a group's token; a linter, a vendor's scanner, a release bot."""
        found = []
        for number, area in enumerate(AREAS):
            acts = ("fetch", "fetch", "status") if number % 2 else ("fetch", "commits", "merges")
            mine = [name for name in PROJECTS if name.startswith(area)] + [f"{AREAS[number - 1]}/schemas"]
            found.append(
                Machine(
                    "gitlab", f"{area}-builds", digits(rng, 5), SHARED, "git/2.49.0", (HOUR, 3 * HOUR)[number % 2],
                    2 + rng.randrange(3), mine, acts, phase=rng.randrange(DAY),
                )
            )  # fmt: skip
        found.append(
            Machine("gitlab", "release-notes", digits(rng, 5), SHARED, "python-gitlab/5.6.0", DAY, 12,
                    list(PROJECTS[::4]), ("tags", "merges"), phase=4 * HOUR)
        )  # fmt: skip
        found.append(
            Machine("gitlab", f"{VENDORS[1].lower()}-scan", digits(rng, 5), vendor_address(VENDORS[1]),
                    "Go-http-client/2.0", 6 * HOUR, 6, list(PROJECTS[1:30]), ("fetch", "merges", "note"),
                    vendor=VENDORS[1], phase=rng.randrange(DAY))
        )  # fmt: skip
        return found

    def user(self, one: Machine) -> int:
        """The number of the bot user that a token of a group has."""
        return 3000 + int(one.key) % 997

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """A request with the token, or a fetch by its bot user."""
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        method, route = ACTS[act]
        if not route:
            # Who is refused leaves nothing in the stream.
            return (
                []
                if told.get("refused")
                else [(AUDIT, ms, self._fetched(ms, self.user(one), self._bot(one), thing, address))]
            )
        status = int(told.get("refused") or (201 if method == "POST" else 200))
        path = f"/api/v4{route}".replace(":id", quote(thing, safe=""))
        body = {
            "time": iso_ms(ms), "severity": "INFO", "duration_s": 0.02 + int(rng.random() * 900) / 1000,
            "db_duration_s": 0.004, "status": status, "method": method, "path": path,
            "params": [{"key": name, "value": value} for name, value in (("search", told.get("query", "")),) if value],
            "host": self.host, "remote_ip": f"{address}, 127.0.0.1", "ua": agent,
            "route": f"/api/:version{route}", "user_id": self.user(one), "username": self._bot(one),
            "token_type": "PersonalAccessToken", "token_id": int(one.key), "correlation_id": code(rng, 26),
        }  # fmt: skip
        if thing:
            body |= {"meta.project": thing, "meta.root_namespace": thing.split("/")[0]}
        found: list[Record] = [(API, ms, orjson.dumps(body).decode())]
        if act == "key" and status < 400:
            what: dict[str, object] = {
                "event_type": "deploy_key_added", "target_type": "DeployKey",
                "target_details": told.get("title", ""), "target_id": int(told.get("number", "1")),
            }  # fmt: skip
            found.append((AUDIT, ms + 40, self._audited(ms + 40, self.user(one), self._bot(one), thing, address, what)))
        return found

    def _bot(self, one: Machine) -> str:
        return f"group_{int(one.key) % 89}_bot_{Random(one.key).getrandbits(64):016x}"

    def _audited(self, ms: int, author: int, name: str, project: str, address: str, what: dict[str, object]) -> str:
        number = self.projects.index(project) + 40 if project in self.projects else 1
        return orjson.dumps(
            {
                "id": ms * 64 % 2_000_000_011 + author % 64, "author_id": author, "entity_id": number,
                "entity_type": "Project", "entity_path": project, "author_name": name, "ip_address": address,
                "created_at": iso_ms(ms), "target_details": project, "target_type": "Project", "target_id": number,
                "details": {"author_name": name, "author_class": "User", "ip_address": address,
                            "entity_path": project, **({"custom_message": what["custom_message"]}
                                                       if "custom_message" in what else {})},
            } | {key: value for key, value in what.items() if key != "custom_message"}
        ).decode()  # fmt: skip

    def _fetched(self, ms: int, author: int, name: str, project: str, address: str) -> str:
        what: dict[str, object] = {
            "event_type": "repository_git_operation",
            "custom_message": {"protocol": "http", "action": "git-upload-pack", "verb": "pull"},
        }
        return self._audited(ms, author, name, project, address, what)

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """An engineer fetches a project of the two areas near him, mostly."""
        if one.team != "engineering":
            return []
        near = sum(one.login.encode()) % len(self.areas) * 4
        project = self.projects[(near + rng.randrange(8)) % len(self.projects)]
        return [(AUDIT, ms, self._fetched(ms, self._number(one), one.login, project, address))]

    def _number(self, one: Person) -> int:
        return 100 + sum(one.id.encode()) % 1900

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token of a group is made, or revoked."""
        what: dict[str, object] = {
            "event_type": f"group_access_token_{'created' if made else 'revoked'}", "target_id": int(one.key),
            "target_type": "PersonalAccessToken", "target_details": one.name, "id": rng.randrange(10**9, 2 * 10**9),
        }  # fmt: skip
        return [(AUDIT, ms, self._audited(ms, self._number(by), by.login, one.things[0], by.office, what))]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The tokens of groups, as of their bot users, the deploy keys and the runners."""
        rows = [
            {
                "id": int(one.key), "name": one.name, "revoked": False, "active": True, "user_id": self.user(one),
                "created_at": iso_ms(max(one.created, ms - 200 * DAY)), "scopes": ["api"], "last_used_at": None,
                "expires_at": day_of(min(one.ended, ms + 150 * DAY)), "description": None,
            }
            for one in alive(machines, self.name, ms)
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
        put, date = folder.survey, day_of(ms)
        levelled = [row | {"access_level": 40} for row in rows]
        put("gitlab@main", date, "group_access_tokens.json", [orjson.dumps(levelled)])
        put("gitlab@main", date, "deploy_keys.json", [orjson.dumps(keys)])
        put("gitlab@main", date, "runners.json", [orjson.dumps(runners)])

    def identifier(self, one: Machine) -> str:
        """By the token's id."""
        return f"gitlab@main:access_token:{one.key}"
