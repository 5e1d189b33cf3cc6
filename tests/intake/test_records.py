"""Records: the same content gives the same records with the same numbers, however it is packed and chunked."""

import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from keyroll.intake import records as room
from keyroll.intake.records import Bad, batches, nth, records
from keyroll.store import held
from keyroll.store.raw import chunks

QUICK = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LINE = st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"").removesuffix(b"\r"))
#: Lines that are read as lines: a file that begins with a bracket may be a document.
LINES = st.lists(st.one_of(LINE, st.sampled_from([b"", b" ", b"\t ", b"{}", b'{"a":1}'])), max_size=12).filter(
    lambda found: not b"\n".join(found).lstrip().startswith((b"[", b"{", b"\x1f\x8b", b"\x28\xb5", b"\xef\xbb\xbf"))
)
VALUE = st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda v: st.lists(v, max_size=2), max_leaves=3)
OBJECT = st.dictionaries(st.text(max_size=6), VALUE, max_size=3)
BLANK = st.text(" \t\r\n", max_size=4)


def plain(content: bytes, _cuts: list[int]) -> bytes:
    return content


def gzip_members(content: bytes, cuts: list[int]) -> bytes:
    return b"".join(map(gzip.compress, pieces(content, cuts)))


def zstd_frames(content: bytes, cuts: list[int]) -> bytes:
    return b"".join(map(zstandard.compress, pieces(content, cuts)))


def pieces(content: bytes, cuts: list[int]) -> list[bytes]:
    places = [0, *sorted(cut % (len(content) + 1) for cut in cuts), len(content)]
    return [content[start:end] for start, end in pairwise(places)]


PACK = st.sampled_from([plain, gzip_members, zstd_frames])
CUTS = st.lists(st.integers(0, 10_000), max_size=4)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "file"


@pytest.fixture
def chunked(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Make files come in pieces of some size."""

    def set_size(size: int) -> None:
        monkeypatch.setattr(held, "CHUNK", size)

    return set_size


def good(file: Path, **how: Any) -> list[tuple[int, bytes]]:
    return [one for one in records(file, **how) if not isinstance(one, Bad)]


def bad(file: Path, **how: Any) -> list[Bad]:
    return [one for one in records(file, **how) if isinstance(one, Bad)]


@QUICK
@given(LINES, st.booleans(), st.sampled_from([b"\n", b"\r\n"]), PACK, CUTS, st.integers(4, 64))
@example([b"x", b"  ", b"y"], True, b"\n", gzip_members, [2, 2, 3], 4)
def test_lines_come_back_with_their_numbers(
    file: Path,
    chunked: Callable[[int], None],
    given_lines: list[bytes],
    ended: bool,
    end: bytes,
    pack: Callable[[bytes, list[int]], bytes],
    cuts: list[int],
    size: int,
) -> None:
    chunked(size)
    text = end.join(given_lines) + (end if ended and given_lines else b"")
    file.write_bytes(pack(text, cuts))
    expected = [(number, line) for number, line in enumerate(given_lines, 1) if line.strip()]
    assert good(file, is_text=True) == expected
    assert good(file) == expected
    assert bad(file) == ([] if expected else [Bad(0, "the file is empty")])
    assert nth(file, [number for number, _ in expected]) == dict(expected)


@QUICK
@given(LINES, PACK, CUTS, st.integers(4, 64))
def test_a_line_that_is_too_long_costs_itself_only(
    file: Path,
    chunked: Callable[[int], None],
    given_lines: list[bytes],
    pack: Callable[[bytes, list[int]], bytes],
    cuts: list[int],
    size: int,
) -> None:
    chunked(size)
    file.write_bytes(pack(b"\n".join(given_lines), cuts))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "LONGEST", 9)
        seen = {one[0] for one in good(file)}
        refused = {one.record for one in bad(file) if one.record}
    assert seen == {number for number, line in enumerate(given_lines, 1) if line.strip() and len(line) <= 9}
    assert refused == {number for number, line in enumerate(given_lines, 1) if len(line) > 9}


def test_the_first_line_may_follow_a_byte_order_mark(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf{"a":1}\n{"b":2}\n')
    assert good(file) == [(1, b'{"a":1}'), (2, b'{"b":2}')]
    file.write_bytes(b'\xef\xbb\xbf[{"a":1}]')
    assert good(file) == [(1, b'{"a":1}')]


@QUICK
@given(st.data(), st.lists(OBJECT, max_size=5), PACK, CUTS, st.integers(4, 64))
def test_elements_of_an_array_keep_their_exact_text(
    file: Path,
    chunked: Callable[[int], None],
    data: st.DataObject,
    objects: list[dict[str, Any]],
    pack: Callable[[bytes, list[int]], bytes],
    cuts: list[int],
    size: int,
) -> None:
    chunked(size)
    texts = [json.dumps(one, ensure_ascii=data.draw(st.booleans())) for one in objects]
    blank = iter(lambda: data.draw(BLANK), None)
    inner = ",".join(f"{next(blank)}{text}{next(blank)}" for text in texts)
    file.write_bytes(pack(f"{next(blank)}[{inner}{next(blank)}]{next(blank)}".encode("utf-8", "surrogatepass"), cuts))
    assert good(file) == list(enumerate((text.encode("utf-8", "surrogatepass") for text in texts), 1))
    assert bad(file) == []


@QUICK
@given(st.lists(OBJECT, max_size=4), OBJECT, OBJECT, st.booleans(), PACK, CUTS, st.sampled_from([None, 1]))
@example([{"a": 1}], {"note": {"Records": [1]}}, {}, False, plain, [], None)
@example([{"a": 1}], {"note": "Records"}, {"more": [{}]}, False, plain, [], None)
@example([{"a": 1}], {"long": "x" * 500}, {}, True, gzip_members, [1, 2], None)
def test_an_envelope_is_opened_wherever_its_list_stands(
    file: Path,
    objects: list[dict[str, Any]],
    before: dict[str, Any],
    after: dict[str, Any],
    twice: bool,
    pack: Callable[[bytes, list[int]], bytes],
    cuts: list[int],
    indent: int | None,
) -> None:
    before.pop("Records", None)
    after.pop("Records", None)
    text = json.dumps(before | {"Records": objects} | {f"after {key}": value for key, value in after.items()})
    file.write_bytes(pack("\n".join([text] * (1 + twice)).encode(), cuts))
    expected = [json.dumps(one).encode() for one in objects] * (1 + twice)
    assert good(file, envelope="Records") == list(enumerate(expected, 1))
    assert bad(file, envelope="Records") == []
    assert nth(file, [len(expected)], envelope="Records") == dict([*enumerate(expected, 1)][-1:])


def test_records_may_be_spread_over_lines(file: Path) -> None:
    objects = [{"a": {"b": [1, 2]}}, {"c": "}"}]
    file.write_text("\n".join(json.dumps(one, indent=2) for one in objects))
    assert [json.loads(text) for _, text in good(file)] == objects
    file.write_text(json.dumps({"Records": objects}, indent=2))
    assert [json.loads(text) for _, text in good(file, envelope="Records")] == objects


@pytest.mark.parametrize(
    ("text", "numbers", "faults"),
    [
        ('[{"a":1},{"b":oops},{"c":3}]', [1, 2, 3], []),  # the second one is judged by whoever decodes it
        ('[{"a":1},\n{"b":"open},\n{"c":3}]', [1, 2, 3], []),
        ('[{"a":1},oops,{"c":3}]', [1, 2, 3], []),
        ('[{"a":1},{"b":2}', [1, 2], [3]),
        ('[{"a":1},{"b":', [1], [2]),
        ('[{"a":1}] and more {', [1, 2, 3], [4]),
        ('[oops\n{"a":1}\n{"b":2}\n', [1, 2, 3], [4]),
        ('[{"x":\n{"a":1}\n{"b":2}\n', [1, 2, 3], []),  # lines after all: the first one is broken
        ('{\n{"a":1}\n', [1, 2], []),
        ('[{"a":"\x01"},{"b":%s},{"c":3}]' % ("9" * 5000), [1, 2, 3], []),
        ('[{"a":%s},{"b":2}]' % ("[" * 5000 + "]" * 5000), [1, 2], []),
        ('[{"a":%s' % ("[" * 5000), [], [1]),
        ("[]", [], []),
        ("[", [], [1]),
        ("[1 2]", [1, 2], []),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_what_is_broken_costs_no_more_than_it_must(
    file: Path, text: str, numbers: list[int], faults: list[int]
) -> None:
    file.write_text(text)
    assert [number for number, _ in good(file)] == numbers
    assert [one.record for one in bad(file)] == faults


def cut_gzip(content: bytes) -> bytes:
    packed = gzip.compress(content)
    return packed[: len(packed) * 2 // 3]


def cut_zstd(content: bytes) -> bytes:
    # Small blocks, as a writer that flushes now and then leaves them.
    pack, packed = zstandard.ZstdCompressor().compressobj(), io.BytesIO()
    for start in range(0, len(content), 5000):
        packed.write(pack.compress(content[start : start + 5000]))
        packed.write(pack.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
    packed.write(pack.flush())
    return packed.getvalue()[: len(packed.getvalue()) * 2 // 3]


def readable(packed: bytes) -> bytes:
    if packed.startswith(b"\x1f\x8b"):
        return zlib.decompressobj(31).decompress(packed)
    return zstandard.ZstdDecompressor().decompressobj().decompress(packed)


@pytest.mark.parametrize("cut", [cut_gzip, cut_zstd])
@pytest.mark.parametrize("size", [1 << 20, 100])
def test_all_complete_lines_before_a_cut_are_records(
    file: Path, chunked: Callable[[int], None], cut: Callable[[bytes], bytes], size: int
) -> None:
    content = b"".join(b'{"n":%d,"x":"%x"}\n' % (number, number**9) for number in range(2000))
    packed = cut(content)
    file.write_bytes(packed)
    chunked(size)
    complete = readable(packed).split(b"\n")[:-1]
    assert 10 < len(complete) < 2000
    assert good(file) == list(enumerate(complete, 1))
    (fault,) = bad(file)
    assert fault.record == len(complete) + 1
    assert "ends too early" in fault.reason


@pytest.mark.parametrize("cut", [cut_gzip, cut_zstd])
def test_all_complete_elements_before_a_cut_are_records(file: Path, cut: Callable[[bytes], bytes]) -> None:
    elements = [b'{"n":%d,"x":"%x"}' % (number, number**9) for number in range(2000)]
    packed = cut(b'{"Records":[' + b",".join(elements) + b"]}")
    file.write_bytes(packed)
    found = good(file, envelope="Records")
    assert 10 < len(found) < 2000
    assert found == list(enumerate(elements, 1))[: len(found)]
    assert len(b",".join(elements[: len(found) + 1])) + len(b'{"Records":[') > len(readable(packed))
    (fault,) = bad(file, envelope="Records")
    assert (fault.record, fault.reason.endswith("ends too early")) == (len(found) + 1, True)


def test_a_file_that_is_not_what_its_first_bytes_promise(file: Path) -> None:
    for content in (b"\x1f\x8b", b"\x1f\x8bxxxxxxxxxxxx", b"\x28\xb5\x2f\xfd\x00garbage"):
        file.write_bytes(content)
        assert good(file) == []
        (fault,) = bad(file)
        assert fault.record == 0


def test_what_follows_a_whole_member_does_not_cost_it(file: Path) -> None:
    file.write_bytes(gzip.compress(b"a\nb\n") + b"garbage")
    assert good(file) == [(1, b"a"), (2, b"b")]
    assert [one.record for one in bad(file)] == [3]


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_a_small_file_that_unpacks_to_much_comes_in_moderate_pieces(file: Path, pack: Callable[[bytes], bytes]) -> None:
    file.write_bytes(pack(b"a" * (100 << 20)))
    sizes = [len(chunk) for chunk in chunks(file)]
    assert sum(sizes) == 100 << 20
    assert max(sizes) <= 40 << 20
    assert [one.record for one in bad(file)] == [1]


@QUICK
@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 100), PACK, CUTS, st.integers(4, 64))
def test_borders_of_batches_follow_from_the_content(
    file: Path,
    chunked: Callable[[int], None],
    lengths: list[int],
    size: int,
    pack: Callable[[bytes, list[int]], bytes],
    cuts: list[int],
    chunk: int,
) -> None:
    text = b"\n".join(b"x" * length for length in lengths)
    file.write_bytes(text)
    expected = list(batches(file, is_text=True, size=size))
    file.write_bytes(pack(text, cuts))
    chunked(chunk)
    found = list(batches(file, is_text=True, size=size))
    assert found == expected
    assert [batch.last for batch in found] == [False] * (len(found) - 1) + [True]
    assert [one for batch in found for one in zip(batch.numbers, batch.texts, strict=True)] == good(file)
    assert [one for batch in found for one in batch.bad] == bad(file)
    assert all(sum(map(len, batch.texts)) >= size for batch in found[:-1])


def test_records_of_nothing_are_asked_for_without_reading() -> None:
    assert nth(Path("does not exist"), []) == {}


def test_no_more_is_read_than_is_asked_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_file: Path) -> Iterator[bytes]:
        while True:
            yield b"x\n" * 50_000

    monkeypatch.setattr(room, "chunks", endless)
    assert nth(file, [3, 70_000]) == {3: b"x", 70_000: b"x"}
