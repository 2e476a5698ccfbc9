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
    for seal in (PayloadCipher(), PayloadCipher([NEW]), PayloadCipher([NEW, OLD])):
        assert seal.open(seal.close(content, body)) == (content, body)


def test_nothing_of_it_can_be_read_and_the_same_looks_different_each_time() -> None:
    seal = PayloadCipher([NEW])
    first, second = (seal.close(b"content", b"I want a job") for _ in range(2))
    assert b"job" not in first.body
    assert first.body != second.body
    assert first.key_id == key_id(NEW)


def test_keys_are_changed_by_putting_the_new_one_first() -> None:
    before = PayloadCipher([OLD]).close(b"c", b"b")
    rotated = PayloadCipher([NEW, OLD])
    assert rotated.open(before) == (b"c", b"b")
    assert rotated.close(b"c", b"b").key_id == key_id(NEW)
    with pytest.raises(CannotDecrypt, match=key_id(OLD)):
        PayloadCipher([NEW]).open(before)


def test_what_was_stored_before_there_was_a_key_can_be_read() -> None:
    assert PayloadCipher([NEW]).open(PayloadCipher().close(b"c", b"b")) == (b"c", b"b")


def test_what_was_changed_or_exchanged_is_refused() -> None:
    seal = PayloadCipher([NEW])
    sealed = seal.close(b"c", b"b")
    for changed in (
        sealed._replace(body=sealed.body[:-1]),
        sealed._replace(body=sealed.content),
        sealed._replace(body=b""),
        EncryptedPayload(sealed.key_id, sealed.body, sealed.content),
    ):
        with pytest.raises(CannotDecrypt):
            seal.open(changed)
