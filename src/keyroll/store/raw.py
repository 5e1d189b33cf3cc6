"""Raw: what came in, kept by the SHA-256 of the whole file, compressed, readable by the owner only."""

import hashlib
import os
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import zstandard

from keyroll.errors import KeyrollError

CHUNK = 1 << 20
_PACKED = {b"\x1f\x8b": ".gz", b"\x28\xb5": ".zst"}


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file that came in: the hash of its bytes as delivered, and where they can be read again."""

    sha256: str
    size: int
    path: Path
    how: Literal["copy", "reference"]


class RawStore:
    """A folder of files named by content hash."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def keep(self, file: Path, *, reference: bool = False) -> RawFile:
        """Take a file in and return its address; a file that is there already is not written again.

        With ``reference`` only the hash is taken; the file stays where it is. Packed files (gzip, zstd) are kept as
        they are, others are packed with zstd. A killed writer leaves a file that nothing names.
        """
        if reference:
            sha, size = _hash(file)
            return RawFile(sha, size, file.absolute(), "reference")
        self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = self._root / f"arriving-{uuid.uuid4().hex}"
        digest, size = hashlib.sha256(), 0
        packing = packing_of(file)
        pack = None if packing else zstandard.ZstdCompressor(level=1).compressobj()
        with file.open("rb") as coming, _private(part) as going:
            while chunk := coming.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                going.write(pack.compress(chunk) if pack else chunk)
            going.write(pack.flush() if pack else b"")
            going.flush()
            os.fsync(going.fileno())
        final = self._root / f"{digest.hexdigest()}{packing or '.zst'}"
        if final.exists():
            part.unlink()
        else:
            part.replace(final)
        return RawFile(digest.hexdigest(), size, final, "copy")

    def find(self, sha256: str, referenced: str = "") -> Path:
        """Return where the bytes of a raw file are. Raises KeyrollError where they are gone or changed."""
        for ending in (".zst", ".gz"):
            path = self._root / f"{sha256}{ending}"
            if path.exists():
                return path
        path = Path(referenced)
        if referenced and path.exists():
            if _hash(path)[0] == sha256:
                return path
            raise KeyrollError(f"{path} is no longer the file that was read", hint="restore it, then try again")
        raise KeyrollError(f"the raw file {sha256} is not kept here", hint="sync the export again")

    def sweep(self) -> None:
        """Remove what a killed writer left; the caller holds the lease."""
        for part in self._root.glob("arriving-*"):
            part.unlink()


def packing_of(file: Path) -> str:
    """Return ``.gz``, ``.zst`` or nothing, judged by the first bytes rather than by the name."""
    with file.open("rb") as stream:
        return _PACKED.get(stream.read(2), "")


class Damaged(Exception):  # noqa: N818 - caught where a file is read, becomes a quarantine row
    """A packed file ends too early or is not what its first bytes promise; what came before was good."""


def chunks(file: Path) -> Iterator[bytes]:
    """Yield a file's unpacked bytes. Raises Damaged after the last good ones."""
    packing = packing_of(file)
    with file.open("rb") as stream:
        if not packing:
            while chunk := stream.read(CHUNK):
                yield chunk
            return
        unpack = _ungzip if packing == ".gz" else _unzstd
        try:
            yield from unpack(stream)
        except (zlib.error, zstandard.ZstdError) as error:
            raise Damaged(f"packed data is broken: {error}") from None


def _ungzip(stream: IO[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(31)
    while packed := stream.read(CHUNK // 4):
        while packed:
            if member.eof:
                member = zlib.decompressobj(31)
            yield member.decompress(packed)
            packed = member.unused_data
    if not member.eof:
        raise Damaged("gzip ends too early")


def _unzstd(stream: IO[bytes]) -> Iterator[bytes]:
    frame = zstandard.ZstdDecompressor().decompressobj()
    while packed := stream.read(CHUNK // 4):
        while packed:
            if frame.eof:
                frame = zstandard.ZstdDecompressor().decompressobj()
            yield frame.decompress(packed)
            packed = frame.unused_data if frame.eof else b""
    if not frame.eof:
        raise Damaged("zstd ends too early")


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        yield stream


def _hash(file: Path) -> tuple[str, int]:
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return digest, file.stat().st_size
