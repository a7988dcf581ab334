"""Makes the sample data: ``python -m sample_data.generate [--seed 7] [--out DIR] [--no-effects]``.

Everything is invented; domains end in ``.example``. The same seed and as-of day give the same
rows. The as-of day is 2026-11-13, a Friday. The invented seller, northwindow.example, offers data
infrastructure. The 30 months are the 131 weeks from Monday 2024-05-13 on.

**accounts**: 5,000 rows in 21 countries of EMEA, AMER and APAC. 450 of them are subsidiaries of
180 parents; 30 of those parents have a parent themselves. 120 partners and 35 competitors
(nobody sells to them), some 12 % customers, some 1 % former customers, otherwise prospects.
Columns beyond the schema: "Funding stage", "Data team size", "Hiring for data roles", "Last
funding on", and "NPS" of some customers.

**opportunities**: 4,000 rows, created in the 30 months before the as-of day; about one in six is
open. New business goes to prospects; the first one won makes the account a customer, who is then
due to renew every year and may expand; a lost renewal makes a former customer.
**opportunity_contacts**: one to five people on some 55 % of them, 15 % without a role.
**stage_history**: all stages that each opportunity entered, "Discovery" on the day it was created.

**target_list**: the programme Northern Lights, launched in two waves of 735 and 490 accounts:
2025-09-08 (15, 120 and 600 in tiers 1, 2 and 3) and 2026-01-12 (10, 80 and 400). Three reviews
(2026-03-09, 2026-06-08, 2026-09-07): of each tier 8 to 12 % leave, of tiers 1 and 2 another 8 to
12 % move down; tiers are filled up to 25, 200 and 1,000 again, 1 and 2 from below and, for one
place in seven, from outside, 3 from outside. Nobody leaves within 26 weeks of joining or comes
back, so that weeks 0 to 25 of every target lie within its stay.

**holdouts**: the Friday before the second wave chance held out 100 of the 500 accounts that would
have joined tier 3 (seed 8; accounts in the order of their ids, one permutation). They were left
alone for 27 weeks: nobody put them on the list, and the programme changes nothing about them;
people were looked for there as at targets, before the draw. The other 400 joined. With
``hold_out=False`` the same world has no draw.

**contacts**: 25,000, more at large accounts and targets, none at one account in nine. Titles in
English (four in five), German, French, Dutch, Italian, Swedish, Danish, Spanish, Portuguese; what
is odd about titles: ``titles.py``. ``generate_with_truth`` gives level, function and language.

**activities**: some 291,000, two in three theirs; heavy-tailed (the most active tenth of accounts
does 40 % of it). **signals**: intent on ten topics of 1,500 accounts, hires, funding, executives,
technologies. **campaigns**: 30 with spend, five of them the programme's, whose spend is also given
by account (**campaign_accounts**).

The true effects of the programme (``effects.py``; ``--no-effects`` leaves them out)
    * Engagement: the rate of what a target does (direction "theirs") is multiplied by **1.25**
      from the Monday it joins until it leaves, in all tiers and kinds alike. Different people come
      in proportion to colleagues' habits, so that 13 weeks see some 13 % more of them.
    * Pipeline: new-business and expansion opportunities created in weeks 0 to 25 after joining are
      **1.30** times as many. Win chance, amount and cycle are as without the programme, and so is
      everything after week 25. What these opportunities stir up is within the 25 %.
    * Signals, and what the seller does (2.2 times as much at targets from the day they join, in
      both worlds), are not affected. Both worlds have all other rows in common.

How targets were picked, and what that does to comparisons
    * At a wave: fit as the export shows it (gaps count as average), plus noise (standard deviation
      14 that lasts, 8 that passes), plus 22 points for each e-fold of 1 + weekly activities in the
      **four weeks -6 to -3** before the wave (30.8 at most), minus 16 for customers. Four in ten
      accounts, whatever they look like, are passed over because their seller has no time; of each
      tier some were picked by liking (3, 20 and 70 in both waves). Reviews look at fit and noise
      only.
    * **The surge**: in those four weeks one in five of all accounts, chosen or not, do some 4.5
      times as much as usual; it then passes. Opportunities also announce themselves: up to 2.25
      times as much in the six weeks before, twice while open.
    * So comparisons of the two waves go wrong. Mean over eight seeds (standard deviation 0.04):

      ====================================================  =======  ==========
      activities of targets                                 effects  no effects
      ====================================================  =======  ==========
      weeks 0..12 over -13..-1                                 1.09        0.87
      the same over that of accounts never on the list         1.09        0.87
      weeks 0..12 over the mean of 13 weeks of -32..-7         1.49        1.19
      opportunities of all targets, weeks 0..25 / -26..-1      1.53        1.18
      ====================================================  =======  ==========

      Comparable accounts that were considered and not chosen are there, some 3,000 of them; given
      what they did in weeks -32..-7 and -6..-3 and what the export says, choice was random.
    * 250 customers were never on the list.

What else drives activities (``interest.py``): lasting level (log-normal, 0.7), latent fit, size,
AR(1) drift (0.4; 0.8 a week), seasons by trade, growth of 5 % a year, a summer dip of 12 %, half at
Christmas, 0.8 surges per account of one to three weeks at any time.

Planted fit
    * Latent fit, 0 to 100 (points in ``sample_data/fit.py``): industry 30, employees 25, data
      technology 20, hiring for data roles 15, region 10.
    * New-business opportunities are proposed at 0.29 times the rate of fit 50 at fit 0, 3.5 times
      at fit 100. An account has one at a time and none after the first won (but for those that the
      programme adds), so that in the files the highest tenth of accounts by fit has about 5 times
      as many as the lowest.
    * They are won with probability 0.10 + 0.36 / (1 + exp(-(fit - 61) / 5)): 10 % in the
      lowest tenth of accounts by fit, 46 % in the highest. Expansions add 12 points; renewals
      succeed with 78 % (fit 0) to 92 % (fit 100).
    * Amounts grow by the factor exp(0.006 (fit - 50)), and with the power 0.22 of head count.

Planted faults
    * 40 accounts are entered twice (new id, same domain, other spelling), 12 of the second
      entries took an opportunity that belongs to the first, and three in ten contacts are there.
    * 60 opportunities and 160 activities name 25 account ids that the accounts do not have.
    * 6 accounts were created after their first opportunity.
    * No value, at random: annual revenue 20 %, employees 6 %, industry 4 %, technologies 35 %,
      funding stage 30 %, data team size 40 %, last funding 60 % of accounts; amount 5 % of open
      opportunities; e-mail 8 %, title 7 %, verified on 18 %, department 60 % of contacts.
    * 15 lost opportunities have the amount 0; about one open one in twelve is overdue.
    * Amounts are in USD, EUR or GBP as the currency column says; annual revenue is in USD; two
      campaigns are in EUR.
    * Contacts: 4 % left (and did nothing afterwards), 5 % opted out, 4 % bounced, 3 % with an
      address at a private mailer.
    * Activities: a bot with some 350 visits on each of three days, 450 visits of own staff
      (northwindow.example), one in 200 recorded twice under another id, 40 meetings planned for
      11 to 70 days after the as-of day. 37 % of page visits have no contact.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from sample_data.files import write_examples, write_parquet
from sample_data.world import SampleData, Truth, generate_world

SEED = 7
AS_OF = date(2026, 11, 13)

__all__ = ["AS_OF", "SEED", "SampleData", "Truth", "generate", "generate_with_truth", "write"]


def generate(
    seed: int = SEED, as_of: date = AS_OF, *, effects: bool = True, hold_out: bool = True
) -> SampleData:
    """The sample for a seed and an as-of day; the same arguments give the same frames."""
    return generate_world(seed, as_of, effects, hold_out)[0]


def generate_with_truth(
    seed: int = SEED, as_of: date = AS_OF, *, effects: bool = True, hold_out: bool = True
) -> tuple[SampleData, Truth]:
    """The sample, and beside it what no export would have."""
    return generate_world(seed, as_of, effects, hold_out)


def write(sample: SampleData, folder: Path) -> None:
    """The Parquet files and the CSV examples."""
    write_parquet(sample._asdict(), folder)
    write_examples(sample._asdict(), folder / "examples")


def main() -> None:
    """Generate and write."""
    parser = argparse.ArgumentParser(description="Generate the sample data.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--no-effects", action="store_true", help="the programme changes nothing")
    arguments = parser.parse_args()
    write(generate(arguments.seed, effects=not arguments.no_effects), arguments.out)


if __name__ == "__main__":
    main()
