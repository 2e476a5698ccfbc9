"""Rollouts in compressed time: against synthetic traffic, or against traffic of the past.

Decisions are the domain's own; only the traffic is made up. Chance comes in as a `random.Random`.
"""
