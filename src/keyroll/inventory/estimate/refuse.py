"""Refuses to give a number. No diagnostic shows a wrong interval that is narrow; these show a useless one."""

from dataclasses import dataclass
from enum import Enum
from math import isfinite

from keyroll.inventory.estimate.leave_one_out import LeaveOneOut

WIDEST, LEAST_COVER, ENOUGH_TO_JUDGE, MOST_D = 2.5, 0.8, 5, 1.0


class Ground(Enum):
    """The kind of reason why there is no answer."""

    WIDTH = "width"
    LEFT_OUT = "left_out"
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason why there is no answer, in one line."""

    ground: Ground
    text: str


def refused(width: float, left_out: LeaveOneOut, d: float | None) -> Refusal | None:
    """Return why there is no answer, or None; ``width`` is the upper end over the lower one, the wider of the two."""
    if width > WIDEST:
        times = f"its upper end is {width:.1f} times its lower one" if isfinite(width) else "it begins at nothing"
        text = f"the interval would be too wide: {times}"
        return Refusal(Ground.WIDTH, text)
    if left_out.tried >= ENOUGH_TO_JUDGE and left_out.cover < LEAST_COVER:
        text = f"the estimator is right on only {left_out.right} of {left_out.tried} surveyed sources when left out"
        return Refusal(Ground.LEFT_OUT, text)
    if d is not None and abs(d) > MOST_D:
        text = f"the un-surveyed scopes are unlike the surveyed ones: their lists overlap {'less' if d > 0 else 'more'}"
        return Refusal(Ground.UNLIKE, text)
    return None
