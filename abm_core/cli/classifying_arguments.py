"""What can be typed after the command that reads titles."""

from __future__ import annotations

import argparse
from pathlib import Path


def _fill(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, Excel, Parquet or JSON")
    parser.add_argument("--column", required=True, metavar="TITLE",
                        help="the header of the column that holds job titles")
    parser.add_argument("--department", metavar="HEADER",
                        help="a column with departments, for titles that name no field")
    parser.add_argument("--out", type=Path, metavar="FILE",
                        help="write every row with what was read, as .csv or .xlsx")


CLASSIFYING = (
    ("classify-titles", "seniority and function of the job titles in any file; changes nothing",
     _fill),
)  # fmt: skip
