"""Scripts on a host, over a fresh connection that ends with them."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from shlex import quote
from typing import TYPE_CHECKING, Final, TypeVar

from keyroll.model.probe import Plane
from keyroll.providers import _event_loop
from keyroll.providers.contracts.probe import Login
from keyroll.providers.openssh.keys import Offer
from keyroll.providers.openssh.probe import PATIENCE, PROCESSES, OtherHost, parts, signed_in

if TYPE_CHECKING:
    import asyncssh

T = TypeVar("T")
#: A file is replaced by rename: the new one gets owner and mode of the old one, and only if the old one is unchanged.
REPLACE = (
    'f=$(readlink -f -- {file}) && t=$(mktemp "$f.XXXXXX") && trap \'rm -f "$t"\' EXIT && cp -p -- "$f" "$t" && '
    'cat > "$t" && {{ sync "$t" || true; }} && '
    '{{ [ "$(sha256sum < "$f" | cut -c1-64)" = {before} ] || exit 4; }} && mv -f -- "$t" "$f"'
)
#: One conversation with an account at a time: ending its sessions also ends keyroll's other ones there.
_TURNS: Final = defaultdict[str, threading.Lock](threading.Lock)
#: The file was changed by somebody else since it was read.
CHANGED = "exit 4"


class ExitError(Exception):
    """A script failed; ``said`` is its status."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.said = f"exit {status}"


class TalkError(Exception):
    """The host was not reached or refused (``begun`` is False), or a connection broke after the sign-in."""

    def __init__(self, said: str, *, begun: bool = False, refused: bool = False) -> None:
        super().__init__(said)
        self.said, self.begun, self.refused = said, begun, refused


async def run(connection: "asyncssh.SSHClientConnection", script: str, given: bytes = b"") -> bytes:
    """Run a shell script and return its output. Raises ExitError; TalkError if another process ended it."""
    command = script if script == PROCESSES else f"sh -c {quote(script)}"
    done = await connection.run(command, input=given, encoding=None)
    if done.exit_status is None:
        raise TalkError("ended by another process", begun=True)
    if done.exit_status != 0:
        raise ExitError(done.exit_status)
    return done.stdout if isinstance(done.stdout, bytes) else b""


def by(plane: Plane, login: Login) -> str:
    """Return the account that a login signs in to: its own, or the plane's if it names a key or no account."""
    account, _, _ = parts(plane.address.partition("?")[0])
    return account if not login.who or login.who.startswith("SHA256:") else login.who


def talk(
    plane: Plane, login: Login, offer: Offer, talking: "Callable[[asyncssh.SSHClientConnection], Awaitable[T]]"
) -> T:
    """Sign in with a key and run a conversation. Raises TalkError, ExitError."""
    import asyncssh

    begun = False

    async def inside(connection: "asyncssh.SSHClientConnection", _permissions: list[str]) -> T:
        nonlocal begun
        begun = True
        return await talking(connection)

    try:
        with _TURNS[plane.address.partition("?")[0]]:
            return _event_loop.run(
                asyncio.wait_for(signed_in(plane, login.mark, by(plane, login), offer, inside), PATIENCE)
            )
    except OtherHost:
        failed = TalkError("other host", refused=True)
    except asyncssh.PermissionDenied:
        failed = TalkError("permission denied", refused=True)
    except (asyncssh.Error, OSError, TimeoutError, ValueError):
        failed = TalkError("no answer", begun=begun)
    raise failed
