"""Text from outside, in a form that every database and hash takes."""


def printable(text: str) -> str:
    """Return the text without NUL and without halves of surrogate pairs; both are shown as escapes."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")
