"""Slack: apps with their tokens, the audit log of what they and people do, the list of approved apps."""

from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import code, uuid
from scenarios.systems import Folder, LogFiles, Machine, Person, Record, System, alive, entry, origin

LOG = LogFiles("slack@main", "audit", "{day}.ndjson")
ACTS = {"upload": "file_uploaded", "download": "file_downloaded", "join": "user_channel_join"}


@dataclass(kw_only=True, eq=False)
class Slack(System):
    """The workspace: its id and name."""

    name, source, identified = "slack", "slack@main", "slack@main:app_id:{0.key}"
    workspace: tuple[str, str]

    def work(self, rng: Random, machine: Machine, ms: int, act: str, thing: str, **details: str) -> list[Record]:
        """A file put there or taken away by an app."""
        kind, begins = ("channel", "C0") if act == "join" else ("file", "F0")
        entity = {"id": begins + thing.upper()[:30], "name": thing}
        address, agent = origin(machine, ms, details)
        app, name = {"id": machine.key, "name": machine.name}, machine.name
        return self._entry(rng, ms, ACTS[act], f"U0{machine.key[2:]}", name, kind, entity, address, agent, app=app)

    def _entry(
        self, rng: Random, ms: int, what: str, number: str, name: str, kind: str, entity: dict[str, str], address: str,
        agent: str, **more: dict[str, str],
    ) -> list[Record]:  # fmt: skip
        id_, title = self.workspace
        place = {"type": "workspace", "id": id_, "name": title, "domain": title.lower()}
        return [entry(LOG, ms, {
            "id": uuid(rng), "date_create": ms // 1000, "action": what,
            "actor": {"type": "user", "user": {"id": number, "name": name, "email": ""}},
            "entity": {"type": kind, kind: entity},
            "context": {"location": place, "ua": agent, "ip_address": address} | more,
        })]  # fmt: skip

    def person_does(
        self, rng: Random, person: Person, ms: int, act: str, thing: str, address: str, agent: str
    ) -> list[Record]:
        """A file taken, a channel joined or a sign-in, in a person's session."""
        number, name = f"W{person.id}", person.login
        if act == "session":
            entity = {"id": number, "name": name}
            return self._entry(rng, ms, "user_login", number, name, "user", entity, address, agent)
        kind, begins = ("channel", "C0") if act == "join" else ("file", "F0")
        entity = {"id": begins + thing.upper()[:30], "name": thing}
        return self._entry(rng, ms, ACTS[act], number, name, kind, entity, address, agent)

    def used(self, rng: Random, person: Person, ms: int, address: str) -> list[Record]:
        """A sign-in or a file."""
        what = ("user_login", "file_downloaded", "file_uploaded")[rng.randrange(3)]
        kind, entity = "user", {"id": f"W{person.id}", "name": person.login}
        if what != "user_login":
            kind, entity = "file", {"id": f"F0{code(rng, 9)}", "name": "notes"}
        return self._entry(rng, ms, what, f"W{person.id}", person.login, kind, entity, address, person.agent)

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The approved apps."""
        apps = [
            {
                "app": {"id": machine.key, "name": machine.name, "is_internal": not machine.vendor},
                "scopes": [{"name": "files:read", "description": "", "is_sensitive": False, "token_type": "bot"}],
                "date_updated": ms // 1000 - 86_400 * 90,
            }
            for machine in alive(machines, self.name, ms)
        ]
        self.put(folder, ms, "approved_apps",
                 {"ok": True, "approved_apps": apps, "response_metadata": {"next_cursor": ""}})  # fmt: skip
