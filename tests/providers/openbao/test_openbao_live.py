"""A real OpenBao, read live with the least policy that keyroll prints: what its own lists say, and one path less."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.same import assert_same
from keyroll.api import Keyroll, connection, connection_settings
from keyroll.model.source import Source
from live_servers import partial_sync
from real_servers import Bao, bao_running, next_number

pytestmark = [pytest.mark.server, pytest.mark.long]
OPENBAO = Source("openbao")


@pytest.fixture(scope="module")
def own_bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bao]:
    """A separate server: other tests must not add tokens while it is counted."""
    with bao_running(tmp_path_factory.mktemp("bao")) as bao:
        bao.call("POST", "sys/auth/approle", {"type": "approle"})
        bao.call("POST", "sys/auth/people", {"type": "userpass"})
        bao.call("POST", "auth/people/users/backup", {"password": "hunter2-of-the-vault"})
        for role in ("ci", "deploy/blue"):
            bao.call("POST", f"auth/approle/role/{role.replace('/', '-')}", {"token_policies": "default"})
        for _ in range(2):
            bao.call("POST", "auth/approle/role/ci/secret-id", {})
        for path in ("two", "app/deep/one"):
            bao.call("POST", f"secret/data/{path}", {"data": {"password": "hunter2-of-the-vault"}})
        bao.call("POST", "secret/metadata/two", {"custom_metadata": {"owner": "payments"}})
        for name in ("nightly", "build"):
            bao.call("POST", "auth/token/create", {"display_name": name, "ttl": "2h"})
        yield bao


def least(bao: Bao, without: str = "") -> str:
    """A token under the policy that keyroll prints, or one without the lines that name a path."""
    grant = connection(OPENBAO).grant
    assert grant
    lines = grant(connection_settings(OPENBAO, {})).splitlines()
    name = f"keyroll-{next_number()}"
    bao.call(
        "POST",
        f"sys/policies/acl/{name}",
        {"policy": "\n".join(one for one in lines if not without or without not in one)},
    )
    made = bao.call("POST", "auth/token/create-orphan", {"policies": [name], "display_name": "keyroll", "ttl": "1h"})
    return str(made["auth"]["client_token"])


def accessors(bao: Bao) -> set[str]:
    return set(bao.call("LIST", "auth/token/accessors")["data"]["keys"])


def looked_up(bao: Bao, accessor: str) -> Any:
    return bao.call("POST", "auth/token/lookup-accessor", {"accessor": accessor})


@pytest.mark.long
@pytest.mark.support("openbao", "live survey", "real server")
def test_what_the_server_lists_is_on_the_roll_after_making_and_revoking(
    own_bao: Bao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAO", least(own_bao))
    gone = own_bao.call("POST", "auth/token/create", {"display_name": "gone"})["auth"]
    keyroll = Keyroll.open(tmp_path / "home")
    seen = keyroll.sources.connect(OPENBAO, "env:BAO", address=own_bao.address, settings={})
    assert seen.me.name == "token-keyroll"
    assert [one.pull.called for one in seen.sights if one.because] == []
    first = keyroll.sources.sync()
    assert (first.unseen[OPENBAO], first.reasons) == ({}, {})
    assert _tokens(keyroll, "active") == accessors(own_bao)
    own_bao.call("POST", "auth/token/revoke", {"token": gone["client_token"]})
    assert keyroll.sources.sync().unseen[OPENBAO] == {}
    assert _tokens(keyroll, "active") == accessors(own_bao)
    assert _tokens(keyroll, "destroyed") == {gone["accessor"]}
    names = {
        row["name"] for row in keyroll.inventory.listed("credentials", where="kind = 'token' AND state = 'active'").rows
    }
    assert names >= {"token-nightly", "token-build", "token-keyroll"}
    where = "check_id = 'administrator'"
    answers = {row["name"]: row["answer"] for row in keyroll.inventory.listed("posture", where=where).rows}
    assert (answers["token-keyroll"], "yes" in answers.values()) == ("no", True), answers
    (own,) = keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert own["name"] == "token-keyroll"
    secret_ids = keyroll.inventory.listed("credentials", where="kind = 'secret_id'").rows
    ways = {row["name"] for row in keyroll.inventory.listed("principals", where="subkind = 'auth_method'").rows}
    assert ways == {"token (token)", "approle (approle)", "people (userpass)"}
    assert {row["name"] for row in keyroll.inventory.listed("credentials", where="kind = 'userpass_account'").rows} == {
        "backup"
    }
    assert {row["name"] for row in secret_ids} == {"secret id of ci"}
    assert len(secret_ids) == 2
    files = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any(b"hunter2" in content or os.environ["BAO"].encode() in content for content in files)


def _tokens(keyroll: Keyroll, state: str) -> set[str]:
    rows = keyroll.inventory.listed("credentials", where=f"kind = 'token' AND state = '{state}'").rows
    return {str(row["id"]).rpartition(":")[2] for row in rows}


def test_live_and_export_are_one_reader_for_openbao(
    own_bao: Bao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAO", least(own_bao))
    keyroll = Keyroll.open(tmp_path / "home")
    keyroll.sources.connect(OPENBAO, "env:BAO", address=own_bao.address, settings={})
    keyroll.sources.sync()
    call, role = own_bao.call, "auth/approle/role/ci"
    listed = call("LIST", "auth/token/accessors")
    of_role = call("LIST", f"{role}/secret-id")
    ids = [
        call("POST", f"{role}/secret-id-accessor/lookup", {"secret_id_accessor": one})
        for one in of_role["data"]["keys"]
    ]
    paths = ("secret/app/deep/one", "secret/two")
    pages = {
        "token_accessors": [listed, *(looked_up(own_bao, one) for one in listed["data"]["keys"])],
        "secret_ids": [{"role": "ci", **one} for one in (of_role, *ids)],
        "secret_metadata": [
            {"path": path, **call("GET", path.replace("secret/", "secret/metadata/"))} for path in paths
        ],
        "auth_methods": [call("GET", "sys/auth")],
        "userpass_accounts": [{"mount": "people", **call("LIST", "auth/people/users")}],
        "policies": [
            call("GET", f"sys/policies/acl/{name}") for name in call("LIST", "sys/policies/acl")["data"]["keys"]
        ],
        "leases": [],
    }
    live = {name: bodies for name, bodies in pages.items() if bodies}
    # An export without a page says nothing of its endpoint; a live read says that there is none.
    assert_same(keyroll, "openbao@main", live, tmp_path, empty=("leases",))


@pytest.mark.nightly
def test_one_path_less_is_named_and_the_rest_is_read(
    own_bao: Bao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BAO", least(own_bao, without="lookup-accessor"))
    words = "not seen: scope update on auth/token/lookup-accessor (read name, policies and expiry of each)"
    seen = Keyroll.open(tmp_path).sources.connect(OPENBAO, "env:BAO", address=own_bao.address, settings={})
    assert {one.pull.called: one.because for one in seen.sights if one.because} == {"tokens": words}
    partial_sync(tmp_path, monkeypatch)
    told = capsys.readouterr().err
    assert words in told
    assert "next:" in told
    keyroll = Keyroll.open(tmp_path)
    assert {row["kind"] for row in keyroll.inventory.listed("credentials").rows} == {
        "token",
        "secret_id",
        "userpass_account",
    }
    (sight,) = keyroll.inventory.listed("sources", where="what = 'token_accessors'").rows
    assert not sight["complete"]
    assert words in str(sight["note"])
