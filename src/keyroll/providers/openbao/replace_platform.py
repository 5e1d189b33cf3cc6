"""A token of the platform in place of an AppRole's secret id: GitHub, GitLab, Kubernetes, or a JWT-SVID of SPIFFE.

openbao.org, *JWT/OIDC auth method (API)* and *Kubernetes* among its providers (tokens that the cluster revoked are
taken until they end: they must be short), and SPIFFE's standard *JWT-SVID* (``sub``, ``aud`` and ``exp`` are required,
``iss`` is not), read 2026-11-29; tested on OpenBao 2.7.2. Audience and subject are held to one value. Tokens of a
destroyed secret id stay valid until their own end. OpenBao refuses a JWT-SVID without ``iat`` and ``nbf`` until 150
seconds before its end; SPIRE writes ``iat``.
"""

from dataclasses import replace
from datetime import timedelta

from keyroll.providers._replacing import OPENBAO, PLATFORM_SETTINGS, admits, method, reads, text
from keyroll.providers.contracts.replace import (
    Binding,
    Form,
    Given,
    LogSign,
    Part,
    Platform,
    ReplaceSetting,
    Side,
    Sign,
    Way,
)


def configure(given: Given) -> tuple[Part, ...]:
    """Return the texts of both sides."""
    admitted = [replace(part, side=Side.PROVIDER) for part in admits(given, given["policy"])]
    ended = text(
        """
        # of each secret id of the role: bao list 'auth/approle/role/@role@/secret-id'
        bao write 'auth/approle/role/@role@/secret-id-accessor/destroy' secret_id_accessor='@accessor@'
        """,
        role=given["role"],
        accessor=given.identifier.value,
    )
    command = "bao token lookup > /dev/null  # and then the actions of the program\n"
    return (
        *admitted,
        *reads(given, "", command),
        Part(Side.PROVIDER, Form.SHELL, "as an administrator of OpenBao", ended, "remove"),
    )


def signs(given: Given) -> tuple[Sign, ...]:
    """Return the signs that the new credential is in use."""
    path = f"auth/{method(given)}/login"
    return (
        LogSign(
            "openbao",
            "audit",
            "request.\"path\" = $path AND coalesce(error, '') = '' AND auth.metadata.role = $role",
            {"path": path, "role": given.slug},
            f"the consumer signed in at {path}",
        ),
    )


WAYS = (
    Way(
        name="platform-token",
        title="a sign-in by a token that the platform issues",
        kind="secret_id",
        binding=Binding.EXPIRES,
        life=timedelta(hours=1),
        consumers=(Platform.GITHUB_ACTIONS, Platform.GITLAB_CI, Platform.KUBERNETES, Platform.SPIFFE),
        configure=configure,
        signs=signs,
        death="two lists of its role lack the secret id; or keyroll tries it, and its tokens have ended",
        settings=(
            OPENBAO,
            ReplaceSetting("role", "the AppRole whose secret id it is", "shop"),
            ReplaceSetting("policy", "the permissions of the consumer: a policy of that AppRole", "shop"),
            *PLATFORM_SETTINGS,
        ),
        checks=("the audit device is on and read: without it no log shows the new way in use",),
        # A secret id's accessor names no account: the directions give it.
        account=lambda _: "",
        page="https://openbao.org/docs/auth/jwt/",
    ),
)
