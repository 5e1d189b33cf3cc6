"""OpenBao: a real server's answers and audit log, and small records by hand."""

import json
import urllib.error
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from keyroll.providers.catalogue import endpoints, logs, provider
from keyroll.providers.openbao.survey import administers as policy_administers
from real_servers import Bao, bao_running
from small_world import SmallWorld, key, key_id

SOURCE = "openbao@main"
LOG = logs("openbao")["audit"]
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
METADATA: dict[str, Any] = {
    "path": "secret/app",
    "data": {"current_version": 3, "updated_time": "2023-02-10T18:17:27Z", "versions": {"3": {}}},
}
POLICY = {
    "data": {
        "name": "app",
        "policy": 'path "secret/data/app/*" {\n  capabilities = ["read", "list"]\n}\n'
        'path "sys/+/x" { capabilities = ["deny"] }',
    }
}


@pytest.mark.parametrize(
    ("rule", "capabilities", "administers"),
    [
        ("sys/policies/acl/*", '"create", "update"', True),
        ("*", '"sudo"', True),
        ("sys/+/acl/*", '"update"', True),
        ("auth/people/users/*", '"update"', True),
        ("identity/entity", '"create"', True),
        ("sys/policies/acl/*", '"read", "list"', False),
        ("secret/*", '"create", "update"', False),
    ],
)
def test_a_policy_that_gives_privileges_administers(rule: str, capabilities: str, administers: bool) -> None:
    assert policy_administers(f'path "{rule}" {{ capabilities = [{capabilities}] }}') is administers


GOOD: dict[str, Any] = {
    "token_accessors": TOKEN,
    "accessor_hashes": [{"accessor": "acc1", "hash": "hmac-sha256:aa"}],
    "secret_ids": SECRET_ID,
    "policies": POLICY,
    "auth_methods": {
        "data": {"token/": {"type": "token", "accessor": "a1"}, "oidc/": {"type": "jwt", "accessor": "a2"}}
    },
    "userpass_accounts": {"mount": "people", "data": {"keys": ["backup"]}},
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


def test_what_a_policy_allows_by_path(read_all):
    found = read_all(endpoints("openbao")["policies"], POLICY, SOURCE)
    assert {one.subject.text for one in found} == {"openbao@main:policy:app"}
    assert [(one.facts["privilege"], one.facts["resource"]) for one in found] == [
        ("list", "secret/app/*"),
        ("read", "secret/app/*"),
        ("deny by pattern", "sys/+/x"),
    ]


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


@pytest.fixture
def audited(tmp_path: Path) -> Iterator[tuple[Bao, Path]]:
    """A server with an audit device of its own, and the file that the device writes."""
    log, config = tmp_path / "audit.log", tmp_path / "audit.hcl"
    config.write_text(f'audit "file" "main" {{\n  options {{\n    file_path = "{log}"\n  }}\n}}\n')
    with bao_running(tmp_path, f"-config={config}") as one:
        yield one, log


def is_refused(server: Bao, path: str, token: str) -> bool:
    """True if the server answers a read with 403."""
    with pytest.raises(urllib.error.HTTPError) as caught:
        server.call("GET", path, token=token)
    caught.value.close()
    return caught.value.code == 403


@pytest.mark.support("openbao", "survey", "real server")
@pytest.mark.support("openbao", "log", "real server")
def test_a_real_server_s_lists_and_audit_log_are_joined(audited, tmp_path, view_rows):
    server, log = audited
    server.call("POST", "sys/auth/approle", {"type": "approle"})
    server.call("POST", "auth/approle/role/ci", {"token_policies": ["default"]})
    role = server.call("GET", "auth/approle/role/ci/role-id")["data"]["role_id"]
    made = server.call("POST", "auth/approle/role/ci/secret-id", {})["data"]
    signed_in = {"role_id": role, "secret_id": made["secret_id"]}
    auth = server.call("POST", "auth/approle/login", signed_in)["auth"]
    token, accessor = auth["client_token"], auth["accessor"]
    server.call("GET", "auth/token/lookup-self", token=token)
    assert is_refused(server, "secret/data/app", token)

    listed = server.call("LIST", "auth/token/accessors")
    looked_up = [server.call("POST", "auth/token/lookup-accessor", {"accessor": one}) for one in listed["data"]["keys"]]
    hashes = [
        {"accessor": one, "hash": server.call("POST", "sys/audit-hash/main", {"input": one})["data"]["hash"]}
        for one in listed["data"]["keys"]
    ]
    lookup = {"secret_id_accessor": made["secret_id_accessor"]}
    secret = server.call("POST", "auth/approle/role/ci/secret-id-accessor/lookup", lookup)
    server.call("POST", "auth/token/revoke-accessor", {"accessor": accessor})
    assert is_refused(server, "secret/data/app", token)
    lines = log.read_text("utf-8").splitlines()

    world = SmallWorld(tmp_path / "world")
    world.survey(SOURCE, "11-01", "token_accessors", listed, *looked_up)
    world.survey(SOURCE, "11-01", "accessor_hashes", hashes)
    world.survey(SOURCE, "11-01", "secret_ids", secret | {"role": "ci"})
    world.log(SOURCE, "audit", *lines)
    world.sync()
    # Clocks of a test run elsewhere than the server's: only the identifiers are asked for here.
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
    assert server.root not in log.read_text("utf-8")


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
