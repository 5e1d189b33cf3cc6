"""A log that lost a column is reported."""

from detection_world import ROBOT, World

from keyroll.detection.signals.lost_columns import lost_columns


def test_a_log_whose_every_record_lacks_the_address_is_named(world: World) -> None:
    world.daily(ROBOT, src_ip=None)
    assert lost_columns(world.ready()) == [
        "jira@main jira.access: no record has its address, which each record of this log has"
    ]


def test_a_column_that_ends_is_named_with_its_last_time(world: World) -> None:
    world.daily(ROBOT, last=20)
    world.daily(ROBOT, last=30, src_ip=None)
    (line,) = lost_columns(world.ready())
    assert line.startswith("jira@main jira.access: no record has its address since ")


def test_a_whole_log_is_not(world: World) -> None:
    world.daily(ROBOT)
    assert lost_columns(world.ready()) == []
