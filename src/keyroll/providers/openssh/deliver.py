"""Writes a value into a file of another host, with mode and owner, and runs a reload command there.

``ssh:deploy@web1:22/etc/app/secret?mode=0640&owner=app:app&reload=systemctl reload app&hostkey=SHA256:…``. The value
goes through the connection's input, never on a command line. A reader sees the old content or the new one. An existing
file keeps its owner and mode unless the address says otherwise; a new file is readable by its owner only.
"""

import re
import shlex
from collections.abc import Awaitable, Callable, Iterator
from shlex import quote
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs
from urllib.parse import quote as in_address

from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.model.probe import Plane
from keyroll.providers._changing import checked_if_done
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.providers.openssh import probe, remote
from keyroll.providers.openssh.keys import NoKey, offered
from keyroll.reveal import reveal
from keyroll.secret import Secret

if TYPE_CHECKING:
    import asyncssh

T = TypeVar("T")
_ADDRESS = re.compile(r"([^/?]+)(/[^?]+)(?:\?(.*))?")
_OPTIONS = {"mode", "owner", "reload", "hostkey"}
_MODE = re.compile(r"0?[0-7]{2}0")
#: The largest file that is read.
_MOST_BYTES = 1 << 20
_WRITE = (
    'umask 077; f={file}; [ ! -e "$f" ] || f=$(readlink -f -- "$f"); t=$(mktemp "$f.XXXXXX") && '
    'trap \'rm -f "$t"\' EXIT && {{ [ ! -e "$f" ] || cp -p -- "$f" "$t"; }} && cat > "$t" && {more}'
    '{{ sync "$t" || true; }} && mv -f -- "$t" "$f"'
)
_READ = "[ -e {file} ] || exit 5; stat -c '%Y %i' -- {file} && cat -- {file}"
_NOT_THERE = "exit 5"


def place(address: str) -> Target:
    """Read ``account@host[:port]/path[?mode=…&owner=…&reload=…&hostkey=…]``. Raises UsageError, ConfigError."""
    found = _ADDRESS.fullmatch(address)
    options = _options(found[3] or "") if found else {}
    mode = options.get("mode", "0600")
    if found is None or set(options) - _OPTIONS or not _MODE.fullmatch(mode):
        raise UsageError(
            "this is not a file of a host",
            hint="write it as ssh:deploy@web1:22/etc/app/secret?mode=0640&owner=app; none for others",
        )
    _plane(found[1], options)
    kept = "&".join(f"{name}={in_address(value, safe='')}" for name, value in sorted(options.items()))
    return Target("ssh", f"{found[1]}{found[2]}?{kept}" if kept else f"{found[1]}{found[2]}")


def write(target: Target, login: Login | None, content: Secret) -> EffectResult:
    """Replace the file; mode and owner are set before it is in its place."""
    _, path, options = _parts(target)
    more = f'chmod {options["mode"]} "$t" && ' if "mode" in options else ""
    if "owner" in options:
        more = f'chown {quote(options["owner"])} "$t" && {more}'
    script = _WRITE.format(file=quote(path), more=more)

    async def put(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        with reveal(content) as raw:
            await remote.run(connection, script, raw)
        return EffectResult(Ended.DONE)

    return _effect(target, login, put)


def read(target: Target, login: Login | None) -> ReadBack:
    """Read the file, with the time of its change and its number as version."""
    _, path, _ = _parts(target)

    async def get(connection: "asyncssh.SSHClientConnection") -> bytes:
        return await remote.run(connection, _READ.format(file=quote(path)))

    try:
        head, _, content = _talk(target, login, get).partition(b"\n")
    except remote.ExitError as error:
        return ReadBack(None, found=error.said != _NOT_THERE, said=error.said)
    except remote.TalkError as error:
        return ReadBack(None, said=error.said)
    return ReadBack(Secret(content[:_MOST_BYTES]), version=head.decode("ascii", "replace"))


def reload(target: Target, login: Login | None) -> EffectResult:
    """Run the command of the target, if it has one, in the account's shell."""
    _, _, options = _parts(target)
    if "reload" not in options:
        return EffectResult(Ended.DONE)

    async def run(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        await remote.run(connection, options["reload"])
        return EffectResult(Ended.DONE)

    done = _effect(target, login, run)
    return EffectResult(Ended.UNKNOWN, done.said) if done.said.startswith("exit") else done


def checks(target: Target, login: Login | None) -> tuple[PlanCheck, ...]:
    """Return whether the account may replace the file, and its reload command exists there."""
    _, path, options = _parts(target)
    found: list[PlanCheck] = []

    async def look(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        for what, script, fix in _questions(path, options):
            try:
                await remote.run(connection, script)
                found.append(PlanCheck.good(what, f"{what}: possible on {target.address.partition('/')[0]}"))
            except remote.ExitError as error:
                found.append(PlanCheck.bad(what, f"{what}: not possible there ({error.said})", fix))
        return EffectResult(Ended.DONE)

    return checked_if_done(_effect(target, login, look), found)


def _questions(path: str, options: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what is asked of the host, the script that answers by its exit status, and the fix."""
    script = f'f={quote(path)}; [ ! -e "$f" ] || f=$(readlink -f -- "$f"); d=$(dirname -- "$f"); [ -w "$d" -a -x "$d" ]'
    yield f"write {path}", script, "name an account that may write the folder"
    if "reload" in options:
        program = shlex.split(options["reload"])[:1]
        yield f"run {program[0] if program else ''}", f"command -v -- {quote(*program)}", "correct reload in the place"


def _effect(
    target: Target, login: Login | None, talk: "Callable[[asyncssh.SSHClientConnection], Awaitable[EffectResult]]"
) -> EffectResult:
    try:
        return _talk(target, login, talk)
    except remote.ExitError as error:
        return EffectResult(Ended.REFUSED, error.said)
    except remote.TalkError as error:
        if error.refused:
            return EffectResult(Ended.REFUSED, error.said)
        return EffectResult(Ended.UNKNOWN if error.begun else Ended.THROTTLED, error.said)


def _talk(target: Target, login: Login | None, talk: "Callable[[asyncssh.SSHClientConnection], Awaitable[T]]") -> T:
    """Sign in and run a conversation. Raises remote.TalkError, remote.ExitError."""
    server, _, options = _parts(target)
    if login is None:
        raise remote.TalkError("no key", refused=True)
    try:
        with reveal(login.value) as raw:
            offer = offered(raw)
    except NoKey:
        raise remote.TalkError("no key", refused=True) from None
    return remote.talk(_plane(server, options), login, offer, talk)


def _plane(server: str, options: dict[str, str]) -> Plane:
    return probe.place(f"{server}?hostkey={options['hostkey']}" if "hostkey" in options else server)


def _parts(target: Target) -> tuple[str, str, dict[str, str]]:
    found = _ADDRESS.fullmatch(target.address)
    return (found[1], found[2], _options(found[3] or "")) if found else ("", "", {})


def _options(text: str) -> dict[str, str]:
    # A + in a host's key stays a +, as in the address of the probe.
    return {name: values[0] for name, values in parse_qs(text.replace("+", "%2B"), keep_blank_values=True).items()}


DELIVERIES = (
    Delivery(
        scheme="ssh",
        title="a file on another host",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.POLL,
        scopes=(LeastScope("a shell of an account that may write the file's folder", "replace the file and reload"),),
        reload=reload,
        checks=checks,
    ),
)
