"""Slack: apps with their tokens, the audit log of what they and people do, the list of approved apps."""

from random import Random
from typing import ClassVar

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import code, uuid
from keyroll.replay.times import DAY, HOUR, day_of
from scenarios.companies.halden import CLOUD, TEAMS, VENDORS, vendor_address
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

LOG = Log("slack@main", "audit", "{day}.ndjson")
_PLACE = {"type": "workspace", "id": "T04HALDEN1", "name": "Halden", "domain": "halden"}
_FILES = ("minutes", "invoice", "plan", "screenshot", "export", "runbook", "offer", "contract")


class Slack:
    """The workspace."""

    name = "slack"
    where: ClassVar[dict[str, str]] = _PLACE

    def machines(self, rng: Random) -> list[Machine]:
        """Bots of our own and of vendors."""
        found = []
        for team in TEAMS[:4]:
            mine = [f"{team}-{name}" for name in _FILES[:3]]
            found.append(
                Machine(
                    "slack", f"{team} reports", "A0" + code(rng, 9).upper(), f"{CLOUD}.{20 + rng.randrange(60)}",
                    "python-slackclient/3.34.0", (2 * HOUR, 6 * HOUR)[rng.randrange(2)], 1, mine, ("upload",),
                    phase=rng.randrange(DAY),
                )
            )  # fmt: skip
        found += [
            Machine(
                "slack", vendor, "A0" + code(rng, 9).upper(), vendor_address(vendor), "axios/1.7.9", 3 * HOUR, 2,
                [f"{vendor.lower()}-{name}" for name in _FILES], ("upload", "download"), vendor=vendor,
                phase=rng.randrange(DAY),
            )
            for vendor in VENDORS[:3]
        ]  # fmt: skip
        return found

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """A file put there or taken away by an app."""
        what = {"upload": "file_uploaded", "download": "file_downloaded", "join": "user_channel_join"}[act]
        kind = "channel" if act == "join" else "file"
        entity = {"id": ("C0" if act == "join" else "F0") + thing.upper()[:30], "name": thing}
        entry = self._entry(rng, ms, what, f"U0{one.key[2:]}", one.name, kind, entity)
        entry["context"] = {
            "location": self.where, "ua": told.get("agent") or one.client(ms),
            "ip_address": told.get("address") or one.place(ms), "app": {"id": one.key, "name": one.name},
        }  # fmt: skip
        return [(LOG, ms, orjson.dumps(entry).decode())]

    def _entry(
        self, rng: Random, ms: int, what: str, number: str, name: str, kind: str, entity: dict[str, str]
    ) -> dict[str, object]:
        return {
            "id": uuid(rng), "date_create": ms // 1000, "action": what,
            "actor": {"type": "user", "user": {"id": number, "name": name, "email": ""}},
            "entity": {"type": kind, kind: entity},
        }  # fmt: skip

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """A sign-in or a file."""
        what = ("user_login", "file_downloaded", "file_uploaded")[rng.randrange(3)]
        kind = "user" if what == "user_login" else "file"
        entity = (
            {"id": f"W{one.id}", "name": one.login} if kind == "user" else {"id": f"F0{code(rng, 9)}", "name": "notes"}
        )
        entry = self._entry(rng, ms, what, f"W{one.id}", one.login, kind, entity)
        entry["context"] = {"location": self.where, "ua": one.agent, "ip_address": address}
        return [(LOG, ms, orjson.dumps(entry).decode())]

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """The approved apps."""
        apps = [
            {
                "app": {"id": one.key, "name": one.name, "is_internal": not one.vendor},
                "scopes": [{"name": "files:read", "description": "", "is_sensitive": False, "token_type": "bot"}],
                "date_updated": ms // 1000 - 86_400 * 90,
            }
            for one in alive(machines, self.name, ms)
        ]
        page = {"ok": True, "approved_apps": apps, "response_metadata": {"next_cursor": ""}}
        folder.survey("slack@main", day_of(ms), "approved_apps.json", [orjson.dumps(page)])

    def identifier(self, one: Machine) -> str:
        """By the app."""
        return f"slack@main:app_id:{one.key}"
