"""Shared code of the federation ways: the subject of a platform's token, and how a consumer gets and renews a token.

docs.github.com, *OpenID Connect reference*; docs.gitlab.com, *OIDC authentication using ID tokens* (a token ends with
its job, or after five minutes); kubernetes.io, *Projected Volumes* (at least 600 seconds); read 2026-11-29.
"""

from textwrap import indent

from keyroll.providers._replacing import PLATFORM_SETTINGS, repository, subject
from keyroll.providers.contracts.replace import Form, Given, Part, Platform, Side

__all__ = ["CI_SETTINGS", "FEDERATED", "gitlab_job", "pod", "subject", "workflow"]

#: The platforms whose tokens a cloud trusts.
FEDERATED = (Platform.GITHUB_ACTIONS, Platform.GITLAB_CI, Platform.KUBERNETES)
CI_SETTINGS = tuple(one for one in PLATFORM_SETTINGS if not one.name.startswith("spiffe"))


def workflow(given: Given, steps: str) -> Part:
    """Return a job of GitHub Actions that may request a token, with these steps."""
    head = "permissions:\n  id-token: write\n  contents: read\njobs:\n  work:\n    runs-on: ubuntu-latest\n    steps:\n"
    where = f".github/workflows/*.yml of {repository(given)}"
    return Part(Side.CONSUMER, Form.FILE, where, head + indent(steps, " " * 6), "change")


def gitlab_job(given: Given, audience: str, commands: str) -> Part:
    """Return a job of GitLab CI that gets a token as ``ID_TOKEN``, with these commands."""
    head = f"work:\n  id_tokens:\n    ID_TOKEN:\n      aud: {audience}\n  script:\n    - |\n"
    where = f".gitlab-ci.yml of {given['project']}"
    return Part(Side.CONSUMER, Form.FILE, where, head + indent(commands, " " * 6), "change")


def pod(given: Given, audience: str, folder: str, names: dict[str, str]) -> Part:
    """Return the parts of a pod: its service account, a token that the kubelet renews, and variables."""
    account = given["service_account"].rpartition("/")[2]
    variables = "".join(f"    - name: {name}\n      value: {value}\n" for name, value in names.items())
    content = (
        f"spec:\n  serviceAccountName: {account}\n  containers:\n  - name: <container>\n    env:\n{variables}"
        f"    volumeMounts:\n    - name: federation\n      mountPath: {folder}\n  volumes:\n  - name: federation\n"
        f"    projected:\n      sources:\n      - serviceAccountToken:\n          path: token\n"
        f"          audience: {audience}\n          expirationSeconds: 3600\n"
    )
    return Part(Side.CONSUMER, Form.FILE, f"the pod of {given['service_account']}", content, "change")
