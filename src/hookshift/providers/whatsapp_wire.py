"""The parts of a WhatsApp webhook body that routing reads, as typed structs.

Everything is optional and may be null; unknown keys are skipped. Only what is read is typed, so
that a new shape elsewhere in a payload is no reason to refuse it. Source: Meta's OpenAPI file,
`business-messaging-api`, path `/whatsapp/webhooks`.
"""

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

OBJECT: Final = "whatsapp_business_account"
NULL: Final = Raw(b"null")


class _Wire(Struct, gc=False):
    """gc=False: these trees hold no cycles, and tracking them costs a third of the decoding."""


class Change(_Wire):
    field: str | None = None
    # Left as written: which shape it must have depends on the field, which may come after it.
    value: Raw = NULL


class Entry(_Wire):
    id: str | None = None
    time: Raw = NULL
    changes: list[Change] | None = None


class Envelope(_Wire):
    object: str | None = None
    entry: list[Entry] | None = None


class Metadata(_Wire):
    phone_number_id: str | None = None


class Contact(_Wire):
    wa_id: str | None = None
    user_id: str | None = None


class Text(_Wire):
    body: str | None = None


class Button(_Wire):
    text: str | None = None
    payload: str | None = None


class Choice(_Wire):
    """A `button_reply` or `list_reply`."""

    id: str | None = None
    title: str | None = None
    description: str | None = None


class FlowReply(_Wire):
    """An `nfm_reply`."""

    name: str | None = None
    body: str | None = None


class Product(_Wire):
    catalog_id: str | None = None
    product_retailer_id: str | None = None


class CallPermission(_Wire):
    response: str | None = None


class Interactive(_Wire):
    type: str | None = None
    button_reply: Choice | None = None
    list_reply: Choice | None = None
    nfm_reply: FlowReply | None = None
    call_permission_reply: CallPermission | None = None
    product: Product | None = None


class Media(_Wire):
    caption: str | None = None


class Location(_Wire):
    name: str | None = None
    address: str | None = None


class Name(_Wire):
    formatted_name: str | None = None


class SharedContact(_Wire):
    name: Name | None = None


class Order(_Wire):
    text: str | None = None
    catalog_id: str | None = None
    product_items: list[Product] | None = None


class Reaction(_Wire):
    emoji: str | None = None


class System(_Wire):
    body: str | None = None
    wa_id: str | None = None
    user_id: str | None = None


class Edit(_Wire):
    message: "Message | None" = None


class Context(_Wire):
    referred_product: Product | None = None


class Referral(_Wire):
    source_type: str | None = None
    source_id: str | None = None
    source_url: str | None = None


class Message(_Wire, rename={"from_": "from"}):
    """An element of `messages[]` or `message_echoes[]`."""

    from_: str | None = None
    from_user_id: str | None = None
    id: str | None = None
    type: str | None = None
    text: Text | None = None
    context: Context | None = None
    referral: Referral | None = None
    to: str | None = None
    to_user_id: str | None = None
    button: Button | None = None
    interactive: Interactive | None = None
    image: Media | None = None
    video: Media | None = None
    document: Media | None = None
    location: Location | None = None
    contacts: list[SharedContact] | None = None
    order: Order | None = None
    reaction: Reaction | None = None
    system: System | None = None
    edit: Edit | None = None


class Status(_Wire):
    id: str | None = None
    status: str | None = None
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    recipient_type: str | None = None
    recipient_participant_id: str | None = None
    recipient_participant_user_id: str | None = None


class Call(_Wire, rename={"from_": "from"}):
    id: str | None = None
    event: str | None = None
    direction: str | None = None
    from_: str | None = None
    from_user_id: str | None = None
    to: str | None = None
    to_user_id: str | None = None


class Value(_Wire):
    """The `value` of a change that is about conversations."""

    metadata: Metadata | None = None
    contacts: list[Contact] | None = None
    messages: list[Message] | None = None
    statuses: list[Status] | None = None
    calls: list[Call] | None = None
    message_echoes: list[Message] | None = None
    errors: list[Raw] | None = None


class AccountValue(_Wire):
    """The `value` of any other change; most have no metadata."""

    metadata: Metadata | None = None


ENVELOPE: Final = Decoder(Envelope)
VALUE: Final[Decoder[Value | None]] = Decoder(Value | None)
ACCOUNT_VALUE: Final = Decoder(AccountValue)
CONTACTS: Final = Decoder(list[Contact])
RAW_OBJECT: Final = Decoder(dict[str, Raw])
RAW_LIST: Final = Decoder(list[Raw])
