"""Tells people by one of the many services that Apprise knows: chats, mail, pagers.

Apprise does everything in the calling thread, since its own threads would keep a process
from ending, and to follow no redirect. What it says of a failure is shown without the secrets of
the URL.
"""

from collections.abc import Iterator
from typing import Any

from hookshift.controller.notify.answer import Answer, Patience
from hookshift.controller.notify.message import NotificationText, text
from hookshift.controller.notify.secrets import blanked


def is_known(url: str) -> bool:
    """Whether Apprise knows the service, and can read the URL."""
    import apprise  # noqa: PLC0415

    return apprise.Apprise.instantiate(url, suppress_exceptions=True) is not None


class Service:
    """One receiver."""

    def __init__(self, url: str, patience: Patience) -> None:
        self._url = url
        self._patience = patience

    def send(self, message: NotificationText) -> Answer:
        """Blocks until the service has answered, or has not in time."""
        # It loads some two hundred plugins: only where it is used, and not in the event loop.
        import apprise  # noqa: PLC0415

        asset = apprise.AppriseAsset(
            app_id="hookshift",
            async_mode=False,
            service_timeout=0,
            http_redirects=False,
            secure_logging=True,
        )
        services = apprise.Apprise(asset=asset)
        if not services.add(self._url):
            return Answer(
                False, "Apprise cannot use this URL; look up the service in Apprise's wiki"
            )
        self._hasten(services)
        result = services.notify(
            title=message.title,
            body=text(message),
            notify_type=apprise.NotifyType(message.severity),
            body_format=apprise.NotifyFormat.TEXT,
        )
        if result:
            return Answer(True, "accepted")
        complaint = blanked("; ".join(_complaints(result)), self._url)
        return Answer(False, complaint or "the service did not accept it")

    def _hasten(self, services: Any) -> None:
        """The URL may ask for less patience, not for more."""
        for service in services:
            for name, most in (
                ("socket_connect_timeout", self._patience.connect),
                ("socket_read_timeout", self._patience.read),
            ):
                setattr(service, name, min(getattr(service, name), most))


def _complaints(result: Any) -> Iterator[str]:
    for service in result:
        for attempt in service.attempts:
            for entry in attempt:
                yield entry.message
