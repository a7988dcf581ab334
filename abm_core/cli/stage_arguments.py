"""What can be typed after ``stages``."""

from __future__ import annotations

import argparse

from abm_core import schema


def _fill(parser: argparse.ArgumentParser) -> None:
    """Motion, tiers, and how far to look back."""
    parser.add_argument("--motion", choices=schema.JOURNEYS, default=schema.JOURNEYS[0],
                        help="new business, or expansion of customers (default: new)")
    parser.add_argument("--tier", action="append", default=[], dest="tiers",
                        choices=(*schema.TIERS, "none"),
                        help="only accounts of this tier today; may be given several times")
    parser.add_argument("--period", type=int, metavar="WEEKS",
                        help="weeks in which an account must have entered a stage to count for "
                        "conversion and days (default: 52)")
    parser.add_argument("--weeks", type=int, default=26, metavar="WEEKS",
                        help="weeks that cohorts by quarter joined are followed (default: 26)")


STAGING = (
    ("stages", "who is in which stage, who moves on, who is stuck; of any past week too", _fill),
)
