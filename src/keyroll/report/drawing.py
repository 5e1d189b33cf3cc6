"""Figures as SVG from fixed shapes and numbers; text from outside is beside them.

Solid, striped and empty shapes distinguish kinds, so that nothing depends on colour. Styles are attributes of the
shapes: some printing programs apply no style sheet to a drawing.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from keyroll.report.document import Bar, IntervalChart, Moment, Timeline, Tone

#: The width of every figure, in its own units.
WIDTH = 640
#: Colours: ink, lighter text, lines, rails, and the states plain, needs attention, done.
INK, QUIET, EDGE, RAIL, PLAIN, BAD, GOOD = "#16202c", "#55606e", "#c9d0d8", "#e9edf1", "#1d4f7c", "#9b1c1c", "#1f6b3a"
_FONT = 'font-family="Inter, Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif"'
_TEXT, _TICK = f'font-size="12" fill="{INK}" {_FONT}', f'font-size="11" fill="{QUIET}" {_FONT}'
_AXIS = f'stroke="{EDGE}" stroke-width="1" fill="none"'
_STEPS = (1, 2, 2.5, 5, 10)
_TICKS = 5
_LANE = 26


def bar(one: Bar, longest: float) -> str:
    """Return one bar; a bad one is solid and dark, any other is lighter with an edge."""
    width = 0.0 if longest <= 0 else max(0.0, one.value) / longest * 100
    colour = BAD if one.tone is Tone.BAD else PLAIN
    inner = f'<rect fill="{colour}" x="0" y="1" width="{width:.2f}" height="8"/>' if width else ""
    return (
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect fill="{RAIL}" x="0" y="1" width="100" height="8"/>{inner}</svg>'
    )


def interval(chart: IntervalChart) -> str:
    """Return known, likely and the interval on one axis from zero."""
    end = nice(max(chart.high, chart.known, 1) * 1.04)
    x = [20 + value / end * (WIDTH - 40) for value in (chart.known, chart.point, chart.low, chart.high)]
    known, point, low, high = x
    parts = [
        f'<rect fill="{PLAIN}" x="20" y="34" width="{known - 20:.1f}" height="24"/>',
        f'<rect fill="url(#stripes)" stroke="{PLAIN}" x="{known:.1f}" y="34" '
        f'width="{max(0.0, point - known):.1f}" height="24"/>',
        f'<path stroke="{INK}" stroke-width="1.8" fill="none" '
        f'd="M{low:.1f} 46H{high:.1f}M{low:.1f} 39v14M{high:.1f} 39v14"/>',
        f'<circle fill="#fff" stroke="{INK}" stroke-width="2" cx="{point:.1f}" cy="46" r="5"/>',
        f'<text {_TEXT} x="20" y="24">known {chart.known:,}</text>',
        f'<text {_TEXT} x="{WIDTH - 20}" y="24" text-anchor="end">most likely {chart.point:,}, '
        f"95 %: {chart.low:,} to {chart.high:,}</text>",
        f'<path {_AXIS} d="M20 66H{WIDTH - 20}"/>',
    ]
    for tick in ticks(end):
        at = 20 + tick / end * (WIDTH - 40)
        anchor = "start" if not tick else "end" if tick >= end else "middle"
        parts.append(f'<path {_AXIS} d="M{at:.1f} 66v4"/>')
        parts.append(f'<text {_TICK} x="{at:.1f}" y="84" text-anchor="{anchor}">{tick:,.0f}</text>')
    return _figure(90, parts)


def timeline(chart: Timeline) -> str:
    """Return moments as marks on their lanes over days; the names of lanes are in the table below, by their number."""
    if not chart.moments:
        return ""
    lanes = list(dict.fromkeys(one.lane for one in chart.moments))
    times = [one.at for one in chart.moments] + list(chart.span[:2] if chart.span else ())
    begin, end = min(times), max(times)
    spread = max((end - begin).total_seconds(), 1.0)

    def x(at: datetime) -> float:
        return 40 + (at - begin).total_seconds() / spread * (WIDTH - 60)

    height = 30 + _LANE * len(lanes)
    parts = []
    if chart.span:
        left, right = x(chart.span[0]), x(chart.span[1])
        parts.append(
            f'<rect fill="{RAIL}" x="{left:.1f}" y="8" width="{max(right - left, 1):.1f}" height="{height - 30}"/>'
        )
    for number, lane in enumerate(lanes):
        y = 8 + _LANE * number + _LANE / 2
        parts.append(f'<text {_TICK} x="20" y="{y + 4:.1f}" text-anchor="middle">{number + 1}</text>')
        parts.append(f'<path {_AXIS} d="M40 {y:.1f}H{WIDTH - 20}"/>')
        parts += [_mark(one, x(one.at), y) for one in chart.moments if one.lane == lane]
    parts += _days(begin, end, x, height)
    return _figure(height + 6, parts)


def lanes(chart: Timeline) -> dict[str, int]:
    """Return the number of each lane, from 1, as in the drawing."""
    return {lane: number for number, lane in enumerate(dict.fromkeys(one.lane for one in chart.moments), 1)}


def nice(value: float) -> float:
    """Return a round number of at least a value."""
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value:
        power /= 10
    return next(step * power for step in _STEPS if step * power >= value)


def ticks(end: float) -> Sequence[float]:
    """Return round numbers from zero to an end."""
    step = nice(end / _TICKS)
    return [step * number for number in range(int(end / step) + 1)]


def _mark(one: Moment, x: float, y: float) -> str:
    if one.tone is Tone.BAD:
        return f'<path fill="{BAD}" d="M{x:.1f} {y - 7:.1f}l7 12h-14z"/>'
    if one.tone is Tone.GOOD:
        place = f'x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"'
        return f'<rect fill="#fff" stroke="{GOOD}" stroke-width="2" {place}/>'
    return f'<circle fill="{PLAIN}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _days(begin: datetime, end: datetime, x: Callable[[datetime], float], height: int) -> list[str]:
    """Return the days of the axis: at most seven, at midnight UTC."""
    whole = (end - begin).days
    step = max(1, -(-whole // 6))
    day = begin.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    parts = []
    while day <= end:
        if day >= begin:
            at = x(day)
            parts.append(f'<path {_AXIS} d="M{at:.1f} {height - 20}v4"/>')
            parts.append(f'<text {_TICK} x="{at:.1f}" y="{height - 2}" text-anchor="middle">{day:%d %b}</text>')
        day += timedelta(days=step)
    return parts


def _figure(height: int, parts: Sequence[str]) -> str:
    hatch = (
        '<defs><pattern id="stripes" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect fill="#fff" width="6" height="6"/>'
        f'<rect fill="{PLAIN}" width="2" height="6"/></pattern></defs>'
    )
    return (
        f'<svg class="figure" viewBox="0 0 {WIDTH} {height}" aria-hidden="true">'
        f"{hatch if any('#stripes' in part for part in parts) else ''}{''.join(parts)}</svg>"
    )
