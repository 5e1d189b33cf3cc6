"""Documents as text: nothing is wider than the page, nothing that was said is lost."""

from hypothesis import given
from hypothesis import strategies as st

from keyroll.report.document import Block, Document, Gap, Line, Table
from keyroll.report.plain import lines

WORDS = st.text(st.characters(codec="ascii", categories=["L", "N", "P"]), min_size=1, max_size=30)
TEXTS = st.lists(WORDS, max_size=30).map(" ".join)
BLOCKS = st.one_of(
    st.builds(Gap),
    st.builds(Line, TEXTS, indent=st.integers(0, 6)),
    st.integers(1, 5).flatmap(
        lambda columns: st.builds(
            Table,
            st.tuples(*[WORDS] * columns),
            st.lists(st.tuples(*[TEXTS] * columns), max_size=5).map(tuple),
            st.integers(0, 4),
        )
    ),
)


@given(st.lists(BLOCKS, max_size=6), st.integers(60, 120))
def test_no_line_is_wider_than_the_page(blocks: list[Block], width: int) -> None:
    assert all(len(text) <= width for text, _ in lines(Document(blocks), width))


@given(TEXTS, st.integers(0, 6))
def test_a_line_keeps_every_character(text: str, indent: int) -> None:
    shown = "".join(text for text, _ in lines(Document([Line(text, indent=indent)])))
    assert "".join(shown.split()) == "".join(text.split())


@given(st.lists(st.tuples(WORDS, TEXTS), min_size=1, max_size=5))
def test_the_last_column_of_a_table_keeps_every_character(rows: list[tuple[str, str]]) -> None:
    table = Table(("a", "b"), tuple(rows))
    shown = "".join("".join(text.split()) for text, _ in lines(Document([table]), 100))
    assert sorted(shown) == sorted("ab" + "".join("".join((a + b).split()) for a, b in rows))


NAMES = ("name", "state", "last_used", "owner", "source")
ROWS = (
    ("Smartsheet service account", "active", "2023-11-23 15:58", "liam.young@northwind.example", "aws@200355711257"),
    ("data probe", "active", "2023-11-23 15:57", "-", "okta@main"),
)


def table(width: int) -> list[str]:
    return [text for text, _ in lines(Document([Table(NAMES, ROWS)]), width)]


def test_a_wide_screen_shows_every_column_in_full() -> None:
    shown = table(140)
    assert len(shown) == 3
    assert all(cell in shown[1] for cell in ROWS[0])


def test_on_a_narrow_screen_names_and_times_stay_and_the_owner_is_cut() -> None:
    shown = table(90)
    assert "Smartsheet service account" in shown[1]
    assert "2023-11-23 15:58" in shown[1]
    assert "liam.young@northwind.example" not in shown[1]
    assert "no room for" not in "".join(shown)


def test_columns_that_have_no_room_are_named() -> None:
    shown = table(60)
    assert shown[-1].startswith("no room for: ")
    assert "source" in shown[-1]
    assert "2023-11-23 15:58" in shown[1]
    assert all(len(text) <= 60 for text in shown)


def test_a_text_is_not_as_wide_as_a_wide_screen() -> None:
    assert max(len(text) for text, _ in lines(Document([Line("word " * 100)]), 300)) <= 120
