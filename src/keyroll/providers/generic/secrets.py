"""Secrets whose form belongs to no vendor.

A password is only a text that a label calls one (``password: …``, ``--token …``, a table's cell beside the word) and
that looks random. References (``${NAME}``, ``vault:…``), calls, hashes, UUIDs and words are left out.
"""

import base64
import binascii
import re
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from keyroll.jsontext import loads
from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.providers._keys import body_of, public_identifiers
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape

_LABEL = r"(?:pass(?:word|wd|phrase|code)?|pwd|passwort|secret|token|api[ _-]?key|access[ _-]?key|credential)"
_QUOTE = "[\"'\\x60]"
_LABELLED = (
    rf"(?i)({_LABEL}[a-z0-9_.-]{{0,24}}(?:\\*{_QUOTE})?\s{{0,4}}(?:=>|:=|[:=>|]|\bis\b)\s{{0,4}}(?:\\*{_QUOTE})?"
    r"[^\s\"'<>\x60]{8,160})(?:[\s\"'<>\x60]|$)"
)
_OPTION = rf"(?i)(--?{_LABEL}[a-z0-9_-]{{0,16}}[ =]{_QUOTE}?[^\s\"'<>\x60]{{8,160}})(?:[\s\"'<>\x60]|$)"
_VALUE = re.compile(r"(?:[=:>|]|\bis\b|[ ])\s*(?:\\*[\"'`])?([^\s\"'<>`]{8,160})$", re.IGNORECASE)
_ADDRESS = (
    r"(?i)\b([a-z][a-z0-9+.-]{1,20}:(?:\\?/){2}[^\s:/@\"'<>\\]{0,100}:[^\s/@\"'<>\\]{4,200}@"
    r"[a-z0-9][a-z0-9._-]{0,200}(?::[0-9]{1,5})?)"
)
_REFERENCE = re.compile(
    r"^[$<%&]|\$\{|\{\{|%\(|\(.*\)|\[.*\]|://|::|^[./~]|^\{?[A-Za-z_][\w.]*[(\[{]"
    r"|^(?:env|file|fd|vault|keyring|exec|arn|secretref|op|ref|ssm|projects)[:/]"
)
#: Pieces of code and of structured text: adjacent brackets and marks, several parts with names, a path.
_CODE = re.compile(r"[)({}\[\]][,;=.:)(!]|[,;=]\w*[({]|=\w+,|,\w+[=:]|/[^/]*/[^/]*/")
#: The bytes between the texts of a program's file, as the scanner shows them.
_NO_TEXT = re.compile(r"\\u\{|\ufffd|[\x00-\x1f\x7f]")
_NO_PASSWORD = (_REFERENCE, _NO_TEXT, _CODE)
_VARIABLE = re.compile(r"^[$<{%]|\$\{|\{\{|%\(")
#: Names: words and numbers with marks between them, and ids that often occur beside secrets of AWS and Twilio.
_NAME = re.compile(
    r"(?:[A-Za-z]+[0-9]{0,4}|[0-9]{1,8})(?:[-_. /:@+][A-Za-z]*[0-9]{0,8})+"
    r"|(?:AKIA|ASIA)[A-Z2-7]{16}|(?:AC|SK)[0-9a-f]{32}"
)
_HASH = re.compile(
    r"\$?(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56,128})|(?:sha\d+|md5|pbkdf2|bcrypt|scrypt)[-:$].*"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NOT_SECRET = re.compile(
    r"(?i)(?:hash|digest|checksum|public|_id|_name|_url|_file|_path|_type|expir|length|hint|regex)"
)
_CLASSES = (re.compile("[a-z]"), re.compile("[A-Z]"), re.compile("[0-9]"), re.compile(r"[^A-Za-z0-9]"))
#: A password in a manual: one word or two.
_WORD = re.compile(r"(?i)[a-z]{1,9}(?:[ _-][a-z]{1,9})?")
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
#: Names that an address has in place of an account.
_NO_ACCOUNT = {"", "oauth2", "x-access-token", "x-token-auth", "git", "token", "apikey", "default", "_json_key"}


def labelled(match: SecretMatch) -> Derived | None:
    """Return a text that a label calls a password, if it looks random."""
    found = _VALUE.search(match.text)
    if found is None or _NOT_SECRET.search(match.text[: found.start(1)]):
        return None
    if _REFERENCE.search(found[1]):
        return None
    value = found[1].partition("&")[0] if "=" in found[1] else found[1]  # a query has further parts
    value = value.removesuffix("**").rstrip(".,;:)]}\\|")  # ends of sentences, lists and markup
    return Derived(value) if _by_chance(value) else None


def _by_chance(value: str) -> bool:
    if not 8 <= len(value) <= 160 or any(one.search(value) for one in _NO_PASSWORD):
        return False
    if any(known.fullmatch(value) for known in (_HASH, _UUID, _NAME)):
        return False
    classes = [bool(one.search(value)) for one in _CLASSES]
    changes = sum(_class(one) != _class(two) for one, two in pairwise(value))
    # Words and identifiers seldom change their class of characters. A generated password does at every second step.
    return classes[2] and (classes[0] or classes[1]) and (changes * 4 >= len(value) or sum(classes) == 4)


def _class(one: str) -> int:
    return next(place for place, known in enumerate(_CLASSES) if known.match(one))


def address(match: SecretMatch) -> Derived | None:
    """Return the password within an address; account and host are the identifier that a source may have for it."""
    if "://" not in match.text.replace("\\", ""):
        value = unquote(match.text)  # the scanner's own rule passes on the password only
        return None if _VARIABLE.search(value) else Derived(value)
    try:
        url = urlsplit(match.text.replace("\\", ""))
        host, name, value = url.hostname, unquote(url.username or ""), unquote(url.password or "")
    except ValueError:
        return None
    if not value or _VARIABLE.search(value) or _WORD.fullmatch(value) or value.lower() == name.lower():
        return None
    known = bool(host) and name.lower() not in _NO_ACCOUNT
    return Derived(value, (Identifier.login(host or "", name),) if known else (), searched=url.password or "")


def private_key(match: SecretMatch) -> Derived | None:
    """Return a private key without its line ends, with its public key's fingerprints."""
    label, body = body_of(match.text)
    identifiers = public_identifiers(label, body) if body else None
    return None if identifiers is None else Derived(body, identifiers, searched=body[:48])


def signed_token(match: SecretMatch) -> Derived | None:
    """Return a JSON web token with its id (RFC 7519, 4.1); without an id, issuer and subject are weak identifiers."""
    found = _TOKEN.search(match.text)  # the scanner's rule includes a final escape
    if found is None:
        return None
    text = found[0]
    try:
        header, claims = (_part(one) for one in text.split(".")[:2])
    except (binascii.Error, ValueError):
        return None
    if "alg" not in header or claims.get("sub") == "1234567890" or claims.get("iss") in ("joe", "accounts.example.com"):
        return None  # the examples of jwt.io and of RFC 7519, signed with any key
    issuer, token, subject = (str(claims.get(name) or "") for name in ("iss", "jti", "sub"))
    if issuer and token:
        return Derived(text, (Identifier.anywhere("jwt", "id", f"{issuer}#{token}"),))
    weak = Identifier(f"jwt@{ANYWHERE}", "subject", f"{issuer}#{subject}", strong=False)
    return Derived(text, (weak,) if subject else ())


def _part(text: str) -> dict[str, object]:
    value: object = loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if not isinstance(value, dict):
        raise ValueError("no object")  # noqa: TRY004 - one kind of fault for its caller
    return value


def basic(match: SecretMatch) -> Derived | None:
    """Return the password of ``account:password`` in the form of a command's option."""
    _, _, value = match.text.strip("\"'").partition(":")
    value = value.strip("\"'")
    return Derived(value) if _by_chance(value) else None


def header(match: SecretMatch) -> Derived | None:
    """Return the token of an authorization header that a command sends."""
    value = match.text.rpartition(" ")[2].strip("\"'")
    return Derived(value) if _by_chance(value) else None


def manifest(match: SecretMatch) -> Derived | None:
    """Return the decoded value of a Kubernetes Secret's entry."""
    encoded = match.text.rpartition(":")[2].strip(" \t\r\n|>+-\"'")
    try:
        value = base64.b64decode(encoded, validate=True).decode().strip()
    except (binascii.Error, ValueError):
        return None
    return Derived(value, searched=encoded) if _by_chance(value) else None


SECRETS = (
    SecretKind(
        "private_key",
        rules=("betterleaks.private-key",),
        derive=private_key,
        shapes=(
            Shape(
                "private-key",
                r"(-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY-----[\s\S]{64,12000}?-----END[ A-Z0-9]{0,40}PRIVATE KEY-----)",
            ),
        ),
    ),
    SecretKind(
        "signed_token",
        rules=("betterleaks.jwt",),
        derive=signed_token,
        shapes=(Shape("jwt", r"\b(eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,})"),),
    ),
    SecretKind(
        "login",
        rules=("betterleaks.generic-credential-uri", "veles.secrets/bitbucketcredentials"),
        derive=address,
        generic=True,
        shapes=(Shape("address", _ADDRESS),),
    ),
    SecretKind("password", rules=("betterleaks.curl-auth-user",), derive=basic, generic=True),
    SecretKind("password", rules=("betterleaks.curl-auth-header",), derive=header, generic=True),
    SecretKind("password", rules=("betterleaks.kubernetes-secret-yaml",), derive=manifest, generic=True),
    SecretKind(
        "password",
        rules=("betterleaks.hashicorp-tf-password", "betterleaks.nuget-config-password"),
        derive=header,
        generic=True,
    ),
    SecretKind(
        "password",
        derive=labelled,
        generic=True,
        shapes=(Shape("labelled", _LABELLED, 3.0), Shape("option", _OPTION, 3.0)),
    ),
)
