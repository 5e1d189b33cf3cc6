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
