"""Checksums in vendors' tokens, which distinguish a random text from a real token without a request.

GitHub: the last six characters are the CRC-32 of the text between prefix and checksum, in base 62, padded with zeros
("Behind GitHub's new authentication token formats", github.blog, 5 April 2021). npm uses the same form.
"""

import base64
import binascii
import re
import zlib

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_DATA_CENTER = re.compile(rb"([0-9]{10,14}):(.{20})", re.DOTALL)


def base62_crc32(text: str) -> str:
    """Return the CRC-32 of a text as six characters of base 62."""
    rest, digits = zlib.crc32(text.encode()), ""
    while rest:
        rest, digit = divmod(rest, 62)
        digits = _DIGITS[digit] + digits
    return digits.rjust(6, "0")


def fits_base62(token: str) -> bool:
    """Return whether the last six characters of ``prefix_…`` are the checksum of the others after the prefix."""
    body = token.partition("_")[2]
    return body[-6:] == base62_crc32(body[:-6])


def data_center_id(encoded: str) -> str:
    """Return the id within a token of Atlassian Data Center, or an empty text for any other text.

    A token is the base64 of its id, a colon and 20 random bytes. The id is a random number of twelve digits (Javadoc of
    Bamboo 9.6, ``AccessTokenGenerator``, which names Bitbucket as its origin; that Jira and Confluence use the same
    form is from memory: re-check).
    """
    try:
        found = _DATA_CENTER.fullmatch(base64.b64decode(encoded, validate=True))
    except (binascii.Error, ValueError):
        return ""
    return found[1].decode() if found else ""
