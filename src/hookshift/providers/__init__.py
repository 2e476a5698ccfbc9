"""The providers that hookshift knows, by the name that a source gives in hookshift.toml."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from hookshift.domain.errors import OperatorError
from hookshift.domain.providers import ProviderName
from hookshift.providers.base import Provider
from hookshift.providers.bodies import MOST_EVENTS
from hookshift.providers.generic import DEFAULT_SIGNATURE_HEADER, Generic
from hookshift.providers.whatsapp import WhatsApp

Factory = Callable[[Sequence[bytes], bytes, bytes, int], Provider]
"""Takes secrets, verify token, signature header and the most events of a body; ignores what its
provider has no use for."""

PROVIDERS: Final[Mapping[str, Factory]] = {
    ProviderName.WHATSAPP: lambda secrets, verify_token, _header, most: WhatsApp(
        secrets, verify_token, most
    ),
    ProviderName.GENERIC: lambda secrets, _verify_token, header, _most: Generic(secrets, header),
}


def create(
    provider: str,
    secrets: Sequence[bytes],
    verify_token: bytes = b"",
    signature_header: bytes = DEFAULT_SIGNATURE_HEADER,
    most_events: int = MOST_EVENTS,
) -> Provider:
    """The provider of one source. Raises OperatorError for a name or secrets it cannot use."""
    if provider not in PROVIDERS:
        raise OperatorError(
            f'provider "{provider}" is not known: use one of {", ".join(sorted(PROVIDERS))}'
        )
    return PROVIDERS[provider](secrets, verify_token, signature_header, most_events)
