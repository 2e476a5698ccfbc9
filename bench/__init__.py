"""Benchmarks: hookshift beside its peers, on one machine, in turn. `make bench` runs all of it.

The subject has one core to itself; the load, the upstream and PostgreSQL share another one. The
scenarios are in `throughput.py`, `latency.py` and `memory.py`, what is measured in `subjects.py`.
"""
