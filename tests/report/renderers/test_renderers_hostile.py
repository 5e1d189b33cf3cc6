"""Texts with HTML, scripts, bidirectional controls and 10,000 characters are harmless and whole in every form."""

import json
import unicodedata
from html.parser import HTMLParser

import hostile_texts
import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from keyroll.report.plain import LONGEST, lines
from keyroll.report.renderers import html, markdown
from keyroll.report.renderers import json as json_form
from keyroll.visible import visible

pytestmark = pytest.mark.long

_TAGS = """html head meta title style body header h1 h2 h3 h4 main section p div b span small table thead tbody tr th
td figure figcaption code svg rect path circle text defs pattern"""
_NAMES = """lang charset http-equiv content name class aria-hidden viewbox preserveaspectratio x y cx cy r d id width
height text-anchor patternunits patterntransform fill
stroke stroke-width font-size font-family"""
ALLOWED, ATTRIBUTES = frozenset(_TAGS.split()), frozenset(_NAMES.split())


class _Read(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bad: list[str] = []
        self.texts: list[str] = []
        self.styles = 0
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.styles += tag == "style"
        self.bad += [tag] if tag not in ALLOWED else []
        self.bad += [f"{tag} {name}" for name, _ in attrs if name not in ATTRIBUTES]
        self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._inside[-1:] != ["style"]:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.bad.append(f"comment {data}")


def _hidden(text: str) -> list[str]:
    return [char for char in text if unicodedata.category(char) in ("Cf", "Cs", "Co") or char in "\x00\x1b"]


@settings(deadline=None, max_examples=40)
@given(hostile_texts.texts)
def test_html_holds_no_markup_of_others_and_every_text(text: str) -> None:
    page = html.render(hostile_texts.everywhere(text)).decode()
    read = _Read()
    read.feed(page)
    read.close()
    assert read.bad == []
    assert read.styles == 1
    assert _hidden(page) == []
    shown = "".join(read.texts)
    assert shown.count(visible(text)) >= hostile_texts.PLACES


@settings(deadline=None, max_examples=40)
@given(hostile_texts.texts)
def test_markdown_shows_every_text_as_text(text: str) -> None:
    made = markdown.render(hostile_texts.everywhere(text)).decode()
    assert _hidden(made) == []
    tokens = MarkdownIt("commonmark", {"linkify": False}).enable("table").parse(made)
    inline = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in tokens} | {child.type for child in inline}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "code_inline", "fence", "code_block"}
    assert not kinds & {"em_open", "s_open", "ordered_list_open", "blockquote_open", "hr"}
    words = "".join(child.content for child in inline if child.type in ("text", "text_special"))
    # Markdown drops spaces at the ends of a line.
    assert words.count(visible(text).strip(" ")) >= hostile_texts.PLACES


@settings(deadline=None, max_examples=60)
@given(hostile_texts.texts)
def test_json_keeps_every_text_and_hides_nothing(text: str) -> None:
    made = json_form.render(hostile_texts.everywhere(text)).decode()
    assert _hidden(made) == []
    tree = json.loads(made)
    assert tree["title"] == text.encode("utf-8", "backslashreplace").decode()
    assert tree["blocks"][0]["blocks"][2]["rows"][0][0] == tree["title"]


@settings(deadline=None, max_examples=60)
@given(hostile_texts.texts)
def test_plain_text_hides_nothing(text: str) -> None:
    shown = [line for line, _ in lines(hostile_texts.everywhere(text))]
    assert all(_hidden(line) == [] and "\n" not in line for line in shown)
    assert all(len(line) <= (LONGEST + 8 if "keyroll " in line or "://" in line else 80) for line in shown)
