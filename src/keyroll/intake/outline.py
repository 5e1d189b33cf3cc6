"""The outline of a JSON document of any size: its keys and the first elements of its lists, in little memory."""

from typing import Final

import orjson

from keyroll.intake import limits, split
from keyroll.intake.split import ByteWindow, TooLong
from keyroll.model.json import Json

#: The most that is kept of a document: bytes, levels, elements of a list.
_KEPT: Final = 1 << 20
_LEVELS: Final = 8
_ELEMENTS: Final = 1_000


class Outline:
    """Reads one document to its end. ``broken`` says that it is not JSON, or ends too early: the part before is kept.

    ``cut`` says that it continues beyond the limits.
    """

    def __init__(self, window: ByteWindow) -> None:
        self._window = window
        self._left = _KEPT
        self.broken = self.cut = False
        self.body = self._value(_LEVELS)

    def _value(self, levels: int) -> Json:
        window = self._window
        if self._over() or not window.blank():
            self.broken = True
            return None
        end = split.value_end(window.data, window.at) if window.left < limits.SHORT else None
        nested = window.begins(b"{") or window.begins(b"[")
        if end is None and nested and levels and self._left > 0:
            return self._object(levels - 1) if window.begins(b"{") else self._list(levels - 1)
        return self._leaf(nested=nested)

    def _leaf(self, *, nested: bool) -> Json:
        """Return a short value, or an empty one in place of a long value."""
        window = self._window
        empty: Json = "" if not nested else {} if window.begins(b"{") else []
        try:
            found = split.value(window, limits.SHORT)
        except TooLong:
            self.broken = not split.skip(window)
            return empty
        if found is None:
            self.broken = True
            return empty
        self._left -= len(found)
        try:
            body: Json = orjson.loads(found)
        except orjson.JSONDecodeError:
            self.broken = True
            return empty
        return body if self._left > 0 else empty

    def _object(self, levels: int) -> Json:
        window, body = self._window, dict[str, Json]()
        window.at += 1
        while self._goes_on(b"}"):
            key = self._leaf(nested=False) if window.begins(b'"') else None
            if not isinstance(key, str) or not window.blank() or not window.begins(b":"):
                self.broken = True
                break
            window.at += 1
            found = self._value(levels)
            if self._left > 0:
                body[key] = found
        return body

    def _list(self, levels: int) -> Json:
        window, body = self._window, list[Json]()
        window.at += 1
        while self._goes_on(b"]"):
            if len(body) >= _ELEMENTS or self._left <= 0:
                self._rest()
                break
            body.append(self._value(levels))
        return body

    def _rest(self) -> None:
        """Skip the rest of a list."""
        try:
            for _ in split.elements(self._window, passed=True):
                if self._over():
                    self.broken = True
                    return
        except ValueError:
            self.broken = True

    def _goes_on(self, closing: bytes) -> bool:
        """Skip a comma; return whether another part follows."""
        window = self._window
        if self.broken or not window.blank():
            self.broken = True
            return False
        if window.begins(b","):
            window.at += 1
            window.blank()
        if window.begins(closing):
            window.at += 1
            return False
        return True

    def _over(self) -> bool:
        self.cut = self.cut or self._window.place > limits.DOCUMENT
        return self.cut
