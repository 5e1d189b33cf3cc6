"""A home is the folder that holds everything keyroll keeps for one organisation."""

import os
import re
import secrets
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from keyroll import config
from keyroll.clock import Clock, FixedClock, SystemClock, parse_time
from keyroll.config import Config
from keyroll.errors import ConfigError, NothingToDo
from keyroll.reveal import reveal
from keyroll.secret import SCHEMES, Secret, SecretRef
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.lake import Lake
from keyroll.store.ledger.current import is_current
from keyroll.store.private import secure
from keyroll.store.raw import RawStore
from keyroll.store.session import Session

if TYPE_CHECKING:
    from keyroll.store.ledger.ledger import Ledger

_ONE_OPENING: Final = threading.Lock()
#: The most memory for the engine of one of several workers.
WORKER = "600MB"
#: Characters that the lake's library misreads as escapes or as part of an address.
_MISREAD = re.compile(r"%[0-9A-Fa-f]{2}|[\[\]]")


@dataclass(frozen=True)
class Home:
    """Lake, ledger and raw of one organisation, with its clock.

    The ledger is opened on first use: most lists do not need it, and loading its library takes longer than a list.
    """

    path: Path
    config: Config
    clock: Clock
    lake: Lake
    ledger: "Ledger"
    raw: RawStore

    @classmethod
    def open(
        cls, path: Path, *, flags: Mapping[str, str] | None = None, create: bool = True, fault: FaultHook | None = None
    ) -> Self:
        """Open a home; with ``create`` a missing one is created. Raises NothingToDo, ConfigError."""
        path = _usable(path)
        # Reading must not create files in a folder that is not a home.
        if not create and not any((path / mark).exists() for mark in (config.FILE, "ledger.sqlite", "lake")):
            raise NothingToDo(f"there is no keyroll home at {path}", hint="begin with: keyroll sync --from FOLDER")
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        secure(path)
        settings = Config.load(path, flags=flags)
        clock = _clock(settings["clock"])
        fault = fault or no_fault
        lake, raw = Lake(path / "lake", fault=fault), RawStore(path / "raw", fault=fault)
        home = cls.__new__(cls)
        for name, value in {"path": path, "config": settings, "clock": clock, "lake": lake, "raw": raw}.items():
            object.__setattr__(home, name, value)
        if settings["ledger"] != "sqlite" or not is_current(path / "ledger.sqlite"):
            home._opened()
        return home

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> object:
            """Open the ledger on first access; it is the only attribute that may be missing."""
            if name != "ledger":
                raise AttributeError(name)
            return self._opened()

    @property
    def is_ledger_open(self) -> bool:
        """Whether the ledger was used, so that its library is loaded."""
        return "ledger" in self.__dict__

    def _opened(self) -> "Ledger":
        from keyroll.store.ledger.ledger import Ledger

        with _ONE_OPENING:
            opened: Ledger | None = self.__dict__.get("ledger")
            if opened is None:
                url = _ledger_url(self.config["ledger"])
                where = self.path / "ledger.sqlite" if url == "sqlite" else url
                seal = partial(_key, self.path, self.config, "install_key")
                opened = Ledger.open(where, self.clock, key=seal)
                object.__setattr__(self, "ledger", opened)
                # A dropped home leaves no connection open; a ledger in use opens a new one.
                weakref.finalize(self, opened.close)
            return opened

    @property
    def writable(self) -> bool:
        """Whether the system permits writes here; a home without write access can be read."""
        return os.access(self.path, os.W_OK)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Provide a query session."""
        with self._spill() as folder, Session(folder, memory=self.config["memory"]) as session:
            yield session

    @contextmanager
    def _spill(self) -> Iterator[Path]:
        """Provide the folder for query data that does not fit in memory; a temporary one if the home is read-only."""
        if self.writable:
            (self.path / "tmp").mkdir(exist_ok=True, mode=0o700)
            yield self.path / "tmp"
            return
        with tempfile.TemporaryDirectory(prefix="keyroll-") as folder:  # its mode is 0700
            yield Path(folder)

    @contextmanager
    def worker(self) -> Iterator[Session]:
        """Provide a single-threaded session that keeps the order of rows, for use beside other sessions."""
        with self._spill() as folder, Session(folder, memory=WORKER, threads=1, ordered=True) as session:
            yield session

    def install_key(self) -> Secret:
        """Return the key of all fingerprints. The default key is made on first use, readable by the owner only."""
        return _key(self.path, self.config, "install_key")

    def seal_key(self) -> Secret:
        """Return the key that seals values during a rotation, made like the install key."""
        return _key(self.path, self.config, "seal_key")

    def signing_key(self) -> Secret:
        """Return the key that signs evidence, made like the install key. Only the evidence signer opens it."""
        return _key(self.path, self.config, "signing_key")


def _key(home: Path, settings: Config, setting: str) -> Secret:
    """Return a key of a home; a key that is stored in the home is made on first use."""
    reference = SecretRef.parse(settings[setting])
    place = Path(reference.place)
    if reference.scheme == "file" and not place.is_absolute():
        place = home / place
        if not place.exists():
            _make_key(place)
        reference = SecretRef("file", str(place))
    return reference.resolve()


def _usable(path: Path) -> Path:
    """Return the absolute path of a home. Raises ConfigError for a path that cannot hold one."""
    path = path.absolute()
    if path.exists() and not path.is_dir():
        raise ConfigError(f"{path} is a file, not a folder", hint="name a folder: --home FOLDER")
    odd = _MISREAD.search(str(path))
    if odd:
        raise ConfigError(f"the lake cannot be under {path}: {odd[0]!r}", hint="use a path without it: --home FOLDER")
    return path


def _make_key(place: Path) -> None:
    """Write 32 random bytes in hex, atomically; if two processes do so, the first key stays."""
    part = place.with_name(f"{place.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(secrets.token_hex(32).encode())
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(part, place)
    finally:
        part.unlink(missing_ok=True)


def prepare(path: Path, settings: Mapping[str, str]) -> None:
    """Create the folder of a home and write its settings, before its first opening."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    config.write(path, settings)


def _ledger_url(text: str) -> str:
    """Return the ledger's address; an address with a password must come from a reference. Raises ConfigError."""
    if text.partition(":")[0] in SCHEMES:
        with reveal(SecretRef.parse(text).resolve()) as value:
            return value.decode()
    if urlsplit(text).password:
        raise ConfigError(
            "the ledger's address holds a password", hint='write ledger = "env:NAME", or keep it in ~/.pgpass'
        )
    return text


def _clock(text: str) -> Clock:
    return SystemClock() if text == "system" else FixedClock(parse_time(text))
