"""How a provider's values look, and what can be derived from one: ``SECRETS`` in its ``secrets.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from keyroll.model.identifier import Identifier


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule for the scanner, for what it does not know by itself.

    ``pattern`` is a regular expression in what Rust's regex and Python's re have in common (no look-around). Its
    first group is the text that is handed on, labels that prove the kind included. ``entropy`` is the least Shannon
    entropy of that text, in bits a character.
    """

    name: str
    pattern: str
    entropy: float = 0.0


@dataclass(frozen=True, slots=True, repr=False)
class SecretMatch:
    """What a rule of the scanner met: the text, and by name what it found with it. It holds a secret: no repr."""

    rule: str
    text: str
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Derived:
    """The secret value within a met text, and every identifier that can be derived from it. No repr.

    ``kind`` replaces the kind of the ``SecretKind`` where the value itself says more. ``searched`` is a text by which
    the value can be found again in a document, where the value is not there as it stands (a key without its line ends).
    """

    value: str
    identifiers: tuple[Identifier, ...] = ()
    kind: str = ""
    searched: str = ""


def as_it_is(match: SecretMatch) -> Derived | None:
    """Take the whole text as the value, from which nothing can be derived."""
    return Derived(match.text)


@dataclass(frozen=True, slots=True)
class SecretKind:
    """How one kind of secret is met: by which rules of the scanner and by which shapes of our own.

    ``derive`` is pure; it returns None if the text is none of this kind after all (a checksum does not fit, a
    vendor's example). ``provider`` names the vendor where it has no folder of its own. ``generic`` kinds give way to
    any other that is met at the same place.
    """

    kind: str
    rules: tuple[str, ...] = ()
    derive: Callable[[SecretMatch], Derived | None] = as_it_is
    shapes: tuple[Shape, ...] = ()
    provider: str = ""
    generic: bool = False
