"""The history of a repository, read without git: packs with their index, loose objects, alternates."""

import hashlib
import importlib
import shutil
import struct
import time
import zlib
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from fuzz.family import Family, Harness, split

_PACKAGE = "keyroll.intake.scan.repository"
_BLOB, _OFFSET = 3, 6
_HEADERS = (b"loose", b"alternates", b"pointer")


def _sized(kind: int, size: int) -> bytes:
    """Return the header of an entry: its kind, and its size in groups of bits."""
    head, size = [(kind << 4) | (size & 15)], size >> 4
    while size:
        head[-1] |= 128
        head.append(size & 127)
        size >>= 7
    return bytes(head)


def _pack() -> tuple[bytes, bytes]:
    """Return a pack of two blobs, one of them a delta, and its index."""
    good = b"password = 'x'\n" * 5
    delta = bytes([len(good), len(good), 0x90, len(good)])
    first = _sized(_BLOB, len(good)) + zlib.compress(good)
    second = _sized(_OFFSET, len(delta)) + bytes([len(first)]) + zlib.compress(delta)
    pack = b"PACK" + struct.pack(">II", 2, 2) + first + second
    pack += hashlib.sha1(pack, usedforsecurity=False).digest()
    ids = sorted([(_id(b"blob", good), 12, first), (b"\xee" * 20, 12 + len(first), second)])
    fan = b"".join(struct.pack(">I", sum(one[0][0] <= byte for one in ids)) for byte in range(256))
    index = b"\xfftOc" + struct.pack(">I", 2) + fan + b"".join(one[0] for one in ids)
    index += b"".join(struct.pack(">I", zlib.crc32(one[2])) for one in ids)
    index += b"".join(struct.pack(">I", one[1]) for one in ids) + pack[-20:]
    return pack, index + hashlib.sha1(index, usedforsecurity=False).digest()


def _id(kind: bytes, content: bytes) -> bytes:
    return hashlib.sha1(kind + b" %d\x00" % len(content) + content, usedforsecurity=False).digest()


def seeds() -> Iterable[bytes]:
    """Return a pack, loose objects of each kind, and pointers."""
    pack, index = _pack()
    yield b"pack %d\n" % len(pack) + pack + index
    for kind, content in ((b"blob", b"x" * 40), (b"tree", b"100644 a\x00" + bytes(20)), (b"tag", b"object x\n")):
        yield b"loose\n" + zlib.compress(kind + b" %d\x00" % len(content) + content)
    commit = b"tree " + b"a" * 40 + b"\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n\nsaid\n"
    yield b"loose\n" + zlib.compress(b"commit %d\x00" % len(commit) + commit)
    yield b"alternates\n../../other/objects\n/etc\n# x\n"
    yield b"pointer\ngitdir: ../elsewhere/.git\n"


def _written(kind: str, body: bytes, folder: Path) -> str:
    """Write one file of a repository; return the id of an object that it may hold."""
    (folder / "objects" / "pack").mkdir(parents=True)
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    if kind.startswith("pack"):
        size = int(number) if (number := kind[5:]).isdecimal() and len(number) < 7 else len(body) // 2
        for ending, part in ((".pack", body[:size]), (".idx", body[size:])):
            (folder / "objects" / "pack" / f"pack-{'a' * 40}{ending}").write_bytes(part)
        return "ee" * 20
    if kind == "alternates":
        (folder / "objects" / "info").mkdir()
        (folder / "objects" / "info" / "alternates").write_bytes(body)
    elif kind == "pointer":
        (folder / "commondir").write_bytes(body)
    else:
        (folder / "objects" / "aa").mkdir()
        (folder / "objects" / "aa" / ("b" * 38)).write_bytes(body)
    return "aa" + "b" * 38


def make(place: Path) -> Harness:
    """Return the harness that reads one repository."""
    limits, stores, view = (importlib.import_module(f"{_PACKAGE}.{name}") for name in ("limits", "stores", "view"))
    tree = importlib.import_module("keyroll.intake.scan.tree")

    def one(data: bytes) -> None:
        for old in ("in", "view"):
            shutil.rmtree(place / old, ignore_errors=True)
        kind, body = split(data)
        name = _written(kind, body, place / "in" / "r")
        told: list[str] = []
        root = tree.Tree(place / "in")
        try:
            where = stores.stores(root, stores.ScannedRepository("r", "r"), told.append)
            assert all(not one.startswith(("/", "..")) for one in where), "a store is outside"
            made = view.build(root, where, place / "view", limits.UnpackBudget(time.monotonic() + 10), told.append)
            made.content(name, 1 << 20)
        except limits.Corrupt as error:
            str(error).encode()

    return one


FAMILY = Family("git_objects", seeds, make, _HEADERS, missing="" if find_spec(_PACKAGE) else f"there is no {_PACKAGE}")
