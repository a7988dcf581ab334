"""What can be typed after the command that tells who responds."""

from __future__ import annotations

import argparse

from abm_core import settings


def _fill_engagement(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", default="tier", metavar="GROUP",
                        help="tier, segment (as saved; industries while none is), stage, account, "
                        "or any column of accounts as region or extra.Header (default: tier)")
    parser.add_argument("--family", action="store_true",
                        help="take accounts together with all that belong to one ultimate parent")
    parser.add_argument("--window", default=f"{settings.WINDOW_WEEKS.value}w", metavar="WEEKS",
                        help="complete weeks to look back on (default: %(default)s)")


ENGAGING = (
    ("engagement", "who responds: points of tiers, segments or accounts, and who is moving",
     _fill_engagement),
)  # fmt: skip
