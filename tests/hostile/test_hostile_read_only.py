"""A home that cannot be written is read: a read-only file system, another owner, what a killed writer left behind."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_runs import run

from keyroll.clock import SystemClock
from keyroll.store.ledger.engine import open_engine, read, sqlite_url
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.reader import LedgerReader
from small_world import SmallWorld, account, at, call, iso, jira_line, key, key_id

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root mounts and gives away"),
]
READS = (
    "list credentials", "list events", "list evidence", "list findings", "list quarantine", "hunt", "estimate",
    "incident status breach", "report posture", "report evidence breach", "report key", "serve token list", "connect",
)  # fmt: skip
WRITES = ("incident widen breach x@*:y:z --because x", "sync --from {exports}", "incident prove breach")
#: Runs commands in one process and prints how each ended.
SCRIPT = """
import json, os, sys
from pathlib import Path
sys.path[:0] = json.loads(sys.argv[1])
from hostile_runs import run
user = int(sys.argv[3])
if user:
    # Whatever is imported on use is imported now: the other user may not see where Python lies.
    for command in json.loads(sys.argv[4]):
        run(*command.split(), home=Path(sys.argv[5]))
    os.setgroups([]); os.setgid(user); os.setuid(user)
for command in json.loads(sys.argv[4]):
    done = run(*command.split(), home=Path(sys.argv[2]))
    print(json.dumps([command, done.code, done.out, done.err]))
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> SmallWorld:
    world = SmallWorld(tmp_path_factory.mktemp("world"))
    world.keys("10-06", *(key(f"K{number}") for number in range(4)))
    world.jira("10-06", account("svc"))
    world.trail(*(call("GetObject", iso("10-19"), f"K{number}", str(number)) for number in range(4)))
    world.log("jira@main", "access", jira_line("svc", at("10-19")), ending="log")
    keyroll = world.sync()
    keyroll.hunt.run()
    home = keyroll.home.path
    days = ("--from", "2023-09-01", "--to", "2023-10-01")
    run("incident", "open", "breach", "--vendor", "Okta", *days, home=home)
    assert run("incident", "widen", "breach", key_id("K1"), "--because", "x", home=home).code == 12
    assert run("incident", "prove", "breach", home=home).code == 12
    keyroll.home.ledger.close()
    return world


def asked(
    home: Path, commands: list[str], *before: str, user: int = 0, warm: Path = Path()
) -> dict[str, tuple[int, str, str]]:
    paths = json.dumps([one for one in sys.path if one])
    words = [*before, sys.executable, "-c", SCRIPT, paths, str(home), str(user), json.dumps(commands), str(warm)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=300)
    return {name: (code, out, err) for name, code, out, err in map(json.loads, done.stdout.splitlines())}


def mounted(home: Path, to: Path) -> tuple[str, ...]:
    script = 'mount --bind "$0" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'
    words = ("unshare", "-m", "sh", "-c", script, str(home), str(to))
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no private mounts here")
    return words


def without(text: str, home: Path) -> str:
    """Return what a command said without the path of its home, which may be shown from where it ran."""
    return text.replace(str(home), "HOME").replace(os.path.relpath(home), "HOME")


def test_reads_on_a_read_only_file_system_are_the_same_and_writes_end_clearly(
    world: SmallWorld, tmp_path: Path
) -> None:
    home = world.path / "home"
    writes = [one.format(exports=world.exports) for one in WRITES]
    there = tmp_path / "home"
    there.mkdir(mode=0o700)
    found = asked(there, [*READS, *writes], *mounted(home, there))
    usual = asked(home, list(READS))
    for name in READS:
        assert found[name][0] == usual[name][0], (name, found[name])
        # Where a line that is filled breaks depends on how long the home's name is.
        shown, wanted = ("".join(text.split()) for text in (found[name][1], usual[name][1]))
        assert without(shown, there) == without(wanted, home), name
    assert "are printed, and not stored" in found["hunt"][2]
    for name in writes:
        code, _, err = found[name]
        assert code == 1, (name, err)
        assert "the file system is read-only" in err
        assert "work on a home that cannot be written" in err


def test_a_full_disk_ends_clearly_and_a_later_run_completes(world: SmallWorld, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ("unshare", "-m", "sh", "-c", 'mount -t tmpfs -o size="$0",mode=700 tmpfs "$1" && shift && exec "$@"')
    if subprocess.run([*words, "1m", str(disk), "true"], capture_output=True, check=False).returncode:
        pytest.skip("no private mounts here")
    for size in ("40k", "300k", "500k"):
        found = asked(disk / "home", [f"sync --from {world.exports}", "list sources"], *words, size, str(disk))
        code, _, err = found[f"sync --from {world.exports}"]
        assert code == 1, (size, code, err)
        assert "no space left" in err, err
        assert "free some space" in err
        assert "Traceback" not in err


def test_a_reader_that_is_not_the_owner_reads(world: SmallWorld, tmp_path: Path) -> None:
    place = Path("/tmp") / f"keyroll-owned-{os.getpid()}"
    shutil.copytree(world.path / "home", place)
    try:
        for path in (place, *place.rglob("*")):
            os.chown(path, 12345, 12346)
            path.chmod(0o750 if path.is_dir() else 0o640)
        found = asked(
            place,
            ["list credentials", "incident status breach", "sync --from /nowhere"],
            user=12346,
            warm=world.path / "home",
        )
        assert [code for code, _, _ in found.values()][:2] == [0, 12], found
        assert found["sync --from /nowhere"][0] in (1, 2)
        assert oct(place.stat().st_mode)[-3:] == "750"
    finally:
        shutil.rmtree(place)


@pytest.mark.parametrize("index", [False, True])
def test_what_a_killed_writer_left_in_the_log_of_the_ledger_is_read(index: bool, tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.sqlite", SystemClock()).close()
    writer = sqlite3.connect(tmp_path / "ledger.sqlite")
    writer.execute("INSERT INTO meta VALUES ('left', 'in the log')")
    writer.commit()
    left = tmp_path / "left"
    left.mkdir()
    for ending in ("", "-wal", *(["-shm"] if index else [])):
        shutil.copyfile(tmp_path / f"ledger.sqlite{ending}", left / f"ledger.sqlite{ending}")
    writer.close()
    reader = LedgerReader(left / "ledger.sqlite")
    opened = reader()
    assert opened.execute("SELECT value FROM meta WHERE key = 'left'").fetchall() == [("in the log",)]
    with pytest.raises(sqlite3.OperationalError) if index else pytest.raises(AssertionError):
        opened.execute("DELETE FROM meta")
        raise AssertionError  # a copy: what is written there is nobody's
    opened.close()
    engine = open_engine(sqlite_url(left / "ledger.sqlite"))
    with read(engine) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM meta WHERE key = 'left'").scalar() == 1
    engine.dispose()


def test_memory_is_in_no_core_dump_and_a_commands_environment_holds_no_setting(tmp_path: Path) -> None:
    code = (
        "import ctypes, resource, sys; from keyroll.process import private\n"
        "with private(): pass\n"
        "from keyroll.reveal import reveal\nfrom keyroll.secret import SecretRef\n"
        "print(resource.getrlimit(resource.RLIMIT_CORE)[0], ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
        "with reveal(SecretRef.parse('exec:env').resolve()) as value: print(b'KEYROLL_' in value, b'OTHER=' in value)\n"
    )
    known = os.environ | {"KEYROLL_SIGNING_KEY": "env:X", "OTHER": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=known)
    assert done.stdout.split() == ["0", "0", "False", "True"]
