"""Texts as logs have them, at their worst; and a document that has one in every place."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from keyroll.report.document import (
    Bar,
    Bars,
    Document,
    IntervalChart,
    Line,
    Moment,
    Number,
    Numbers,
    Section,
    Table,
    Timeline,
    Tone,
)

_PIECES = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><style>*{display:none}", "&lt;b&gt;",
    "\u202e", "\u2066", "\x1b[2J", "](javascript:alert(1))", "![x](https://evil.example/p.png)", "`", "```", "&#x3c;",
    "https://evil.example", "www.evil.example", "| a | b |", "\n# big\n", "\n- point", "1. one", "<!-- ", "-->",
    "]]>", "{{7*7}}", "\udc80", "'\"", "$x$", "*", "_", "~~", "\\", "\t", "\r\n", "\x00", "=", "+", "@name",
    "keyroll list <b>", "\u200b",
)  # fmt: skip
pieces = st.sampled_from(_PIECES)
texts = st.one_of(
    st.lists(st.one_of(pieces, st.text(max_size=8)), min_size=1, max_size=8).map("".join),
    pieces.map(lambda piece: (piece * 10_000)[:10_000]),
)
_AT = datetime(2026, 11, 28, 12, tzinfo=UTC)


def everywhere(text: str) -> Document:
    """A document with the text in each place that takes one."""
    return Document(
        [
            Section(
                text,
                (
                    Line(text),
                    Line(text, Tone.BAD, indent=2),
                    Table((text, "n"), ((text, "1"), ("x", "2")), indent=2),
                    Numbers((Number(text, text, text, Tone.BAD),)),
                    Bars(text, (Bar(text, 3.0, text, text), Bar("y", 0.0, "0"))),
                    IntervalChart(text, 3, 5, 4, 9),
                    Timeline(text, (Moment(_AT, text, text, Tone.BAD),), (_AT, _AT, text)),
                    Section(text, (Line(text),), new_page=True),
                ),
            )
        ],
        text,
        text,
    )


#: In how many places of the document the text stands, at least, in every form.
PLACES = 15
