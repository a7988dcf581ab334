"""Amounts and whole numbers as people and systems write them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from abm_core.intake.parse.words import Parsed, filled, shorten

Convention = Literal[".", ","]
Currencies = list[str | None]

SYMBOLS = {
    "US$": "USD", "CA$": "CAD", "C$": "CAD", "AU$": "AUD", "A$": "AUD", "NZ$": "NZD",
    "HK$": "HKD", "S$": "SGD", "R$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY",
    "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS", "zł": "PLN", "₫": "VND",
}
_CODES = """
USD EUR GBP JPY CHF CAD AUD NZD CNY RMB INR BRL MXN SEK NOK DKK PLN CZK HUF RON BGN TRY ZAR
SGD HKD KRW TWD THB IDR MYR PHP VND AED SAR ILS RUB UAH ARS CLP COP PEN ISK EGP NGN KES
"""
CODES = frozenset(_CODES.split())
MULTIPLES = {
    "k": 1e3, "tsd": 1e3, "thousand": 1e3, "thousands": 1e3,
    "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "mil": 1e6, "million": 1e6, "millions": 1e6,
    "b": 1e9, "bn": 1e9, "mrd": 1e9, "billion": 1e9, "billions": 1e9,
    "t": 1e12, "trillion": 1e12, "trillions": 1e12,
}
UNIT_IN_HEADER = (
    (1e-6, re.compile(r"micros?$", re.I)),
    (1 / 60, re.compile(r"in[\s_]?sec(?:ond)?s?\)?$|\(sec(?:ond)?s?\)$", re.I)),
    (60.0, re.compile(r"in[\s_]?hours?\)?$|\(hours?\)$", re.I)),
    (1e3, re.compile(r"[(\[,]\s*(?:in\s+)?[$€£]?\s*(?:k|tsd\.?|thousands?|000s?)\s*[$€£]?[)\]]?$"
                     r"|\b(?:in thousands|tsd|teur|keur|kusd)\b", re.I)),
    (1e6, re.compile(r"[(\[,]\s*(?:in\s+)?[$€£]?\s*(?:m|mm|mn|mio\.?|millions?)\s*[$€£]?[)\]]?$"
                     r"|\b(?:in millions?|millions?|mio|musd|meur)\b", re.I)),
    (1e9, re.compile(r"[(\[,]\s*(?:in\s+)?[$€£]?\s*(?:b|bn|mrd\.?|billions?)\s*[$€£]?[)\]]?$"
                     r"|\b(?:in billions?|billions?|mrd|bn)\b", re.I)),
)
DIGITS = re.compile(r"\d[\d.,]*(?:e[+-]?\d+)?", re.I)
GROUPED = {
    ".": re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"),
    ",": re.compile(r"\d{1,3}(?:\.\d{2,3})*\.\d{3}(?:,\d*)?"),
}
PLAIN = {".": re.compile(r"\d+(?:\.\d*)?(?:e[+-]?\d+)?", re.I), ",": re.compile(r"\d+(?:,\d*)?")}
# Amounts that need no second look: plain digits, and one point that cannot stand between thousands.
WHOLE = re.compile(r"-?\d{1,15}")
DECIMAL = re.compile(r"-?(?:\d{1,12}\.(?:\d{1,2}|\d{4,6})|\d{4,12}\.\d{3})")
SPACES = re.compile(r"[\s'’_]")


@dataclass(frozen=True)
class Amount:
    """The parts of a written amount before its decimal sign is decided."""

    digits: str
    sign: int
    multiple: float
    currency: str | None


@lru_cache(maxsize=200_000)
def take_apart(text: str) -> Amount | None:
    """Sign, currency, digits and multiple of a written amount; ``None`` when it is none.

    >>> take_apart("($1,117.10K)")
    Amount(digits='1,117.10', sign=-1, multiple=1000.0, currency='USD')
    """
    sign, rest = 1, text.strip().replace("−", "-")
    if rest.startswith("(") and rest.endswith(")"):
        sign, rest = -1, rest[1:-1].strip()
    if rest.endswith("-"):
        sign, rest = -sign, rest[:-1].strip()
    currency, rest = _currency(rest)
    if rest[:1] in "+-" and rest:
        sign, rest = (-sign if rest[0] == "-" else sign), rest[1:].strip()
        currency, rest = (currency, rest) if currency else _currency(rest)
    if rest.endswith("-"):
        sign, rest = -sign, rest[:-1]
    rest = SPACES.sub("", rest)
    match = DIGITS.match(rest)
    if match is None:
        return None
    suffix = rest[match.end():].casefold().rstrip(".")
    if suffix and suffix not in MULTIPLES:
        return None
    return Amount(match.group(), sign, MULTIPLES.get(suffix, 1.0), currency)


def _currency(text: str) -> tuple[str | None, str]:
    """The currency sign or code at either end, and what is left."""
    if text[:1].isdigit() and text[-1:].isdigit():
        return None, text
    for symbol, code in SYMBOLS.items():
        if text.startswith(symbol):
            return code, text[len(symbol):].strip()
        if text.endswith(symbol):
            return code, text[: -len(symbol)].strip()
    if text[:3].upper() in CODES and not text[3:4].isalpha():
        return text[:3].upper(), text[3:].strip()
    if text[-3:].upper() in CODES and not text[-4:-3].isalpha():
        return text[-3:].upper(), text[:-3].strip()
    return None, text


def readings(digits: str) -> frozenset[Convention]:
    """Which decimal signs fit: both for "1,200" and "12", one for "1.5", none for "1.2.3".

    >>> sorted(readings("1.234,56")), sorted(readings("1,200")), sorted(readings("1.2.3"))
    ([','], [',', '.'], [])
    """
    signs: tuple[Convention, ...] = (".", ",")
    return frozenset(
        sign for sign in signs if PLAIN[sign].fullmatch(digits) or GROUPED[sign].fullmatch(digits)
    )


def _differs(digits: str) -> bool:
    return to_float(digits, ".") != to_float(digits, ",")


def to_float(digits: str, sign: Convention) -> float:
    """The number, once the decimal sign is decided."""
    group = "," if sign == "." else "."
    return float(digits.replace(group, "").replace(sign, "."))


def convention(
    amounts: Iterable[Amount], *, has_point: bool = False
) -> Convention | Literal["mixed", "open"]:
    """The decimal sign of a column: what its unambiguous cells say."""
    said: set[Convention] = {"."} if has_point else set()
    for amount in amounts:
        fits = readings(amount.digits)
        # "12." and "12" fit both and say nothing; "0.125" cannot be a group of thousands.
        if len(fits) == 1:
            said |= fits
        elif amount.digits.startswith("0") and fits and _differs(amount.digits):
            said.add("." if "." in amount.digits else ",")
    if len(said) == 2:
        return "mixed"
    return next(iter(said)) if said else "open"


def open_amount(cells: Sequence[str | None]) -> str | None:
    """The first amount such as "1.234", where no cell of the column tells what its point means.

    >>> open_amount(["1.234", "5"]), open_amount(["1.234", "5.5"]), open_amount(["1.234M"])
    ('1.234', None, None)
    """
    texts = filled(cells)
    if any(DECIMAL.fullmatch(text) for text in texts):
        return None
    amounts = {text: amount for text in texts
               if not WHOLE.fullmatch(text) and (amount := take_apart(text))}
    if convention(amounts.values()) != "open":
        return None
    return next((text for text, amount in amounts.items()
                 if "." in amount.digits and amount.multiple == 1 and _is_open(amount)), None)


def _is_open(amount: Amount) -> bool:
    return len(readings(amount.digits)) == 2 and _differs(amount.digits)


def _value(amount: Amount, column: str, *, whole: bool) -> float | str | None:
    """The number, ``None`` when unreadable, or a text that says why it can be read two ways."""
    fits = readings(amount.digits)
    if not fits:
        return None
    sign: Convention = "," if fits == {","} else "."
    if _is_open(amount):
        if column == "mixed":
            return "can be read as two numbers"
        if column == "open":
            sign = "," if whole and "." in amount.digits else "."
        else:
            sign = "," if column == "," else "."
    number = amount.sign * to_float(amount.digits, sign) * amount.multiple
    # 1117.1 * 1000 is 1117100.0 plus an error in the last digit; amounts end at 6 decimals.
    number = round(number, 6) if amount.multiple != 1.0 else number
    return number if math.isfinite(number) else None


def parse_numbers(
    cells: Sequence[str | None], *, what: str = "a number", whole: bool = False, unit: float = 1.0,
    decimal: Convention | None = None,
) -> tuple[Parsed, Currencies]:  # fmt: skip
    """The numbers of a column and the currency that each cell names.

    ``decimal`` is the decimal sign where the column leaves it open.
    """
    texts = filled(cells)
    simple = {text: float(text) for text in texts if WHOLE.fullmatch(text)}
    points = {text: float(text) for text in texts if DECIMAL.fullmatch(text)}
    amounts = {text: take_apart(text) for text in texts
               if text not in simple and text not in points}
    column = convention((amount for amount in amounts.values() if amount), has_point=bool(points))
    column = decimal if decimal and column in ("open", "mixed") else column
    known: dict[str, float | str | None] = {**simple, **points}
    for text, amount in amounts.items():
        known[text] = _value(amount, column, whole=whole) if amount else None
    values: dict[str | None, float | int] = {}
    wrong: dict[str, str] = {}
    for text, value in known.items():
        problem = _problem(text, value, what, whole)
        if problem:
            wrong[text] = problem
        elif isinstance(value, float):
            values[text] = int(value) if whole else scaled(value, unit)
    parsed = Parsed([values.get(text) for text in cells])
    if wrong:
        parsed.problems = {row: wrong[text] for row, text in enumerate(cells)
                           if text is not None and text in wrong}
    _note_open(parsed, amounts, column, whole)
    named = {text: amount.currency for text, amount in amounts.items()
             if amount and amount.currency and text in values}
    return parsed, [named.get(text) if text else None for text in cells]


def _problem(text: str, value: float | str | None, what: str, whole: bool) -> str | None:
    """Why a text is no number, if it is none."""
    if not isinstance(value, float):
        return f"'{shorten(text)}' {value or f'is not {what}'}"
    if whole and not value.is_integer():
        return f"'{shorten(text)}' is not a whole number"
    if whole and abs(value) >= 2**53:
        return f"'{shorten(text)}' is too large"
    return None


def _note_open(
    parsed: Parsed, amounts: dict[str, Amount | None], column: str, whole: bool
) -> None:
    """Say how "1.234" was read where no other cell decides it."""
    open_ones = [
        text for text, amount in amounts.items()
        if amount and "." in amount.digits and _is_open(amount)
    ]
    if column == "open" and open_ones and not whole:
        parsed.notes.append(
            f"'{open_ones[0]}' was read with a decimal point; no cell shows whether the point "
            "stands before decimals or between thousands"
        )


def scaled(value: float, unit: float) -> float:
    """The value in its unit; parts are divided, since 1/60 itself is no exact number.

    >>> scaled(420.0, 1 / 60), scaled(1_250_000.0, 1e-6), scaled(1.2, 1e3)
    (7.0, 1.25, 1200.0)
    """
    return value * unit if unit >= 1 else value / round(1 / unit)


def unit_of_header(header: str) -> float | None:
    """The multiple that a header states, such as "Revenue ($M)"; ``None`` when it states none.

    >>> unit_of_header("Revenue (in millions)"), unit_of_header("Umsatz Mio"), unit_of_header("ARR")
    (1000000.0, 1000000.0, None)
    >>> unit_of_header("cost_micros"), unit_of_header("CallDurationInSeconds") == 1 / 60
    (1e-06, True)
    """
    return next((size for size, pattern in UNIT_IN_HEADER if pattern.search(header)), None)


def looks_bare(cells: Sequence[str | None]) -> bool:
    """Whether a column states neither currency nor multiple in any cell."""
    amounts = (take_apart(text) for text in filled(cells)
               if not WHOLE.fullmatch(text) and not DECIMAL.fullmatch(text))
    return all(amount is None or (amount.multiple == 1.0 and amount.currency is None)
               for amount in amounts)
