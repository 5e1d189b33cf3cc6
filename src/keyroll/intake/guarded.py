"""A source whose driver may raise what it likes, or not return: beyond this border each error is of our family.

A driver has its own limits on single reads; a question as a whole ends here, in the time that its thread has left.
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
#: The longest that one question takes if nobody sets a time, and what its own limits have to end it first.
QUESTION: Final = 330.0
_GRACE: Final = 0.5


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


def in_time(source: Source, ask: Callable[[], T], seconds: float) -> T:
    """Return what ``ask`` returns within the time that the thread has left, at most ``seconds``. Raises Unreachable.

    It runs in a thread of its own, which nobody waits for any more once its time is over: no driver can be ended from
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
    """A source, signed in to, behind that border."""

    source: Source
    live: LiveSource

    def me(self) -> Me:
        """Ask who we are. Raises errors of the family."""
        return self._held(self.live.me)

    def ask(self, ask: Ask) -> LiveAnswer:
        """Answer one question. Raises errors of the family."""
        return self._held(lambda: self.live.ask(ask))

    def close(self) -> None:
        """End it; how a driver fails at that costs nothing."""
        with suppress(KeyrollError):
            guarded(self.source, lambda: in_time(self.source, self.live.close, 10))

    def _held(self, ask: Callable[[], T]) -> T:
        # A client of ours holds itself to the time of the thread: it needs no other thread.
        if isinstance(self.live, Rest):
            return guarded(self.source, ask)
        return guarded(self.source, lambda: in_time(self.source, ask, QUESTION))
