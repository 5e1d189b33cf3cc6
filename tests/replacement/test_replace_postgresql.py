"""A role's password is replaced by roles for an hour, and by certificates: on a real PostgreSQL and a real OpenBao."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
import yaml
from servers_of_replacement import OLD, AuditedBao, Place, Postgres, TokenIssuer, logged, nobody_may, parts

from keyroll.model.truth import Answer
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.secret import SecretRef

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("quick")]


@dataclass
class Site:
    """One static role and everything that takes its place."""

    postgres: Postgres
    bao: AuditedBao
    place: Place
    role: str

    @property
    def identifier(self) -> str:
        return f"postgresql@main:role:{self.role}"

    def begin(self, way: str, consumer: str = "vault", **settings: str) -> None:
        self.postgres.run(f"CREATE ROLE {self.role} LOGIN PASSWORD '{OLD}'", f"CREATE TABLE {self.role}_t (n int)",
                          f"ALTER TABLE {self.role}_t OWNER TO {self.role}")  # fmt: skip
        self.place.direct(self.identifier, way, consumer, openbao=self.bao.bao.address, **settings)
        self.work(self.role, password=OLD)
        self.sync(f"user={self.role}")

    def work(self, who: str, **how: str) -> None:
        """Sign in as the program, and write into the table that the static role owns."""
        with psycopg.connect(host="localhost", port=self.postgres.port, user=who, dbname="postgres", sslmode="require",
                             application_name="shop", **cast("dict[str, Any]", how)) as connection:  # fmt: skip
            connection.execute(f"INSERT INTO {self.role}_t VALUES (1)")

    def ends_with_its_lease(self, who: str, password: str, folder: Path) -> None:
        """Check that the end of the lease ends a session that is open, and the role."""
        with psycopg.connect(host="localhost", port=self.postgres.port, user=who, password=password, dbname="postgres",
                             sslmode="require") as connection:  # fmt: skip
            connection.execute("SELECT 1")
            self.bao.shell(f"bao lease revoke -sync -prefix database/creds/{self.role}", folder)
            with pytest.raises(psycopg.OperationalError, match="terminat"):
                connection.execute("SELECT 1")
        assert not self.postgres.rows(f"SELECT 1 FROM pg_roles WHERE rolname = '{who}'")

    def sync(self, until: str) -> None:
        rows = self.postgres.rows(f"SELECT json_agg(r) FROM pg_roles r WHERE rolname LIKE '%{self.role}%'")[0][0]
        lines = logged(self.postgres.messages, until)
        self.place.sync("postgresql@main", {"roles": rows}, {"server": lines})

    def check(self, new: tuple[str, str] | None = None, *, wait: bool = False) -> Any:
        keyroll = self.place.open()
        asked = None
        if new:
            (self.place.folder / "old").write_text(OLD)
            (self.place.folder / "new").write_text(new[1])
            asked = {
                self.identifier: ProbeRequest(
                    SecretRef.parse(f"file:{self.place.folder / 'old'}"),
                    SecretRef.parse(f"file:{self.place.folder / 'new'}"),
                    new[0], (self.postgres.address,), observer=("watcher", SecretRef.parse(f"file:{self.watcher()}")),
                )
            }  # fmt: skip
        (checked,) = keyroll.replacements.check("first", asked=asked, wait=wait)
        return checked

    def watcher(self) -> Path:
        path = self.place.folder / "watcher"
        if not path.exists():
            path.write_text("watcher-1")
            if not self.postgres.rows("SELECT 1 FROM pg_roles WHERE rolname = 'watcher'"):
                self.postgres.run(
                    "CREATE ROLE watcher LOGIN PASSWORD 'watcher-1'", "GRANT pg_read_all_stats TO watcher"
                )
        return path


@pytest.fixture
def site(ssl_postgres, audited, place) -> Callable[[str], Site]:
    return lambda role: Site(ssl_postgres, audited, place, role)


@pytest.mark.support("postgresql", "replacement", "real server")
def test_a_password_is_replaced_by_roles_for_an_hour(site, tmp_path):
    one = site("shop1")
    one.begin("openbao-role", server=f"localhost:{one.postgres.port}", options="sslmode=require")
    (planned,) = one.place.open().replacements.plan(one.identifier)
    assert planned.best.possible.answer is Answer.YES
    assert planned.best.missing == ()
    assert planned.static.short_lived.answer is Answer.NO
    one.place.open().replacements.begin("first", [planned], by="ann")
    before = one.check()
    assert before.new.used.answer is Answer.NO
    assert before.dead.answer is not Answer.YES

    (made,) = parts(planned, "provider", "sql", "set up")
    one.postgres.psql(made)
    one.postgres.run("ALTER ROLE openbao_shop1 PASSWORD 'engine-1'")
    (tmp_path / "openbao_shop1.password").write_text("engine-1")
    for commands in parts(planned, "issuer", "shell"):
        one.bao.shell(commands, tmp_path)
    (template,) = parts(planned, "consumer", "file")
    one.bao.agent(template, tmp_path, "shop1", tmp_path / "run" / "login")
    who, _, password = (tmp_path / "run" / "login").read_text().partition(":")
    assert who.startswith("v_shop1_")
    one.work(who, password=password)
    one.sync(f'"user":"{who}"')

    during = one.check((who, password))
    assert during.new.used.answer is Answer.YES
    assert during.new.evidence[0].count == 1
    assert during.new.evidence[0].raw
    assert during.dead.answer is Answer.NO
    assert not during.done

    (removed,) = parts(planned, "provider", "sql", "remove")
    one.postgres.psql(removed)
    one.sync(who)
    after = one.check((who, password), wait=True)
    assert after.dead.answer is Answer.YES, after.dead
    assert after.grade == "A"
    assert after.new.used.answer is Answer.YES
    assert after.new.evidence[0].count == 1, "keyroll's own attempts are not use"
    assert after.done
    one.work(who, password=password)
    one.ends_with_its_lease(who, password, tmp_path)


@pytest.mark.support("postgresql", "replacement", "real server")
@pytest.mark.nightly
def test_a_password_is_replaced_by_certificates_for_an_hour(site, tmp_path):
    one = site("shop2")
    one.begin("openbao-certificate", certificates=str(one.postgres.base))
    (planned,) = one.place.open().replacements.plan(one.identifier)
    one.place.open().replacements.begin("first", [planned], by="ann")
    assert one.check().new.used.answer is Answer.NO

    for commands in parts(planned, "issuer", "shell"):
        one.bao.shell(commands, tmp_path)
    authority = one.postgres.base / "shop2_clients.pem"
    authority.write_bytes((tmp_path / "shop2_clients.pem").read_bytes())
    nobody_may(authority)
    (role,) = parts(planned, "provider", "sql", "set up")
    one.postgres.psql(role)
    server, admitted = parts(planned, "provider", "file")
    data = one.postgres.base / "data"
    with (data / "postgresql.conf").open("a") as file:
        file.write(server)
    (data / "pg_hba.conf").write_text(admitted + (data / "pg_hba.conf").read_text())
    one.postgres.reload()
    template, _ = parts(planned, "consumer", "file")
    one.bao.agent(template, tmp_path, "shop2", tmp_path / "run" / "client.pem")
    pem = tmp_path / "run" / "client.pem"
    one.work("shop2_cert", sslcert=str(pem), sslkey=str(pem))
    with pytest.raises(psycopg.OperationalError):
        one.work("shop2_cert", password=OLD)
    one.sync('"user":"shop2_cert"')
    during = one.check(("shop2_cert", pem.read_text()))
    assert during.new.used.answer is Answer.YES
    assert during.dead.answer is Answer.NO

    (removed,) = parts(planned, "provider", "sql", "remove")
    one.postgres.psql(removed)
    after = one.check(("shop2_cert", pem.read_text()), wait=True)
    assert after.dead.answer is Answer.YES, after.dead
    assert after.grade == "A"
    assert after.done
    one.work("shop2_cert", sslcert=str(pem), sslkey=str(pem))
    assert json.dumps(OLD) not in str(after)


@pytest.mark.support("postgresql", "replacement", "real server")
@pytest.mark.nightly
def test_a_job_of_github_actions_reads_a_role_without_any_static_credential(site, tmp_path):
    one, issuer = site("shop3"), TokenIssuer("repo:acme/shop:ref:refs/heads/main")
    with issuer.serving() as address:
        server, options = f"localhost:{one.postgres.port}", "sslmode=require"
        ci = {"repository": "acme/shop", "github_issuer": address}
        one.begin("openbao-role", "github_actions", server=server, options=options, **ci)
        (planned,) = one.place.open().replacements.plan(one.identifier)
        assert planned.best.possible.answer is Answer.YES
        assert planned.best.missing == ()
        one.place.open().replacements.begin("first", [planned], by="ann")
        assert one.check().new.used.answer is Answer.NO
        (made,) = parts(planned, "provider", "sql", "set up")
        one.postgres.psql(made)
        one.postgres.run("ALTER ROLE openbao_shop3 PASSWORD 'engine-1'")
        (tmp_path / "openbao_shop3.password").write_text("engine-1")
        for commands in parts(planned, "issuer", "shell"):
            one.bao.shell(commands, tmp_path)
        (workflow,) = parts(planned, "consumer", "file")
        (step,) = yaml.safe_load(workflow)["jobs"]["work"]["steps"]
        assert yaml.safe_load(workflow)["permissions"]["id-token"] == "write"
        job = {"ACTIONS_ID_TOKEN_REQUEST_URL": f"{address}/token?x=1", "ACTIONS_ID_TOKEN_REQUEST_TOKEN": issuer.bearer}
        one.bao.shell(step["run"], tmp_path, **job, **step["env"], BAO_TOKEN="")
        who, _, password = (tmp_path / "login").read_text().strip().partition(":")
        assert who.startswith("v_shop3_")
        one.work(who, password=password)
        one.sync(f'"user":"{who}"')
        during = one.check()
        assert during.new.used.answer is Answer.YES
        assert during.dead.answer is not Answer.YES
        # Another branch of the same repository gets nothing.
        issuer.subject = "repo:acme/shop:ref:refs/heads/other"
        with pytest.raises(AssertionError, match=r"(?i)error validating|invalid|denied"):
            one.bao.shell(step["run"], tmp_path, **job, **step["env"], BAO_TOKEN="")
