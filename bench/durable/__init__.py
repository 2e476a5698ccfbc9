"""Durable sources: what is acknowledged, how fast, how much SQL it takes, and how a backlog drains.

Unlike the other scenarios nothing is pinned: hookshift, its PostgreSQL, the handler and the load
share all of the machine's cores, as on a server of that size.
"""
