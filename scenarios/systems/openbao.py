"""OpenBao: long-lived tokens of services, the audit device, the list of accessors with their hashes."""

from random import Random

import orjson

from keyroll.replay.folder import Folder, Log
from keyroll.replay.streams import code, hexes, uuid
from keyroll.replay.times import DAY, HOUR, day_of, iso, iso_ms
from scenarios.companies.halden import CLOUD, DOMAIN, TEAMS
from scenarios.machine import Machine, Person
from scenarios.systems import Record, alive

LOG = Log("openbao@main", "audit", "{day}.ndjson.gz")
#: Operation and path.
ACTS: dict[str, tuple[str, str]] = {
    "read": ("read", "secret/data/{}"), "self": ("read", "auth/token/lookup-self"), "mounts": ("read", "sys/mounts"),
    "make": ("update", "auth/token/create"), "revoke": ("update", "auth/token/revoke-accessor"),
}  # fmt: skip


class Openbao:
    """The vault."""

    name = "openbao"
    domain, teams = DOMAIN, TEAMS

    def machines(self, rng: Random) -> list[Machine]:
        """A service of each team, each with a periodic token."""
        return [
            Machine(
                "openbao", f"token-{team}-service", code(rng, 24), f"{CLOUD}.{130 + number}", "Go-http-client/1.1",
                (HOUR, 2 * HOUR, 6 * HOUR)[rng.randrange(3)], 1 + rng.randrange(3),
                [f"{team}/{name}" for name in ("db", "api", "mail")], ("read",), phase=rng.randrange(DAY),
            )
            for number, team in enumerate(TEAMS)
        ]  # fmt: skip

    def work(self, rng: Random, one: Machine, ms: int, act: str, thing: str, **told: str) -> list[Record]:
        """One request with its answer: two entries."""
        address, agent = told.get("address") or one.place(ms), told.get("agent") or one.client(ms)
        return self._pair(rng, ms, act, thing, self._held(one), address, agent, refused=bool(told.get("refused")))

    def _held(self, one: Machine) -> dict[str, object]:
        return {
            "client_token": f"hmac-sha256:{hidden('t', one.key)}", "accessor": f"hmac-sha256:{hidden('a', one.key)}",
            "display_name": one.name, "policies": ["default", one.name], "token_policies": ["default", one.name],
            "token_type": "service", "token_ttl": 2_764_800,
        }  # fmt: skip

    def _pair(
        self, rng: Random, ms: int, act: str, thing: str, auth: dict[str, object], address: str, agent: str,
        *, refused: bool, asked: dict[str, str] | None = None, given: dict[str, str] | None = None,
    ) -> list[Record]:  # fmt: skip
        operation, path = ACTS[act]
        mount = "kv" if path.startswith("secret") else "token" if path.startswith("auth") else "system"
        request: dict[str, object] = {
            "id": uuid(rng), "client_id": hexes(rng, 32), "operation": operation,
            "mount_point": path.split("/")[0] + "/",
            "mount_type": mount, "mount_class": "secret" if mount == "kv" else "auth" if mount == "token" else "system",
            "client_token": auth["client_token"], "client_token_accessor": auth["accessor"],
            "namespace": {"id": "root"}, "path": path.format(thing), "remote_address": address, "remote_port": 40_412,
            "headers": {"user-agent": [agent]},
        }  # fmt: skip
        if asked:
            request["data"] = asked
        first: dict[str, object] = {"time": iso_ms(ms), "type": "request", "auth": auth, "request": request}
        second: dict[str, object] = {"time": iso_ms(ms + 3), "type": "response", "auth": auth, "request": request}
        if refused:
            second["error"] = "1 error occurred:\n\t* permission denied\n\n"
        else:
            second["response"] = {"mount_type": mount} | ({"auth": given} if given else {})
        return [(LOG, ms, orjson.dumps(first).decode()), (LOG, ms + 3, orjson.dumps(second).decode())]

    def live(self, rng: Random, one: Person, ms: int, address: str) -> list[Record]:
        """An engineer reads one secret after signing in through the directory."""
        team = self.teams[sum(one.login.encode()) % 8]
        return self._pair(rng, ms, "read", f"{team}/db", self._signed_in(one, ms), address, one.agent, refused=False)

    def _signed_in(self, one: Person, ms: int) -> dict[str, object]:
        return {
            "client_token": f"hmac-sha256:{hidden('t', f'{one.id}{ms // DAY}')}",
            "accessor": f"hmac-sha256:{hidden('a', f'{one.id}{ms // DAY}')}",
            "display_name": f"oidc-{one.login}@{self.domain}", "policies": ["default", "engineers"],
            "token_policies": ["default"], "metadata": {"email": f"{one.login}@{self.domain}", "role": "engineers"},
            "entity_id": uuid(Random(one.id)), "token_type": "service", "token_ttl": 28_800,
        }  # fmt: skip

    def changes(self, rng: Random, one: Machine, by: Person, ms: int, *, made: bool) -> list[Record]:
        """A token is made or revoked; the answer to the first, or what the second asks for, names its accessor."""
        return self._changed(rng, self._signed_in(by, ms), one, ms, by.office, by.agent, made=made)

    def turns(self, rng: Random, one: Machine, by: Machine, ms: int, *, made: bool) -> list[Record]:
        """A machine's token makes or revokes another's."""
        return self._changed(rng, self._held(by), one, ms, by.place(ms), by.client(ms), made=made)

    def _changed(
        self, rng: Random, auth: dict[str, object], one: Machine, ms: int, address: str, agent: str, *, made: bool
    ) -> list[Record]:
        shown = f"hmac-sha256:{hidden('a', one.key)}"
        asked = None if made else {"accessor": shown}
        given = {"accessor": shown, "display_name": one.name, "token_type": "service"} if made else None
        return self._pair(
            rng, ms, "make" if made else "revoke", "", auth, address, agent, refused=False,
            asked=asked, given=given,
        )  # fmt: skip

    def survey(self, folder: Folder, ms: int, machines: list[Machine]) -> None:
        """Each accessor as it was looked up, and its hash in the log."""
        mine = list(alive(machines, self.name, ms))
        pages = [
            orjson.dumps({"data": {
                "accessor": one.key, "display_name": one.name, "path": "auth/token/create", "type": "service",
                "policies": ["default", one.name], "creation_time": max(one.created, ms - 200 * DAY) // 1000,
                "issue_time": iso(max(one.created, ms - 200 * DAY)), "expire_time": iso(ms + 32 * DAY), "entity_id": "",
            }})
            for one in mine
        ]  # fmt: skip
        hashes = [{"accessor": one.key, "hash": f"hmac-sha256:{hidden('a', one.key)}"} for one in mine]
        folder.survey("openbao@main", day_of(ms), "token_accessors.json", pages)
        folder.survey("openbao@main", day_of(ms), "accessor_hashes.json", [orjson.dumps(hashes)])

    def identifier(self, one: Machine) -> str:
        """By the accessor."""
        return f"openbao@main:token_accessor:{one.key}"


def hidden(kind: str, key: str) -> str:
    """How the audit device shows a token or an accessor."""
    return hexes(Random(f"{kind}/{key}"), 64)
