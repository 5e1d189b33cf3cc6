"""The credentials that a provider issues and lists: ``PROVIDER`` in ``__init__.py`` of its folder."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

#: Types of ``relatedCryptoMaterialProperties`` (cyclonedx.org, JSON schema 1.7) of vendors' credentials.
Material = Literal["credential", "password", "token", "shared-secret", "secret-key", "private-key", "other"]


#: The lifetime of credentials of a kind, if the kind determines it. ``short``: at most a day. ``minted``: for one use,
#: by a federation or an engine. ``listed``: the issuer's list shows the end of each that has one.
Lifetime = Literal["", "listed", "short", "minted"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of credential that a provider issues.

    ``name`` is keyroll's name, ``vendor_name`` the vendor's. ``listed_by`` names the endpoint that lists them; empty
    means that the vendor does not list them, and they are inferred. ``identifier`` is the kind of their issuer
    identifier. ``also`` are further kinds of identifiers by which the issuer may name the same credential; without them
    two issuer identifiers of one credential are ambiguous. ``in_place`` means that a rotation keeps the id and replaces
    the value (a password, a versioned secret). ``account`` marks kinds that persons have too (an account's password, a
    user's SSH key): they count as machine credentials only if their principal is not a person. ``never_expires`` means
    that the vendor sets no end. ``legacy_because`` is the vendor's reason to advise another kind. ``material`` is the
    type in CycloneDX 1.7. ``nameless`` means that the vendor gives no name to a credential: a newer credential of the
    same principal may replace it, whatever the names of both are. ``lifetime`` is the lifetime, if the kind determines
    it.
    """

    name: str
    vendor_name: str
    identifier: str
    listed_by: str = ""
    unlistable_because: str = ""
    in_place: bool = False
    account: bool = False
    never_expires: bool = False
    legacy_because: str = ""
    material: Material = "credential"
    also: tuple[str, ...] = ()
    nameless: bool = False
    lifetime: Lifetime = ""


@dataclass(frozen=True, slots=True)
class PrincipalIdentifier:
    """A kind of identifier by which a vendor's listings or logs name a principal.

    ``nature`` is ``machine`` (an application, a service account), ``workload`` (a role, or a name from a federation or
    a vault: a machine unless people use it too) or ``any``. ``people_prefix`` is the prefix of the vendor's names for
    principals of people. ``named_for_keys`` means that the log names this principal when it records a new credential.
    """

    kind: str
    nature: Literal["any", "machine", "workload"] = "any"
    people_prefix: str = ""
    named_for_keys: bool = False


@dataclass(frozen=True, slots=True)
class Powers:
    """The meaning of a vendor's privilege names, as patterns (RE2) of the whole name, without regard to case.

    ``administers`` may change permissions. ``lesser`` are the vendor's names for privileges below that. A privilege
    that matches neither pattern may allow anything. The group of a membership is named ``group:<name>``. ``listed_by``
    are the endpoints that list every privilege. If all of them were read completely, a principal without any privilege
    has none. If one was not read completely, no principal counts as without administration rights. Empty: no list is
    known to be complete.
    """

    administers: str
    lesser: str = ""
    listed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrivilegeReads:
    """The places that a privilege allows to read: places of these kinds, in its source or in a scan of the source.

    ``privilege`` is a pattern (RE2) of the whole name, without regard to case; empty: any credential of the provider
    that no grant of its own narrows. ``container`` is a pattern whose group extracts from a grant's resource the prefix
    of a place's name (empty: every place of the source). ``sure`` means that the privilege is sufficient; otherwise it
    may be.
    """

    places: tuple[str, ...]
    privilege: str = ""
    container: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class LeastScope:
    """One permission that the live survey needs, and the reason."""

    scope: str
    reason: str


@dataclass(frozen=True, slots=True)
class Provider:
    """An outside system: its credentials, and its lists.

    ``window`` is how long a revocation may take to reach every place that checks (the vendor's figure or keyroll's,
    with the source in the folder's docstring). ``delegates_to`` names providers whose accounts sign in here.
    ``directory`` marks a source of people. ``powers`` reads its grants; None if none are read. ``reads`` are the places
    that its credentials allow to read; a kind without an entry stores no secret of others. ``principals`` are the kinds
    of identifiers of its principals. ``code_resources`` are the resource types in its logs (``resource_type``) that run
    code or call it.
    """

    name: str
    title: str
    kinds: tuple[Kind, ...] = ()
    scopes: tuple[LeastScope, ...] = ()
    window: timedelta = timedelta(minutes=5)
    delegates_to: tuple[str, ...] = ()
    directory: bool = False
    powers: Powers | None = None
    reads: tuple[PrivilegeReads, ...] = ()
    principals: tuple[PrincipalIdentifier, ...] = ()
    code_resources: tuple[str, ...] = ()
