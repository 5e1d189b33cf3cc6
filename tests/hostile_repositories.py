"""Repositories and packs that attack whoever scans them, and what notices that a program was run."""

import hashlib
import os
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from git_repositories import CLEAN, build, run_git

#: Programs that a repository could want to have run; each has a stand-in first on PATH that leaves a note.
SHIMS = ("git", "sh", "bash", "ssh", "gpg", "gpg2", "gpgsm", "ssh-keygen", "less", "vi", "editor", "touch", "curl",
         "git-upload-pack", "git-remote-https", "git-remote-ext", "git-lfs", "perl", "cat", "env")  # fmt: skip
#: What git itself does not list in ``git help -c``, or lists with a star only.
MORE_KEYS = (
    "include.path", "includeIf.gitdir:/.path", "includeIf.hasconfig:remote.*.url:**.path", "core.worktree",
    "core.hooksPath", "core.fsmonitor", "core.alternateRefsCommand", "core.attributesFile", "core.sshCommand",
    "core.gitProxy", "core.pager", "core.editor", "core.askPass", "extensions.partialClone",
    "extensions.worktreeConfig",
    "extensions.objectFormat", "extensions.refStorage", "safe.directory", "safe.bareRepository", "mailmap.blob",
    "mailmap.file", "alias.log", "pager.log", "filter.x.clean", "filter.x.smudge", "filter.x.process", "diff.x.command",
    "diff.x.textconv", "diff.external", "merge.x.driver", "remote.x.uploadpack", "remote.x.vcs", "remote.x.promisor",
    "remote.x.proxy", "credential.helper", "credential.x.helper", "gpg.program", "gpg.ssh.program", "gpg.x509.program",
    "gpg.ssh.defaultKeyCommand", "sequence.editor", "submodule.x.update", "uploadpack.packObjectsHook",
    "uploadpack.hideRefs", "trailer.x.command", "trailer.x.cmd", "difftool.x.cmd", "mergetool.x.cmd", "browser.x.cmd",
    "man.x.cmd", "url.ext::sh.insteadOf", "protocol.ext.allow", "lfs.customtransfer.x.path", "tar.x.command",
    "interactive.diffFilter", "sendemail.smtpServer", "sendemail.sendmailCmd", "imap.tunnel", "web.browser",
    "receive.procReceiveRefs", "core.useReplaceRefs", "core.commitGraph", "core.multiPackIndex", "fetch.bundleURI",
)  # fmt: skip


def keys() -> list[str]:
    """Return every key that the installed git knows, its placeholders filled in, and those that it does not list."""
    listed = subprocess.run(["git", "help", "-c"], capture_output=True, check=True, text=True, env=CLEAN).stdout
    found = [
        re.sub(r"<[^>]*>|\*", "x", line) for line in listed.splitlines() if re.fullmatch(r"[A-Za-z][\w.<>*:-]+", line)
    ]
    return sorted({*(one for one in found if "." in one), *MORE_KEYS})


def line_of(key: str, value: str) -> str:
    """Return a section of a configuration file that sets a key."""
    section, _, name = key.rpartition(".")
    section, _, inner = section.partition(".")
    head = f'[{section} "{inner}"]' if inner else f"[{section}]"
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{head}\n\t{name} = "{quoted}"\n'


def base(folder: Path, canary: Path) -> list[str]:
    """Make a bare repository whose promised objects come from a program; return the tokens in its history.

    The section lets a git that meets a missing object run the program, whatever else is set.
    """
    tokens = build(folder, 11, commits=6)
    run_git(folder, "repack", "-adq")
    with (folder / "config").open("a") as stream:
        stream.write("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = evil\n[mailmap]\n\tblob = ")
        stream.write(f'{"12345678" * 5}\n[remote "evil"]\n\turl = /nonexistent\n\tpromisor = true\n')
        stream.write(f"\tuploadpack = touch {canary};\n")
    return tokens


@contextmanager
def watched(folder: Path) -> Iterator[Path]:
    """Put the stand-ins first on PATH and provide the file in which each records that it ran."""
    notes = folder / "notes"
    place = folder / "shims"
    place.mkdir(parents=True)
    for name in SHIMS:
        (place / name).write_text(
            f"#!{sys.executable} -IS\nimport sys\nopen({str(notes)!r}, 'a').write(str(sys.argv))\n"
        )
        (place / name).chmod(0o755)
    before = os.environ["PATH"]
    os.environ["PATH"] = f"{place}{os.pathsep}{before}"
    try:
        yield notes
    finally:
        os.environ["PATH"] = before


_started: list[list[str]] = []
_hooked: list[bool] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.spawn") and _hooked[-1]:
        _started.append([str(one) for one in arguments[1]] if isinstance(arguments[1:2], tuple) else [event])


@contextmanager
def started() -> Iterator[list[list[str]]]:
    """Provide the argument lists of all programs that this process starts in the meantime."""
    if not _hooked:
        sys.addaudithook(_hear)
    _hooked.append(True)
    _started.clear()
    try:
        yield _started
    finally:
        _hooked.append(False)


def entry(kind: int, content: bytes, size: int = -1, head: bytes = b"", level: int = 9) -> bytes:
    """Return an entry of a pack; ``size`` is what it says of itself, ``head`` what stands before its stream."""
    left = len(content) if size < 0 else size
    first, left = kind << 4 | left & 15, left >> 4
    out = bytearray()
    while left:
        out.append(first | 0x80)
        first, left = left & 0x7F, left >> 7
    out.append(first)
    return bytes(out) + head + zlib.compress(content, level)


def number(value: int) -> bytes:
    """Return a number as a delta says its sizes."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def back(distance: int) -> bytes:
    """Return how far the base of an entry lies before it."""
    out = [distance & 0x7F]
    distance >>= 7
    while distance:
        distance -= 1
        out.insert(0, distance & 0x7F | 0x80)
        distance >>= 7
    return bytes(out)


def write_pack(
    folder: Path, entries: Sequence[tuple[bytes, bytes]], count: int = -1, offsets: Iterable[int] = ()
) -> Path:
    """Write a pack and its index into a repository: pairs of an id and an entry; some offsets may be lies."""
    body = bytearray(b"PACK" + struct.pack(">II", 2, len(entries) if count < 0 else count))
    places = []
    for _, one in entries:
        places.append(len(body))
        body += one
    trailer = hashlib.sha1(body, usedforsecurity=False).digest()
    for place, lie in enumerate(offsets):
        places[place] = lie
    rows = sorted(zip((name for name, _ in entries), places, strict=True))
    fan = b"".join(struct.pack(">I", sum(name[0] <= first for name, _ in rows)) for first in range(256))
    index = b"\xfftOc\x00\x00\x00\x02" + fan + b"".join(name for name, _ in rows) + b"\x00" * 4 * len(rows)
    index += b"".join(struct.pack(">I", at & 0xFFFFFFFF) for _, at in rows) + trailer
    pack = folder / "objects/pack" / f"pack-{trailer.hex()}.pack"
    pack.parent.mkdir(parents=True, exist_ok=True)
    pack.write_bytes(bytes(body) + trailer)
    pack.with_suffix(".idx").write_bytes(index + hashlib.sha1(index, usedforsecurity=False).digest())
    return pack


def blob_id(content: bytes) -> bytes:
    """Return the id of a blob."""
    return hashlib.sha1(b"blob %d\x00%b" % (len(content), content), usedforsecurity=False).digest()
