"""Sticky assignment: the same sender lands on the same side in every process, with no state.

A sender's bucket is a keyed hash of who they are. A percentage takes the buckets below it, so
raising it only adds senders to the unified side and lowering it only takes them away.
"""

from hashlib import blake2b
from zlib import crc32

BUCKETS = 10_000
"""One bucket is 0.01 %, the resolution of `webhook_routing_config.percentage`."""
KEYS = 2**20
"""How many different keys senders have."""
_BELOW_KEY = 64 - 20


def place(salt: bytes, sender: str) -> tuple[int, int]:
    """The sender's bucket, 0 to 9,999, and key, 0 to KEYS - 1: both from one hash.

    `salt` (at most 64 bytes) separates rollouts: with another salt, other people go first.
    Changing the bucket moves people between sides in the middle of a rollout; its values are
    pinned by a golden test. The modulo bias is below 10**-15.

    The key stands for a sender in the rollups: among 20,000 people 99 % have one of their own,
    which is enough to count them, and of ten million people ten share each, which is too few bits
    to say who. It is taken from other bits than the bucket and tells nothing about it.
    """
    digest = blake2b(sender.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest()
    number = int.from_bytes(digest, "big")
    return number % BUCKETS, number >> _BELOW_KEY


def bucket(salt: bytes, sender: str) -> int:
    """The sender's bucket alone."""
    return place(salt, sender)[0]


def salt_tag(salt: bytes) -> int:
    """Tells buckets of one salt from those of another, 0 to 2**32 - 1; says nothing of the salt."""
    return crc32(salt)


def is_unified(bucket_number: int, threshold: int) -> bool:
    """Whether a bucket belongs to the unified side at `threshold` hundredths of a percent."""
    return bucket_number < threshold
