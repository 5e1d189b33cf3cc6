"""Systems beside AWS in the graph of a home: from exports to what a credential reaches, and what cannot be read."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from keyroll.api import Keyroll
from keyroll.api.reaching import Reach
from keyroll.reach.escalations import EscalationFault, escalations, read
from keyroll.reach.system import systems
from small_world import NOW, SmallWorld

PG, BAO, K8S, MARIA = "postgresql@main", "openbao@main", "kubernetes@main", "mariadb@main"
OFF = dict.fromkeys(("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls"), False)


def pg_role(name: str, **more: Any) -> dict[str, Any]:
    return {"rolname": name, "rolcanlogin": True, "rolinherit": True, "rolvaliduntil": None} | OFF | more


def member(of: str, one: str, **more: Any) -> dict[str, Any]:
    return {"role": of, "member": one, "grantor": "postgres", "admin_option": False, "inherit_option": True,
            "set_option": True} | more  # fmt: skip


def entry(grantee: str, privilege: str) -> dict[str, Any]:
    return {"grantee": grantee, "privilege": privilege, "grantable": False}


PRIVILEGES = {
    "database": "shop", "version": 180000,
    "databases": [
        {"name": "shop", "owner": "postgres", "acl": [entry("", "CONNECT"), entry("postgres", "CREATE")]},
        {"name": "other", "owner": "postgres", "acl": [entry("app", "CONNECT")]},
    ],
    "schemas": [{"name": "public", "owner": "postgres", "acl": [entry("", "USAGE")]}],
    "tables": [
        {"schema": "public", "name": "cards", "owner": "postgres", "acl": [entry("reader", "SELECT")], "kind": "r"},
        {"schema": "public", "name": "notes", "owner": "postgres", "acl": [entry("", "SELECT")], "kind": "r"},
    ],
    "functions": [],
}  # fmt: skip
RULES = [{"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"]}]
RBAC = {"name": "read", "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole"}
BINDING = {"metadata": {"name": "b", "namespace": "shop"}, "roleRef": RBAC,
           "subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "shop"}]}  # fmt: skip


def exports(world: SmallWorld) -> None:
    roles = [pg_role("app"), pg_role("idle"), pg_role("reader", rolcanlogin=False), pg_role("boss", rolsuper=True)]
    world.survey(PG, "10-20", "roles", roles)
    world.survey(PG, "10-20", "members", [member("reader", "app")])
    world.survey(PG, "10-20", "privileges", PRIVILEGES)
    token = {"accessor": "acc", "creation_ttl": 1, "display_name": "ci", "policies": ["deploy"], "type": "service"}
    world.survey(
        BAO, "10-20", "token_accessors", {"data": token | {"path": "auth/token/create", "creation_time": 1697760000}}
    )
    text = (
        'path "kv/data/app/*" { capabilities = ["read"] }\npath "sys/policies/acl/deploy" { capabilities = ["update"] }'
    )
    world.survey(BAO, "10-20", "policies", {"data": {"name": "deploy", "policy": text}})
    world.survey(BAO, "10-20", "auth_methods", {"data": {"token/": {"type": "token"}}})
    made = {"current_version": 1, "versions": {}, "updated_time": "2023-01-01T00:00:00Z"}
    world.survey(BAO, "10-20", "secret_metadata", {"path": "kv/app/db", "data": made})
    account = {"metadata": {"name": "web", "namespace": "shop", "creationTimestamp": "2023-01-01T00:00:00Z"}}
    lists = {
        "service_accounts": ("ServiceAccountList", [account]),
        "cluster_roles": ("ClusterRoleList", [{"metadata": {"name": "read"}, "rules": RULES}]),
        "role_bindings": ("RoleBindingList", [BINDING]),
        "secrets": ("SecretList", [{"type": "Opaque", "metadata": account["metadata"] | {"name": "db"}}]),
    }
    for name, (kind, items) in lists.items():
        world.survey(K8S, "10-20", name, {"kind": kind, "items": items, "metadata": {}})
    priv = {"access": 0, "plugin": "mysql_native_password", "authentication_string": "***"}
    world.survey(MARIA, "10-20", "accounts", [{"host": "%", "user": "web", "default_lifetime": 0, "priv": priv}])
    row = {
        "grantee": "'web'@'%'",
        "privilege": "SELECT",
        "grantable": "NO",
        "on": "shop",
        "schema": "shop",
        "table": None,
    }
    world.survey(MARIA, "10-20", "privileges", [row])


def opened(world: SmallWorld) -> Reach:
    return Reach.of(Keyroll.open(world.path / "home", now=NOW, create=False).home)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    made = SmallWorld(tmp_path_factory.mktemp("systems"))
    exports(made)
    made.sync()
    return made


@pytest.fixture(scope="module")
def asked(world: SmallWorld) -> Reach:
    return opened(world)


def reached(asked: Reach, start: str, *, known: bool = True) -> set[str]:
    asked = dataclasses.replace(asked, graph=asked.graph.certain) if known else asked
    return {asked.graph.ids[one] for one in asked.falls(start).nodes.tolist()}


def test_a_password_of_postgresql_reaches_the_tables_of_its_roles(asked: Reach):
    assert f"{PG}:table:shop.public.cards" in reached(asked, f"{PG}:role:app")
    assert f"{PG}:table:shop.public.cards" not in reached(asked, f"{PG}:role:idle", known=False)
    assert f"{PG}:table:shop.public.notes" in reached(asked, f"{PG}:role:idle")
    assert f"{PG}:database:other" in reached(asked, f"{PG}:role:app", known=False) - reached(asked, f"{PG}:role:app")
    assert f"{PG}:role:app" in reached(asked, f"{PG}:role:boss")


def test_a_token_of_openbao_reaches_secrets_and_what_its_policies_lead_to(asked: Reach):
    assert {f"{BAO}:secret:kv/app/db", f"{BAO}:administration"} <= reached(asked, f"{BAO}:token_accessor:acc")
    ((way, _),) = asked.paths(f"{BAO}:token_accessor:acc", f"{BAO}:administration", 1)
    graph = asked.graph
    last = graph.best_edge(way[-2], way[-1])
    assert (
        graph.details[graph.detail[last]].reason
        == "a holder of the policies deploy may write a policy that it has itself"
    )


def test_a_service_account_reads_the_secrets_of_its_namespace(asked: Reach):
    got = reached(asked, f"{K8S}:service_account:shop/web")
    assert f"{K8S}:secret:shop/db" in got
    # The bindings of the cluster were not read: it may have more.
    assert f"{K8S}:administration" in reached(asked, f"{K8S}:service_account:shop/web", known=False) - got


def test_an_account_of_mariadb_reaches_its_database(asked: Reach):
    got = reached(asked, f"{MARIA}:account:web@%")
    assert {one for one in got if ":schema:" in one} == {f"{MARIA}:schema:shop:reads"}


def test_who_administers_is_said_where_all_was_read(world: SmallWorld):
    from keyroll.reach.blast.keeping import take_reach

    home = Keyroll.open(world.path / "home", now=NOW).home
    with home.session() as session:
        assert take_reach(session, home)
        told = session.tuples("SELECT node, administers FROM reach_of WHERE administers IS NOT NULL")
        rows = {str(node): administers for node, administers in told}
    assert (rows[f"{PG}:role:boss"], rows[f"{PG}:role:app"]) == ("yes", "no")
    assert rows[f"{BAO}:token_accessor:acc"] == "yes"
    assert f"{K8S}:service_account:shop/web" not in rows


def test_what_cannot_be_read_costs_the_other_systems_nothing(tmp_path: Path):
    broken = SmallWorld(tmp_path)
    exports(broken)
    broken.survey(MARIA, "10-20", "privileges", [{"grantee": "nobody", "privilege": "SELECT", "on": "server"}])
    page = PRIVILEGES | {"functions": [{"name": "f"}]}
    broken.survey(PG, "10-20", "privileges", page)
    broken.sync()
    asked = opened(broken)
    assert any(PG in fault and "functions" in fault for fault in asked.faults)
    assert f"{K8S}:secret:shop/db" in reached(asked, f"{K8S}:service_account:shop/web")


def test_each_system_has_techniques_and_each_technique_is_whole():
    for system in systems():
        found = escalations(system)
        assert found
        assert len({(one.needs, one.gives) for one in found}) == len(found)
        for one in found:
            assert one.matches
            assert one.misses
            assert one.matches != one.misses


@pytest.mark.parametrize(
    "bad", ["[", "needs: 1", yaml.safe_dump({"needs": ["x"], "gives": "all", "source": "s", "reason": "r"})]
)
def test_a_technique_that_cannot_be_read_is_named(bad):
    with pytest.raises(EscalationFault, match="the technique x-y"):
        read("x-y", bad)
