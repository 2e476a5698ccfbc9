"""What is wrong with a rollout, in sentences that say what to do."""

from collections.abc import Iterator

from hookshift.domain.format import duration
from hookshift.domain.gates.verdict import VerdictKind
from hookshift.domain.rollout.state import Phase
from hookshift.store.rollouts import StoredRollout
from hookshift.view.rows import guards, rows
from hookshift.view.view_model import Picture, is_fresh

NOTHING_ADVANCES = (
    "no controller leads: nothing will advance until `hookshift serve` or `hookshift control` runs"
)


def faults(picture: Picture) -> list[str]:
    """All that is wrong with an open rollout; [] if nothing is. `problems` tells of the rest."""
    rollout = picture.rollout
    if rollout is None or rollout.progress.state.is_final:
        return []
    return [*_phase(rollout), *_unwatched(picture, rollout), *_verdicts(rollout)]


def _phase(rollout: StoredRollout) -> Iterator[str]:
    state = rollout.progress.state
    if state.phase is Phase.HELD:
        yield f"held: {state.reason}"
    elif state.foreign:
        yield f"paused: {state.reason}"
    elif state.failed:
        yield f"paused after a failed gate: {state.reason}"
    if state.blind is not None:
        yield f"blind: {state.blind}"


def _unwatched(picture: Picture, rollout: StoredRollout) -> Iterator[str]:
    if not picture.leads:
        yield NOTHING_ADVANCES
    elif not is_fresh(rollout, picture.now):
        looked = rollout.looked_at or rollout.started_at
        yield (
            "a controller leads, but has evaluated nothing for "
            f"{duration(picture.now - looked.timestamp())}: see its log"
        )


def _verdicts(rollout: StoredRollout) -> Iterator[str]:
    state = rollout.progress.state
    if state.foreign or state.failed:
        # What is seen is not the rollout's, or the reason of the phase says it.
        return
    for row in rows(rollout):
        if row.kind is VerdictKind.FAIL:
            yield f"{row.gate} of {row.domain} fails: {row.sentence}"
    for name, verdict in guards(rollout):
        if verdict is not None and verdict.kind is VerdictKind.FAIL:
            yield f"guard of {name} fails: {verdict.sentence}"
    starved = {row.domain: row.sentence for row in rows(rollout) if row.kind is VerdictKind.STARVED}
    for domain, sentence in starved.items():
        yield f"{domain} is starved: {sentence}"
