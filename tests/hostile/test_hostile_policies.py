"""Policies, grants and statements that are made to take for ever end within 5 s of processor time.

Before: an AWS resource with 14 variables between stars, a grant of MariaDB with 15 wildcards, an OpenBao path with 12
templates, 40 comments before a statement, and a name of 100,000 letters in a statement took longer.
"""

import json
import signal
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from keyroll.errors import KeyrollError
from keyroll.model.truth import Answer
from keyroll.reach.aws.matching import fits
from keyroll.reach.aws.policy import parse
from keyroll.reach.openbao.language import rules
from keyroll.reach.openbao.policy import OpenBaoPolicy, Policies
from keyroll.reach.sql.mariadb import _pattern
from keyroll.reach.sql.statements import needs
from keyroll.reach.wildcards import like, overlap

_SECONDS = 5.0


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """End a test after seconds of its own processor time: other processes on the machine do not matter."""

    def over(_number: int, _frame: FrameType | None) -> None:
        raise AssertionError(f"it takes more than {_SECONDS} s of the processor")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def refused(text: str) -> bool:
    """Return whether a policy of OpenBao is refused by name."""
    try:
        rules(text)
    except KeyrollError:
        return True
    return False


def templates() -> bool:
    policy = OpenBaoPolicy.of(
        "hostile", 'path "' + "{{identity.entity.name}}a+" * 12 + 'x" { capabilities = ["read"] }'
    )
    return Policies((policy,)).may("read", "a" * 200 + "b").answer is Answer.NO


def deep_policy() -> bool:
    """Return whether a condition 50 levels deep, and 20,000 statements, are read."""
    inner: object = "x"
    for _ in range(50):
        inner = {"StringLike": inner}
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    body = {"Statement": [{**statement, "Condition": inner}, *[statement] * 20_000]}
    return bool(parse("deep", json.loads(json.dumps(body))).statements)


CASES: dict[str, tuple[Callable[[], object], object]] = {
    "IAM: variables between stars": (
        lambda: fits("*${aws:username}" * 40 + "x", "a" * 500 + "b", {"aws:username": ("a",)}).answer,
        Answer.NO,
    ),
    "IAM: 2,000 stars": (lambda: like("*a" * 2_000 + "b", "a" * 5_000), False),
    "IAM: question marks between stars": (lambda: like(f"*{'?' * 2_000}*{'?' * 2_000}b", "a" * 5_000), False),
    "IAM: two patterns of 3,000 stars": (lambda: overlap("*a" * 1_500, "*b" * 1_500 + "c"), False),
    "IAM: a deep condition and many statements": (deep_policy, True),
    "MariaDB: wildcards in a grant": (lambda: _pattern("%a" * 30 + "%b").fullmatch("a" * 64), None),
    "OpenBao: templates and segments in a path": (templates, True),
    "HCL: 100,000 lists in each other": (
        lambda: refused('path "a" { x = ' + "[" * 100_000 + "]" * 100_000 + "}"),
        True,
    ),
    "HCL: 50,000 blocks in each other": (lambda: refused('path "a" {' * 50_000), True),
    "HCL: comments without an end": (lambda: refused("/*" * 40_000), True),
    "HCL: a text without an end": (lambda: refused('path "' + "\\a" * 40_000), True),
    "HCL: 20,000 rules": (lambda: len(rules('path "a" { capabilities = ["read"] }\n' * 20_000)), 20_000),
    "SQL: comments before a statement": (lambda: needs("/**/" * 40 + "1").opaque, "/**//**//**//**//**/"),
    "SQL: a name of 100,000 letters": (lambda: bool(needs("select " + "a" * 100_000).privileges), False),
    "SQL: 10,000 brackets": (lambda: bool(needs("select " + "(" * 10_000 + "1" + ")" * 10_000).opaque), True),
}


@pytest.mark.parametrize(("act", "wanted"), CASES.values(), ids=CASES)
def test_a_pathological_policy_is_judged_in_bounded_time(act: Callable[[], object], wanted: object) -> None:
    assert act() == wanted


@pytest.mark.parametrize(
    ("pattern", "text", "answer"),
    [
        ("arn:*:${aws:username}/*", "arn:aws:iam:ann/x/y", Answer.YES),
        ("*/${aws:username}*", "a/b/annex", Answer.YES),
        ("*/${aws:username}", "a/ann/b/ann", Answer.YES),
        ("${aws:username}?*${aws:username}", "annXann", Answer.YES),
        ("${aws:username}?*${aws:username}", "annann", Answer.NO),
        ("*${aws:username}${*}", "xann*", Answer.YES),
        ("*${aws:username}${*}", "xannx", Answer.NO),
    ],
)
def test_variables_still_mean_what_they_meant(pattern: str, text: str, answer: Answer) -> None:
    assert fits(pattern, text, {"aws:username": ("ann",)}).answer is answer
