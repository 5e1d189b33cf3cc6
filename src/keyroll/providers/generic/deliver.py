"""Writes a value into a file of this host atomically, with mode and owner, and then runs a reload command.

``file:/run/app/secret?mode=0640&owner=app&reload=systemctl reload app``. Without ``mode`` and ``owner`` the existing
file keeps its mode and owner; a new file is readable by its owner only. The command does not get the value, neither as
an argument nor in its environment.
"""

import os
import re
import secrets
import shlex
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote

from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.providers.contracts.check import PlanCheck
from keyroll.providers.contracts.delivery import Delivery, ReadBack, Target
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended
from keyroll.reveal import reveal
from keyroll.secret import Secret

_OPTIONS = {"mode", "owner", "reload"}
_OCTAL = re.compile(r"[0-7]+")
#: Seconds for the reload command, and the size of the largest file that is read.
_PATIENCE, _MOST_BYTES = 60, 1 << 20


def place(address: str) -> Target:
    """Read ``/path[?mode=…&owner=…&reload=…]``. Raises UsageError."""
    path, _, options = address.partition("?")
    given = parse_qs(options, keep_blank_values=True)
    mode = given.get("mode", ["0600"])[0]
    if not path.startswith("/") or set(given) - _OPTIONS or not _OCTAL.fullmatch(mode) or int(mode, 8) & 0o007:
        raise UsageError(
            "this is not a file for a secret",
            hint="write it as file:/run/app/secret?mode=0640&owner=app; none for others",
        )
    kept = "&".join(f"{name}={quote(values[0])}" for name, values in sorted(given.items()))
    return Target("file", f"{path}?{kept}" if kept else path)


def write(target: Target, _login: Login | None, content: Secret) -> EffectResult:
    """Replace the file atomically; readers see the old content or the new one."""
    path, options = _parts(target)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        before = path.stat() if path.exists() else None
        mode = int(options["mode"], 8) if "mode" in options else (before.st_mode & 0o770 if before else 0o600)
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream,
            reveal(content) as raw,
        ):
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        _own(part, options.get("owner", ""), before)
        part.chmod(mode)
        part.replace(path)
    except (OSError, LookupError) as error:
        return EffectResult(Ended.REFUSED, _code(error))
    finally:
        part.unlink(missing_ok=True)
    return EffectResult(Ended.DONE)


def _own(part: Path, owner: str, before: os.stat_result | None) -> None:
    """Set the owner of the file: the named owner, else the owner of the previous file. Raises OSError, LookupError."""
    if owner:
        user, _, group = owner.partition(":")
        shutil.chown(part, user, group or None)
    elif before and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(part, before.st_uid, before.st_gid)


def read(target: Target, _login: Login | None) -> ReadBack:
    """Read the file; a missing file is empty."""
    path, _ = _parts(target)
    try:
        with path.open("rb") as stream:
            content, changed = stream.read(_MOST_BYTES), os.fstat(stream.fileno()).st_mtime
    except FileNotFoundError:
        return ReadBack(None, found=False)
    except OSError as error:
        return ReadBack(None, said=_code(error))
    return ReadBack(Secret(content), changed_at=datetime.fromtimestamp(changed, UTC))


def reload(target: Target, _login: Login | None) -> EffectResult:
    """Run the command of the target, if it has one, without a shell."""
    command = _parts(target)[1].get("reload", "")
    if not command:
        return EffectResult(Ended.DONE)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEYROLL_")}
    try:
        done = subprocess.run(  # noqa: S603 - the person's own command from the approved plan
            shlex.split(command), capture_output=True, timeout=_PATIENCE, env=environment, check=False
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return EffectResult(Ended.UNKNOWN, type(error).__name__)
    return EffectResult(Ended.DONE if done.returncode == 0 else Ended.UNKNOWN, f"exit {done.returncode}")


def checks(target: Target, _login: Login | None) -> tuple[PlanCheck, ...]:
    """Return whether the file could be replaced, and its reload command exists."""
    return (_check(target),)


def _check(target: Target) -> PlanCheck:
    path, options = _parts(target)
    what, folder = f"write {path}", path.parent
    if path.exists() and not path.is_file():
        return PlanCheck.bad(what, f"{path} is no file", "name a file")
    if not os.access(folder, os.W_OK | os.X_OK):
        said = f"{folder} cannot be written by the user {os.geteuid()}"
        return PlanCheck.bad(what, said, f"run keyroll as a user that may write {folder}")
    command = shlex.split(options.get("reload", ""))
    if command and shutil.which(command[0]) is None:
        return PlanCheck.bad(what, f"the reload command {command[0]} does not exist", "correct reload in the place")
    return PlanCheck.good(what, f"{folder} can be written")


def _parts(target: Target) -> tuple[Path, dict[str, str]]:
    path, _, options = target.address.partition("?")
    return Path(unquote(path)), {name: values[0] for name, values in parse_qs(options).items()}


def _code(error: OSError | LookupError) -> str:
    return (error.strerror or "unknown") if isinstance(error, OSError) else "the owner does not exist"


DELIVERIES = (
    Delivery(
        scheme="file",
        title="a file on this host",
        place=place,
        write=write,
        read=read,
        reaches=ConsumerClass.POLL,
        needs_login=False,
        reload=reload,
        checks=checks,
    ),
)
