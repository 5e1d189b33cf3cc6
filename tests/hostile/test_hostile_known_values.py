"""A value that keyroll masked once is masked wherever it comes again: in any field, in free text, in a later run."""

import json
import random
import re
import string
from pathlib import Path

import pytest
from canary_export import contents_of
from click.testing import CliRunner
from field_shapes import Canary, Place, known, leaves, put, shapes
from hypothesis import given, settings
from hypothesis import strategies as st
from measured_sync import sync

from keyroll.cli.root import root
from keyroll.intake.masking import known as known_values
from keyroll.intake.masking import words
from keyroll.intake.masking.known import is_searchable
from keyroll.intake.masking.mask import Fingerprints, RecordMask
from keyroll.providers import catalogue
from keyroll.providers.contracts.values import NO_VALUES
from keyroll.secret import Secret

KEY = Secret(b"a key of a test")
_MASKED = re.compile(r"masked:[a-z_]+:(hmac:[0-9a-f]{8}:[0-9a-f]{64})")


def names_an_id(place: Place) -> bool:
    """Say whether the name of a field means an id."""
    return words.means_id(next(one for one in reversed(place) if isinstance(one, str)))


def mask(stored: Path | None = None, key: Secret = KEY) -> tuple[RecordMask, Fingerprints]:
    """A mask that knows what is stored."""
    prints = Fingerprints(key, stored)
    return RecordMask(prints, NO_VALUES), prints


@pytest.mark.parametrize("name", known())
def test_no_field_of_any_shape_keeps_a_value_that_was_met(name: str) -> None:
    """Before: 3,216 of 3,222 fields of logs kept it."""
    canary, prints = known()[name], Fingerprints(KEY)
    left, total = [], 0
    for what, values, shape in shapes():
        value, text = canary.new()
        one = RecordMask(prints, values)
        assert value not in one.whole(json.dumps({"password": value}).encode()).decode()
        records = [(place, json.dumps(put(shape, place, text))) for place in list(leaves(shape))[::5]]
        clean = one.whole("\n".join(line for _, line in records).encode()).decode().splitlines()
        total += len(records)
        kept = [place for (place, _), line in zip(records, clean, strict=True) if value in line]
        left += [(what, place) for place in kept if not ("whole" in name and names_an_id(place))]
    assert total > 600
    assert left == []


@pytest.mark.parametrize(
    "text",
    [
        "{} was used",
        "typed '{}'.",
        "(see {}), then",
        "a={};b",
        "x: {}!",
        '\\"{}\\" said',
        "/run/{}/x",
        "\\u0020{}\\u0020",
    ],
)
def test_marks_around_a_copy_hide_nothing(text: str) -> None:
    canary = Canary(known()["a password in a text"].made)
    value, _ = canary.new()
    one, _ = mask()
    # The copy stands before its value in the same piece.
    clean = one.whole(f'{{"note":"{text.format(value)}"}}\n{{"password":"{value}"}}\n'.encode()).decode()
    assert value not in clean
    assert len(set(_MASKED.findall(clean))) == 1


@pytest.mark.parametrize("mark", [" ", "\n", '"'])
def test_a_copy_at_any_place_of_a_long_text_is_found(mark: str) -> None:
    value = "k7AbcdEfgh!mZ9"
    one, _ = mask()
    one.whole(f'{{"password":"{value}"}}'.encode())
    text = (mark + value) * 60_000
    assert value not in one.whole(text.encode()).decode()


def test_a_later_run_finds_what_an_earlier_one_met(tmp_path: Path) -> None:
    file, value = tmp_path / "known.values", "k7AbcdEfgh!mZ9"
    first, prints = mask(file)
    named = first.whole(f'{{"token":"{value}"}}'.encode())
    prints.met.save()
    prints.met.save()
    assert file.stat().st_mode & 0o077 == 0
    assert value.encode() not in file.read_bytes()
    assert b"hmac" not in file.read_bytes()
    said = f"he typed {value}, then left".encode()
    later, prints = mask(file)
    assert later.whole(said) == said.replace(value.encode(), named[10:-2])
    other, _ = mask(file, Secret(b"another key"))
    assert other.whole(said) == said
    assert RecordMask(Fingerprints(KEY), NO_VALUES).whole(said) == said


def test_a_piece_that_a_killed_writer_left_is_passed_over(tmp_path: Path) -> None:
    file, values = tmp_path / "known.values", ("k7AbcdEfgh!mZ9", "k8AbcdEfgh!mZ9", "k9AbcdEfgh!mZ9")
    for number, value in enumerate(values):
        one, prints = mask(file)
        one.whole(f'{{"password":"{value}"}}'.encode())
        prints.met.save()
        if number == 1:
            file.write_bytes(file.read_bytes()[:-5])
    clean = mask(file)[0].whole(" ".join(values).encode()).decode()
    assert [value in clean for value in values] == [False, True, False]


#: Names, addresses and words that somebody may use as a password: copies of them are not values.
NAMES = (
    "administrator", "us-east-1", "svc-backup-01", "deploy_bot_2", "Mallory", "10.20.30.40", "2001:db8::1f",
    "arn:aws:iam::123456789012:user/Mallory7", "mallory7X@corp.example", "2025-06-01T09:22:49Z", "1234567890123",
    "f3b1a2c4-5d6e-4f70-8a9b-0c1d2e3f4a5b", "https://host7.example/A", "AKIAIOSFODNN7EXAMPLE", "CreateAccessKey", "a7!B",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_nobody_hides_a_name_by_using_it_as_a_password(name: str) -> None:
    assert not is_searchable(name.encode())
    one, _ = mask()
    said = f'{{"user":"{name}","note":"by {name} now"}}'.encode()
    one.whole(f'{{"password":"{name}"}}'.encode())
    assert one.whole(said) == said


def test_a_field_for_ids_keeps_what_it_names() -> None:
    one, _ = mask()
    one.whole(b'{"token":"AbCd0123456789abcdefXY"}')
    assert one.whole(b'{"sessionId":"AbCd0123456789abcdefXY"}') == b'{"sessionId":"AbCd0123456789abcdefXY"}'


_VALUES = st.from_regex(r"[a-z]{2}[0-9]{2}[A-Z]{2}[A-Za-z0-9!%^*~.-]{4,40}[a-z0-9]", fullmatch=True)


@settings(max_examples=40, deadline=None)
@given(st.lists(_VALUES, min_size=2, max_size=5, unique=True))
def test_masked_values_join_wherever_they_stand(values: list[str]) -> None:
    """Equal values have equal fingerprints in named fields, texts and whole fields; different values have others."""
    one, prints = mask()
    for stage in (
        '{{"password":"{}"}}',
        '{{"client_secret":"{}"}}',
        '{{"a":"{}"}}',
        '{{"b":"he typed {}, then left"}}',
    ):
        for value in values:
            clean = one.whole(stage.format(value).encode()).decode()
            (joined,) = _MASKED.findall(clean)
            assert joined == _MASKED.findall(prints.of("token", value.encode()).decode())[0]
            assert json.loads(clean)
    assert len({prints.of("token", value.encode()) for value in values}) == len(values)


@pytest.mark.long
def test_nothing_of_a_home_holds_a_value_that_was_met(tmp_path: Path) -> None:
    """Sync of a value beside its name, then of copies in all fields of all logs: no file and no output holds it."""
    met = [canary.new() for canary in known().values()]
    first, second = tmp_path / "first", tmp_path / "second"
    (first / "okta" / "logs" / "system_log").mkdir(parents=True)
    lines = [json.dumps({"uuid": str(at), "eventType": "a", "password": value}) for at, (value, _) in enumerate(met)]
    (first / "okta" / "logs" / "system_log" / "a.ndjson").write_text("\n".join(lines) + "\n")
    laid = 0
    for what, _, shape in shapes():
        provider, _, log = what.partition(".")
        places = [place for place in leaves(shape) if not names_an_id(place)] if log else []
        folder = second / provider / "logs" / log
        folder.mkdir(parents=True, exist_ok=True)
        records = [put(shape, place, met[at % len(met)][1]) for at, place in enumerate(places)]
        laid += len(records)
        (folder / "a.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in records[:20]))
    assert laid > 1000
    said = sync(first, tmp_path / "home").said + sync(second, tmp_path / "home").said
    assert "Traceback" not in said
    found = [
        str(path)
        for path, content in contents_of(tmp_path / "home")
        if any(value.encode() in content for value, _ in met)
    ]
    assert found == []
    assert not any(value in said for value, _ in met)


def test_a_copy_of_a_value_that_was_met_with_its_quote_leaves_the_quote_of_a_literal() -> None:
    one, prints = mask()
    prints.of("password", b"Zq0281060d3587c56f61Xk7'")
    clean = one.whole(b"CREATE USER a IDENTIFIED BY 'Zq0281060d3587c56f61Xk7' REPLACE 'Zqe4730b07bb9241b7edXk7'")
    assert re.fullmatch(rb"CREATE USER a IDENTIFIED BY 'masked:[\w:]+' REPLACE 'masked:[\w:]+'", clean)
    assert one.whole(clean) == clean


def test_a_sync_says_when_the_most_values_are_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, nothing said that copies of further values are not searched for."""
    monkeypatch.setattr(known_values, "MOST_VALUES", 3)
    folder = tmp_path / "in" / "okta@main" / "logs" / "system_log"
    folder.mkdir(parents=True)
    lines = [{"uuid": f"{n}", "password": f"Tr0ub4dor&{n}xyz", "copy": f"Tr0ub4dor&{n}xyz"} for n in range(5)]
    (folder / "one.ndjson").write_text("".join(json.dumps(line) + "\n" for line in lines))
    shown = CliRunner().invoke(root, ["sync", "--from", str(tmp_path / "in"), "--home", str(tmp_path / "home")])
    assert "copies elsewhere of 2 of them are not searched for" in " ".join(shown.output.split())


def test_a_list_of_ids_of_any_length_stays_and_its_neighbours_do_not() -> None:
    chance = random.Random(5)
    ids = ["".join(chance.choices(string.ascii_letters + string.digits, k=24)) for _ in range(300)]
    accessors = RecordMask(Fingerprints(KEY), catalogue.endpoints("openbao")["token_accessors"].values)
    plain, _ = mask()
    for one, name in ((accessors, "keys"), (plain, "accessors")):
        clean = json.loads(one.whole(json.dumps({name: ids, "things": ids[:30]}).encode()))
        assert clean[name] == ids
        assert sum(value.startswith("masked:") for value in clean["things"]) > 20
