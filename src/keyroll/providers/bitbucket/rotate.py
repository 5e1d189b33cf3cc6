"""Changes passwords of accounts of Bitbucket Data Center, and guides people to new HTTP access tokens.

- An administrator, who signs in with a password because no token may administer, sets the password of another account
  with ``PUT /rest/api/latest/admin/users/credentials`` (``AdminPasswordUpdate``: name, password, passwordConfirm, as
  npm ``@coderabbitai/bitbucket`` types it), 204. There is one at a time: a declared outage.
- A remembered sign-in of a browser stays valid until its end, see the probe.

confluence.atlassian.com/bitbucketserver, *Managing HTTP access tokens* (1005339986), read 2026-11-29: a token of a user
is made by that account, and edited or deleted by an administrator, too (*Users*, the user, tab *HTTP access tokens*);
one of a project or repository is made by an administrator of it, in its settings. An end date that was set cannot be
changed.
"""

from collections.abc import Callable

from keyroll.http import basic
from keyroll.model.probe import Plane
from keyroll.providers._atlassian import TOKENS_UNLISTABLE
from keyroll.providers._changing import Changing
from keyroll.providers._guided import by_a_person
from keyroll.providers._passwords import PasswordRequest, set_by_administrator
from keyroll.providers._wire import place
from keyroll.providers.bitbucket.probe import PROBES
from keyroll.providers.contracts.kinds import LeastScope
from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Rotator

_ACCOUNT = next(one for one in PROBES if one.kind == "account")


def _opened(plane: Plane, login: Login) -> Callable[[], Changing]:
    return lambda: Changing(plane.address, basic(login.who, login.value), headers={"User-Agent": login.mark})


def _request(account: str) -> PasswordRequest:
    return PasswordRequest(
        "/rest/api/latest/admin/users/credentials", {"name": account}, ("password", "passwordConfirm")
    )


def _of(kind: str, page: str, unlisted_because: str) -> Rotator:
    return by_a_person(
        kind,
        place,
        page=page,
        create=(
            "Create token",
            "Token name: the old name, with the month",
            "permissions and expiry: as for the old token",
            "copy the value, which is shown once, to the place that the consumer reads",
        ),
        delete=("beside the old token: Delete (Revoke before Bitbucket 8)",),
        because="tokens are made with a password or a session, never with a token",
        unlisted_because=unlisted_because,
    )


ROTATORS = (
    _of("personal_access_token", "the profile picture, Manage account, HTTP access tokens", TOKENS_UNLISTABLE),
    _of(
        "access_token",
        "the project or repository, its settings, HTTP access tokens",
        "the list has ids and names, and does not show which value belongs to which entry",
    ),
    set_by_administrator(
        _ACCOUNT,
        _opened,
        _request,
        LeastScope("ADMIN, with a password", "set the password of an account"),
        no_sessions_because=_ACCOUNT.no_sessions_because,
        derives=_ACCOUNT.derives,
    ),
)
