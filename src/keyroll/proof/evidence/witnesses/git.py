"""A branch of a Git remote to which heads are pushed, one commit each, never by force: ``git:URL#BRANCH``.

git runs in a new empty folder without any configuration, hooks or helpers, and uses https, ssh and files only. Protect
the branch at the remote against forced pushes.
"""

import os
import re
import subprocess
import tempfile
from pathlib import Path

from keyroll.errors import ConfigError, Unreachable
from keyroll.proof.evidence.witness import Witness

_BRANCH = "keyroll-heads"
_NAME = "head.json"
_LARGEST, _SECONDS = 1 << 20, 60
_ADDRESS = re.compile(r"(https://|ssh://|file://|/)[^\s#]+|[\w.-]+@[\w.-]+:[^\s#-][^\s#]*")
_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
#: The environment variables that git gets; ssh finds its keys by them.
_KEPT = ("PATH", "HOME", "SSH_AUTH_SOCK", "SSL_CERT_FILE", "TMPDIR")
_NEUTRAL = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "https:ssh:file",
    "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
    "GIT_AUTHOR_NAME": "keyroll",
    "GIT_AUTHOR_EMAIL": "keyroll@localhost",
    "GIT_COMMITTER_NAME": "keyroll",
    "GIT_COMMITTER_EMAIL": "keyroll@localhost",
}
_OPTIONS = (
    "-c",
    f"core.hooksPath={os.devnull}",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "gc.auto=0",
    "-c",
    "maintenance.auto=false",
)


def _last(_home: Path, address: str) -> str:
    url, ref = _parts(address)
    with tempfile.TemporaryDirectory(prefix="keyroll-witness-") as folder:
        return _fetched(Path(folder), url, ref)[1]


def _keep(_home: Path, address: str, head: str) -> None:
    url, ref = _parts(address)
    with tempfile.TemporaryDirectory(prefix="keyroll-witness-") as place:
        folder = Path(place)
        before, _ = _fetched(folder, url, ref)
        blob = _git(folder, "hash-object", "-w", "--stdin", given=head)
        tree = _git(folder, "mktree", given=f"100644 blob {blob}\t{_NAME}\n")
        parent = ("-p", before) if before else ()
        commit = _git(folder, "commit-tree", tree, *parent, "-m", "A signed head of keyroll's evidence log")
        _git(folder, "push", "--quiet", "--no-verify", "--", url, f"{commit}:refs/heads/{ref}")


def _parts(address: str) -> tuple[str, str]:
    url, _, ref = address.partition("#")
    if not _ADDRESS.fullmatch(url) or not _REF.fullmatch(ref or _BRANCH):
        raise ConfigError(
            "the address of the Git witness is invalid", hint="write it as git:https://host/repository#branch"
        )
    return url, ref or _BRANCH


def _fetched(folder: Path, url: str, ref: str) -> tuple[str, str]:
    """Return the newest commit of a branch and the head in it; empty if the branch does not exist."""
    _git(folder, "init", "--quiet", "--bare", "--template=")
    if not _git(folder, "ls-remote", "--", url, f"refs/heads/{ref}"):
        return "", ""
    _git(folder, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url, f"+refs/heads/{ref}:refs/heads/{ref}")
    commit = _git(folder, "rev-parse", f"refs/heads/{ref}")
    if int(_git(folder, "cat-file", "-s", f"{commit}:{_NAME}")) > _LARGEST:
        raise Unreachable(
            f"the branch {ref} holds a content that is not a head", hint="give the witness its own branch: #BRANCH"
        )
    return commit, _git(folder, "cat-file", "blob", f"{commit}:{_NAME}")


def _git(folder: Path, *arguments: str, given: str = "") -> str:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ} | _NEUTRAL
    try:
        done = subprocess.run(  # noqa: S603 - a list, no shell; addresses stand behind --
            ["git", f"--git-dir={folder}", *_OPTIONS, *arguments],  # noqa: S607 - the person's own git
            input=given.encode(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env=environment,
            cwd=folder,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(
            f"git did not end well ({type(error).__name__})", hint="is git installed, the remote up?"
        ) from None
    if done.returncode:
        raise Unreachable(
            f"git {arguments[0]} failed ({done.returncode})", hint="check the address and your right to push"
        )
    return done.stdout.decode("utf-8", "backslashreplace").strip()


WITNESS = Witness("git", _last, _keep)
