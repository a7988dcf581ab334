"""Contacts and leads: who a row is, where the person works, what is merged and what is not."""

from __future__ import annotations

from datetime import datetime

import pytest
from intake_files import contents, counts, rows, table, take_in

from abm_core.errors import AbmError
from abm_core.intake.layout.mapping import propose, propose_all
from abm_core.intake.ledger import undo_last
from abm_core.intake.load import import_tables
from abm_core.store import Store

ACCOUNTS = "Id,Name,Website,Industry\n1,Acme,acme.com,IT\n2,Beta,beta.com,IT\n"
NOON = datetime(2026, 1, 5, 12)


def people(store: Store) -> list[tuple[str, str | None, str | None, str | None]]:
    return rows(store, "SELECT contact_id, account_id, name, email FROM contacts ORDER BY 1")


def test_names_are_joined_and_accounts_found(store: Store) -> None:
    contacts = """Contact ID,Account ID,First Name,Last Name,Full name,Email,Job Title
c1,1,Ida,Holm,,ida@acme.com,CEO
c2,,Tom,,,tom@beta.com,
c3,,,Berg,Dr. Berg,berg@gmail.com,
"""
    report = take_in(store, ACCOUNTS, contacts)
    assert counts(report, 1) == (3, 0, 0, 0)
    assert people(store) == [
        ("c1", "1", "Ida Holm", "ida@acme.com"), ("c2", "2", "Tom", "tom@beta.com"),
        ("c3", None, "Dr. Berg", "berg@gmail.com"),
    ]  # fmt: skip
    assert report.files[1].n_orphans == 1
    found = rows(store, "SELECT reference, rule FROM match_ledger WHERE entity = 'contacts'")
    assert found == [("beta.com", "e-mail domain")]
    assert not take_in(store, contacts).changed


def test_the_mail_domain_never_overrules_what_is_stated(store: Store) -> None:
    take_in(store, ACCOUNTS, """Contact ID,Account ID,Account name,Last Name,Email
c1,77,,A,a@acme.com
c2,,Beta,B,b@acme.com
c3,,Gamma,C,c@acme.com
""")
    assert [row[1] for row in people(store)] == ["77", "2", "1"]


def test_words_of_opt_out_and_bounce(store: Store) -> None:
    take_in(store, """Contact ID,Last Name,Email,HasOptedOutOfEmail,IsEmailBounced
c1,A,a@acme.com,true,0
c2,B,b@acme.com,Unsubscribed,Hard bounce
c3,C,c@acme.com,Subscribed,Verified
c4,D,d@acme.com,,catch-all
""")
    assert rows(store, "SELECT opted_out, bounced FROM contacts ORDER BY contact_id") == [
        (True, False), (True, True), (False, False), (None, None),
    ]  # fmt: skip


def test_a_row_without_id_is_found_by_mail_then_by_name_within_the_account(store: Store) -> None:
    take_in(store, ACCOUNTS, "Contact ID,Account ID,Last Name,Email\nc1,1,Holm,Ida@acme.com\n"
                             "c2,1,Berg,\nc3,2,Berg,\n")
    report = take_in(store, "Account name,Full name,Email,Job title\n"
                            "Acme,I. Holm,<IDA@ACME.com>,CEO\nAcme,Berg,,CFO\nAcme,New,,CIO\n")
    assert counts(report) == (1, 2, 0, 0)
    titles = "SELECT title FROM contacts WHERE contact_id IN ('c1', 'c2') ORDER BY contact_id"
    assert rows(store, titles) == [("CEO",), ("CFO",)]
    assert len(people(store)) == 4


def test_two_people_with_one_name_stay_two(store: Store) -> None:
    text = "Account name,Full name,Email\nAcme,Jo Berg,jo@acme.com\nAcme,Jo Berg,jo2@acme.com\n"
    assert counts(take_in(store, ACCOUNTS, text), 1) == (2, 0, 0, 0)
    before = contents(store)
    assert counts(take_in(store, text)) == (0, 0, 2, 0)
    assert contents(store) == before


def test_an_unclear_row_is_rejected_and_a_nameless_one_too(store: Store) -> None:
    take_in(store, ACCOUNTS, "Contact ID,Account ID,Last Name,Email\nc1,1,Berg,\nc2,1,Berg,\n")
    report = take_in(store, "Account ID,Last name,Job title\n1,Berg,CEO\n1,,CFO\n")
    assert counts(report) == (0, 0, 0, 2)
    assert set(report.files[0].reasons) == {
        "Could be any of the contacts c1, c2; add the Contact ID",
        "The row names nobody: no name, e-mail or id",
    }


def test_an_id_that_comes_later_belongs_to_the_contact_without_one(store: Store) -> None:
    take_in(store, ACCOUNTS, "Account name,Full name,Email\nAcme,Ida Holm,ida@acme.com\n")
    report = take_in(store, "Contact ID,Account ID,Last Name,Email,Title\n"
                            "c1,1,Holm,ida@acme.com,CEO\n")
    assert counts(report) == (0, 1, 0, 0)
    ((key, *_),) = people(store)
    assert key.startswith("con-")
    take_in(store, "Activity ID,Contact ID,Occurred at,Kind\na1,c1,2026-01-02 10:00,call\n")
    assert rows(store, "SELECT contact_id, account_id FROM activities") == [(key, "1")]


LEADS = """LEADID,Last Name,Company,Email,Lead Status,Lead Source
9,Holm,Acme,ida@acme.com,Contacted,Fair
10,Berg,Nobody Ltd,berg@gmail.com,New,Web
"""


def test_a_lead_is_a_contact_and_the_contact_keeps_its_own_values(store: Store) -> None:
    contacts = "Contact ID,Account ID,Last Name,Email,Source\n9,2,Other,o@beta.com,\n" \
               "c1,1,Holm,ida@acme.com,Phone\n"
    report = take_in(store, LEADS, ACCOUNTS, contacts)
    # Lead 9 is contact c1 by e-mail, and not the contact whose id happens to be 9.
    found = rows(store, "SELECT contact_id, lead_id, source FROM contacts ORDER BY 1")
    assert found == [("9", None, None), ("c1", "9", "Phone"), ("lead-10", "10", "Web")]
    assert "1 lead is known as contacts already" in report.files[0].notes[0]
    assert not take_in(store, LEADS, ACCOUNTS, contacts).changed


def test_a_converted_salesforce_lead_is_its_contact(store: Store) -> None:
    take_in(store, "Id,IsConverted,ConvertedContactId,LastName,Company,Email\n"
                   "00Q1G00000nDnM5UAK,true,0031G00001QtDPlQAN,Holm,Acme,x@acme.com\n")
    found = rows(store, "SELECT contact_id, lead_id FROM contacts")
    assert found == [("0031G00001QtDPl", "00Q1G00000nDnM5")]
    take_in(store, "Id,WhoId,ActivityDate,TaskSubtype\n1,00Q1G00000nDnM5UAK,2026-01-02,Call\n")
    assert rows(store, "SELECT contact_id FROM activities") == [("0031G00001QtDPl",)]


def test_several_companies_of_one_contact_are_kept_apart(store: Store) -> None:
    report = take_in(store, "Record ID,Last Name,Email,Associated Company IDs\n"
                            "1,Holm,ida@x.com,9002;9999\n")
    assert "with several, such as '9002;9999'" in report.files[0].notes[-1]


def test_contacts_wait_for_their_account_and_undo_takes_them_back(store: Store) -> None:
    take_in(store, "Contact ID,Account ID,Last Name,Email\nc1,1,Holm,\nc2,,Berg,berg@beta.com\n")
    before = contents(store)
    report = take_in(store, ACCOUNTS)
    assert report.notes == ["2 earlier contacts have found an account"]
    assert [row[1] for row in people(store)] == ["1", "2"]
    undo_last(store, undone_at=datetime(2026, 1, 6))
    assert contents(store) == before


BOTH = """Account: Account Name,Account: Type,Account: Phone,Contact: Last Name,Contact: Phone
Acme,Customer,1,Holm,11
Acme,Customer,1,Berg,12
Beta,Partner,2
"""


def test_a_file_of_accounts_and_contacts_gives_both(store: Store) -> None:
    found = table(BOTH)
    first, second = propose_all(found)
    assert (first.mapping.entity, second.mapping.entity) == ("accounts", "contacts")
    assert first.mapping == propose(found).mapping
    assert first.unmapped == ("Account: Phone",)
    assert second.unmapped == ()
    report = import_tables(store, [(found, first.mapping), (found, second.mapping)],
                           imported_at=NOON)
    assert counts(report, 0) == counts(report, 1) == (2, 0, 0, 0)
    assert [one.skipped for one in report.files] == [
        {"repeating another row": 1}, {"of accounts without a contact": 1}
    ]  # fmt: skip
    assert report.files[1].notes == ["1 row names an account and no contact"]
    assert rows(store, "SELECT name, account_id, phone FROM contacts ORDER BY 1") == [
        ("Berg", "abm-acme", "12"), ("Holm", "abm-acme", "11"),
    ]  # fmt: skip


def test_one_entity_gives_one_proposal() -> None:
    for text in (ACCOUNTS, LEADS, "Id,AccountId,LastName,Email\n1,1,Holm,a@b.com\n"):
        assert len(propose_all(table(text))) == 1


def test_users_of_the_crm_are_no_contacts() -> None:
    users = table("USER_ID,First Name,Last Name,Email\n1,Ida,Holm,ida@us.com\n", "Users.csv")
    with pytest.raises(AbmError, match="it lists colleagues"):
        propose(users)
    assert propose(users, entity="contacts").mapping.columns["email"] == "Email"
