"""Makes the sample data: ``python -m sample_data.generate [--seed 7] [--out DIR]``.

Everything is invented; domains end in ``.example``. The same seed and as-of day give the same
rows. The as-of day is 2026-11-13, a Friday. The invented seller offers data infrastructure.

**accounts**: 5,000 rows in 21 countries of EMEA, AMER and APAC. 450 of them are subsidiaries of
180 parents; 30 of those parents have a parent themselves. 120 partners and 35 competitors
(nobody sells to them), some 12 % customers, some 1 % former customers, otherwise prospects.
Columns beyond the schema: "Funding stage", "Data team size", "Hiring for data roles", "Last
funding on", and "NPS" of some customers.

**opportunities**: 4,000 rows, created in the 30 months before the as-of day; about one in six is
open. New business goes to prospects; the first one won makes the account a customer, who is then
due to renew every year and may expand; a lost renewal makes a former customer.

**target_list**: the programme Northern Lights, launched on 2025-09-08 with 25, 200 and 1,000
accounts in tiers 1, 2 and 3, of which 3, 20 and 70 were picked by liking and the rest by latent
fit plus noise (standard deviation 9 that lasts, 5 that passes). Four quarterly reviews
(2025-12-08, 2026-03-09, 2026-06-08, 2026-09-07): of each tier 8 to 12 % leave the list, of tiers
1 and 2 another 8 to 12 % move down a tier; tiers 1 and 2 are filled up from below and, for one
place in seven, from outside; new entries of tier 3 are 9 to 13 %.

Planted effects
    * Latent fit, 0 to 100 (points in ``sample_data/fit.py``): industry 30, employees 25, data
      technology 20, hiring for data roles 15, region 10.
    * New-business opportunities are proposed at 0.29 times the rate of fit 50 at fit 0, 3.5 times
      at fit 100. An account has one at a time and none after the first won, so that in the files
      the highest tenth of accounts by fit has about 5 times as many as the lowest.
    * They are won with probability 0.10 + 0.36 / (1 + exp(-(fit - 61) / 5)): 10 % in the
      lowest tenth of accounts by fit, 46 % in the highest. Expansions add 12 points; renewals
      succeed with 78 % (fit 0) to 92 % (fit 100).
    * Amounts grow by the factor exp(0.006 (fit - 50)), and with the power 0.22 of head count.
    * Being on the target list has **no** effect on opportunities: whatever sets targets apart
      in these files is selection, and the true lift is 0.

Planted faults
    * 40 accounts are entered twice (new id, same domain, other spelling), 12 of the second
      entries took an opportunity that belongs to the first.
    * 60 opportunities name 25 account ids that the accounts do not have.
    * 6 accounts were created after their first opportunity.
    * No value, at random: annual revenue 20 %, employees 6 %, industry 4 %, technologies 35 %,
      funding stage 30 %, data team size 40 %, last funding 60 % of accounts; amount 5 % of open
      opportunities.
    * 15 lost opportunities have the amount 0; about one open one in twelve is overdue.
    * Amounts are in USD, EUR or GBP as the currency column says; annual revenue is in USD.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from sample_data.accounts import accounts, duplicates, late_creations, with_gaps
from sample_data.deals import history, orphans
from sample_data.files import write_examples, write_parquet
from sample_data.opportunities import opportunities
from sample_data.programme import target_list
from sample_data.traits import companies

SEED = 7
AS_OF = date(2026, 11, 13)
N_COMPANIES = 4960
N_GHOSTS = 25
N_OPPORTUNITIES = 3940
N_ORPHANS = 60
N_MOVED = 12


class SampleData(NamedTuple):
    """The three frames; columns are the schema's field names and further headers."""

    accounts: pd.DataFrame
    opportunities: pd.DataFrame
    target_list: pd.DataFrame


def generate(seed: int = SEED, as_of: date = AS_OF) -> SampleData:
    """The sample for a seed and an as-of day; the same arguments give the same frames."""
    world, dealing, selling, entry, desk = (
        np.random.default_rng(one) for one in np.random.SeedSequence(seed).spawn(5)
    )
    known = companies(world, as_of, N_COMPANIES + N_GHOSTS, N_GHOSTS)
    past = history(dealing, known, as_of, N_OPPORTUNITIES, N_GHOSTS)
    lost_track = orphans(dealing, known, as_of, N_ORPHANS, N_GHOSTS)
    deals = opportunities(selling, [*past.deals, *lost_track], known, as_of)
    known = late_creations(entry, known.iloc[:N_COMPANIES], past.deals, as_of)
    firsts = accounts(entry, known, past.tenures, as_of)
    targets = target_list(desk, firsts, known["fit"].to_numpy(), as_of)
    not_won = deals[(deals["motion"] == "new") & (deals["outcome"] != "won")]
    seconds = duplicates(entry, firsts, set(not_won["account_id"]), as_of)
    seconds, deals = _move_some(seconds, deals)
    everyone = pd.concat([firsts, seconds]).sort_values("account_id", ignore_index=True)
    return SampleData(with_gaps(entry, everyone), deals, targets)


def _move_some(
    seconds: pd.DataFrame, deals: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give 12 second entries an open or lost opportunity of the first; date the entry before it."""
    seconds, deals = seconds.copy(), deals.copy()
    candidates = deals[deals["account_id"].isin(seconds.index) & (deals["outcome"] != "won")]
    for index, deal in candidates.drop_duplicates("account_id").head(N_MOVED).iterrows():
        first = deal["account_id"]
        deals.loc[index, "account_id"] = seconds.loc[first, "account_id"]
        seconds.loc[first, "created_on"] = deal["created_on"] - pd.Timedelta(days=3)
    return seconds, deals


def write(sample: SampleData, folder: Path) -> None:
    """The Parquet files and the CSV examples."""
    write_parquet(sample._asdict(), folder)
    write_examples(sample._asdict(), folder / "examples")


def main() -> None:
    """Generate and write."""
    parser = argparse.ArgumentParser(description="Generate the sample data.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    write(generate(arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
