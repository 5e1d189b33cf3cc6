"""Policies of OpenBao, as HCL, for one principal, or one policy for all its holders."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from keyroll.errors import UsageError
from keyroll.model.json import iterate, single
from keyroll.model.truth import Answer
from keyroll.reach.narrowing import (
    REQUESTS,
    EntitledPrincipal,
    Language,
    Narrowed,
    NarrowingCheck,
    PrincipalUse,
    refuse_unnamed,
)
from keyroll.reach.openbao.least import (
    OpenBaoRequest,
    WrittenRule,
    excess,
    kept,
    lost,
    narrower,
    text,
    with_use,
    written_rules,
)
from keyroll.reach.openbao.policy import ROOT, OpenBaoPolicy, Policies
from keyroll.reach.system import SystemReads

_LOG: Final = "openbao.audit"
_POLICIES, _GIVEN, _DEFAULT = "policies", "openbao:policy", "default"
_USES: Final = """
SELECT coalesce(nullif(request.mount_point, ''), split_part(request."path", '/', 1) || '/') AS service,
  request.operation AS operation, request."path" AS resource,
  CASE WHEN error LIKE '%permission denied%' THEN false ELSE auth.policy_results.allowed END AS allowed, happened_at
FROM least_native WHERE list_has_any($who, list_concat(
  list_transform(coalesce(auth.policies, []), LAMBDA one : 'policy ' || one),
  ['entity ' || coalesce(auth.entity_id, ''), 'display_name ' || coalesce(auth.display_name, ''),
   'role ' || coalesce(auth.metadata.role_name, ''), 'accessor ' || coalesce(request.client_token_accessor, '')]))"""
#: The names of listed objects in the log: a word, and its value.
_NAMED: Final = {"entity": "entity", "approle": "role", "token_accessor": "accessor", "account": "display_name"}


def _texts(reads: SystemReads) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for page in reads.pages(_POLICIES):
        data = single(page, _POLICIES).inner("data")
        body = data.body.get("policy")
        found[data.text("name")] = body if isinstance(body, str) else None
    return found


def _given(reads: SystemReads) -> Mapping[str, set[str]]:
    given: dict[str, set[str]] = defaultdict(set)
    for one in reads.grants:
        if one.resource == _GIVEN and one.principal.split(":")[1] in _NAMED:
            given[one.principal].add(one.privilege)
    return given


def _principals(reads: SystemReads) -> Iterator[EntitledPrincipal]:
    for name in _texts(reads):
        yield EntitledPrincipal(f"{reads.name}:policy:{name}", frozenset({f"policy {name}"}), (f"policy {name}",))
    listed = (one for page in reads.pages("accessor_hashes") for one in iterate(page, "accessor_hashes"))
    hashes = {one.text("accessor"): one.text("hash") for one in listed}
    for one in _given(reads):
        kind, value = one.split(":", 2)[1:]
        said = value.replace("/", "-") if kind == "account" else value
        # Most devices write the hash of an accessor; without a listed hash no record names the token.
        who = (f"{_NAMED[kind]} {said}", f"accessor {hashes.get(value, value)}" if kind == "token_accessor" else "")
        yield EntitledPrincipal(one, frozenset({value, reads.names.get(one, value)}), tuple(filter(None, who)))


@dataclass(frozen=True)
class _Granted:
    """The permissions of a principal: the rules to narrow, and the policies that stay.

    ``alone``: no other policy decides with them.
    """

    written: tuple[WrittenRule, ...]
    beside: tuple[OpenBaoPolicy, ...]
    alone: bool

    @classmethod
    def of(cls, reads: SystemReads, principal: EntitledPrincipal) -> "_Granted":
        kind, value = principal.id.split(":", 2)[1:]
        names = {value} if kind == "policy" else _given(reads)[principal.id]
        if ROOT in names:
            raise UsageError(
                f"{principal.id} has the policy {ROOT}, which has no text to narrow",
                hint="give it another policy first, which names every path that it uses",
            )
        texts = _texts(reads)
        stays = names & {_DEFAULT} if kind != "policy" else set[str]()
        read = {name: OpenBaoPolicy.of(name, texts.get(name) or "") for name in names}
        for name in sorted(names):
            if texts.get(name) is None or read[name].fault:
                why = read[name].fault or f"the policy {name} was not read"
                raise UsageError(
                    f"the permissions of {principal.id} cannot be narrowed: {why}", hint="sync the policies again"
                )
        written = tuple(
            one for name in sorted(names - stays) for one in written_rules(read[name], str(texts[name]))
        )  # fmt: skip
        return cls(written, tuple(read[name] for name in stays), kind != "policy")

    def before(self) -> Policies:
        return Policies((OpenBaoPolicy("before", tuple(one.rule for one in self.written)), *self.beside))


def _requests(logged: PrincipalUse) -> list[OpenBaoRequest]:
    return [OpenBaoRequest(one.service, one.operation, one.resource) for one in logged.uses]


def _narrow(reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse) -> Narrowed:
    granted = _Granted.of(reads, principal)
    because, whole = "it is unknown whether the log shows it", "an audit device recorded each request of it"
    refuse_unnamed(principal, logged, (REQUESTS,), because, whole)
    requests = [one for one in _requests(logged) if one.capability]
    before = granted.before()
    unplaced = [one for one in requests if before.may(one.capability, one.path).answer is Answer.NO]
    written = with_use(granted.written, requests)
    beside = [rule for one in granted.beside for rule in one.rules]
    after = list(narrower(written, beside, alone=granted.alone and not unplaced))
    unexplained = () if not granted.alone else tuple(f"{one.operation} {one.path}" for one in unplaced)
    return Narrowed(
        text(after), tuple(dict.fromkeys(lost(written, after))), tuple(kept(written)), unexplained,
        tuple(_notes(granted)),
    )  # fmt: skip


def _notes(granted: _Granted) -> Iterator[str]:
    names = sorted({one.policy for one in granted.written})
    if granted.alone:
        yield f"write it under a new name: other principals may have {', '.join(names) or 'the policies'} too"
    else:
        yield "it counts the requests of all tokens with the policy"
    if granted.beside:
        yield f"the policy {_DEFAULT} stays beside it"
    if any(not one.rule.capabilities for one in granted.written) or not granted.alone:
        yield "a rule with no capability stays because a less specific rule would otherwise decide"


def _check(
    reads: SystemReads, principal: EntitledPrincipal, logged: PrincipalUse, narrowed: Narrowed
) -> NarrowingCheck:
    granted = _Granted.of(reads, principal)
    again = OpenBaoPolicy.of("after", str(narrowed.document))
    before, after = granted.before(), Policies((again, *granted.beside))
    gone = [
        f"{one.operation} {one.path}" for one in _requests(logged)
        if one.capability and before.may(one.capability, one.path).answer is Answer.YES
        and after.may(one.capability, one.path).answer is not Answer.YES
    ]  # fmt: skip
    return NarrowingCheck(
        (*gone, *filter(None, (again.fault,))), tuple(excess(before, after, [one.path for one in _requests(logged)]))
    )


LANGUAGE = Language(
    "policy of OpenBao", "write it in place of what was granted", {_LOG: _USES}, _principals, _narrow, {},
    {REQUESTS: "an audit device recorded each request of the principal"}, _check,
)  # fmt: skip
