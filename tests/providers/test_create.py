import pytest

from hookshift.domain.errors import OperatorError
from hookshift.domain.providers import PROVIDER_RULES, ProviderName
from hookshift.providers import PROVIDERS, create
from hookshift.providers.generic import Generic
from hookshift.providers.whatsapp import WhatsApp


def test_each_provider_is_made_by_its_name() -> None:
    assert set(PROVIDERS) == set(PROVIDER_RULES) == set(ProviderName)
    assert isinstance(create("whatsapp", [b"s"], b"t"), WhatsApp)
    generic = create("generic", [b"s"], signature_header=b"x-mine")
    assert isinstance(generic, Generic)
    assert generic.sign(b"", b"s")[0][0] == b"x-mine"


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(OperatorError, match='"telegram" is not known: use one of generic, whats'):
        create("telegram", [])
