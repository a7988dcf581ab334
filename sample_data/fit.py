"""The planted ideal customer: latent fit and what follows from it.

Fit is a sum of points, 0 to 100, over what is true of a company (before gaps are made):

================  ======================================================================
industry          30 Financial services, Insurance, Telecommunications, Software;
                  15 Retail, Logistics, Pharmaceuticals; 0 otherwise
employees         25 for 500-4,999; 15 for 5,000 and more; 10 for 200-499; 0 below
technologies      20 with a data warehouse, a data lake or event streaming
hiring            15 when hiring for data roles
region            10 EMEA; 6 AMER; 0 APAC
================  ======================================================================
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]

STRONG_INDUSTRIES = ("Financial services", "Insurance", "Telecommunications", "Software")
MEDIUM_INDUSTRIES = ("Retail", "Logistics", "Pharmaceuticals")
REGION_POINTS = {"EMEA": 10.0, "AMER": 6.0, "APAC": 0.0}

WIN_LOW, WIN_HIGH, WIN_MIDDLE, WIN_SPREAD = 0.10, 0.46, 61.0, 5.0


def size_points(employees: pd.Series) -> Numbers:
    """Points of the employee band.

    >>> size_points(pd.Series([50, 200, 500, 4999, 5000])).tolist()
    [0.0, 10.0, 25.0, 25.0, 15.0]
    """
    bands = np.digitize(employees.to_numpy(dtype=float), [200, 500, 5000])
    return np.asarray(np.array([0.0, 10.0, 25.0, 15.0])[bands], dtype=np.float64)


def industry_points(industry: pd.Series) -> Numbers:
    """Points of the industry group."""
    points = 30.0 * industry.isin(STRONG_INDUSTRIES) + 15.0 * industry.isin(MEDIUM_INDUSTRIES)
    return np.asarray(points, dtype=np.float64)


def fit_points(companies: pd.DataFrame) -> Numbers:
    """Latent fit of each company, 0 to 100."""
    points = industry_points(companies["industry"]) + size_points(companies["employees"])
    points += 20.0 * companies["has_data_technology"].to_numpy(dtype=float)
    points += 15.0 * companies["hiring"].to_numpy(dtype=float)
    points += companies["region"].map(REGION_POINTS).to_numpy(dtype=float)
    return np.asarray(points, dtype=np.float64)


def shown_fit(accounts: pd.DataFrame) -> Numbers:
    """Fit as the account export shows it, 0 to 100; what is missing counts as average."""
    bands = pd.Series(size_points(accounts["employees"].fillna(0)), accounts.index)
    points = bands.where(accounts["employees"].notna(), 14.0).to_numpy()
    trade = pd.Series(industry_points(accounts["industry"]), accounts.index)
    points = points + trade.where(accounts["industry"].notna(), 15.0).to_numpy()
    data = {"Data warehouse", "Data lake", "Event streaming"}
    points = points + np.array([
        20.0 * bool(data & set(one)) if isinstance(one, list) else 10.0
        for one in accounts["technologies"]
    ])
    points = points + 15.0 * (accounts["Hiring for data roles"] == "yes").to_numpy()
    points = points + accounts["region"].map(REGION_POINTS).to_numpy(dtype=float)
    return np.asarray(points, dtype=np.float64)


def win_probability(fit: Numbers | float) -> Numbers:
    """Chance that a new-business opportunity is won, if decided.

    >>> win_probability(0.0).round(2), win_probability(100.0).round(2)
    (np.float64(0.1), np.float64(0.46))
    """
    rise = 1.0 / (1.0 + np.exp(-(np.asarray(fit) - WIN_MIDDLE) / WIN_SPREAD))
    return np.asarray(WIN_LOW + (WIN_HIGH - WIN_LOW) * rise)[()]


def appetite(fit: Numbers | float) -> Numbers:
    """How much more often than at fit 50 an opportunity begins: 3.5 times at 100, 0.29 at 0."""
    return np.asarray(np.exp((np.asarray(fit) - 50.0) / 40.0))[()]


def deal_size(fit: Numbers) -> Numbers:
    """How much larger than at fit 50 an amount is: 1.35 times at 100, 0.74 at 0."""
    return np.asarray(np.exp(0.006 * (fit - 50.0)))
