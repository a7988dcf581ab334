"""The web domain that tells one company from another."""

from __future__ import annotations

import re
from functools import lru_cache

import tldextract

# Domains that many companies share: mail providers, site builders, networks. They identify
# nobody, so they are kept with the account and never used to match.
_SHARED = """
gmail.com googlemail.com google.com outlook.com hotmail.com live.com msn.com yahoo.com
ymail.com aol.com icloud.com me.com mac.com protonmail.com proton.me gmx.com gmx.de gmx.net
web.de t-online.de freenet.de mail.com mail.ru yandex.ru yandex.com qq.com 163.com 126.com
orange.fr wanadoo.fr free.fr laposte.net libero.it comcast.net verizon.net att.net zoho.com
yahoo.co.uk btinternet.com hotmail.co.uk yahoo.fr hotmail.fr wordpress.com blogspot.com
wixsite.com wix.com squarespace.com weebly.com webflow.io godaddysites.com myshopify.com
shopify.com sharepoint.com github.io gitlab.io netlify.app vercel.app herokuapp.com
azurewebsites.net amazonaws.com cloudfront.net appspot.com notion.site carrd.co jimdo.com
jimdofree.com strikingly.com site123.me business.site linkedin.com facebook.com twitter.com
x.com instagram.com youtube.com tiktok.com xing.com crunchbase.com wikipedia.org bit.ly
linktr.ee medium.com substack.com
"""
SHARED = frozenset(_SHARED.split())
ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
HOST = re.compile(r"[^\s/?#@:,;]+\.[^\s/?#@:,;]+")
# Under these nobody registers below a second level, so the list of suffixes need not be asked.
USUAL = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.(?:com|net|org))/?")
_split = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=200_000)
def registrable(text: str) -> str | None:
    """The domain a company registers, from an address of a site or a mailbox.

    >>> registrable("https://www.Shop.Acme.co.uk/x"), registrable("a@harbourline.example")
    ('acme.co.uk', 'harbourline.example')
    >>> registrable("ask Tom") is None
    True
    """
    host = text.strip().lower()
    usual = USUAL.fullmatch(host)
    if usual:
        return usual[1]
    host = re.sub(r"^[a-z][a-z0-9+.-]*://|^mailto:|^//", "", host)
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rsplit("@", 1)[-1]
    host = re.sub(r":\d+$", "", host).strip(".")
    if not HOST.fullmatch(host) or ADDRESS.fullmatch(host) or ".." in host:
        return None
    found = _split(host)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else None
    return ".".join(host.split(".")[-2:])


def for_matching(domain: str | None) -> str | None:
    """The domain if it can identify a company; ``None`` for mail providers and site hosts."""
    return None if domain is None or domain in SHARED else domain
