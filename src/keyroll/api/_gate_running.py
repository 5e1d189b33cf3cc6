"""Runs a gate: loads what it knows, follows the approved list and the inventory, and answers until told to end."""

import asyncio
import gc
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from keyroll.errors import KeyrollError
from keyroll.gate.deciding import Deciding
from keyroll.gate.known import GateList, KnownCredentials
from keyroll.gate.listening import Answering, GateState
from keyroll.gate.listening import listen as listen
from keyroll.gate.presenting import Presenting
from keyroll.gate.recording import Recording
from keyroll.gate.settings import GateSettings
from keyroll.gate.signed_tokens import SignedTokens
from keyroll.intake.masking.mask import key_id
from keyroll.store.home import Home

#: Seconds between two looks at the list, and how long a list or inventory that cannot be read again is used.
LOOK: Final = 0.25
LIST_LASTS, KNOWN_LASTS = 5.0, 300.0
_SWITCH: Final = 0.0002
Listen = Callable[[Answering], Awaitable[asyncio.Server]]


@dataclass
class _Following:
    """Keeps a gate's state current; what cannot be read for too long is dropped, and then everything is refused."""

    home: Home
    state: GateState
    listed: Callable[[], GateList]
    known: Callable[[], KnownCredentials]
    tell: Callable[[str], None]
    mark: tuple[object, ...] = ()
    list_at: float = 0.0
    known_at: float = 0.0
    said: str = ""

    def read(self) -> None:
        """Read the list, and the inventory if it was published again. Raises KeyrollError."""
        self.state.listed, self.list_at = self.listed(), time.monotonic()
        mark = tuple((name, self.home.lake.newest_commit(name)) for name in self.home.lake.names("inventory/"))
        if mark != self.mark or self.state.known is None:
            self.state.known, self.mark = self.known(), mark
            # What was loaded is left out of every garbage collection, which would stop all answers for its duration.
            gc.freeze()
        self.known_at = time.monotonic()

    def look(self) -> None:
        """Read again; what cannot be read for too long is dropped. Raises nothing."""
        try:
            self.read()
            self.said = ""
        except KeyrollError as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - a gate that cannot look refuses after a while; it does not end
            self._failed(type(error).__name__)

    def _failed(self, said: str) -> None:
        now = time.monotonic()
        if now - self.list_at > LIST_LASTS:
            self.state.listed = None
        if now - self.known_at > KNOWN_LASTS:
            self.state.known = None
        if said != self.said:
            self.said = said
            self.tell(f"cannot be read: {said}")


def run(
    home: Home,
    settings: GateSettings,
    folder: Path,
    name: str,
    listed: Callable[[], GateList],
    known: Callable[[], KnownCredentials],
    listening: Listen | None,
    tell: Callable[[str], None],
) -> None:
    """Load all, and serve until SIGTERM or SIGINT unless there is nowhere to listen. Raises KeyrollError.

    What can no longer be read later is refused.
    """
    key = home.install_key()
    state = GateState()
    following = _Following(home, state, listed, known, tell)
    following.read()
    presenting = Presenting(key, key_id(key), settings, SignedTokens(settings.issuers))
    recording = Recording(folder, name)
    answering = Answering(Deciding(presenting), recording, state, home.clock.now)
    loaded = state.known.credentials if state.known else {}
    tell(f"{len(loaded):,} credentials known, {len(state.listed.refused) if state.listed else 0:,} names refused")
    if listening is None:
        return
    # Reading the list in a thread must not delay an answer by the usual 5 ms.
    sys.setswitchinterval(_SWITCH)
    try:
        asyncio.run(_serve(answering, following, listening, tell))
    finally:
        recording.close()
    tell(f"{state.accepted:,} accepted, {state.refused:,} refused, {state.failed:,} refused by a fault of the gate")


async def _serve(answering: Answering, following: _Following, listening: Listen, tell: Callable[[str], None]) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, ended.set)
    server = await listening(answering)
    tell("listening on " + ", ".join(map(_address, server.sockets)))
    async with server:
        while not ended.is_set():
            await loop.run_in_executor(None, following.look)
            try:
                await asyncio.wait_for(ended.wait(), LOOK)
            except TimeoutError:
                continue


def _address(socket: object) -> str:
    name = getattr(socket, "getsockname", partial(str, socket))()
    return name if isinstance(name, str) else f"{name[0]}:{name[1]}"
