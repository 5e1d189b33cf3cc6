"""Bombs: files that are small or simple and ask for much memory or time. Made when a test runs, never kept.

``size`` is about how many bytes each unpacks to. A bomb says where it lies and gives its bytes a piece at a time.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

import zstandard

_PIECE = 1 << 20
Pieces = Iterator[bytes]


def again(what: bytes, size: int) -> Pieces:
    """Yield something again and again."""
    block = what * max(1, _PIECE // len(what))
    for at in range(0, size, len(block)):
        yield block if at + len(block) <= size else what * ((size - at) // len(what))


def around(before: bytes, inner: Pieces, after: bytes = b"") -> Pieces:
    """Yield bytes around others."""
    yield before
    yield from inner
    yield after


def wide(size: int) -> Pieces:
    """Yield an object with very many keys."""
    made = 0
    yield b'[{"a":1'
    for number in count():
        piece = b"".join(b',"k%d":%d' % (number * 1000 + one, one) for one in range(1000))
        made += len(piece)
        yield piece
        if made > size:
            break
    yield b"}]"


#: What is in a bomb, by its name.
CONTENTS: Mapping[str, Callable[[int], Pieces]] = {
    "arrays": lambda size: again(b"[", size),
    "arrays-closed": lambda size: around(b"", again(b"[", size // 2), b"]" * (size // 2)),
    "objects": lambda size: again(b'{"a":', size),
    "objects-in-list": lambda size: around(b"[", again(b'{"a":[', size)),
    "lines-of-brackets": lambda size: again(b"[\n", size),
    "pairs": lambda size: around(b"[", again(b"[[]", size)),
    "blanks": lambda size: again(b" ", size),
    "list-of-blanks": lambda size: around(b"[", again(b" ", size)),
    "envelope-of-blanks": lambda size: around(b'{"Records":[', again(b" \n", size)),
    "string": lambda size: around(b'{"uuid":"', again(b"x", size)),
    "escapes": lambda size: around(b'{"uuid":"', again(b"\\\\", size)),
    "quotes": lambda size: around(b"[", again(b'"', size)),
    "number": lambda size: around(b"[", again(b"1", size)),
    "key": lambda size: around(b'{"', again(b"k", size)),
    "word": lambda size: again(b"x", size),
    "tiny-objects": lambda size: around(b"[", again(b"{},", size), b"{}]"),
    "tiny-lists": lambda size: around(b"[", again(b"[],", size), b"[]]"),
    "tiny-numbers": lambda size: around(b"[", again(b"0,", size), b"0]"),
    "tiny-in-envelope": lambda size: around(b'{"Records":[', again(b"{},", size), b"{}]}"),
    "tiny-lines": lambda size: again(b"x\n", size),
    "object-lines": lambda size: again(b"{}\n", size),
    "values-in-one-record": lambda size: around(b'{"uuid":[', again(b"0,", size), b"0]}\n"),
    "records-in-one-record": lambda size: around(b'[{"uuid":[', again(b'{"a":[]},', size), b"0]}]"),
    "wide": wide,
    "commas": lambda size: around(b"[", again(b",", size)),
    "closers": lambda size: around(b"[", again(b"]", size)),
    "nuls": lambda size: again(b"\0", size),
    "marks": lambda size: again(b"\xef\xbb\xbf", size),
    "utf-16": lambda size: around(b"\xff\xfe", again('{"a":1}\n'.encode("utf-16-le"), size)),
    "utf-16-line": lambda size: around(b'["', again("a".encode("utf-16-le"), size), b'"]'),
    "escaped": lambda size: around(b'["', again(b"\\u0061", size), b'"]'),
    "surrogates": lambda size: around(b'["', again(b"\\ud800", size), b'"]'),
    "wide-characters": lambda size: around(b'["', again(b"a", size), '\U0001f600"]'.encode()),
    "line-ends": lambda size: again(b"\n", size),
}


def _gzip(pieces: Pieces) -> Pieces:
    pack = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        yield pack.compress(piece)
    yield pack.flush()


def _zstd(pieces: Pieces) -> Pieces:
    pack = zstandard.ZstdCompressor().compressobj()
    for piece in pieces:
        yield pack.compress(piece)
    yield pack.flush()


PACKINGS: Mapping[str, Callable[[Pieces], Pieces]] = {"": lambda pieces: pieces, ".gz": _gzip, ".zst": _zstd}


def _survey(provider: str, endpoint: str, ending: str) -> Callable[[str, int], str]:
    return lambda name, number: f"{provider}@{name}/survey/{endpoint}.{ending}"


#: Where a bomb lies: in each kind of place that is read in a way of its own.
PLACES: Mapping[str, Callable[[str, int], str]] = {
    "lines": lambda name, number: f"okta/logs/system_log/{name}.ndjson",
    "envelope": lambda name, number: f"aws/logs/cloudtrail/{name}.json",
    "text": lambda name, number: f"jira/logs/access/{name}.log",
    "list": _survey("okta", "api_tokens", "json"),
    "answer": _survey("slack", "bots", "json"),
    "case": _survey("okta", "support_case_files", "json"),
    "table": _survey("register", "vendors", "csv"),
    "nowhere": lambda name, number: f"lost/{name}",
}

#: Those that are lists of a survey; the others are logs, or lie where nothing is read.
LISTS = ("list", "answer", "case", "table")


def _window() -> bytes:
    values = zstandard.ZstdCompressionParameters.from_level(3, window_log=28)
    pack = zstandard.ZstdCompressor(compression_params=values).compressobj()
    return pack.compress(b"{}\n" * 1000) + pack.flush()


def packed(size: int) -> dict[str, bytes]:
    """Return files whose packing is the bomb."""
    member, frame = gzip.compress(b'{"uuid":1}\n'), zstandard.compress(b"{}\n")
    whole = gzip.compress(b"{}\n" * 5000)
    head = "#separator \\x09\n#fields\t" + "\t".join(f"f{one}" for one in range(200_000)) + "\n"
    return {
        "okta/logs/system_log/members.ndjson.gz": member * (size // 100),
        "okta/logs/system_log/empty-members.ndjson.gz": gzip.compress(b"") * (size // 100),
        "okta/logs/system_log/frames.ndjson.zst": frame * (size // 100),
        "okta/logs/system_log/window.ndjson.zst": _window(),
        "okta/logs/system_log/cut.ndjson.gz": whole[:-20],
        "okta/logs/system_log/cut.ndjson.zst": zstandard.compress(b"{}\n" * 5000)[:-3],
        "okta/logs/system_log/half.ndjson.gz": whole + whole[:30],
        "okta/logs/system_log/garbage.ndjson.gz": whole + b"garbage" * 100,
        "okta/logs/system_log/twice.ndjson.gz": gzip.compress(gzip.compress(b"\0" * size)),
        "lost/zip.zip": b"PK\x03\x04" + b"\0" * 1000,
        "zeek/logs/conn/columns.log": head.encode() + b"x\n" * 100 + b"\t" * 200_000 + b"\n",
        "zeek/logs/conn/tabs.log": b"#separator \\x09\n#fields\ta\n" + b"\t" * size + b"\n",
        "register@columns/survey/vendors.csv": b",".join(b"c%d" % one for one in range(200_000)) + b"\n1,2\n" * 50_000,
        "register@field/survey/vendors.csv": b'vendor,"' + b"x\n" * (size // 2),
        "register@rows/survey/vendors.csv": b"vendor,provider\n" + b",\n" * (size // 2),
    }


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def put(folder: Path, name: str, pieces: Pieces) -> None:
    """Write one file below a folder, a piece at a time."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        for piece in pieces:
            stream.write(piece)


def lay_bombs(folder: Path, size: int, *, contents: tuple[str, ...] = (), places: tuple[str, ...] = ()) -> list[str]:
    """Lay bombs, each content in each place, packed in turn; return their names below the folder."""
    laid = []
    for number, name in enumerate(contents or tuple(CONTENTS)):
        for other, place in enumerate(places or tuple(PLACES)):
            packing = tuple(PACKINGS)[(number + other) % len(PACKINGS)]
            shown = PLACES[place](name, number) + packing
            put(folder, shown, PACKINGS[packing](CONTENTS[name](size)))
            laid.append(shown)
    return laid


#: What must be read whatever lies beside it.
GOOD = {
    "okta/logs/system_log/zz-good.ndjson": json.dumps(
        {"uuid": "good", "published": "2023-11-14T09:22:49.000Z", "eventType": "user.session.start"}
    ).encode()
    + b"\n",
    "okta@good/survey/api_tokens.json": json.dumps(
        [{"id": "1", "name": "Bot", "userId": "u", "created": "2023-01-01T00:00:00.000Z"}]
    ).encode(),
}
