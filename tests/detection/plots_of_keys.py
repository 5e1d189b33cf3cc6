"""Small lives of keys: several in the hands of an intruder, made by machines, kept by who left; and deletions."""

from detection_world import ELSEWHERE, KEY, PERSON, STRANGE, Plot, World, lives

OTHER, SECOND = "gcp@main:key_id:other", "aws@*:access_key_id:AKIASECOND"
APP, SECRET = "m365@main:app_id:mailer", "entra@main:key_id:one"


def two_keys(world: World) -> None:
    lives(world)
    world.daily(KEY)
    world.daily(OTHER)


def looks_round(world: World, at: float, subject: str, **more: object) -> None:
    world.did(at, subject, **({"src_ip": STRANGE, "resource_type": "bucket", "activity_id": 3} | more))


def one_new_network(world: World) -> None:
    two_keys(world)
    looks_round(world, 20, KEY)
    looks_round(world, 20.01, OTHER)


def with_their_habits(world: World) -> None:
    """Both are used from one new network for what they always did, and at home."""
    two_keys(world)
    world.did(20, KEY, src_ip=STRANGE)
    world.did(20.01, OTHER, src_ip=STRANGE)


def both_move(world: World) -> None:
    lives(world)
    for subject in (KEY, OTHER):
        world.daily(subject, last=20)
        for number in range(10):
            world.did(20.3 + number, subject, src_ip=STRANGE)


def both_copied_by_a_traveller(world: World) -> None:
    two_keys(world)
    world.did(19.99, PERSON, src_ip=STRANGE)
    world.did(20, KEY, src_ip=STRANGE)
    world.did(20.01, OTHER, src_ip=STRANGE)


def copies_of_one_system(world: World) -> None:
    lives(world)
    for subject in (KEY, SECOND):
        world.daily(subject)
        world.did(20, subject, src_ip=STRANGE)


def of_one_system(world: World) -> None:
    lives(world)
    for subject in (KEY, SECOND):
        world.daily(subject)
        looks_round(world, 20, subject)


def a_traveller(world: World) -> None:
    """Somebody of the organisation is there too."""
    two_keys(world)
    world.did(19.99, PERSON, src_ip=STRANGE)
    looks_round(world, 20, KEY)
    looks_round(world, 20.01, OTHER)


def from_a_known_network(world: World) -> None:
    two_keys(world)
    looks_round(world, 20, KEY, src_ip=ELSEWHERE)
    looks_round(world, 20.01, OTHER, src_ip=ELSEWHERE)


def makes(world: World, at: float, **more: object) -> None:
    about = {"class_uid": 3001, "activity_id": 1, "target": SECOND, "resource_type": "key", "resource_uid": SECOND}
    world.did(at, KEY, **(about | more))


def made_used_elsewhere(world: World) -> None:
    lives(world)
    world.daily(KEY)
    makes(world, 18)
    world.did(25, SECOND, src_ip=STRANGE)


def named_by_a_sister(world: World) -> None:
    """The log of the change has another product's source for the same secret."""
    lives(world)
    world.daily(APP)
    world.did(0.5, SECRET)
    world.did(18, APP, class_uid=3001, activity_id=1, target="m365@main:key_id:two")
    world.did(25, "entra@main:key_id:two", src_ip=STRANGE)


def made_used_at_home(world: World) -> None:
    lives(world)
    world.daily(KEY)
    makes(world, 18)
    world.did(25, SECOND)


def made_by_a_person(world: World) -> None:
    lives(world)
    world.daily(KEY)
    makes(world, 18, actor=PERSON, credential=None)
    world.did(25, SECOND, src_ip=STRANGE)


def signs_in(world: World, at: float, **more: object) -> None:
    about = {"class_uid": 3002, "activity_id": 1, "actor": "entra@main:app_id:mailer", "resource_uid": "graph"}
    world.did(at, SECRET, **(about | more))


def an_app(world: World) -> None:
    lives(world)
    for number in range(30):
        signs_in(world, number + 0.1)
        world.did(number + 0.11, APP, credential=None)


def adds(world: World, at: float, to: str = "mailer") -> None:
    world.did(at, APP, credential=None, class_uid=3001, activity_id=1, target="m365@main:key_id:two", resource_uid=to,
              src_ip=None)  # fmt: skip


def gives_itself(world: World) -> None:
    an_app(world)
    signs_in(world, 20.5, src_ip=STRANGE)
    adds(world, 20.51)


def gives_itself_at_home(world: World) -> None:
    an_app(world)
    adds(world, 20.51)


def gives_another(world: World) -> None:
    an_app(world)
    signs_in(world, 20.5, src_ip=STRANGE)
    adds(world, 20.51, "another")


def leaves(world: World, at: float) -> None:
    """The person leaves, and the robot is used from where only that person was."""
    lives(world)
    world.did(12, "okta@main:user:admin", class_uid=3001, activity_id=5, target=PERSON)
    world.did(at, src_ip=ELSEWHERE)


def leavers_network(world: World) -> None:
    leaves(world, 20)


def before_he_left(world: World) -> None:
    lives(world)
    world.did(20, src_ip=ELSEWHERE)
    world.did(22, "okta@main:user:admin", class_uid=3001, activity_id=5, target=PERSON)


def where_others_still_are(world: World) -> None:
    world.kinds["jira@main:account:bob"] = "human"
    world.did(5, "jira@main:account:bob", src_ip=ELSEWHERE)
    leaves(world, 20)


def came_back(world: World) -> None:
    world.did(15, "okta@main:user:admin", class_uid=3001, activity_id=2, target=PERSON)
    leaves(world, 20)


def removes(world: World, at: float, operation: str, **more: object) -> None:
    world.did(at, **({"class_uid": 6003, "activity_id": 4, "operation": operation, "resource_uid": None} | more))


def mass_removals(world: World) -> None:
    lives(world)
    for number in range(6):
        removes(world, 20.5 + number / 1000, "DeleteObject")


def drops_databases(world: World) -> None:
    lives(world)
    for number in range(6):
        removes(world, 20.5 + number / 1000, "DROP DATABASE", class_uid=6005, activity_id=7, resource_type="database")


def _suspends(world: World, at: float, count: int) -> None:
    for number in range(count):
        world.did(at + number / 10_000, class_uid=3001, activity_id=5, resource_type="user", resource_uid=None,
                  target=f"jira@main:account:u{number}")  # fmt: skip


def suspends_many(world: World) -> None:
    lives(world)
    _suspends(world, 20.5, 12)


def suspends_many_every_week(world: World) -> None:
    lives(world)
    for day in (3, 10, 17, 24):
        _suspends(world, day + 0.5, 12)


def removes_every_day(world: World) -> None:
    lives(world)
    for number in range(30):
        for network in range(6):
            removes(world, number + 0.5 + network / 1000, "DeleteObject")


def undoes_backups(world: World) -> None:
    lives(world)
    removes(world, 20.5, "DeleteDBSnapshot")
    removes(world, 20.51, "PutBucketVersioning", activity_id=3)


def one_old_snapshot(world: World) -> None:
    lives(world)
    for number in range(6):
        removes(world, 20.5 + number / 100, "DeleteDBSnapshot")


def tends_backups(world: World) -> None:
    lives(world)
    removes(world, 3, "DeleteDBSnapshot")
    undoes_backups(world)


def lists_twice(world: World) -> None:
    """Calls of one service, and none of them about a thing."""
    lives(world)
    for number, call in enumerate(("ListUsers", "ListRoles", "ListKeys")):
        world.did(20 + number / 100, class_uid=6003, operation=call, resource_uid=None, resource_group="iam",
                  status_id=2)  # fmt: skip


def refused_what_it_always_asked(world: World) -> None:
    lives(world)
    for number, call in enumerate(("ListUsers", "ListRoles", "ListKeys")):
        for at, status in ((3, 1), (20, 2)):
            world.did(at + number / 100, class_uid=6003, operation=call, resource_uid=None, resource_group="iam",
                      status_id=status)  # fmt: skip


HITS: list[tuple[str, Plot]] = [
    ("shared_new_network", one_new_network),
    ("shared_copies", with_their_habits),
    ("created_credential_new_network", made_used_elsewhere),
    ("created_credential_new_network", named_by_a_sister),
    ("adds_own_secret", gives_itself),
    ("leavers_network", leavers_network),
    ("mass_deletion", mass_removals),
    ("mass_deletion", drops_databases),
    ("mass_account_changes", suspends_many),
    ("disables_backups", undoes_backups),
    ("service_enumeration", lists_twice),
]
MISSES: list[tuple[str, Plot]] = [
    ("shared_new_network", with_their_habits),
    ("shared_copies", both_move),
    ("shared_copies", both_copied_by_a_traveller),
    ("shared_copies", copies_of_one_system),
    ("shared_new_network", of_one_system),
    ("shared_new_network", a_traveller),
    ("shared_new_network", from_a_known_network),
    ("created_credential_new_network", made_used_at_home),
    ("created_credential_new_network", made_by_a_person),
    ("adds_own_secret", gives_itself_at_home),
    ("adds_own_secret", gives_another),
    ("leavers_network", before_he_left),
    ("leavers_network", where_others_still_are),
    ("leavers_network", came_back),
    ("mass_deletion", removes_every_day),
    ("mass_account_changes", suspends_many_every_week),
    ("disables_backups", one_old_snapshot),
    ("disables_backups", tends_backups),
    ("service_enumeration", refused_what_it_always_asked),
]
