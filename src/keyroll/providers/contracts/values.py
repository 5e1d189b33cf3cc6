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
class SecretRequests:
    """Bodies of requests about values: the record's own account of the request decides, not what a body says.

    ``named`` are members with RE2 expressions of their whole text, as in ``ObjectMembers``. One of them in a record,
    or in an object ``levels`` within it, makes all texts of the members ``bodies`` values. ``kept`` are paths within
    a body that stay (``metadata.name``; ``*.name`` at any depth); an element of a list, also of ``items``, begins one.
    """

    named: tuple[tuple[str, str], ...]
    bodies: tuple[str, ...]
    kept: tuple[str, ...] = ()
    levels: int = 0


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of records that hold values of credentials.

    ``fields`` are members at any depth, also of JSON within a text, with all their content (``parent.name``: only in
    that parent). ``objects`` are members of objects that name their own kind. ``requests`` are bodies in records that
    name the kind of their request. ``ids`` are members whose texts name objects, and may look
    made by chance. ``texts`` are regular expressions of Python over bytes. Their first group, else the whole match, is
    a value. Fields that every log may have need no entry: names that end like ``password``, ``secret``
    or ``token``, parameters and logins of addresses, statements, headers, keys (``intake/masking``).
    """

    fields: tuple[str, ...] = ()
    objects: tuple[ObjectMembers, ...] = ()
    texts: tuple[str, ...] = ()
    requests: tuple[SecretRequests, ...] = ()
    ids: tuple[str, ...] = ()


NO_VALUES = Values()
