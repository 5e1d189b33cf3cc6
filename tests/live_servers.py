"""A source connected to a real server, for tests of live surveys: what is seen, what is in the inventory, what is
not."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.cli import main
from keyroll.intake.connecting import ConnectionSights
from keyroll.model.source import Source
from keyroll.providers.live import Me
from keyroll.store.session import Row


@dataclass(frozen=True)
class Connected:
    """A home with one connection."""

    keyroll: Keyroll
    home: Path
    source: Source
    unseen: dict[str, str]
    me: Me

    def pull(self) -> dict[str, str]:
        """Read it live, and say why lists are not complete."""
        return dict(self.keyroll.sources.sync().unseen[self.source])

    def listed(self, kind: str) -> dict[str, Row]:
        """The credentials of a kind that `keyroll list credentials` shows, by the last part of their id."""
        rows = self.keyroll.inventory.listed("credentials", where=f"kind = '{kind}'").rows
        return {str(row["id"]).split(":", 2)[2]: row for row in rows}

    def states(self, kind: str) -> dict[str, str]:
        """The state of each."""
        return {name: str(row["state"]) for name, row in self.listed(kind).items()}


class Connect:
    """Connects a source by ``connect(provider, value, address, **settings)``; ``sync`` runs the command itself."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._monkeypatch, self._capsys = folder, monkeypatch, capsys
        self._number = 0

    def __call__(self, provider: str, value: str, address: str, **settings: str) -> Connected:
        self._number += 1
        name = f"KEYROLL_LIVE_{self._number}"
        self._monkeypatch.setenv(name, value)
        home, source = self._folder / f"home-{self._number}", Source(provider)
        keyroll = Keyroll.open(home)
        seen = keyroll.sources.connect(source, f"env:{name}", address=address, settings=settings)
        unseen = {one.pull.called: one.because for one in seen.sights if one.because}
        return Connected(keyroll, home, source, unseen, seen.me)

    def sync(self, one: Connected) -> tuple[int, str]:
        """Run ``keyroll sync``: its exit code, and what it says of its troubles."""
        self._capsys.readouterr()
        self._monkeypatch.setattr("sys.argv", ["keyroll", "sync", "--home", str(one.home)])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), " ".join(self._capsys.readouterr().err.split())


@pytest.fixture
def connect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Connect:
    """Connects sources, each in a home of its own."""
    return Connect(tmp_path, monkeypatch, capsys)


def connected(
    source: Source,
    address: str,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    value: str,
    now: datetime,
    **settings: str,
) -> tuple[Keyroll, ConnectionSights]:
    """Connect a source in a home whose clock stands still; the value is in the environment."""
    monkeypatch.setenv("KEYROLL_LIVE", value)
    keyroll = Keyroll.open(home, now=now)
    return keyroll, keyroll.sources.connect(source, "env:KEYROLL_LIVE", address=address, settings=settings)


def partial_sync(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run ``keyroll sync``, which ends as a read that is not complete."""
    monkeypatch.setattr("sys.argv", ["keyroll", "sync", "--home", str(home)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 11


def holds(one: Connected, *secrets: str) -> list[str]:
    """The files of a home in which one of these texts stands."""
    files = [file for file in one.home.rglob("*") if file.is_file()]
    return [str(file) for file in files for secret in secrets if secret.encode() in file.read_bytes()]
