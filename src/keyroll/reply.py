"""An HTTP response, and its JSON, which is bounded in values and in depth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from keyroll.errors import AnswerRefused
from keyroll.jsontext import Value, loads

Body = Value
#: The most values in a response, and its deepest nesting.
VALUES: Final = 1_000_000
LEVELS: Final = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """A response: status, headers by lower-case name, and content. The repr shows no content."""

    where: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)

    def json(self) -> Body:
        """Return the content as JSON. Raises AnswerRefused for other content, such as a page of HTML."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind and kind != "application/json" and not kind.endswith("+json"):
            raise no_data(self.where, f"the answer is {kind}, not JSON")
        # A value takes a hundred bytes of memory, and text that is only brackets has a value in every two bytes.
        if len(self.content) > VALUES and sum(map(self.content.count, (b",", b"[", b"{"))) > VALUES:
            raise no_data(self.where, f"the answer holds more than {VALUES:,} values")
        try:
            body = loads(self.content)
        except ValueError:
            body, broken = None, True
        else:
            broken = False
        if broken or _too_deep(body):
            what = "is not JSON" if broken else f"is nested more than {LEVELS} deep"
            raise no_data(self.where, f"the answer {what}")
        return body


def _too_deep(body: Body) -> bool:
    level = [body]
    for _ in range(LEVELS):
        level = [
            one
            for outer in level
            for one in (outer.values() if isinstance(outer, dict) else outer if isinstance(outer, list) else ())
            if one.__class__ is dict or one.__class__ is list
        ]
        if not level:
            return False
    return True


def no_data(where: str, what: str) -> AnswerRefused:
    """Return the error for a response that does not come from an API."""
    return AnswerRefused(f"{where}: {what}", hint="check whether a proxy or a sign-in page answers at the address")
