"""A home is the folder that holds everything keyroll keeps for one organisation."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import unquote

from keyroll import config
from keyroll.clock import Clock, FixedClock, SystemClock, parse_time
from keyroll.config import Config
from keyroll.errors import ConfigError, NothingToDo
from keyroll.secret import Secret, SecretRef
from keyroll.store.faults import FaultHook, no_fault
from keyroll.store.lake import Lake
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.raw import RawStore
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class Home:
    """Lake, ledger and raw of one organisation, with its clock."""

    path: Path
    config: Config
    clock: Clock
    lake: Lake
    ledger: Ledger
    raw: RawStore

    @classmethod
    def open(
        cls, path: Path, *, flags: Mapping[str, str] | None = None, create: bool = True, fault: FaultHook | None = None
    ) -> Self:
        """Open a home, making it where ``create`` allows. Raises NothingToDo where there is none, ConfigError."""
        path = _usable(path)
        if not path.is_dir():
            if not create:
                raise NothingToDo(f"there is no keyroll home at {path}", hint="begin with: keyroll sync --from FOLDER")
            path.mkdir(parents=True, mode=0o700)
        settings = Config.load(path, flags=flags)
        clock = _clock(settings["clock"])
        url = settings["ledger"]
        ledger = Ledger.open(path / "ledger.sqlite" if url == "sqlite" else url, clock)
        fault = fault or no_fault
        return cls(
            path,
            settings,
            clock,
            Lake(path / "lake", fault=fault),
            ledger,
            RawStore(path / "raw", fault=fault),
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Lend a query session."""
        with Session(self.path / "tmp", memory=self.config["memory"]) as session:
            yield session

    def install_key(self) -> Secret:
        """Return the key of all fingerprints; the default one is made on first use, readable by the owner only."""
        reference = SecretRef.parse(self.config["install_key"])
        place = Path(reference.place)
        if reference.scheme == "file" and not place.is_absolute():
            place = self.path / place
            if not place.exists():
                with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                    stream.write(secrets.token_hex(32).encode())
            reference = SecretRef("file", str(place))
        return reference.resolve()


def _usable(path: Path) -> Path:
    """Return the absolute path of a home. Raises ConfigError where it cannot be one."""
    path = path.absolute()
    if path.exists() and not path.is_dir():
        raise ConfigError(f"{path} is a file, not a folder", hint="name a folder: --home FOLDER")
    if unquote(str(path)) != str(path):
        # The lake's library takes them for escapes and looks elsewhere.
        raise ConfigError(f"{path} has a percent sign with two hex digits", hint="take a folder without: --home FOLDER")
    return path


def prepare(path: Path, settings: Mapping[str, str]) -> None:
    """Make the folder of a home and write its settings, before it is opened for the first time."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    config.write(path, settings)


def _clock(text: str) -> Clock:
    return SystemClock() if text == "system" else FixedClock(parse_time(text))
