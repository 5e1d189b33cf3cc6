"""A source whose driver may raise what it likes: beyond this border each error is of our family and names it."""

import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from keyroll.errors import DriverFailed, KeyrollError, Unreachable, VendorError
from keyroll.model.source import Source
from keyroll.providers.live import Answered, Ask, Live, Me

T = TypeVar("T")


def guarded(source: Source, ask: Callable[[], T]) -> T:
    """Return what ``ask`` returns. Raises Unreachable (the network), DriverFailed; errors of the family pass.

    Drivers have no common family, and their words may repeat what they were sent: only the kind of the error and where
    it was raised are told.
    """
    failed: VendorError
    try:
        return ask()
    except KeyrollError:
        raise
    except (OSError, EOFError) as error:
        said = f"{source}: the connection fails ({type(error).__name__})"
        failed = Unreachable(said, hint="check the address and the network, then run it again")
    except Exception as error:  # noqa: BLE001 - see above: one source must not stop the others
        failed = DriverFailed(f"{source}: {_told(error)}", hint="run it again; if it stays, report it")
    # Raised out here, so that no inner exception, which may hold a value, hangs on it.
    raise failed


def _told(error: Exception) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{name} at {PurePath(last.filename).name}:{last.lineno}"


@dataclass(frozen=True, slots=True)
class Guarded:
    """A source, signed in to, behind that border."""

    source: Source
    live: Live

    def me(self) -> Me:
        """Ask who we are. Raises errors of the family."""
        return guarded(self.source, self.live.me)

    def ask(self, ask: Ask) -> Answered:
        """Answer one question. Raises errors of the family."""
        return guarded(self.source, lambda: self.live.ask(ask))

    def close(self) -> None:
        """End it; how a driver fails at that costs nothing."""
        with suppress(KeyrollError):
            guarded(self.source, self.live.close)
