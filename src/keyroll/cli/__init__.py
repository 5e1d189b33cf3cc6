"""The command line: a thin shell over the facade. Data on stdout, everything else on stderr."""

import gc
import sys

import click

from keyroll.cli.root import root
from keyroll.cli.screen import complain
from keyroll.errors import INTERRUPTED, KeyrollError


def main() -> None:
    """Run a command and end with its exit code; every error ends with what to do next."""
    # What a command makes it mostly keeps to its end: looking for garbage at each 700 new objects finds none.
    gc.set_threshold(20_000)
    try:
        sys.exit(root(standalone_mode=False) or 0)
    except KeyrollError as error:
        complain(str(error), error.hint)
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help())
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted", "run the same command again: what was committed stays, the rest is done anew")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
