"""What a provider issues and lists: ``PROVIDER`` in ``__init__.py`` of its folder."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

#: Types of ``relatedCryptoMaterialProperties`` (cyclonedx.org, JSON schema 1.7) that a vendor's credential may be.
Material = Literal["credential", "password", "token", "shared-secret", "secret-key", "private-key", "other"]


#: How long credentials of a kind live, where the kind says it: ``short`` at most a day, ``minted`` for one use by a
#: federation or an engine; ``listed``: the issuer's list shows the end of each that has one.
Lifetime = Literal["", "listed", "short", "minted"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of credential that a provider issues.

    ``name`` is ours, ``vendor_name`` the vendor's. ``listed_by`` names the endpoint that lists them; empty means the
    vendor lets nobody list them and they are inferred. ``identifier`` is the kind of their issuer identifier,
    ``also`` are kinds of identifiers by which its issuer may name the same credential beside that: two issuer
    identifiers of one credential are ambiguous otherwise. ``in_place`` says that a rotation keeps the id and replaces
    the value (a password, a versioned secret).
    ``account`` marks what persons have too (an account's password, a user's SSH key): it counts as a machine
    credential only where its principal is not a person. ``never_expires`` says that the vendor lets it live for ever,
    ``legacy_because`` why the vendor itself advises something else in its place. ``material`` is what
    CycloneDX 1.7 calls it. ``nameless`` says that the vendor gives it no name of its own: a newer credential
    of the same principal may replace it, whatever the names of both are. ``lifetime`` is how long one lives, as far as
    its kind says it.
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
    a vault: a machine unless people use it too) or ``any``. ``people_prefix`` begins the names that the vendor gives to
    those of people. ``named_for_keys`` says that the log names this principal where it records a new credential.
    """

    kind: str
    nature: Literal["any", "machine", "workload"] = "any"
    people_prefix: str = ""
    named_for_keys: bool = False


@dataclass(frozen=True, slots=True)
class Powers:
    """What the names of a vendor's privileges say, as patterns (RE2) of the whole name, whatever its case.

    ``administers`` may change who may do what; ``lesser`` names are the vendor's own for less than that. A privilege
    of neither may allow anything. The group of a membership is named ``group:<name>``. ``listed_by`` are the endpoints
    that list every privilege: where all of them were read completely, a principal without any has none, and where one
    was not, no principal is said not to administer. Empty: no list is known to be whole.
    """

    administers: str
    lesser: str = ""
    listed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PrivilegeReads:
    """What a privilege lets its holder read: places of these kinds, in its source or in a scan of what is there.

    ``privilege`` is a pattern (RE2) of the whole name, whatever its case; empty: any credential of the provider that
    no grant of its own narrows. ``container`` is a pattern whose group takes out of a grant's resource what the name
    of a place begins with (empty: every place of the source). ``sure`` says that the privilege alone is enough; else
    it may be.
    """

    places: tuple[str, ...]
    privilege: str = ""
    container: str = ""
    sure: bool = False


@dataclass(frozen=True, slots=True)
class LeastScope:
    """One permission that the live survey needs, and why."""

    scope: str
    reason: str


@dataclass(frozen=True, slots=True)
class Provider:
    """What an outside system issues, and what it lets anyone see.

    ``window`` is how long a revocation may take to reach every place that checks (the vendor's word or ours, with the
    source in the folder's docstring). ``delegates_to`` names providers whose accounts sign in here.
    ``directory`` marks a source of people. ``powers`` reads its grants; None if none are read. ``reads`` says what
    its credentials let one read; a kind without an entry stores no secret of others. ``principals`` are the kinds
    of identifiers of its principals. ``code_resources`` are the resource types in its logs (``resource_type``) that
    run code or call it.
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
