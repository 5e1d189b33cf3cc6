"""A bundle that was changed in any way is refused, and the message names the place."""

import json
import random
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from evidence_logs import (
    DAY,
    GONE,
    LIVE,
    NOW,
    OTHER_SEED,
    Careless,
    Forger,
    changed,
    grown,
    open_log,
    places,
    prove,
    reopened,
    signer,
)
from hypothesis import given
from hypothesis import strategies as st

from keyroll.clock import FixedClock
from keyroll.errors import EvidenceRefused
from keyroll.proof.evidence.bundle import bundle
from keyroll.proof.evidence.links import Tip, chain_of
from keyroll.proof.evidence.pins import Pin
from keyroll.proof.evidence.verify import inspect, verify
from keyroll.store.ledger.ledger import Ledger

pytestmark = pytest.mark.long

OWN = signer().public
PINS = [OWN.keyid]


def refused(content: bytes, *, pins: list[str] = PINS, match: str | None = None, **when: Any) -> EvidenceRefused:
    with pytest.raises(EvidenceRefused, match=match) as caught:
        inspect(content, pins=[Pin.read(one.encode()) for one in pins] or None, now=when.get("now", NOW))
    assert caught.value.exit_code == 14
    assert caught.value.where
    assert caught.value.hint
    return caught.value


@pytest.fixture
def sqlite(tmp_path: Path) -> Ledger:
    return Ledger.open(tmp_path / "ledger.sqlite", FixedClock(NOW))


def test_it_holds_before_it_is_changed(sound: bytes) -> None:
    assert not inspect(sound, now=NOW).pinned
    for pins in (PINS, ["00" * 32, *PINS]):
        assert verify(sound, pins=[Pin.read(one.encode()) for one in pins], now=NOW + DAY).pinned


@pytest.mark.parametrize(
    "mask", [0x01, *(pytest.param(mask, marks=pytest.mark.nightly) for mask in (0x02, 0x20, 0x80))]
)
def test_a_flipped_bit_in_any_byte_is_refused(sound: bytes, mask: int) -> None:
    for place in range(len(sound)):
        flipped = bytearray(sound)
        flipped[place] ^= mask
        try:
            inspect(bytes(flipped), now=NOW)
        except EvidenceRefused as error:
            assert error.where  # noqa: PT017 - thousands of cases: a context for each is slow
        else:
            pytest.fail(f"byte {place} with {mask:#x} was not noticed")


@given(st.data())
def test_bytes_put_in_or_left_out_are_refused(sound: bytes, data: st.DataObject) -> None:
    begin, end = sorted((data.draw(st.integers(0, len(sound))), data.draw(st.integers(0, len(sound)))))
    other = sound[:begin] + data.draw(st.binary(max_size=20)) + sound[end:]
    if other != sound:
        refused(other)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_what_is_no_bundle_is_refused(content: bytes) -> None:
    refused(content)


json_values = st.recursive(st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text(), st.lists, max_leaves=5)


@given(st.data())
def test_values_of_another_kind_are_refused(sound: bytes, data: st.DataObject) -> None:
    form = json.loads(sound)
    *way, last = data.draw(st.sampled_from([(name,) for name in form] + list(places(form))))
    inner = form
    for step in way:
        inner = inner[step]
    value = data.draw(json_values)
    if inner[last] != value or type(inner[last]) is not type(value):
        inner[last] = value
        refused(json.dumps(form, indent=2, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


def test_every_value_counts(sound: bytes) -> None:
    form = json.loads(sound)
    for path in places(form):
        refused(Forger(changed(form, path)).bytes())


def test_every_signed_value_counts(sound: bytes) -> None:
    form = json.loads(sound)
    ways = [("head",), ("previous",), *(("statements", n, "envelope") for n in range(5))]
    for way in ways:
        *before, last = way
        inner = form
        for step in before:
            inner = inner[step]
        payload = json.loads(b64decode(inner[last]["payload"]))
        for path in places(payload):
            other = json.dumps(changed(payload, path)).encode()
            kept, inner[last] = inner[last], inner[last] | {"payload": b64encode(other).decode()}
            error = refused(Forger(form).bytes(), match="signature does not match")
            assert error.where.split()[0] in (way[0], "statement")
            inner[last] = kept


@pytest.mark.parametrize("gone", [{0}, {3}, {4}, {1, 2}, {0, 1, 2, 3, 4}])
def test_dropped_statements_are_counted_and_named(sound: bytes, gone: set[int]) -> None:
    forger = Forger.of(sound)
    numbers = [place + 1 for place in sorted(gone)]
    forger.form["statements"] = [one for place, one in enumerate(forger.form["statements"]) if place not in gone]
    error = refused(forger.bytes())
    assert str(error) == f"statements: {len(gone)} are missing: number {', '.join(map(str, numbers))}"


@pytest.mark.parametrize(("one", "other"), combinations(range(5), 2))
def test_reordered_statements_are_counted_and_named(sound: bytes, one: int, other: int) -> None:
    forger = Forger.of(sound)
    entries = forger.form["statements"]
    entries[one], entries[other] = entries[other], entries[one]
    assert re.match(r"statements: 2 are not in order: number \d, \d$", str(refused(forger.bytes())))


@pytest.mark.parametrize("place", range(4))
def test_statements_said_twice_are_counted_and_named(sound: bytes, place: int) -> None:
    forger = Forger.of(sound)
    twice = forger.form["statements"][place]
    forger.form["statements"].insert(place, twice)
    assert str(refused(forger.bytes())) == f"statements: 1 occur more than once: number {twice['number']}"


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("as_leaf", [False, True])
def test_replayed_statements_are_refused(sqlite: Ledger, place: int, as_leaf: bool) -> None:
    log = grown(sqlite)
    foreign = Forger.of(bundle(log, "other")).form["statements"][0]
    forger = Forger.of(bundle(log, "okta"))
    if as_leaf:  # in another's place, under its number
        right = forger.form["statements"][place]
        forger.form["statements"][place] = foreign | {name: right[name] for name in ("leaf", "number", "proof")}
        refused(forger.bytes(), match=rf"statement {place + 1} \(leaf {right['leaf']}\) proof: does not lead")
    else:
        forger.form["statements"].append(foreign | {"number": 6 + place})
        refused(forger.bytes(), match=f"statements: 1 do not belong in this bundle: number {6 + place}")


def test_a_statement_of_another_log_of_the_same_key_is_refused(sqlite: Ledger, tmp_path: Path) -> None:
    twin = open_log(Ledger.open(tmp_path / "twin.sqlite", FixedClock(NOW)))
    prove(twin, {1: LIVE, 2: GONE})
    foreign = Forger.of(bundle(twin, "okta"))
    forger = Forger.of(bundle(grown(sqlite), "okta"))
    for part in ("envelope", "proof"):
        forger.form["statements"][3][part] = foreign.form["statements"][2][part]
    refused(forger.bytes(), match=r"statement 4 \(leaf 7\) proof")
    forger.form["head"] = foreign.form["head"]
    refused(forger.bytes(), match="^chain: ")
    forger.form["chain"] = foreign.form["chain"]
    refused(forger.bytes(), match="do not belong in this bundle")


@pytest.mark.parametrize("part", ["head", "chain", "previous", "earlier", "statements"])
def test_a_part_of_an_older_bundle_is_refused(sqlite: Ledger, part: str) -> None:
    log = grown(sqlite)
    older = Forger.of(bundle(log, "okta"))
    prove(log, {1: LIVE}, now=NOW + 2 * DAY)
    forger = Forger.of(bundle(log, "okta"))
    forger.form[part] = older.form[part]
    refused(forger.bytes())


def test_a_log_that_forgot_something_is_refused(sqlite: Ledger, tmp_path: Path) -> None:
    # Its owner has the key, but once signed another state: the head before does not lead to this one.
    log = grown(sqlite)
    other = open_log(Ledger.open(tmp_path / "forgetful.sqlite", FixedClock(NOW)))
    prove(other, {1: GONE, 2: LIVE, 4: LIVE, 5: LIVE, 6: LIVE})
    prove(other, {7: LIVE, 8: LIVE})
    forger = Forger.of(bundle(other, "okta"), signer())
    previous = Forger.of(bundle(log, "okta")).form["previous"]
    forger.form["previous"] = previous
    refused(forger.bytes(), match="previous head: is not the head that the newest one names")
    named = {name: forger.payload(previous)[name] for name in ("size", "root")}
    forger.form["head"] = forger.say(forger.form["head"], previous=named)
    refused(forger.bytes(), match="previous proof: does not show that the log was only added to")


def test_the_state_before_cannot_be_left_out(sound: bytes) -> None:
    forger = Forger.of(sound)
    forger.form["previous"] = None
    refused(forger.bytes(), match="previous: is not the head that the newest one names")


def test_a_chain_with_another_predecessor_is_refused(sqlite: Ledger) -> None:
    # Even the owner of the key cannot hide a statement that a later one follows: only a whole new chain can.
    forger = Forger.of(bundle(grown(sqlite), "okta"), signer())
    del forger.form["statements"][2]
    for number, entry in enumerate(forger.form["statements"], 1):
        entry["number"] = number
    tip = Tip(chain_of("okta"), 4, forger.form["chain"]["last"])
    forger.form["chain"] |= {"length": 4, "place": 0, "proof": []}
    chains = {"count": 1, "root": tip.leaf().hex()}
    forger.form["head"] = forger.say(forger.form["head"], chains=chains)
    refused(forger.bytes(), match=r"statement 3 \(leaf 7\): does not continue its chain: it is number 4 after 2")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("length", 4),
        ("length", 6),
        ("length", 0),
        ("length", "5"),
        ("length", True),
        ("last", "00" * 32),
        ("last", ""),
        ("last", None),
        ("place", 1),
        ("place", -1),
        ("place", 2),
        ("proof", []),
        ("proof", ["00" * 32]),
        ("proof", "none"),
        ("more", 1),
    ],
)
def test_another_end_of_the_chain_is_refused(sound: bytes, name: str, value: Any) -> None:
    forger = Forger.of(sound)
    forger.form["chain"] |= {name: value}
    refused(forger.bytes(), match="chain")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", 10),
        ("size", 8),
        ("size", 0),
        ("size", "9"),
        ("chains", None),
        ("chains", {"count": 2}),
        ("chains", {"count": 1, "root": "00" * 32}),
        ("chains", {"count": 2**62, "root": "00" * 32}),
        ("chains", {"count": "2", "root": "00" * 32}),
        ("root", "00" * 32),
        ("root", "zz" * 32),
        ("signed_at", "soon"),
        ("signed_at", "0001-01-01T00:00:00+23:59"),
        ("key", "00" * 32),
        ("previous", None),
        ("previous", {"size": 7, "root": "00" * 32}),
        ("previous", {"size": 8, "root": "00" * 32}),
    ],
)
def test_heads_that_are_signed_but_wrong_are_refused(sound: bytes, name: str, value: Any) -> None:
    forger = Forger.of(sound, signer())
    forger.form["head"] = forger.say(forger.form["head"], **{name: value})
    refused(forger.bytes())


# Keys ---------------------------------------------------------------------------------------------------------


def forged(sqlite: Ledger, **validity: Any) -> bytes:
    return bundle(grown(sqlite, signer(OTHER_SEED, **validity)), "okta")


def test_a_bundle_of_another_key_vouches_only_for_itself(sqlite: Ledger) -> None:
    content = forged(sqlite)
    assert not inspect(content, now=NOW).pinned
    error = refused(content, match="head: is signed by the key .* which is not pinned")
    assert "from another source" in error.hint


@pytest.mark.parametrize("part", ["head", "previous", "statement"])
def test_one_part_of_another_key_is_refused(sound: bytes, part: str) -> None:
    other = signer(OTHER_SEED)
    forger = Forger.of(sound, other)
    if part == "statement":
        entry = forger.form["statements"][2]
        entry["envelope"] = forger.say(entry["envelope"])
    elif part == "previous":
        forger.form["previous"] = forger.say(forger.form["previous"])
    else:
        forger.form[part] = forger.say(forger.form[part])
    refused(forger.bytes(), match="which is not in the bundle")
    forger.form["keys"] = sorted([*forger.form["keys"], other.public.form()], key=lambda one: one["keyid"])
    refused(forger.bytes(), match="not pinned")


def test_a_signature_named_after_another_key_is_refused(sound: bytes) -> None:
    forger = Forger.of(sound, signer(OTHER_SEED))
    forger.form["head"] = forger.say(forger.form["head"])
    forger.form["head"]["signatures"][0]["keyid"] = OWN.keyid
    refused(forger.bytes(), match="head: the signature does not match the content and the key")


KEY_CHANGES: list[Callable[[list[dict[str, str]]], list[dict[str, str]]]] = [
    lambda keys: [],
    lambda keys: keys * 2,
    lambda keys: [one | {"public": signer(OTHER_SEED).public.public.hex()} for one in keys],
    lambda keys: [one | {"public": one["public"].upper()} for one in keys],
    lambda keys: [one | {"public": "00"} for one in keys],
    lambda keys: [one | {"public": "00" * 32} for one in keys],
    lambda keys: [one | {"not_after": "2099-01-01T00:00:00Z"} for one in keys],
    lambda keys: [one | {"more": ""} for one in keys],
    lambda keys: [one | {"algorithm": "none"} for one in keys],
    lambda keys: sorted([*keys, signer(OTHER_SEED).public.form()], key=lambda one: one["keyid"]),
]


@pytest.mark.parametrize("number", range(len(KEY_CHANGES)))
@pytest.mark.parametrize("pins", [[], PINS], ids=["alone", "pinned"])
def test_changed_keys_are_refused(sound: bytes, number: int, pins: list[str]) -> None:
    forger = Forger.of(sound)
    forger.form["keys"] = KEY_CHANGES[number](forger.form["keys"])
    refused(forger.bytes(), pins=pins)


def test_an_expired_key_is_refused_and_the_way_out_is_named(sqlite: Ledger) -> None:
    content = forged(sqlite, not_before=NOW - DAY, not_after=NOW + DAY)
    assert inspect(content, now=NOW + DAY).statements == 4
    error = refused(content, pins=[], now=NOW + 2 * DAY, match="head: the key .* expired on 2023-11-24")
    assert "keyroll verify --now DAY" in error.hint
    refused(content, pins=[], now=NOW - 2 * DAY, match="valid only from 2023-11-22")


def test_a_longer_life_cannot_be_written_onto_an_expired_key(sqlite: Ledger) -> None:
    content = forged(sqlite, not_after=NOW + DAY)
    longer = signer(OTHER_SEED, not_after=NOW + 900 * DAY).public
    forger = Forger.of(content)
    (old,) = forger.form["keys"]
    text = forger.bytes().replace(old["keyid"].encode(), longer.keyid.encode())
    forger = Forger.of(text)
    forger.form["keys"] = [longer.form()]
    # The head names the id of its key under the signature.
    refused(forger.bytes(), pins=[longer.keyid], now=NOW + 2 * DAY, match="names another key")


@pytest.mark.parametrize("part", ["statement", "previous head", "head"])
def test_what_was_signed_after_a_key_expired_is_refused(sqlite: Ledger, part: str) -> None:
    log = open_log(sqlite, Careless.of(signer(not_after=NOW)))
    prove(log, {1: GONE}, now=NOW + 2 * DAY if part == "statement" else NOW, seal=False)
    log.seal(NOW if part == "statement" else NOW + 2 * DAY)
    if part != "head":  # a good key goes on
        log = reopened(log, signer(OTHER_SEED))
        log.seal(NOW + 3 * DAY)
    error = refused(bundle(log, "okta"), pins=[], match="this was signed on 2023-11-25")
    assert error.where.startswith(part)


# The form -----------------------------------------------------------------------------------------------------


FORMS: list[Callable[[bytes], bytes]] = [
    lambda text: b"",
    lambda text: b"null",
    lambda text: b"[" * 2000,
    lambda text: b'{"a":' * 500 + b"1" + b"}" * 500,
    lambda text: b"\xef\xbb\xbf" + text,
    lambda text: text + b"\n",
    lambda text: text + text,
    lambda text: text[:-1],
    lambda text: text[: len(text) // 2],
    lambda text: text.replace(b"\n", b"\r\n"),
    lambda text: json.dumps(json.loads(text)).encode(),
    lambda text: text.replace(b'"leaf": 0', b'"leaf": 0.0'),
    lambda text: text.replace(b'"leaf": 0', b'"leaf": -0'),
    lambda text: text.replace(b'"leaf": 0', b'"leaf": false'),
    lambda text: text.replace(b'"leaf": 2', b'"leaf": 2, "leaf": 2'),
    lambda text: text.replace(b"keyroll-evidence/2", b"keyroll-evidence/1"),
    lambda text: text.replace(b'"format"', b'"more": 1,\n  "format"'),
    lambda text: text.replace(b"keyroll-evidence/2", b"keyroll\\u002devidence/2"),
    lambda text: text.replace(b"in-toto+json", b"in-toto+JSON"),
]


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_the_form_counts_to_the_last_byte(sound: bytes, number: int) -> None:
    other = FORMS[number](sound)
    assert other != sound
    refused(other)


def test_a_change_of_the_form_names_the_byte_and_the_line(sound: bytes) -> None:
    place = sound.index(b'  "format"')
    error = refused(sound[:place] + b" " + sound[place:])
    line = sound.count(b"\n", 0, place) + 1
    assert re.fullmatch(rf"byte \d+ \(line {line}\)", error.where)


@pytest.mark.parametrize("part", ["head", "previous"])
@pytest.mark.parametrize("name", ["payload", "sig"])
def test_another_spelling_of_the_same_bytes_is_refused(sound: bytes, part: str, name: str) -> None:
    form = json.loads(sound)
    holder = form[part] if name == "payload" else form[part]["signatures"][0]
    text = holder[name]
    if not text.endswith("="):  # whether there are idle bits depends on the length
        pytest.skip("no idle bits")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    end = len(text.rstrip("="))
    other = text[: end - 1] + alphabet[alphabet.index(text[end - 1]) + 1] + text[end:]
    assert b64decode(other) == b64decode(text)
    holder[name] = other
    refused(Forger(form).bytes(), match="not in the form in which envelopes are written")


def test_a_second_signature_is_refused(sound: bytes) -> None:
    forger = Forger.of(sound)
    forger.form["head"]["signatures"] *= 2
    refused(forger.bytes(), match="head: does not have exactly one signature")


def test_a_message_names_not_too_many_leaves(tmp_path: Path) -> None:
    log = open_log(Ledger.open(tmp_path / "many.sqlite", FixedClock(NOW)))
    prove(log, dict.fromkeys(range(30), GONE))
    forger = Forger.of(bundle(log, "okta"))
    forger.form["statements"] = forger.form["statements"][:2]
    refused(forger.bytes(), match=r"29 are missing: number 3, .*, 22 and 9 more$")
    shuffled = Forger.of(bundle(log, "okta"))
    random.Random(1).shuffle(shuffled.form["statements"])
    refused(shuffled.bytes(), match="are not in order")
