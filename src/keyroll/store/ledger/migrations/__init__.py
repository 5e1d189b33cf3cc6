"""The layout of a ledger, step by step; each step is one file in ``versions``.

The step to format 4 will be ``versions/r0004_TOPIC.py`` with the revision ``format_4``.
"""

import os
import re
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.schema import CreateSchema

from keyroll.errors import ConfigError, HomeTooNew, HomeTooOld
from keyroll.store.ledger.current import revision_of
from keyroll.store.ledger.engine import SCHEMA_NAME, read, shown, write
from keyroll.store.ledger.inserts import insert_new
from keyroll.store.ledger.tables import FORMAT, meta
from keyroll.store.ledger.types import altered

_PLACE: Final = "keyroll.store.ledger:migrations"
_VERSION_TABLE: Final = "alembic_version"
_REVISION: Final = re.compile(r"format_([0-9]+)")
#: Revisions of the layouts before the first release.
_UNRELEASED: Final = re.compile(r"[0-9]{4}")
#: An arbitrary number that never changes.
_MIGRATION_LOCK: Final = 0x6B65_7972

#: Alembic has one environment per process, for all homes.
_ONE_UPGRADE: Final = threading.Lock()


def migrate(engine: Engine, home_dir: Path | None = None, *, known: int = FORMAT) -> None:
    """Migrate an older ledger to the layout of this version.

    An older SQLite ledger is copied first, to ``ledger.<revision>.bak.sqlite`` in ``home_dir`` or beside the file; on
    PostgreSQL the change is one transaction and the copy is the database's own backup. Raises HomeTooNew, HomeTooOld,
    Busy, ConfigError.
    """
    # Read first: opening an up-to-date home must not wait for a writer.
    with read(engine) as connection:
        if _layout(connection, known) == known:
            return
    with write(engine) as connection:
        if engine.dialect.name == "postgresql":
            _lock_schema(connection)
        before = _layout(connection, known)
        if before == known:
            return  # another process was faster
        if before:
            _back_up(engine, home_dir, before)
        _upgrade(connection, known)


def _layout(connection: Connection, known: int) -> int:
    """Return the number of the ledger's layout, 0 if there is no layout."""
    found = [_version(connection), _format(connection)]
    newest = max(found)
    if newest > known:
        raise HomeTooNew(
            f"the ledger at {shown(connection.engine)} has format {newest}; this keyroll reads formats up to {known}",
            hint="upgrade keyroll; nothing was changed",
        )
    return found[0]


def _version(connection: Connection) -> int:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return 0
    revision = str(connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar() or revision_of(0))
    if found := _REVISION.fullmatch(revision):
        return int(found[1])
    if _UNRELEASED.fullmatch(revision):
        raise HomeTooOld(
            f"the ledger at {shown(connection.engine)} has layout {revision}, which is older than the first release",
            hint="nothing was changed; sync the same sources into a new home: keyroll sync --home FOLDER",
        )
    raise ConfigError(
        f"{shown(connection.engine)} holds another program's tables",
        hint="give the ledger a file, or with PostgreSQL a schema, that nothing else uses: ?schema=keyroll",
    )


def _format(connection: Connection) -> int:
    if not inspect(connection).has_table(meta.name):
        return 0
    found = connection.execute(select(meta.c.value).where(meta.c.key == "format")).scalar() or "0"
    if not found.isdecimal():
        raise altered("its format is not a number")
    return int(found)


def _lock_schema(connection: Connection) -> None:
    # Held until the transaction ends, so that two processes do not create the same home at once.
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    missing = connection.execute(text("SELECT current_setting('search_path') WHERE current_schema() IS NULL")).scalar()
    if missing:
        if not SCHEMA_NAME.fullmatch(str(missing)):
            raise ConfigError("the database has no schema for the ledger", hint="name one: ?schema=keyroll")
        connection.execute(CreateSchema(missing))


def _back_up(engine: Engine, home_dir: Path | None, before: int) -> None:
    if engine.dialect.name != "sqlite":
        return
    ledger = Path(str(engine.url.database))
    copy = (home_dir or ledger.parent) / f"{ledger.stem}.{before:04d}.bak.sqlite"
    part = copy.with_name(copy.name + ".part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    # A second connection may read: the first holds a write transaction but has written nothing yet.
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("VACUUM INTO ?", (str(part),))
    _sync(part)
    part.replace(copy)
    _sync(copy.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _upgrade(connection: Connection, known: int) -> None:
    # Imported on use: an up-to-date ledger does not need it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _PLACE)
    config.attributes["connection"] = connection
    with _ONE_UPGRADE:
        command.upgrade(config, revision_of(known))
    connection.execute(meta.delete().where(meta.c.key == "format"))
    insert_new(connection, meta, [{"key": "format", "value": str(known)}])
