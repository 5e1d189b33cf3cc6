"""Inputs that once were faults, and some of each family besides: none ends in anything but an answer."""

import json
import random
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # fuzz/ stands beside the package, outside the wheel

from fuzz import run as fuzz_run  # noqa: E402
from fuzz.child import Watched, chance  # noqa: E402
from fuzz.family import Family, Harness, family, names  # noqa: E402
from fuzz.mutate import NUMBERS, TEXTS, structured  # noqa: E402
from keyroll.errors import KeyrollError, UsageError  # noqa: E402

pytestmark = pytest.mark.hostile
CORPUS = ROOT / "fuzz" / "corpus"
QUICK = [name for name in names() if name != "whole"]


@pytest.fixture(scope="module")
def harness(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Harness]:
    @cache
    def made(name: str) -> Harness:
        return family(name).make(tmp_path_factory.mktemp(name))

    return made


def kept() -> list[tuple[str, str]]:
    return [(path.parent.name, path.name) for path in sorted(CORPUS.glob("*/*"))]


def judged(one: Family, harness: Harness, data: bytes) -> None:
    began = time.process_time()
    try:
        harness(data)
    except KeyrollError as error:
        assert error.hint
    assert time.process_time() - began < one.longest


@pytest.mark.parametrize(("name", "file"), kept())
def test_what_was_a_fault_is_answered(name: str, file: str, harness: Callable[[str], Harness]) -> None:
    judged(family(name), harness(name), (CORPUS / name / file).read_bytes())


@pytest.mark.parametrize("name", QUICK)
def test_each_family_takes_its_seeds_and_some_changes(name: str, harness: Callable[[str], Harness]) -> None:
    one = family(name)
    if one.missing:
        pytest.skip(one.missing)
    by, seeds = random.Random(7), list(one.seeds())
    drawn = by.sample(seeds, min(len(seeds), 6))
    for data in [*drawn, *(one.mutated(data, by) for data in drawn * 2)]:
        judged(one, harness(name), data)


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < 300_000


def test_every_endpoint_and_log_is_fuzzed() -> None:
    from keyroll.providers import catalogue

    for kind, wanted in (("listings", catalogue.endpoints), ("logs", catalogue.logs)):
        headers = set(family(kind).headers)
        assert {f"{p}.{name}".encode() for p in catalogue.providers() for name in wanted(p)} == headers


def test_every_place_of_a_probe_is_fuzzed() -> None:
    from keyroll.providers import catalogue

    wanted = {f"place-{name}".encode() for name in catalogue.providers() if catalogue.probes(name)}
    assert wanted <= set(family("words").headers)


def failing(error: BaseException) -> Family:
    def make(_place: Path) -> Harness:
        def one(data: bytes) -> None:
            if b"x" in data:
                raise error

        return one

    return Family("made", lambda: [b"abcxdef"], make)


def test_a_fault_is_found_made_smaller_and_kept(tmp_path: Path) -> None:
    made = failing(ValueError("no"))
    watched = Watched(made, made.make(tmp_path), tmp_path)
    chance(watched, [b"abcxdef"], 0.5, 1)
    watched.account()
    ((name, fault),) = json.loads((tmp_path / "account.json").read_text())["faults"].items()
    assert name.startswith("ValueError")
    assert Path(fault["file"]).read_bytes() == b"x"
    assert fault["times"] > 1


def test_an_error_of_our_own_is_no_fault(tmp_path: Path) -> None:
    made = failing(UsageError("no", hint="write another"))
    watched = Watched(made, made.make(tmp_path), tmp_path)
    chance(watched, [b"abcxdef"], 0.2, 1)
    assert watched.answers == watched.inputs > 1
    assert not watched.faults


def test_a_process_that_dies_is_told_with_its_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = fuzz_run.Account("words")
    (tmp_path / "said").write_bytes(b"Segmentation fault")
    (tmp_path / "current").write_bytes(b"identifier\nboom")
    fuzz_run._gather(account, tmp_path, -11)
    (fault,) = account.faults.values()
    assert Path(fault["file"]).read_bytes() == b"identifier\nboom"


def test_mutations_are_the_same_for_the_same_chance() -> None:
    change = structured((b"a", b"b"), (b"word",))
    data = b'a\n{"x": [1, {"y": "z"}]}'
    one, two = ([change(data, random.Random(n)) for n in range(200)] for _ in range(2))
    assert one == two
    assert len(set(one)) > 150
    assert {2**63, 2**64} <= set(NUMBERS)
    assert "\ud800" in TEXTS
