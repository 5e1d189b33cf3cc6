"""The stories of the last hunt are shown, whichever version kept them."""

from datetime import UTC, datetime
from pathlib import Path

from keyroll.detection.hunted import Hunted
from keyroll.detection.last import last
from keyroll.detection.publish import publish
from keyroll.model.finding import Evidence, Expected, Finding, Severity, Story
from keyroll.store.home import Home
from keyroll.store.ledger.lease import this_process
from small_world import SmallWorld, key

AT = datetime(2023, 10, 19, 12, tzinfo=UTC)
FINDING = Finding(
    "keyroll.x", "x", "a@main:key:1", Severity.HIGH, AT, "", (Evidence(AT, "a@main", "a", "1", "raw", 1),)
)
STORY = Story("0" * 32, Severity.HIGH, (FINDING,), (FINDING.subject,), (), expected=Expected(0.02, extrapolated=True))


def rates(home: Home) -> list[tuple[object, object]]:
    with home.session() as session:
        assert last(session, home, "stories")
        return [(row["expected_a_week"], row["extrapolated"]) for row in session.rows("FROM last_stories")]


def test_rates_are_kept_and_a_hunt_by_an_earlier_version_has_none(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"))
    home = world.sync().home
    with home.session() as session:
        assert not last(session, home, "stories")
    with home.ledger.hold(this_process("hunt")):
        publish(home, Hunted((FINDING,), (STORY,)))
        assert rates(home) == [(0.02, True)]
        with home.session() as session:
            home.lake.view(session, "hunt/stories", "kept")
            home.lake.publish(session, "SELECT * EXCLUDE (expected_a_week, extrapolated) FROM kept", "hunt/stories")
        assert rates(home) == [(None, None)]
        publish(home, Hunted((FINDING,), (STORY,)))
        assert rates(home) == [(0.02, True)]
