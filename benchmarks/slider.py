"""One slider step of the whole screen at 100,000 accounts: time on the server.

A window without a browser moves the slider over the server's own socket: the number holds
widgets, scoring, sentences, charts, tables and sending them, and no drawing.
"""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from statistics import quantiles

from abm_core import store
from abm_core.targeting import model, target_list, tiers
from abm_core.targeting.accounts import Accounts
from abm_core.targeting.profile import Criterion, Profile
from abm_core.targeting.rules import Bands, Categories, Ramp, Rule, YesNo
from benchmarks import machine
from benchmarks.wire import ICP_PATH, ROOT, Window, served

N_ACCOUNTS = 100_000
N_DEALS = 20_000
N_MOVES = 100
WARM_UP = 10
WEIGHT_KEYS = "w_"
TODAY = date(2026, 3, 2)
SAVED_AT = datetime(2026, 3, 2, 12, 0)

# Chance comes from a hash of the row number, so every run makes the same accounts.
GENERATE = """
INSERT INTO accounts (account_id, name, domain, industry, employees, annual_revenue, region,
                      account_type, extra)
WITH drawn AS (
    SELECT n, [(hash(n * 97 + k) % 1000)::BIGINT FOR k IN range(12)] AS chance
    FROM range($n_accounts) AS numbers(n)
)
SELECT
    printf('A%07d', n), printf('Account %d', n), printf('account%d.example', n),
    if(chance[1] < 150, NULL, printf('Industry %d', chance[2] % 12)),
    if(chance[3] < 200, NULL, pow(10, 1 + chance[4] / 250)::BIGINT),
    if(chance[5] < 350, NULL, pow(10, 5 + chance[6] / 200)),
    if(chance[7] < 100, NULL, ['EMEA', 'AMER', 'APAC', 'LATAM'][1 + chance[8] % 4]),
    if(chance[9] < 20, 'competitor', 'prospect'),
    CASE WHEN chance[10] < 250 THEN json_object('Site visits', chance[11] % 60)
         WHEN chance[10] < 500 THEN json_object('Intent', chance[11] / 10)
         ELSE json_object('Site visits', chance[11] % 60, 'Intent', chance[12] / 10,
                          'Uses a rival', chance[12] % 3 = 0) END
FROM drawn
"""

# Decided and open deals, so that the back-test and the pipeline have something to count.
GENERATE_DEALS = """
INSERT INTO opportunities (opportunity_id, account_id, amount, currency, stage, outcome, is_won,
                           is_closed, created_on, closed_on)
WITH drawn AS (
    SELECT n, [(hash(n * 89 + k) % 1000)::BIGINT FOR k IN range(4)] AS chance
    FROM range($n_deals) AS numbers(n)
), dealt AS (
    SELECT n, chance, CASE WHEN chance[1] < 250 THEN 'won' WHEN chance[1] < 700 THEN 'lost'
                           ELSE 'open' END AS outcome,
           DATE '2024-01-01' + (chance[2] % 700)::INTEGER AS opened
    FROM drawn
)
SELECT printf('D%07d', n), printf('A%07d', hash(n) % $n_accounts), 1000 * (1 + chance[3]), 'USD',
       outcome, outcome, outcome = 'won', outcome <> 'open', opened,
       CASE WHEN outcome <> 'open' THEN opened + 60 END
FROM dealt
"""


def profile() -> Profile:
    """Seven criteria over built-in fields and further columns."""
    rules: dict[str, tuple[str, Rule]] = {
        "Industry": ("industry", Categories(
            tuple((f"Industry {n}", round(1 - n / 12, 2)) for n in range(12)))),
        "Employees": ("employees", Bands(((10, 0.2), (100, 0.5), (1000, 1.0)))),
        "Revenue": ("annual_revenue", Bands(((1e6, 0.3), (1e7, 0.7), (1e8, 1.0)))),
        "Region": ("region", Categories((("EMEA", 1.0), ("AMER", 0.6)), 0.1)),
        "Intent": ("extra.Intent", Ramp(0, 100)),
        "Site visits": ("extra.Site visits", Ramp(0, 40)),
        "Uses a rival": ("extra.Uses a rival", YesNo()),
    }  # fmt: skip
    criteria = tuple(Criterion(name, ref, rule, 20) for name, (ref, rule) in rules.items())
    return Profile("Benchmark", criteria)


def fill(path: Path) -> None:
    """A store of generated accounts with a live profile that fits its capacities."""
    opened = store.open_store(path)
    with opened.cursor() as cursor:
        with store.transaction(cursor):
            cursor.execute(GENERATE, {"n_accounts": N_ACCOUNTS})
            cursor.execute(GENERATE_DEALS, {"n_accounts": N_ACCOUNTS, "n_deals": N_DEALS})
            store.next_revision(cursor)
        accounts = Accounts(cursor)
        laid = model.frame(accounts, profile(), as_of=TODAY)
        scored = model.score(laid, profile())
        cutoffs = tiers.fit_to_capacity(scored.scores, laid.matrix, profile(), laid.excluded)
        fitted = Profile("Benchmark", profile().criteria, cutoffs=cutoffs)
        target_list.save(
            cursor, accounts, model.score(laid, fitted), programme="Benchmark", as_of=TODAY,
            saved_at=SAVED_AT,
        )  # fmt: skip
    opened.close()


def steps(path: Path) -> list[float]:
    """Milliseconds of each slider step on a running server, after a few to warm up."""
    with served(ROOT / "app.py", path) as address, Window(address, page=ICP_PATH) as window:
        window.load()
        window.load()  # the first run of a server only finds the page's place in the app
        keys = [key for key in window.sliders if key.startswith(WEIGHT_KEYS)]
        if not keys:
            raise RuntimeError(f"no slider has a key that begins with {WEIGHT_KEYS}")
        taken = [
            window.move(keys[step % len(keys)], 10 + (7 * step) % 60)
            for step in range(WARM_UP + N_MOVES)
        ]
        if window.errors:  # a screen that shows an error is fast for the wrong reason
            raise RuntimeError(f"the page shows an error: {window.errors[0]}")
    return taken[WARM_UP:]


def report() -> str:
    """The section about the slider; a visible line instead where it cannot be measured."""
    title = "## Slider"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "benchmark.duckdb"
        fill(path)
        taken = steps(path)
    cuts = quantiles(taken, n=20)
    rows = [["One weight slider, whole screen", f"{cuts[9]:.0f} ms", f"{cuts[18]:.0f} ms"]]
    return "\n\n".join([
        title,
        f"{N_ACCOUNTS:,} accounts, {N_DEALS:,} opportunities, {len(profile().criteria)} criteria, "
        f"{N_MOVES} moves of a weight "
        "slider, compared with a live profile. From the message of a moved slider to the last "
        "answer, on a running server; no browser draws beside it.",
        machine.table(["", "p50", "p95"], rows),
    ])  # fmt: skip
