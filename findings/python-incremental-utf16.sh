#!/bin/sh
# One would expect: a text decoder with errors="replace" never raises, and decoding in pieces gives
# what decoding at once gives.
# What happens: CPython's incremental UTF-16 decoder raises UnicodeError for text without a byte
# order mark, also with errors="replace"; bytes.decode() takes the same bytes (RFC 2781 allows both).
# For a webhook router: a handler's error answer in "charset=utf-16" that is read in pieces would
# raise in the middle of noting what went wrong; decode a bounded piece at once instead.
set -eu
python3 - <<'PYTHON'
import codecs, sys
data = "no such user".encode("utf-16-le")
print("Python", sys.version.split()[0])
print("at once:", repr(data.decode("utf-16", "replace")))
assert data.decode("utf-16", "replace") == "no such user"
try:
    codecs.getincrementaldecoder("utf-16")("replace").decode(data)
except UnicodeError as error:
    print("in pieces:", type(error).__name__, error)
else:
    sys.exit("it has changed: the incremental decoder takes it now")
PYTHON
