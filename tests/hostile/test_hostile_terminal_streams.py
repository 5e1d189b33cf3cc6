"""What does not pass a screen's functions is made visible too: traces, log lines, bars, odd encodings."""

import logging
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import click
import pytest
from hostile_home import SEQUENCES, raw
from hostile_runs import Terminal

from keyroll.cli import main
from keyroll.cli.root import root
from keyroll.cli.screen import complain, guarded, json_lines, progress, show, tell
from keyroll.errors import KeyrollError
from keyroll.report.document import Document, Line, Table, Tone

pytestmark = pytest.mark.hostile
WORST = "x" + "".join(SEQUENCES.values()) + "\udcff"


def seen(write: Callable[[], object], *, is_terminal: bool = False, encoding: str = "utf-8") -> tuple[str, str]:
    out, err = (Terminal(is_terminal=is_terminal, encoding=encoding) for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), guarded():
        write()
    return out.text(), err.text()


def _log() -> None:
    logger = logging.Logger("hostile")  # one of its own: a test's log could not be sent to another process
    logger.addHandler(logging.StreamHandler(sys.stderr))
    logger.error("%s", WORST)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize(
    "write",
    [
        lambda: print(WORST),  # noqa: T201
        lambda: print(WORST, file=sys.stderr),  # noqa: T201
        lambda: sys.stdout.writelines([WORST, WORST]),
        lambda: click.echo(WORST),
        lambda: click.secho(WORST, err=True),
        lambda: tell(WORST),
        lambda: complain(WORST, WORST),
        lambda: json_lines(WORST, [{WORST: [WORST]}]),
        lambda: show(Document([Line(WORST), Table((WORST, WORST), ((WORST, WORST),))])),
        _log,
    ],
    ids=["print", "print-err", "writelines", "echo", "secho", "tell", "complain", "json", "document", "log"],
)
def test_every_way_to_a_stream(write: Callable[[], object], encoding: str) -> None:
    out, err = seen(write, encoding=encoding)
    assert out or err
    assert not raw(out.replace("error: forged", "").replace("  next: curl", "")), out
    assert not raw(err.replace("error: forged", "").replace("  next: curl", "")), err


def test_on_a_terminal_only_our_own_colours_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    lines = [Line(WORST, tone) for tone in Tone]
    out, _ = seen(lambda: show(Document([*lines, Table((WORST,), ((WORST,),))])), is_terminal=True)
    for ours in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[32m"):
        assert ours in out
        out = out.replace(ours, "")
    assert not raw(out)


def test_a_bar_shows_what_is_done_and_obeys_nothing() -> None:
    def work() -> None:
        with progress("reading") as bar:
            bar(WORST, 1, 2)

    with patch.dict("os.environ", {"TERM": "xterm", "COLUMNS": "4000"}):
        _, err = seen(work, is_terminal=True)
    assert "[bold red]x[/]" in err
    for one in ("\x1b[2J", "\x1b]8", "\x1b]0", "\x1bP", "\x07", "\x9b", "\u202e", "\u200b"):
        assert one not in err


@pytest.mark.parametrize("error", [RuntimeError, ValueError, OSError, KeyError, KeyrollError, click.ClickException])
def test_a_command_that_fails_in_any_way_ends_with_a_visible_reason(error: type[Exception]) -> None:
    def fail() -> None:
        raise error(WORST, hint=WORST) if error is KeyrollError else error(WORST)  # type: ignore[call-arg]

    out, err = Terminal(), Terminal()
    with (
        patch.dict(root.commands, {"fail": click.Command("fail", callback=fail)}),
        patch.object(sys, "argv", ["keyroll", "fail"]),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    text = err.text().replace("error: forged", "") if error in (RuntimeError, ValueError) else err.text()
    assert not raw(text.replace("\n  next: curl", ""))
    assert "  next: " in text
    assert ended.value.code in (1, 2)


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "1>&- 2>&-", "| head -c 1"])
def test_a_stream_that_is_closed_ends_quietly(closed: str) -> None:
    command = f'"$0" -c "from keyroll.cli import main; main()" list --help {closed}'
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command, sys.executable], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"Exception" not in done.stderr
