r"""Converts RE2's regular expressions, which DuckDB runs, to Java's, which Spark runs, with the same matches.

The differences (github.com/google/re2/wiki/Syntax and java.util.regex.Pattern of Java 17, read 2026-11): RE2's
``$`` is the end of the text and ``.`` all but a newline, Java's ``$`` also matches before a last line end and its ``.``
stops at four other characters; ``\b`` and ``\s`` are ASCII in RE2; Java's brackets can hold nested sets; ``(?P<n>…)``.
"""

import re
from typing import Final

_WORD: Final = "[0-9A-Za-z_]"
_BORDER: Final = f"(?:(?<={_WORD})(?!{_WORD})|(?<!{_WORD})(?={_WORD}))"
_NO_BORDER: Final = f"(?:(?<={_WORD})(?={_WORD})|(?<!{_WORD})(?!{_WORD}))"
_SPACE: Final = r"\t\n\f\r "
_ESCAPES: Final = {"b": _BORDER, "B": _NO_BORDER, "s": f"[{_SPACE}]", "S": f"[^{_SPACE}]", "z": r"\z", "C": "."}
_POSIX: Final = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ", "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~",
    "space": r"\t\n\x0b\f\r ", "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_FLAGS: Final = re.compile(r"\(\?([imsU]*)(-[imsU]+)?([:)])")
_TOKEN: Final = re.compile(r"\\Q(.*?)(?:\\E|\Z)|\\([\s\S])|(\[\^?)|(\(\?P<)|([$])|[\s\S]", re.S)


def java(pattern: str) -> str:
    """Return an expression of RE2 in Java's syntax, as one group."""
    many_lines = any("m" in found[1] for found in _FLAGS.finditer(pattern))
    parts, at = ["(?d:"], 0
    while at < len(pattern):
        flags = _FLAGS.match(pattern, at)
        if flags:
            # Without u, Java folds only the case of ASCII.
            parts.append(f"(?{flags[1].replace('i', 'iu')}{(flags[2] or '').replace('i', 'iu')}{flags[3]}")
            at = flags.end()
            continue
        match = _TOKEN.match(pattern, at)
        if match is None:
            break
        if match[3]:
            text, at = _set(pattern, match.end())
            parts.append(match[3] + text)
            continue
        parts.append(_translated(match, many_lines=many_lines))
        at = match.end()
    return "".join(parts) + ")"


def _translated(match: "re.Match[str]", *, many_lines: bool) -> str:
    if match[1] is not None:
        return re.sub(r"([^0-9A-Za-z\s])", r"\\\1", match[1])
    if match[2] is not None:
        return _ESCAPES.get(match[2], "\\" + match[2])
    if match[4]:
        return "(?<"
    if match[5]:
        return "$" if many_lines else r"\z"
    return match[0]


def _set(pattern: str, at: int) -> tuple[str, int]:
    """Return the bracket expression at a position, and its end; a leading bracket is a literal."""
    parts: list[str] = []
    while at < len(pattern):
        named = re.compile(r"\[:(\^?)(\w+):\]").match(pattern, at)
        if named and named[2] in _POSIX:
            parts.append(f"[{named[1]}{_POSIX[named[2]]}]")
            at = named.end()
        elif pattern[at] == "]" and parts:
            return "".join(parts) + "]", at + 1
        elif pattern[at] == "\\" and at + 1 < len(pattern):
            sign = pattern[at + 1]
            parts.append({"s": _SPACE, "S": f"[^{_SPACE}]", "b": r"\x08"}.get(sign, "\\" + sign))
            at += 2
        else:
            parts.append("\\" + pattern[at] if pattern[at] in "[]&~" else pattern[at])
            at += 1
    return "".join(parts), at


def replacement(text: str, more: int = 0) -> str:
    r"""Return a replacement in Java's syntax: ``\1`` is ``$1``; groups are counted from ``more`` on."""
    parts = []
    for match in re.finditer(r"\\(\d)|\\\\|[\s\S]", text):
        if match[1]:
            parts.append(f"${int(match[1]) + more}")
        else:
            follows = bool(parts) and parts[-1][0] == "$" and match[0].isdigit()  # else it would count as the group's
            parts.append({"\\\\": "\\\\", "$": "\\$"}.get(match[0], f"\\{match[0]}" if follows else match[0]))
    return "".join(parts)
