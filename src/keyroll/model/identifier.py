"""An identifier is a source's name for a credential or principal; strong identifiers join, weak ones suggest."""

from dataclasses import dataclass
from typing import Self

from keyroll.errors import UsageError
from keyroll.model.source import Source

#: The issuer of identifiers that are globally unique: ``aws@*:access_key_id:AKIA…``.
ANYWHERE = "*"


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A name given by an issuer; its text ``issuer:kind:value`` is also the shape of every id."""

    issuer: str
    kind: str
    value: str
    strong: bool = True

    @classmethod
    def of(cls, source: Source, kind: str, value: str, *, strong: bool = True) -> Self:
        """Return an identifier that is unique within one source."""
        return cls(str(source), kind, value, strong)

    @classmethod
    def anywhere(cls, provider: str, kind: str, value: str) -> Self:
        """Return a strong identifier that is unique over all sources of a provider."""
        return cls(f"{provider}@{ANYWHERE}", kind, value)

    @classmethod
    def login(cls, host: str, name: str) -> Self:
        """Return the identifier of an account by the host it signs in to, for use where the source is unknown."""
        return cls(f"web@{host.lower()}", "login", name)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``issuer:kind:value``; the value may hold colons. Raises UsageError."""
        issuer, one, rest = text.partition(":")
        kind, two, value = rest.partition(":")
        if not (one and two and issuer and kind and value and "@" in issuer):
            raise UsageError(f"{text!r} is not an identifier", hint="write it as aws@*:access_key_id:AKIA…")
        return cls(issuer, kind, value)

    @property
    def text(self) -> str:
        """The identifier as text, the form that packages and tables use."""
        return f"{self.issuer}:{self.kind}:{self.value}"

    def __str__(self) -> str:
        return self.text
