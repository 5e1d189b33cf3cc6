"""Guided steps for HTTP access tokens of Bitbucket Data Center: people make them, in a browser.

confluence.atlassian.com, Bitbucket Data Center, *HTTP access tokens* (from memory: re-check). A token of a user is made
by that account, one of a project or repository by an administrator of it.
"""

from keyroll.providers._atlassian import TOKENS_UNLISTABLE
from keyroll.providers._guided import by_a_person
from keyroll.providers._wire import place
from keyroll.providers.contracts.rotate import Rotator


def _of(kind: str, page: str, unlisted_because: str) -> Rotator:
    return by_a_person(
        kind,
        place,
        page=page,
        create=(
            "Create token",
            "Token name: the old name, with the month",
            "permissions and expiry: as those of the old one",
            "copy the value, which is shown once, to where it is read from",
        ),
        delete=("beside the old token: Revoke",),
        because="tokens are made with a password or a session, never with a token",
        unlisted_because=unlisted_because,
    )


ROTATORS = (
    _of("personal_access_token", "the profile picture, Manage account, HTTP access tokens", TOKENS_UNLISTABLE),
    _of(
        "access_token",
        "the project or repository, its settings, HTTP access tokens",
        "the list has ids and names, and shows of no value which one it is",
    ),
)
