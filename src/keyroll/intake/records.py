"""Splits what came in into numbered records: lines, elements of a JSON array, or of a vendor's envelope."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from keyroll.store.raw import Damaged, chunks

#: A line longer than this is not read; the longest valid record seen in the field is far below it.
LONGEST = 64 << 20
#: How much text one batch holds, about.
BATCH_BYTES = 24 << 20
_PEEK = 1 << 16


@dataclass(frozen=True, slots=True)
class Bad:
    """A record that could not be read: its number (0 for the file as a whole) and why."""

    record: int
    reason: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Records in order: ``numbers[i]`` is the number (from 1) of ``texts[i]``; ``bad`` could not be read."""

    numbers: list[int]
    texts: list[bytes]
    bad: list[Bad]
    last: bool


def batches(file: Path, *, envelope: str = "", is_text: bool = False, size: int = BATCH_BYTES) -> Iterator[Batch]:
    """Yield a file's records in batches whose borders depend on its content only; the last one says so."""
    found = records(file, envelope=envelope, is_text=is_text)
    numbers: list[int] = []
    texts: list[bytes] = []
    bad: list[Bad] = []
    held: Batch | None = None
    weight = 0
    for one in found:
        if isinstance(one, Bad):
            bad.append(one)
        else:
            numbers.append(one[0])
            texts.append(one[1])
            weight += len(one[1])
        if weight >= size:
            if held:
                yield held
            held, numbers, texts, bad, weight = Batch(numbers, texts, bad, last=False), [], [], [], 0
    if held and not (numbers or bad):
        yield Batch(held.numbers, held.texts, held.bad, last=True)
        return
    if held:
        yield held
    if numbers or bad:
        yield Batch(numbers, texts, bad, last=True)


def records(file: Path, *, envelope: str = "", is_text: bool = False) -> Iterator[tuple[int, bytes] | Bad]:
    """Yield each record with its number from 1, or why it could not be read.

    Lines are numbered as an editor does; elements of an array or envelope by their place in it.
    """
    coming = iter(chunks(file))
    try:
        head = next(coming, b"")
    except Damaged as error:
        yield Bad(0, str(error))
        return
    whole = chain([head], coming)
    if is_text or not _is_document(head, envelope):
        yield from _lines(whole)
    else:
        yield from _elements(whole, envelope)


def nth(file: Path, wanted: Iterable[int], *, envelope: str = "", is_text: bool = False) -> dict[int, bytes]:
    """Return the bytes of some records by their numbers."""
    left = set(wanted)
    found: dict[int, bytes] = {}
    if not left:
        return found
    last = max(left)
    for one in records(file, envelope=envelope, is_text=is_text):
        if not isinstance(one, Bad) and one[0] in left:
            found[one[0]] = one[1]
            left.discard(one[0])
        if not left or (not isinstance(one, Bad) and one[0] >= last):
            break
    return found


def _is_document(head: bytes, envelope: str) -> bool:
    """Whether a file is one JSON document (an array, an envelope, or spread over lines) and not JSON lines."""
    start = head.lstrip()[:_PEEK]
    if start.startswith(b"["):
        return True
    if not start.startswith(b"{"):
        return False
    if envelope and f'"{envelope}"'.encode() in start[:256]:
        return True
    first, newline, _ = start.partition(b"\n")
    return bool(newline) and first.strip() == b"{"


def _lines(whole: Iterable[bytes]) -> Iterator[tuple[int, bytes] | Bad]:
    number, rest, skipping = 0, b"", False
    try:
        for chunk in whole:
            first, *others = chunk.split(b"\n")
            if not others:
                rest, skipping = _longer(rest, first, skipping=skipping)
                continue
            number += 1
            yield from _line(number, rest + first, too_long=skipping or len(rest) + len(first) > LONGEST)
            for line in islice(others, len(others) - 1):
                number += 1
                if line and line != b"\r":
                    yield number, line.removesuffix(b"\r")
            rest, skipping = others[-1], False
    except Damaged as error:
        # The line that was being read is cut off somewhere: it is not a record.
        yield Bad(number + 1, str(error))
        return
    if rest or skipping:
        yield from _line(number + 1, rest, too_long=skipping)


def _longer(rest: bytes, more: bytes, *, skipping: bool) -> tuple[bytes, bool]:
    if skipping or len(rest) + len(more) > LONGEST:
        return b"", True
    return rest + more, False


def _line(number: int, line: bytes, *, too_long: bool) -> Iterator[tuple[int, bytes] | Bad]:
    if too_long:
        yield Bad(number, f"line is longer than {LONGEST >> 20} MiB")
    elif line.strip():
        yield number, line.removesuffix(b"\r")


def _elements(whole: Iterable[bytes], envelope: str) -> Iterator[tuple[int, bytes] | Bad]:
    parts: list[bytes] = []
    damage = None
    try:
        parts.extend(whole)
    except Damaged as error:
        damage = str(error)
    # Bytes that are not UTF-8 come back as they were, so that only their record is bad.
    text = b"".join(parts).decode("utf-8", "surrogateescape")
    number, position = 0, 0
    while (position := skip_blank(text, position)) < len(text):
        try:
            position = _enter(text, position, envelope)
            while True:
                position = skip_blank(text, position)
                if text[position : position + 1] == "]":
                    position = _leave(text, position + 1)
                    break
                _, end = _DECODER.raw_decode(text, position)
                number += 1
                yield number, text[position:end].encode("utf-8", "surrogateescape")
                position = skip_blank(text, end)
                if text[position : position + 1] == ",":
                    position += 1
        except ValueError as error:
            yield Bad(number + 1, damage or f"JSON is broken: {error}")
            return
    if damage:
        yield Bad(number + 1, damage)


_DECODER = json.JSONDecoder()


def skip_blank(text: str, position: int) -> int:
    """Return the next place in a JSON text that is not white space."""
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position


def _enter(text: str, position: int, envelope: str) -> int:
    """Return the place after the bracket that opens the list of records."""
    if text[position] == "[":
        return position + 1
    key = text.find(f'"{envelope}"', position) if envelope else -1
    bracket = text.find("[", key) if key >= 0 else -1
    if bracket < 0:
        raise ValueError("an array of records was expected")
    return bracket + 1


def _leave(text: str, position: int) -> int:
    """Return the place after the object around a list of records, where there is one."""
    position = skip_blank(text, position)
    if text[position : position + 1] == "}":
        return position + 1
    if text[position : position + 1] == ",":
        # Fields after the list: read the rest as an object of its own.
        _, end = _DECODER.raw_decode("{" + text[position + 1 :])
        return position + end
    return position
