"""An account's password is replaced by accounts for an hour: on a real MariaDB and a real OpenBao."""

import json

import pymysql
import pytest
from servers_of_replacement import OLD, begun, logged, parts

from keyroll.model.truth import Answer
from keyroll.proof.probe.requests import ProbeRequest
from keyroll.providers.mariadb.survey import ACCOUNTS
from keyroll.secret import SecretRef

pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.usefixtures("quick")]
ID = "mariadb@main:account:shop@%"


def work(mariadb, user: str, password: str) -> None:
    with pymysql.connect(
        host="127.0.0.1", port=mariadb.port, user=user, password=password, database="shop"
    ) as connection:
        connection.cursor().execute("INSERT INTO t VALUES (1)")
        connection.commit()


@pytest.mark.support("mariadb", "replacement", "real server")
@pytest.mark.nightly
def test_a_password_is_replaced_by_accounts_for_an_hour(mariadb, audited, place, tmp_path):
    mariadb.run("CREATE DATABASE shop", "CREATE TABLE shop.t (n int)", f"CREATE USER shop@'%' IDENTIFIED BY '{OLD}'",
                "GRANT SELECT, INSERT ON shop.* TO shop@'%'", "CREATE USER watcher@'%' IDENTIFIED BY 'watcher-1'",
                "GRANT PROCESS ON *.* TO watcher@'%'")  # fmt: skip
    work(mariadb, "shop", OLD)

    def sync(until: str) -> None:
        rows = [row for row in mariadb.client(ACCOUNTS) if "shop" in json.dumps(row)]
        lines = logged(lambda: (mariadb.folder / "audit.log").read_text().splitlines(), until)
        place.sync("mariadb@main", {"accounts": rows}, {"audit": lines}, "log")

    sync(",shop,")
    place.direct(ID, "openbao-account", "vault", openbao=audited.bao.address, server=mariadb.address, database="shop",
                 privileges="SELECT,INSERT", options="?tls=false")  # fmt: skip
    planned, _ = begun(place, ID)

    (made,) = parts(planned, "provider", "sql", "set up")
    mariadb.run(*(one for one in made.split(";\n") if one.strip() and not one.startswith("--")))
    mariadb.run("SET PASSWORD FOR 'openbao_shop'@'%' = PASSWORD('engine-1')")
    (tmp_path / "openbao_shop.password").write_text("engine-1")
    for commands in parts(planned, "issuer", "shell"):
        audited.shell(commands, tmp_path)
    (template,) = parts(planned, "consumer", "file")
    audited.agent(template, tmp_path, "shop", tmp_path / "run" / "login")
    user, _, password = (tmp_path / "run" / "login").read_text().partition(":")
    work(mariadb, user, password)
    sync(f",{user},")

    (tmp_path / "old").write_text(OLD)
    (tmp_path / "new").write_text(password)
    (tmp_path / "watcher").write_text("watcher-1")
    old, new, watcher = (SecretRef.parse(f"file:{tmp_path}/{name}") for name in ("old", "new", "watcher"))
    old, new, watcher = (SecretRef.parse(f"file:{tmp_path}/{name}") for name in ("old", "new", "watcher"))
    asked = {ID: ProbeRequest(old, new, f"{user}@%", (mariadb.address,), (), ("watcher", watcher))}
    (during,) = place.open().replacements.check("first", asked=asked)
    assert during.new.used.answer is Answer.YES
    assert during.dead.answer is Answer.NO

    (removed,) = parts(planned, "provider", "sql", "remove")
    mariadb.run(*(one for one in removed.split(";\n") if one.strip()))
    (after,) = place.open().replacements.check("first", asked=asked, wait=True)
    assert after.dead.answer is Answer.YES, after.dead
    assert after.grade == "A"
    assert after.done
    work(mariadb, user, password)
