"""Every setting can say where it came from; a wrong one says what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from keyroll.config import Config, write, write_whole
from keyroll.errors import ConfigError


def test_a_flag_wins_over_environment_over_file_over_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Config.load(tmp_path).values["memory"].origin == "default"
    write(tmp_path, {"memory": "3GB"})
    assert Config.load(tmp_path)["memory"] == "3GB"
    assert str(tmp_path) in Config.load(tmp_path).values["memory"].origin
    monkeypatch.setenv("KEYROLL_MEMORY", "4GB")
    assert Config.load(tmp_path).values["memory"].origin == "environment KEYROLL_MEMORY"
    assert Config.load(tmp_path, flags={"memory": "5GB"})["memory"] == "5GB"


def test_an_existing_file_is_left_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, {"memory": "3GB"})
    write(tmp_path, {"memory": "9GB"})
    assert Config.load(tmp_path)["memory"] == "3GB"


@pytest.mark.parametrize(
    ("text", "words"),
    [("memry = '1GB'", "did you mean memory"), ("memory = 1", 'memory = "…"'), ("memory", "fix the line")],
)
def test_a_wrong_file_is_named_with_what_to_do(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "keyroll.toml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        Config.load(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert words in caught.value.hint


@pytest.mark.parametrize("written", ["-1", "two", "nan", "inf", ""])
def test_what_must_be_a_number_and_is_none_is_named_with_its_origin(tmp_path: Path, written: str) -> None:
    write(tmp_path, {"high_budget": written})
    with pytest.raises(ConfigError, match="high_budget is") as caught:
        Config.load(tmp_path).number("high_budget")
    assert str(tmp_path) in str(caught.value)


def test_a_number_is_read(tmp_path: Path) -> None:
    assert Config.load(tmp_path).number("high_budget") == 1
    write(tmp_path, {"high_budget": "0"})
    assert Config.load(tmp_path).number("high_budget") == 0


def test_a_file_is_written_whole_or_not_at_all_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    write_whole(path, iter([b"one\n", b"two\n"]))

    def broken() -> Iterator[bytes]:
        yield b"three\n"
        raise ValueError

    with pytest.raises(ValueError, match=r"\A\Z"):
        write_whole(path, broken())
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"one\ntwo\n", 0o600)
    assert list(tmp_path.iterdir()) == [path]
