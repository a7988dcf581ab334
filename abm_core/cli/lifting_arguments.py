"""What can be typed after baseline, lift, cohorts and holdout."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from abm_core import settings

PARTS = ("tier", "industry", "region", "segment")
# Of the metrics, as they are typed; a test holds them against the metrics themselves.
ENGAGEMENT = ("people", "visits", "minutes", "touches", "points")
PIPELINE = ("opportunities", "created-pipeline", "win-rate", "won-by-day", "typical-deal-size",
            "mean-deal-size", "days-to-close", "pipeline-velocity")  # fmt: skip


def fill_baseline(parser: argparse.ArgumentParser) -> None:
    """Engagement against similar accounts."""
    _metric(parser, ENGAGEMENT)
    _asked(parser)
    _told(parser)


def fill_lift(parser: argparse.ArgumentParser) -> None:
    """Pipeline against similar accounts."""
    _metric(parser, PIPELINE)
    _asked(parser)
    _told(parser)


def fill_cohorts(parser: argparse.ArgumentParser) -> None:
    """Who is compared with whom."""
    parser.add_argument("--of", choices=("engagement", "pipeline"), default="pipeline",
                        help="for which outcome (default: pipeline)")
    _asked(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE",
                        help="the frozen list, as .xlsx or .csv")


def fill_holdout(parser: argparse.ArgumentParser, everywhere: argparse.ArgumentParser) -> None:
    """Accounts that chance keeps off the list."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    drawn = actions.add_parser("draw", help="hold out some of the next tier at random",
                               parents=[everywhere])
    low, high = settings.HOLD_OUT_SHARE.value
    drawn.add_argument("--share", type=_share, default=0.15, metavar="0..1",
                       help=f"share of the tier (default: 0.15; advised: {low:g} to {high:g})")
    drawn.add_argument("--seed", type=int, default=settings.LIFT_SEED.value, metavar="N",
                       help=f"default: {settings.LIFT_SEED.value}")
    drawn.add_argument("--tier", type=int, choices=(1, 2, 3), default=2,
                       help="the tier that is next (default: 2)")
    drawn.add_argument("--author", required=True, metavar="NAME", help="who draws")
    drawn.add_argument("--profile", type=Path, metavar="FILE.yaml",
                       help="whose tier it is, where nothing is proposed (default: the live one)")
    listed = actions.add_parser("list", help="who is held out", parents=[everywhere])
    for one in (drawn, listed):
        _programme(one)


def _metric(parser: argparse.ArgumentParser, known: Sequence[str]) -> None:
    parser.add_argument("--metric", action="append", default=[], choices=known, dest="metrics",
                        metavar="METRIC", help=f"{', '.join(known)}; may be given again "
                        "(default: all of them, the declared one on top)")


def _asked(parser: argparse.ArgumentParser) -> None:
    _programme(parser)
    parser.add_argument("--tier", type=int, choices=(1, 2, 3), action="append", dest="tiers",
                        help="only targets that joined in it; may be given again")
    parser.add_argument("--segment", default="", metavar="NAME",
                        help="only targets that are in this segment today")
    parser.add_argument("--weeks", type=_weeks, metavar="N",
                        help="weeks after launch, in the place of those that are scheduled "
                        "(13 for engagement, 26 for pipeline)")
    parser.add_argument("--compare-by", action="append", dest="chosen", metavar="FIELD",
                        help="what accounts are compared by; may be given again (default: all that "
                        "the people who chose them looked at)")
    parser.add_argument("--seed", type=int, default=settings.LIFT_SEED.value, metavar="N",
                        help=f"default: {settings.LIFT_SEED.value}")
    parser.add_argument("--author", default="", metavar="NAME", help="who asks")


def _told(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=PARTS, default="", help="the metric on top by parts of the "
                        "list")
    parser.add_argument("--experiment", action="store_true",
                        help="against accounts that were held out at random")
    parser.add_argument("--fake-lists", action="store_true",
                        help="also check the method on lists that chance draws (some minutes)")
    parser.add_argument("--out", type=Path, metavar="FILE",
                        help="a report as .html, or a workbook that recomputes it as .xlsx")


def _programme(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--programme", metavar="NAME", help="default: the one saved last")


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no share between 0 and 1")
    return share


def _weeks(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 104:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of weeks from 1 to 104")
    return int(text)


LIFTING = (
    ("baseline", "did targets become more engaged than similar accounts? with range and verdict",
     fill_baseline),
    ("lift", "does it pay? pipeline of targets against similar accounts, with range and verdict",
     fill_lift),
    ("cohorts", "who is compared with whom, frozen before outcomes were read, as a file",
     fill_cohorts),
)  # fmt: skip
