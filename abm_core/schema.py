"""Every entity and field, declared once.

Table definitions, import mapping, templates to download, the data dictionary and exports all
read this module. Meanings follow the product's design notes, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "id", "text", "domain", "integer", "number", "money", "date", "timestamp", "boolean", "list",
    "choice", "json",
]

SQL_TYPES: dict[Kind, str] = {
    "id": "VARCHAR",
    "text": "VARCHAR",
    "domain": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "list": "VARCHAR[]",
    "choice": "VARCHAR",
    "json": "JSON",
}


@dataclass(frozen=True)
class Field:
    """One column of one entity.

    ``label`` is the header in templates and exports and the name on screens; ``aliases`` are
    spellings seen in exports of Salesforce, HubSpot, Zoho and others. ``one_of`` closes the
    vocabulary. ``required`` fields must be mapped and filled. Fields with ``imported=False`` are
    filled in by the store and never read from a file.
    """

    name: str
    kind: Kind
    label: str
    doc: str
    unit: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    imported: bool = True
    example: str = ""

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the column."""
        return SQL_TYPES[self.kind]


@dataclass(frozen=True)
class Entity:
    """One table: what a row is, its key and its columns. ``name`` is the table's name."""

    name: str
    label: str
    singular: str
    doc: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    importable: bool = False

    def field(self, name: str) -> Field:
        """The field of that name; ``KeyError`` when there is none."""
        return next(field for field in self.fields if field.name == name)

    @property
    def import_fields(self) -> tuple[Field, ...]:
        """The fields that a file can fill."""
        return tuple(field for field in self.fields if field.imported)

    @property
    def keeps_extra_columns(self) -> bool:
        """Whether columns of a file that map to no field are kept with the row."""
        return any(field.name == EXTRA for field in self.fields)


EXTRA = "extra"
ACCOUNT_TYPES = ("prospect", "customer", "former customer", "partner", "competitor")
MOTIONS = ("new", "expansion", "renewal")
OUTCOMES = ("open", "won", "lost")
TIERS = ("1", "2", "3")

_EXTRA_FIELD = Field(
    EXTRA, "json", "Further columns", "Columns of the file that map to no field, by header.",
    imported=False,
)

ACCOUNTS = Entity(
    name="accounts",
    label="Accounts",
    singular="account",
    doc="A company that we may sell to.",
    key=("account_id",),
    importable=True,
    fields=(
        Field("account_id", "id", "Account ID", "Identifies the account in its CRM.",
              aliases=("Id", "Record ID", "AccountId", "ACCOUNTID", "hs_object_id", "Company ID",
                       "CustomerID", "Customer ID", "Organization - Pipedrive System ID",
                       "External Account ID", "Apollo Account Id", "account key"),
              example="001B000001AbCdE"),
        Field("name", "text", "Account name", "The company's name as the CRM writes it.",
              required=True,
              aliases=("Name", "Account", "Account Name", "Account: Account Name", "Company",
                       "Company name", "CompanyName", "company_name", "companyname",
                       "Organization", "Organization - Name", "Organization name",
                       "Organisation", "property_name", "Security", "Customer", "Customer name"),
              example="Harbourline Instruments"),
        Field("domain", "domain", "Domain",
              "Registrable web domain; what follows www. in the company's address.",
              aliases=("Website", "Website URL", "Company Domain Name", "Account Domain",
                       "companywebsite", "companyemaildomain", "Web site", "URL", "property_domain",
                       "Company website", "Account: Website"),
              example="harbourline.example"),
        Field("parent_id", "id", "Parent account ID", "The account that owns this one.",
              aliases=("ParentId", "Parent Account: Account ID", "hs_parent_company_id",
                       "Parent ID", "Parent Company ID"),
              example=""),
        Field("parent_name", "text", "Parent account",
              "Name of the owning account, where the file gives no id of it.",
              aliases=("Parent", "Parent Account: Account Name", "Parent Account Name",
                       "Parent Company", "subsidiary_of", "Subsidiary of", "Ultimate parent"),
              example="Harbourline Group"),
        Field("industry", "text", "Industry", "Line of business.",
              aliases=("sector", "Industry Sector", "GICS Sector", "property_industry",
                       "Account: Industry", "Vertical", "Primary industry"),
              example="Medical devices"),
        Field("employees", "integer", "Employees", "Number of people who work there.",
              unit="people",
              aliases=("NumberOfEmployees", "Number of Employees", "No. of Employees",
                       "# Employees", "Employee count", "Headcount", "numberofemployees",
                       "property_numberofemployees", "Company size"),
              example="1240"),
        Field("annual_revenue", "money", "Annual revenue", "Yearly revenue of the company.",
              unit="reporting currency",
              aliases=("AnnualRevenue", "revenue", "Annual Revenue (converted)",
                       "property_annualrevenue", "Turnover", "Yearly revenue", "Sales"),
              example="84000000"),
        Field("country", "text", "Country", "Country of the head office or billing address.",
              aliases=("BillingCountry", "Billing Country", "Country/Region", "companycountry",
                       "Company Country", "office_location", "property_country", "Land",
                       "HQ country", "MailingCountry"),
              example="Denmark"),
        Field("region", "text", "Region", "State, province or sales region.",
              aliases=("BillingState", "Billing State", "Billing State/Province", "State/Region",
                       "State", "Province", "Sales region", "property_state", "Company State"),
              example="EMEA"),
        Field("technologies", "list", "Technologies",
              "Products and technologies in use there, separated by semicolons.",
              aliases=("Technology", "Tech stack", "Web Technologies", "Technographics"),
              example="Salesforce; SAP"),
        Field("account_type", "choice", "Account type", "What the account is to us today.",
              one_of=ACCOUNT_TYPES,
              aliases=("Type", "Account: Type", "Company type", "Relationship",
                       "Customer type", "property_type"),
              example="prospect"),
        Field("territory", "text", "Territory", "Sales territory that the account belongs to.",
              aliases=("Sales territory", "Territory name"), example="Nordics"),
        Field("sales_owner", "text", "Sales owner", "Who owns the account in sales.",
              aliases=("Owner", "Account Owner", "Company owner", "Record Owner", "OwnerId",
                       "hubspot_owner_id", "Organization - Owner", "Sales rep", "Account executive",
                       "Account manager"),
              example="Ida Holm"),
        Field("marketing_owner", "text", "Marketing owner", "Who owns the account in marketing.",
              aliases=("ABM owner", "Marketing lead"), example="Tomas Brandt"),
        Field("created_on", "date", "Created on", "Day the CRM first knew the account.",
              aliases=("CreatedDate", "Created Date", "Create Date", "Created Time", "createdate",
                       "property_createdate", "Organization - Creation date", "Created"),
              example="2023-05-14"),
        _EXTRA_FIELD,
    ),
)

OPPORTUNITIES = Entity(
    name="opportunities",
    label="Opportunities",
    singular="opportunity",
    doc="A possible or finished deal with one account.",
    key=("opportunity_id",),
    importable=True,
    fields=(
        Field("opportunity_id", "id", "Opportunity ID", "Identifies the opportunity in its CRM.",
              aliases=("Id", "Record ID", "OpportunityId", "Deal ID", "deal_id", "POTENTIALID",
                       "Potential Id", "Deal - Pipedrive System ID", "hs_object_id"),
              example="006B000001XyZaB"),
        Field("account_id", "id", "Account ID", "The account that the opportunity is with.",
              aliases=("AccountId", "ACCOUNTID", "Company ID", "company_id",
                       "Associated Company IDs (Primary)", "Associated Company IDs", "CustomerID",
                       "Account: Account ID"),
              example="001B000001AbCdE"),
        Field("account_name", "text", "Account name",
              "Name of the account, where the file gives no id of it.",
              aliases=("Account", "Account Name", "Account: Account Name", "Company",
                       "Company Name", "Associated Company", "Organization", "Organisation",
                       "Customer"),
              example="Harbourline Instruments"),
        Field("account_domain", "domain", "Account domain",
              "Web domain of the account, where the file gives neither id nor name.",
              aliases=("Domain", "Company Domain Name", "Website"), example=""),
        Field("name", "text", "Opportunity name", "Short name of the deal.",
              aliases=("Name", "Deal Name", "Deal - Title", "Potential Name", "Opportunity",
                       "property_dealname", "Title"),
              example="Harbourline: monitoring rollout"),
        Field("motion", "choice", "Motion", "New business, expansion or renewal.",
              one_of=MOTIONS,
              aliases=("Type", "Deal Type", "Opportunity Type", "Opportunity Record Type",
                       "dealtype"),
              example="new"),
        Field("amount", "money", "Amount", "Value of the deal in its own currency.",
              unit="currency of the opportunity",
              aliases=("close_value", "Deal - Value", "Deal Amount", "Value", "property_amount",
                       "Amount in company currency", "TCV", "Total contract value"),
              example="120000"),
        Field("currency", "text", "Currency", "ISO code of the amount's currency.",
              aliases=("CurrencyIsoCode", "Currency ISO Code", "Deal - Currency of value",
                       "Amount Currency", "deal_currency_code", "Currency code"),
              example="EUR"),
        Field("stage", "text", "Stage", "Sales stage as the CRM names it.",
              aliases=("StageName", "Deal Stage", "deal_stage", "Deal - Stage", "Sales stage",
                       "Opportunity Stage", "deal_pipeline_stage_id", "dealstage"),
              example="Proposal"),
        Field("outcome", "choice", "Outcome",
              "Open, won or lost; read from the stage where the file does not say.",
              one_of=OUTCOMES, aliases=("Deal - Status",), example="open"),
        Field("is_won", "boolean", "Is won", "CRM flag: the opportunity was won.",
              aliases=("IsWon", "Won", "hs_is_closed_won", "Closed won")),
        Field("is_closed", "boolean", "Is closed", "CRM flag: the opportunity is decided.",
              aliases=("IsClosed", "Closed", "hs_is_closed")),
        Field("created_on", "date", "Created on", "Day the opportunity was created.",
              aliases=("CreatedDate", "Created Date", "Create Date", "Created Time", "createdate",
                       "engage_date", "Deal - Creation date", "property_createdate", "Created",
                       "Open date", "OrderDate"),
              example="2025-02-03"),
        Field("closed_on", "date", "Closed on",
              "Day a won or lost opportunity was decided; the expected day while it is open.",
              aliases=("CloseDate", "Close Date", "close_date", "Closing Date", "closedate",
                       "Deal - Closed on", "property_closedate", "Deal - Won time", "Closed date"),
              example="2025-06-30"),
        Field("expected_on", "date", "Expected on",
              "Day on which an open opportunity is expected to be decided.",
              aliases=("Expected Close Date", "Deal - Expected close date", "Forecast close date")),
        Field("owner", "text", "Opportunity owner", "Who works on the deal.",
              aliases=("Owner", "Deal owner", "Potential Owner", "OwnerId", "owner_id",
                       "sales_agent", "Deal - Owner", "hubspot_owner_id"),
              example="Ida Holm"),
        _EXTRA_FIELD,
    ),
)

PROGRAMMES = Entity(
    name="programmes",
    label="Programmes",
    singular="programme",
    doc="One account-based effort with a launch date and a target list.",
    key=("programme_id",),
    fields=(
        Field("programme_id", "id", "Programme ID", "Identifies the programme.", imported=False),
        Field("name", "text", "Programme", "The programme's name.", required=True, imported=False),
        Field("launched_on", "date", "Launched on", "Day the programme began.", imported=False),
        Field("ended_on", "date", "Ended on", "Day it ended, if it has.", imported=False),
    ),
)

TARGET_LIST = Entity(
    name="target_list",
    label="Target list",
    singular="target list entry",
    doc="An account's time in one tier of one programme: the day it joined and the day it left.",
    key=("programme_id", "account_id", "joined_on", "tier"),
    importable=True,
    fields=(
        Field("programme_id", "id", "Programme ID", "The programme.", imported=False),
        Field("programme", "text", "Programme",
              "Name of the programme; rows without one belong to the default programme.",
              aliases=("Program", "ABM program", "Campaign name", "List", "List name"),
              example="Nordic growth"),
        Field("account_id", "id", "Account ID", "The account.",
              aliases=("Id", "AccountId", "ACCOUNTID", "Company ID", "Record ID",
                       "Account: Account ID"),
              example="001B000001AbCdE"),
        Field("account_name", "text", "Account name",
              "Name of the account, where the file gives no id of it.",
              aliases=("Account", "Account Name", "Company", "Company name", "Name",
                       "companyname", "Organization"),
              example="Harbourline Instruments"),
        Field("account_domain", "domain", "Domain",
              "Web domain of the account, where the file gives no id of it.",
              aliases=("Website", "Website URL", "Account Domain", "companywebsite",
                       "Company Domain Name"),
              example="harbourline.example"),
        Field("tier", "choice", "Tier", "1, 2 or 3.", one_of=TIERS, required=True,
              aliases=("Account Tier", "ABM tier", "Target tier", "Ideal Customer Profile Tier",
                       "hs_ideal_customer_profile", "Tier level"),
              example="1"),
        Field("joined_on", "date", "Joined on", "Day the account entered the tier.",
              aliases=("Join date", "Added on", "Date added", "Start date", "Entered on"),
              example="2025-01-13"),
        Field("left_on", "date", "Left on", "Day it left the tier; empty while it is in.",
              aliases=("Leave date", "Removed on", "Date removed", "End date", "Exited on")),
        Field("approver", "text", "Approver", "Who signed the decision.",
              aliases=("Approved by", "Signed by"), example="Ida Holm"),
        Field("reason", "text", "Reason", "Why the entry began or ended.", imported=False),
        Field("snapshot_id", "id", "Snapshot ID", "The save that opened the entry.",
              imported=False),
    ),
)

PROFILES = Entity(
    name="profiles",
    label="Profiles",
    singular="profile",
    doc="One saved version of an ICP: criteria, weights, exclusions, cutoffs.",
    key=("profile_id",),
    fields=(
        Field("profile_id", "id", "Profile ID", "Identifies this version.", imported=False),
        Field("name", "text", "Profile", "The profile's name.", required=True, imported=False),
        Field("version", "integer", "Version", "Counts up with every save.", imported=False),
        Field("definition", "json", "Definition", "The profile as a readable document.",
              imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("note", "text", "Note", "Why it was saved.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.", imported=False),
    ),
)

SNAPSHOTS = Entity(
    name="snapshots",
    label="Snapshots",
    singular="snapshot",
    doc="One saved decision: the profile, the data day and what was considered.",
    key=("snapshot_id",),
    fields=(
        Field("snapshot_id", "id", "Snapshot ID", "Identifies the save; counts up.",
              imported=False),
        Field("programme_id", "id", "Programme ID", "The programme it decides for.",
              imported=False),
        Field("profile_id", "id", "Profile ID", "The version of the profile used.",
              imported=False),
        Field("as_of", "date", "As of", "Newest day in the data when it was saved.",
              imported=False),
        Field("effective_on", "date", "Effective on", "Day that dates the entries and exits.",
              imported=False),
        Field("looked_back_to", "date", "Looked back to",
              "Oldest day that a criterion of the profile looked at; empty when none is dated.",
              imported=False),
        Field("n_considered", "integer", "Accounts considered", "Accounts that were scored.",
              unit="accounts", imported=False),
        Field("author", "text", "Author", "Who saved it.", imported=False),
        Field("note", "text", "Note", "Why it was saved.", imported=False),
        Field("saved_at", "timestamp", "Saved at", "When it was saved, in UTC.", imported=False),
    ),
)

SNAPSHOT_ACCOUNTS = Entity(
    name="snapshot_accounts",
    label="Snapshot accounts",
    singular="snapshot account",
    doc="Score and tier of one account as saved on a day.",
    key=("snapshot_id", "account_id"),
    fields=(
        Field("snapshot_id", "id", "Snapshot ID", "The save.", imported=False),
        Field("account_id", "id", "Account ID", "The account.", imported=False),
        Field("tier", "choice", "Tier", "Tier given; empty for none.", one_of=TIERS,
              imported=False),
        Field("score", "number", "Account score", "Blend of all criteria.", unit="0 to 100",
              imported=False),
        Field("fit", "number", "Fit", "Score over the fit criteria.", unit="0 to 100",
              imported=False),
        Field("timing", "number", "Timing", "Score over the timing criteria.", unit="0 to 100",
              imported=False),
        Field("completeness", "number", "Completeness", "Share of weight with known data.",
              unit="0 to 1", imported=False),
        Field("excluded_because", "text", "Excluded because", "Reason of the exclusion, if any.",
              imported=False),
    ),
)

IMPORTS = Entity(
    name="imports",
    label="Imports",
    singular="import",
    doc="One file that was taken in, or an import that was undone.",
    key=("import_id",),
    fields=(
        Field("import_id", "integer", "Import", "Counts up; files imported together share it.",
              imported=False),
        Field("file", "text", "File", "Name of the file, with the sheet where it has several.",
              imported=False),
        Field("entity", "text", "Holds", "What its rows are.", imported=False),
        Field("mapping", "json", "Mapping", "Which header filled which field.", imported=False),
        Field("n_rows", "integer", "Rows", "Data rows in the file.", unit="rows", imported=False),
        Field("n_added", "integer", "Added", "Rows that were new.", unit="rows", imported=False),
        Field("n_updated", "integer", "Updated", "Rows that changed something.", unit="rows",
              imported=False),
        Field("n_unchanged", "integer", "Unchanged", "Rows that said nothing new.", unit="rows",
              imported=False),
        Field("n_rejected", "integer", "Rejected", "Rows that were not taken in.", unit="rows",
              imported=False),
        Field("imported_at", "timestamp", "Imported at", "When, in UTC.", imported=False),
        Field("undone_at", "timestamp", "Undone at", "When it was undone, if it was.",
              imported=False),
    ),
)

REJECTS = Entity(
    name="rejects",
    label="Rejects",
    singular="reject",
    doc="A row that failed import, with its reason and its cells as they were.",
    key=("import_id", "file", "row_number"),
    fields=(
        Field("import_id", "integer", "Import", "The import.", imported=False),
        Field("file", "text", "File", "The file.", imported=False),
        Field("row_number", "integer", "Row", "Row in the file; the header is row 1.",
              imported=False),
        Field("reason", "text", "Reason", "Why it was not taken in.", imported=False),
        Field("cells", "json", "Cells", "The row as it was, by header.", imported=False),
    ),
)

MATCHES = Entity(
    name="match_ledger",
    label="Match ledger",
    singular="match",
    doc="How a reference in a file found its account, where it was not by the account's own id.",
    key=("entity", "reference", "account_id"),
    fields=(
        Field("entity", "text", "Entity", "What kind of row referred to the account.",
              imported=False),
        Field("reference", "text", "Reference", "The id, domain or name as the file gave it.",
              imported=False),
        Field("account_id", "id", "Account ID", "The account that was found.", imported=False),
        Field("rule", "text", "Rule", "The rule that found it.", imported=False),
        Field("confidence", "number", "Confidence", "How sure the rule is.", unit="0 to 1",
              imported=False),
        Field("import_id", "integer", "Import", "The import.", imported=False),
    ),
)

CHANGE_LOG = Entity(
    name="change_log",
    label="Change log",
    singular="change",
    doc="One change of one field; '+' stands for a row that was added, '-' for one removed.",
    key=("change_id",),
    fields=(
        Field("change_id", "integer", "Change", "Counts up.", imported=False),
        Field("entity", "text", "Entity", "The table.", imported=False),
        Field("entity_id", "text", "Row", "Key of the row; several parts as a JSON list.",
              imported=False),
        Field("field", "text", "Field", "The column, or + or -.", imported=False),
        Field("old_value", "json", "Old value", "Before.", imported=False),
        Field("new_value", "json", "New value", "After.", imported=False),
        Field("import_id", "integer", "Import", "The import that did it, if one did.",
              imported=False),
        Field("author", "text", "Author", "The person who did it, if one did.", imported=False),
        Field("changed_at", "timestamp", "Changed at", "When, in UTC.", imported=False),
    ),
)

ENTITIES: tuple[Entity, ...] = (
    ACCOUNTS, OPPORTUNITIES, PROGRAMMES, TARGET_LIST, PROFILES, SNAPSHOTS, SNAPSHOT_ACCOUNTS,
    IMPORTS, REJECTS, MATCHES, CHANGE_LOG,
)
IMPORTABLE: tuple[Entity, ...] = tuple(entity for entity in ENTITIES if entity.importable)


def entity(name: str) -> Entity:
    """The entity whose table has that name; ``KeyError`` when there is none."""
    for candidate in ENTITIES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)


# Columns that lists on screen and in Excel add to an account. They are computed, so the importer
# recognises their headers and leaves them alone instead of keeping them as further columns.
DERIVED: tuple[Field, ...] = (
    Field("live_tier", "choice", "Live tier", "Tier on the saved target list.", one_of=TIERS),
    Field("draft_tier", "choice", "Draft tier", "Tier under the draft profile.", one_of=TIERS),
    Field("score", "number", "Account score", "Blend of all criteria of the profile.",
          unit="0 to 100"),
    Field("live_score", "number", "Live score", "Account score under the live profile.",
          unit="0 to 100"),
    Field("change", "number", "Score change", "Draft score less live score.", unit="points"),
    Field("fit", "number", "Fit", "Score over the fit criteria.", unit="0 to 100"),
    Field("timing", "number", "Timing", "Score over the timing criteria.", unit="0 to 100"),
    Field("completeness", "number", "Completeness", "Share of weight with known data.",
          unit="0 to 1"),
    Field("floor", "number", "Floor", "Score if all that is unknown scored nothing.",
          unit="0 to 100"),
    Field("ceiling", "number", "Ceiling", "Score if all that is unknown scored full.",
          unit="0 to 100"),
    Field("driver", "text", "Driver", "What moved the account, or its largest contribution."),
    Field("excluded_because", "text", "Excluded because", "Reason of the exclusion, if any."),
    Field("open_pipeline", "money", "Open pipeline", "Amount of the account's open opportunities.",
          unit="reporting currency"),
    Field("n_open", "integer", "Open opportunities", "Open opportunities of the account.",
          unit="opportunities"),
    Field("n_open_without_amount", "integer", "Open without amount",
          "Open opportunities that state no amount.", unit="opportunities"),
)
