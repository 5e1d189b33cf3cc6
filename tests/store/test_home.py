"""Homes: made once, private, opened from anywhere, and refused where they cannot be."""

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keyroll.clock import FixedClock, SystemClock
from keyroll.config import FILE
from keyroll.errors import ConfigError, HomeTooNew, HomeTooOld, KeyrollError, NothingToDo
from keyroll.reveal import reveal
from keyroll.store.home import Home, prepare
from keyroll.store.ledger.current import is_current


def test_a_home_is_made_once_and_private(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "deep" / "home")
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((home.path / "ledger.sqlite").stat().st_mode) == 0o600
    assert isinstance(home.clock, SystemClock)
    assert Home.open(home.path).path == home.path


def test_a_home_that_is_not_there_is_only_made_where_that_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(NothingToDo, match="there is no keyroll home"):
        Home.open(tmp_path / "home", create=False)
    assert not (tmp_path / "home").exists()
    with pytest.raises(NothingToDo, match="there is no keyroll home"):
        Home.open(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []
    Home.open(tmp_path / "home")
    assert Home.open(tmp_path / "home", create=False).path == tmp_path / "home"


@pytest.mark.parametrize("name", ["a[1]", "b]", "100%41", "%20"])
def test_a_name_that_the_lake_misreads_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="the lake cannot be under"):
        Home.open(tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(ConfigError, match="is a file, not a folder"):
        Home.open(tmp_path / "home")


def test_a_relative_home_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    home = Home.open(Path("home"))
    monkeypatch.chdir("/")
    assert home.path == tmp_path / "home"
    with home.session() as session:
        assert home.lake.publish(session, "SELECT 1 AS a", "inventory/x")
    assert (tmp_path / "home" / "lake" / "inventory" / "x").is_dir()


def test_the_clock_is_a_setting(tmp_path: Path) -> None:
    at = datetime(2023, 11, 23, 16, 0, tzinfo=UTC)
    prepare(tmp_path / "home", {"clock": "2023-11-23T16:00:00Z"})
    assert Home.open(tmp_path / "home").clock == FixedClock(at)
    flagged = Home.open(tmp_path / "home", flags={"clock": "2023-11-24"})
    assert flagged.clock.now() == datetime(2023, 11, 24, tzinfo=UTC)
    prepare(tmp_path / "home", {"clock": "system"})
    assert Home.open(tmp_path / "home").clock == FixedClock(at)  # a file that is there stays


def test_the_install_key_is_made_on_first_use_for_the_owner_only(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    path = home.path / "install.key"
    assert not path.exists()
    key = home.install_key()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Home.open(home.path).install_key() == key
    assert Home.open(tmp_path / "other").install_key() != key
    with reveal(key) as value:
        assert path.read_bytes() == value
        assert len(value) == 64


def test_the_install_key_may_lie_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    prepare(home, {"install_key": "env:KEY_OF_THE_TESTS"})
    monkeypatch.setenv("KEY_OF_THE_TESTS", "value")
    with reveal(Home.open(home).install_key()) as value:
        assert value == b"value"
    assert not (home / "install.key").exists()


def test_settings_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for text, match in (
        ("clock = ", "is not TOML"),
        ('klock = "x"', "there is no setting 'klock'"),
        ("raw = 1", "text"),
    ):
        (home / FILE).write_text(text)
        with pytest.raises(ConfigError, match=match):
            Home.open(home)


def test_opening_a_home_again_drops_no_lock(tmp_path: Path) -> None:
    """SQLite's locks are those of the process: closing the file once drops them for every connection in it."""
    home = Home.open(tmp_path / "home")
    ledger = tmp_path / "home" / "ledger.sqlite"
    with home.ledger.hold("a writer"):
        Home.open(tmp_path / "home")
        # A process that believed itself alone would take the write-ahead log away as it goes.
        visit = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM leases'); c.close()"
        subprocess.run([sys.executable, "-c", visit, str(ledger)], check=True)
        assert ledger.with_name("ledger.sqlite-wal").exists()


def test_the_ledger_is_opened_when_it_is_first_asked_for(tmp_path: Path) -> None:
    Home.open(tmp_path / "home").ledger.close()
    home = Home.open(tmp_path / "home")
    assert "ledger" not in vars(home)
    assert home.ledger.incidents() == ()
    assert home.ledger is home.ledger
    with pytest.raises(AttributeError, match="no_such_thing"):
        home.no_such_thing  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    ("step", "number", "error"),
    [("format_9999", "9999", HomeTooNew), ("0001", "1", HomeTooOld), ("0004", "4", HomeTooOld)],
)
def test_a_ledger_of_another_layout_is_opened_at_once(
    step: str, number: str, error: type[KeyrollError], tmp_path: Path
) -> None:
    """What is wrong with a home is reported when it is opened, also by a command that only lists."""
    Home.open(tmp_path / "home").ledger.close()
    with closing(sqlite3.connect(tmp_path / "home" / "ledger.sqlite")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (step,))
        connection.execute("UPDATE meta SET value = ? WHERE key = 'format'", (number,))
        connection.commit()
    assert not is_current(tmp_path / "home" / "ledger.sqlite")
    with pytest.raises(error):
        Home.open(tmp_path / "home")


def test_the_steps_are_read_from_their_names(tmp_path: Path) -> None:
    Home.open(tmp_path / "home").ledger.close()
    assert is_current(tmp_path / "home" / "ledger.sqlite")
    assert not is_current(tmp_path / "none.sqlite")
    (tmp_path / "damaged.sqlite").write_bytes(b"x" * 4096)
    assert not is_current(tmp_path / "damaged.sqlite")
