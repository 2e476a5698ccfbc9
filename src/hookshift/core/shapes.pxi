# Which members are read of each object, after `providers.whatsapp_wire`. Strings go to slots; what
# the usual webhook does not have (LEFT) is left to Python wherever it is there.

cdef enum:
    DIGITS_OF_SECONDS = 10
    BITS_OF_SECONDS = 32  # of `providers.as_written.LAST_SECOND`

cdef enum:
    STRING = 1
    OBJECT = 2
    MOMENT = 3
    LEFT = 4
    LISTED = 5
    WRITTEN = 6  # whatever it is, as it stands there

cdef enum:
    # Of metadata and contacts
    NUMBER_ID, DISPLAY_NUMBER
    WA_ID, USER_ID, PARENT_USER_ID
    # Of a message, a status and a call
    ID, TYPE, FROM, FROM_USER, TO, TO_USER, RECIPIENT, RECIPIENT_USER, DIRECTION
    RECIPIENT_TYPE, PARTICIPANT, PARTICIPANT_TOO, IGNORED
    GROUP, CONTEXT_ID, REACTED_TO, REVOKED, OPAQUE, CTA, CATEGORY, ERRORS
    # What a message says
    TEXT, BUTTON_TEXT, BUTTON_PAYLOAD, REPLY_TYPE
    BUTTON_ID, BUTTON_TITLE, BUTTON_DESCRIPTION, ROW_ID, ROW_TITLE, ROW_DESCRIPTION
    IMAGE, VIDEO, DOCUMENT, PLACE_NAME, PLACE_ADDRESS, EMOJI
    SOURCE_TYPE, SOURCE_ID, SOURCE_URL
    SLOTS

cdef enum:
    ENVELOPE, ENTRY, CHANGE, VALUE, METADATA, CONTACT, MESSAGE, STATUS, CALL
    TEXT_OBJECT, BUTTON, INTERACTIVE, BUTTON_REPLY, LIST_REPLY
    IMAGE_OBJECT, VIDEO_OBJECT, DOCUMENT_OBJECT, LOCATION, REACTION, CONTEXT, REFERRAL, REVOKE, PRICING
    SHAPES

# Fields that are lists, or are read by a function of their own, by their number in their shape.
cdef enum:
    ENVELOPE_OBJECT = 0
    ENVELOPE_ENTRY = 1
    ENTRY_ID = 0
    ENTRY_TIME = 1
    ENTRY_CHANGES = 2
    CHANGE_FIELD = 0
    CHANGE_VALUE = 1
    VALUE_METADATA = 0
    VALUE_CONTACTS = 1
    VALUE_MESSAGES = 2
    VALUE_STATUSES = 3
    VALUE_CALLS = 4
    VALUE_ECHOES = 5
    VALUE_ERRORS = 6

cdef Shape[SHAPES] SHAPE


cdef int has(int shape, const char* name, int kind, int to) except -1:
    cdef Shape* own = &SHAPE[shape]
    cdef Field* field
    if own.count >= MOST_FIELDS:
        raise OverflowError("a shape has too many fields")
    field = &own.fields[own.count]
    field.name, field.size, field.kind = name, len(<bytes>name), kind
    field.first = (<bytes>name)[0]
    field.slot = to if kind == STRING or kind == WRITTEN else IGNORED
    field.shape = to if kind == OBJECT else 0
    own.count += 1
    return 0


cdef int describe() except -1:
    memset(SHAPE, 0, sizeof(SHAPE))
    has(ENVELOPE, b"object", LISTED, 0)
    has(ENVELOPE, b"entry", LISTED, 0)
    has(ENTRY, b"id", LISTED, 0)
    has(ENTRY, b"time", LISTED, 0)
    has(ENTRY, b"changes", LISTED, 0)
    has(CHANGE, b"field", LISTED, 0)
    has(CHANGE, b"value", LISTED, 0)
    has(VALUE, b"metadata", LISTED, 0)
    has(VALUE, b"contacts", LISTED, 0)
    has(VALUE, b"messages", LISTED, 0)
    has(VALUE, b"statuses", LISTED, 0)
    has(VALUE, b"calls", LISTED, 0)
    has(VALUE, b"message_echoes", LISTED, 0)
    has(VALUE, b"errors", LISTED, 0)
    has(METADATA, b"phone_number_id", STRING, NUMBER_ID)
    has(METADATA, b"display_phone_number", STRING, DISPLAY_NUMBER)
    has(CONTACT, b"wa_id", STRING, WA_ID)
    has(CONTACT, b"user_id", STRING, USER_ID)
    has(CONTACT, b"parent_user_id", STRING, PARENT_USER_ID)
    describe_elements()
    describe_content()
    return 0


cdef int describe_elements() except -1:
    has(MESSAGE, b"from", STRING, FROM)
    has(MESSAGE, b"id", STRING, ID)
    has(MESSAGE, b"type", STRING, TYPE)
    has(MESSAGE, b"timestamp", MOMENT, 0)
    has(MESSAGE, b"text", OBJECT, TEXT_OBJECT)
    has(MESSAGE, b"from_user_id", STRING, FROM_USER)
    has(MESSAGE, b"from_parent_user_id", LEFT, 0)
    has(MESSAGE, b"context", OBJECT, CONTEXT)
    has(MESSAGE, b"referral", OBJECT, REFERRAL)
    has(MESSAGE, b"to", STRING, TO)
    has(MESSAGE, b"to_user_id", STRING, TO_USER)
    has(MESSAGE, b"to_parent_user_id", LEFT, 0)
    has(MESSAGE, b"button", OBJECT, BUTTON)
    has(MESSAGE, b"interactive", OBJECT, INTERACTIVE)
    has(MESSAGE, b"image", OBJECT, IMAGE_OBJECT)
    has(MESSAGE, b"video", OBJECT, VIDEO_OBJECT)
    has(MESSAGE, b"document", OBJECT, DOCUMENT_OBJECT)
    has(MESSAGE, b"location", OBJECT, LOCATION)
    has(MESSAGE, b"reaction", OBJECT, REACTION)
    has(MESSAGE, b"contacts", LEFT, 0)
    has(MESSAGE, b"order", LEFT, 0)
    has(MESSAGE, b"system", LEFT, 0)
    has(MESSAGE, b"edit", LEFT, 0)
    has(MESSAGE, b"revoke", OBJECT, REVOKE)
    has(MESSAGE, b"group_id", STRING, GROUP)
    has(STATUS, b"id", STRING, ID)
    has(STATUS, b"status", STRING, TYPE)
    has(STATUS, b"timestamp", MOMENT, 0)
    has(STATUS, b"recipient_id", STRING, RECIPIENT)
    has(STATUS, b"recipient_user_id", STRING, RECIPIENT_USER)
    has(STATUS, b"recipient_parent_user_id", LEFT, 0)
    has(STATUS, b"recipient_participant_parent_user_id", LEFT, 0)
    has(STATUS, b"recipient_type", STRING, RECIPIENT_TYPE)
    has(STATUS, b"recipient_participant_id", STRING, PARTICIPANT)
    has(STATUS, b"recipient_participant_user_id", STRING, IGNORED)
    has(STATUS, b"participant_recipient_id", STRING, PARTICIPANT_TOO)
    has(STATUS, b"participant_recipient_user_id", STRING, IGNORED)
    has(STATUS, b"payment", LEFT, 0)
    has(STATUS, b"biz_opaque_callback_data", STRING, OPAQUE)
    has(STATUS, b"pricing", OBJECT, PRICING)
    has(STATUS, b"errors", WRITTEN, ERRORS)
    has(CALL, b"id", STRING, ID)
    has(CALL, b"event", STRING, TYPE)
    has(CALL, b"timestamp", MOMENT, 0)
    has(CALL, b"direction", STRING, DIRECTION)
    has(CALL, b"from", STRING, FROM)
    has(CALL, b"from_user_id", STRING, FROM_USER)
    has(CALL, b"from_parent_user_id", LEFT, 0)
    has(CALL, b"to_parent_user_id", LEFT, 0)
    has(CALL, b"to", STRING, TO)
    has(CALL, b"to_user_id", STRING, TO_USER)
    has(CALL, b"biz_opaque_callback_data", STRING, OPAQUE)
    has(CALL, b"cta_payload", STRING, CTA)
    return 0


cdef int describe_content() except -1:
    has(TEXT_OBJECT, b"body", STRING, TEXT)
    has(BUTTON, b"text", STRING, BUTTON_TEXT)
    has(BUTTON, b"payload", STRING, BUTTON_PAYLOAD)
    has(INTERACTIVE, b"type", STRING, REPLY_TYPE)
    has(INTERACTIVE, b"button_reply", OBJECT, BUTTON_REPLY)
    has(INTERACTIVE, b"list_reply", OBJECT, LIST_REPLY)
    has(INTERACTIVE, b"nfm_reply", LEFT, 0)
    has(INTERACTIVE, b"call_permission_reply", LEFT, 0)
    has(INTERACTIVE, b"product", LEFT, 0)
    has(BUTTON_REPLY, b"id", STRING, BUTTON_ID)
    has(BUTTON_REPLY, b"title", STRING, BUTTON_TITLE)
    has(BUTTON_REPLY, b"description", STRING, BUTTON_DESCRIPTION)
    has(LIST_REPLY, b"id", STRING, ROW_ID)
    has(LIST_REPLY, b"title", STRING, ROW_TITLE)
    has(LIST_REPLY, b"description", STRING, ROW_DESCRIPTION)
    has(IMAGE_OBJECT, b"caption", STRING, IMAGE)
    has(VIDEO_OBJECT, b"caption", STRING, VIDEO)
    has(DOCUMENT_OBJECT, b"caption", STRING, DOCUMENT)
    has(LOCATION, b"name", STRING, PLACE_NAME)
    has(LOCATION, b"address", STRING, PLACE_ADDRESS)
    has(REACTION, b"emoji", STRING, EMOJI)
    has(REACTION, b"message_id", STRING, REACTED_TO)
    has(REVOKE, b"original_message_id", STRING, REVOKED)
    has(CONTEXT, b"id", STRING, CONTEXT_ID)
    has(CONTEXT, b"referred_product", LEFT, 0)
    has(PRICING, b"category", STRING, CATEGORY)
    has(REFERRAL, b"source_type", STRING, SOURCE_TYPE)
    has(REFERRAL, b"source_id", STRING, SOURCE_ID)
    has(REFERRAL, b"source_url", STRING, SOURCE_URL)
    return 0


describe()


cdef struct Slot:
    Span span
    bint given

cdef struct Record:
    # Strings of one object and of those inside it, and when it happened.
    Slot[SLOTS] slots
    uint64_t at


cdef bint fill(Scan* scan, int shape, Record* record) noexcept nogil:
    # An object, or null in its place.
    cdef Members members
    cdef const Field* field
    cdef int which
    if take_null(scan):
        return True
    members.shape, members.begun = &SHAPE[shape], False
    which = next_member(scan, &members)
    while 0 <= which < SHAPE[shape].count:
        field = &SHAPE[shape].fields[which]
        if field.kind == STRING:
            if not fill_string(scan, &record.slots[field.slot]):
                return False
        elif field.kind == OBJECT:
            # The shapes are a tree of few levels, so this ends.
            if not fill(scan, field.shape, record):
                return False
        elif field.kind == MOMENT:
            if not fill_moment(scan, record):
                return False
        elif field.kind == WRITTEN:
            if not fill_written(scan, &record.slots[field.slot]):
                return False
        elif not take_null(scan):
            return False
        which = next_member(scan, &members)
    return which == DONE


cdef bint fill_string(Scan* scan, Slot* slot) noexcept nogil:
    if take_null(scan):
        return True
    slot.given = True
    return take_string(scan, &slot.span)


cdef bint fill_written(Scan* scan, Slot* slot) noexcept nogil:
    if take_null(scan):
        return True
    slot.given = True
    slot.span.start = scan.at
    if not skip_value(scan, 0):
        return False
    slot.span.end = scan.at
    return True


cdef bint fill_moment(Scan* scan, Record* record) noexcept nogil:
    # After `as_written.moment`: digits, alone or between quotes; zero for anything else.
    cdef Py_ssize_t start = scan.at
    cdef Py_ssize_t end
    if not skip_value(scan, 0):
        return False
    end = scan.at
    if byte_at(&scan.text, start) == c'"':
        start, end = start + 1, end - 1
    record.at = seconds(&scan.text, start, end)
    return True


cdef uint64_t seconds(const Input* text, Py_ssize_t start, Py_ssize_t end) noexcept nogil:
    cdef uint64_t found = 0
    cdef Py_ssize_t at
    if end - start > DIGITS_OF_SECONDS:
        return 0
    for at in range(start, end):
        if not is_digit(byte_at(text, at)):
            return 0
        found = found * 10 + <uint64_t>(byte_at(text, at) - c"0")
    return 0 if found >> BITS_OF_SECONDS else found
