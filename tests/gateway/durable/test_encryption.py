"""What is encrypted at rest, and who can read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.gateway.durable.encryption import (
    CannotDecrypt,
    EncryptedPayload,
    PayloadCipher,
    key_id,
)

OLD, NEW = b"o" * 32, b"n" * 32


@given(st.binary(), st.binary())
def test_it_comes_back_as_it_was(content: bytes, body: bytes) -> None:
    for cipher in (PayloadCipher(), PayloadCipher([NEW]), PayloadCipher([NEW, OLD])):
        assert cipher.decrypt(cipher.encrypt(content, body)) == (content, body)


def test_nothing_of_it_can_be_read_and_the_same_looks_different_each_time() -> None:
    cipher = PayloadCipher([NEW])
    first, second = (cipher.encrypt(b"content", b"I want a job") for _ in range(2))
    assert b"job" not in first.body
    assert first.body != second.body
    assert first.key_id == key_id(NEW)


def test_keys_are_changed_by_putting_the_new_one_first() -> None:
    before = PayloadCipher([OLD]).encrypt(b"c", b"b")
    rotated = PayloadCipher([NEW, OLD])
    assert rotated.decrypt(before) == (b"c", b"b")
    assert rotated.encrypt(b"c", b"b").key_id == key_id(NEW)
    with pytest.raises(CannotDecrypt, match=key_id(OLD)):
        PayloadCipher([NEW]).decrypt(before)


def test_what_was_stored_before_there_was_a_key_can_be_read() -> None:
    assert PayloadCipher([NEW]).decrypt(PayloadCipher().encrypt(b"c", b"b")) == (b"c", b"b")


def test_what_was_changed_or_exchanged_is_refused() -> None:
    cipher = PayloadCipher([NEW])
    encrypted = cipher.encrypt(b"c", b"b")
    for changed in (
        encrypted._replace(body=encrypted.body[:-1]),
        encrypted._replace(body=encrypted.content),
        encrypted._replace(body=b""),
        EncryptedPayload(encrypted.key_id, encrypted.body, encrypted.content),
    ):
        with pytest.raises(CannotDecrypt):
            cipher.decrypt(changed)
