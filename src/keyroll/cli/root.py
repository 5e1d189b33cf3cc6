"""The root command and the options that all commands share."""

import gc
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from keyroll import plugins
from keyroll.clock import SystemClock, parse_ago, parse_span, parse_time
from keyroll.config import DEFAULT_HOME, Config
from keyroll.errors import UsageError
from keyroll.version import VERSION

#: The package of the commands.
_COMMANDS: Final = "keyroll.cli.commands"
Command = TypeVar("Command", bound=Callable[..., Any])


class TimeParameter(click.ParamType[datetime]):
    """A time or a date in UTC, or an age by the home's clock: ``2023-10-18``, ``30d``, ``1y``."""

    name = "TIME"

    def __init__(self, *, end_of_day: bool = False) -> None:
        self._end_of_day = end_of_day

    def convert(self, value: object, _param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read a time. Raises UsageError with the accepted forms."""
        if isinstance(value, datetime):
            return value
        ago = parse_ago(str(value))
        return parse_time(str(value), end_of_day=self._end_of_day) if ago is None else _now(ctx) - ago


def _now(ctx: click.Context | None) -> datetime:
    """Return the time of ``--now``, else of the home's clock. Raises ConfigError."""
    given = ctx.params if ctx else {}
    if isinstance(now := given.get("now"), datetime):
        return now
    clock = Config.load(Path(given.get("home") or DEFAULT_HOME).expanduser())["clock"]
    return SystemClock().now() if clock == "system" else parse_time(clock)


class Span(click.ParamType[timedelta]):
    """A length of time: ``90d``, ``12h`` or ``30m``, and ``10s`` where seconds matter."""

    name = "SPAN"

    def __init__(self, *, seconds: bool = False) -> None:
        self._seconds = seconds

    def convert(self, value: object, _param: click.Parameter | None, _ctx: click.Context | None) -> timedelta:
        """Read a length of time. Raises UsageError with the accepted forms."""
        if isinstance(value, timedelta):
            return value
        number, unit = str(value)[:-1], str(value)[-1:]
        if self._seconds and number.isdecimal() and unit == "s":
            return timedelta(seconds=int(number))
        return parse_span(str(value))


def _home(_ctx: click.Context, _param: click.Parameter, value: Path) -> Path:
    """Return the home's path, and store it: the commands on a screen are for the same home."""
    from keyroll.cli.screen import remember_home

    home = value.expanduser()
    remember_home(home)
    return home


def shared(command: Command) -> Command:
    """Add ``--home``, ``--json`` and ``--now`` to a command."""
    for option in (
        click.option("--now", type=TimeParameter(), is_eager=True, help="Act as if it were this time (UTC)."),
        click.option("--json", "as_json", is_flag=True, help="Print newline-delimited JSON."),
        click.option(
            "--home",
            type=click.Path(path_type=Path),
            default=DEFAULT_HOME,
            show_default=True,
            envvar="KEYROLL_HOME",
            is_eager=True,
            callback=_home,
            help="The folder with all data of keyroll.",
        ),
    ):
        command = option(command)
    return command


#: The option of each command by which a person decides.
deciding_key = click.option(
    "--key", "key", default="", metavar="REF", help="Your private key, which signs the decision: file:PATH, agent:, …"
)


def pairs(given: tuple[str, ...], noun: str, example: str, *, empty: bool = True) -> dict[str, str]:
    """Return the values by name of options written as ``NAME=VALUE``; ``empty`` allows no value. Raises UsageError."""
    parts = [one.partition("=") for one in given]
    for name, equals, value in parts:
        if not (name and equals and (value or empty)):
            raise UsageError(f"{name!r} is no {noun}", hint=f"write it as {example}")
    return {name: value for name, _, value in parts}


class Commands(click.Group):
    """The commands, one file each: found by file name, imported on use, described by the first line of the file."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names."""
        return sorted({*super().list_commands(ctx), *plugins.names(_COMMANDS)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name, or None."""
        own = super().get_command(ctx, cmd_name)
        if own:
            return own
        # Modules live as long as the process: they are imported without garbage collection, and excluded from every
        # later one.
        gc.disable()
        try:
            return plugins.one(_COMMANDS, cmd_name, "COMMAND", click.Command)
        finally:
            gc.freeze()
            gc.enable()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the names, each with its purpose."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _for(name)) for name in self.list_commands(ctx)])


def _for(name: str) -> str:
    """Return the purpose of a command: the text after the name in ``keyroll sync: read …``."""
    said = plugins.about(_COMMANDS, name).partition(": ")[2]
    return said[:1].upper() + said[1:]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(VERSION, prog_name="keyroll")
def root() -> None:
    """Inventory of machine credentials.

    Proves after a breach that each exposed one is dead, and detects misuse.

    \b
    Exit codes: 0 done, 1 error, 2 usage, 3 no data, 10 findings,
    11 partial, 12 not proven, 13 busy, 14 evidence refused, 130 interrupted.
    """
