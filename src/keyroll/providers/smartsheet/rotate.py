"""Guided steps for access tokens of Smartsheet: only the account itself makes a token, in a browser.

developers.smartsheet.com, *Get started*, and servicenow.com, *Generate the Smartsheet API key*, read 2026-11-28. A
token is of one environment: Smartsheet, one of its regions, or Gov.
"""

from keyroll.providers._guided import by_a_person
from keyroll.providers._wire import balanced

ROTATORS = (
    by_a_person(
        "access_token",
        balanced,
        page="https://app.smartsheet.com, the account icon (lower left), Personal Settings, tab API Access",
        create=(
            "Generate new access token",
            "API Access Token Name: the old name, with the month",
            "OK",
            "copy the value, which is shown once, to the place that the consumer reads",
        ),
        delete=("Manage API Access Tokens, beside the old token: Revoke",),
        because="no request makes, lists or revokes tokens of an account",
        unlisted_because="no request lists the tokens of an account",
    ),
)
