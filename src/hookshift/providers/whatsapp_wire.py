"""The parts of a WhatsApp webhook body that routing reads, as typed structs.

Everything is optional and may be null; unknown keys are skipped. Only what is read is typed, so
that a new shape elsewhere in a payload changes nothing; what rules do without (times, groups, ids
of other messages) is left as written, so that an odd one spoils nothing. What these structs refuse
is read again piece by piece (`whatsapp_lenient`). Source: Meta's OpenAPI file,
`business-messaging-api`, path `/whatsapp/webhooks`.
"""

from typing import Final

from msgspec import Raw, Struct
from msgspec.json import Decoder

from hookshift.providers.as_written import NULL

OBJECT: Final = "whatsapp_business_account"


class _Wire(Struct, gc=False):
    """gc=False: these trees hold no cycles, and tracking them costs a third of the decoding."""


class WireChange(_Wire):
    field: str | None = None
    # Left as written: which shape it must have depends on the field, which may come after it.
    value: Raw = NULL


class WireEntry(_Wire):
    id: str | None = None
    time: Raw = NULL
    changes: list[WireChange] | None = None


class Envelope(_Wire):
    object: str | None = None
    entry: list[WireEntry] | None = None


class Metadata(_Wire):
    phone_number_id: str | None = None
    display_phone_number: str | None = None


class Contact(_Wire):
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: str | None = None


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
    response_json: Raw = NULL


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
    message_id: Raw = NULL
    emoji: str | None = None


class System(_Wire):
    body: str | None = None
    wa_id: str | None = None
    user_id: str | None = None
    parent_user_id: Raw = NULL
    previous_user_id: str | None = None
    previous_parent_user_id: Raw = NULL


class Edit(_Wire):
    original_message_id: Raw = NULL
    message: "WireMessage | None" = None


class Context(_Wire):
    id: Raw = NULL
    referred_product: Product | None = None


class Referral(_Wire):
    source_type: str | None = None
    source_id: str | None = None
    source_url: str | None = None


class WireMessage(_Wire, rename={"from_": "from"}):
    """An element of `messages[]` or `message_echoes[]`."""

    from_: str | None = None
    from_user_id: str | None = None
    from_parent_user_id: Raw = NULL
    id: str | None = None
    type: str | None = None
    timestamp: Raw = NULL
    group_id: Raw = NULL
    text: Text | None = None
    context: Context | None = None
    referral: Referral | None = None
    to: str | None = None
    to_user_id: str | None = None
    to_parent_user_id: Raw = NULL
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
    revoke: Raw = NULL


class Status(_Wire):
    id: str | None = None
    status: str | None = None
    timestamp: Raw = NULL
    recipient_id: str | None = None
    recipient_user_id: str | None = None
    recipient_parent_user_id: Raw = NULL
    recipient_type: str | None = None
    # Meta's pages name the member of a group in two ways.
    recipient_participant_id: str | None = None
    recipient_participant_user_id: str | None = None
    recipient_participant_parent_user_id: Raw = NULL
    participant_recipient_id: str | None = None
    participant_recipient_user_id: str | None = None
    # Only whether it is there is of interest.
    payment: Raw = NULL
    biz_opaque_callback_data: Raw = NULL
    # Read only where they are there, and whatever they are like.
    pricing: Raw = NULL
    errors: Raw = NULL


class Call(_Wire, rename={"from_": "from"}):
    id: str | None = None
    event: str | None = None
    timestamp: Raw = NULL
    direction: str | None = None
    from_: str | None = None
    from_user_id: str | None = None
    from_parent_user_id: Raw = NULL
    to: str | None = None
    to_user_id: str | None = None
    to_parent_user_id: Raw = NULL
    biz_opaque_callback_data: Raw = NULL
    cta_payload: Raw = NULL


class FlowResponse(_Wire):
    """What `nfm_reply.response_json` holds, once it is read as JSON itself."""

    flow_token: Raw = NULL


class Value(_Wire):
    """The `value` of a change that is about conversations."""

    metadata: Metadata | None = None
    contacts: list[Contact] | None = None
    messages: list[WireMessage] | None = None
    statuses: list[Status] | None = None
    calls: list[Call] | None = None
    message_echoes: list[WireMessage] | None = None
    errors: list[Raw] | None = None


class AccountValue(_Wire):
    """The `value` of any other change; most have no metadata."""

    metadata: Metadata | None = None


class ConversationChange(_Wire):
    """A change that is assumed to be about conversations."""

    field: str | None = None
    value: Value | None = None


class ConversationEntry(_Wire):
    id: str | None = None
    changes: list[ConversationChange] | None = None


class ConversationEnvelope(_Wire):
    """A body whose changes are all about conversations, as nearly every body is."""

    object: str | None = None
    entry: list[ConversationEntry] | None = None


class OddMessage(WireMessage):
    """What could be read of a message that is not of the documented form."""


class OddStatus(Status):
    """What could be read of a status that is not of the documented form."""


class OddCall(Call):
    """What could be read of a call that is not of the documented form."""


class OddChange(WireChange):
    """What could be read of a change that is not of the documented form."""


class OddEntry(WireEntry):
    """What could be read of an entry that is not of the documented form."""


ENVELOPE: Final = Decoder(Envelope)
CONVERSATIONS: Final = Decoder(ConversationEnvelope)
ENTRY: Final = Decoder(WireEntry)
CHANGE: Final = Decoder(WireChange)
VALUE: Final[Decoder[Value | None]] = Decoder(Value | None)
ACCOUNT_VALUE: Final = Decoder(AccountValue)
METADATA: Final[Decoder[Metadata | None]] = Decoder(Metadata | None)
CONTACT: Final = Decoder(Contact)
CONTACTS: Final = Decoder(list[Contact])
MESSAGE: Final = Decoder(WireMessage)
STATUS: Final = Decoder(Status)
CALL: Final = Decoder(Call)
FLOW_RESPONSE: Final = Decoder(FlowResponse)
