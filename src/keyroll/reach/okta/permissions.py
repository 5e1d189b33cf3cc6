"""The System Log events of each permission of a custom administrator role, and the permission's parts.

developer.okta.com, *Role assignment*, *Permission types*, and help.okta.com, *Role permissions* (read 2026-11-29): the
effect of each permission, and its kinds of resources. The event of an operation is from memory, by the names in the
vendor's list of event types (``okta-event-types.csv``, release 2026.05): re-check. From memory too:
``okta.users.manage``, ``okta.groups.manage`` and ``okta.apps.manage`` have the permissions below them as parts. No
event shows reading.
"""

import re
from collections.abc import Collection, Mapping
from typing import Final

_U, _G, _A = "okta.users", "okta.groups", "okta.apps"
#: The parts of a permission; with its own events they are its complete effect.
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_U}.manage": (
        f"{_U}.read", f"{_U}.create", f"{_U}.credentials.manage", f"{_U}.userprofile.manage", f"{_U}.lifecycle.manage",
        f"{_U}.groupMembership.manage", f"{_U}.appAssignment.manage",
    ),
    f"{_U}.credentials.manage": tuple(
        f"{_U}.credentials.{one}" for one in ("resetFactors", "resetPassword", "expirePassword")
    ),
    f"{_U}.lifecycle.manage": tuple(
        f"{_U}.lifecycle.{one}"
        for one in ("activate", "deactivate", "suspend", "unsuspend", "delete", "unlock", "clearSessions")
    ),
    f"{_G}.manage": (f"{_G}.read", f"{_G}.create", f"{_G}.members.manage", f"{_G}.appAssignment.manage"),
    f"{_A}.manage": (f"{_A}.read", f"{_A}.assignment.manage"),
}  # fmt: skip
_MEMBERSHIP: Final = ("group.user_membership.add", "group.user_membership.remove")
_ASSIGNMENT: Final = tuple(f"application.user_membership.{one}" for one in ("add", "remove", "update"))
_OF_GROUP: Final = tuple(f"group.application_assignment.{one}" for one in ("add", "remove", "update"))
#: The events of a permission, without the events of its parts.
EVENTS: Final[Mapping[str, tuple[str, ...]]] = {
    f"{_U}.manage": ("user.account.lock", "user.account.update_user_type"),
    f"{_U}.create": ("user.lifecycle.create",),
    f"{_U}.credentials.manage": (
        "user.account.update_password", "user.mfa.factor.activate", "user.mfa.factor.suspend",
        "user.mfa.factor.unsuspend", "user.mfa.factor.update",
    ),
    f"{_U}.credentials.resetFactors": ("user.mfa.factor.reset_all", "user.mfa.factor.deactivate"),
    f"{_U}.credentials.resetPassword": ("user.account.reset_password",),
    f"{_U}.credentials.expirePassword": ("user.account.expire_password",),
    f"{_U}.userprofile.manage": (
        "user.account.update_profile", "user.account.update_primary_email", "user.account.update_secondary_email",
    ),
    f"{_U}.lifecycle.manage": ("user.lifecycle.password_mass_expiry",),
    f"{_U}.lifecycle.activate": ("user.lifecycle.activate", "user.lifecycle.reactivate"),
    f"{_U}.lifecycle.deactivate": ("user.lifecycle.deactivate",),
    f"{_U}.lifecycle.suspend": ("user.lifecycle.suspend",),
    f"{_U}.lifecycle.unsuspend": ("user.lifecycle.unsuspend",),
    f"{_U}.lifecycle.delete": ("user.lifecycle.delete.initiated",),
    f"{_U}.lifecycle.unlock": ("user.account.unlock", "user.account.unlock_by_admin"),
    f"{_U}.lifecycle.clearSessions": ("user.session.clear",),
    f"{_U}.groupMembership.manage": _MEMBERSHIP,
    f"{_U}.appAssignment.manage": _ASSIGNMENT,
    f"{_G}.manage": ("group.lifecycle.delete", "group.profile.update"),
    f"{_G}.create": ("group.lifecycle.create",),
    f"{_G}.members.manage": _MEMBERSHIP,
    f"{_G}.appAssignment.manage": _OF_GROUP,
    f"{_A}.manage": tuple(
        f"{prefix}.lifecycle.{one}"
        for prefix in ("application", "app.oauth2.client")
        for one in ("create", "update", "activate", "deactivate", "delete")
    ),
    f"{_A}.assignment.manage": (*_ASSIGNMENT, *_OF_GROUP),
}  # fmt: skip
#: Permissions whose events name new objects, which no resource set had before.
CREATES: Final = frozenset({f"{_U}.create", f"{_G}.create"})
#: The prefix of an event, and the object type of its permissions.
_ABOUT: Final = (("user.", "users"), ("group.", "groups"), ("application.", "apps"), ("app.", "apps"))
#: Sign-in needs no role.
_SIGN_IN: Final = re.compile(
    r"user\.(session\.(start|end|access_admin_app|expire|context\.change)|authentication\.|risk\.)|policy\.|"
    r"app\.oauth2\.(as\.)?(token|authorize|signon|evaluate|interact)|app\.access_request\.|device\."
)
_HELP_DESK: Final = frozenset(
    event
    for one in ("credentials.resetFactors", "credentials.resetPassword", "lifecycle.unlock", "lifecycle.clearSessions")
    for event in EVENTS[f"{_U}.{one}"]
)
_USER_ADMIN: Final = _HELP_DESK | set(_MEMBERSHIP) | {
    event
    for one in ("create", "userprofile.manage", *(f"lifecycle.{each}" for each in (
        "activate", "deactivate", "suspend", "unsuspend", "delete"
    )))
    for event in EVENTS[f"{_U}.{one}"]
}  # fmt: skip
#: The certain permissions of a standard role, as events, the smallest role first (help.okta.com, *Standard
#: administrator roles and permissions*, *Help desk administrators*, *Group administrators*; read 2026-11-29).
STANDARD: Final[Mapping[str, frozenset[str]]] = {
    "HELP_DESK_ADMIN": _HELP_DESK,
    "GROUP_MEMBERSHIP_ADMIN": frozenset(_MEMBERSHIP),
    "USER_ADMIN": _USER_ADMIN,
}
#: The standard roles that a role includes.
SMALLER: Final[Mapping[str, tuple[str, ...]]] = {
    "USER_ADMIN": ("HELP_DESK_ADMIN", "GROUP_MEMBERSHIP_ADMIN"),
    "ORG_ADMIN": tuple(STANDARD),
    "SUPER_ADMIN": tuple(STANDARD),
}


def about(permission: str) -> str:
    """Return the object type of a permission: users, groups or apps; empty for any other."""
    word = permission.split(".")[1] if permission.count(".") > 1 else ""
    return word if word in ("users", "groups", "apps") else ""


def closure(permission: str) -> frozenset[str]:
    """Return a permission with all its parts."""
    return frozenset({permission}).union(*(closure(part) for part in PARTS.get(permission, ())))


def makes(permission: str) -> frozenset[str]:
    """Return the events of a permission and its parts."""
    return frozenset(event for one in closure(permission) for event in EVENTS.get(one, ()))


def unknown_about(events: Collection[str]) -> dict[str, str]:
    """Return the object types of an event with an unknown permission; empty: all other types."""
    known = {event for each in EVENTS.values() for event in each}
    found: dict[str, str] = {}
    for event in sorted(events):
        if event not in known and not _SIGN_IN.match(event):
            found.setdefault(next((what for word, what in _ABOUT if event.startswith(word)), ""), event)
    return found


def administrative(events: Collection[str]) -> frozenset[str]:
    """Return the events that may need a role."""
    return frozenset(event for event in events if not _SIGN_IN.match(event))
