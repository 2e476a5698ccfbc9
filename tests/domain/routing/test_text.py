# ruff: noqa: RUF001
"""What a reader takes for the same is the same; words are whole in every script."""

import re
import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hookshift.domain.routing.classify import contains, words
from hookshift.domain.routing.marks import MARKS
from hookshift.domain.routing.text import SEARCHED, folded, is_word, searched, unmarked
from tests.domain.samples import event

ANY = st.text(st.characters(codec=None, categories=None), max_size=20)


def finds(word: str, text: str) -> bool:
    return words([word])(event(text=text), searched(text))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("école", "Où est l\u2019ÉCOLE ?"),
        ("emploi", "Je cherche d'emploi"),
        ("akazi", "Ndashaka n'akazi."),
        ("gukora", "GUKORA hano"),
        ("iş", "İŞ arıyorum"),
        ("ısı", "ISI nedir"),
        ("istanbul", "İSTANBUL'da"),
        ("नौकरी", "मुझे नौकरी चाहिए"),
        ("क़लम", "एक क़लम"),
        ("வேலை", "எனக்கு வேலை வேண்டும்"),
        ("চাকরি", "একটি চাকরি চাই"),
        ("งาน", "ฉันหางานทำ"),
        ("ที่", "ที่นี่"),
        ("仕事", "東京で仕事を探す"),
        ("وظيفة", "أريد وَظِيفَة جديدة"),
        ("عمل", "عـمـل"),
        ("ሥራ", "ስራ፡እፈልጋለሁ።"),
        ("ሀገር", "ኃገር"),
        ("job", "𝗝𝗢𝗕 here"),
        ("job", "ｊｏｂ"),
        ("straße", "STRASSE"),
        ("καφές", "ΚΑΦΈΣ"),
    ],
)
def test_a_reader_finds_the_word(word: str, text: str) -> None:
    assert is_word(word)
    for form in ("NFC", "NFD"):
        for other in ("NFC", "NFD"):
            assert finds(normalize(form, word), normalize(other, text))
        if not word.isascii():
            assert contains([word])(event(), searched(normalize(form, text)))


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("job", "éjobé"),
        ("job", "e\u0301jobe\u0301"),
        ("peche", "pêche"),
        ("नौकर", "नौकरी"),
        ("வேல", "வேலை"),
        ("งา", "งา\u0e49"),
        ("job", "jobs"),
    ],
)
def test_a_reader_finds_another_word(word: str, text: str) -> None:
    assert not finds(word, text)


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(ANY)
def test_composed_and_decomposed_are_the_same(text: str) -> None:
    assert folded(normalize("NFD", text)) == folded(normalize("NFC", text))


@given(st.text(max_size=20))
def test_every_word_of_a_text_is_a_word_and_found_in_it(text: str) -> None:
    for word in searched(text).words:
        assert is_word(word)
        assert finds(word, text)


def test_marks_are_those_of_unicode() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    found = set(re.findall(f"[{MARKS}]", everything))
    marks = {each for each in everything if category(each)[0] == "M"}
    assert marks - found == set()
    # A later version of Unicode may have made more of them.
    assert {category(each) for each in found - marks} <= {"Cn"}


def test_only_the_beginning_of_a_text_is_searched() -> None:
    at_the_bound = "x " * (SEARCHED // 2 - 2) + " job"
    assert len(at_the_bound) == SEARCHED
    assert finds("job", at_the_bound)
    assert not finds("job", "x" + at_the_bound)
    assert not finds("job", " " * 3_000_000 + "job")


def test_words_are_found_once_for_all_rules() -> None:
    text = searched("a job")
    assert text.words is text.words


def test_what_is_taken_for_unmarked_has_no_marks() -> None:
    marks = re.compile(f"[{MARKS}]")
    without = [each for each in map(chr, range(sys.maxunicode + 1)) if unmarked().fullmatch(each)]
    assert len(without) > 4_000
    assert [each for each in without if marks.match(each)] == []
