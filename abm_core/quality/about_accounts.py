"""Checks of accounts: twins, parents, days of creation."""

from __future__ import annotations

from abm_core.quality.check import (
    COVERAGE,
    DOUBTFUL,
    ENGAGEMENT,
    ICP,
    LIFT,
    WRONG,
    Check,
)

# A child may share its parent's domain: that is a family, not a twin.
SHARED_DOMAIN = """
WITH own AS (
    SELECT a.account_id, a.name, a.domain, a.country
    FROM accounts a LEFT JOIN accounts p ON p.account_id = a.parent_id
    WHERE a.domain IS NOT NULL AND a.domain IS DISTINCT FROM p.domain
), shared AS (
    SELECT domain, count(*) AS n_sharing FROM own GROUP BY domain HAVING count(*) > 1
)
SELECT domain, account_id, name, country, n_sharing
FROM own JOIN shared USING (domain)
ORDER BY n_sharing DESC, domain, account_id
"""

# Two known domains that differ are two companies, whatever their names; where all have the same
# domain, the check above says so.
SAME_NAME = """
WITH bare AS (
    SELECT account_id, name, domain, country,
        trim(regexp_replace(lower(strip_accents(name)), '[^\\p{L}\\p{N}]+', ' ', 'g')) AS words,
        lower(trim(coalesce(country, ''))) AS land
    FROM accounts
), named AS (
    SELECT *, regexp_replace(words,
        '( (inc|incorporated|corp|corporation|co|company|llc|llp|ltd|limited|plc|gmbh|mbh|ag|kg|se'
        || '|sa|sas|sarl|srl|spa|bv|nv|ab|oy|oyj|as|asa|aps|pty|pte))+$', '') AS stem
    FROM bare
), twins AS (
    SELECT stem, land, count(*) AS n_sharing
    FROM named
    WHERE stem <> ''
    GROUP BY stem, land
    HAVING count(*) > 1 AND count(domain) < count(*)
        AND min(domain) IS NOT DISTINCT FROM max(domain)
)
SELECT stem, account_id, name, domain, country, n_sharing
FROM named JOIN twins USING (stem, land)
ORDER BY n_sharing DESC, stem, account_id
"""

CIRCULAR_PARENTS = """
WITH RECURSIVE up AS (
    SELECT account_id AS start, parent_id AS reached, 1 AS steps
    FROM accounts WHERE parent_id IS NOT NULL
    UNION ALL
    SELECT up.start, a.parent_id, up.steps + 1
    FROM up JOIN accounts a ON a.account_id = up.reached
    WHERE a.parent_id IS NOT NULL AND up.reached <> up.start AND up.steps < 20
)
SELECT c.account_id, c.name, c.parent_id, p.name AS parent_name
FROM accounts c JOIN accounts p ON p.account_id = c.parent_id
WHERE c.account_id IN (SELECT start FROM up WHERE reached = start)
ORDER BY c.account_id
"""

MISSING_PARENTS = """
SELECT c.account_id, c.name, c.parent_id, c.parent_name,
       coalesce(c.parent_name, c.parent_id) AS named_parent
FROM accounts c LEFT JOIN accounts p ON p.account_id = c.parent_id
WHERE p.account_id IS NULL AND (c.parent_id IS NOT NULL OR c.parent_name IS NOT NULL)
ORDER BY c.account_id
"""

CREATED_AFTER = """
WITH firsts AS (
    SELECT account_id, min(created_on) AS first_opportunity_on
    FROM opportunities GROUP BY account_id
)
SELECT a.account_id, a.name, a.created_on, f.first_opportunity_on
FROM accounts a JOIN firsts f USING (account_id)
WHERE a.created_on > f.first_opportunity_on
ORDER BY a.created_on - f.first_opportunity_on DESC, a.account_id
"""

CHECKS = (
    Check(
        "shared_domain", WRONG, "accounts",
        "No two accounts share a web domain",
        "1 account shares its web domain with another",
        "{n} accounts share their web domain with another",
        "One company counts several times, and its opportunities, contacts and visits are spread "
        "over its records.",
        "Merge the records in the CRM, or give the child its parent. Where the domain belongs to a "
        "mail provider or a shop system, empty it.",
        (ICP, COVERAGE, ENGAGEMENT, LIFT),
        "{domain}: {n_sharing} accounts, one of them {name}", SHARED_DOMAIN,
    ),
    Check(
        "same_name", WRONG, "accounts",
        "No two accounts have the same name without a domain that tells them apart",
        "1 account has the name of another, and no domain tells them apart",
        "{n} accounts have the name of another, and no domain tells them apart",
        "They may be one company that counts several times. Names are compared without case, "
        "accents and legal form, within a country.",
        "Merge the records in the CRM, or fill their web domains.",
        (ICP, COVERAGE, ENGAGEMENT, LIFT),
        "{name} ({account_id}): {n_sharing} accounts of that name", SAME_NAME,
    ),
    Check(
        "circular_parents", WRONG, "accounts",
        "No account is its own ancestor",
        "1 account is its own ancestor",
        "{n} accounts are their own ancestors",
        "Families are added up at the ultimate parent, and these have none.",
        "Remove one of the parents in the CRM.",
        (ICP,), "{name} belongs to {parent_name}, which belongs to it in turn", CIRCULAR_PARENTS,
    ),
    Check(
        "missing_parents", DOUBTFUL, "accounts",
        "Every parent that is named is here",
        "1 account names a parent that is not here",
        "{n} accounts name a parent that is not here",
        "They stand alone where families are added up, until the parent arrives.",
        "Export the parents too: an account report without a filter on owner or type has them.",
        (ICP,), "{name} belongs to {named_parent}", MISSING_PARENTS,
    ),
    Check(
        "created_after", DOUBTFUL, "accounts",
        "Every account is older than its first opportunity",
        "1 account was created after its first opportunity",
        "{n} accounts were created after their first opportunity",
        "Its record was made anew, by a merge or a migration, so what was known of it on an "
        "earlier day cannot be told from its created date.",
        "Nothing, where that is how it was. After a migration, export the original created date.",
        (LIFT,), "{name}: created {created_on}, first opportunity {first_opportunity_on}",
        CREATED_AFTER,
    ),
)  # fmt: skip
