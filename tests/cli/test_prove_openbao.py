"""A token of a real OpenBao, from alive to proven dead, by the flags that docs/proof.md names."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cli_run import Done, Run
from test_prove_commands import check_evidence, short_times  # noqa: F401 - a fixture

from keyroll.api import Keyroll
from keyroll.clock import SystemClock
from real_servers import Bao, bao_running

pytestmark = [pytest.mark.server, pytest.mark.long]
SOURCE = "openbao@main"


@dataclass(frozen=True)
class Token:
    """A token as the server made it."""

    value: str
    accessor: str

    @property
    def identifier(self) -> str:
        return f"{SOURCE}:token_accessor:{self.accessor}"


@dataclass
class Vault:
    """A server with an audit device, and a home that reads its list and its log."""

    server: Bao
    audit: Path
    folder: Path
    syncs: int = 0

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def token(self, path: str = "auth/token/create", token: str = "", **body: object) -> Token:
        made = self.server.call("POST", path, {"policies": ["makes"], **body}, token)["auth"]
        return Token(made["client_token"], made["accessor"])

    def sync(self, *, log: bool = True) -> Keyroll:
        """Read the list of accessors, their names in the log, and the log as it is by now."""
        self.syncs += 1
        call, exports = self.server.call, self.folder / f"exports{self.syncs}"
        keys = call("LIST", "auth/token/accessors")["data"]["keys"]
        pages = [{"data": {"keys": keys}}]
        pages += [call("POST", "auth/token/lookup-accessor", {"accessor": one}) for one in keys]
        hashes = [
            {"accessor": one, "hash": call("POST", "sys/audit-hash/main", {"input": one})["data"]["hash"]}
            for one in keys
        ]
        self._write(exports / "openbao/survey/token_accessors.json", *pages)
        self._write(exports / "openbao/survey/accessor_hashes.json", hashes)
        if log:
            (exports / "openbao/logs/audit").mkdir(parents=True)
            (exports / "openbao/logs/audit/audit.ndjson").write_bytes(self.audit.read_bytes())
        keyroll = Keyroll.open(self.home)
        keyroll.exports.sync(exports)
        return keyroll

    def _write(self, path: Path, *bodies: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(map(json.dumps, bodies)))

    def opened(self, token: Token, *, log: bool = True) -> None:
        """Open an incident to which a person added a token."""
        keyroll, now = self.sync(log=log), SystemClock().now()
        keyroll.incidents.open(
            "backups", vendor="Backups", begins=now - timedelta(days=9), ends=now - timedelta(days=1)
        )
        keyroll.incidents.widen("backups", token.identifier, because="the vendor had it", by="lead")

    def revoke(self, token: Token) -> None:
        self.server.call("POST", "auth/token/revoke-accessor", {"accessor": token.accessor})


_MAKES = "\n".join(
    f'path "auth/token/{name}" {{ capabilities = ["create", "update"] }}' for name in ("create", "create-orphan")
)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    log, config = tmp_path / "audit.log", tmp_path / "audit.hcl"
    config.write_text(f'audit "file" "main" {{\n  options {{\n    file_path = "{log}"\n  }}\n}}\n')
    with bao_running(tmp_path, f"-config={config}") as server:
        server.call("PUT", "sys/policies/acl/makes", {"policy": _MAKES})
        yield Vault(server, log, tmp_path)


def proving(keyroll: Run, vault: Vault, old: Token, new: Token) -> Any:
    """The documented command, with more words."""
    words: tuple[str, ...] = ("--old", f"{old.identifier}=env:OLD", "--new", f"{old.identifier}=env:NEW")
    words += ("--at", f"{old.identifier}={vault.server.address}")

    def run(*more: str) -> Done:
        return keyroll("incident", "prove", "backups", *words, *more, home=vault.home, OLD=old.value, NEW=new.value)

    return run


def row(done: Done, token: Token) -> dict[str, Any]:
    return dict(next(one for one in map(json.loads, done.stdout.splitlines()) if one["identifier"] == token.identifier))


@pytest.mark.nightly
def test_a_token_that_made_nothing_is_proven_dead_by_the_flags_alone(keyroll: Run, vault: Vault) -> None:
    old, new = vault.token(), vault.token()
    vault.opened(old)
    run = proving(keyroll, vault, old, new)
    assert row(run("--json"), old)["verdict"] == "live"
    vault.revoke(old)
    before = run("--wait", "--json")
    found = row(before, old)
    assert (before.returncode, found["grade"]) == (12, ""), found
    assert "covers it only to" in found["because"]
    assert "no further attempt can change this; next: sync the log of its issuer" in before.stderr
    vault.sync()
    dead = run("--wait", "--json")
    found = row(dead, old)
    assert (dead.returncode, found["verdict"], found["grade"]) == (0, "dead", "A"), found
    assert f"nothing was made with it, by the log openbao.audit of {SOURCE}" in found["because"]
    assert found["evidence"]
    check_evidence(vault.home)


def test_a_child_that_was_made_with_it_keeps_it_open_until_the_child_is_gone(keyroll: Run, vault: Vault) -> None:
    old, new = vault.token(), vault.token()
    child = vault.token("auth/token/create-orphan", old.value)
    vault.opened(old)
    run = proving(keyroll, vault, old, new)
    assert run("--json").returncode == 12
    vault.revoke(old)
    run("--wait")
    vault.sync()
    open_ = run("--wait", "--json")
    assert open_.returncode == 12
    assert f"{child.identifier} was made with it" in row(open_, old)["because"]
    assert "revoke it too" in open_.stderr
    vault.revoke(child)
    vault.sync()
    dead = run("--wait", "--json")
    assert (dead.returncode, row(dead, old)["grade"]) == (0, "A"), row(dead, old)
    assert "every credential that was made with it (1) is gone" in row(dead, old)["because"]


@pytest.mark.nightly
def test_a_batch_token_without_an_accessor_is_a_child_too(keyroll: Run, vault: Vault) -> None:
    old, new = vault.token(), vault.token()
    vault.token("auth/token/create-orphan", old.value, type="batch")
    vault.opened(old)
    run = proving(keyroll, vault, old, new)
    run()
    vault.revoke(old)
    run("--wait")
    vault.sync()
    done = run("--wait", "--json")
    assert (done.returncode, row(done, old)["grade"]) == (12, "")
    assert "a credential without an id was made with it" in row(done, old)["because"], row(done, old)


def test_without_the_log_the_wait_ends_and_a_named_child_is_tried(keyroll: Run, vault: Vault) -> None:
    old, new = vault.token(), vault.token()
    child = vault.token("auth/token/create-orphan", old.value)
    vault.opened(old, log=False)
    run = proving(keyroll, vault, old, new)
    derived = ("--derived", f"{old.identifier}=file:{vault.folder}/child")
    (vault.folder / "child").write_text(child.value)
    run(*derived)
    vault.revoke(old)
    without = run("--wait")
    assert without.returncode == 12
    assert "name every earlier value again" in without.stderr
    vault.revoke(child)
    dead = run("--wait", *derived, "--json")
    assert (dead.returncode, row(dead, old)["grade"]) == (0, "A"), row(dead, old)
