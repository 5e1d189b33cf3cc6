"""Administrators that are made by hand on real servers are listed as administrators, and nobody else is."""

from collections.abc import Mapping

import psycopg
import pytest

from aws_emulators import Emulator, own_moto
from live_servers import Connect, Connected

__all__ = ["own_moto"]
pytestmark = [pytest.mark.server, pytest.mark.long]
PASSWORD = "live-canary-Password"
#: How a role that may create roles would make itself an administrator.
WAYS_UP = (
    "GRANT adm_super TO adm_roles",
    "ALTER ROLE adm_super PASSWORD 'x'",
    "ALTER ROLE adm_roles SUPERUSER",
    "GRANT pg_execute_server_program TO adm_roles",
    "CREATE ROLE adm_new IN ROLE adm_super",
    "CREATE ROLE adm_new SUPERUSER",
)


def administrators(one: Connected) -> dict[str, str]:
    """What posture says of each credential, by the last part of its name."""
    rows = one.keyroll.inventory.listed("posture", where="check_id = 'administrator'").rows
    return {str(row["name"]): str(row["answer"]) for row in rows if row["subject"]}


def test_superusers_of_postgresql(postgres, connect: Connect) -> None:
    made = {"adm_super": "SUPERUSER", "adm_roles": "CREATEROLE", "adm_none": "NOSUPERUSER", "adm_in": "NOSUPERUSER"}
    postgres.run(*(f"CREATE ROLE {name} LOGIN {how} PASSWORD '{PASSWORD}'" for name, how in made.items()))
    postgres.run("CREATE ROLE adm_keyroll LOGIN PASSWORD 'live-canary-Password'", "GRANT adm_super TO adm_in")
    postgres.run("CREATE ROLE adm_files LOGIN PASSWORD 'x'", "GRANT pg_execute_server_program TO adm_files")
    try:
        one = connect("postgresql", PASSWORD, postgres.address, user="adm_super")
        assert one.pull() == {}
        answers = administrators(one)
        for name in ("adm_super", "adm_in", "adm_files"):
            assert answers[name] == "yes", name
        # From PostgreSQL 16 on, CREATEROLE covers only roles that it has ADMIN on: those it makes.
        own = {"user": "adm_roles", "password": PASSWORD, "host": "127.0.0.1", "port": postgres.port}
        with psycopg.connect(dbname="postgres", autocommit=True, **own) as session:
            for way in WAYS_UP:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    session.execute(way)
        assert answers["adm_roles"] == "no"
        assert answers["adm_none"] == "no"
    finally:
        for name in ("adm_in", *made, "adm_keyroll", "adm_files"):
            postgres.run(f"DROP ROLE IF EXISTS {name}")


def test_all_privileges_of_mariadb(mariadb, connect: Connect) -> None:
    made = ("adm_all", "adm_hands_on", "adm_reads", "adm_role")
    mariadb.run(*(f"CREATE USER {name}@'%' IDENTIFIED BY '{PASSWORD}'" for name in made))
    mariadb.run(
        "GRANT ALL PRIVILEGES ON *.* TO adm_all@'%'",
        "GRANT SELECT ON *.* TO adm_hands_on@'%' WITH GRANT OPTION",
        "GRANT SELECT ON mysql.* TO adm_reads@'%'",
        "CREATE ROLE adm_group",
        "GRANT SUPER ON *.* TO adm_group",
        "GRANT adm_group TO adm_role@'%'",
    )
    try:
        one = connect("mariadb", PASSWORD, mariadb.address, user="adm_all")
        assert one.pull() == {}
        answers = {name.partition("@")[0]: answer for name, answer in administrators(one).items()}
        assert [answers[name] for name in ("adm_all", "adm_hands_on", "adm_role")] == ["yes"] * 3
        assert answers["adm_reads"] == "unknown"  # it may read the hashes of all passwords, and guess one
    finally:
        mariadb.run(*(f"DROP USER IF EXISTS {name}@'%'" for name in made), "DROP ROLE IF EXISTS adm_group")


def test_administrators_of_rabbitmq(rabbitmq, connect: Connect) -> None:
    for name, tag in (("adm_all", "administrator"), ("adm_sees", "monitoring")):
        rabbitmq.call("PUT", f"users/{name}", {"password": PASSWORD, "tags": tag})
    try:
        one = connect("rabbitmq", PASSWORD, rabbitmq.management, user="adm_all")
        assert one.pull() == {}
        answers = administrators(one)
        assert (answers["adm_all"], answers["adm_sees"]) == ("yes", "no")
    finally:
        for name in ("adm_all", "adm_sees"):
            rabbitmq.call("DELETE", f"users/{name}")


def test_users_of_redis_who_may_do_everything(redis_node, connect: Connect) -> None:
    rules = {"adm_all": "+@all", "adm_acl": "+acl", "adm_config": "+config|set", "adm_reads": "+get"}
    for name, rule in rules.items():
        redis_node.run("ACL", "SETUSER", name, "on", f">{PASSWORD}", "~*", rule)
    try:
        one = connect("redis", PASSWORD, redis_node.address, user="adm_all")
        assert one.pull() == {}
        answers = administrators(one)
        assert [answers[name] for name in ("adm_all", "adm_acl", "adm_config")] == ["yes"] * 3
        assert answers["adm_reads"] == "no"
    finally:
        redis_node.run("ACL", "DELUSER", *rules)


def test_groups_of_administrators_of_ldap(slapd, connect: Connect) -> None:
    for name in ("adm_in", "adm_out"):
        slapd.add(f"cn={name},dc=quiet", PASSWORD)
    for name, member in (("admins", "adm_in"), ("readers", "adm_out")):
        slapd.tool(
            "ldapadd", given=f"dn: cn={name},dc=quiet\nobjectClass: groupOfNames\nmember: cn={member},dc=quiet\n"
        )
    try:
        one = connect("ldap", "root-of-the-tests", slapd.address, entry=slapd.surveyor, base="dc=quiet")
        assert one.pull() == {}
        answers = {str(name).lower(): answer for name, answer in administrators(one).items()}
        assert [answers[next(one for one in answers if name in one)] for name in ("adm_in", "adm_out")] == ["yes", "no"]
    finally:
        for name in ("admins", "readers", "adm_in", "adm_out"):
            slapd.delete(f"cn={name},dc=quiet")


@pytest.mark.support("aws", "live survey", "emulator")
def test_users_of_aws_who_may_raise_themselves(own_moto: Emulator, connect: Connect) -> None:
    """moto holds the account; each user's permissions are evaluated from all its policies."""
    allowed = {
        "admin": ["*"], "raises": ["iam:PutUserPolicy"], "passes": ["iam:PassRole", "lambda:CreateFunction",
        "lambda:InvokeFunction"], "reads": ["s3:GetObject"],
    }  # fmt: skip
    iam, keys = own_moto.iam, {}
    for name, actions in allowed.items():
        own_moto.user(name)
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(statement))
        keys[name] = own_moto.key(name)
    iam.create_role(RoleName="power", AssumeRolePolicyDocument=document({
        "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"
    }))  # fmt: skip
    everything = document({"Effect": "Allow", "Action": "*", "Resource": "*"})
    iam.put_role_policy(RoleName="power", PolicyName="all", PolicyDocument=everything)
    one = connect("aws", keys["admin"][1], own_moto.address)
    one.pull()
    rows = one.keyroll.inventory.listed("posture", where="check_id = 'administrator'").rows
    answers = {str(row["subject"]).rpartition(":")[2]: str(row["answer"]) for row in rows}
    assert {name: answers[key] for name, (key, _) in keys.items()} == {
        "admin": "yes", "raises": "yes", "passes": "yes", "reads": "no",
    }  # fmt: skip
    reached = {
        str(row["id"]).rpartition(":")[2]: row["reaches_protected"]
        for row in one.keyroll.inventory.listed("credentials").rows
    }
    assert int(str(reached[keys["passes"][0]])) > 0 == reached[keys["reads"][0]]


def document(statement: Mapping[str, object]) -> str:
    import json

    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
