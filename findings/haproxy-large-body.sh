#!/bin/sh
# One would expect `option http-buffer-request` to hold a request back until its body is whole, and
# `req.body` to be that body: so a WhatsApp signature can be checked with req.body,hmac(sha256,...).
# What happens: HAProxy waits for the body only until its buffer (tune.bufsize, 16 KiB) is full, and
# then goes on with what there is. The signature is taken of the beginning alone, so a valid webhook
# above about 15 KiB is refused each time that Meta repeats it. Smaller ones are accepted, so whoever
# tests with one message sees nothing.
# What it means for a webhook router: a batch of Meta's may have 3 MB. Whoever lets HAProxy check or
# choose by the body has to raise tune.bufsize above that, for every connection; hookshift reads the
# whole body, up to a limit that answers 413.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
VERSION=2.6.12-1+deb12u4
cd "$folder"
# Debian's packages, unpacked here; nothing is installed.
apt-get -qq -o APT::Sandbox::User=root download "haproxy=$VERSION" liblua5.3-0 libopentracing-c-wrapper0 libopentracing1 libpcre2-8-0
for package in ./*.deb; do dpkg-deb -x "$package" .; done
LD_LIBRARY_PATH=$(find "$PWD" -name '*.so*' -exec dirname {} \; | sort -u | paste -sd:)
export LD_LIBRARY_PATH
cat > run.py <<'PYTHON'
import hashlib
import hmac
import http.client
import socket
import subprocess
import sys
import time

CONFIG = """
defaults
  mode http
  timeout client 5s
  timeout server 5s
  timeout connect 5s
frontend webhooks
  bind 127.0.0.1:{port}
  option http-buffer-request
  http-request set-var(txn.size) req.body,length
  http-request set-var(txn.hex) req.body,hmac(sha256,c2VjcmV0),hex,lower
  http-request set-var(txn.want) str(sha256=),concat(,txn.hex)
  http-request set-var(txn.given) req.hdr(x-hub-signature-256)
  acl valid var(txn.given),secure_memcmp(txn.want) -m bool
  http-request return status 401 hdr x-size %[var(txn.size)] unless valid
  http-request return status 200 hdr x-size %[var(txn.size)]
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def send(port, size):
    body = b'{"entry":[' + b" " * (size - 12) + b"]}"
    signature = "sha256=" + hmac.new(b"secret", body, hashlib.sha256).hexdigest()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", "/", body, {"X-Hub-Signature-256": signature})
    answer = connection.getresponse()
    return answer.status, int(answer.headers["x-size"])


port = free_port()
with open("haproxy.cfg", "w") as file:
    file.write(CONFIG.format(port=port))
haproxy = subprocess.Popen(["usr/sbin/haproxy", "-db", "-f", "haproxy.cfg"])
try:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    found = {size: send(port, size) for size in (1_000, 14_000, 20_000, 200_000)}
finally:
    haproxy.terminate()
    haproxy.wait()
print(subprocess.check_output(["usr/sbin/haproxy", "-v"], text=True).splitlines()[0])
for size, (status, seen) in found.items():
    print(f"valid body of {size:,} bytes: status {status}, HAProxy signed {seen:,} bytes of it")
small = [found[size] == (200, size) for size in (1_000, 14_000)]
large = [status == 401 and seen < size for size, (status, seen) in found.items() if size > 16_384]
sys.exit(0 if all(small) and all(large) else "something else than described happened")
PYTHON
python3 run.py
