"""Plans of what is due are proposed by the server; a person approves, and they begin in declared windows only."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from site_of_rotation import Site

from keyroll.api import CredentialSelection, Keyroll
from keyroll.api._planning import free_name
from keyroll.clock import iso
from keyroll.errors import ConfigError, NotApproved
from keyroll.model.incident import Incident
from keyroll.model.rotation import Standing
from keyroll.rotation import directions
from keyroll.server.worker import kinds, plan, run_due

pytestmark = [pytest.mark.server, pytest.mark.long]


def days_ago(days: float) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def changed_by(site: Site, at: datetime) -> None:
    """Bring a log that shows when the value was changed, and a policy of a hundred days."""
    exports = site.folder / "later"
    logs, register = exports / "postgresql@main" / "logs" / "server", exports / "register" / "survey"
    logs.mkdir(parents=True)
    register.mkdir(parents=True)
    record = {
        "timestamp": f"{at:%Y-%m-%d %H:%M:%S}.000 GMT", "user": "dba", "dbname": "app", "pid": 7, "session_id": "s1",
        "line_num": 3, "error_severity": "LOG", "message": f"statement: ALTER ROLE {site.one} PASSWORD '***'",
        "backend_type": "client backend",
    }  # fmt: skip
    (logs / "log.ndjson").write_text(json.dumps(record))
    (register / "policies.csv").write_text(
        "provider,kind,method,every_days,who\npostgresql,role,keyroll rotate,100,database team\n"
    )
    site.open().exports.sync(exports)


def declare(site: Site, **more: str) -> None:
    """Add the table of all changes to the directions."""
    site.key("planner")
    lines = "".join(f"{name} = {value}\n" for name, value in more.items())
    file = site.home / "rotation.toml"
    file.write_text(f'[changes]\npropose = "7d"\nkey = "file:{site.folder}/planner.key"\n{lines}\n{file.read_text()}')


def worked(keyroll: Keyroll) -> dict[str, str]:
    """What each job of proposals said after the server has done what is due."""
    told: list[str] = []
    plan(keyroll, told.append)
    run_due(keyroll, told.append, only=["propose"])
    return {one.kind: one.said for one in keyroll.jobs.all() if one.kind == "propose"}


def test_what_is_due_soon_is_planned_once_and_waits_for_a_person(site: Site) -> None:
    changed_by(site, days_ago(95))
    declare(site, windows='["Mon-Sun 00:00-24:00"]')
    keyroll = site.open()
    assert kinds()["propose"].slow
    (said,) = worked(keyroll).values()
    (made,) = keyroll.rotations.plans()
    assert made.plan.name.startswith("due-")
    assert [item.identifier for item in made.plan.items] == [site.identifier]
    assert made.plan.planner == "planner"
    assert said.startswith(f"{made.plan.name}: 1 credentials; may begin from ")
    assert made.because.endswith("nobody has approved it")
    with pytest.raises(NotApproved, match="nobody has approved it"):
        keyroll.rotations.run(made.plan.name)
    # It is in a plan: the next day proposes nothing more, and names of plans do not meet.
    assert keyroll.rotations.propose().startswith("nothing more is due before ")
    assert free_name(keyroll.home, made.plan.name) == f"{made.plan.name}-2"


def test_what_is_not_due_soon_is_not_planned(site: Site) -> None:
    changed_by(site, days_ago(80))
    declare(site)
    assert site.open().rotations.propose().startswith("nothing more is due before ")
    assert site.open().rotations.plans() == []


def test_without_a_declaration_nothing_is_proposed(site: Site) -> None:
    changed_by(site, days_ago(300))
    assert worked(site.open()) == {}
    assert site.open().rotations.propose() == "nothing is proposed"


def test_what_cannot_be_planned_is_said_at_the_job(site: Site) -> None:
    changed_by(site, days_ago(95))
    declare(site)
    (site.folder / "admin").write_text("wrong")
    assert "nothing can be planned" in worked(site.open())["propose"]


def test_an_approved_plan_begins_in_its_window_only(site: Site) -> None:
    now = datetime.now(UTC)
    opens = (now + timedelta(days=2)).replace(hour=3, minute=0, second=0, microsecond=0)
    declare(site, windows=f'["{opens:%a} 03:00-04:00"]')
    rotations = site.open().rotations
    rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    rotations.approve("first", key=site.key("bob"))
    (stand,) = rotations.run("first").stands
    assert (stand.position.standing, stand.due_at) == (Standing.PLANNED, opens)
    assert stand.said == f"no change begins before {iso(opens)}"
    assert site.accepted(*site.now_reads())
    # What has begun goes on after the window has closed.
    declared = (site.home / "rotation.toml").read_text()
    (site.home / "rotation.toml").write_text(
        declared.replace("[changes]", "[changes]\nfreeze = []", 1).replace(
            f"{opens:%a} 03:00-04:00", "Mon-Sun 00:00-24:00"
        )
    )
    rotations.run("first")
    (site.home / "rotation.toml").write_text(declared)
    (stand,) = rotations.run("first").stands
    assert stand.position.standing is Standing.RUNNING
    assert not stand.said.startswith("no change begins")


def test_an_incident_does_not_wait_for_a_window(site: Site) -> None:
    today = datetime.now(UTC).date()
    declare(site, freeze=f'["{today}/{today + timedelta(days=1)}"]')
    keyroll, at = site.open(), days_ago(1)
    keyroll.incidents.start(Incident("breach", "vendor", at, at, at, "ann"))
    keyroll.incidents.widen("breach", site.identifier, because="the vendor held it", by="ann")
    for name, choice in (
        ("urgent", CredentialSelection(incident="breach")),
        ("usual", CredentialSelection(site.identifier)),
    ):
        keyroll.rotations.plan(name, choice, key=site.key("ann"))
        keyroll.rotations.approve(name, key=site.key("bob"))
    assert keyroll.rotations.run("usual").stands[0].said.startswith("no change begins before")
    assert keyroll.rotations.run("urgent").stands[0].position.standing is Standing.RUNNING


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        ('propose = "7d"', "a planner must sign each plan"),
        ('windows = ["daily"]', "is not a window"),
        ('freeze = "2026-12-24"', "must be a list"),
        ('timezone = "Nowhere"', "the time zone"),
        ('when = "x"', "the field 'when' does not exist"),
    ],
)
def test_a_declaration_that_is_none_is_refused_with_its_place(tmp_path: Path, lines: str, because: str) -> None:
    file = tmp_path / "rotation.toml"
    file.write_text(f"[changes]\n{lines}\n")
    with pytest.raises(ConfigError, match=because):
        directions.changes(file)
    assert directions.read(file) == {}


def test_a_file_without_the_table_declares_nothing(tmp_path: Path) -> None:
    assert directions.changes(tmp_path / "none.toml") == directions.Changes(directions.Calendar())
