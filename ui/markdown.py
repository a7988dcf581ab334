"""Text from data and files on a page: shown as it is, with nothing in it that a page acts on."""

from __future__ import annotations

import re
from pathlib import PurePath

MARKS = re.compile(r"([\\`*_{}\[\]()#|$<>~:])")
ENTITY = re.compile(r"&(?=#?\w+;)")
LINE_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")
# A list, a rule or a numbered item, which only the beginning of a line can be.
BEGINNING = re.compile(r"^([-+=]|\d+(?=[.)]))(?=[-+=.)\s]|$)")
# Control characters, and those that turn the direction of the rest of the sentence.
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
SURROGATES = re.compile("[\ud800-\udfff]")
# Links, icons and pictures are looked for after escapes are gone; an invisible word joiner ends it.
JOINER = "\u2060"
LINK = re.compile(r"\b(https?|www)(?=://|\.)", re.IGNORECASE)
ICON = re.compile(r":(?=(?:[A-Za-z][\w+-]*|[+-]1)[:/])")


def plain(text: str) -> str:
    r"""Text as it is, on one line, for a place where Streamlit reads Markdown.

    >>> print(plain("*Ivy* & <b>"), plain("1. Ivy"), plain("- Ivy"))
    \*Ivy\* & \<b\> 1\. Ivy \- Ivy
    """
    text = LINE_BREAKS.sub(" ", SURROGATES.sub("\ufffd", text)).strip()
    text = LINK.sub(rf"\1{JOINER}", ICON.sub(f":{JOINER}", UNSEEN.sub("", text)))
    begins = BEGINNING.match(text)
    text = ENTITY.sub(r"\\&", MARKS.sub(r"\\\1", text))
    if begins is None:
        return text
    number = begins[0] if begins[0].isdigit() else ""
    return f"{number}\\{text[len(number):]}"


def file_stem(name: str) -> str:
    """The name of a file without its ending, fit to be part of the name of another.

    >>> file_stem("../../etc/crm › Deals.xlsx"), file_stem("..")
    ('crm › Deals', 'file')
    """
    last = re.split(r"[/\\]", UNSEEN.sub("", SURROGATES.sub("", name)))[-1]
    return re.sub(r'[<>:"|?*\s]+', " ", PurePath(last).stem).strip(" .")[:80] or "file"
