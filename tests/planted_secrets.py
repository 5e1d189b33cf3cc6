"""A tree of planted secrets, made from a seed: 20 kinds in code, git history, a wiki's export and tickets, with decoys.

Values have their vendors' forms, checksums included; the words around them vary as people's do. ``exports`` holds what
the issuers of some of them list or log, by which a copy can be joined.
"""

import base64
import hashlib
import json
import random
import string
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

WORDS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


@dataclass
class Plant:
    """A planted value: what stands in a text (label and text, in order), and the id that it must join, if any."""

    kind: str
    value: str
    fields: list[tuple[str, str]]
    joins: str = ""
    places: set[str] = field(default_factory=set)


class Maker:
    """Makes values from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def text(self, length: int, letters: str = WORDS) -> str:
        return "".join(self.chance.choices(letters, k=length))

    def bytes(self, length: int) -> bytes:
        return self.chance.randbytes(length)

    def pick(self, *choices: str) -> str:
        return self.chance.choice(choices)


def crc(text: str) -> str:
    rest, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return digits


def aws(m: Maker) -> Plant:
    name, secret = f"AKIA{m.text(16, BASE32)}", m.text(38, WORDS + "/+") + "aB"[0] + "7"
    labels = m.chance.choice(
        [
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
            ("aws_access_key_id", "aws_secret_access_key"),
            ("accessKeyId", "secretAccessKey"),
            ("access key", "secret key"),
        ]
    )
    return Plant(
        "aws access key", secret, [(labels[0], name), (labels[1], secret)], joins=f"aws@*:access_key_id:{name}"
    )


def github(m: Maker) -> Plant:
    if m.chance.random() < 0.3:
        return github_fine(m)
    body = m.text(30)
    token = f"{m.pick('ghp', 'ghp', 'gho', 'ghs')}_{body}{crc(body)}"
    digest = base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    label = m.pick("GITHUB_TOKEN", "github token", "GH_PAT", "repoToken", "token")
    return Plant("github token", token, [(label, token)], joins=f"github@*:hashed_token:{digest}")


def github_fine(m: Maker) -> Plant:
    token = f"github_pat_{m.text(22)}_{m.text(59)}"
    digest = base64.b64encode(hashlib.sha256(token.encode()).digest()).decode()
    label = m.pick("GITHUB_TOKEN", "fine-grained token", "ghToken")
    return Plant("github token", token, [(label, token)], joins=f"github@*:hashed_token:{digest}")


def gitlab(m: Maker) -> Plant:
    token = f"glpat-{m.text(20, WORDS + '_-')}"
    return Plant("gitlab token", token, [(m.pick("GITLAB_TOKEN", "gitlab pat", "private_token"), token)])


def slack(m: Maker) -> Plant:
    token = f"xoxb-{m.text(12, '123456789')}-{m.text(13, '123456789')}-{m.text(24)}"
    return Plant("slack bot token", token, [(m.pick("SLACK_BOT_TOKEN", "slack token", "botToken"), token)])


def google(m: Maker) -> Plant:
    pem = new_rsa()
    name = m.text(40, HEX)
    body = {
        "type": "service_account",
        "project_id": "acme-data",
        "private_key_id": name,
        "private_key": pem,
        "client_email": f"etl-{m.text(4, HEX)}@acme-data.iam.gserviceaccount.com",
        "client_id": m.text(21, string.digits),
        "token_uri": "https://oauth2.googleapis.com/token",
        "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
    }
    return Plant(
        "google service account key", inner(pem), [("", json.dumps(body, indent=2))],
        joins=f"gcp@*:key_id:{name}",
    )  # fmt: skip


def new_rsa() -> str:
    """A private key of real form. It is not made from the seed: the library takes its chance from the system."""
    key = rsa.generate_private_key(65537, 1024)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def inner(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "-----" not in line)


def data_center(m: Maker) -> str:
    return base64.b64encode(m.text(12, "123456789").encode() + b":" + m.bytes(20)).decode()


def jira_token(m: Maker) -> Plant:
    token = data_center(m)
    number = base64.b64decode(token)[:12].decode()
    label = m.pick("JIRA_TOKEN", "jira.personal.token", "Confluence PAT", "bearer")
    return Plant("data center token", token, [(label, token)], joins=f"atlassian@*:data_center_token_id:{number}")


def bitbucket(m: Maker) -> Plant:
    token = data_center(m)
    number = base64.b64decode(token)[:12].decode()
    return Plant(
        "bitbucket token", f"BBDC-{token}", [(m.pick("BITBUCKET_TOKEN", "bitbucket http token"), f"BBDC-{token}")],
        joins=f"bitbucket@main:access_token:{number}",
    )  # fmt: skip


def atlassian(m: Maker) -> Plant:
    body = f"ATATT3xFfGF0{m.text(172, WORDS + '_-')}"
    token = f"{body}={zlib.crc32(body.encode()):08X}"
    return Plant("atlassian api token", token, [(m.pick("ATLASSIAN_API_TOKEN", "api token", "jira_api_token"), token)])


def okta(m: Maker) -> Plant:
    token = f"00{m.text(40, WORDS + '_-')[:-1]}Q"
    return Plant("okta api token", token, [(m.pick("OKTA_API_TOKEN", "okta token", "okta.client.token"), token)])


def cloudflare(m: Maker) -> Plant:
    token = m.chance.choice([lambda: f"cfut_{m.text(40)}{m.text(8, HEX)}", lambda: m.text(40)])()
    label = m.pick("CLOUDFLARE_API_TOKEN", "cloudflare token", "CF_API_TOKEN")
    return Plant("cloudflare api token", token, [(label, token)])


def access(m: Maker) -> Plant:
    name, secret = f"{m.text(32, HEX)}.access", m.text(64, HEX)
    labels = m.chance.choice(
        [
            ("CF-Access-Client-Id", "CF-Access-Client-Secret"),
            ("CF_ACCESS_CLIENT_ID", "CF_ACCESS_CLIENT_SECRET"),
            ("client id", "client secret"),
        ]
    )
    return Plant(
        "cloudflare service token", secret, [(labels[0], name), (labels[1], secret)],
        joins=f"cloudflare@main:access_service_token:{uuid.UUID(hex=name[:32])}",
    )  # fmt: skip


def smartsheet(m: Maker) -> Plant:
    token = m.text(37)
    return Plant("smartsheet token", token, [(m.pick("SMARTSHEET_ACCESS_TOKEN", "smartsheet api token"), token)])


def private_key(m: Maker) -> Plant:
    return tls(m) if m.chance.random() < 0.4 else ssh(m)


def ssh(m: Maker) -> Plant:
    key = ed25519.Ed25519PrivateKey.from_private_bytes(m.bytes(32))
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.OpenSSH, serialization.NoEncryption()
    ).decode()
    number = int.from_bytes(m.bytes(3), "big")
    plant = Plant("private key", inner(pem), [("", pem)], joins=f"github@main:deploy_key:{number}")
    line = key.public_key().public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH)
    DEPLOY_KEYS[number] = line.decode()
    return plant


DEPLOY_KEYS: dict[int, str] = {}


def tls(m: Maker) -> Plant:
    key = ec.derive_private_key(int.from_bytes(m.bytes(31), "big") + 1, ec.SECP256R1())
    form = m.chance.choice([serialization.PrivateFormat.PKCS8, serialization.PrivateFormat.TraditionalOpenSSL])
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()
    return Plant("private key", inner(pem), [("", pem)])


def jwt(m: Maker) -> Plant:
    def part(value: dict[str, object] | bytes) -> str:
        raw = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    number = m.text(16, HEX)
    claims: dict[str, object] = {"iss": "https://id.acme.test", "sub": f"svc-{m.text(5, HEX)}", "jti": number}
    token = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{part(m.bytes(32))}"
    return Plant(
        "signed token", token, [(m.pick("SERVICE_JWT", "jwt", "bearer token"), token)],
        joins=f"jwt@*:id:https://id.acme.test#{number}",
    )  # fmt: skip


def ai(m: Maker) -> Plant:
    if m.chance.random() < 0.5:
        token = f"sk-ant-api03-{m.text(93, WORDS + '_-')}AA"
        return Plant("ai key", token, [(m.pick("ANTHROPIC_API_KEY", "claude key"), token)])
    token = f"sk-proj-{m.text(74)}T3BlbkFJ{m.text(74)}"
    return Plant("ai key", token, [(m.pick("OPENAI_API_KEY", "openai key"), token)])


def stripe(m: Maker) -> Plant:
    token = f"{m.pick('sk', 'rk')}_live_{m.text(m.chance.choice([24, 99]))}"
    return Plant("stripe key", token, [(m.pick("STRIPE_SECRET_KEY", "stripe key", "apiKey"), token)])


def registry(m: Maker) -> Plant:
    if m.chance.random() < 0.5:
        body = m.text(30)
        token = f"npm_{body}{crc(body)}"
        return Plant("package registry token", token, [(m.pick("NPM_TOKEN", "_authToken"), token)])
    number = uuid.UUID(bytes=m.bytes(16), version=4)
    raw = b"\x02\x01\x08pypi.org\x02\x24" + str(number).encode() + b"\x00\x02\x05[1,2]\x00\x00\x06 " + m.bytes(32)
    token = "pypi-" + base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return Plant(
        "package registry token", token, [(m.pick("PYPI_TOKEN", "TWINE_PASSWORD"), token)],
        joins=f"pypi@*:token_id:{number}",
    )  # fmt: skip


def mail(m: Maker) -> Plant:
    if m.chance.random() < 0.5:
        name = m.text(22, WORDS + "_-")
        token = f"SG.{name}.{m.text(43, WORDS + '_-')}"
        return Plant(
            "sendgrid or twilio", token, [(m.pick("SENDGRID_API_KEY", "sendgrid"), token)],
            joins=f"sendgrid@*:api_key_id:{name}",
        )  # fmt: skip
    name, secret = f"SK{m.text(32, HEX)}", m.text(32)
    return Plant(
        "sendgrid or twilio", secret, [("TWILIO_API_KEY", name), ("TWILIO_API_SECRET", secret)],
        joins=f"twilio@*:api_key_sid:{name}",
    )  # fmt: skip


def database(m: Maker) -> Plant:
    password, account = m.text(18, WORDS + "_-~."), f"{m.pick('app', 'etl', 'report', 'svc')}_{m.text(4, HEX)}"
    scheme = m.pick("postgresql", "mysql", "mongodb+srv", "amqps", "redis")
    address = f"{scheme}://{account}:{password}@db-{m.text(3, HEX)}.acme.test:5432/main"
    host = address.partition("@")[2].partition(":")[0]
    return Plant(
        "database address", password, [(m.pick("DATABASE_URL", "dsn", "connection string"), address)],
        joins=f"web@{host}:login:{account}",
    )  # fmt: skip


def password(m: Maker) -> Plant:
    value = m.text(m.chance.randrange(14, 22), WORDS + m.pick("", "!#@%^*_-"))
    value = "k7" + value[2:]
    label = m.pick("password", "DB_PASSWORD", "ldap_bind_password", "adminPassword", "smtp.password", "passphrase")
    return Plant("password", value, [(label, value)])


KINDS: tuple[Callable[[Maker], Plant], ...] = (
    aws, github, gitlab, slack, google, jira_token, bitbucket, atlassian, okta, cloudflare,
    access, smartsheet, private_key, jwt, ai, stripe, registry, mail, database, password,
)  # fmt: skip
