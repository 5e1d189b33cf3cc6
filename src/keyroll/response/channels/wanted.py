"""The channels for reminders, with references in place of secrets, so that they can be stored for later days."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Self

from keyroll.errors import UsageError
from keyroll.proof.probe.requests import ONCE
from keyroll.response.channels.contract import Channel
from keyroll.response.channels.jira import Jira
from keyroll.response.channels.mail import Mail
from keyroll.response.channels.ocsf import Ocsf
from keyroll.response.channels.pagerduty import ADDRESS, PagerDuty
from keyroll.response.channels.quiet import QuietHours
from keyroll.response.channels.teams import Teams
from keyroll.response.channels.webhook import Webhook
from keyroll.secret import SecretRef


@dataclass(frozen=True, slots=True)
class ReminderChannels:
    """A mail sender, references to webhooks and keys, a Jira project; an empty value turns a channel off.

    ``quiet`` are hours of the day (UTC) in which nothing is sent.
    """

    mail: str = ""
    mail_server: str = ""
    mail_otherwise: str = ""
    webhook: str = ""
    jira: str = ""
    jira_project: str = ""
    jira_credential: str = ""
    jira_user: str = ""
    teams: str = ""
    pagerduty: str = ""
    pagerduty_at: str = ""
    ocsf: str = ""
    ocsf_credential: str = ""
    quiet: str = ""

    @classmethod
    def read(cls, kept: Mapping[str, object]) -> Self:
        """Parse the stored form."""
        return cls(**{member.name: str(kept.get(member.name, "")) for member in fields(cls)})

    def kept(self) -> dict[str, object]:
        """Return the stored form. Raises UsageError for a reference that yields its value only once."""
        for reference in (self.webhook, self.jira_credential, self.teams, self.pagerduty, self.ocsf_credential):
            if reference and SecretRef.parse(reference).scheme in ONCE:
                raise UsageError("an fd: or prompt: reference is gone tomorrow", hint="keep the value somewhere else")
        return asdict(self)

    def channels(self) -> list[Channel]:
        """Fetch the secrets and return the channels. Raises UsageError, ConfigError, SecretUnavailable."""
        channels: list[Channel] = [Mail(self.mail_server, self.mail, self.mail_otherwise)] if self.mail else []
        if self.webhook:
            channels.append(Webhook(SecretRef.parse(self.webhook).resolve()))
        if self.jira:
            if not (self.jira_project and self.jira_credential):
                raise UsageError("an issue needs a project and a credential", hint="--jira-project, --jira-credential")
            token = SecretRef.parse(self.jira_credential).resolve()
            channels.append(Jira(self.jira, self.jira_project, token, self.jira_user))
        if self.teams:
            channels.append(Teams(SecretRef.parse(self.teams).resolve()))
        if self.pagerduty:
            channels.append(PagerDuty(SecretRef.parse(self.pagerduty).resolve(), self.pagerduty_at or ADDRESS))
        if self.ocsf:
            if not self.ocsf_credential:
                raise UsageError("a collector needs a credential", hint="--ocsf-credential")
            channels.append(Ocsf(self.ocsf, SecretRef.parse(self.ocsf_credential).resolve()))
        if not channels:
            hint = "add --mail SENDER, --webhook, --teams or --pagerduty REF, --jira or --ocsf ADDRESS"
            raise UsageError("no channel is given", hint=hint)
        return channels

    def quiet_until(self, now: datetime) -> datetime | None:
        """Return when the current quiet window ends; None outside a window. Raises UsageError."""
        return QuietHours.read(self.quiet).until(now) if self.quiet else None
