"""Settings of where events come from and where they go: sources, handlers, rules.

Times are in seconds and sizes in bytes. Each docstring is a line of the reference in
docs/configuration.md, so it must make sense alone.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from hookshift.config.durations import Between, Span
from hookshift.config.schema.domain import MOST_VALUES
from hookshift.config.secrets import HeaderValue, Secret
from hookshift.config.section import Section
from hookshift.config.values import (
    EventType,
    FilePath,
    HandlerUrl,
    HeaderName,
    Name,
    Needle,
    Network,
    Pattern,
    RuleName,
    Seconds,
    SourcePath,
    Word,
)
from hookshift.domain.providers import ProviderName

SuccessStatus = Annotated[int, Field(ge=200, le=299)]
FailureStatus = Annotated[int, Field(ge=300, le=599)]
Texts = Annotated[tuple[Needle, ...], Field(min_length=1, max_length=MOST_VALUES)]


class SourceConfig(Section):
    """An inbound endpoint."""

    name: Name
    """Name of the source in records and metrics."""
    provider: Annotated[ProviderName, Field(strict=False)]
    """Provider whose wire format the source speaks."""
    path: SourcePath
    """Path of the source's URL; a slash at the end and percent-encoding make no difference."""
    secrets: Annotated[tuple[Secret, ...], Field(max_length=16)] = ()
    """Secrets that may have signed a body; several during a rotation. whatsapp needs one."""
    verify_token: Secret | None = None
    """Token that Meta sends when it checks the endpoint; whatsapp needs it, generic has none."""
    signature_header: HeaderName = "X-Signature-256"
    """Header with the hex HMAC-SHA256 of the body; generic only."""
    unsigned_callers: Annotated[tuple[Network, ...], Field(max_length=MOST_VALUES)] = ()
    """Networks whose callers need no signature; whatsapp only, for trusted internal callers."""
    unsigned_token: Secret | None = None
    """Token that replaces the signature, sent as `X-Hookshift-Token`; whatsapp only."""
    default_handler: Name
    """Handler of the events that no rule claims."""
    delivery: Literal["relay", "durable"] = "relay"
    """When a webhook is answered. Relay: after its handler answered. Durable: after a commit."""
    expires: Annotated[Span, Between("1s", "30d")] | None = None
    """Age after which a durable event is no longer delivered; else `delivery.max_age`."""
    conversations: Literal["off", "observe", "on"] = "off"
    """Whether events without a rule continue conversations; `observe`: it is only recorded."""


class HandlerConfig(Section):
    """A named HTTP endpoint that events are delivered to."""

    url: HandlerUrl
    """URL to which events are sent by POST."""
    protected: bool = False
    """Whether the handler is protected: no rollout may touch it."""
    headers: Mapping[HeaderName, HeaderValue] = Field(default={}, max_length=100)
    """Headers added to each request, in place of the provider's of the same name."""
    events_per_request: int | None = Field(default=None, ge=1, le=100_000)
    """Events that one request may hold; by default all that a webhook has for the handler."""
    also_ok: Annotated[tuple[FailureStatus, ...], Field(max_length=200)] = ()
    """Statuses that count as success beside 2xx."""
    also_failed: Annotated[tuple[SuccessStatus, ...], Field(max_length=100)] = ()
    """Statuses among 2xx that count as failure."""
    ok_header: Mapping[HeaderName, Pattern] = Field(default={}, max_length=20)
    """RE2 expressions by header of the answer; one that is found makes an error a success."""
    failed_header: Mapping[HeaderName, Pattern] = Field(default={}, max_length=20)
    """RE2 expressions by header of the answer; one that is found makes a success a failure."""
    ok_body: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
    """RE2 expressions; one that is found in the answer's first 4 KB makes an error a success."""
    failed_body: Annotated[tuple[Pattern, ...], Field(max_length=20)] = ()
    """RE2 expressions; one that is found in the answer's first 4 KB makes a success a failure."""
    ca: FilePath | None = None
    """PEM file of the authorities that may issue its certificate, instead of the system's."""
    certificate: FilePath | None = None
    """PEM file with the client certificate, and its chain, that it is shown (mutual TLS)."""
    key: FilePath | None = None
    """PEM file with the client certificate's key, not encrypted."""
    connect_timeout: Seconds | None = None
    """This handler's own value of `upstream.connect_timeout`."""
    first_byte_timeout: Seconds | None = None
    """This handler's own value of `upstream.first_byte_timeout`."""
    total_timeout: Seconds | None = None
    """This handler's own value of `upstream.total_timeout`."""


class RuleConfig(Section):
    """A rule: what happens to an event for which every given key holds."""

    name: RuleName = Field(default="", validate_default=False)
    """Name of the rule in records; by default "rule N (domain)", N counted from 0."""
    domain: Name | None = None
    """Domain of the events that the rule claims; needed unless it drops them."""
    action: Literal["route", "drop"] = "route"
    """Whether events go to the domain's handlers, or are dropped: acknowledged and counted only."""
    type: Annotated[tuple[EventType, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = (
        None
    )
    """Type (text, image, delivered) or kind (message, status, call, ...) of the event."""
    phone_number_id: Texts | None = None
    """Id of the business number that the event came to."""
    choice_prefix: Texts | None = None
    """Beginning of the id or payload of a chosen button or list row."""
    flow_token: Texts | None = None
    """Beginning of the `flow_token` that a Flow's answer brings back."""
    biz_opaque_callback_data: Texts | None = None
    """Beginning of the `biz_opaque_callback_data` of the message, or call, that a status is of."""
    cta_payload: Texts | None = None
    """Beginning of the `cta_payload` of the button by which a person calls."""
    referral_source: Texts | None = None
    """Type or id of an advertisement, or the beginning of its URL."""
    contains: Texts | None = None
    """Texts that are searched anywhere in the message, ignoring case."""
    words: Annotated[tuple[Word, ...], Field(min_length=1, max_length=MOST_VALUES)] | None = None
    """Whole words that are searched in the message, ignoring case."""
    header: Annotated[Mapping[HeaderName, Pattern], Field(min_length=1, max_length=20)] | None = (
        None
    )
    """RE2 expressions by header of the request; each must be found in a header of that name."""
    regex: Annotated[tuple[Pattern, ...], Field(min_length=1, max_length=50)] | None = None
    """RE2 expressions, searched in the text as sent; `\\b` and `\\w` know all letters."""


def name_rules(rules: object) -> object:
    """Gives each rule without a name `rule N (domain)`, N as in the keys of faults."""
    if not isinstance(rules, tuple):
        return rules
    return tuple(
        {**rule, "name": f"rule {i} ({meaning})"}
        if isinstance(rule, dict) and "name" not in rule and (meaning := _meaning(rule))
        else rule
        for i, rule in enumerate(rules)
    )


def _meaning(rule: Mapping[str, object]) -> str | None:
    if rule.get("action") == "drop":
        return "drop"
    domain = rule.get("domain")
    return domain if isinstance(domain, str) else None
