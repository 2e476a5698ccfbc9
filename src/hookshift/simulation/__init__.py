"""Rollouts in compressed time: against synthetic traffic, or against traffic of the past.

Decisions are the domain's own; only the traffic is made up. Randomness comes in as `random.Random`.
"""
