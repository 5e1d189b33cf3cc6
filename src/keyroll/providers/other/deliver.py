"""Passes a value to a program on its standard input; a second program prints the current value.

``command:/usr/local/sbin/put app?read=/usr/local/sbin/get app``. Words are split as a shell splits them, and no shell
runs. The value is neither an argument nor in the environment. Without ``read`` nothing can be read back.
"""

import os
import shlex
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, quote

from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: Seconds for one program, and the largest printed value.
_PATIENCE, _MOST_BYTES = 60, 1 << 20


def place(address: str) -> Target:
    """Read ``PROGRAM WORDS…[?read=PROGRAM WORDS…]``; programs are absolute paths. Raises UsageError."""
    command, _, options = address.partition("?")
    given = parse_qs(options, keep_blank_values=True)
    reading = given.get("read", [""])[0]
    if set(given) - {"read"} or not all(_words(one)[:1] and one.startswith("/") for one in (command, reading) if one):
        raise UsageError("this is not a command", hint="write it as command:/path/put app?read=/path/get app")
    if not command:
        raise UsageError("this is not a command", hint="write it as command:/path/put app?read=/path/get app")
    return Target("command", f"{command}?read={quote(reading)}" if reading else command)


def write(target: Target, _login: Login | None, content: Secret) -> EffectResult:
    """Run the program with the value on its standard input."""
    words = _words(target.address.partition("?")[0])
    try:
        with reveal(content) as raw:
            done = subprocess.run(  # noqa: S603 - the person's own command from the approved plan
                words,
                input=raw,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_PATIENCE,
                env=_environment(),
                check=False,
            )
    except FileNotFoundError:
        return EffectResult(Ended.REFUSED, "the program does not exist")
    except (OSError, subprocess.SubprocessError):
        return EffectResult(Ended.UNKNOWN, "no answer")
    return EffectResult(Ended.DONE if done.returncode == 0 else Ended.UNKNOWN, f"exit {done.returncode}")


def read(target: Target, _login: Login | None) -> ReadBack:
    """Run the program that prints the value; the last line end does not belong to the value."""
    options = parse_qs(target.address.partition("?")[2])
    if "read" not in options:
        return ReadBack(None, readable=False)
    try:
        done = subprocess.run(  # noqa: S603 - the person's own command from the approved plan
            _words(options["read"][0]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            env=_environment(),
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        return ReadBack(None, said=type(error).__name__)
    if done.returncode != 0 or len(done.stdout) > _MOST_BYTES:
        return ReadBack(None, said=f"exit {done.returncode}")
    content = done.stdout.removesuffix(b"\n")
    return ReadBack(Secret(content), found=bool(content))


def checks(target: Target, _login: Login | None) -> tuple[PlanCheck, ...]:
    """Return whether the programs exist and may be run; only a run shows whether they do their work."""
    command, _, options = target.address.partition("?")
    programs = [_words(command)[0], *(_words(one)[0] for one in parse_qs(options).get("read", []))]
    return tuple(_runs(one) for one in programs)


def _runs(program: str) -> PlanCheck:
    if Path(program).is_file() and os.access(program, os.X_OK):
        return PlanCheck.good(f"run {program}", f"{program} exists and may be run")
    said = f"{program} does not exist, or the user {os.geteuid()} may not run it"
    return PlanCheck.bad(f"run {program}", said, f"install {program}, or correct the place")


def _words(command: str) -> list[str]:
    """Split a command into words. Raises UsageError."""
    try:
        return shlex.split(command)
    except ValueError:
        raise UsageError("the quotes of the command do not match", hint="close each quote") from None


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("KEYROLL_")}


DELIVERIES = (
    Delivery(
        scheme="command",
        title="a program that reads the value on its standard input",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.PUSH,
        needs_login=False,
        checks=checks,
    ),
)
