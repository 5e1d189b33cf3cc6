"""Reminders as Jira issues: one issue per owner and incident, created once and updated after that.

The issue is found again by a label that is derived from incident and owner, so that a restart after a kill creates no
second issue. Source: Atlassian, *Jira REST API 2* (Data Center 9) and *Jira Cloud REST API 3*, where
``/rest/api/2/search`` is gone; from memory, re-check.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from keyroll import http
from keyroll.errors import NotThere
from keyroll.response.channels.contract import Message, sending
from keyroll.secret import Secret


@dataclass(frozen=True, slots=True)
class Jira:
    """A project in which issues are created. ``user`` is empty for a personal access token (Data Center)."""

    address: str
    project: str
    credential: Secret
    user: str = ""
    issue_type: str = "Task"
    name: str = field(default="jira", init=False)

    def send(self, message: Message, key: str) -> str:  # noqa: ARG002 - the label is the same on every day
        """Create or update the owner's issue; return its key. Raises NotSent, InDoubt, ConfigError."""
        authorise = http.basic(self.user, self.credential) if self.user else http.bearer(self.credential)
        jira = http.Http(self.address, authorise)
        label = message.group
        try:
            with sending():
                there = _issue(jira, label)
                fields: dict[str, http.Body] = {"summary": message.subject, "description": message.body}
                if there:
                    jira.change("PUT", f"/rest/api/2/issue/{there}", {"fields": fields})
                    return there
                kind: http.Body = {"name": self.issue_type}
                fields |= {"project": {"key": self.project}, "issuetype": kind, "labels": [label]}
                made = jira.change("POST", "/rest/api/2/issue", {"fields": fields}).json()
                return str(made.get("key", "")) if isinstance(made, dict) else ""
        finally:
            jira.close()


def _issue(jira: http.Http, label: str) -> str:
    """Return the key of the issue with a label, or nothing."""
    query = urlencode({"jql": f'labels = "{label}" ORDER BY created', "fields": "key", "maxResults": "1"})
    try:
        body = jira.get(f"/rest/api/2/search?{query}").json()
    except NotThere:
        body = jira.get(f"/rest/api/3/search/jql?{query}").json()
    issues = body.get("issues") if isinstance(body, dict) else None
    first = issues[0] if isinstance(issues, list) and issues else None
    return str(first.get("key", "")) if isinstance(first, dict) else ""
