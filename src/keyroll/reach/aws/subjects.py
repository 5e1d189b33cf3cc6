"""The token subjects that a role accepts: those that its trust policy allows and does not deny.

A set of subjects is a pattern with exceptions. Two conditions on the subject must both hold. For an operator without
wildcards a star is a literal character. No subject contains a star: branches and tags cannot ("git check-ref-format"),
and neither can projects and repositories. Every token has a subject, so that "if exists" has no effect. Operators: IAM
user guide, "IAM JSON policy elements: Condition operators" (from memory: re-check).
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
#: The prefix of a pattern that ignores case.
ANY_CASE: Final = "(?i)"
_TWO: Final = "two conditions on the subject have to hold at once"


@dataclass(frozen=True, slots=True)
class SubjectSet:
    """A pattern of subjects and its exceptions; ``because`` is the reason why the role may not accept them."""

    pattern: str
    without: tuple[str, ...] = ()
    because: str = ""

    @property
    def text(self) -> str:
        """The set as part of an id, which ``read`` parses."""
        return self.pattern + (_EXCEPT + _OR.join(self.without) if self.without else "")

    @classmethod
    def read(cls, text: str) -> "SubjectSet":
        """Return the set that a text encodes."""
        pattern, _, rest = text.partition(_EXCEPT)
        return cls(pattern, tuple(rest.split(_OR)) if rest else ())

    def has(self, subject: str) -> bool:
        """Return whether a subject is in the set."""
        return fits(self.pattern, subject) and not any(fits(one, subject) for one in self.without)


def fits(pattern: str, subject: str) -> bool:
    """Return whether a subject matches a pattern, which may ignore case."""
    if pattern.startswith(ANY_CASE):
        return like(pattern.removeprefix(ANY_CASE), subject.lower())
    return like(pattern, subject)


def taken(trust: AwsPolicy, statement: Statement, provider: str, issuer: str) -> Iterator[SubjectSet]:
    """Yield the subjects of a provider that an Allow statement of a trust policy accepts."""
    found = [SubjectSet("*")]
    key = f"{issuer}:sub".lower()
    for clause in (one for one in statement.conditions if one.key == key):
        found = [each for one in found for each in _narrowed(one, clause, denies=False)]
    for denial in _denials(trust, provider):
        found = [each for one in found for each in _denied(one, denial, key)]
    yield from found


def _narrowed(subjects: SubjectSet, clause: Clause, *, denies: bool) -> Iterator[SubjectSet]:
    """Yield the subjects that satisfy a condition; for a denial those that do not."""
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
    """Yield the intersection with a second pattern."""
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
    """Return whether every match of one pattern certainly matches another pattern."""
    if wide.startswith(ANY_CASE):
        return like(wide.removeprefix(ANY_CASE), narrow.removeprefix(ANY_CASE).lower())
    return (wide == "*" or not narrow.startswith(ANY_CASE)) and like(wide, narrow)


def _meet(one: str, other: str) -> bool:
    """Return whether some text matches both."""
    if ANY_CASE in (one[: len(ANY_CASE)], other[: len(ANY_CASE)]):
        one, other = (each.removeprefix(ANY_CASE).lower() for each in (one, other))
    return overlap(one, other)


def _denials(trust: AwsPolicy, provider: str) -> Iterator[Statement]:
    """Yield the statements that deny the sign-in to users of a provider."""
    for one in trust.statements:
        named = one.principals is not None and any(name in (provider, "*") for _, name in one.principals)
        about = any(like(action, _ACTION) for action in one.actions) is ("Action" not in one.negated)
        if not one.allows and not one.fault and about and named is ("Principal" not in one.negated):
            yield one


def _denied(subjects: SubjectSet, denial: Statement, key: str) -> Iterable[SubjectSet]:
    """Return the subjects that a denial leaves; with further conditions its effect is unknown."""
    about = [one for one in denial.conditions if one.key == key]
    if len(about) < len(denial.conditions):
        return (replace(subjects, because=f"a denial has further conditions: {denial.conditions[0].key}"),)
    if len(about) > 1:
        return (replace(subjects, because="a denial has two conditions on the subject"),)
    return _narrowed(subjects, about[0], denies=True) if about else ()
