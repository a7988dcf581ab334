"""A profile as a short text for a web address, so that a link reproduces an unsaved draft.

``1`` (how it is written), then the profile's document as JSON, deflated, in URL-safe base64. It
is data only: reading one runs nothing, and a text that was cut off or changed is refused.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib

from abm_core.errors import AbmError
from abm_core.targeting import document
from abm_core.targeting.profile import Profile

WRITTEN_AS = "1"
LONGEST = 1_000_000  # bytes of a document; a profile of 60 criteria has some 20,000

# Words that every profile repeats, known to both sides. Links made with it need exactly these
# bytes for ever: for other words, write as "2" and keep reading "1".
WORDS = (
    b'"values":["zero_at":0,"full_at":"inverted":false"days":90"otherwise":0.0'
    b'"exclusions":[{"field":"account_type","any_of":["competitor"],"reason":"Competitor"'
    b'"partner"],"reason":"Partner""employees""annual_revenue""region""country""industry"'
    b'"technologies""extra."part":"timing""kind":"recency""kind":"yes_no""kind":"any_of"'
    b'"kind":"ramp","zero_at":"kind":"category","scores":{"kind":"bands","bands":[{"from":0,'
    b'"score":1.0},{"from":"score":0.5{"profile":"Ideal customer","cutoffs":[80.0,60.0,40.0],'
    b'"completeness_gates":[0.6,0.4,0.3],"capacities":[25,200,2000],"criteria":[{"name":"'
    b'","field":"extra.","part":"fit","weight":20.0,"kind":"'
)


def encode(profile: Profile) -> str:
    """The profile as a text of letters, digits, ``-`` and ``_``."""
    plain = json.dumps(document.to_document(profile), separators=(",", ":")).encode()
    packer = zlib.compressobj(level=9, zdict=WORDS)
    packed = packer.compress(plain) + packer.flush()
    return WRITTEN_AS + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(text: str) -> Profile:
    """The profile that a link describes.

    Raises ``AbmError`` for a text that was cut off or changed on its way, and for one that a newer
    version of this program wrote.
    """
    text = text.strip()
    if text[:1].isdigit() and text[:1] != WRITTEN_AS:
        raise AbmError(
            "This link was made by a newer version of this program.",
            "Update this one, or ask for the profile as a file.",
        )
    try:
        if text[:1] != WRITTEN_AS:
            raise ValueError("no link of ours")
        return document.from_document(_unpacked(text[1:]))
    except (ValueError, RecursionError, zlib.error, binascii.Error) as error:
        raise AbmError(
            "The draft in this link cannot be read: the link was cut off or changed.",
            "Copy the whole link again, or ask for the profile as a file.",
        ) from error


def _unpacked(text: str) -> object:
    packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj(zdict=WORDS)
    plain = unpacker.decompress(packed, LONGEST)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("cut off, or longer than any profile")
    return json.loads(plain)
