"""What is known of public exports apart from our own reading: origins, check values, messes.

Check values were computed from the files by other means and written down with them; none is
copied from what an import said. What becomes of a mess is stated here and read by a person
against the import's own notes.
"""

from __future__ import annotations

from typing import NamedTuple


class Check(NamedTuple):
    """A value known beforehand, and the question to the store that must give it."""

    says: str
    sql: str
    expected: tuple[object, ...]


class Export(NamedTuple):
    """A public set of files; ``alone`` takes in every file by itself."""

    folder: str
    name: str
    origin: str
    checks: tuple[Check, ...] = ()
    messes: tuple[str, ...] = ()
    alone: bool = False


def _count(table: str, n: int, where: str = "true", says: str = "") -> Check:
    return Check(says or f"{n:,} {table}", f"SELECT count(*) FROM {table} WHERE {where}", (n,))


EXPORTS = (
    Export("maven-crm", "Maven Analytics: CRM Sales Opportunities",
           "github.com/ikebude/CRM-Sales-Analysis",
           (
               _count("accounts", 85),
               _count("accounts", 15, "parent_id IS NOT NULL", "15 with a parent that is there"),
               _count("opportunities", 8_800),
               Check("1,589 Engaging, 2,473 Lost, 500 Prospecting, 4,238 Won",
                     "SELECT string_agg(n, ' ' ORDER BY stage) FROM (SELECT stage, "
                     "count(*)::VARCHAR AS n FROM opportunities GROUP BY stage)",
                     ("1589 2473 500 4238",)),
               Check("win rate of closed 63.15 %",
                     "SELECT round(100 * count_if(is_won) / nullif(count_if(is_closed), 0), 2) "
                     "FROM opportunities", (63.15,)),
               Check("won 10,005,534", "SELECT sum(amount) FROM opportunities WHERE is_won",
                     (10_005_534.0,)),
               Check("created 2016-10-20 to 2017-12-27, closed 2017-03-01 to 2017-12-31",
                     "SELECT min(created_on)::VARCHAR, max(created_on)::VARCHAR, "
                     "min(closed_on)::VARCHAR, max(closed_on)::VARCHAR FROM opportunities",
                     ("2016-10-20", "2017-12-27", "2017-03-01", "2017-12-31")),
               _count("opportunities", 1_425, "account_id IS NULL", "1,425 without an account"),
               _count("opportunities", 500, "created_on IS NULL", "500 without a day of creation"),
           ),
           (
               "Country `Philipines` is read as Philippines and a note says so; the sector "
               "`technolgy` stays as written.",
               "Opportunities without an account are kept, counted, and left out of account "
               "numbers.",
               "Open deals without day and value stay without them; a lost deal's 0 stays 0.",
               "Revenue in bare millions is asked about and taken as written until answered.",
               "`GTXPro` against `GTX Pro`: products are left out by name, the deal keeps its "
               "product as a further column.",
           )),
    Export("zoho-crm", "Zoho CRM sample data, all modules",
           "github.com/rahulanilnair/Analysis-of-ZOHO-CRM-Analytics-using-SQL",
           (
               Check("amounts 231,380,900", "SELECT sum(amount) FROM opportunities",
                     (231_380_900.0,)),
               Check("1,425 won for 89,066,200, 485 lost",
                     "SELECT count_if(outcome = 'won'), sum(amount) FILTER (outcome = 'won'), "
                     "count_if(outcome = 'lost') FROM opportunities", (1_425, 89_066_200.0, 485)),
               Check("actual cost of campaigns 44,209,580 in 110 rows",
                     "SELECT sum(spend), count(*) FROM campaigns", (44_209_580.0, 110)),
               _count("activities", 2_978, "kind = 'meeting'", "2,978 events"),
               _count("activities", 911, "kind = 'other' AND direction = 'ours' AND channel = "
                      "'other'", "911 distinct tasks (2,978 less 2,067 exact repeats)"),
           ),
           (
               "Three styles of dates: decided by column.",
               "`$22,700.00` and `$1,117.10K` are amounts.",
               "Names and websites repeat: accounts go by their own id.",
               "Potentials have no id: known by name, account and day; a note says so. They take "
               "the account of their lead.",
               "Ids of 17 digits stay text; `0` refers to no opportunity; potentials of calls that "
               "no file defines stay references.",
               "Three accounts without a name go by their domain.",
               "Contacts with a last name only are taken by it.",
               "Tasks: 2,067 exact repeats are skipped and counted.",
               "Three accounts without a name are rejected, so one contact waits for its account.",
               "Campaign responses name a surname only; those that fit no contact or several wait.",
           )),
    Export("google-sfdc-kittycorn", "Google Cortex test harness: a Salesforce org",
           "github.com/Lsubatin/sfdc-kittycorn",
           (
               _count("accounts", 1_680),
               Check("10,130 contacts, every account known",
                     "SELECT count(*), count(a.account_id) FROM contacts c "
                     "LEFT JOIN accounts a USING (account_id)", (10_130, 10_130)),
               Check("89,521 events, 47,822 with an account, of 355",
                     "SELECT count(*), count(account_id), count(DISTINCT account_id) "
                     "FROM activities", (89_521, 47_822, 355)),
               Check("one title", "SELECT count(title) FROM contacts", (1,)),
           ),
           (
               "Ids of 15 and 18 characters meet; WhoId and WhatId are sorted by the kind of id.",
               "Leads and opportunities that the set lacks stay references and join later.",
               "A city typed into the state stays as written; addresses of several lines are kept.",
               "Exchange rates, with their days from 0001 to 9999, are left out by name.",
           )),
    Export("salesforce-lwc-recipes", "Salesforce Trailhead sample org (lwc-recipes)",
           "github.com/trailheadapps/lwc-recipes",
           (_count("accounts", 10), _count("contacts", 6)),
           (
               "A byte order mark, headers with the object in front, rows cut short: read.",
               "One row holds an account and a contact: counted once for each; repeats of an "
               "account, and accounts without a contact, are skipped and counted.",
               "References such as `@AccountRef1` in the JSON trees are followed.",
           )),
    Export("northwind", "Northwind Traders", "github.com/jpwhite3/northwind-SQLite3",
           (
               _count("accounts", 93), _count("contacts", 93), _count("opportunities", 830),
               _count("accounts", 1, "name = 'Berglunds snabbköp'", "`Berglunds snabbköp` as such"),
           ),
           (
               "Customers are accounts and contacts at once; orders are deals won on their day.",
               "Suppliers are left out by name.",
           )),
    Export("fivetran-hubspot", "Fivetran: HubSpot tables in a warehouse",
           "github.com/fivetran/dbt_hubspot", (),
           (
               "The prefix `property_` is seen through; the hostile header is a further column.",
               "Merge records of contacts and deals are left out by name.",
               "Last rows without a line end are read.",
               "Stages by id take their names from the table of stages, deleted ones as well.",
               "Links to deals and activities that no file holds are rejected with that reason.",
           )),
    Export("fivetran-salesforce", "Fivetran: Salesforce tables in a warehouse",
           "github.com/fivetran/dbt_salesforce",
           (
               _count("accounts", 1, says="one account that is not in the recycle bin"),
               _count("opportunities", 0, says="no opportunity outside the recycle bin"),
           ),
           (
               "Contacts of 368 and leads of 382 columns: those that we know are mapped, the "
               "others are kept as further columns.",
               "Nine accounts, all opportunities and their history are marked as deleted: skipped "
               "and counted.",
           )),
    Export("fivetran-marketo", "Fivetran: Marketo tables in a warehouse",
           "github.com/fivetran/dbt_marketo", (),
           (
               "A byte order mark in front of the first header is no part of it.",
               "One file per kind of activity: the file name says the kind.",
               "Merges and deletions of leads are left out by name.",
               "Not told apart: programmes and smart campaigns number their rows each by "
               "themselves, so 18 programmes fall on a campaign of the same number; a note says "
               "so.",
           )),
    Export("linkedin-ads", "Fivetran: LinkedIn ads in a warehouse",
           "github.com/fivetran/dbt_ad_reporting", (),
           ("Figures by day and versions of campaigns are left out by name: spend comes in as one "
            "row per campaign.",)),
    Export("dbt-attribution", "dbt Labs: attribution playbook",
           "github.com/dbt-labs/attribution-playbook",
           (
               Check("90 sessions of 52 customers",
                     "SELECT count(*), count(DISTINCT contact_id) FROM activities", (90, 52)),
               _count("opportunities", 21, says="21 conversions"),
           ),
           (
               "Hours without a leading zero are read.",
               "Sessions without a medium are kept as web visits.",
               "Spend by day and tag is left out by name.",
           )),
    Export("sp500", "S&P 500 constituents and financials",
           "github.com/datasets/s-and-p-500-companies",
           (
               Check("500 companies by CIK in 503 rows of constituents",
                     "SELECT count(DISTINCT extra ->> '$.CIK'), count(extra ->> '$.CIK') "
                     "FROM accounts", (500, 503)),
           ),
           (
               "Two share classes of a company are two accounts, as the file has them.",
               "`2013 (1888)` stays text; blank prices stay unknown.",
               "The two files are of different days: what only one of them holds is kept.",
           )),
    Export("executives", "Officers of US public companies, from proxy statements",
           "github.com/shaneholloman/edgar",
           (
               Check("96 companies",
                     "SELECT count(DISTINCT account_name) FROM contacts", (96,)),
           ),
           (
               "Officers whose company is not in the store are kept and wait for it.",
               "The same person of the same company with another title is rejected, to be decided.",
           )),
    Export("dataloader-tests", "Tests of the Salesforce Data Loader",
           "github.com/forcedotcom/dataloader", (),
           (
               "UTF-8, UTF-16 and UTF-32 in both byte orders with their marks, and doubled "
               "quotes: read as such; refused only for holding nothing of ours.",
               "`csvSeparator.csv` holds commas as well as `!`: it is read by commas unless the "
               "separator is named.",
               "Dates with offsets are in columns that no account has: kept as further columns, "
               "as written.",
           ), alone=True),
)  # fmt: skip
