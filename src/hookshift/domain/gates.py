"""The gates: evidence in, verdicts out. Why each is as it is: `docs/gates.md`."""

from collections.abc import Iterator

from hookshift.domain.gate_guard import guard
from hookshift.domain.gate_rate import rate
from hookshift.domain.gate_share import share
from hookshift.domain.levels import MEASURE
from hookshift.domain.look import Look
from hookshift.domain.verdict import Kind, Verdict


def judge(look: Look) -> tuple[Verdict, ...]:
    """One verdict per gate and domain: those that move, then those that must not be touched."""
    verdicts = tuple(_all(look))
    if look.blind is None:
        return verdicts
    return tuple(_blinded(verdict, look.blind) for verdict in verdicts)


def _all(look: Look) -> Iterator[Verdict]:
    for name, domain in look.evidence.domains.items():
        for gate in MEASURE:
            yield rate(look, name, domain, gate)
        yield share(look, name, domain)
    for name, each in look.evidence.guards.items():
        yield guard(look, name, each)


def _blinded(verdict: Verdict, why: str) -> Verdict:
    """What has failed has failed; all else is unknown."""
    if verdict.kind is Kind.FAIL:
        return verdict
    return verdict._replace(kind=Kind.BLIND, sentence=f"not known: {why}")
