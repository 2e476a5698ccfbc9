"""Event keys of a PostgreSQL that may be as slow as the machine the tests run on."""

from collections.abc import Collection

from hookshift.store.event_keys import EventKeys

PATIENT = 30.0
"""Seconds: longer than PostgreSQL ever takes where waiting is not what is tested."""


class PatientKeys(EventKeys):
    """As `EventKeys`, with `patience` seconds for callers that have fewer."""

    patience = PATIENT

    async def known(self, keys: Collection[bytes], seconds: float) -> frozenset[bytes]:
        """As `EventKeys.known`."""
        return await super().known(keys, max(seconds, self.patience))

    async def add(self, keys: Collection[bytes], seconds: float) -> None:
        """As `EventKeys.add`."""
        await super().add(keys, max(seconds, self.patience))
