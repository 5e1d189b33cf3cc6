"""Changes passwords of accounts of Jira Data Center, and guides people to new tokens.

- An administrator sets a password with ``PUT /rest/api/2/user/password?username=`` ("Jira REST API", *user*, as npm
  ``@atlassian-dc-mcp/jira`` types it: ``PasswordBean``), 204. There is one at a time: a declared outage.
- That ends the account's sessions and remember-me cookies. Before Jira 9.11 it ends only those of the same node. The
  request ``DELETE /rest/api/2/user/session/{username}``, which ends them on every node, does not exist then either, and
  a person restarts the other nodes ("Invalidating user sessions in Jira Data Center", support.atlassian.com/jira/kb,
  read 2026-11-29).
- Passwords of an external directory are refused (the directory is read-only), and changed there.

Tokens: an account makes its own, in a browser.

confluence.atlassian.com/enterprise, *Using Personal Access Tokens* (1026032365), read 2026-11-29; docs.gitguardian.com,
*Jira Data Center Personal Access Token*, read 2026-11-28: an account revokes its tokens in its profile; an
administrator those of anybody at *Administration*, *System*, *Administering personal access tokens*.
"""

from urllib.parse import quote

from keyroll.errors import NotThere
from keyroll.model.probe import Plane
from keyroll.providers import _changing
from keyroll.providers._atlassian import TOKENS_UNLISTABLE
from keyroll.providers._changing import Changing
from keyroll.providers._guided import by_a_person
from keyroll.providers._passwords import PasswordRequest, set_by_administrator
from keyroll.providers._wire import place
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, Generation, Subject
from keyroll.providers.jira.probe import PROBES


def _request(account: str) -> PasswordRequest:
    return PasswordRequest(f"/rest/api/2/user/password?username={quote(account, safe='')}", {}, ("password",))


def end_sessions(plane: Plane, login: Login, subject: Subject, _generation: Generation) -> EffectResult:
    """End the sessions of the account on every node; a Jira without such a request refuses."""

    def end(http: Changing) -> EffectResult:
        try:
            http.change("DELETE", f"/rest/api/2/user/session/{quote(subject.account, safe='')}", None)
        except NotThere:
            return EffectResult(Ended.REFUSED, "before Jira 9.11: restart the other nodes")
        return EffectResult(Ended.DONE)

    return _changing.effect(_changing.by_bearer(plane, login), end)


ROTATORS = (
    by_a_person(
        "personal_access_token",
        place,
        page="the profile picture, Profile, Personal Access Tokens",
        create=(
            "Create token",
            "Token name: the old name, with the month",
            "expiry: as for the old token",
            "copy the value, which is shown once, to the place that the consumer reads",
        ),
        delete=("beside the old token: Revoke (an administrator: Administration, System)",),
        because="tokens are made with a password or a session, never with a token",
        unlisted_because=TOKENS_UNLISTABLE,
    ),
    set_by_administrator(
        PROBES[0],
        _changing.by_bearer,
        _request,
        LeastScope("Jira administrators (global permission)", "set the password of an account, and end its sessions"),
        end_sessions=end_sessions,
    ),
)
