"""hookshift moves live webhook traffic from old handlers to a new one, and proves each step."""

__version__ = "0.3.0"
