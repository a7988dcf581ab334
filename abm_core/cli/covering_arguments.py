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


def _fill_account(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("account", metavar="ACCOUNT", help="its id, domain or name")
    parser.add_argument("--out", type=Path, metavar="FILE.html",
                        help="write the brief, one printed page")


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


def _fill_templates(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--out", type=Path, metavar="FILE.yaml", help="write them to a file")
    what.add_argument("--save", type=Path, metavar="FILE.yaml",
                      help="let the templates of this file hold, as a new version")
    parser.add_argument("--author", default="", metavar="NAME", help="who saves")
    parser.add_argument("--note", default="", metavar="TEXT", help="why")


def _fill_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("word", nargs="?", metavar="WORD", help="what the CRM says")
    parser.add_argument("role", nargs="?", metavar="ROLE",
                        help="the buying role that it means, or 'no buying role'")
    parser.add_argument("--author", default="", metavar="NAME", help="who says so")


COVERING = (
    ("committee", "who decides at an account: people, roles with evidence, what is missing",
     _fill_committee),
    ("account", "one account's story: score, moves, people, deals, plan; with --out, as a brief",
     _fill_account),
    ("committee-templates", "which roles a tier or segment requires, and whom each is looked for "
     "in; as a file to edit and save", _fill_templates),
    ("role-words", "what the CRM's words for roles mean; with WORD and ROLE, map one",
     _fill_words),
    ("coverage", "which required roles have a usable contact at the target accounts",
     _fill_coverage),
    ("gaps", "missing roles as a list: titles to ask for, who could fill them, where to look",
     _fill_gaps),
    ("audience", "a list as an upload for LinkedIn or Google, in their template", _fill_audience),
)  # fmt: skip
