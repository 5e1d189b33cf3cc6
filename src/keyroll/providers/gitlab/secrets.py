"""Tokens of GitLab: no field of its lists or logs can be derived from their values."""

from keyroll.providers.contracts.secrets import SecretKind, Shape

SECRETS = (
    SecretKind(
        "access_token",
        rules=(
            "betterleaks.gitlab-pat",
            "betterleaks.gitlab-pat-routable",
            "betterleaks.gitlab-pat-routable-versioned",
        ),
        shapes=(Shape("gitlab.token", r"\b(glpat-[0-9A-Za-z_-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?)"),),
    ),
    SecretKind(
        "deploy_token",
        rules=("betterleaks.gitlab-deploy-token",),
    ),
)
