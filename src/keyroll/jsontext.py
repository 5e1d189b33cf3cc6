"""JSON from outside: the result is a value that can be stored and shown. Other text raises ValueError."""

import json

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]
#: The start of an escape of half a surrogate pair.
_HALVES = (b"\\ud", b"\\uD")


def loads(content: bytes) -> Value:
    """Read a document in UTF-8. Raises ValueError for invalid JSON, too deep nesting, or an infinite number.

    Half surrogate pairs, which JSON can write and no store can hold, become question marks.
    """
    # The parser itself would accept half pairs written as bytes, and other encodings.
    text = content.decode("utf-8-sig")
    try:
        body: Value = json.loads(text)
        if any(one in content for one in _HALVES):
            body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return body
