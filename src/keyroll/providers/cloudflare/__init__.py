"""Cloudflare issues Access service tokens and API tokens of accounts and of users.

Vendor pages: developers.cloudflare.com/api, *Zero Trust > Access > Service tokens*, *Accounts > Tokens* and *User >
Tokens* (read 2026-11); logs: *Logpush > Access requests* and *Audit logs*.

- A service token is a client id (its name, sent with every request) and a secret. It may be replaced by a new token, or
  rotated in place: ``client_secret_version`` goes up and the old secret is accepted until
  ``previous_client_secret_expires_at``.
- A disabled service token (``enabled`` false) is refused with both its secrets, and may be enabled again. A service
  token of duration ``forever`` has no expiry. An API token without ``expires_on`` has none either.
- Rolling an API token keeps its id and replaces its value. The list shows no version of the value.
- Names of permission groups are the vendor's (*API token permissions*): one that may write tokens, members, account
  settings or identity providers can give itself further rights. Each name ends with the permission of the group, such
  as "DNS Read" and "Account Settings Write" (the examples of the same pages, read 2026-11-29).
- No call lists the API tokens and global API keys of other users. Each user sees only their own. ``/accounts/{id}/iam``
  lists permission groups, resource groups and groups of users, but no credentials. A global key has all rights of its
  user. The vendor advises API tokens (*Get Global API key (legacy)*, read 2026-11). If the connection's credential is a
  user's token, that user's tokens are read (setting ``user_tokens``).
- Propagation window: 5 minutes, from memory: re-check. A session cookie that Access gave to a service token stays valid
  for the application's session duration, and ends only when the tokens of the application are revoked.
"""

from datetime import timedelta

from keyroll.providers.contracts.kinds import Kind, LeastScope, Powers, PrincipalIdentifier, Provider

PROVIDER = Provider(
    name="cloudflare",
    title="Cloudflare",
    kinds=(
        Kind(
            name="access_service_token",
            vendor_name="Access service token",
            identifier="access_service_token",
            listed_by="access_service_tokens",
            in_place=True,
            never_expires=True,
            material="token",
        ),
        Kind(
            name="account_token",
            vendor_name="Account API token",
            identifier="account_token",
            listed_by="account_tokens",
            in_place=True,
            never_expires=True,
            material="token",
        ),
        Kind(
            name="user_token",
            vendor_name="user API token",
            identifier="user_token",
            unlistable_because="a user's tokens are listed only to that user: those of the connecting user are read",
            in_place=True,
            never_expires=True,
            material="token",
        ),
        Kind(
            name="global_api_key",
            vendor_name="global API key of a user",
            identifier="global_api_key",
            unlistable_because="each user has one, which is shown only to that user",
            in_place=True,
            never_expires=True,
            legacy_because="Cloudflare advises API tokens over global API keys",
            material="token",
        ),
    ),
    scopes=(
        LeastScope("Access: Service Tokens Read", "list service tokens, their version and when they were last seen"),
        LeastScope("Access: Apps and Policies Read", "see which applications are behind Access, and whom each admits"),
        LeastScope(
            "Access: Organizations, Identity Providers, and Groups Read", "see the members of the groups in its rules"
        ),
        LeastScope("Account API Tokens Read", "list account tokens, their state and policies"),
        LeastScope("User API Tokens Read", "list the tokens of the user who connects (with user_tokens=yes)"),
        LeastScope("Logs Read", "read which service tokens are accepted or refused"),
    ),
    window=timedelta(minutes=5),
    powers=Powers(
        administers=r"(Account )?API Tokens Write|Memberships Write|Account Settings Write|(Super )?Administrator.*"
        r"|Access: Organizations, Identity Providers, and Groups Write",
        lesser=r".* (Read|Write|Edit|Revoke|Purge|Report|Run|Metadata)|access|includes|allow|deny|bypass"
        r"|non_identity",
    ),
    principals=(PrincipalIdentifier("user"),),
)
