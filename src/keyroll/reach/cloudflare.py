"""Rules of Cloudflare Access: the principals that an application admits ("Policies", developers.cloudflare.com).

Bypass and service authentication are decided first, then allow and deny in their order. Within a policy one ``include``
must hold, each ``require``, and no ``exclude``. A rule that depends on the request (a country, a device) is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.model.json import Record
from keyroll.model.truth import Answer, Truth
from keyroll.providers._lists import objects

#: Methods of signing in that resist phishing ("hardware key", RFC 8176 "hwk").
_HARD: Final = frozenset({"hwk", "swk"})
_DEEP: Final = 8
Groups = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Visitor:
    """The caller: a service token by its id, or a person by the mail address; without both it is anyone."""

    token: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Let:
    """Whether a caller is admitted, and whether a hardware key is required."""

    truth: Truth
    hard: bool = False


def lets(application: Record, groups: Groups, visitor: Visitor) -> Let:
    """Decide whether an application admits a caller."""
    policies = list(objects(application, "policies"))
    first = [one for one in policies if one.maybe("decision") in ("bypass", "non_identity")]
    rest = [one for one in policies if one.maybe("decision") in ("allow", "deny")]
    open_ = Truth.no()
    for one in first:
        if one.maybe("decision") == "bypass" or visitor.token:
            open_ |= _about(one, groups, visitor)
    if open_.answer is Answer.YES or not visitor.email:
        return Let(open_)
    hard, denied, allowed = True, Truth.no(), Truth.no()
    for one in rest:
        about = _about(one, groups, visitor)
        if one.maybe("decision") == "deny":
            denied |= about
        else:
            hard &= about.answer is Answer.NO or _asks_for_key(one)
            allowed |= about & ~denied
    return Let(open_ | allowed, hard and allowed.answer is not Answer.NO)


def _asks_for_key(policy: Record) -> bool:
    methods = {rule.maybe("auth_method.auth_method") for rule in objects(policy, "require")}
    return bool(methods & _HARD)


def _about(policy: Record, groups: Groups, visitor: Visitor) -> Truth:
    included = _any(objects(policy, "include"), groups, visitor, 0)
    required = _every(objects(policy, "require"), groups, visitor)
    return included & required & ~_any(objects(policy, "exclude"), groups, visitor, 0)


def _any(rules: Iterable[Record], groups: Groups, visitor: Visitor, depth: int) -> Truth:
    result = Truth.no()
    for rule in rules:
        result |= _rule(rule, groups, visitor, depth)
    return result


def _every(rules: Iterable[Record], groups: Groups, visitor: Visitor) -> Truth:
    result = Truth.yes()
    for rule in rules:
        # A sign-in method determines the strength, not the identity.
        result &= Truth.yes() if "auth_method" in rule.body else _rule(rule, groups, visitor, 0)
    return result


def _rule(rule: Record, groups: Groups, visitor: Visitor, depth: int) -> Truth:
    name = next(iter(rule.body), "")
    email = visitor.email.lower()
    if name == "everyone":
        return Truth.yes()
    if name == "any_valid_service_token":
        return _said(visitor.token != "")
    if name == "service_token":
        return _said(visitor.token != "" and rule.maybe("service_token.token_id") == visitor.token)
    if name == "email":
        return _said(email != "" and rule.maybe("email.email").lower() == email)
    if name == "email_domain":
        return _said(email != "" and email.rpartition("@")[2] == rule.maybe("email_domain.domain").lower())
    if name == "group":
        return _group(rule.maybe("group.id"), groups, visitor, depth)
    if name in ("common_name", "certificate"):
        return Truth.unknown("a client certificate is required")
    return Truth.unknown(f"a rule on {name or 'nothing'} depends on the request")


def _group(number: str, groups: Groups, visitor: Visitor, depth: int) -> Truth:
    group = groups.get(number)
    if group is None or depth >= _DEEP:
        return Truth.unknown(f"the group {number} was not read")
    included = _any(objects(group, "include"), groups, visitor, depth + 1)
    excluded = _any(objects(group, "exclude"), groups, visitor, depth + 1)
    return included & ~excluded & _every(objects(group, "require"), groups, visitor)


def _said(holds: bool) -> Truth:  # noqa: FBT001 - the value itself
    return Truth.yes() if holds else Truth.no()
