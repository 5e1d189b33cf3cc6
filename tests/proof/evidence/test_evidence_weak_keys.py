"""Nobody confirms, approves or signs with a key for which anybody can make signatures: a point of small order."""

import pytest

from keyroll.proof.evidence.dsse import PublicKey

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
ORDER_8 = (Y8, P - Y8)
#: Every y coordinate of a point whose order divides 8, also above the prime, with both signs of x.
WEAK = [y | sign << 255 for y in (0, 1, P - 1, P, P + 1, *ORDER_8) for sign in (0, 1)]


def encoded(y: int) -> bytes:
    return y.to_bytes(32, "little")


def test_the_two_others_have_order_8() -> None:
    # The double of (x, y) has y = (y^2 + x^2) / (1 - d x^2 y^2), and x^2 = (y^2 - 1) / (d y^2 + 1).
    for y in ORDER_8:
        x2 = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
        assert (y * y + x2) * pow(1 - D * x2 * y * y, -1, P) % P == 0


@pytest.mark.parametrize("key", WEAK, ids=lambda one: encoded(one).hex()[:8])
def test_a_key_of_small_order_signs_nothing(key: int) -> None:
    public = PublicKey(encoded(key))
    forged = [encoded(one) + bytes(32) for one in WEAK]
    assert not [one for one in forged for content in range(16) if public.verifies(one, b"%d" % content)]
