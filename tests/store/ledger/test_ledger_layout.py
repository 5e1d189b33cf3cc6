"""Opening, creating and upgrading a ledger."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, inspect, select, text

from keyroll.errors import ConfigError, HomeTooNew, HomeTooOld, KeyrollError
from keyroll.store.ledger import tables
from keyroll.store.ledger.current import revision_of
from keyroll.store.ledger.engine import open_engine, read, write
from keyroll.store.ledger.migrations import migrate
from keyroll.store.ledger.migrations.versions import r0001_first
from real_servers import Postgres

Connect = Callable[[str], Engine]
NEXT = tables.FORMAT + 1


def test_the_migrated_layout_is_the_declared_one(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, tables.metadata) == []
        found = inspect(connection).get_foreign_keys("items")
    assert [key["referred_table"] for key in found] == ["incidents"]


def test_the_newest_step_is_the_known_format() -> None:
    config = Config()
    config.set_main_option("script_location", "keyroll.store.ledger:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == revision_of(tables.FORMAT)


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    migrate(engine)
    with read(engine) as connection:
        assert connection.execute(select(tables.meta)).all() == [("format", str(tables.FORMAT))]


def test_an_up_to_date_ledger_is_opened_while_another_writes(engine: Engine, ledger_url: str, connect: Connect) -> None:
    with write(engine) as connection:
        connection.execute(tables.meta.insert().values(key="x", value="y"))
        other = connect(ledger_url)
        migrate(other)
        with read(other) as reader:
            assert reader.execute(select(func.count()).select_from(tables.meta)).scalar() == 1


@pytest.mark.parametrize("sign", ["revision", "format"])
def test_a_newer_home_is_refused_and_left_alone(engine: Engine, sign: str) -> None:
    newer = {
        "revision": "UPDATE alembic_version SET version_num = 'format_99'",
        "format": "UPDATE meta SET value = '99' WHERE key = 'format'",
    }
    with write(engine) as connection:
        connection.execute(text(newer[sign]))
    with pytest.raises(HomeTooNew, match="format 99") as caught:
        migrate(engine)
    assert "upgrade keyroll" in caught.value.hint


@pytest.mark.parametrize("number", range(1, 5))
def test_a_home_from_before_the_first_release_is_refused_and_left_alone(engine: Engine, number: int) -> None:
    with write(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :old"), {"old": f"{number:04d}"})
        connection.execute(tables.meta.update().values(value=str(number)))
    with pytest.raises(HomeTooOld, match=f"layout {number:04d}, which is older than the first release") as caught:
        migrate(engine)
    assert "into a new home" in caught.value.hint
    with read(engine) as connection:
        assert connection.execute(select(tables.meta)).all() == [("format", str(number))]


def test_each_file_of_the_first_layout_is_read() -> None:
    folder = Path(tables.__file__).parent / "migrations" / "first"
    assert sorted(r0001_first.TOPICS) == sorted(file.stem for file in folder.iterdir())


def test_tables_of_another_program_are_not_touched(engine: Engine) -> None:
    with write(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'ab12'"))
    with pytest.raises(ConfigError, match="another program"):
        migrate(engine)


@pytest.fixture
def next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """Add a step, as a later keyroll would."""

    def add(body: str) -> None:
        folder = tmp_path / "later"
        folder.mkdir(exist_ok=True)
        steps = f"revision, down_revision = {(revision_of(NEXT), revision_of(tables.FORMAT))}"
        lines = ["from alembic import op", steps, "def upgrade():", f"    {body}"]
        (folder / f"r{NEXT:04d}.py").write_text("\n".join(lines))
        ours = Path(tables.__file__).parent / "migrations" / "versions"
        monkeypatch.setattr(Config, "get_version_locations_list", lambda self: [str(ours), str(folder)])

    return add


def test_an_older_ledger_is_copied_then_upgraded(
    engine: Engine, next_step: Callable[[str], None], tmp_path: Path
) -> None:
    next_step("op.execute('CREATE TABLE later (a INTEGER)')")
    migrate(engine, known=NEXT)
    with read(engine) as connection:
        assert inspect(connection).has_table("later")
        assert connection.execute(select(tables.meta.c.value)).scalars().all() == [str(NEXT)]
    if engine.dialect.name == "sqlite":
        copy = tmp_path / f"ledger.{tables.FORMAT:04d}.bak.sqlite"
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        old = sqlite3.connect(copy)
        assert old.execute("SELECT version_num FROM alembic_version").fetchall() == [(revision_of(tables.FORMAT),)]
        assert old.execute("SELECT count(*) FROM sqlite_master WHERE name = 'later'").fetchone() == (0,)
        old.close()
    with pytest.raises(HomeTooNew):
        migrate(engine)


def test_a_failing_step_leaves_the_old_layout(engine: Engine, next_step: Callable[[str], None], tmp_path: Path) -> None:
    next_step("op.execute('CREATE TABLE later (a INTEGER)'); raise RuntimeError('killed here')")
    backups = tmp_path / "backups"
    backups.mkdir()
    for _ in range(2):  # the copy of the first try does not stop the second
        with pytest.raises(RuntimeError, match="killed here"):
            migrate(engine, backups, known=NEXT)
    with read(engine) as connection:
        assert not inspect(connection).has_table("later")
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == revision_of(
            tables.FORMAT
        )
    migrate(engine)
    assert engine.dialect.name != "sqlite" or (backups / f"ledger.{tables.FORMAT:04d}.bak.sqlite").exists()


def test_many_may_create_one_home_at_once(ledger_url: str, connect: Connect) -> None:
    failures: list[BaseException] = []
    together = threading.Barrier(6)

    def create(engine: Engine) -> None:
        together.wait()
        try:
            migrate(engine)
        except BaseException as error:  # noqa: BLE001 - told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=create, args=(connect(ledger_url),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with read(connect(ledger_url)) as connection:
        assert connection.execute(select(func.count()).select_from(tables.meta)).scalar() == 1


@pytest.mark.server
def test_two_homes_share_a_postgresql_database(postgres: Postgres, connect: Connect) -> None:
    one, two = (connect(f"{postgres.url}&schema={name}") for name in ("org_one", "org_two"))
    for engine in (one, two):
        migrate(engine)
    with write(one) as connection:
        connection.execute(tables.meta.insert().values(key="mine", value="1"))
    with read(two) as connection:
        assert connection.execute(select(tables.meta.c.key)).scalars().all() == ["format"]


def test_a_sqlite_ledger_is_private_and_durable(tmp_path: Path, connect: Connect) -> None:
    path = tmp_path / "new" / "ledger.sqlite"
    engine = connect(f"sqlite:///{path}")
    migrate(engine)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with read(engine) as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_reader_cannot_write(engine: Engine) -> None:
    # PostgreSQL's refusal is an InternalError, SQLite's an OperationalError that is explained.
    with pytest.raises(Exception, match=r"(?i)read.?only"), read(engine) as connection:
        connection.execute(tables.meta.insert().values(key="x", value="y"))
    with write(engine) as connection:
        connection.execute(tables.meta.insert().values(key="x", value="y"))


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "postgresql://h/d?schema=a;b"],
)
def test_an_address_that_does_not_fit_is_explained(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_engine(url)
    assert caught.value.hint


def test_a_database_that_is_down_is_explained_without_the_password(connect: Connect, tmp_path: Path) -> None:
    engine = connect(f"postgresql://who:hunter2secret@/db?host={tmp_path}")
    with pytest.raises(KeyrollError, match="cannot be used") as caught, read(engine):
        pass
    assert "hunter2secret" not in str(caught.value)


def test_a_file_that_is_no_ledger_is_explained(connect: Connect, tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"no database at all, but long enough to look like a page" * 100)
    with pytest.raises(KeyrollError) as caught:
        migrate(connect(f"sqlite:///{path}"))
    assert str(path) in str(caught.value)
