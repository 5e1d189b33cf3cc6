"""The form of a provider's values, and the identifiers that are derived from one: ``SECRETS`` in its ``secrets.py``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from keyroll.model.identifier import Identifier


@dataclass(frozen=True, slots=True)
class Shape:
    """A rule for the scanner, for values that its own rules do not find.

    ``pattern`` is a regular expression in the common part of Rust's regex and Python's re (no look-around). Its first
    group is the text that is passed on, including labels that prove the kind. ``entropy`` is the least Shannon entropy
    of that text, in bits a character.
    """

    name: str
    pattern: str
    entropy: float = 0.0


@dataclass(frozen=True, slots=True, repr=False)
class SecretMatch:
    """A match of a scanner rule: the text, and the named values that were found with it. It holds a secret: no repr."""

    rule: str
    text: str
    beside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, repr=False)
class Derived:
    """The secret value within a matched text, and every identifier that can be derived from it. No repr.

    ``kind`` replaces the kind of the ``SecretKind`` if the value itself is more specific. ``searched`` is a text by
    which the value can be found again in a document that holds it in another form (a key without its line ends).
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
    """One kind of secret: the rules of the scanner and keyroll's own shapes that find it.

    ``derive`` is pure; it returns None if the text is not of this kind (a checksum does not match, a vendor's example).
    ``provider`` names the vendor if it has no folder of its own. ``generic`` kinds are dropped if another kind matches
    at the same place.
    """

    kind: str
    rules: tuple[str, ...] = ()
    derive: Callable[[SecretMatch], Derived | None] = as_it_is
    shapes: tuple[Shape, ...] = ()
    provider: str = ""
    generic: bool = False
