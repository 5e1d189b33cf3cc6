"""Connections to the ledger: short writes that run one at a time, and reads that never wait."""

import errno
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from keyroll.errors import Busy, ConfigError, KeyrollError, StorageFailed, failed, installed_with, refused
from keyroll.store.ledger.reader import LedgerReader

#: The longest wait of one short write for another before it fails as busy.
PATIENCE_SECONDS: Final = 30
#: A valid name of a PostgreSQL schema.
SCHEMA_NAME: Final = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
_READ_ONLY: Final = "keyroll_read_only"
#: PostgreSQL's lock_not_available, deadlock_detected, serialization_failure.
_LOCKED: Final = frozenset({"55P03", "40P01", "40001"})
_WRITE_URL: Final = "write it as sqlite:////path/to/ledger.sqlite or postgresql+psycopg://host/database?schema=name"


def open_engine(url: str | URL) -> Engine:
    """Return the engine of a ledger; at most an empty SQLite file is created. Raises ConfigError.

    ``sqlite:///PATH``, or ``postgresql+psycopg://…`` with an optional ``?schema=`` (one schema per home).
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The text stays out of the message: it may hold a password.
        raise ConfigError("the address of the ledger is not valid", hint=_WRITE_URL) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _open_sqlite(parsed)
    if backend in {"postgresql", "postgres"}:
        return _open_postgresql(parsed)
    raise ConfigError(f"the ledger cannot be kept in {backend}", hint=_WRITE_URL)


def sqlite_url(path: Path) -> URL:
    """Return the address of a ledger file, for any characters in its path."""
    return URL.create("sqlite", database=str(path.absolute()))


def shown(engine: Engine) -> str:
    """Return the engine's address without its password, for messages."""
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """Provide a read-only connection on one snapshot; it never waits for a writer. Raises KeyrollError."""
    options: dict[str, object] = {_READ_ONLY: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with explained(engine), engine.connect() as connection:
        connection = connection.execution_options(**options)
        with connection.begin():
            yield connection


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """Provide a connection in a write transaction, committed at the end of the block. Raises Busy, KeyrollError."""
    with explained(engine), engine.begin() as connection:
        yield connection


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn an error of the database into one of keyroll's. Raises Busy, StorageFailed, KeyrollError."""
    try:
        yield
    except DatabaseError as error:
        # Subclasses of OperationalError are programming errors; a damaged SQLite file raises the class itself.
        if type(error) not in {OperationalError, DatabaseError}:
            raise
        if _is_locked(error):
            raise Busy(
                f"another process has been writing to {shown(engine)} for {PATIENCE_SECONDS} s",
                hint="wait for it to finish, then run the command again",
            ) from error
        if known := refused(str(error.orig)):
            raise StorageFailed(f"{known} (the ledger at {shown(engine)})", hint=known.hint) from error
        raise KeyrollError(
            f"the ledger at {shown(engine)} cannot be used: {str(error.orig).strip()}",
            hint="check the address, that the database is up, and your rights on it",
        ) from error


def _is_locked(error: DatabaseError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    # The low byte is the plain code of SQLite's extended ones.
    return code & 0xFF == sqlite3.SQLITE_BUSY or getattr(error.orig, "sqlstate", "") in _LOCKED


def _open_sqlite(url: URL) -> Engine:
    path = url.database or ""
    if path in {"", ":memory:"} or path.startswith("file:"):
        raise ConfigError("the ledger must be a file: proofs must be kept", hint=_WRITE_URL)
    _create_private(Path(path))
    reads = _reads_only(Path(path))
    engine = create_engine(
        url,
        hide_parameters=True,  # values of rows stay out of tracebacks
        # SQLAlchemy's listener below begins transactions; the driver must not.
        connect_args={"timeout": PATIENCE_SECONDS, "isolation_level": None},
        **({"creator": LedgerReader(Path(path))} if reads else {}),
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: SqliteConnection, _record: object) -> None:
        if reads:
            return
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}").close()
        _use_wal(connection)
        connection.execute("PRAGMA synchronous = FULL").close()  # a commit survives a power cut
        connection.execute("PRAGMA foreign_keys = ON").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that turns into a write fails if it read an older snapshot; an immediate one waits for
        # its turn.
        read_only = bool(connection.get_execution_options().get(_READ_ONLY))
        connection.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _reads_only(path: Path) -> bool:
    """Return whether this process can only read the ledger: WAL must also write beside it."""
    return not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _use_wal(connection: SqliteConnection) -> None:
    # If several processes open a new file at once, SQLite returns "locked" for this one statement without waiting.
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create_private(path: Path) -> None:
    # SQLite gives its -wal and -shm files the rights of the ledger itself.
    # An existing file is not opened here: closing it again would drop every lock that other connections of this
    # process hold on it (sqlite.org/howtocorrupt.html, 2.2).
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return  # another process made the file first
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.ENOTDIR, errno.EPERM):
            raise failed(error) from None
        raise ConfigError(f"{path} cannot be opened ({error.strerror})", hint="check path and rights") from None


def _open_postgresql(url: URL) -> Engine:
    schema = url.query.get("schema", "")
    if isinstance(schema, tuple) or (schema and not SCHEMA_NAME.fullmatch(schema)):
        raise ConfigError(
            "the name of the ledger's schema is not valid", hint="use a small letter, then letters, digits or _"
        )
    given = url.query.get("options", "")
    settings = ["-c timezone=UTC", f"-c lock_timeout={PATIENCE_SECONDS}s"]
    if schema:
        settings.append(f"-c search_path={schema}")
    options = " ".join([*([given] if isinstance(given, str) else given), *settings]).strip()
    try:
        return create_engine(
            url.difference_update_query(["schema", "options"]).set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"options": options, "application_name": "keyroll"},
        )
    except ModuleNotFoundError:
        raise ConfigError("the driver for PostgreSQL is not installed", hint=installed_with("postgres")) from None
