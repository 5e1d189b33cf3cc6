"""Where values of credentials stand in a provider's records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """Members whose texts are values in an object of which another member, ``field``, says what it is.

    ``text`` is an RE2 expression of that member's whole text, whatever its case.
    """

    field: str
    text: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """Where values of credentials stand in records; what is not a value of one is not named.

    ``fields`` are members at any depth, also of JSON within a text, with all that is in them (``parent.name``: only in
    that parent). ``objects`` are members of objects that tell what they are. ``texts`` are expressions (of Python, over
    bytes), whose first group, or all that they fit, is a value.
    What a log or a list shares with all others need not be named: names that end like ``password``, ``secret`` or
    ``token``, parameters and logins of addresses, statements, headers, keys (``intake/masking``).
    """

    fields: tuple[str, ...] = ()
    objects: tuple[Told, ...] = ()
    texts: tuple[str, ...] = ()


NO_VALUES = Values()
