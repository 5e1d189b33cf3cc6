"""Shared code of the ways over OpenBao: how a consumer signs in without a static credential, and how it reads a value.

openbao.org, *JWT/OIDC auth method*, *Auto-Auth JWT method* (it removes the file of the token unless configured
otherwise), *Agent templates*; docs.github.com, *OpenID Connect reference*; docs.gitlab.com, *OIDC authentication using
ID tokens*; kubernetes.io, *Projected Volumes*; read 2026-11-29. GitHub names repositories that were made, renamed or
moved after 2026-07-15 with their ids in the subject (*Immutable subject claims*), GitHub Enterprise Server none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps
from textwrap import dedent, indent

from keyroll.model.json import Json
from keyroll.providers.contracts.replace import (
    Form,
    Given,
    ListSign,
    Part,
    Platform,
    ReplaceSetting,
    SetupObject,
    Side,
)

OPENBAO = ReplaceSetting("openbao", "the address of OpenBao", "https://bao1:8200")
#: Of use only where keyroll applies the texts itself.
ENGINE_PASSWORD = ReplaceSetting(
    "engine_password", "replace apply: the reference to the password of OpenBao's account", "file:/run/engine"
)
#: The attributes that identify the consumers of each platform.
PLATFORM_SETTINGS = tuple(
    ReplaceSetting(name, says, example, default or f"<{name}>")
    for name, says, example, default in (
        (
            "repository",
            "GitHub Actions: the repository, with its ids if made, renamed or moved after 2026-07-15 (acme@12/shop@34)",
            "acme/shop",
            "",
        ),
        ("branch", "CI: the branch whose runs may sign in", "main", "main"),
        ("project", "GitLab CI: the project", "acme/shop", ""),
        ("gitlab", "GitLab CI: the address of GitLab", "https://gitlab.com", "https://gitlab.com"),
        ("service_account", "Kubernetes: NAMESPACE/NAME of the service account", "shop/web", ""),
        ("cluster_issuer", "Kubernetes: the issuer of its service account tokens", "https://k8s1/oidc", ""),
        (
            "github_issuer",
            "GitHub Actions: the issuer of its tokens",
            "",
            "https://token.actions.githubusercontent.com",
        ),
        ("spiffe_id", "SPIFFE: the workload's id", "spiffe://acme.example/web", ""),
        ("spiffe_keys", "SPIFFE: the address of the trust domain's keys (JWKS)", "https://spire1/keys", ""),
    )
)
#: The consumers that can read in OpenBao.
READERS = (Platform.VAULT, Platform.GITHUB_ACTIONS, Platform.GITLAB_CI, Platform.KUBERNETES, Platform.SPIFFE)
AUDIENCE = "openbao"
#: The beginning of the names of accounts that OpenBao's database engine makes.
MADE = "v_"


def text(raw: str, **values: str) -> str:
    """Return a text without its common indent, with ``@name@`` replaced by values."""
    for name, value in values.items():
        raw = raw.replace(f"@{name}@", value)
    return dedent(raw).strip("\n") + "\n"


def database_leases(given: Given) -> ListSign:
    """Return the sign that OpenBao's database engine issues accounts of a role."""
    return ListSign("openbao", "lease", f"*:lease:database/creds/{given.slug}/*", "OpenBao lists leases of the role")


def repository(given: Given) -> str:
    """Return the repository's name, without the ids that a subject may have."""
    return re.sub(r"@\d+", "", given["repository"])


def subject(given: Given) -> tuple[str, str]:
    """Return the issuer of the platform's tokens, and the subject of its consumer."""
    match given.platform:
        case Platform.GITHUB_ACTIONS:
            return given["github_issuer"], f"repo:{given['repository']}:ref:refs/heads/{given['branch']}"
        case Platform.GITLAB_CI:
            return given["gitlab"], f"project_path:{given['project']}:ref_type:branch:ref:{given['branch']}"
        case Platform.SPIFFE:
            return given["spiffe_keys"], given["spiffe_id"]
        case _:
            namespace, _, name = given["service_account"].partition("/")
            return given["cluster_issuer"], f"system:serviceaccount:{namespace}:{name}"


def method(given: Given) -> str:
    """Return the path of the auth method of a platform."""
    return f"jwt-{str(given.platform).replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Engine:
    """A database in OpenBao's engine: its plugin, its settings, and the statements that make and end an account.

    OpenBao signs in as ``account``; its password is read from a file.
    """

    plugin: str
    config: tuple[str, ...]
    made: tuple[str, ...]
    ended: tuple[str, ...]
    account: str


def engine(given: Given, about: Engine) -> tuple[Part, ...]:
    """Return the engine's configuration, the policy of the consumer, and the texts for its sign-in and its reads."""
    slug, path = given.slug, f"database/creds/{given.slug}"
    role: dict[str, Json] = {
        "db_name": slug,
        "default_ttl": 3600,
        "max_ttl": 3600,
        "creation_statements": list(about.made),
        "revocation_statements": list(about.ended),
    }
    name = f'{{{{ printf "{MADE}{slug}_%s_%s" (random 8) (unix_time) }}}}'
    words = [f"plugin_name={about.plugin}", f"allowed_roles='{slug}'", *about.config, f"username='{about.account}'"]
    words += [f"username_template='{name}'", f"password=- < '{about.account}.password'"]
    issuer = "bao secrets enable database || true\n"
    issuer += f"bao write 'database/config/{slug}' " + " \\\n  ".join(words) + "\n"
    issuer += f"bao write 'database/roles/{slug}' - <<'JSON'\n{dumps(role, indent=1)}\nJSON\n"
    agent = text(
        """
        template {
          destination = "/run/@slug@/login"
          perms       = "0600"
          contents    = "{{ with secret \\"@path@\\" }}{{ .Data.username }}:{{ .Data.password }}{{ end }}"
        }
        """,
        slug=slug,
        path=path,
    )
    command = f"umask 077; bao read -format=json '{path}' | jq -r '.data.username + \":\" + .data.password' > login\n"
    return (
        Part(
            Side.ISSUER,
            Form.SHELL,
            "as an administrator of OpenBao",
            issuer,
            objects=_engine_objects(given, about, role, name),
        ),
        may_read(given, path),
        *admits(given),
        *reads(given, agent, command),
    )


def _engine_objects(given: Given, about: Engine, role: Mapping[str, Json], name: str) -> tuple[SetupObject, ...]:
    slug = given.slug
    config: dict[str, Json] = {"plugin_name": about.plugin, "allowed_roles": [slug], "username": about.account}
    config |= {"username_template": name} | dict(_setting(one) for one in about.config)
    return (
        SetupObject("openbao", given["openbao"], "sys/mounts/database", {"type": "database"}, shared=True),
        SetupObject(
            "openbao", given["openbao"], f"database/config/{slug}", config, {"password": ENGINE_PASSWORD.name}
        ),
        SetupObject("openbao", given["openbao"], f"database/roles/{slug}", role),
    )  # fmt: skip


def _setting(word: str) -> tuple[str, Json]:
    """Return the name and the value of a word of a command, such as ``a='b'``."""
    name, _, value = word.partition("=")
    return name, value.strip("'")


def admits(given: Given, policy: str = "") -> tuple[Part, ...]:
    """Return the text with which OpenBao accepts the consumer; empty if the consumer signs in there already.

    ``policy`` is the policy of the consumer; the default is the policy of :func:`may_read`.
    """
    if given.platform in (Platform.VAULT, None):
        return ()
    issuer, who = subject(given)
    # A JWT-SVID may lack an issuer: the keys identify its trust domain.
    is_spiffe = given.platform is Platform.SPIFFE
    keys: dict[str, Json] = (
        {"jwks_url": issuer} if is_spiffe else {"oidc_discovery_url": issuer, "bound_issuer": issuer}
    )
    commands = text(
        """
        bao auth enable -path='@method@' jwt || true
        bao write 'auth/@method@/config' @keys@
        bao write 'auth/@method@/role/@slug@' - <<'JSON'
        {"role_type": "jwt", "user_claim": "sub", "bound_audiences": ["@audience@"], "bound_subject": "@who@",
         "token_policies": ["@policy@"], "token_ttl": "15m", "token_max_ttl": "1h"}
        JSON
        """,
        method=method(given),
        keys=" ".join(f"{name}='{value}'" for name, value in keys.items()),
        slug=given.slug,
        who=who,
        audience=AUDIENCE,
        policy=policy or f"keyroll_{given.slug}",
    )
    role: dict[str, Json] = {
        "role_type": "jwt", "user_claim": "sub", "bound_audiences": [AUDIENCE], "bound_subject": who,
        "token_policies": [policy or f"keyroll_{given.slug}"], "token_ttl": 900, "token_max_ttl": 3600,
    }  # fmt: skip
    at, path = given["openbao"], method(given)
    objects = (
        SetupObject("openbao", at, f"sys/auth/{path}", {"type": "jwt"}, shared=True),
        SetupObject("openbao", at, f"auth/{path}/config", keys, shared=True),
        SetupObject("openbao", at, f"auth/{path}/role/{given.slug}", role),
    )
    return (Part(Side.ISSUER, Form.SHELL, "as an administrator of OpenBao", commands, objects=objects),)


def may_read(given: Given, path: str, capability: str = "read") -> Part:
    """Return the policy that allows the consumer to read one path, and nothing else.

    Its name has a prefix: an account may be called ``root`` or ``default``, like policies of OpenBao.
    """
    commands = text(
        """
        bao policy write 'keyroll_@slug@' - <<'HCL'
        path "@path@" { capabilities = ["@capability@"] }
        HCL
        """,
        slug=given.slug,
        path=path,
        capability=capability,
    )
    policy = f'path "{path}" {{ capabilities = ["{capability}"] }}\n'
    made = SetupObject("openbao", given["openbao"], f"sys/policies/acl/keyroll_{given.slug}", {"policy": policy})
    return Part(Side.ISSUER, Form.SHELL, "as an administrator of OpenBao", commands, objects=(made,))


def reads(given: Given, template: str, command: str) -> tuple[Part, ...]:
    """Return the consumer's text for reading: a template of its agent if it has one, else commands in its run.

    ``command`` reads with the client and leaves the value for the program; its lines run with ``BAO_TOKEN`` set.
    """
    match given.platform:
        case Platform.GITHUB_ACTIONS:
            where, content = f".github/workflows/*.yml of {repository(given)}", _workflow(given, command)
        case Platform.GITLAB_CI:
            where, content = f".gitlab-ci.yml of {given['project']}", _pipeline(given, command)
        case Platform.SPIFFE:
            where, content = "the program's start", _spiffe(given, command)
            return (Part(Side.CONSUMER, Form.PYTHON, where, content, "change"),)
        case Platform.KUBERNETES:
            where, content = "the agent beside the program (its own sign-in included)", _kubernetes(given) + template
        case _:
            where, content = "the configuration of the consumer's OpenBao agent; its own sign-in stays", template
    return (Part(Side.CONSUMER, Form.FILE, where, content, "change"),)


def _login(given: Given) -> str:
    path = f"auth/{method(given)}/login"
    return f"BAO_TOKEN=\"$(printf %s \"$ID_TOKEN\" | bao write -field=token '{path}' role='{given.slug}' jwt=-)\"\n"


def _workflow(given: Given, command: str) -> str:
    script = (
        'ID_TOKEN="$(curl -sSf -H "Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" '
        f'"$ACTIONS_ID_TOKEN_REQUEST_URL&audience={AUDIENCE}" | jq -r .value)"\n' + _login(given) + "export BAO_TOKEN\n"
    )
    head = "permissions:\n  id-token: write\n  contents: read\njobs:\n  work:\n    runs-on: ubuntu-latest\n    steps:\n"
    step = f"      - env:\n          BAO_ADDR: {given['openbao']}\n        run: |\n"
    return head + step + indent(script + command, " " * 10)


def _pipeline(given: Given, command: str) -> str:
    head = (
        f"work:\n  id_tokens:\n    ID_TOKEN:\n      aud: {AUDIENCE}\n  variables:\n    BAO_ADDR: {given['openbao']}\n"
    )
    return f"{head}  script:\n    - |\n" + indent(_login(given) + "export BAO_TOKEN\n" + command, " " * 6)


def _kubernetes(given: Given) -> str:
    return text(
        """
        vault { address = "@openbao@" }
        # The pod projects the token there: serviceAccountToken, path openbao, audience @audience@.
        auto_auth {
          method "jwt" {
            mount_path = "auth/@method@"
            config = {
              path                     = "/var/run/secrets/tokens/openbao"
              role                     = "@slug@"
              remove_jwt_after_reading = false
            }
          }
        }
        """,
        audience=AUDIENCE,
        openbao=given["openbao"],
        method=method(given),
        slug=given.slug,
    )


def _spiffe(given: Given, command: str) -> str:
    return (
        text(
            """
        # It needs the Python package spiffe. SPIFFE_ENDPOINT_SOCKET names the Workload API.
        import os, subprocess
        from spiffe import WorkloadApiClient

        with WorkloadApiClient() as workload:
            token = workload.fetch_jwt_svid(audience={"@audience@"}).token
        script = '''@login@export BAO_TOKEN
        @command@'''
        subprocess.run(["sh", "-ec", script], check=True, env=os.environ | {"BAO_ADDR": "@openbao@", "ID_TOKEN": token})
        """,
            audience=AUDIENCE,
            openbao=given["openbao"],
        )
        .replace("@login@", _login(given))
        .replace("@command@", command)
    )


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority in OpenBao for the clients of one account: ``name`` is the common name that it signs."""

    name: str

    def parts(self, given: Given) -> tuple[Part, ...]:
        """Return its configuration, the policy of the consumer, and the texts for its sign-in and its certificate."""
        slug, path = given.slug, f"pki_{given.slug}/issue/{given.slug}"
        issuer = text(
            """
            bao secrets enable -path='pki_@slug@' -max-lease-ttl=43800h pki
            bao write -field=certificate 'pki_@slug@/root/generate/internal' common_name='clients of @slug@' \\
              ttl=43800h key_type=ec key_bits=256 > '@slug@_clients.pem'
            bao write 'pki_@slug@/roles/@slug@' allowed_domains='@name@' allow_bare_domains=true \\
              enforce_hostnames=false client_flag=true server_flag=false key_type=ec key_bits=256 ttl=1h max_ttl=1h
            """,
            slug=slug,
            name=self.name,
        )
        agent = text(
            """
            template {
              destination = "/run/@slug@/client.pem"
              perms       = "0600"
              contents    = "{{ with pkiCert \\"@path@\\" \\"common_name=@name@\\" }}@both@{{ end }}"
            }
            """,
            slug=slug,
            path=path,
            name=self.name,
            both="{{ .Data.Key }}\\n{{ .Data.Cert }}\\n",
        )
        command = f"umask 077; bao write -format=json '{path}' common_name='{self.name}' > issued.json\n"
        command += "jq -r '.data.private_key, .data.certificate' issued.json > client.pem; rm issued.json\n"
        return (
            Part(Side.ISSUER, Form.SHELL, "as an administrator of OpenBao", issuer),
            may_read(given, path, "update"),
            *admits(given),
            *reads(given, agent, command),
        )
