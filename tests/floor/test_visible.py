"""Text made visible: nothing that a terminal obeys is left, letters stay, JSON keeps its values."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyroll.visible import visible, visible_json, visible_lines

ANY = st.text(st.characters(), max_size=40)
HIDDEN = st.sampled_from(
    "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\xa0\xad\u061c\u200b\u200e\u202e\u2066\ufeff\U000e0041\udc80"
)


@given(st.text(st.characters() | HIDDEN, max_size=40))
def test_only_what_is_seen_is_left(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable()
    assert visible(shown) == shown
    assert shown.encode().decode() == shown
    assert all(unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for char in shown)


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="\u115f\u1160\u3164\uffa0\u2800")))
def test_letters_of_every_script_stay(text: str) -> None:
    assert visible(text) == text


@given(st.text(st.characters() | HIDDEN | st.sampled_from("\r\n\t"), max_size=40))
def test_lines_stay_lines(text: str) -> None:
    shown = visible_lines(text)
    assert shown.count("\n") == text.count("\n")
    assert shown.count("\r") == text.count("\r\n")
    assert shown.replace("\r\n", "").replace("\n", "").replace("\t", "").isprintable()


@given(st.recursive(ANY | HIDDEN, lambda inner: st.lists(inner) | st.dictionaries(ANY, inner), max_leaves=8))
def test_json_keeps_its_values(value: object) -> None:
    for text in (json.dumps(value, ensure_ascii=False, indent=1), json.dumps(value)):
        shown = visible_json(text)
        assert json.loads(shown) == value
        assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;x\x07", "\\x1b]0;x\\x07"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb", "a\\x0ab"),
        ("\U000e0041", "\\U000e0041"),
        ("caf\udce9", "caf\\udce9"),
        ("o" + "\u0301" * 6, "o" + "\u0301" * 4 + "\\u0301" * 2),
        ("C:\\new [bold]Zoë 東京 привет שלום", "C:\\new [bold]Zoë 東京 привет שלום"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert visible(text) == shown
