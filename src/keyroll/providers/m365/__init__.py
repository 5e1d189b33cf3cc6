"""Microsoft 365's unified audit log: mail, files, chats and administration, by user and application.

learn.microsoft.com, *Office 365 Management Activity API schema*, read 2026-11. Applications and their credentials
belong to Entra. This log names the application that acted, never its secret. Only the higher plans record reads of mail
(``MailItemsAccessed``) and searches.
"""

from keyroll.providers.contracts.kinds import LeastScope, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="m365",
    title="Microsoft 365",
    scopes=(LeastScope("ActivityFeed.Read", "read the unified audit log"),),
    principals=(
        PrincipalIdentifier("user"),
        PrincipalIdentifier("app_id", "machine"),
        PrincipalIdentifier("application", "machine", named_for_keys=True),
    ),
)
