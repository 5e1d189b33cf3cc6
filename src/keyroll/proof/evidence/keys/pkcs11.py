"""A key in hardware, by PKCS#11: ``pkcs11:token=T;object=K?module-path=/…/lib.so&pin-source=env:PIN``.

The address is that of RFC 7512. ``pin-source`` is a reference of keyroll, because a PIN is a secret. EdDSA is mechanism
0x1057 of PKCS#11 3.0 (section 2.3.14). Tried with SoftHSM 2.6.1, whose public point is an OCTET STRING in DER; other
modules give only the 32 bytes.
"""

from functools import cache
from types import ModuleType
from typing import Any

from keyroll.errors import ConfigError, installed_with
from keyroll.proof.evidence.keeper import Keeper, KeptKey, attributes, query
from keyroll.reveal import reveal
from keyroll.secret import SecretRef

_PUBLIC_BYTES = 32


@cache
def _open(address: str) -> KeptKey:
    pkcs11 = _library()
    named, given = attributes(address), query(address)
    missing = [name for name in ("token", "object") if name not in named]
    missing += [name for name in ("module-path", "pin-source") if name not in given]
    if missing:
        raise ConfigError(f"the signing key's address names no {missing[0]}", hint="write it after RFC 7512")
    label, pin = named["object"], SecretRef.parse(given["pin-source"]).resolve()
    try:
        token = pkcs11.lib(given["module-path"]).get_token(token_label=named["token"])
        with reveal(pin) as raw:
            session = _signed_in(token, raw.decode())
        public = session.get_key(object_class=pkcs11.ObjectClass.PUBLIC_KEY, label=label)
        private: Any = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
        edwards = public.key_type is pkcs11.KeyType.EC_EDWARDS
        point = bytes(public[pkcs11.Attribute.EC_POINT]) if edwards else b""
    except (pkcs11.PKCS11Error, RuntimeError, OSError) as error:
        raise _unusable(error) from None
    if len(point) < _PUBLIC_BYTES:
        raise ConfigError(f"the key {label!r} of the token is not an ed25519 key", hint="make one: EC:edwards25519")

    def sign(content: bytes) -> bytes:
        try:
            return bytes(private.sign(content, mechanism=pkcs11.Mechanism.EDDSA))
        except (pkcs11.PKCS11Error, RuntimeError) as error:
            raise _unusable(error) from None

    return KeptKey(point[-_PUBLIC_BYTES:], sign)


def _signed_in(token: Any, pin: str) -> Any:
    pkcs11 = _library()
    try:
        return token.open(user_pin=pin)
    except pkcs11.UserAlreadyLoggedIn:
        return token.open()  # this process has already signed in for another of its keys


def _library() -> ModuleType:
    try:
        import pkcs11
    except ModuleNotFoundError:
        raise ConfigError("PKCS#11 is not installed", hint=installed_with("pkcs11")) from None
    return pkcs11


def _unusable(error: Exception) -> ConfigError:
    # The module's own messages may repeat the input; the kind of its error does not.
    return ConfigError(f"the token cannot be used: {type(error).__name__}", hint="check module, token, object and PIN")


KEEPER = Keeper("pkcs11", _open)
