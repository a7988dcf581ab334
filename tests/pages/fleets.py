"""Eight accounts and a live profile whose tiers a reader can work out by hand.

                 industry 60  size 40    score   known   tier   open pipeline
f1 Alder Freight      1         1        100     100 %    1      $100K
f2 Birch Cargo        1         0.5       80     100 %    1       $50K
f3 Cedar Stores       0.5       1         70     100 %    2      $200K
f4 Doum Outlets       0.5       0.5       50     100 %    3
f5 Elm Farms          0         1         40     100 %    3       $10K
f6 Fir Rival          1         1        100     100 %    –      a competitor
f7 Gorse Works        –         0.5       50      40 %    3
f8 Hazel              –         –          –       0 %    –
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from abm_core import store
from abm_core.intake import load
from abm_core.intake.layout import mapping
from abm_core.intake.read import readers
from abm_core.targeting import target_list
from abm_core.targeting.profile import Criterion, Exclusion, Profile
from abm_core.targeting.rules import Bands, Categories
from abm_core.targeting.workshop import Workshop

NOON = datetime(2026, 3, 2, 12)
NEWEST = date(2026, 2, 20)  # the last opportunity below; the CRM knew every account before

ACCOUNTS = """\
Account ID,Account name,Domain,Industry,Employees,Account type,Sales owner,Created on
f1,Alder Freight,alder.example,Logistics,2000,prospect,Ida Holm,2026-01-05
f2,Birch Cargo,birch.example,Logistics,500,prospect,Ida Holm,2026-01-05
f3,Cedar Stores,cedar.example,Retail,2000,prospect,Ida Holm,2026-01-05
f4,Doum Outlets,doum.example,Retail,500,prospect,Tomas Brandt,2026-01-05
f5,Elm Farms,elm.example,Farming,2000,prospect,Tomas Brandt,2026-01-05
f6,Fir Rival,fir.example,Logistics,2000,competitor,,2026-01-05
f7,Gorse Works,gorse.example,,500,prospect,,2026-01-05
f8,Hazel,,,,prospect,,2026-01-05
"""
OPPORTUNITIES = """\
Opportunity ID,Account ID,Opportunity name,Amount,Currency,Stage,Created on
o1,f1,Alder: trucks,100000,USD,Proposal,2026-02-10
o2,f2,Birch: depots,50000,USD,Proposal,2026-02-11
o3,f3,Cedar: vans,200000,USD,Proposal,2026-02-12
o4,f5,Elm: tractors,10000,USD,Proposal,2026-02-20
"""

INDUSTRY = Criterion("Industry", "industry", Categories((("Logistics", 1.0), ("Retail", 0.5))), 60)
SIZE = Criterion("Size", "employees", Bands(((100, 0.5), (1000, 1.0))), 40)
RIVALS = Exclusion("account_type", ("competitor",), "Competitor")
PROFILE = Profile("Fleets", (INDUSTRY, SIZE), (RIVALS,), capacities=(3, 5, 10))
PROGRAMME = "Wheels"
LIVE = {"f1": "1", "f2": "1", "f3": "2", "f4": "3", "f5": "3", "f7": "3"}


def build(path: Path, profile: Profile | None = PROFILE) -> None:
    """A store with these accounts, and with the profile live where there is one."""
    opened = store.open_store(path)
    items = []
    for name, text in (("accounts.csv", ACCOUNTS), ("opportunities.csv", OPPORTUNITIES)):
        (table,) = readers.read(name, text.encode())
        items.append((table, mapping.propose(table).mapping))
    load.import_tables(opened, items, imported_at=NOON)
    if profile is not None:
        save(opened, profile, author="Ida Holm")
    opened.close()


def save(opened: store.Store, profile: Profile, *, author: str, based_on: int | None = None) -> int:
    """Make a profile live, as another window would."""
    with opened.cursor() as cursor:
        workshop = Workshop(cursor)
        return target_list.save(
            cursor, workshop.accounts, workshop.score(profile), programme=PROGRAMME,
            as_of=workshop.as_of, saved_at=NOON, author=author, based_on=based_on,
        ).snapshot_id  # fmt: skip
