"""Guards a source whose driver may raise any error or never return: callers get only errors of KeyrollError.

A driver has its own limits on single reads; a whole request ends here, within the time of its thread.
"""

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, TypeVar

from keyroll.deadline import left, within
from keyroll.errors import DriverFailed, KeyrollError, Unreachable, VendorError
from keyroll.model.source import Source
from keyroll.providers._rest import Rest
from keyroll.providers.live import Ask, LiveAnswer, LiveSource, Me

T = TypeVar("T")
#: The longest time of one request without a set limit, and the time for its own limits to end it first, in seconds.
QUESTION: Final = 330.0
_GRACE: Final = 0.5


def guarded(source: Source, ask: Callable[[], T]) -> T:
    """Return the result of ``ask``. Raises Unreachable (the network), DriverFailed; a KeyrollError passes unchanged.

    Drivers share no base error, and their messages may repeat what was sent to them: the message holds only the type of
    the error and its position in the code.
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
    # Raised outside of the handler, so that the error has no inner exception, which may hold a value.
    raise failed


def in_time(source: Source, ask: Callable[[], T], seconds: float) -> T:
    """Return the result of ``ask`` within the thread's remaining time, at most ``seconds``. Raises Unreachable.

    It runs in a thread of its own. After the time limit nothing waits for that thread: a driver cannot be ended from
    outside.
    """
    most = min(left(), seconds)
    found: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with within(most):
                found.append(ask())
        except BaseException as error:  # noqa: BLE001 - raised again by who waits
            failed.append(error)

    thread = threading.Thread(target=copy_context().run, args=(run,), name=str(source), daemon=True)
    thread.start()
    thread.join(most + _GRACE)
    if found:
        return found[0]
    if failed:
        raise failed[0]
    raise Unreachable(f"{source}: no answer within {most:.0f} s", hint="check the address and the network")


def _told(error: Exception) -> str:
    kind = type(error)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
    *_, last = traceback.extract_tb(error.__traceback__)
    return f"{name} at {PurePath(last.filename).name}:{last.lineno}"


@dataclass(frozen=True, slots=True)
class GuardedSource:
    """A signed-in source behind this guard."""

    source: Source
    live: LiveSource

    def me(self) -> Me:
        """Read the credential's name at the vendor. Raises KeyrollError."""
        return self._held(self.live.me)

    def ask(self, ask: Ask) -> LiveAnswer:
        """Answer one request. Raises KeyrollError."""
        return self._held(lambda: self.live.ask(ask))

    def close(self) -> None:
        """Close the source; an error of its driver on closing is ignored."""
        with suppress(KeyrollError):
            guarded(self.source, lambda: in_time(self.source, self.live.close, 10))

    def _held(self, ask: Callable[[], T]) -> T:
        # A client of ours respects the thread's time limit: it needs no other thread.
        if isinstance(self.live, Rest):
            return guarded(self.source, ask)
        return guarded(self.source, lambda: in_time(self.source, ask, QUESTION))
