"""One notifier of the settings, ready to send.

What sends is loaded only where it is used: neither a worker nor a command has need of it.
"""

import logging
from collections.abc import Callable, Mapping

from hookshift.config.schema import notifiers as settings
from hookshift.config.secrets import signing_key
from hookshift.controller.notify.answer import Answer, Patience
from hookshift.controller.notify.message import NotificationText
from hookshift.controller.notify.secrets import silence
from hookshift.controller.notify.thread import Calls, StillHanging

log = logging.getLogger(__name__)

Send = Callable[[NotificationText], Answer]
PATIENCE = Patience()


class NotifierChannel:
    """A notifier; an attempt to tell it something ends in time and never raises."""

    def __init__(self, notifier: settings.NotifierConfig, patience: Patience = PATIENCE) -> None:
        silence()
        self.name = notifier.name
        self.on = frozenset(notifier.on)
        self._patience = patience
        self._send = _SENDERS[notifier.kind](notifier, patience)
        self._calls: Calls[Answer] = Calls(notifier.name)

    async def send(self, message: NotificationText) -> Answer:
        """One attempt."""
        try:
            return await self._calls.run(lambda: self._send(message), self._patience.whole)
        except TimeoutError:
            return Answer(False, f"no answer within {self._patience.whole:g} s")
        except StillHanging as error:
            return Answer(False, str(error))
        except Exception as error:
            # Only its type: its text may quote the URL.
            log.error("Unexpected error in notifier %s: %s", self.name, type(error))
            return Answer(False, f"failed unexpectedly: {type(error).__name__}")


def _webhook(notifier: settings.NotifierConfig, patience: Patience) -> Send:
    from hookshift.controller.notify.webhook import WebhookReceiver  # noqa: PLC0415

    secrets = (notifier.secret,) if notifier.secret is not None else notifier.secrets
    assert secrets, "the settings see to it"
    keys = [signing_key(secret.get_secret_value()) for secret in secrets]
    return WebhookReceiver(notifier.url.get_secret_value(), keys, patience).send


def _apprise(notifier: settings.NotifierConfig, patience: Patience) -> Send:
    from hookshift.controller.notify.apprise import Service  # noqa: PLC0415

    return Service(notifier.url.get_secret_value(), patience).send


_SENDERS: Mapping[str, Callable[[settings.NotifierConfig, Patience], Send]] = {
    "webhook": _webhook,
    "apprise": _apprise,
}
