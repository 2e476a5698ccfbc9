"""PEM files behind a TLS context: whether they have changed, and until when they are valid."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

Stamps = list[tuple[int, int, int]]


def stamps(files: Sequence[Path]) -> Stamps:
    """What tells one version of the files from another. Raises OSError."""
    found = [path.stat() for path in files]
    return [(each.st_ino, each.st_mtime_ns, each.st_size) for each in found]


class Expiry:
    """When a file's certificate expires, read again when the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamps: Stamps = []
        self._end: float | None = None

    def at(self) -> float | None:
        """In seconds since 1970; None if it is not known."""
        try:
            found = stamps([self._path])
            if found != self._stamps:
                self._end = first_end(self._path).timestamp()
                self._stamps = found
        except (OSError, ValueError):
            return None
        return self._end


def first_end(path: Path) -> datetime:
    """When the first certificate in the file expires. Raises OSError, ValueError."""
    # Here and below: it takes long to load, and few workers have a certificate.
    from cryptography import x509  # noqa: PLC0415

    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def last_end(path: Path) -> datetime:
    """When the last certificate in the file has expired. Raises OSError, ValueError.

    Of several authorities, those that have expired are no fault as long as one is valid.
    """
    from cryptography import x509  # noqa: PLC0415

    found = x509.load_pem_x509_certificates(path.read_bytes())
    return max(each.not_valid_after_utc for each in found)
