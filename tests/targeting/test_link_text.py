"""A draft in a link: it comes back as it went, and a broken link is a sentence."""

from __future__ import annotations

import base64
import re
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles_at_random import profiles
from tiny_world import PROFILE

from abm_core.errors import AbmError
from abm_core.targeting import link_text
from abm_core.targeting.profile import Profile

# The link of PROFILE when links were first written this way: one in an old mail opens for ever.
AS_FIRST_WRITTEN = (
    "1ePn9hc61Q3a_c05mXmZyMb0d7glLEwgPZCKEcHhBB2-0-qamZCYn5oCjTUcpKLUkMTMHHF21Omi5BRS"
    "pUHcEZ1alIgciPFnjcIQhwhG40o-hASIFgW1HkkBNW7FIDvHMAwZvCUZ8woVRcwlWB6FnAuSCBGh3LTA"
    "qqF9MAD0BACfcu-0"
)


@given(profiles)
def test_any_profile_comes_back(profile: Profile) -> None:
    text = link_text.encode(profile)
    assert re.fullmatch(r"1[A-Za-z0-9_-]*", text)
    assert link_text.decode(text) == profile
    assert link_text.decode(f" {text}\n") == profile


def test_a_link_in_an_old_mail_opens() -> None:
    assert link_text.decode(AS_FIRST_WRITTEN) == PROFILE


def test_a_link_is_short() -> None:
    assert len(link_text.encode(PROFILE)) < 300


@given(st.data())
def test_a_changed_link_is_refused_or_means_the_same(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(AS_FIRST_WRITTEN) - 1))
    letter = data.draw(st.sampled_from("0123456789abcXYZ-_.%é\0 "))
    changed = AS_FIRST_WRITTEN[:place] + letter + AS_FIRST_WRITTEN[place + 1 :]
    with suppress(AbmError):
        assert link_text.decode(changed) == PROFILE


@given(st.integers(0, len(AS_FIRST_WRITTEN) - 1))
def test_a_link_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(AbmError, match="cut off or changed"):
        link_text.decode(AS_FIRST_WRITTEN[:length])


@given(st.text(max_size=200))
def test_any_other_text_is_a_sentence(text: str) -> None:
    with pytest.raises(AbmError):
        link_text.decode(text)


def packed(plain: bytes) -> str:
    packer = zlib.compressobj(level=9, zdict=link_text.WORDS)
    return "1" + base64.urlsafe_b64encode(packer.compress(plain) + packer.flush()).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2abc", "newer version"),
        (packed(b"[1, 2]"), "holds no profile"),
        (packed(b"{"), "cut off or changed"),
        (packed(b"[" * 100_000), "cut off or changed"),
        (packed(b'{"criteria": []}' + b" " * 2_000_000), "cut off or changed"),
        (packed(b'{"criteria": [{"name": "Size"}]}'), "criterion 'Size'"),
        (AS_FIRST_WRITTEN + "AAAA", "cut off or changed"),
    ],
)
def test_texts_that_are_no_draft(text: str, said: str) -> None:
    with pytest.raises(AbmError, match=said):
        link_text.decode(text)
