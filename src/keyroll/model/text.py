"""Text from outside, in a form that every database and hash accepts."""


def printable(text: str) -> str:
    """Return the text without NUL and half surrogate pairs; both become escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
