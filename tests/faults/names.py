"""A name server of the tests' own, and processes that ask it instead of the machine's.

Only root may open port 53 and give a process a view of its own of /etc/resolv.conf.
"""

import os
import shutil
import socket
import struct
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

PORT = 53
TYPES = {1: 4, 28: 6}
"""A and AAAA, and the version of their addresses."""
_IN_ITS_OWN_VIEW = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'


@dataclass
class NameServer:
    """Answers for `addresses`, says that other names are unknown, and to some says nothing."""

    address: str
    addresses: Mapping[str, tuple[str, ...]]
    silent: set[str] = field(default_factory=set)
    """Endings of the names for which nothing is said; the empty one is every name's."""
    asked: Counter[str] = field(default_factory=Counter)

    def answer(self, question: bytes) -> bytes | None:
        """To one datagram."""
        labels, at = [], 12
        while length := question[at]:
            labels.append(question[at + 1 : at + 1 + length].decode())
            at += 1 + length
        kind, at = struct.unpack_from("!H", question, at + 1)[0], at + 5
        name = ".".join(labels)
        self.asked[name] += 1
        if name.endswith(tuple(self.silent)):
            return None
        found = [ip_address(text) for text in self.addresses.get(name, ())]
        records = [each.packed for each in found if each.version == TYPES.get(kind)]
        flags = 0x8180 if found else 0x8183
        head = question[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0)
        return (
            head
            + question[12:at]
            + b"".join(
                struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(packed)) + packed
                for packed in records
            )
        )


@contextmanager
def name_server(addresses: Mapping[str, tuple[str, ...]]) -> Iterator[NameServer]:
    """Runs one, at an address of this process's own."""
    pid = os.getpid()
    made = NameServer(f"127.53.{pid >> 8 & 255}.{pid & 255}", addresses)
    with socket.socket(type=socket.SOCK_DGRAM) as sock:
        sock.bind((made.address, PORT))
        thread = threading.Thread(target=_serve, args=(made, sock))
        thread.start()
        try:
            yield made
        finally:
            # An empty datagram ends it.
            sock.sendto(b"", sock.getsockname())
            thread.join()


def _serve(server: NameServer, sock: socket.socket) -> None:
    while True:
        question, caller = sock.recvfrom(4_096)
        if not question:
            return
        if answer := server.answer(question):
            sock.sendto(answer, caller)


def asking(server: NameServer, folder: Path) -> tuple[str, ...]:
    """What is to stand before a command so that it asks `server`."""
    path = folder / "resolv.conf"
    path.write_text(f"nameserver {server.address}\n")
    return ("unshare", "--mount", "sh", "-c", _IN_ITS_OWN_VIEW, str(path))


def possible(folder: Path) -> bool:
    """Whether this user, on this machine, may do all that."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    with name_server({}) as server:
        command = [*asking(server, folder), "true"]
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
