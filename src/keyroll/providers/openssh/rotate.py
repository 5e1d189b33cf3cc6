"""Changes keys in ``authorized_keys`` of a host: an account may have any number of lines.

sshd(8) *AUTHORIZED_KEYS FILE FORMAT*, read 2026-11; tested on OpenSSH 10.0p2:

- The new value is a private key (Ed25519) that never leaves keyroll; the host gets its public key, behind the
  options of the old line. A new line carries the mark and the fingerprint of the old key at the end of
  its comment.
- A line is disabled by ``#keyroll-disabled`` before it. A removed line ends no session.
- The file is replaced by rename, and only if nobody changed it since it was read; its owner and mode stay.
- The administrator is a shell account: the account itself, or root with the path of the file. A key behind a forced
  command, an ``AuthorizedKeysCommand`` or a tool that writes the file again is out of reach: the tool must be changed.
- ps does not show which key opened a session: all sessions of the account end, except keyroll's own.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING, Final, TypeVar

from keyroll.model.probe import Limit, Outcome, Plane
from keyroll.providers._changing import checked_if_done, listed_if_done, of_one_purpose
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.contracts.rotate import (
    ChosenBy,
    Created,
    EffectResult,
    Ended,
    Generation,
    GenerationState,
    ListedGenerations,
    NewValue,
    Rotator,
    RotatorSetting,
    Slots,
    Subject,
)
from keyroll.providers.openssh import remote
from keyroll.providers.openssh.keys import NoKey, made, offered, public_line
from keyroll.providers.openssh.lines import parse
from keyroll.providers.openssh.probe import PROBES, PROCESSES, open_sessions, parts, place
from keyroll.reveal import reveal
from keyroll.secret import Secret

if TYPE_CHECKING:
    import asyncssh

E = TypeVar("E", bound=EffectResult)
Talk = Callable[["asyncssh.SSHClientConnection"], Awaitable[E]]
_FILE: Final = "file"
_DISABLED: Final = "#keyroll-disabled "
_TAG = re.compile(r"keyroll:(\S*):(SHA256:\S+)\s*\Z")
_ACCOUNT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_READ = 'f=$(readlink -f -- {file}) && cat -- "$f"'


def administrator(plane: Plane, login: Login) -> ProbeAnswer:
    """Sign in to the administrator's account and read back the identity."""
    found: list[str] = []

    async def who(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        found.append((await _run(connection, "id -un")).strip())
        return EffectResult(Ended.DONE)

    done = _talk(plane, login, who, EffectResult)
    if done.ended is Ended.DONE:
        return ProbeAnswer(Outcome.ACCEPTED, found[0])
    refused = done.said == "permission denied"
    return ProbeAnswer(Outcome.REFUSED_CREDENTIAL if refused else Outcome.UNREACHABLE, said=done.said)


def generations(plane: Plane, login: Login, subject: Subject) -> ListedGenerations:
    """List the keys of one purpose by fingerprint."""
    found: list[Generation] = []

    async def read(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        lines = (await _read(connection, plane, subject)).splitlines()
        known = {one.id: one for one in map(_generation, lines) if one}
        same = of_one_purpose(subject.account, {name: _of(lines, name) for name in known})
        found.extend(one for name, one in known.items() if name in same)
        return EffectResult(Ended.DONE)

    done = _talk(plane, login, read, EffectResult)
    return listed_if_done(done, found)


def name_new(_subject: Subject, _listed: Sequence[Generation], value: Secret) -> str:
    """Return the fingerprint of the key."""
    with reveal(value) as raw:
        return offered(raw).name


def fresh(_old: Secret | None) -> Secret:
    """Return a new private key without a passphrase."""
    return Secret(made())


def create(plane: Plane, login: Login, subject: Subject, new: NewValue) -> Created:
    """Add a line for the key, with the options of the old line; a key that has a line gets no second one."""
    try:
        if new.value is None:
            return Created(Ended.REFUSED, "no value")
        with reveal(new.value) as raw:
            name, public = offered(raw).name, public_line(raw)
    except NoKey:
        return Created(Ended.REFUSED, "no key")

    def add(lines: list[str]) -> list[str] | None:
        known = [one for one in lines if (found := _generation(one)) and found.id == name]
        old = next((one for one in lines if (found := _generation(one)) and found.id == subject.account), None)
        if known or old is None:
            return lines if known else None
        line = old.removeprefix(_DISABLED).strip()
        key = parse(line)
        options = line[: line.index(key.key.partition(" ")[0])] if key else ""
        return [*lines, f"{options}{public} keyroll:{new.mark}:{subject.account}"]

    done = _edited(plane, login, subject, add, Created)
    return replace(done, generation=Generation(name, name, mark=new.mark)) if done.ended is Ended.DONE else done


def disable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Turn the key's lines into comments."""

    def change(lines: list[str]) -> list[str]:
        return [_DISABLED + one if _is(one, generation) and not one.startswith(_DISABLED) else one for one in lines]

    return _edited(plane, login, subject, change, EffectResult)


def enable(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Turn the key's comments into lines again."""

    def change(lines: list[str]) -> list[str] | None:
        there = any(_is(one, generation) for one in lines)
        return [one.removeprefix(_DISABLED) if _is(one, generation) else one for one in lines] if there else None

    return _edited(plane, login, subject, change, EffectResult)


def delete(plane: Plane, login: Login, subject: Subject, generation: Generation) -> EffectResult:
    """Remove the key's lines."""
    return _edited(
        plane, login, subject, lambda lines: [one for one in lines if not _is(one, generation)], EffectResult
    )


def end_sessions(plane: Plane, login: Login, _subject: Subject, _generation: Generation) -> EffectResult:
    """End all sessions of the plane's account, except keyroll's own."""
    account, _, _ = parts(plane.address.partition("?")[0])

    async def end(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        alive = open_sessions(await _run(connection, PROCESSES), account, remote.by(plane, login))
        if alive is None:
            return EffectResult(Ended.REFUSED, "no processes")
        if alive:
            ids = " ".join(map(str, alive))
            await _run(
                connection, f"kill {ids}; for n in 1 2 3 4 5; do kill -0 {ids} 2>/dev/null || exit 0; sleep 0.2; done"
            )
        after = open_sessions(await _run(connection, PROCESSES), account, remote.by(plane, login))
        gone = after is not None and not set(alive) & set(after)
        return EffectResult(Ended.DONE if gone else Ended.UNKNOWN, f"{len(alive)} sessions")

    return _talk(plane, login, end, EffectResult)


def checks(plane: Plane, login: Login, subject: Subject) -> tuple[PlanCheck, ...]:
    """Return whether the administrator may replace the file of the keys, and end processes of the account."""
    account, _, _ = parts(plane.address.partition("?")[0])
    file = _file(plane, subject)
    questions = (
        (f"write {file}", f'f=$(readlink -f -- {file}) && [ -w "$(dirname -- "$f")" ]', "name root, or the account"),
        (f"end sessions of {account}", f'[ "$(id -u)" = 0 ] || [ "$(id -un)" = {quote(account)} ]', "the same"),
    )
    found: list[PlanCheck] = []

    async def look(connection: "asyncssh.SSHClientConnection") -> EffectResult:
        for what, script, fix in questions:
            try:
                await _run(connection, script)
                found.append(PlanCheck.right(what, login.who, fix, has=True))
            except remote.ExitError:
                found.append(PlanCheck.right(what, login.who, fix, has=False))
        return EffectResult(Ended.DONE)

    return checked_if_done(_talk(plane, login, look, EffectResult), found)


def _generation(line: str) -> Generation | None:
    """Return the key of a line, disabled or not; None for a line without a key."""
    key = parse(line.removeprefix(_DISABLED))
    if key is None:
        return None
    tag = _TAG.search(key.comment)
    state = GenerationState.DISABLED if line.startswith(_DISABLED) else GenerationState.ACTIVE
    return Generation(key.fingerprint, key.fingerprint, state, mark=tag[1] if tag else "")


def _is(line: str, generation: Generation) -> bool:
    found = _generation(line)
    return found is not None and found.id == generation.id


def _of(lines: Sequence[str], name: str) -> str:
    """Return the key that a key replaces; empty if its line names none."""
    line = next((one for one in lines if (found := _generation(one)) and found.id == name), "")
    key = parse(line.removeprefix(_DISABLED))
    tag = _TAG.search(key.comment) if key else None
    return tag[2] if tag else ""


def _edited(
    plane: Plane,
    login: Login,
    subject: Subject,
    change: Callable[[list[str]], list[str] | None],
    failed: Callable[[Ended, str], E],
) -> E:
    """Change the lines of the file; None refuses, and unchanged lines are not written."""

    async def edit(connection: "asyncssh.SSHClientConnection") -> E:
        before = await _read(connection, plane, subject)
        lines = change(before.splitlines())
        if lines is None:
            return failed(Ended.REFUSED, "the key does not exist")
        after = "".join(f"{one}\n" for one in lines)
        if lines != before.splitlines():
            digest = hashlib.sha256(before.encode("utf-8", "surrogateescape")).hexdigest()
            await _run(connection, remote.REPLACE.format(file=_file(plane, subject), before=digest), after)
        return failed(Ended.DONE, "")

    return _talk(plane, login, edit, failed)


async def _read(connection: "asyncssh.SSHClientConnection", plane: Plane, subject: Subject) -> str:
    return await _run(connection, _READ.format(file=_file(plane, subject)))


def _file(plane: Plane, subject: Subject) -> str:
    """Return the file as a word of the shell: the setting, or the usual one of the plane's account."""
    if given := subject.settings.get(_FILE):
        return quote(given)
    account, _, _ = parts(plane.address.partition("?")[0])
    if not _ACCOUNT.fullmatch(account):
        raise ValueError("not a name of an account")
    return f"~{account}/.ssh/authorized_keys"


async def _run(connection: "asyncssh.SSHClientConnection", script: str, given: str = "") -> str:
    """Run a script and return its output as text. Raises ExitError."""
    return (await remote.run(connection, script, given.encode("utf-8", "surrogateescape"))).decode(
        "utf-8", "surrogateescape"
    )


def _talk(plane: Plane, login: Login, talk: "Talk[E]", failed: Callable[[Ended, str], E]) -> E:
    try:
        with reveal(login.value) as raw:
            offer = offered(raw)
        return remote.talk(plane, login, offer, talk)
    except NoKey:
        return failed(Ended.REFUSED, "no key")
    except remote.ExitError as error:
        # A changed file was not replaced: the next request reads it again.
        return failed(Ended.THROTTLED if error.said == remote.CHANGED else Ended.REFUSED, error.said)
    except remote.TalkError as error:
        if error.refused:
            return failed(Ended.REFUSED, error.said)
        return failed(Ended.UNKNOWN if error.begun else Ended.THROTTLED, error.said)


ROTATORS = (
    Rotator(
        kind="public_key",
        chosen_by=ChosenBy.KEYROLL,
        slots=Slots.MANY,
        place=place,
        administrator=administrator,
        generations=generations,
        scopes=(
            LeastScope(
                "a shell as the account, or as root",
                "write its authorized_keys; the key of the administrator "
                "must be in another file or account than the changed one",
            ),
            LeastScope("kill on processes of the account", "end its sessions"),
        ),
        create=create,
        name_new=name_new,
        fresh=fresh,
        disable=disable,
        enable=enable,
        delete=delete,
        end_sessions=end_sessions,
        checks=checks,
        lockout=PROBES[0].lockout or Limit(4, PROBES[0].pace.within),
        settings=(RotatorSetting(_FILE, "the path of authorized_keys on the host", required=False),),
    ),
)
