"""What a file is beyond its single headers: kinds of activity, leads, histories, and what we skip.

Judged by the headers together, by what the file calls its rows, and by its name where those leave
it open. The rules stand here so that they can be read and corrected in one place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from abm_core.intake.read.headers import plain
from abm_core.intake.read.readers import Table
from abm_core.settings import crm

NOT_LETTERS = re.compile(r"[\W\d_]+")
Headers = frozenset[str]

COLLEAGUES = "it lists colleagues (users of the CRM), neither accounts nor contacts"
CASES = "it holds support cases, which are no part of account-based marketing"
SETUP = "it describes how the CRM is set up, not accounts or what they did"
VERSIONS = "it holds earlier values of records whose present values are in another file"
PRODUCTS = "it holds products and prices; opportunities carry the amount of a deal"
QUOTES = "it holds quotes; their deals are in the file of opportunities"
ORDERS = "it holds orders of deals that the file of opportunities has"
RATES = "it holds exchange rates; set rates in the settings of the house"
SUPPLIERS = "it lists suppliers: companies that sell to us, not accounts that we sell to"
LISTS = "it lists who is on a list or saw a form, without anything that happened"
HOUSEKEEPING = "it records changes and merges of records, not what contacts did"
DETAILS = "it gives details of events and no time; the events themselves are in another file"
DAILY = "it holds ad figures by day; import one row per campaign with its total spend"
UPDATE = "it is an update file that was written here for the CRM: import it there"
PLAN = "it says how files belong together and holds no rows of its own"


@dataclass(frozen=True)
class Rule:
    """Matches by all of some headers, or by a pattern in the words of the file name."""

    says: str
    headers: Headers = frozenset()
    names: str = ""
    unless: Headers = frozenset()

    def fits(self, words: str, found: Headers) -> bool:
        """Whether a file with that name and those headers is meant."""
        by_name = bool(self.names and re.search(self.names, words))
        return (by_name or bool(self.headers and self.headers <= found)) and not (
            self.unless & found
        )


def _of(*names: str) -> Headers:
    return frozenset(names)


COMPANY = _of("company", "companyname", "accountname", "accountid", "website", "account")
LEFT_OUT = (
    Rule(PLAN, _of("sobject", "saverefs")),
    Rule(COLLEAGUES, _of("userid", "email"), unless=COMPANY),
    Rule(COLLEAGUES, _of("username", "profileid")),
    Rule(COLLEAGUES, _of("primaryteamid", "roleid")),
    Rule(COLLEAGUES, names=r"^(\w+ )?(owners?|teams?|roles?|owner team|team user|user role)$"),
    Rule(COLLEAGUES, names=r"^(\w+ )?users?$", unless=COMPANY),
    Rule(CASES, names=r"^(\w+ )?(cases|tickets?)$|^ticket "),
    Rule(CASES, _of("caseorigin")),
    Rule(CASES, _of("ticketid")),
    Rule(QUOTES, _of("quoteid")),
    Rule(QUOTES, names=r"^(\w+ )?quotes?$"),
    Rule(PRODUCTS, _of("productcode")),
    Rule(PRODUCTS, names=r"^(\w+ )?(products?|price ?books?)$|line items?$"),
    Rule(RATES, _of("isocode", "conversionrate")),
    Rule(SUPPLIERS, _of("supplierid", "companyname")),
    Rule(ORDERS, _of("ordernumber", "pricebookid")),
    Rule(ORDERS, names=r"^sf order$"),
    Rule(HOUSEKEEPING, names=r"\b(merged?|deleted?|change (data )?value|new lead)\b"),
    Rule(VERSIONS, names=r"\b(property history|account history|contact history|lead history|"
                         r"template history|creative history|campaign history|group history)\b"),
    Rule(SETUP, names=r"^(\w+ )?(property|properties|property option|forms?|geo)$|describe$|"
                      r"^(deal|ticket) pipelines?$"),
    Rule(LISTS, names=r"\b(contact list|list member|contact list member)\b"),
    Rule(DAILY, names=r"\banalytics by\b"),
    Rule(DAILY, _of("dateday", "spend")),
)  # fmt: skip

WEB, MAIL = {"channel": "web"}, {"channel": "mail"}
ACTIVITY_KINDS: tuple[tuple[Rule, Mapping[str, str]], ...] = tuple(
    (rule, {"kind": rule.says, **more})
    for rule, more in (
        (Rule("page visit", _of("sessionid", "utmsource")), WEB),
        (Rule("form fill", _of("formid", "conversionid")), WEB),
        (Rule("form fill", names=r"\bform (submission|fill)"), WEB),
        (Rule("mail click", names=r"\bclick(ed)? e?mail|e?mail (event )?click"), MAIL),
        (Rule("mail open", names=r"\bopen(ed)? e?mail|e?mail (event )?open"), MAIL),
        (Rule("mail sent", names=r"\bsen[dt] e?mail|e?mail (event )?sen[dt]"), MAIL),
        (Rule("other", names=r"\bunsubscribe"), MAIL | {"direction": "theirs"}),
        (Rule("other", names=r"\be?mail (event )?(bounced?|delivered|dropped|deferred|spam)"),
         MAIL | {"direction": "ours"}),
        (Rule("webinar", names=r"\bwebinar"), {}),
        (Rule("download", names=r"\bdownload"), WEB),
        (Rule("page visit", names=r"\b(visits?|page ?views?|sessions?)\b"), WEB),
        (Rule("call", _of("callstarttime")), {}),
        (Rule("call", names=r"\bcalls?\b"), {}),
        (Rule("meeting", _of("eventid", "startdatetime")), {}),
        (Rule("meeting", _of("eventsubtype")), {}),
        (Rule("meeting", _of("startdatetime", "durationinminutes")), {}),
        (Rule("meeting", names=r"\bmeetings?\b"), {}),
    )
)
ORDER_HEADERS = _of("orderid", "customerid", "orderdate")


@dataclass(frozen=True)
class Shape:
    """What is known of a file: what it holds, what holds for all its rows, or why it is left out.

    ``moves`` says which header fills which field where the spelling alone would mislead.
    """

    entity: str | None = None
    left_out: str = ""
    defaults: Mapping[str, str] = field(default_factory=dict)
    moves: Mapping[str, str | None] = field(default_factory=dict)


def words(table: Table) -> str:
    """The file name as words: without suffix, numbers, and words that every export has.

    >>> import pandas as pd, numpy as np
    >>> words(Table("hubspot/email_event_data (2).csv", (), pd.DataFrame(), np.array([])))
    'email event'
    """
    name, _, sheet = table.file.partition(" › ")
    text = NOT_LETTERS.sub(" ", sheet or PurePath(name).stem).casefold()
    return " ".join(word for word in text.split() if word not in ("data", "export", "all", "csv"))


def of(table: Table) -> Shape:
    """The first rule that fits; a shape that says nothing where none does."""
    found = {plain(header): header for header in table.headers}
    name, headers = words(table), frozenset(found)
    for rule in RULES:
        shape = rule(name, headers, found)
        if shape is not None:
            return shape
    return Shape()


# Id and our own columns alone, as we write them for each CRM.
UPDATES = tuple(
    frozenset(plain(header) for header in (crm.ID_HEADERS.value[kind.split()[0]], *fields.values()))
    for kind, fields in crm.HEADERS.value.items()
)


def _update(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Our own file for the CRM: it says what is decided here and nothing of what the CRM knows."""
    is_ours = headers in UPDATES or re.search(r"\b(salesforce|hubspot) update$", name)
    return Shape(left_out=UPDATE) if is_ours else None


def _left_out(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    return next((Shape(left_out=rule.says) for rule in LEFT_OUT if rule.fits(name, headers)), None)


def _versions(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Rows with a start and an end are versions; of opportunities they are stages."""
    if not {"fivetranstart", "fivetranend"} <= headers or "dateentered" in headers:
        return None
    if not {"id", "stagename"} <= headers:
        return Shape(left_out=VERSIONS)
    return Shape("stage_history", moves={
        "opportunity_id": found["id"], "changed_at": found["fivetranstart"],
        "stage": found["stagename"],
    })


def _stages(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Salesforce's history has an id of its own beside that of the opportunity."""
    if {"id", "opportunityid", "stagename", "createddate"} <= headers and "name" not in headers:
        return Shape("stage_history")
    return None


def _stage_list(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """The stages of the sales process themselves, with their names."""
    is_list = {"stageid", "label"} <= headers or {"masterlabel", "iswon"} <= headers
    return Shape("stages") if is_list else None


def _leads(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """A lead's own id is no contact's id; what it was converted to is."""
    by_header = headers & {"leadstatus", "isconverted", "convertedcontactid", "leadid"}
    by_name = re.search(r"\bleads?$", name)
    is_lead = (by_header and "company" in headers) or (by_name and headers & {"id", "leadid"})
    if not is_lead or not headers & {"lastname", "email"}:
        return None
    moves: dict[str, str | None] = {"contact_id": found.get("convertedcontactid")}
    moves["lead_id"] = found.get("leadid") or found.get("id") or found.get("recordid")
    return Shape("contacts", moves=moves)


def _orders(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """An order is a deal that was won on the day of the order."""
    if not headers >= ORDER_HEADERS:
        return None
    day = found["orderdate"]
    return Shape("opportunities", defaults={"outcome": "won"}, moves={
        "opportunity_id": found["orderid"], "created_on": day, "closed_on": day,
    })


def _mail_events(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    times = {"created", "timestamp", "occurredat", "activitydate", "date"}
    if re.search(r"\be?mail event\b|\bengagement$", name) and not headers & times:
        return Shape(left_out=DETAILS)
    return None


def _responses(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Who did what in a campaign: the status says what, the last change when."""
    if not {"campaignname", "status", "lastmodifiedtime"} <= headers:
        return None
    who = next((found[one] for one in ("leadlastname", "fullname") if one in headers), None)
    return Shape("activities", moves={
        "kind": found["status"], "occurred_at": found["lastmodifiedtime"],
        "campaign_id": found["campaignname"], "contact_name": who,
    }) if who else None


def _tasks(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """To-dos of our own people."""
    if {"taskowner", "subject", "duedate"} <= headers:
        return Shape("activities", defaults={"kind": "other", "direction": "ours"})
    return None


def _bridges(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Two ids and little else: whose an engagement or a deal is."""
    if len(headers) > 8 or headers & {"dealname", "amount", "stage", "dealstage"}:
        return None
    if "engagementid" in headers and headers & {"contactid", "companyid", "dealid"}:
        return Shape("activities")
    return Shape("opportunities") if {"dealid", "companyid"} <= headers else None


def _intent(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Topics with a score are intent, even where the week is missing and must be asked for."""
    return Shape("signals") if {"topic", "compositescore"} <= headers else None


def _campaigns(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """Programs of marketing tools number themselves apart from campaigns: they go by name."""
    has_name = headers & {"name", "campaignname"} and headers & {"id", "campaignid"}
    if has_name and re.search(r"\bprograms?$", name):
        return Shape("campaigns", moves={"campaign_id": None})
    return Shape("campaigns") if has_name and re.search(r"\bcampaigns?$", name) else None


def _conversions(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    """What a shop or product sold to a customer: won on the day."""
    if not {"customerid", "convertedat", "revenue"} <= headers:
        return None
    day = found["convertedat"]
    return Shape("opportunities", defaults={"outcome": "won"}, moves={
        "account_id": found["customerid"], "amount": found["revenue"],
        "created_on": day, "closed_on": day,
    })


def _activities(name: str, headers: Headers, found: Mapping[str, str]) -> Shape | None:
    for rule, defaults in ACTIVITY_KINDS:
        if rule.fits(name, headers):
            return Shape(defaults=defaults)
    return None


RULES: tuple[Callable[[str, Headers, Mapping[str, str]], Shape | None], ...] = (
    _update, _versions, _left_out, _stages, _stage_list, _leads, _orders, _conversions,
    _responses, _tasks, _mail_events, _bridges, _intent, _campaigns, _activities,
)  # fmt: skip
