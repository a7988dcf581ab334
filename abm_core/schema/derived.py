"""Columns that are computed, never stored."""

from __future__ import annotations

from abm_core.schema.fields import Field
from abm_core.schema.vocabularies import ACCOUNT_STAGES, TIERS

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
    Field("missing_field", "text", "Missing field", "Criterion whose value is not known."),
    Field("score_if_worst", "number", "Score if worst",
          "Account score if the missing value scored the least that it can.", unit="0 to 100"),
    Field("score_if_best", "number", "Score if best",
          "Account score if the missing value scored the most that it can.", unit="0 to 100"),
    Field("worst_tier", "choice", "Worst tier", "Tier if the missing value scored the least.",
          one_of=TIERS),
    Field("best_tier", "choice", "Best tier", "Tier if the missing value scored the most.",
          one_of=TIERS),
    Field("stability", "number", "Stability",
          "Share of slightly different weights under which the account keeps its tier.",
          unit="0 to 1"),
    Field("account_stage", "choice", "Account stage", "Where the account is on its way.",
          one_of=ACCOUNT_STAGES),
    Field("in_stage_since", "date", "In stage since", "Day on which it entered the stage."),
    Field("days_in_stage", "integer", "Days in stage", "Days since then.", unit="days"),
    Field("days_over", "integer", "Days over",
          "Days beyond the 80th percentile of days in the stage.", unit="days"),
    Field("missing_for_next", "text", "Missing for next stage",
          "What the rules of stages ask of the account for the next one."),
    Field("usual_points", "number", "Usual points", "Mean points of the four weeks before.",
          unit="points"),
    Field("points_change", "number", "Change of points", "Points of the week less the usual ones.",
          unit="points"),
    Field("why_now", "text", "Why now", "The strongest fresh reason to call, dated."),
)
