# JSON, read forwards and no deeper than is asked. What is skipped is checked, too, so that nothing
# passes here that the reference refuses; the grammar is narrower than JSON's, never wider: numbers
# of up to 15 digits without exponent, no escaped NUL, no half of a surrogate pair.

cdef enum:
    MOST_DEPTH = 64
    MOST_DIGITS = 15

cdef struct Scan:
    Input text
    Py_ssize_t at
    bint has_high  # any byte of more than seven bits


cdef inline void skip_spaces(Scan* scan) noexcept nogil:
    cdef int each = byte_at(&scan.text, scan.at)
    while each == c" " or each == c"\n" or each == c"\r" or each == c"\t":
        scan.at += 1
        each = byte_at(&scan.text, scan.at)


cdef inline bint take(Scan* scan, int wanted) noexcept nogil:
    if byte_at(&scan.text, scan.at) != wanted:
        return False
    scan.at += 1
    return True


cdef inline bint take_word(Scan* scan, const char* wanted, Py_ssize_t size) noexcept nogil:
    if not stands_at(&scan.text, scan.at, wanted, size):
        return False
    scan.at += size
    return True


cdef inline bint take_null(Scan* scan) noexcept nogil:
    return byte_at(&scan.text, scan.at) == c"n" and take_word(scan, b"null", 4)


cdef bint take_string(Scan* scan, Span* found) noexcept nogil:
    # `found` is what stands between the quotes.
    cdef int each
    if not take(scan, c'"'):
        return False
    found.start = scan.at
    found.is_escaped = False
    while True:
        scan.at = after_plain(&scan.text, scan.at)
        each = byte_at(&scan.text, scan.at)
        if each == c'"':
            found.end = scan.at
            scan.at += 1
            return True
        if each == c"\\":
            found.is_escaped = True
            if not take_escape(scan):
                return False
        elif each >= 0x80:
            scan.has_high = True
            scan.at += 1
        else:
            return False


cdef bint take_escape(Scan* scan) noexcept nogil:
    cdef int each = byte_at(&scan.text, scan.at + 1)
    cdef int code, second
    if each != c"u":
        scan.at += 2
        return (
            each == c'"' or each == c"\\" or each == c"/" or each == c"b"
            or each == c"f" or each == c"n" or each == c"r" or each == c"t"
        )
    code = four_hex(&scan.text, scan.at + 2)
    scan.at += 6
    if code < 0xD800 or code > 0xDFFF:
        return code > 0
    if code > 0xDBFF or not take_word(scan, b"\\u", 2):
        return False
    second = four_hex(&scan.text, scan.at)
    scan.at += 4
    return 0xDC00 <= second <= 0xDFFF


cdef int four_hex(const Input* text, Py_ssize_t at) noexcept nogil:
    # Its value, or END.
    cdef int value = 0
    cdef int each, i
    for i in range(4):
        each = hex_value(byte_at(text, at + i))
        if each < 0:
            return END
        value = value * 16 + each
    return value


cdef inline int hex_value(int digit) noexcept nogil:
    if c"0" <= digit <= c"9":
        return digit - c"0"
    if c"a" <= digit <= c"f":
        return digit - c"a" + 10
    if c"A" <= digit <= c"F":
        return digit - c"A" + 10
    return END


cdef bint take_number(Scan* scan) noexcept nogil:
    take(scan, c"-")
    # Behind a zero no more digits may follow, and whoever reads on sees that.
    if not take(scan, c"0") and not take_digits(scan):
        return False
    return not take(scan, c".") or take_digits(scan)


cdef inline bint is_digit(int each) noexcept nogil:
    return c"0" <= each <= c"9"


cdef bint take_digits(Scan* scan) noexcept nogil:
    cdef Py_ssize_t start = scan.at
    while is_digit(byte_at(&scan.text, scan.at)) and scan.at - start <= MOST_DIGITS:
        scan.at += 1
    return 0 < scan.at - start <= MOST_DIGITS


cdef bint skip_value(Scan* scan, int depth) noexcept nogil:
    cdef int each = byte_at(&scan.text, scan.at)
    cdef Span ignored
    if each == c'"':
        return take_string(scan, &ignored)
    if each == c"{":
        return depth < MOST_DEPTH and skip_object(scan, depth + 1)
    if each == c"[":
        return depth < MOST_DEPTH and skip_array(scan, depth + 1)
    if each == c"t":
        return take_word(scan, b"true", 4)
    if each == c"f":
        return take_word(scan, b"false", 5)
    if each == c"n":
        return take_word(scan, b"null", 4)
    return take_number(scan)


cdef bint skip_object(Scan* scan, int depth) noexcept nogil:
    cdef Span key
    scan.at += 1
    skip_spaces(scan)
    if take(scan, c"}"):
        return True
    while True:
        if not take_key(scan, &key) or not skip_value(scan, depth):
            return False
        skip_spaces(scan)
        if not take(scan, c","):
            return take(scan, c"}")


cdef bint skip_array(Scan* scan, int depth) noexcept nogil:
    scan.at += 1
    skip_spaces(scan)
    if take(scan, c"]"):
        return True
    while True:
        skip_spaces(scan)
        if not skip_value(scan, depth):
            return False
        skip_spaces(scan)
        if not take(scan, c","):
            return take(scan, c"]")


cdef bint take_key(Scan* scan, Span* key) noexcept nogil:
    # A key and its colon; the scan then stands at the value.
    skip_spaces(scan)
    if not take_string(scan, key):
        return False
    skip_spaces(scan)
    if not take(scan, c":"):
        return False
    skip_spaces(scan)
    return True


# Objects and arrays whose members are of interest are walked through:
#
#     members.shape, members.begun = &SOME_SHAPE, False
#     while (which := next_member(scan, &members)) >= 0: ... read the value of field `which` ...
#     return which == DONE

cdef enum:
    DONE = -1
    WRONG = -2
    MOST_FIELDS = 32

cdef struct Field:
    const char* name
    Py_ssize_t size
    int first  # the first byte of its name
    int kind  # one of STRING, OBJECT, MOMENT, LEFT, or LISTED
    int slot  # of a STRING
    int shape  # of an OBJECT

cdef struct Shape:
    int count
    Field[MOST_FIELDS] fields

cdef struct Members:
    const Shape* shape
    bint begun
    uint64_t seen


cdef int next_member(Scan* scan, Members* members) noexcept nogil:
    # The number of the next field, with the scan at its value; DONE or WRONG. Members that the
    # shape does not know are skipped. Repeated ones are WRONG: which of them counts is for the
    # reference to say. So are escaped keys, which may stand for one that it knows.
    cdef Span key
    cdef int which
    skip_spaces(scan)
    if not members.begun:
        members.begun = True
        members.seen = 0
        if not take(scan, c"{"):
            return WRONG
        skip_spaces(scan)
        if take(scan, c"}"):
            return DONE
    elif not take(scan, c","):
        return DONE if take(scan, c"}") else WRONG
    while True:
        if not take_key(scan, &key) or key.is_escaped:
            return WRONG
        which = field_of(&scan.text, &key, members.shape)
        if which >= 0:
            if members.seen >> which & 1:
                return WRONG
            members.seen |= (<uint64_t>1) << which
            return which
        if not skip_value(scan, 0):
            return WRONG
        skip_spaces(scan)
        if not take(scan, c","):
            return DONE if take(scan, c"}") else WRONG


cdef int field_of(const Input* text, const Span* key, const Shape* shape) noexcept nogil:
    cdef int i
    cdef Py_ssize_t size = key.end - key.start
    cdef int first = byte_at(text, key.start)
    for i in range(shape.count):
        if shape.fields[i].size == size and shape.fields[i].first == first:
            if stands_at(text, key.start, shape.fields[i].name, size):
                return i
    return END


cdef int next_element(Scan* scan, bint* begun) noexcept nogil:
    # 0 with the scan at an element; DONE or WRONG.
    skip_spaces(scan)
    if not begun[0]:
        begun[0] = True
        if not take(scan, c"["):
            return WRONG
        skip_spaces(scan)
        if take(scan, c"]"):
            return DONE
    elif not take(scan, c","):
        return DONE if take(scan, c"]") else WRONG
    skip_spaces(scan)
    return 0
