"""Killed with SIGKILL at every place, against a real server: no lock-out, no zombie, no orphan, and it goes on."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from site_of_rotation import OLD, Program, Site

from keyroll.api import CredentialSelection
from keyroll.rotation.steps import R1

pytestmark = [pytest.mark.server, pytest.mark.long]
_SCRIPT = Path(__file__).with_name("killed_run.py")
#: The places around each step: before the intent, after it, after the effect, after the outcome.
_PHASES = ("before", "intended", "done", "finished")
#: Pairs of kills around the effects that cannot be undone by repeating them blindly.
PAIRS = (
    ("seal: done", "create: intended"),
    ("create: done", "verify: done"),
    ("create: intended", "publish: done"),
    ("publish: intended", "disable: done"),
    ("disable: intended", "delete: intended"),
    ("end sessions: done", "delete: done"),
    ("delete: done", "prove: done"),
    ("reconcile: done", "destroy: done"),
)


def run_until_done(site: Site, name: str, *places: str) -> list[str]:
    """Run the plan again after each kill; between kills the file always holds a value that signs in.

    At each stop no secret stands in the home, whose sealed values are there, nor in what the process said.
    """
    kept = site.folder / "killed"
    for _ in range(80):
        command = [sys.executable, str(_SCRIPT), str(site.home), name, str(kept), *places]
        ended = subprocess.run(command, capture_output=True, timeout=120, check=False)
        assert site.accepted(*site.now_reads()), "locked out"
        site.written_nowhere(ended.stdout, ended.stderr)
        if ended.returncode == 0:
            return kept.read_text().splitlines() if kept.exists() else []
        assert ended.returncode == -9, ended.stdout + ended.stderr
    raise AssertionError("it never ends")


def check_ended(site: Site, program: Program) -> None:
    """No zombie, no orphan, nothing left sealed, and no request that failed."""
    assert program.failures == []
    assert not site.accepted(site.one, OLD)
    who, value = site.now_reads()
    assert who == site.two
    assert site.accepted(who, value)
    alive = site.postgres.rows(
        f"SELECT rolname FROM pg_authid WHERE rolname LIKE 'svc{site.number}\\_%' AND rolpassword IS NOT NULL"
    )
    assert alive == [(site.two,)]
    sessions = site.postgres.rows(f"SELECT count(*) FROM pg_stat_activity WHERE usename = '{site.one}'")
    assert sessions == [(0,)]
    assert list((site.home / "sealed").iterdir()) == []
    status = site.open().incidents.status("rotation-first")
    assert [str(one.judgement.grade) for one in status.standings] == ["A"]


@pytest.mark.nightly
def test_an_abort_is_killed_in_every_step(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ABORT_AT", "end sessions: done")
    begin(site)
    places = [f"{row.step}: done" for row in R1.back]
    with Program(site.postgres, site.secret) as program:
        assert run_until_done(site, "first", *places) == places
        assert program.failures == []
    assert site.now_reads() == (site.one, OLD)
    where = f"WHERE rolname LIKE 'svc{site.number}\\_%' AND (rolpassword IS NOT NULL OR rolcanlogin)"
    assert site.postgres.rows(f"SELECT rolname, rolcanlogin FROM pg_authid {where}") == [(site.one, True)]
    assert list((site.home / "sealed").iterdir()) == []


def begin(site: Site) -> None:
    rotations = site.open().rotations
    rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    rotations.approve("first", key=site.key("bob"))


def test_it_is_killed_once_at_every_place_of_one_rotation(site) -> None:
    begin(site)
    with Program(site.postgres, site.secret) as program:
        killed = run_until_done(site, "first")
        check_ended(site, program)
    assert set(killed) == {f"{row.step}: {phase}" for row in R1.steps() for phase in _PHASES}


@pytest.mark.nightly
def test_pairs_of_kills_end_like_an_uninterrupted_run(postgres, tmp_path, site) -> None:
    sites = [Site(tmp_path / str(number), postgres, 100 + number) for number in range(len(PAIRS))]
    for one in sites:
        one.folder.mkdir()
        one.begin()
        begin(one)

    def killed(one: Site, places: tuple[str, str]) -> None:
        with Program(postgres, one.secret, pause=0.3) as program:
            assert run_until_done(one, "first", *places) == list(places)
            check_ended(one, program)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(killed, sites, PAIRS))
