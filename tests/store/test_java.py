"""Expressions carried over to Java's signs. That both engines find the same is held by test_second_engine.py."""

import pytest

from keyroll.store.dialect import spark
from keyroll.store.java import java, replacement
from keyroll.store.spark_json import NotPortable


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("^a$", r"(?d:^a\z)"),
        ("(?m)^a$", "(?d:(?m)^a$)"),
        ("(?i)ä", "(?d:(?iu)ä)"),
        ("(?i:a)b", "(?d:(?iu:a)b)"),
        (r"a\$[$]", r"(?d:a\$[$])"),
        (r"[[\]&a]", r"(?d:[\[\]\&a])"),
        ("[]a]", r"(?d:[\]a])"),
        ("[^]a]", r"(?d:[^\]a])"),
        (r"\s[\s-]", r"(?d:[\t\n\f\r ][\t\n\f\r -])"),
        ("[[:alpha:]_]", "(?d:[[A-Za-z]_])"),
        ("(?P<name>a)", "(?d:(?<name>a))"),
        (r"\Qa.b\E", r"(?d:a\.b)"),
    ],
)
def test_signs_that_mean_other_things_in_java(pattern: str, wanted: str) -> None:
    assert java(pattern) == wanted


@pytest.mark.parametrize(
    ("text", "more", "wanted"),
    [(r"\1{key}", 0, "$1{key}"), (r"\1", 1, "$2"), ("$5", 0, r"\$5"), (r"\10", 0, r"$1\0"), (r"a\\b", 0, r"a\\b")],
)
def test_replacements(text: str, more: int, wanted: str) -> None:
    assert replacement(text, more) == wanted


@pytest.mark.parametrize(
    "query",
    [
        "SELECT regexp_matches(a, b) FROM t",
        "SELECT regexp_replace(a, 'x', b) FROM t",
        "SELECT TRY(a::INT) FROM t",
        "SELECT json_extract(a, b) FROM t",
        "SELECT json_transform(a, b) FROM t",
        "SELECT a FROM t UNION ALL BY NAME SELECT a FROM u",
    ],
)
def test_what_has_no_form_there_is_refused(query: str) -> None:
    with pytest.raises(NotPortable):
        spark(query)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("SELECT len(a), length(b)", "SELECT ARRAY_SIZE(a), LENGTH(b)"),
        ("SELECT a[1], a[2:3]", "SELECT TRY_ELEMENT_AT(a, 1), SLICE(a, 2, 3 - 2 + 1)"),
        ("SELECT arg_min(a, b)", "SELECT MIN_BY(a, b) FILTER (WHERE a IS NOT NULL)"),
        ("SELECT any_value(a)", "SELECT ANY_VALUE(a) IGNORE NULLS"),
        ("SELECT list_distinct(a)", "SELECT ARRAY_DISTINCT(ARRAY_COMPACT(a))"),
    ],
)
def test_words_that_answer_alike(query: str, wanted: str) -> None:
    assert spark(query) == wanted
