"""Which gates judge nothing, and why: said wherever gates are shown, so nobody counts on them."""

from collections.abc import Iterator

from hookshift.domain.gates.verdict import VerdictKind
from hookshift.store.rollouts import StoredRollout


def gates_off(rollout: StoredRollout) -> Iterator[str]:
    """A sentence for each reason; domains that share it are named together."""
    why: dict[tuple[str, str], list[str]] = {}
    for verdict in rollout.verdicts:
        if verdict.kind is VerdictKind.OFF:
            why.setdefault((verdict.gate, verdict.sentence), []).append(verdict.domain)
    for (gate, sentence), domains in why.items():
        yield f"gate {gate} of {', '.join(domains)} is {sentence}"
