"""One canary for every declared place of every log and list, and for every place that all share, in every encoding."""

import gzip
import json
import re
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from canary_export import SAMPLES, Canaries, fitted, left, of_list, of_log
from hypothesis import given, settings
from hypothesis import strategies as st

from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.contracts.values import Values
from keyroll.secret import Secret
from keyroll.store.masked import masked
from keyroll.store.raw import Damaged, RawStore, chunks, contents

pytestmark = pytest.mark.hostile

PRINTS = Fingerprints(Secret(b"a key of a test"))
WHAT: list[tuple[str, Log | Endpoint]] = [
    *((provider, log) for provider in catalogue.providers() for log in catalogue.logs(provider).values()),
    *((provider, one) for provider in catalogue.providers() for one in catalogue.endpoints(provider).values()),
]


def mask_of(what: Log | Endpoint) -> RecordMask:
    return RecordMask(PRINTS, what.values, table=isinstance(what, Endpoint) and what.format == "csv")


@pytest.mark.parametrize("provider", catalogue.providers())
def test_no_canary_passes(provider: str) -> None:
    for name, what in WHAT:
        if name != provider:
            continue
        canaries = Canaries()
        content = of_log(name, what, canaries) if isinstance(what, Log) else of_list(name, what, canaries)
        assert len(left(canaries, said=content)) > 50 or (isinstance(what, Endpoint) and what.format == "csv")
        mask = mask_of(what)
        clean = b"".join(masked(mask, [content]))
        assert left(canaries, said=clean) == {}
        # What is clean stays as it is; a file that comes in small pieces, or as part of a large one, is the same.
        assert b"".join(masked(mask_of(what), [clean])) == clean
        if isinstance(what, Log):
            small = [content[at : at + 777] for at in range(0, len(content), 777)]
            assert left(canaries, said=b"".join(masked(mask_of(what), small))) == {}
        if isinstance(what, Log):
            much = content + b"{}\n" * 100_000
            assert left(canaries, said=b"".join(masked(mask, [much]))) == {}


def test_every_declared_expression_has_a_sample_that_it_fits() -> None:
    for provider, what in WHAT:
        for number, text in enumerate(what.values.texts):
            samples = SAMPLES[provider, what.name]
            mask = RecordMask(PRINTS, Values(texts=(text,)))
            fits = [one for one in samples if mask.cuts(fitted(one, Canaries(), "").encode())]
            assert fits, f"{provider}.{what.name} {number} has no sample in canary_export.SAMPLES"


def test_records_stay_what_they_are_but_for_their_values() -> None:
    for provider, what in WHAT:
        if not isinstance(what, Log) or what.is_text:
            continue
        for line in of_log(provider, what, Canaries()).splitlines():
            try:
                before = json.loads(line)
            except ValueError:
                continue
            after = json.loads(mask_of(what).whole(line))
            assert _shape(after) == _shape(before)


def _shape(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _shape(value) for name, value in body.items()}
    return [_shape(one) for one in body] if isinstance(body, list) else None


NAMES = ("password", "sessionToken", "client_secret", "variables", "secretString", "masterUserPassword", "tokenValue")
VALUES = catalogue.logs("aws")["cloudtrail"].values


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LETTER = re.compile(r"\\u....|\\.|[A-Za-z/=&?@]")


def _escaped(text: str, draw: Any) -> str:
    """Write letters in strings of a JSON text as escapes, here and there."""

    def letter(found: re.Match[str]) -> str:
        one = found[0]
        if one.startswith("\\") or draw(st.integers(0, 5)):
            return one
        if one == "/" and draw(st.booleans()):
            return "\\/"
        code = format(ord(one), draw(st.sampled_from(("04x", "04X"))))
        return f"\\u{code}"

    return _STRING.sub(lambda found: _LETTER.sub(letter, found[0]), text)


@st.composite
def records(draw: Any) -> tuple[str, str, bool]:
    """A record with a canary in a declared place, and whether it is whole."""
    canary = f"Zq{draw(st.integers(0, 16**18 - 1)):018x}Xk7"
    value = draw(
        st.sampled_from((canary, f"a b{canary}", f'"{canary}"', f"{canary}\\", f"\ud83d\ude00{canary}", f"\n{canary}'"))
    )
    way = draw(st.integers(0, 4))
    name = draw(st.sampled_from(NAMES))
    name = draw(st.sampled_from((name, name.upper(), name.lower())))
    body: Any = {name: value}
    if way == 1:
        body = {"name": "DB_PASSWORD", "x": draw(st.sampled_from(([1], {"a": "}"}, '{"'))), "value": value}
    elif way == 2:
        body = {"a": f"https://ann:{canary}@host/x?q=words&token={canary}&b"}
    elif way == 3:
        body = {"requestParameters": {"tags": [{"key": "a", "value": "b"}], "value": value}}
    elif way == 4:
        body = {name: {"a": [value, {"b": value}]}} if name.lower() == "variables" else {name: [value, value]}
    noise = st.dictionaries(st.text(max_size=4), st.one_of(st.text(max_size=6), st.integers(), st.none()), max_size=3)
    for _ in range(draw(st.integers(0, 5))):
        how = draw(st.integers(0, 3))
        if how == 0:
            body = {"t": json.dumps(body, ensure_ascii=draw(st.booleans()))}
        elif how == 1:
            body = [draw(noise), body]
        else:
            body = draw(noise) | {f"k{how}": body}
    separators = draw(st.sampled_from(((",", ":"), (", ", ": "), (" ,", " : "), (",\t", "\t:"))))
    text = json.dumps(body, ensure_ascii=draw(st.booleans()), separators=separators)
    text = _escaped(text, draw)
    if draw(st.integers(0, 3)) == 0:
        end = text.rfind("Xk7") + draw(st.integers(0, 6))
        return text[:end], canary, False
    return text, canary, True


@settings(max_examples=150, deadline=None)
@given(records())
def test_no_nesting_and_no_escape_hides_a_value(made: tuple[str, str, bool]) -> None:
    text, canary, whole = made
    raw = text.encode("utf-8", "surrogatepass")
    clean = RecordMask(PRINTS, VALUES).whole(raw)
    assert canary.encode() not in clean, (raw, clean)
    if whole:
        json.loads(clean.decode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_letters_of_several_bytes_hide_nothing(codec: str) -> None:
    canaries = Canaries()
    text = json.dumps({"password": canaries.new(codec), "a": f"https://ann:{canaries.new(codec)}@host/"})
    clean = RecordMask(PRINTS, Values()).whole(f"{text}\n{text}\n".encode(codec))
    assert left(canaries, said=clean) == {}
    assert left(canaries, said=clean.replace(b"\0", b"")) == {}


@pytest.mark.parametrize("packing", ["", ".gz", "damaged"])
@pytest.mark.parametrize("reference", [False, True])
def test_what_is_read_of_a_raw_file_is_what_is_kept_of_it(tmp_path: Path, packing: str, reference: bool) -> None:
    log = catalogue.logs("aws")["cloudtrail"]
    canaries = Canaries()
    content = of_log("aws", log, canaries) * 4
    packed = gzip.compress(content) if packing else content
    file = tmp_path / "a"
    file.write_bytes(packed[:-9] if packing == "damaged" else packed)
    raw = RawStore(tmp_path / "raw").keep(file, reference=reference, mask=mask_of(log))
    assert raw.how == ("reference" if reference or packing == "damaged" else "copy")
    assert raw.masked.count > 100
    ways = []
    for way in (lambda: chunks(raw), lambda: contents(raw, 1 << 16)):
        pieces: list[bytes] = []
        with pytest.raises(Damaged) if packing == "damaged" else nullcontext():
            pieces.extend(way())
        ways.append(b"".join(pieces))
    assert ways[0] == ways[1]
    assert left(canaries, tmp_path / "raw", said=ways[0]) == {}
