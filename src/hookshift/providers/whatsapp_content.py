"""What a message says: its routable text, and the ids of what was chosen, per message type."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec import Raw

from hookshift.providers.as_written import NULL, text
from hookshift.providers.bodies import UNREADABLE
from hookshift.providers.whatsapp_wire import (
    FLOW_RESPONSE,
    Choice,
    Interactive,
    Media,
    Product,
    Referral,
    WireMessage,
)

Content = tuple[str, tuple[str, ...]]
"""Text and choices."""

NOTHING: Final[Content] = ("", ())


def content(message: WireMessage) -> Content:
    """The message's text and choices; of an edit, those of the message it now is."""
    reader = READERS.get(message.type or "")
    found, choices = reader(message) if reader else NOTHING
    if message.context and message.context.referred_product:
        choices += _product_ids(message.context.referred_product)
    return found, choices


def referral(source: Referral | None) -> tuple[str, ...]:
    """Type, id and URL of the advertisement, as far as they are given."""
    if source is None:
        return ()
    return _given(source.source_type, source.source_id, source.source_url)


def callback_data(**written: Raw) -> tuple[tuple[str, str], ...]:
    """The texts of the business's own that are there and can be read."""
    return tuple((name, found) for name, raw in written.items() if (found := _own_text(raw)))


def flow_token(message: WireMessage) -> Raw:
    """As it was written in the answer to a Flow; the answer is JSON in a string."""
    reply = message.interactive and message.interactive.nfm_reply
    answer = _own_text(reply.response_json) if reply else None
    if answer is None:
        return NULL
    try:
        return FLOW_RESPONSE.decode(answer).flow_token
    except UNREADABLE:
        return NULL


def _own_text(raw: Raw) -> str | None:
    return None if raw is NULL else text(raw)


def _text(message: WireMessage) -> Content:
    return ((message.text.body or "") if message.text else ""), ()


def _button(message: WireMessage) -> Content:
    button = message.button
    return (button.text or "", _given(button.payload)) if button else NOTHING


def _interactive(message: WireMessage) -> Content:
    # The object itself can be missing, and its type can be one that is not known yet.
    reply = message.interactive
    reader = REPLIES.get(reply.type or "") if reply else None
    return reader(reply) if reply and reader else NOTHING


def _choice(choice: Choice | None) -> Content:
    if choice is None:
        return NOTHING
    return _lines(choice.title, choice.description), _given(choice.id)


def _flow(reply: Interactive) -> Content:
    flow = reply.nfm_reply
    return (flow.body or "", _given(flow.name)) if flow else NOTHING


def _call_permission(reply: Interactive) -> Content:
    answer = reply.call_permission_reply
    return ("", _given(answer.response)) if answer else NOTHING


def _product(reply: Interactive) -> Content:
    return ("", _product_ids(reply.product)) if reply.product else NOTHING


def _product_ids(product: Product) -> tuple[str, ...]:
    return _given(product.catalog_id, product.product_retailer_id)


def _caption(media: Media | None) -> Content:
    return ((media.caption or "") if media else ""), ()


def _location(message: WireMessage) -> Content:
    place = message.location
    return (_lines(place.name, place.address), ()) if place else NOTHING


def _contacts(message: WireMessage) -> Content:
    names = (card.name.formatted_name for card in message.contacts or () if card.name)
    return _lines(*names), ()


def _order(message: WireMessage) -> Content:
    order = message.order
    if order is None:
        return NOTHING
    items = (item.product_retailer_id for item in order.product_items or ())
    return order.text or "", _given(order.catalog_id, *items)


def _reaction(message: WireMessage) -> Content:
    return ((message.reaction.emoji or "") if message.reaction else ""), ()


def _system(message: WireMessage) -> Content:
    return ((message.system.body or "") if message.system else ""), ()


def _edit(message: WireMessage) -> Content:
    inner = message.edit.message if message.edit else None
    # One level: an edit of an edit does not exist, and following it would have no bound.
    return NOTHING if inner is None or inner.type == "edit" else content(inner)


def _given(*values: str | None) -> tuple[str, ...]:
    return tuple(value for value in values if value)


def _lines(*values: str | None) -> str:
    return "\n".join(_non_empty(values))


def _non_empty(values: Iterable[str | None]) -> Iterable[str]:
    return (value for value in values if value)


READERS: Final[Mapping[str, Callable[[WireMessage], Content]]] = {
    "text": _text,
    "button": _button,
    "interactive": _interactive,
    "image": lambda message: _caption(message.image),
    "video": lambda message: _caption(message.video),
    "document": lambda message: _caption(message.document),
    "location": _location,
    "contacts": _contacts,
    "order": _order,
    "reaction": _reaction,
    "system": _system,
    "edit": _edit,
}
"""Types that are not here (audio, sticker, revoke, unsupported, new ones) have neither."""

REPLIES: Final[Mapping[str, Callable[[Interactive], Content]]] = {
    "button_reply": lambda reply: _choice(reply.button_reply),
    "list_reply": lambda reply: _choice(reply.list_reply),
    "nfm_reply": _flow,
    "call_permission_reply": _call_permission,
    "product": _product,
}
