# Many needles sought in one pass over a text (Aho and Corasick, 1975), however many there are.
# Needles are of ASCII letters; a word counts only where no letter, digit or underscore stands
# beside it. Texts may have other characters, if they are the same however texts are compared.

from array import array

cdef enum:
    MOST_STATES = 20000
    MOST_FOUND = 60000
    ASCII = 128
    SEARCHED = 4096  # `domain.routing.text.SEARCHED`


cdef class Needles:
    """Which conditions hold of a text. `needles` are (text, number of condition, is a word)."""

    cdef uint16_t[:, ::1] after  # by state and class of character
    cdef uint8_t[::1] classes  # of characters; 0 is whatever occurs in no needle
    cdef int64_t[::1] first  # by state: where its list in `found` begins; the next one's is its end
    cdef int64_t[:, ::1] found  # condition, length, whether it is a word
    cdef uint8_t[::1] holds  # by condition, of the text that was looked at last
    cdef readonly bint is_empty

    def __cinit__(self, needles, conditions):
        self.is_empty = not needles
        self.holds = array("B", bytes(max(conditions, 1)))
        self.classes = array("B", bytes(ASCII))
        alphabet = sorted({each for text, _, _ in needles for each in text})
        if not all(each.isascii() and not each.isupper() for each in alphabet):
            raise ValueError("needles are lower-case ASCII")
        for number, each in enumerate(alphabet):
            self.classes[ord(each)] = number + 1
        self.build(needles, len(alphabet) + 1)

    def build(self, needles, width):
        children, ends = [{}], [[]]
        for text, condition, is_word in needles:
            if not text:
                raise ValueError("a needle is empty")
            state = 0
            for each in text:
                letter = self.classes[ord(each)]
                if letter not in children[state]:
                    children[state][letter] = len(children)
                    children.append({})
                    ends.append([])
                state = children[state][letter]
            ends[state].append((condition, len(text), is_word))
        if len(children) > MOST_STATES:
            raise OverflowError("too many needles")
        self.link(children, ends, width)

    def link(self, children, ends, width):
        """Each state goes on as the longest of its suffixes that is a state does."""
        after = [[0] * width for _ in children]
        suffix = [0] * len(children)
        queue = []
        for letter, state in children[0].items():
            after[0][letter] = state
            queue.append(state)
        for state in queue:
            ends[state] = ends[state] + ends[suffix[state]]
            for letter in range(width):
                if letter in children[state]:
                    further = children[state][letter]
                    suffix[further] = after[suffix[state]][letter]
                    after[state][letter] = further
                    queue.append(further)
                else:
                    after[state][letter] = after[suffix[state]][letter]
        self.keep(after, ends, width)

    def keep(self, after, ends, width):
        flat = [end for state in ends for end in state]
        if len(flat) > MOST_FOUND:
            raise OverflowError("too many needles within needles")
        rows = array("H", [state for row in after for state in row])
        self.after = memoryview(rows).cast("B").cast("H", (len(after), width))
        starts, total = [0], 0
        for state in ends:
            total += len(state)
            starts.append(total)
        self.first = array("q", starts)
        numbers = array("q", [int(number) for end in flat for number in end] or [0, 0, 0])
        self.found = memoryview(numbers).cast("B").cast("q", (len(numbers) // 3, 3))

    cdef int clear(self) except -1:
        cdef Py_ssize_t i
        for i in range(self.holds.shape[0]):
            self.holds[i] = 0
        return 0

    cdef bint look(self, str text) except -1:
        # Notes in `holds` what the beginning of a text holds. False if it has a character that may
        # be another one to a reader (`domain.routing.text.folded`); then `holds` says nothing.
        cdef Py_ssize_t size = min(len(text), <Py_ssize_t>SEARCHED)
        cdef Py_ssize_t at
        cdef int64_t i
        cdef uint16_t state = 0
        cdef uint32_t each
        cdef uint32_t before = 0
        for at in range(size):
            each = text[at]
            if is_unseen(each) and is_symbol(before):
                continue
            before = each
            if each >= ASCII:
                if not stands_for_itself(each):
                    return False
                state = 0
                continue
            state = self.after[state, self.classes[lowered(each)]]
            for i in range(self.first[state], self.first[state + 1]):
                if not self.found[i, 2] or stands_alone(text, at + 1 - self.found[i, 1], at + 1, size):
                    self.holds[self.found[i, 0]] = 1
        return True


cdef inline uint32_t lowered(uint32_t each) noexcept nogil:
    return each + 32 if c"A" <= each <= c"Z" else each


cdef inline bint stands_for_itself(uint32_t each) noexcept nogil:
    # No ASCII, and folding makes no ASCII of it, nor anything of another kind: letters of western
    # Europe but for the sharp s, their punctuation, and symbols as they are sent with messages.
    return 0xC0 <= each <= 0xFF and each != 0xDF or is_symbol(each)


cdef inline bint is_symbol(uint32_t each) noexcept nogil:
    return (
        0x1F300 <= each <= 0x1FAFF
        or 0x2600 <= each <= 0x2775 or 0x2794 <= each <= 0x27BF
        or 0x2013 <= each <= 0x2014 or 0x2018 <= each <= 0x2019 or 0x201C <= each <= 0x201D
        or each == 0xA1 or each == 0xAB or each == 0xBB or each == 0xBF
    )


cdef inline bint is_unseen(uint32_t each) noexcept nogil:
    # Joins symbols, and says that they are to be coloured.
    return each == 0x200D or each == 0xFE0F


cdef inline bint is_of_word(uint32_t each) noexcept nogil:
    # Of those that stand for themselves, and ASCII.
    return (
        c"0" <= each <= c"9" or c"a" <= lowered(each) <= c"z" or each == c"_"
        or 0xC0 <= each <= 0xFF and each != 0xD7 and each != 0xF7
    )


cdef inline bint stands_alone(
    str text, Py_ssize_t start, Py_ssize_t end, Py_ssize_t size
) except -1:
    if start > 0 and is_of_word(text[start - 1]):
        return False
    return end >= size or not is_of_word(text[end])
