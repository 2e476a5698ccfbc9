"""What can go wrong, sorted by whose fault it is.

Each error's text says what is wrong, where, and what to do. The gateway turns a `CallerError`
into its 4xx, a `HandlerError` into 502 or 504, and a `GatewayError` into 503; an `OperatorError`
ends a command with its text.
"""


class HookshiftError(Exception):
    """The root of every error that hookshift raises on purpose."""


class CallerError(HookshiftError):
    """The request is at fault; sending it again unchanged will not help.

    `status` is the HTTP status of the answer, `code` a stable word for programs and metrics.
    """

    status = 400
    code = "bad_request"

    def __init__(self, message: str, *, status: int | None = None, code: str | None = None) -> None:
        super().__init__(message)
        if status is not None:
            self.status = status
        if code is not None:
            self.code = code


class BadPayload(CallerError):
    """The body is not what the provider sends: not JSON, or JSON of another shape."""

    code = "bad_payload"


class TooManyEvents(CallerError):
    """The body holds more events than one body may."""

    status = 413
    code = "too_many_events"


class BadSignature(CallerError):
    """The signature is missing, malformed, or does not match the body."""

    status = 401
    code = "bad_signature"


class HandlerError(HookshiftError):
    """A handler did not give a usable answer. `status` is what the provider is answered."""

    status = 502
    code = "handler_error"


class HandlerUnreachable(HandlerError):
    """No connection could be opened: the handler has seen nothing of the request."""

    code = "handler_unreachable"


class CircuitOpen(HandlerUnreachable):
    """The handler's circuit is open: nothing was sent."""

    code = "handler_resting"


class HandlerTimeout(HandlerError):
    """The handler did not answer in time; it may have worked on the request."""

    status = 504
    code = "handler_timeout"


class HandlerBroken(HandlerError):
    """Something was sent, then the connection broke or the answer was not HTTP or too large."""

    code = "handler_broken"


class HandlerCutOff(HandlerBroken):
    """The connection ended before the answer was whole: this says nothing about the request."""


class GatewayError(HookshiftError):
    """The gateway cannot take this now; the provider should send again."""

    status = 503
    code = "gateway_unavailable"


class HandlerSaturated(GatewayError):
    """All connections to a handler are busy and its queue is full; nothing was sent."""

    code = "handler_saturated"


class OperatorError(HookshiftError):
    """The installation is at fault: settings, database, files. The text says what to do."""


class RolloutRefused(OperatorError):
    """A rollout cannot do what was asked of it in the phase that it is in."""
