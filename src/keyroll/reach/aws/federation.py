"""Sign-ins from outside: tokens of OIDC issuers, SAML assertions, certificates, other accounts.

A role that trusts an issuer accepts every token of the issuer whose subject its conditions allow. GitHub's subjects
begin with ``repo:OWNER/NAME:``, or ``repo:OWNER@ID/NAME@ID:`` (GitHub docs, "OpenID Connect reference" and "Immutable
subject claims", the latter read 2026-11-29); Roles Anywhere sets ``aws:PrincipalTag/x509Subject/…`` and
``aws:SourceArn`` of the trust anchor (user guide, "Trust model"). From memory: re-check.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from keyroll.model.truth import Answer, Truth
from keyroll.reach.aws.account import Holder
from keyroll.reach.aws.asking import EVERYTHING, trust_of
from keyroll.reach.aws.choosing import Chooser, choices
from keyroll.reach.aws.evaluate import Caller, Request, decide
from keyroll.reach.aws.identifiers import account_of
from keyroll.reach.aws.known import Known, named_keys
from keyroll.reach.aws.matching import witness
from keyroll.reach.aws.policy import Statement
from keyroll.reach.aws.subjects import ANY_CASE, taken
from keyroll.reach.graph.model import Strength
from keyroll.reach.wildcards import is_pattern

_ASSUME: Final = "sts:AssumeRole"
_PRINCIPAL: Final = "aws:principalarn"
_OIDC: Final = ":oidc-provider/"
_ANYWHERE: Final = "rolesanywhere.amazonaws.com"
#: Issuers that give tokens to members of every organisation.
_SHARED: Final = ("token.actions.githubusercontent.com", "gitlab.com", "oidc.circleci.com", "app.terraform.io")


@dataclass(frozen=True, slots=True)
class Outsider:
    """An admitted outside principal: its ``id``; ``anyone`` is whether people outside the organisation are included."""

    id: str
    name: str
    reason: str
    strength: Strength
    truth: Truth
    anyone: bool = False


def outsiders(role: Holder, now: float | None = None) -> Iterator[Outsider]:
    """Yield the outside principals that a role's trust policy admits; none for an unreadable policy."""
    for statement in role.trust.statements if role.trust else ():
        if statement.fault or not statement.allows or "Principal" in statement.negated:
            continue
        for kind, name in statement.principals or ():
            if kind == "Federated":
                yield from _federated(role, statement, name)
            elif kind == "Service" and name == _ANYWHERE:
                yield _certificates(role, statement)
            elif name == "*":
                reason = f"the trust policy of {role.name} admits any account of AWS"
                yield Outsider(
                    "anyone", "anyone with an AWS account", reason, Strength.NONE, _open(statement), anyone=True
                )
            elif kind == "AWS" and (account := account_of(name)) != role.account and account:
                truth = _admits(role, name, account, now)
                if truth.answer is not Answer.NO:
                    reason = f"{role.name} trusts the account {account}"
                    strength = Strength.SHORT_LIVED
                    yield Outsider(f"account:{account}", f"AWS account {account}", reason, strength, truth)


def _admits(role: Holder, name: str, account: str, now: float | None) -> Truth:
    """Return whether a role's trust policy admits some principal of another account: it chooses which one."""
    trust = trust_of(role)
    named = named_keys((trust,)).values
    whole = ":" not in name or name.endswith(":root")
    guises = {f"arn:aws:iam::{account}:role/any"} | {
        witness(one, {}) for one in named.get(_PRINCIPAL, ()) if account_of(one) in (account, "*")
    } if whole else {name}  # fmt: skip
    result = Truth.no()
    for arn in sorted(guises):
        known: Known = {
            _PRINCIPAL: (arn,), "aws:principalaccount": (account,), "aws:resourceaccount": (role.account,),
            "aws:securetransport": ("true",), "aws:principalisawsservice": ("false",),
        }  # fmt: skip
        if now is not None:
            known |= dict.fromkeys(("aws:currenttime", "aws:epochtime"), (str(now),))
        who = Caller(arn, account, role=arn if ":role/" in arn else "")
        request = Request(who, _ASSUME, role.arn, known, role.account, needs_resource=True)
        result |= decide(request, (EVERYTHING,), (trust,))
        for chosen, needs in choices(named, known, Chooser("", _ASSUME, now), frozenset()):
            result |= decide(replace(request, values=known | chosen), (EVERYTHING,), (trust,)) & needs
    return result


def _federated(role: Holder, statement: Statement, name: str) -> Iterator[Outsider]:
    issuer = name.partition(_OIDC)[2] or name
    if ":saml-provider/" in name:
        provider = name.rpartition("/")[2]
        reason = f"{role.name} accepts assertions of the SAML provider {provider}"
        yield Outsider(f"saml:{provider}", f"people of {provider}", reason, Strength.SHORT_LIVED, _open(statement))
        return
    key = f"{issuer}:sub".lower()
    bound = any(one.key == key for one in statement.conditions)
    others = sum(one.key != key for one in statement.conditions) - _audiences(statement, issuer)
    further = f"{role.name} has further conditions on the token" if others else ""
    for subjects in taken(role.trust, statement, name, issuer) if role.trust else ():
        said = subjects.text
        anyone = issuer.startswith(_SHARED) and _names_nobody(subjects.pattern)
        limit = f"whose subject is {said}" if bound else "with any subject: there is no condition on it"
        reason = f"{role.name} accepts tokens of {issuer} {limit}" + (
            ", including tokens of other organisations" if anyone else ""
        )
        because = subjects.because or further
        truth = Truth.unknown(because) if because else Truth.yes()
        who = f"anyone with a token of {issuer}" if anyone else f"{said} at {issuer}"
        yield Outsider(f"oidc:{issuer}:{said}", who, reason, Strength.SHORT_LIVED, truth, anyone)


def _names_nobody(subject: str) -> bool:
    """Return whether a subject's pattern has a wildcard before the end of an organisation's name."""
    kind, colon, rest = subject.removeprefix(ANY_CASE).partition(":")
    if not colon or is_pattern(kind):
        return is_pattern(kind)
    owner, slash, _ = rest.partition("/")
    name, _, number = owner.partition("@")
    if number and not is_pattern(number):
        return False  # the id belongs to one organisation, whatever its name
    # repo:acme* matches acme and acme-other.
    return is_pattern(name) or (not slash and "*" in rest)


def _audiences(statement: Statement, issuer: str) -> int:
    return sum(one.key == f"{issuer}:aud".lower() for one in statement.conditions)


def _certificates(role: Holder, statement: Statement) -> Outsider:
    bound = any(
        one.key.startswith(("aws:principaltag/x509", "aws:sourcearn")) and not one.operator.lower().endswith("ifexists")
        for one in statement.conditions
    )
    limit = "that its conditions name" if bound else "of any trust anchor of the account: no condition names one"
    reason = f"{role.name} accepts certificates {limit} (Roles Anywhere)"
    return Outsider("anywhere", "certificates of Roles Anywhere", reason, Strength.CERTIFICATE, Truth.yes())


def _open(statement: Statement) -> Truth:
    if not statement.conditions:
        return Truth.yes()
    return Truth.unknown("the conditions on the sign-in depend on the request: " + statement.conditions[0].key)
