"""Two engines that read and decide: Python's, which is the reference, and the compiled core.

`choice.choose` says which one runs. The compiled core does the usual webhook, exactly as the
reference would, and leaves everything else to it; `tests/core` holds both equal.
"""
