"""Configuration from one TOML file in the home.

A flag overrides the environment, the environment overrides the file, and the file overrides the default. Every value
records its origin.
"""

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from keyroll.errors import ConfigError
from keyroll.tomltext import text_of

FILE = "keyroll.toml"
#: The default for the most memory that one query may use.
MEMORY = "700MB"
DEFAULT_HOME = "~/.keyroll"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name in the file, its meaning and its default."""

    name: str
    meaning: str
    default: str

    @property
    def variable(self) -> str:
        """The environment variable of the setting."""
        return f"KEYROLL_{self.name.upper()}"


SETTINGS = (
    Setting("clock", "a fixed time for this home, or 'system'", "system"),
    Setting("ledger", "'sqlite' for a file in the home, or a URL; env:NAME for a URL with a password", "sqlite"),
    Setting("raw", "'copy' keeps raw input by content hash, 'reference' keeps only its path and hash", "copy"),
    Setting("memory", "most memory that one query may use", MEMORY),
    Setting("install_key", "reference to the key of all fingerprints", "file:install.key"),
    Setting("seal_key", "reference to the key that seals values during a rotation", "file:seal.key"),
    Setting("sealed", "where sealed values are kept: file:FOLDER, openbao:URL or keyring:SERVICE", "file:sealed"),
    Setting(
        "signing_key",
        "reference to the ed25519 key that signs evidence, or pkcs11:… or transit:…",
        "file:signing.key",
    ),
    Setting("signing_from", "the first moment at which the signing key may sign; empty: any", ""),
    Setting(
        "witness",
        "where a copy of each signed head is kept: file:PATH, git:URL#BRANCH, state: (the user's state folder); "
        "several are separated by spaces",
        "file:heads.jsonl state:",
    ),
    Setting("timestamp", "addresses of time stamp authorities (RFC 3161) that stamp each signed head; empty: none", ""),
    Setting("signing_until", "the last moment at which the signing key may sign; empty: any", ""),
    Setting(
        "high_budget",
        "accepted false high alerts a week for signals that are rare together; 0: none (ADR 68)",
        "1",
    ),
)


@dataclass(frozen=True, slots=True)
class Valued:
    """A value and its origin."""

    value: str
    origin: str


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one home."""

    home: Path
    values: Mapping[str, Valued] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values[name].value

    def number(self, name: str) -> float:
        """Return a setting that is a number of at least 0. Raises ConfigError."""
        try:
            found = float(self[name])
        except ValueError:
            found = -1.0
        if not 0 <= found < float("inf"):
            value = self.values[name]
            raise ConfigError(f"{name} is {value.value!r}, from {value.origin}", hint="set a number of at least 0")
        return found

    @classmethod
    def load(cls, home: Path, *, flags: Mapping[str, str] | None = None) -> "Config":
        """Read the configuration of a home. Raises ConfigError that names the setting at fault."""
        written = _read(home / FILE)
        values = {}
        for setting in SETTINGS:
            if flags and flags.get(setting.name):
                values[setting.name] = Valued(flags[setting.name], "flag")
            elif os.environ.get(setting.variable):
                values[setting.name] = Valued(os.environ[setting.variable], f"environment {setting.variable}")
            elif setting.name in written:
                values[setting.name] = Valued(written[setting.name], str(home / FILE))
            else:
                values[setting.name] = Valued(setting.default, "default")
        return cls(home, values)


def write(home: Path, settings: Mapping[str, str]) -> None:
    """Write the configuration file of a new home; an existing file stays unchanged."""
    path = home / FILE
    if path.exists():
        return
    known = {setting.name: setting.meaning for setting in SETTINGS}
    lines = [f"# {known[name]}\n{name} = {json.dumps(value)}\n" for name, value in settings.items()]
    write_whole(path, [line.encode() for line in ("# keyroll's settings for this home\n", *lines)])


def toml(path: Path) -> dict[str, object]:
    """Return the content of a TOML file of a home, or an empty mapping if there is no file. Raises ConfigError."""
    if not path.exists():
        return {}
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}", hint="fix the line named above") from None


def write_toml(path: Path, heading: str, tables: Mapping[str, Mapping[str, str | Sequence[str]]]) -> None:
    """Write a TOML file of a home atomically, readable by its owner only; empty values are left out."""
    blocks = [f"# {heading}\n"]
    for name, table in tables.items():
        # JSON's form of a text or a list of texts is also valid TOML.
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in table.items() if value]
        blocks.append(f"\n[{json.dumps(name, ensure_ascii=False)}]\n" + "".join(lines))
    write_whole(path, [block.encode() for block in blocks])


def write_whole(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a file atomically, readable by its owner only. Raises OSError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            stream.writelines(blocks)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, str]:
    known = [setting.name for setting in SETTINGS]
    content: dict[str, str] = {}
    table = toml(path)
    for name in table:
        if name not in known:
            import difflib

            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            raise ConfigError(f"{path}: there is no setting {name!r}", hint=hint)
        content[name] = text_of(str(path), table, name)
    return content
