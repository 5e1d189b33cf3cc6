"""The positions of credential values in a provider's records."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ObjectMembers:
    """Members whose texts are values, in objects whose member ``field`` names the kind of the object.

    ``text`` is an RE2 expression that matches the whole text of ``field``, in upper or lower case.
    """

    field: str
    text: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of records that hold values of credentials.

    ``fields`` are members at any depth, also of JSON within a text, with all their content (``parent.name``: only in
    that parent). ``objects`` are members of objects that name their own kind. ``texts`` are regular expressions of
    Python over bytes. Their first group, else the whole match, is a value. Fields that every log may have need no
    entry: names that end like ``password``, ``secret`` or ``token``, parameters and logins of addresses, statements,
    headers, keys (``intake/masking``).
    """

    fields: tuple[str, ...] = ()
    objects: tuple[ObjectMembers, ...] = ()
    texts: tuple[str, ...] = ()


NO_VALUES = Values()
