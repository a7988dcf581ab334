"""What can be typed after committee, coverage, gaps and audience."""

from __future__ import annotations

import argparse
from pathlib import Path

BY = ("role", "tier", "owner", "segment")
KINDS = ("linkedin-companies", "linkedin-contacts", "google")


def _fill_committee(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", metavar="ACCOUNT", help="its id, domain or name")
    parser.add_argument("--family", action="store_true",
                        help="with the people of all accounts under the same ultimate parent")


def _fill_coverage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=BY, default="role",
                        help="role (the default), tier, sales owner or segment of the templates")
    parser.add_argument("--family", action="store_true",
                        help="accounts under one ultimate parent as one, in their best tier")


def _fill_gaps(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, metavar="FILE", required=True,
                        help="the missing roles, as .xlsx or .csv")
    parser.add_argument("--verify", type=Path, metavar="FILE",
                        help="the contacts to verify, as .xlsx or .csv")


def _fill_audience(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", choices=KINDS, help="whose template")
    parser.add_argument("--list", metavar="NAME", required=True,
                        help="targets, 'tier 1' to 'tier 3', or the name of a programme")
    parser.add_argument("--out", type=Path, metavar="FILE.csv", required=True)
    parser.add_argument("--hash", action="store_true",
                        help="e-mails (for Google names and phones too) as SHA-256")


COVERING = (
    ("committee", "who decides at an account: people, roles with evidence, what is missing",
     _fill_committee),
    ("coverage", "which required roles have a usable contact at the target accounts",
     _fill_coverage),
    ("gaps", "missing roles as a list: titles to ask for, who could fill them, where to look",
     _fill_gaps),
    ("audience", "a list as an upload for LinkedIn or Google, in their template", _fill_audience),
)  # fmt: skip
