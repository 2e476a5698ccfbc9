"""A worker's certificates and authorities for its handlers, followed when files are renewed.

`serve` does not start with a file that cannot be used. In a worker that starts later (its former
one crashed, say), a bad file is the fault of one handler: that one cannot be reached until the
file is mended, and all others are.
"""

import time
from collections.abc import Mapping

from hookshift.app.handlers import pools
from hookshift.config.handler_tls import HandlerTls, HandlerTlsFault, wants_own
from hookshift.config.schema.settings import Settings
from hookshift.domain import host_alerts


class HandlerCertificates:
    """Built with the worker; `follow` runs as one of its background loops."""

    def __init__(self, settings: Settings) -> None:
        self._wanted = {
            name: handler for name, handler in settings.handlers.items() if wants_own(handler)
        }
        self._usable: dict[str, HandlerTls] = {}
        faults = self._read_missing()
        self.upstreams = pools(settings, self._usable)
        """The pools of all handlers."""
        for name, fault in faults.items():
            self.upstreams[name].refuse_tls(str(fault))

    @property
    def any(self) -> bool:
        """Whether there is anything to follow."""
        return bool(self._wanted)

    async def follow(self) -> None:
        """Looks at the files. Raises HandlerTlsFault for the first that cannot be used now."""
        faults = self._read_missing()
        for name, fault in faults.items():
            self.upstreams[name].refuse_tls(str(fault))
        for name, files in self._usable.items():
            try:
                files.follow()
            except HandlerTlsFault as error:
                faults[name] = HandlerTlsFault(
                    error.key, error.why, f"{error.advice}; until then the previous one is used"
                )
            # Always: it may have been refused before.
            self.upstreams[name].use_tls(files.context)
        if faults:
            raise next(iter(faults.values()))

    def gauges(self) -> Mapping[str, float]:
        """How long each certificate is still valid, in seconds."""
        now, found = time.time(), dict[str, float]()
        for name, files in self._usable.items():
            ends = files.ends
            if ends.certificate is not None:
                found[f"{host_alerts.HANDLER_CERTIFICATE}{name}"] = ends.certificate - now
            if ends.authorities is not None:
                found[f"{host_alerts.HANDLER_AUTHORITIES}{name}"] = ends.authorities - now
        return found

    def _read_missing(self) -> dict[str, HandlerTlsFault]:
        """Reads those that could not be used so far; what still cannot is returned."""
        faults = {}
        for name, handler in self._wanted.items():
            if name not in self._usable:
                try:
                    self._usable[name] = HandlerTls(name, handler)
                except HandlerTlsFault as error:
                    faults[name] = error
        return faults
