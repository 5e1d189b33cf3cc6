"""What MariaDB's own command line prints of its accounts, read as an export."""

import json

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints
from keyroll.providers.mariadb.survey import ACCOUNTS, PRIVILEGES, ROLES

SOURCE = "mariadb@main"
ENDPOINTS = endpoints("mariadb")
ROWS = [
    {"host": "%", "user": "app", "default_lifetime": 0, "priv": {"plugin": "ed25519", "authentication_string": "***"}},
    {"host": "", "user": "writer", "default_lifetime": 0, "priv": {"is_role": True}},
    {
        "host": "localhost",
        "user": "root",
        "default_lifetime": 0,
        "priv": {
            "plugin": "mysql_native_password",
            "authentication_string": "invalid",
            "auth_or": [{}, {"plugin": "unix_socket"}],
        },
    },
    {"host": "%", "user": "open", "default_lifetime": 0, "priv": {"access": 0}},
]


def of(found, entity: Entity) -> dict[str, dict]:
    return {one.subject.value: dict(one.facts) for one in found if one.entity is entity}


def test_an_account_is_a_credential_where_a_secret_signs_in(read_all) -> None:
    found = read_all(ENDPOINTS["accounts"], ROWS, SOURCE)
    assert set(of(found, Entity.PRINCIPAL)) == {"app@%", "writer", "root@localhost", "open@%"}
    kinds = {name: facts["vendor_kind"] for name, facts in of(found, Entity.CREDENTIAL).items()}
    assert kinds == {"app@%": "account, password by ed25519", "open@%": "account, no password at all"}


@pytest.mark.parametrize(
    ("lifetime", "default", "expires"),
    [(30, 0, "2026-07-31T00:00:00Z"), (-1, 10, "2026-07-11T00:00:00Z"), (0, 10, None), (None, 0, None)],
)
def test_a_password_ends_by_its_own_number_of_days_or_by_the_servers(read_all, lifetime, default, expires) -> None:
    priv = {"plugin": "ed25519", "authentication_string": "***", "password_last_changed": 1782864000}
    row = {"host": "%", "user": "app", "default_lifetime": default, "priv": priv | {"password_lifetime": lifetime}}
    facts = of(read_all(ENDPOINTS["accounts"], [row], SOURCE), Entity.CREDENTIAL)["app@%"]
    assert (facts["changed"], facts.get("expires")) == ("2026-07-01T00:00:00Z", expires)


@pytest.mark.parametrize(
    ("endpoint", "row", "field"),
    [
        ("accounts", {"user": "x", "host": "%"}, "priv"),
        ("accounts", {"host": "%", "priv": {}}, "user"),
        ("privileges", {"grantee": "nobody", "privilege": "SELECT", "on": "server"}, "grantee"),
        ("role_members", {"user": "x", "host": "%"}, "role"),
    ],
)
def test_a_row_without_what_it_always_has_is_said(read_all, endpoint, row, field) -> None:
    with pytest.raises(VendorChanged, match=field):
        read_all(ENDPOINTS[endpoint], [row], SOURCE)


@pytest.mark.support("mariadb", "survey", "real server")
@pytest.mark.server
def test_the_servers_own_command_line_gives_what_is_read(read_all, mariadb) -> None:
    mariadb.run(
        "CREATE USER survey_a@'10.%' IDENTIFIED BY 'survey-canary-1' PASSWORD EXPIRE INTERVAL 90 DAY",
        "CREATE USER survey_b@'%' IDENTIFIED VIA ed25519 USING PASSWORD('survey-canary-2') OR unix_socket",
        "CREATE ROLE survey_role",
        "GRANT survey_role TO survey_b@'%' WITH ADMIN OPTION",
        "GRANT SELECT ON mysql.* TO survey_role WITH GRANT OPTION",
        "GRANT RELOAD ON *.* TO survey_a@'10.%'",
        "ALTER USER survey_a@'10.%' ACCOUNT LOCK",
    )
    try:
        bodies = {name: mariadb.client(one.path) for name, one in ENDPOINTS.items()}
        assert [ENDPOINTS[name].path for name in bodies] == [ACCOUNTS, PRIVILEGES, ROLES]
        assert all(one.recognise(bodies[name]) for name, one in ENDPOINTS.items())
        made = [json.dumps(row["priv"]) for row in bodies["accounts"] if row["user"] in ("survey_a", "survey_b")]
        assert [one.count('"authentication_string": "***"') for one in made] == [1, 1]
        found = [one for name, body in bodies.items() for one in read_all(ENDPOINTS[name], body, SOURCE)]
        listed = mariadb.run("SELECT concat(User, '@', Host) FROM mysql.user WHERE is_role = 'N'")
        accounts = {name for name in of(found, Entity.PRINCIPAL) if "@" in name}
        assert accounts == {name for (name,) in listed}
        locked = of(found, Entity.CREDENTIAL)["survey_a@10.%"]
        assert (locked["state"], locked["expires"][:4] >= "2026") == ("suspended", True)
        assert of(found, Entity.CREDENTIAL)["survey_b@%"]["vendor_kind"] == "account, password by ed25519"
        grants = {(one.subject.value, *one.facts.values()) for one in found if one.entity is Entity.GRANT}
        assert {
            ("survey_a@10.%", "RELOAD", "server"),
            ("survey_b@%", "administers", "role:survey_role"),
            ("survey_role", "SELECT", "mysql"),
            ("survey_role", "GRANT OPTION", "mysql"),
        } <= grants
        assert "canary" not in json.dumps(bodies)
    finally:
        mariadb.run("DROP USER survey_a@'10.%'", "DROP USER survey_b@'%'", "DROP ROLE survey_role")
