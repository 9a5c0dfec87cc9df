"""Everything that can be wrong with what a user gave, found as data; only the edge raises."""

from __future__ import annotations

from relight.model.check.claims import check_repairs, check_reports
from relight.model.check.places import Places
from relight.model.check.region import check_region
from relight.model.check.rota import check_rota

__all__ = ["Places", "check_region", "check_repairs", "check_reports", "check_rota"]
