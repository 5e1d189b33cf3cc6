"""JSON from outside: whatever comes is a value that can be stored and shown, or a ValueError."""

import json

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
#: How an escape of half a surrogate pair begins.
_HALVES = (b"\\ud", b"\\uD")


def loads(content: bytes) -> Value:
    """Read a document in UTF-8. Raises ValueError for what is none, too deeply nested, or a number without end.

    Halves of surrogate pairs, which JSON can write and nothing can store, come back as question marks.
    """
    # The parser itself would take halves that are written as bytes, and other encodings.
    text = content.decode("utf-8-sig")
    try:
        body: Value = json.loads(text)
        if any(one in content for one in _HALVES):
            body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return body
