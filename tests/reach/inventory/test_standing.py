"""Which grants still stand: a read of another endpoint says nothing of them."""

from pathlib import Path

from keyroll.api import Keyroll
from keyroll.report.listing import reading
from keyroll.store.relations import build
from small_world import NOW, OKTA, SmallWorld, iso


def role(kind: str, user: str):
    return {
        "id": f"r-{user}", "label": kind, "type": kind, "status": "ACTIVE", "created": iso("01-01"),
        "assignmentType": "USER", "user": user,
        "_links": {"assignee": {"href": f"https://a.okta.example/api/v1/users/{user}"}},
    }  # fmt: skip


def scope(app: str):
    return {"id": f"g-{app}", "status": "ACTIVE", "clientId": app, "scopeId": "okta.users.read", "issuer": "https://a"}


def standing(world: SmallWorld) -> list[tuple[str, str]]:
    home = Keyroll.open(world.path / "home", now=NOW).home
    with reading(home) as session:
        build(session, "standing_grants")
        rows = session.tuples("SELECT split_part(principal, ':', 3), privilege FROM standing_grants ORDER BY ALL")
        return [(str(who), str(privilege)) for who, privilege in rows]


def test_a_grant_stands_until_its_own_endpoint_is_read_without_it(tmp_path: Path):
    world = SmallWorld(tmp_path)
    world.survey(OKTA, "10-01", "user_roles", [role("SUPER_ADMIN", "ann"), role("ORG_ADMIN", "bob")])
    world.survey(OKTA, "10-05", "app_grants", [scope("0oa1")])
    world.sync()
    everything = [("0oa1", "okta.users.read"), ("ann", "SUPER_ADMIN"), ("bob", "ORG_ADMIN")]
    assert standing(world) == everything
    world.survey(OKTA, "10-09", "user_roles", [role("SUPER_ADMIN", "ann")])
    world.sync()
    assert standing(world) == everything[:2]
