# What a relayed webhook needs besides its body: who signed it, its names, its headers for a handler.

from binascii import unhexlify as _unhexlify

cdef enum:
    NAME_DIGITS = 48  # `gateway.ids.WEBHOOK_DIGITS`


def signed_by(list headers not None, bytes name not None, bytes body not None, tuple keys not None):
    """Which of `keys` signed `body`, as `providers.signatures.matching_secret` finds it.

    Keys are the secret and SHA-256 of the inner and of the outer block. None: the reference must
    say what is wrong, or whether anything is.
    """
    cdef bytes found = None
    cdef bytes key, value, given, made
    for pair in headers:
        key, value = pair
        if key == name:
            if found is not None:
                return None
            found = value
    if found is None or not found.startswith(b"sha256=") or len(found) != 7 + 2 * DIGEST_BYTES:
        return None
    try:
        given = _unhexlify(found[7:])
    except ValueError:
        return None
    for secret, inner, outer in keys:
        made = digest_of(inner, outer, body)
        if is_same(<const uint8_t*>PyBytes_AS_STRING(made), <const uint8_t*>PyBytes_AS_STRING(given)):
            return secret
    return None


def webhook_names(str digits not None, Py_ssize_t at):
    """Correlation id and traceparent, made of the digits from `at` as `gateway.ids` makes them."""
    if at < 0 or at + NAME_DIGITS > len(digits):
        raise IndexError("too few digits")
    a, b, c, d, e = (
        digits[at : at + 8], digits[at + 8 : at + 12], digits[at + 13 : at + 16],
        digits[at + 17 : at + 20], digits[at + 20 : at + 32],
    )
    span = digits[at + 32 : at + NAME_DIGITS]
    return (
        "".join((a, "-", b, "-4", c, "-a", d, "-", e)),
        "".join(("00-", a, b, "4", c, "a", d, e, "-", span, "-01")).encode("ascii"),
    )


def kept_headers(list headers not None, frozenset dropped not None, frozenset unusual not None):
    """A new list of those not in `dropped`; None if a name is `unusual` or holds an underscore."""
    cdef list kept = []
    cdef bytes name
    for pair in headers:
        name = pair[0]
        if name is None:
            raise TypeError("a header's name must be bytes")
        if name in dropped:
            if name in unusual:
                return None
            continue
        if name in unusual:
            return None
        if memchr(PyBytes_AS_STRING(name), c"_", <size_t>PyBytes_GET_SIZE(name)) != NULL:
            return None
        kept.append(pair)
    return kept
