"""Which subjects of an issuer's tokens a role takes: what its trust policy allows, without what it denies.

A set of subjects is a pattern with exceptions. Two conditions on the subject must both hold. An operator without
wildcards takes a star for itself, and no subject has one: branches and tags cannot ("git check-ref-format"), projects
and repositories neither. Every token has a subject, so that "if exists" changes nothing. Operators: IAM user guide,
"IAM JSON policy elements: Condition operators" (from memory: re-check).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from keyroll.reach.aws.policy import AwsPolicy, Clause, Statement
from keyroll.reach.wildcards import is_pattern, like, overlap

#: Operators on texts: whether the value is a pattern, and whether it is negated.
_OPERATORS: Final = {
    "stringequals": (False, False), "stringlike": (True, False), "stringnotequals": (False, True),
    "stringnotlike": (True, True), "stringequalsignorecase": (False, False), "stringnotequalsignorecase": (False, True),
    "arnequals": (True, False), "arnlike": (True, False), "arnnotequals": (True, True), "arnnotlike": (True, True),
}  # fmt: skip
_ACTION: Final = "sts:assumerolewithwebidentity"
_EXCEPT, _OR = " except ", " or "
#: Begins a pattern that takes capital letters for small ones.
ANY_CASE: Final = "(?i)"
_TWO: Final = "two conditions on the subject have to hold at once"


@dataclass(frozen=True, slots=True)
class SubjectSet:
    """A pattern of subjects and those that are left out; ``because`` says why it is not sure that they are taken."""

    pattern: str
    without: tuple[str, ...] = ()
    because: str = ""

    @property
    def text(self) -> str:
        """The set as part of an id, from which ``read`` makes it again."""
        return self.pattern + (_EXCEPT + _OR.join(self.without) if self.without else "")

    @classmethod
    def read(cls, text: str) -> "SubjectSet":
        """Return the set of a text."""
        pattern, _, rest = text.partition(_EXCEPT)
        return cls(pattern, tuple(rest.split(_OR)) if rest else ())

    def has(self, subject: str) -> bool:
        """Say whether a subject is in the set."""
        return fits(self.pattern, subject) and not any(fits(one, subject) for one in self.without)


def fits(pattern: str, subject: str) -> bool:
    """Say whether a subject fits a pattern, which may be one that takes capital letters for small ones."""
    if pattern.startswith(ANY_CASE):
        return like(pattern.removeprefix(ANY_CASE), subject.lower())
    return like(pattern, subject)


def taken(trust: AwsPolicy, statement: Statement, provider: str, issuer: str) -> Iterator[SubjectSet]:
    """Yield the subjects that an allowing statement of a trust policy takes from a provider."""
    found = [SubjectSet("*")]
    key = f"{issuer}:sub".lower()
    for clause in (one for one in statement.conditions if one.key == key):
        found = [each for one in found for each in _narrowed(one, clause, denies=False)]
    for denial in _denials(trust, provider):
        found = [each for one in found for each in _denied(one, denial, key)]
    yield from found


def _narrowed(subjects: SubjectSet, clause: Clause, *, denies: bool) -> Iterator[SubjectSet]:
    """Yield what a condition on the subject leaves: what fits it, or what does not where it denies."""
    operator = clause.operator.lower().rpartition(":")[2].removesuffix("ifexists")
    if operator not in _OPERATORS:
        yield replace(subjects, because=f"the condition operator {clause.operator} on the subject is not known")
        return
    wild, negated = _OPERATORS[operator]
    values = [one for one in clause.values if wild or not is_pattern(one)]
    if operator.endswith("ignorecase"):
        values = [ANY_CASE + one.lower() for one in values]
    if negated is denies:
        yield from (each for value in values for each in _both(subjects, value))
    elif not any(_covers(value, subjects.pattern) for value in values):
        more = [one for one in values if _meet(one, subjects.pattern)]
        yield replace(subjects, without=tuple(dict.fromkeys((*subjects.without, *more))))


def _both(subjects: SubjectSet, pattern: str) -> Iterator[SubjectSet]:
    """Yield what fits a second pattern too."""
    first = subjects.pattern
    if _covers(first, pattern):
        narrower = replace(subjects, pattern=pattern)
    elif _covers(pattern, first):
        narrower = subjects
    elif _meet(first, pattern):
        narrower = replace(subjects, because=_TWO)
    else:
        return
    if not any(_covers(one, narrower.pattern) for one in narrower.without):
        yield narrower


def _covers(wide: str, narrow: str) -> bool:
    """Say whether all that fits one pattern surely fits another one."""
    if wide.startswith(ANY_CASE):
        return like(wide.removeprefix(ANY_CASE), narrow.removeprefix(ANY_CASE).lower())
    return (wide == "*" or not narrow.startswith(ANY_CASE)) and like(wide, narrow)


def _meet(one: str, other: str) -> bool:
    """Say whether some text fits both."""
    if ANY_CASE in (one[: len(ANY_CASE)], other[: len(ANY_CASE)]):
        one, other = (each.removeprefix(ANY_CASE).lower() for each in (one, other))
    return overlap(one, other)


def _denials(trust: AwsPolicy, provider: str) -> Iterator[Statement]:
    """Yield the statements that deny the sign-in to those whom a provider vouches for."""
    for one in trust.statements:
        named = one.principals is not None and any(name in (provider, "*") for _, name in one.principals)
        about = any(like(action, _ACTION) for action in one.actions) is ("Action" not in one.negated)
        if not one.allows and not one.fault and about and named is ("Principal" not in one.negated):
            yield one


def _denied(subjects: SubjectSet, denial: Statement, key: str) -> Iterable[SubjectSet]:
    """Return what a denial leaves; where it has other conditions too, nobody knows whether it holds."""
    about = [one for one in denial.conditions if one.key == key]
    if len(about) < len(denial.conditions):
        return (replace(subjects, because=f"a denial has further conditions: {denial.conditions[0].key}"),)
    if len(about) > 1:
        return (replace(subjects, because="a denial has two conditions on the subject"),)
    return _narrowed(subjects, about[0], denies=True) if about else ()
