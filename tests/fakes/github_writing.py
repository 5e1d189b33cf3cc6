"""GitHub, strictly, with deploy keys that are added and deleted, and secrets that are sealed for a key."""

import base64
from datetime import UTC, datetime
from typing import Any

from nacl.public import PrivateKey, SealedBox

from fakes.github import TIME, GitHub, specification
from fakes.strict import RefusedError, Reply, Request, route

Json = Any


class Bodies:
    """An answer without a body is described by its status only."""

    def faults(self, method: str, template: str, status: int, body: Json) -> list[str]:
        return [] if status == 204 else specification().faults(method, template, status, body)


class WritingGitHub(GitHub):
    """Refuses a key that is in use, and opens what was sealed for its own key."""

    def __init__(self) -> None:
        super().__init__()
        self.judge = Bodies()
        self.repositories["app"] = {"keys": [], "actions": []}
        self.number = 10
        self.box = PrivateKey.generate()
        self.opened: dict[str, bytes] = {}

    def deploy_key(self, title: str, key: str, *, read_only: bool = True) -> Json:
        self.number += 1
        made = {"id": self.number, "key": key, "url": f"https://api.github.com/repos/octo-org/app/keys/{self.number}"}
        made |= {"title": title, "verified": True, "created_at": TIME, "read_only": read_only}
        self.repositories["app"]["keys"].append(made)
        return made

    @route("POST", "/repos/{owner}/{repo}/keys", "administration")
    def add_key(self, request: Request) -> Reply:
        keys = self._of(request, "keys")
        if any(one["key"] == request.body["key"] for one in keys):
            raise RefusedError(422, {"message": "key is already in use"})
        return Reply(201, self.deploy_key(**request.body))

    @route("DELETE", "/repos/{owner}/{repo}/keys/{id}", "administration")
    def delete_key(self, request: Request) -> Reply:
        keys = self._of(request, "keys")
        found = [one for one in keys if str(one["id"]) == request.names["id"]]
        if not found:
            raise RefusedError(404, {"message": "Not Found", "status": "404"})
        keys.remove(found[0])
        return Reply(204)

    @route("GET", "/repos/{owner}/{repo}/actions/secrets/public-key", "secrets")
    def public_key(self, _request: Request) -> Reply:
        return Reply(
            200, {"key_id": "012345678912345678", "key": base64.b64encode(bytes(self.box.public_key)).decode()}
        )

    @route("GET", "/repos/{owner}/{repo}/actions/secrets/{name}", "secrets")
    def the_secret(self, request: Request) -> Reply:
        for one in self._of(request, "actions"):
            if one["name"] == request.names["name"]:
                return Reply(200, one)
        raise RefusedError(404, {"message": "Not Found", "status": "404"})

    @route("PUT", "/repos/{owner}/{repo}/actions/secrets/{name}", "secrets")
    def put_secret(self, request: Request) -> Reply:
        name, kept = request.names["name"], self._of(request, "actions")
        if request.body["key_id"] != "012345678912345678":
            raise RefusedError(422, {"message": "Bad request - key_id does not match"})
        self.opened[name] = SealedBox(self.box).decrypt(base64.b64decode(request.body["encrypted_value"]))
        before = [one for one in kept if one["name"] == name]
        now = datetime.now(UTC).isoformat()
        kept[:] = [one for one in kept if one["name"] != name]
        kept.append({"name": name, "created_at": before[0]["created_at"] if before else now, "updated_at": now})
        return Reply(204) if before else Reply(201, {})
