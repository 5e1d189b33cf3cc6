"""Texts of a replacement are applied by an approved plan, and undone by an abort: real OpenBao and PostgreSQL."""

from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import psycopg
import pytest
from servers_of_replacement import OLD, AuditedBao, Place, Postgres, TokenIssuer, parts

from first_keys import register_first
from keyroll.api import Keyroll
from keyroll.errors import NotApproved, NothingToDo
from keyroll.model.rotation import Standing, Wish
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Login
from keyroll.secret import Secret, SecretRef

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("quick")]
#: What an account may do that applies texts of this replacement, and nothing more.
LEAST = """
path "sys/policies/acl/keyroll_*" { capabilities = ["create", "read", "update", "delete"] }
path "database/config/*" { capabilities = ["create", "read", "update", "delete", "list"] }
path "database/config" { capabilities = ["list"] }
path "database/roles/*" { capabilities = ["create", "read", "update", "delete", "list"] }
path "database/roles" { capabilities = ["list"] }
path "auth/jwt-github-actions/*" { capabilities = ["create", "read", "update", "delete", "list"] }
path "sys/mounts/database" { capabilities = ["create", "read", "update", "delete", "sudo"] }
path "sys/auth/jwt-github-actions" { capabilities = ["create", "read", "update", "delete", "sudo"] }
"""


@dataclass
class Site:
    """A static role, its replacement in OpenBao, an account that may apply it, and two persons."""

    postgres: Postgres
    bao: AuditedBao
    place: Place
    role: str

    @property
    def identifier(self) -> str:
        return f"postgresql@main:role:{self.role}"

    def begin(self, consumer: str = "vault", **settings: str) -> Keyroll:
        folder = self.place.folder
        self.postgres.run(f"CREATE ROLE {self.role} LOGIN PASSWORD '{OLD}'")
        (folder / "engine").write_text("engine-1")
        self.place.direct(
            self.identifier, "openbao-role", consumer, openbao=self.bao.bao.address, options="sslmode=require",
            server=f"localhost:{self.postgres.port}", engine_password=f"file:{folder / 'engine'}", **settings,
        )  # fmt: skip
        (folder / "least.hcl").write_text(LEAST)
        self.bao.shell(f"bao policy write applier {folder / 'least.hcl'}", folder)
        token = self.bao.shell("bao token create -policy=applier -field=token", folder)
        (folder / "token").write_text(token)
        with (self.place.home / "replacement.toml").open("a") as file:
            file.write(f'[apply]\nopenbao = "applier=file:{folder / "token"}"\n')
        rows = self.postgres.rows(f"SELECT json_agg(r) FROM pg_roles r WHERE rolname = '{self.role}'")[0][0]
        self.place.sync("postgresql@main", {"roles": rows}, {})
        keyroll = self.place.open()
        keyroll.replacements.begin("first", keyroll.replacements.plan(self.identifier), by="ann")
        (planned,) = keyroll.replacements.show("first")
        (made,) = parts(planned, "provider", "sql", "set up")
        self.postgres.psql(made)
        self.postgres.run(f"ALTER ROLE openbao_{self.role} PASSWORD 'engine-1'")
        return keyroll

    def key(self, person: str) -> SecretRef:
        register_first(self.place.open().person_keys, self.place.folder)
        return SecretRef("file", str(self.place.folder / f"{person}.key"))

    @property
    def made(self) -> tuple[str, ...]:
        policy = f"sys/policies/acl/keyroll_{self.role}"
        return "sys/mounts/database", f"database/config/{self.role}", f"database/roles/{self.role}", policy

    def there(self, path: str) -> bool:
        applier = catalogue.appliers()["openbao"]
        state = applier.read(self.bao.bao.address, Login("root", Secret(self.bao.bao.root.encode()), "test"), path)
        assert state.readable, state.said
        return state.body is not None


@pytest.fixture
def site(ssl_postgres: Postgres, audited: AuditedBao, place: Place) -> Site:
    return Site(ssl_postgres, audited, place, f"shop{next(_NUMBERS)}")


_NUMBERS = count(90)


def test_an_approved_plan_makes_the_objects_and_an_abort_removes_them(site: Site, tmp_path: Path) -> None:
    keyroll = site.begin()
    status = keyroll.replacements.apply("first", key=site.key("ann"))
    name = status.plan.name
    assert [one.path for one in status.plan.makes] == list(site.made)
    assert not any(one.there for one in status.plan.makes)
    assert "engine-1" not in status.kept.body
    with pytest.raises(NotApproved, match="nobody has approved it"):
        keyroll.rotations.run(name)
    assert not any(site.there(path) for path in site.made)
    keyroll.rotations.approve(name, key=site.key("bob"))
    assert keyroll.rotations.run(name).done
    assert all(site.there(path) for path in site.made)
    assert keyroll.rotations.run(name).done  # a second run changes nothing
    # A consumer with the policy gets a role that works.
    token = site.bao.shell(f"bao token create -policy=keyroll_{site.role} -field=token", tmp_path)
    login = site.bao.shell(f"bao read -field=username database/creds/{site.role}", tmp_path, BAO_TOKEN=token)
    assert login.startswith(f"v_{site.role}_")
    # Leases of the role end, then its objects are removed; the static role works as before.
    site.bao.shell(f"bao lease revoke -sync -prefix database/creds/{site.role}", tmp_path)
    keyroll.rotations.decide(name, Wish.ABORT, key=site.key("ann"), because="not yet")
    undone = keyroll.rotations.run(name)
    assert [one.position.standing for one in undone.stands] == [Standing.ABORTED] * len(site.made)
    assert not any(site.there(path) for path in site.made)
    psycopg.connect(
        host="localhost", port=site.postgres.port, user=site.role, password=OLD, dbname="postgres", sslmode="require"
    ).close()


def test_what_exists_and_differs_is_never_changed(site: Site, tmp_path: Path) -> None:
    site.bao.shell("bao secrets enable database", tmp_path)
    (tmp_path / "other.hcl").write_text('path "x" { capabilities = ["read"] }')
    site.bao.shell(f"bao policy write keyroll_{site.role} {tmp_path / 'other.hcl'}", tmp_path)
    keyroll = site.begin()
    status = keyroll.replacements.apply("first", key=site.key("ann"))
    assert {one.path: one.there for one in status.plan.makes} == {
        "sys/mounts/database": True, f"database/config/{site.role}": False, f"database/roles/{site.role}": False
    }  # fmt: skip
    assert any("exists, and its policy differs" in one.because for one in status.plan.refused)
    keyroll.rotations.approve(status.plan.name, key=site.key("bob"))
    assert keyroll.rotations.run(status.plan.name).done
    keyroll.rotations.decide(status.plan.name, Wish.ABORT, key=site.key("ann"), because="not yet")
    keyroll.rotations.run(status.plan.name)
    # The mount was there before, and stays.
    assert [site.there(path) for path in site.made] == [True, False, False, True]


@pytest.mark.parametrize("place_of_kill", ["create: intended", "create: done", "discard: intended", "discard: done"])
def test_a_kill_anywhere_leaves_nothing_doubled_and_nothing_forgotten(site: Site, place_of_kill: str) -> None:
    issuer = TokenIssuer("repo:acme/shop:ref:refs/heads/main")
    with issuer.serving() as address:
        keyroll = site.begin("github_actions", repository="acme/shop", github_issuer=address)
        name = keyroll.replacements.apply("first", key=site.key("ann")).plan.name
        keyroll.rotations.approve(name, key=site.key("bob"))
        number = len(keyroll.rotations.status(name).plan.makes)
        assert number == len(site.made) + 3
        run_killed(keyroll, name, place_of_kill if place_of_kill.startswith("create") else "")
        assert keyroll.rotations.run(name).done
        keyroll.rotations.decide(name, Wish.ABORT, key=site.key("ann"), because="undo")
        run_killed(keyroll, name, place_of_kill if place_of_kill.startswith("discard") else "")
        undone = keyroll.rotations.run(name)
        said = [one.said for one in undone.stands]
        assert [one.position.standing for one in undone.stands] == [Standing.ABORTED] * number, said
        assert not any(site.there(path) for path in (*site.made, "sys/auth/jwt-github-actions"))


class Killed(BaseException):
    """What ends a run at a place."""


def run_killed(keyroll: Keyroll, name: str, place: str) -> None:
    """Run a plan until each place was met once: every second run is ended there."""

    def fault(at: str) -> None:
        if at == place:
            raise Killed

    if place:
        for _ in range(2):
            with pytest.raises(Killed):
                replace(keyroll.rotations, fault=fault).run(name)


def test_without_an_account_everything_is_left_to_a_person(site: Site) -> None:
    keyroll = site.begin()
    file = site.place.home / "replacement.toml"
    file.write_text(file.read_text().partition("[apply]")[0])
    with pytest.raises(NothingToDo, match=r"a person applies|must be NAME=REFERENCE"):
        keyroll.replacements.apply("first", key=site.key("ann"))
