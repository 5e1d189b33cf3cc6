"""The command line: a thin layer over the facade. Data on stdout, everything else on stderr."""

import gc
import sys

import click

from keyroll.cli.root import root
from keyroll.cli.screen import complain, data, guarded, tell, tell_lines
from keyroll.errors import INTERRUPTED, KeyrollError, failed, refused
from keyroll.process import private


def main() -> None:
    """Run a command and end with its exit code; every error ends with the next step."""
    # Objects of a command mostly live to its end: a garbage collection after each 700 new objects finds none.
    gc.set_threshold(20_000)
    with private(), guarded():
        code = _ended()
    # The process ends: a garbage collection of the rest would be wasted.
    gc.freeze()
    sys.exit(code)


def _ended() -> int:
    """Run the command named by the arguments, print its error, and return the exit code."""
    screen = sys.stdout
    try:
        ended: object = root(prog_name="keyroll", standalone_mode=False)
        sys.stdout.flush()
    except KeyrollError as error:
        complain(str(error), error.hint)
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        data(f"{error.ctx.get_help()}\n")
        return 2
    except click.ClickException as error:
        _misused(error)
        return 2
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted", "run the same command again: committed work stays, and the rest is done again")
        return INTERRUPTED
    except BrokenPipeError:
        _forget_stdout()
        return 0
    except SystemExit:
        # If the reader of stdout has gone, the library replaces stdout and ends the command.
        if sys.stdout is screen:
            raise
        _forget_stdout()
        return 0
    except OSError as error:
        known = failed(error)
        complain(str(known), known.hint)
        return known.exit_code
    except Exception as error:  # noqa: BLE001 - the outermost shell; the trace passes the writer that makes it visible
        if known_error := refused(str(error)):
            complain(str(known_error), known_error.hint)
            return known_error.exit_code
        import traceback

        traceback.print_exc()
        complain(f"keyroll failed: {type(error).__name__}", "report it with the lines above")
        return 1
    return ended if isinstance(ended, int) else 0


def _misused(error: click.ClickException) -> None:
    """Print the usage of a command; the given text is on one line, so that it cannot begin a line of its own."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        tell_lines(context.get_usage())
    # Only this message has several lines: the list of choices.
    say = tell_lines if isinstance(error, click.MissingParameter) else tell
    say(f"error: {error.format_message()}")
    tell(f"  next: {context.command_path if context is not None else 'keyroll'} --help")


def _forget_stdout() -> None:
    """Replace stdout after its reader has closed it, so that the interpreter prints no error at exit."""
    import os

    null = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(null, sys.stdout.fileno())
    finally:
        os.close(null)
