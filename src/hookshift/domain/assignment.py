"""Sticky assignment: the same sender lands on the same side in every process, with no state.

A sender's bucket is a keyed hash of who they are. A percentage takes the buckets below it, so
raising it only adds senders to the unified side and lowering it only takes them away.
"""

from hashlib import blake2b

BUCKETS = 10_000
"""One bucket is 0.01 %, the resolution of `webhook_routing_config.percentage`."""


def bucket(salt: bytes, sender: str) -> int:
    """The sender's bucket, 0 to 9,999.

    `salt` (at most 64 bytes) separates rollouts: with another salt, other people go first.
    Changing this function moves people between sides in the middle of a rollout; its values are
    pinned by a golden test. The modulo bias is below 10**-15.
    """
    digest = blake2b(sender.encode("utf-8", "surrogatepass"), digest_size=8, key=salt).digest()
    return int.from_bytes(digest, "big") % BUCKETS


def is_unified(bucket_number: int, threshold: int) -> bool:
    """Whether a bucket belongs to the unified side at `threshold` hundredths of a percent."""
    return bucket_number < threshold
