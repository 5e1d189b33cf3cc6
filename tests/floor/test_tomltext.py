"""TOML that a person writes: an error names the file, the table and the field, and a hint says what to do."""

from pathlib import Path

import pytest

from keyroll.errors import ConfigError
from keyroll.tomltext import content, table_of, text_of, texts_of


def test_only_an_optional_file_may_be_missing(tmp_path: Path) -> None:
    path = tmp_path / "rotation.toml"
    assert content(path, hint="", optional=True) == {}
    with pytest.raises(ConfigError, match=r"rotation.toml cannot be read \(No such file or directory\)") as caught:
        content(path, hint="see the page")
    assert caught.value.hint == "see the page"


@pytest.mark.parametrize(("raw", "words"), [(b"a = '\xff'", "is not UTF-8"), (b"a = ", "is not TOML")])
def test_a_file_that_is_no_toml_is_an_error_also_where_it_is_optional(tmp_path: Path, raw: bytes, words: str) -> None:
    path = tmp_path / "rotation.toml"
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=words):
        content(path, hint="", optional=True)


@pytest.mark.parametrize(
    ("value", "words"),
    [("x", "here must be a table"), ({"b": "", "c": "", "a": ""}, "here: the field 'b' does not exist")],
)
def test_a_table_has_known_fields_only(value: object, words: str) -> None:
    assert table_of("here", {"a": ""}, ("a",), hint="") == {"a": ""}
    with pytest.raises(ConfigError, match=words):
        table_of("here", value, ("a",), hint="")


@pytest.mark.parametrize("wrong", [1, "x", ["x", 1]])
def test_a_field_is_text_or_a_list_of_texts(wrong: object) -> None:
    table = {"a": "x", "b": ["x", "y"], "wrong": wrong}
    assert (text_of("here", table, "a"), text_of("here", table, "absent")) == ("x", "")
    assert (texts_of("here", table, "b"), texts_of("here", table, "absent")) == (("x", "y"), ())
    with pytest.raises(ConfigError, match="here: wrong must be a list of texts"):
        texts_of("here", table, "wrong")
    if not isinstance(wrong, str):
        with pytest.raises(ConfigError, match="here: wrong must be text"):
            text_of("here", table, "wrong")
