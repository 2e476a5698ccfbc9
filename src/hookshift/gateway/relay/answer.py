"""Phase 8 of a webhook: what the provider is answered."""

from collections.abc import Sequence

from hookshift.domain.delivery.delivery import Outcome, succeeded
from hookshift.domain.errors import (
    HandlerBroken,
    HandlerSaturated,
    HandlerTimeout,
    HandlerUnreachable,
)
from hookshift.domain.http import Headers, Response, json_error, json_response
from hookshift.gateway.durable.intake import InboxUnavailable
from hookshift.gateway.headers import Trace, to_provider
from hookshift.gateway.relay.webhook import Webhook

PUBLIC_TEXT = {
    HandlerUnreachable.code: "the handler cannot be reached; send again",
    HandlerTimeout.code: "the handler did not answer in time; send again",
    HandlerBroken.code: "the handler broke off or did not answer in HTTP; send again",
    HandlerSaturated.code: "the handler is busy; send again",
    InboxUnavailable.code: "the webhook cannot be stored now; send it again",
}
"""Error texts for callers; address and reason go to the log row only."""

ACCEPTED = json_response(200, {"success": True})
"""The answer to what is stored, was delivered before, or is dropped by a rule."""


def answer(webhook: Webhook, outcomes: Sequence[Outcome]) -> Response:
    """The worst outcome; only if every part succeeded is it a success."""
    worst = outcomes[0] if len(outcomes) == 1 else max(outcomes, key=severity)
    if not isinstance(worst, Response):
        return refusal(PUBLIC_TEXT[worst.code], worst.status, worst.code, webhook.trace)
    if not succeeded(worst):
        return to_provider(worst, failure_status(worst), webhook.trace)
    ok = worst.status if 200 <= worst.status < 300 else 200
    status = webhook.source.provider.accepted(ok)
    if len(outcomes) > 1:
        worst = json_response(200, {"success": True, "parts": len(outcomes)})
    return to_provider(worst, status, webhook.trace)


def severity(outcome: Outcome) -> int:
    """Orders outcomes from good to bad by the status that the provider would get."""
    return 0 if succeeded(outcome) else failure_status(outcome)


def failure_status(outcome: Outcome) -> int:
    """The provider's status for a failure, never success: 502 for a 2xx that counts as one."""
    return 502 if 200 <= outcome.status < 300 else outcome.status


def refusal(message: str, status: int, code: str, names: Trace) -> Response:
    """An error as the provider sees it, with what is needed to find it again."""
    headers: Headers = [(b"x-correlation-id", names.correlation_id.encode("ascii"))]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    return json_error(status, code, message, headers, correlation_id=names.correlation_id)
