"""Commands run in this process as the installed program runs them, and every command there is."""

import io
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import click
from hostile_home import raw

from keyroll.cli import main
from keyroll.cli.root import root

CODES = {0, 1, 2, 3, 10, 11, 12, 13, 14}


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """Keeps what a terminal would get, byte for byte."""

    def __init__(self, *, is_terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, newline="")
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal

    def text(self) -> str:
        self.flush()
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


def run(*arguments: str, home: Path | None = None, now: str = "2023-11-23") -> Done:
    """Run a command; it must end with a known exit code and no trace."""
    out, err = Terminal(), Terminal()
    more = ["--home", str(home), "--now", now] if home else []
    with patch.object(sys, "argv", ["keyroll", *arguments, *more]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
    return Done(code, out.text(), err.text())


def clean(done: Done) -> Done:
    """Fail where a run let anything through to the terminal, or crashed."""
    assert not raw(done.out), ("stdout", raw(done.out)[:3])
    assert not raw(done.err), ("stderr", raw(done.err)[:3])
    assert "Traceback" not in done.err, done.err[-1500:]
    assert done.code in CODES, (done.code, done.err[-500:])
    return done


def leaves(group: click.Group = root, above: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command by its words, groups that do something by themselves too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        words = (*above, name)
        if not isinstance(command, click.Group) or command.invoke_without_command:
            yield words, command
        if isinstance(command, click.Group):
            yield from leaves(command, words)
