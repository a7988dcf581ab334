"""Who on the seller's side has an activity, as the CRM would say; drawn from ids, not by chance.

The account's sales owner sends mails and meets most people; one contact in four is met by a
colleague. Activities without a person of ours (visits, downloads, advertisements) have none.
"""

from __future__ import annotations

from zlib import crc32

import pandas as pd

from sample_data import names

MET = ("meeting", "call", "mail reply")
BY_A_COLLEAGUE = 4  # one contact in so many


def owners(activities: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series:
    """The person of ours behind each activity; empty where there is none."""
    held = dict(zip(accounts["account_id"], accounts["sales_owner"], strict=True))
    owner = activities["account_id"].map(held)
    met = activities["kind"].isin(MET).to_numpy()
    colleague = activities["contact_id"].where(met).map(_colleagues(activities["contact_id"]))
    found = colleague.fillna(owner).astype(object)
    by_us = met | activities["kind"].eq("mail sent").to_numpy()
    return found.where(by_us & found.notna().to_numpy(), None)


def _colleagues(contacts: pd.Series) -> dict[str, str]:
    numbers = {one: crc32(one.encode()) for one in contacts.dropna().unique()}
    return {
        one: names.SALES_OWNERS[number // BY_A_COLLEAGUE % len(names.SALES_OWNERS)]
        for one, number in numbers.items() if number % BY_A_COLLEAGUE == 0
    }  # fmt: skip
