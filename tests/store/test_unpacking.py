"""A packed file unpacks within a ratio and a time; a log of repeated lines does not reach them."""

import gzip
import itertools
from collections.abc import Iterator

import pytest
import zstandard

from keyroll.store import unpacking
from keyroll.store.unpacking import CHUNK, Damaged, packing_of, unpacked

LINE = b'{"uuid":"%d","published":"2023-11-14T09:22:49.000Z","eventType":"user.session.start"}\n'


def size_of(content: bytes, *, arrived: int = 0) -> int:
    pieces = (content[at : at + 1024] for at in range(0, len(content), 1024))
    return sum(map(len, unpacked(*packing_of(pieces), arrived=arrived)))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the limits begin at 4 MiB, so that a test is quick."""
    monkeypatch.setattr(unpacking, "FREE", 4 << 20)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_ratio_over_the_limit_ends_with_its_reason(pack: object) -> None:
    content = pack(b"\0" * (64 << 20))  # type: ignore[operator]
    with pytest.raises(Damaged, match="more than 4 MiB and 200 times its size; the rest was not read"):
        size_of(content)
    # A copy that keyroll packed itself is read whole.
    assert size_of(content, arrived=64 << 20) == 64 << 20


@pytest.mark.usefixtures("small")
def test_many_members_are_one_file() -> None:
    with pytest.raises(Damaged, match="200 times its size"):
        size_of(gzip.compress(b"\0" * CHUNK) * 20)


@pytest.mark.usefixtures("small")
def test_logs_of_similar_lines_are_read_whole() -> None:
    similar = b"".join(LINE % number for number in range(100_000))
    packed = gzip.compress(similar)
    assert 10 < len(similar) / len(packed) < 200
    assert size_of(packed) == len(similar)
    # The size to which any file may unpack has no ratio: repeated lines pack more than 200 times.
    repeated = gzip.compress(LINE * 40_000)
    assert len(LINE) * 40_000 / len(repeated) > 200
    assert size_of(repeated) == len(LINE) * 40_000


@pytest.mark.usefixtures("small")
def test_a_file_of_a_high_ratio_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = itertools.count(0.0, 1.0)
    monkeypatch.setattr(unpacking.time, "process_time", lambda: next(clock))
    similar = b"".join(LINE % (number // 6) for number in range(200_000))
    packed = gzip.compress(similar)
    assert 50 < len(similar) / len(packed) < 200
    with pytest.raises(Damaged, match="50 times its size and took more than 3 s; the rest was not read"):
        size_of(packed)


def test_the_limit_of_time_is_not_for_ordinary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "FREE", 1 << 20)
    monkeypatch.setattr(unpacking, "MOST_SECONDS", -1.0)

    def ordinary() -> Iterator[bytes]:
        for number in range(60_000):
            yield LINE % (number * 7919 % 1_000_003)

    content = b"".join(ordinary())
    packed = gzip.compress(content)
    assert len(content) / len(packed) < 50
    assert size_of(packed) == len(content)
