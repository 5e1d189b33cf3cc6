"""TOML that a person writes: each error names the file, the table and the field."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from keyroll.errors import ConfigError


def content(path: Path, *, hint: str, optional: bool = False) -> dict[str, object]:
    """Return the content of a file; an optional file that does not exist is empty. Raises ConfigError."""
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        if optional and isinstance(error, FileNotFoundError):
            return {}
        reason = getattr(error, "strerror", None) or "is not UTF-8"
        raise ConfigError(f"{path} cannot be read ({reason})", hint=hint) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML: {error}", hint="fix the line named above") from None


def table_of(where: str, value: object, known: Sequence[str], *, hint: str) -> dict[str, object]:
    """Return a value as a table that has known fields only. Raises ConfigError."""
    if not isinstance(value, dict):
        raise ConfigError(f"{where} must be a table", hint=hint)
    if unknown := sorted(set(value) - set(known)):
        raise ConfigError(f"{where}: the field {unknown[0]!r} does not exist", hint=f"known: {', '.join(known)}")
    return value


def text_of(where: str, table: Mapping[str, object], name: str) -> str:
    """Return a field that is text; an absent field is empty. Raises ConfigError."""
    value = table.get(name, "")
    if not isinstance(value, str):
        raise ConfigError(f"{where}: {name} must be text", hint=f'write it as {name} = "…"')
    return value


def texts_of(where: str, table: Mapping[str, object], name: str) -> tuple[str, ...]:
    """Return a field that is a list of texts; an absent field is empty. Raises ConfigError."""
    value = table.get(name, [])
    if not (isinstance(value, list) and all(isinstance(one, str) for one in value)):
        raise ConfigError(f"{where}: {name} must be a list of texts", hint=f'write it as {name} = ["…"]')
    return tuple(value)
