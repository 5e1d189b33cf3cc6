"""Settings: channels with their quiet hours, scheduled reports, and retention times."""

from dataclasses import dataclass, fields
from datetime import datetime

from keyroll.api import ReminderChannels
from keyroll.server.page import Page, PageRequest


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel: the transports that it uses, and its quiet hours. References are shown, values never."""

    name: str
    ways: tuple[str, ...]
    quiet: str


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """One scheduled report, and its last result."""

    name: str
    report: str
    subject: str
    form: str
    every: str
    to: str
    due_at: datetime | None
    said: str


@dataclass(frozen=True, slots=True)
class NotificationsPage:
    """Channels, schedules and retention."""

    channels: tuple[ChannelRow, ...]
    schedules: tuple[ScheduleRow, ...]
    raw: str
    file: str
    command: str


_ABOUT = {
    "webhook": "webhook", "teams": "Teams", "pagerduty": "PagerDuty", "jira": "Jira", "ocsf": "OCSF", "mail": "mail",
}  # fmt: skip


def _data(asked: PageRequest) -> NotificationsPage:
    known = asked.keyroll.notifications
    jobs = {one.identifier: one for one in asked.keyroll.jobs.all() if one.kind == "report"}
    schedules = []
    for name, one in known.schedules().items():
        job = jobs.get(name)
        schedules.append(
            ScheduleRow(
                name, one.report, one.subject, one.form, _span(int(one.every.total_seconds())), one.to,
                job.due_at if job else None, job.said if job else "",
            )
        )  # fmt: skip
    channels = tuple(ChannelRow(name, _ways(one), one.quiet) for name, one in known.channels().items())
    return NotificationsPage(
        channels,
        tuple(schedules),
        str(asked.keyroll.home.config["raw"]),
        "notifications.toml",
        asked.command("keyroll incident remind NAME --mail SENDER"),
    )


def _ways(one: ReminderChannels) -> tuple[str, ...]:
    texts = {field.name: str(getattr(one, field.name)) for field in fields(one)}
    return tuple(f"{title}: {texts[name]}" for name, title in _ABOUT.items() if texts[name])


def _span(seconds: int) -> str:
    return f"{seconds // 86400} d" if seconds % 86400 == 0 else f"{seconds // 3600} h"


PAGE = Page(
    "/settings/notifications",
    "Notifications",
    NotificationsPage,
    _data,
    "settings_notifications.html",
    role="admin",
    under="/settings",
    kept=False,
)
