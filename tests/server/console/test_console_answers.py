"""Answers of pages: each computed once for a state of the home; a page never waits long."""

import asyncio
import itertools
import threading
import time

import pytest
from starlette.concurrency import run_in_threadpool

from keyroll.errors import UsageError
from keyroll.server.answers import Answers, Pending
from keyroll.server.page import Answered
from keyroll.server.timeline import timeline
from small_world import at


def test_an_answer_is_kept_until_the_home_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyroll.server.answers._LOOK", -1.0)
    mark, made = ["one"], []
    answers = Answers(lambda: {"all": mark[0]})

    def make() -> int:
        made.append(mark[0])
        return len(made)

    assert [got(answers.get("x", make, 5)) for _ in range(3)] == [1, 1, 1]
    mark[0] = "two"
    assert got(answers.get("x", make, 5)) == 2
    assert got(answers.get("x", make, 5, keep=False)) == 3
    answers.close()


def got(answer: Answered | Pending) -> object:
    assert isinstance(answer, Answered)
    return answer.data


def test_who_asks_while_it_is_worked_out_shares_it_and_is_told() -> None:
    go, made = threading.Event(), []
    answers = Answers(lambda: {"all": "same"})

    def make() -> str:
        made.append(1)
        go.wait(10)
        return "there"

    began = time.monotonic()
    assert all(isinstance(answers.get("x", make, 0.05), Pending) for _ in range(3))
    assert time.monotonic() - began < 2
    go.set()
    assert got(answers.get("x", make, 10)) == "there"
    assert made == [1]
    answers.close()


def test_an_earlier_answer_stands_in_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyroll.server.answers._LOOK", -1.0)
    marks, go = {"inventory": "one", "work": "one"}, threading.Event()
    go.set()
    answers, made = Answers(lambda: marks), itertools.count(1)

    def make() -> int:
        go.wait(10)
        return next(made)

    def ask(*, earlier: bool) -> Answered | Pending:
        return answers.get("x", make, 0.1, areas={"inventory"}, earlier=earlier)

    assert got(ask(earlier=True)) == 1
    marks["work"] = "two"  # it does not rest on that
    assert got(ask(earlier=True)) == 1
    marks["inventory"] = "two"
    go.clear()
    shown = ask(earlier=True)
    assert (got(shown), isinstance(shown, Answered) and shown.earlier) == (1, True)
    assert isinstance(ask(earlier=False), Pending)  # a machine is never given an earlier state
    go.set()
    assert got(answers.get("x", make, 10, areas={"inventory"})) == 2
    shown = ask(earlier=True)
    assert isinstance(shown, Answered)
    assert not shown.earlier
    answers.close()


def test_the_step_and_the_time_before_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyroll.server.answers._LOOK", -1.0)
    marks = {"all": "one"}
    answers, go = Answers(lambda: marks), threading.Event()

    def make() -> int:
        return answers.shared("graph", lambda: go.wait(10) and 1, doing="the graph")

    def ask() -> Pending:
        answer = answers.get("x", make, 0.2)
        assert isinstance(answer, Pending)
        return answer

    assert (ask().doing, ask().usual) == ("the graph", None)
    go.set()
    assert got(answers.get("x", make, 10)) == 1
    go.clear()
    marks["all"] = "two"
    assert (ask().usual or 0) > 0.2
    go.set()
    answers.close()


def test_an_error_is_the_answer_and_is_not_kept() -> None:
    answers = Answers(lambda: {"all": "same"})
    made: list[int] = []

    def fail() -> None:
        made.append(1)
        raise UsageError("no", hint="other")

    for _ in range(2):
        with pytest.raises(UsageError):
            answers.get("x", fail, 5)
    assert made == [1, 1]
    answers.close()


def test_one_look_at_the_home_serves_all_who_come_meanwhile() -> None:
    looks, go = [], threading.Event()

    def marks() -> dict[str, str]:
        looks.append(1)
        go.wait(10)
        return {"all": "same"}

    answers = Answers(marks)
    people = [threading.Thread(target=answers.state) for _ in range(20)]
    for one in people:
        one.start()
    go.set()
    for one in people:
        one.join()
    assert looks == [1]
    answers.look()  # somebody decided something: the next one sees it
    assert answers.state() == "all=same"
    assert looks == [1, 1]
    answers.close()


def test_a_look_that_began_before_a_decision_does_not_count_after_it() -> None:
    value, began, go = ["before"], threading.Event(), threading.Event()

    def marks() -> dict[str, str]:
        seen = value[0]
        began.set()
        go.wait(10)
        return {"all": seen}

    answers = Answers(marks)
    early = threading.Thread(target=answers.state)
    early.start()
    began.wait(10)
    value[0] = "after"
    answers.look()
    go.set()
    early.join()
    assert answers.state() == "all=after"
    answers.close()


def test_who_waits_for_an_answer_holds_no_thread() -> None:
    """More people wait than there are threads for short work: who signs in meanwhile is not kept waiting."""
    answers, go = Answers(lambda: {"all": "same"}), threading.Event()

    async def all_of_them() -> list[Answered | Pending]:
        waiting = [asyncio.create_task(answers.ask("x", lambda: go.wait(10), 30)) for _ in range(100)]
        await asyncio.sleep(0.1)
        assert await asyncio.wait_for(run_in_threadpool(lambda: "signed in"), 5) == "signed in"
        go.set()
        return [await one for one in waiting]

    assert [got(one) for one in asyncio.run(all_of_them())] == [True] * 100
    assert isinstance(asyncio.run(answers.ask("x", lambda: "never", 0.1)), Answered)
    answers.close()


def test_who_waits_too_long_is_told_and_an_error_is_passed_on() -> None:
    answers, go = Answers(lambda: {"all": "same"}), threading.Event()

    def fail() -> None:
        go.wait(10)
        raise UsageError("no", hint="other")

    assert isinstance(asyncio.run(answers.ask("x", fail, 0.05)), Pending)
    go.set()
    with pytest.raises(UsageError):
        asyncio.run(answers.ask("x", fail, 10))
    answers.close()


def test_what_pages_share_is_made_once() -> None:
    answers, made = Answers(lambda: {"all": "same"}), itertools.count(1)
    assert [answers.shared("x", lambda: next(made)) for _ in range(3)] == [1, 1, 1]
    answers.close()


def test_a_timeline_keeps_every_point_inside_its_box() -> None:
    points = [(at("11-14", f"{hour:02}:00"), source, "high", "seen") for hour in range(0, 24, 5) for source in "ab"]
    drawn = timeline(points)
    assert [one.name for one in drawn.lanes] == ["a", "b"]
    assert all(drawn.left < one.x < drawn.width and 0 < one.y < drawn.height for one in drawn.dots)
    assert timeline([]).dots == ()


def test_the_legend_has_the_marks_of_the_timeline() -> None:
    points = [(at("11-14", "09:00"), name, name, "seen") for name in ("critical", "high", "medium", "low")]
    drawn = timeline(points)
    assert {(one.severity, one.radius) for one in drawn.dots} == set(drawn.severities)
