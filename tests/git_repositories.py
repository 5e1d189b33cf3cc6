"""Repositories that tests build with the real git, which never runs on anything that was not built here."""

import os
import random
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#: No settings of the person who runs the tests.
CLEAN = {
    "PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.test",
    "GIT_COMMITTER_NAME": "C", "GIT_COMMITTER_EMAIL": "c@example.test",
}  # fmt: skip


def run_git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    """Run the real git on a repository of the test's own."""
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], input=given, capture_output=True, check=True, env=CLEAN
    ).stdout


def token(chance: random.Random) -> str:
    """A value that the scanner certainly takes for a token of GitLab."""
    return "glpat-" + "".join(chance.choice(ALPHABET) for _ in range(20))


@dataclass
class Writer:
    """Writes the stream of ``git fast-import`` for a random history."""

    chance: random.Random
    parts: list[bytes] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    marks: int = 0

    def commit(self, branch: str, parents: list[int]) -> int:
        """Write one commit that changes a few files; return its mark."""
        self.marks += 1
        when = self.chance.randrange(10**9, 17 * 10**8)
        zone = self.chance.choice(["+0000", "-0730", "+1345"])
        name = self.chance.choice(["A B", "Zoë", "x > y", "", "a  b"])
        self.parts.append(
            f"commit refs/heads/{branch}\nmark :{self.marks}\nauthor {name.replace('>', '')} <a@x.test> {when} {zone}\n"
            f"committer C <c@x.test> {when + 86400} +0000\ndata 2\nm\n".encode()
        )
        self.parts += [f"{word} :{parent}\n".encode() for word, parent in zip(("from", "merge"), parents, strict=False)]
        for _ in range(self.chance.randrange(1, 4)):
            self._change()
        self.parts.append(b"\n")
        return self.marks

    def _change(self) -> None:
        path = self.chance.choice(["a.txt", "src/b.py", "src/deep/er/c.yml", "d e.txt", "src/ü.txt", ".env"])
        lines = self.files.get(path, b"").split(b"\n")
        if len(lines) < 40:
            lines += [b"%d %s" % (n, self.chance.randbytes(12).hex().encode()) for n in range(20)]
        lines[self.chance.randrange(len(lines))] = self.chance.randbytes(10).hex().encode()
        if self.chance.random() < 0.4:
            self.tokens.append(token(self.chance))
            lines[self.chance.randrange(len(lines))] = f'token = "{self.tokens[-1]}"'.encode()
        self.files[path] = b"\n".join(lines)
        self.parts.append(b"M 100644 inline %s\ndata %d\n" % (path.encode(), len(self.files[path])))
        self.parts.append(self.files[path] + b"\n")


def build(folder: Path, seed: int, commits: int = 30) -> list[str]:
    """Make a bare repository with a random history of branches and merges; return the tokens in it."""
    chance = random.Random(seed)
    writer = Writer(chance)
    tips = {"main": writer.commit("main", [])}
    for _ in range(commits - 1):
        branch = chance.choice([*tips, f"b{len(tips)}"]) if len(tips) < 4 else chance.choice([*tips])
        parents = [tips.get(branch, tips["main"])]
        other = chance.choice([*tips])
        if chance.random() < 0.3 and tips[other] not in parents:
            parents.append(tips[other])
        tips[branch] = writer.commit(branch, parents)
    folder.mkdir(parents=True)
    run_git(folder, "init", "-q", "--bare", "-b", "main")
    run_git(folder, "-c", "fastimport.unpackLimit=100000", "fast-import", "--quiet", given=b"".join(writer.parts))
    return writer.tokens
