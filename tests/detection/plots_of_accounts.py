"""Plots of accounts that people have: used elsewhere beside their usual use, and what only looks like it."""

from detection_world import KEY, PERSON, STRANGE, Plot, World, lives

HOME = "192.0.2.44"


def _works(world: World) -> None:
    """A person works in the office every day, and at home in the evening."""
    lives(world)
    for number in range(30):
        for hour in (8, 10, 12, 14, 16):
            world.did(number + hour / 24, PERSON)
        world.did(number + 20 / 24, PERSON, src_ip=HOME)


def used_elsewhere_while_at_work(world: World) -> None:
    _works(world)
    world.did(20 + 11 / 24, PERSON, src_ip=STRANGE)


def travels(world: World) -> None:
    """Two days elsewhere, without any use from the usual networks."""
    lives(world)
    for number in (*range(20), *range(23, 30)):
        world.did(number + 0.4, PERSON)
    for number in range(20, 23):
        world.did(number + 0.4, PERSON, src_ip=STRANGE)


def has_another_line_at_home(world: World) -> None:
    """From one evening on: after work, and long before the next morning's."""
    lives(world)
    for number in range(30):
        world.did(number + 14 / 24, PERSON)
        world.did(number + 20 / 24, PERSON, src_ip=HOME if number < 18 else STRANGE)


def a_colleague_s_network(world: World) -> None:
    _works(world)
    world.did(2, "jira@main:account:bob", src_ip=STRANGE)
    world.did(20 + 11 / 24, PERSON, src_ip=STRANGE)


WINDOWS, MAC = "Mozilla/5.0 (Windows NT 10.0)", "Mozilla/5.0 (Macintosh 14.1)"
STRANGER = "jira@main:account:evil"


def _at_a_desk(world: World) -> None:
    """A person with one computer, in the office every day."""
    lives(world)
    for number in range(30):
        world.did(number + 0.4, PERSON, user_agent=MAC)


def another_computer_elsewhere(world: World) -> None:
    _at_a_desk(world)
    world.did(20, PERSON, src_ip=STRANGE, user_agent=WINDOWS)


def the_same_computer_elsewhere(world: World) -> None:
    """With a later version of the system."""
    _at_a_desk(world)
    world.did(20, PERSON, src_ip=STRANGE, user_agent=MAC.replace("14.1", "14.2"))


def another_computer_at_the_desk(world: World) -> None:
    _at_a_desk(world)
    world.did(20, PERSON, user_agent=WINDOWS)


PEOPLE = [f"jira@main:account:p{number}" for number in range(4)]
KIT = "kit/2.0"


def _at_their_desks(world: World) -> None:
    lives(world)
    for person in PEOPLE:
        world.kinds[person] = "human"
        for number in range(30):
            world.did(number + 0.4, person, user_agent=MAC)


def one_program_for_several(world: World) -> None:
    """Each account from a range of its own, all within hours."""
    _at_their_desks(world)
    for number, person in enumerate(PEOPLE[:3]):
        world.did(20 + number / 24, person, src_ip=f"203.{number}.113.9", user_agent=KIT)


def one_program_for_two(world: World) -> None:
    _at_their_desks(world)
    for number, person in enumerate(PEOPLE[:2]):
        world.did(20 + number / 24, person, src_ip=f"203.{number}.113.9", user_agent=KIT)


def one_program_introduced_at_the_desks(world: World) -> None:
    """And used by those who travel, two weeks later."""
    _at_their_desks(world)
    world.did(6, PEOPLE[3], user_agent=KIT)
    for number, person in enumerate(PEOPLE[:3]):
        world.did(20 + number / 24, person, src_ip=f"203.{number}.113.9", user_agent=KIT)


def one_program_for_one_after_the_other(world: World) -> None:
    _at_their_desks(world)
    for number, person in enumerate(PEOPLE[:3]):
        world.did(20 + 2 * number, person, src_ip=f"203.{number}.113.9", user_agent=KIT)


def reads_many_elsewhere(world: World) -> None:
    _at_a_desk(world)
    for number in range(4):
        world.did(20 + number / 100, PERSON, src_ip=STRANGE, resource_uid=f"page-{number}")


def reads_one_often_elsewhere(world: World) -> None:
    _at_a_desk(world)
    for number in range(7):
        world.did(20 + number / 100, PERSON, src_ip=STRANGE, resource_uid="page")


def looks_for_passwords_elsewhere(world: World) -> None:
    _at_a_desk(world)
    world.did(20, PERSON, src_ip=STRANGE, resource_name="VPN and password list")


def looks_for_passwords_at_the_desk(world: World) -> None:
    _at_a_desk(world)
    world.did(20, PERSON, resource_name="VPN and password list")


def adds_a_factor_elsewhere(world: World) -> None:
    _at_a_desk(world)
    world.did(20, PERSON, src_ip=STRANGE, class_uid=3001, activity_id=10, target=PERSON)


def adds_a_factor_at_the_desk(world: World) -> None:
    travels(world)
    world.did(25.4, PERSON, class_uid=3001, activity_id=10, target=PERSON)


HELPER = "jira@main:account:helper"


def _gets_a_helper(world: World, administers_at: float) -> None:
    """An administrator creates an account, which is used, and gives a role to another account at that time."""
    _at_a_desk(world)
    world.kinds[HELPER] = "human"
    world.mails[HELPER] = "helper@acme.example"
    world.did(20, PERSON, class_uid=3001, activity_id=1, target=HELPER)
    world.did(20.1, HELPER)
    world.did(administers_at, HELPER, class_uid=3005, activity_id=1, target=STRANGER)


def a_helper_gives_roles(world: World) -> None:
    _gets_a_helper(world, 20.2)


def a_helper_gives_roles_weeks_later(world: World) -> None:
    _gets_a_helper(world, 29)


def a_helper_changes_its_own_password(world: World) -> None:
    _at_a_desk(world)
    world.kinds[HELPER] = "human"
    world.mails[HELPER] = "helper@acme.example"
    world.did(20, PERSON, class_uid=3001, activity_id=1, target=HELPER)
    world.did(20.1, HELPER, class_uid=3001, activity_id=3, target=HELPER)


def a_service_s_key_gives_roles(world: World) -> None:
    """Whoever makes a key for a service has it work at once."""
    _at_a_desk(world)
    world.did(20, PERSON, class_uid=3001, activity_id=1, target=KEY)
    world.did(20.2, KEY, class_uid=3005, activity_id=1, target=STRANGER)


def nobody_s_account(world: World) -> None:
    _at_a_desk(world)
    world.did(20, STRANGER, src_ip=STRANGE, credential=None)


def a_new_colleague(world: World) -> None:
    """In a listing that is read later."""
    nobody_s_account(world)
    world.survey(28, STRANGER)


def _has_a_wiki(world: World, *, joined: bool) -> None:
    """A wiki whose accounts no listing of its own has; ``joined``: they are those of the tickets' directory."""
    _at_a_desk(world)
    for number in range(6):
        mine, listed = f"wiki@main:account:p{number}", f"jira@main:account:p{number}"
        world.kinds[listed] = "human"
        world.also[mine] = listed if joined else mine
        world.daily(mine, credential=None, user_agent=MAC)
    for number in range(4):
        world.did(
            20 + number / 100, "wiki@main:account:evil", src_ip=STRANGE, credential=None, resource_uid=f"page-{number}"
        )


def nobody_s_account_of_a_wiki(world: World) -> None:
    _has_a_wiki(world, joined=True)


def an_account_of_a_wiki_that_nothing_lists(world: World) -> None:
    _has_a_wiki(world, joined=False)


HITS: list[tuple[str, Plot]] = [
    ("account_elsewhere", used_elsewhere_while_at_work),
    ("account_new_range", travels),
    ("account_new_agent", another_computer_elsewhere),
    ("shared_new_agent", one_program_for_several),
    ("account_objects_new_range", reads_many_elsewhere),
    ("account_topics_new_range", looks_for_passwords_elsewhere),
    ("account_change_new_range", adds_a_factor_elsewhere),
    ("new_account_administers", a_helper_gives_roles),
    ("unlisted_account", nobody_s_account),
    ("unlisted_account", nobody_s_account_of_a_wiki),
    ("account_objects_new_range", nobody_s_account_of_a_wiki),
]
MISSES: list[tuple[str, Plot]] = [
    ("account_elsewhere", travels),
    ("account_elsewhere", has_another_line_at_home),
    ("account_elsewhere", a_colleague_s_network),
    ("account_new_range", a_colleague_s_network),
    ("account_new_agent", the_same_computer_elsewhere),
    ("account_new_agent", another_computer_at_the_desk),
    ("shared_new_agent", one_program_for_two),
    ("shared_new_agent", one_program_introduced_at_the_desks),
    ("shared_new_agent", one_program_for_one_after_the_other),
    ("account_objects_new_range", reads_one_often_elsewhere),
    ("account_topics_new_range", looks_for_passwords_at_the_desk),
    ("account_change_new_range", adds_a_factor_at_the_desk),
    ("new_account_administers", a_helper_gives_roles_weeks_later),
    ("new_account_administers", a_helper_changes_its_own_password),
    ("new_account_administers", a_service_s_key_gives_roles),
    ("account_change_new_range", travels),
    ("unlisted_account", a_new_colleague),
    ("unlisted_account", an_account_of_a_wiki_that_nothing_lists),
    ("account_objects_new_range", an_account_of_a_wiki_that_nothing_lists),
]
