"""Decides which names mean values: names of fields, parameters in addresses, variables and columns."""

import re
from functools import lru_cache

#: Words that begin the last part of such a name; RE2 finds them in any case.
WORDS = (
    r"pass(?:word|wd|phrase|code|wort)?|pwd|secret|token|(?:api|secret|access|private|account|shared|auth|encryption"
    r"|master|signing)[ _.-]?key|connection[ _.-]?string|cookie|authorization|assertion|jwt|otp"
)
#: The endings that may follow such a word in a name.
ENDS = (
    r"s?(?:[_. -]?(?:value|string|binary|plain_?text|clear_?text|text|hash|old|new|current|base64|b64|confirmation"
    r"|confirm))?[0-9]{0,3}"
)
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_VALUE = re.compile(
    r"(?:password|passwd|passphrase|passcode|passwort|pwd|secret|token|apikey|secretkey|secretaccesskey|accesskey"
    r"|privatekey|accountkey|sharedkey|sharedaccesskey|authkey|encryptionkey|masterkey|signingkey|connectionstring|cookie|authorization"
    r"|assertion|jwt|(?:^|one)otp|(?:^|db|user|my|root|smtp|ldap|mysql|pg)pass)s?"
    r"(?:value|string|binary|plaintext|cleartext|text|hash|old|new|current|base64|b64|confirmation|confirm)?[0-9]{0,3}$"
)
#: Names with the same ending that mean a position in a list, the hash of a token in a log, or the mark of a request.
_NO_VALUE = re.compile(
    r"(?:hashed|next|page|pagination|continuation|sync|skip|request|marker|cursor|start|delta|changes?)tokens?$"
)
#: Names of members that hold ids, hashes, versions and public parts: texts made by chance that are no values.
_ID = re.compile(
    r"(?:id|ids|id2|[fgu]uids?|uid|kid|sub|subject|jti|etag|sha\d*|md5|hash(?:es)?|digest|checksum|fingerprint|thumbprint"
    r"|accessors?|cursor|marker|revision|version|serial(?:number)?|qualifier|nonce|correlation|trace|span"
    r"|cert(?:ificate)?s?|publickey|arn|urn|ref)$"
)
#: Names that mean a value only as a parameter of an address.
_PARAMETER = re.compile(
    r"sig|signature|xamzsignature|xgoogsignature|key|code|auth|sid|session|sessionid|jsessionid|phpsessid|hmac|pass"
    r"|samlresponse|samlrequest|ticket|oauthverifier|xamzsecuritytoken|state"
)
_KINDS = (
    ("sessiontoken|securitytoken", "session_token"),
    ("accesstoken", "access_token"),
    ("refreshtoken", "refresh_token"),
    ("pass|pwd|otp", "password"),
    ("secretaccesskey|secretkey", "secret_key"),
    ("privatekey", "private_key"),
    ("key", "api_key"),
    ("connectionstring", "connection_string"),
    ("cookie|session|sid$", "cookie"),
    ("authorization", "authorization"),
    ("sig|hmac", "signature"),
    ("token|jwt|assertion|auth|saml|code|ticket", "token"),
)


@lru_cache(4096)
def normal(name: str) -> str:
    """Return a name in small letters without marks: ``Client-Secret`` and ``clientSecret`` become equal."""
    return _NO_LETTER.sub("", name.lower())


@lru_cache(4096)
def means_value(name: str) -> bool:
    """Return whether a field, a variable or a column of this name holds a value."""
    plain = normal(name)
    return bool(_VALUE.search(plain)) and not _NO_VALUE.search(plain)


@lru_cache(4096)
def means_id(name: str) -> bool:
    """Return whether a field of this name holds an id, a hash or a position, which may look made by chance."""
    plain = normal(name)
    return bool(_ID.search(plain) or _NO_VALUE.search(plain))


@lru_cache(4096)
def parameter(name: str) -> bool:
    """Return whether a parameter of an address with this name holds a value."""
    return means_value(name) or bool(_PARAMETER.fullmatch(normal(name)))


@lru_cache(4096)
def kind_of(name: str) -> str:
    """Return the kind of a value by the name of its field, parameter or column."""
    plain = normal(name)
    return next((kind for words, kind in _KINDS if re.search(words, plain)), "secret")
