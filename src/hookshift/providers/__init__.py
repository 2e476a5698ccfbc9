"""The providers that hookshift knows, by the name that a source gives in hookshift.toml."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from hookshift.core.choice import PYTHON, Engine
from hookshift.domain.errors import OperatorError
from hookshift.domain.providers import MOST_EVENTS, ProviderName
from hookshift.providers.base import Provider
from hookshift.providers.generic import DEFAULT_SIGNATURE_HEADER, Generic
from hookshift.providers.whatsapp import WhatsApp


class ProviderSettings(NamedTuple):
    """What the settings of a source say; a provider takes what it has a use for."""

    secrets: Sequence[bytes]
    verify_token: bytes
    signature_header: bytes
    most_events: int
    engine: Engine


PROVIDERS: Final[Mapping[str, Callable[[ProviderSettings], Provider]]] = {
    ProviderName.WHATSAPP: lambda source: WhatsApp(
        source.secrets, source.verify_token, source.most_events, source.engine
    ),
    ProviderName.GENERIC: lambda source: Generic(source.secrets, source.signature_header),
}
"""How each is made. One whose signatures expire is given its clock here: `verify` takes none."""


def create(
    provider: str,
    secrets: Sequence[bytes],
    verify_token: bytes = b"",
    signature_header: bytes = DEFAULT_SIGNATURE_HEADER,
    most_events: int = MOST_EVENTS,
    *,
    engine: Engine = PYTHON,
) -> Provider:
    """The provider of one source. Raises OperatorError for a name or secrets it cannot use."""
    if provider not in PROVIDERS:
        raise OperatorError(
            f'provider "{provider}" is not known: use one of {", ".join(sorted(PROVIDERS))}'
        )
    source = ProviderSettings(secrets, verify_token, signature_header, most_events, engine)
    return PROVIDERS[provider](source)
