"""Builds the parts of a gateway worker from the settings. No I/O happens here.

`handlers` builds what reaches handlers, `durable` what delivers the webhooks of durable sources.
"""

import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from hookshift.app.engine import engine
from hookshift.app.handlers import events_per_request
from hookshift.app.sources import sources
from hookshift.config.certificate import Certificate
from hookshift.config.compile import passers, route_table, terms
from hookshift.config.people import hash_keys
from hookshift.config.schema.settings import Settings
from hookshift.core.choice import Recalls
from hookshift.domain import privacy
from hookshift.domain.person import PersonHash, derived, hasher
from hookshift.domain.routing.records import LogRow
from hookshift.gateway.callers import TrustedCallers
from hookshift.gateway.conversation.answers import (
    AnswerCounts,
    ConversationAnswers,
    HandoverRules,
)
from hookshift.gateway.conversation.conversations import Conversations
from hookshift.gateway.conversation.draft import Draft
from hookshift.gateway.conversation.in_commit import (
    DURABLE_LOOK_UP_SECONDS,
    ConversationsInCommit,
)
from hookshift.gateway.conversation.memory import Memory
from hookshift.gateway.conversation.names import place_of
from hookshift.gateway.http.limits import Load, ServerLimits, ServerTimeouts
from hookshift.gateway.ids import IdSource
from hookshift.gateway.record import rows
from hookshift.gateway.record.attempt_log import AttemptLog
from hookshift.gateway.record.attempts import AttemptCounters, Attempts, OnSuccess
from hookshift.gateway.record.recorder import RecorderSettings
from hookshift.gateway.relay.accept import Acceptor, DurableDelivery
from hookshift.gateway.relay.bulkhead import Bulkheads
from hookshift.gateway.relay.decide import Continues
from hookshift.gateway.relay.dedup import Keys, RelayDedup
from hookshift.gateway.relay.deliver import Handlers, RelayDelivery
from hookshift.gateway.relay.front import Endpoint
from hookshift.gateway.relay.pipeline import Pipeline, WebhookCounters
from hookshift.gateway.upstream.client import HandlerClient
from hookshift.store.rollup_writer import RollupSettings

if TYPE_CHECKING:
    from hookshift.gateway.metrics.otel import Otel


def masker(settings: Settings) -> rows.Masker:
    """How senders' numbers are written to the log."""
    secret = next(iter(hash_keys(settings)), b"")
    if settings.recorder.from_number == "masked" and (found := engine().masked) is not None:
        return found
    return rows.masker(settings.recorder.from_number, secret)


def person_hash(settings: Settings) -> PersonHash | None:
    """How people are known to `hookshift trace`; None without a key."""
    found = person_hashes(settings)
    return found[0] if found else None


def person_hashes(settings: Settings) -> list[PersonHash]:
    """Hashes of people by the current key, and by previous ones to find what those hashed."""
    own = engine().person
    return [
        hasher(key) if own is None else own(derived(key), hasher(key))
        for key in hash_keys(settings)
    ]


def id_masker(settings: Settings) -> rows.Masker:
    """How message ids, which may hold a number, are shown."""
    return privacy.id_masker(settings.recorder.from_number, masker(settings))


def record(settings: Settings, keep: Callable[[LogRow], None]) -> Callable[[LogRow], None]:
    """Where log rows go: to `keep`, through the attempt log if that is enabled."""
    wanted = settings.logs.attempts
    if wanted == "none":
        return keep
    return AttemptLog(keep, only_failed=wanted == "failed")


def endpoints(settings: Settings) -> dict[bytes, Endpoint]:
    """Methods and body bound of each source, by path."""
    bound = settings.gateway.limits.body_bytes
    return {
        path: Endpoint(source.provider.methods, bound) for path, source in sources(settings).items()
    }


def attempts(
    settings: Settings,
    record: Callable[[LogRow], None],
    counts: AttemptCounters,
    on_success: OnSuccess | None = None,
) -> Attempts:
    """Where attempts are noted."""
    writer = rows.RowWriter(
        IdSource(), masker(settings), person_hash(settings), engine().rows or rows.log_rows
    )
    return Attempts(writer, record, counts, time.time, on_success)


def pipeline(
    settings: Settings,
    handlers: Mapping[str, HandlerClient],
    attempts: Attempts,
    counts: WebhookCounters,
    callers: TrustedCallers,
    *,
    load: Load,
    acceptor: Acceptor,
    keys: Keys,
    conversations: Mapping[str, Continues] = MappingProxyType({}),
) -> Pipeline:
    """The pipeline; `acceptor` takes webhooks of durable sources, `keys` are known event keys."""
    table = route_table(settings)
    shared = Handlers(handlers, Bulkheads(limits(settings), load), events_per_request(settings))
    relay = RelayDelivery(table, shared, attempts, RelayDedup(keys), time.monotonic)
    durable = {
        source.name: DurableDelivery(acceptor, source.expires)
        for source in settings.sources
        if source.delivery == "durable"
    }
    return Pipeline(
        sources={
            path: (source, durable.get(source.name, relay))
            for path, source in sources(settings).items()
        },
        table=table,
        attempts=attempts,
        counts=counts,
        callers=callers,
        ids=IdSource(names=engine().names),
        monotonic=time.monotonic,
        engine=engine(),
        conversations=conversations,
    )


def conversations(
    settings: Settings,
    memory: Memory | None,
    draft: Draft | None,
    is_current: Callable[[], bool],
) -> dict[str, Continues]:
    """The conversations of each source that has them, by its name.

    `draft` is that of the intake, in whose commits durable sources decide; `is_current` tells
    whether the configuration that is followed is the newest.
    """
    hashes = person_hashes(settings)
    if memory is None or draft is None or not hashes:
        return {}
    hash_of, *former = hashes
    table, own = route_table(settings), terms(settings)
    found: dict[str, Continues] = {}
    for source in settings.sources:
        if source.conversations == "off":
            continue
        observes = source.conversations == "observe"
        made = partial(
            Conversations,
            source.name,
            table=table,
            terms=own,
            hash_of=hash_of,
            former=former,
            observes=observes,
            is_current=is_current,
        )
        if source.delivery == "durable":
            # The order of commits is that of contexts, on all hosts: nobody is taken for new who
            # is known to another host since a moment ago.
            asks = partial(made, asks_for_newcomers=True)
            beforehand = asks(memory=memory, patience=DURABLE_LOOK_UP_SECONDS)
            found[source.name] = ConversationsInCommit(beforehand, asks(memory=draft))
        else:
            usual = None if observes else _usual(settings, source.name, memory, is_current)
            found[source.name] = made(memory=memory, usual=usual)
    return found


def conversation_answers(
    settings: Settings, memory: Memory | None, counts: AnswerCounts
) -> ConversationAnswers | None:
    """What acts on handlers' answers about conversations; None if no source has any."""
    hashes = person_hashes(settings)
    if memory is None or not hashes:
        return None
    hash_of, *former = hashes
    rules = HandoverRules(terms(settings), route_table(settings).routes, passers(settings))
    names = [source.name for source in settings.sources if source.conversations != "off"]
    return ConversationAnswers(names, memory, rules, hash_of, counts, former=former)


def _usual(
    settings: Settings, source: str, memory: Memory, is_current: Callable[[], bool]
) -> Recalls | None:
    """The compiled core's part in the conversations of a source; None if there is none.

    It knows one hash key: while that is rotated the reference does all.
    """
    keys, recalls = hash_keys(settings), engine().recalls
    if len(keys) != 1 or recalls is None or memory.slots is None:
        return None
    own = derived(keys[0])
    routes = route_table(settings).routes
    found = recalls(
        memory.slots, source, own, memory.domains, routes, terms(settings), place_of(source),
        is_current,
    )  # fmt: skip
    found.attach(memory.tell_person, memory.tell_turn, memory.tell_message, memory.waiting)
    return found


def tracing(settings: Settings, process: str) -> "Otel | None":
    """The tracing of the process with this name; None if tracing is off."""
    own = settings.tracing
    if own.endpoint is None:
        return None
    # It takes a fifth of a second, and memory: only where it is wanted.
    from hookshift.gateway.metrics.otel import Otel  # noqa: PLC0415

    headers = {name: value.get_secret_value() for name, value in own.headers.items()}
    urls = {name: str(handler.url) for name, handler in settings.handlers.items()}
    scheme = "https" if settings.gateway.tls else "http"
    return Otel(own.endpoint, headers, own.sample, process, urls=urls, scheme=scheme)


def limits(settings: Settings) -> ServerLimits:
    """The HTTP server's bounds."""
    return ServerLimits(**settings.gateway.limits.model_dump(exclude={"events"}))


def timeouts(settings: Settings) -> ServerTimeouts:
    """The HTTP server's time limits."""
    return ServerTimeouts(**settings.gateway.timeouts.model_dump(exclude={"watchdog"}))


def recorder(settings: Settings) -> RecorderSettings:
    """The recorder's settings."""
    return RecorderSettings(
        flush_seconds=settings.recorder.flush_seconds,
        batch_rows=settings.recorder.batch_rows,
        buffer_rows=settings.recorder.buffer_rows,
    )


def rollups(settings: Settings, slot: int) -> RollupSettings:
    """Settings for the rollups of worker `slot`."""
    own = settings.recorder
    return RollupSettings(f"{os.uname().nodename}:{slot}", own.rollup_seconds, own.slow_ms)


def certificate(settings: Settings) -> Certificate | None:
    """The gateway's TLS certificate, if it has one. Raises CertificateFault."""
    tls = settings.gateway.tls
    return None if tls is None else Certificate("gateway.tls", tls)
