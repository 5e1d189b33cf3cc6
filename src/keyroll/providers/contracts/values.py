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
    """The fields of records that hold values of credentials.

    ``fields`` are members at any depth, also of JSON within a text, with all that is in them (``parent.name``: only in
    that parent). ``objects`` are members of objects that name their own kind. ``texts`` are regular expressions
    of Python over bytes. Their first group, else the whole match, is a value.
    Fields that every log may have need no entry: names that end like ``password``, ``secret`` or
    ``token``, parameters and logins of addresses, statements, headers, keys (``intake/masking``).
    """

    fields: tuple[str, ...] = ()
    objects: tuple[Told, ...] = ()
    texts: tuple[str, ...] = ()


NO_VALUES = Values()
