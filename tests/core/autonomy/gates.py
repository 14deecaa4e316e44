"""Evidence for gates that the tests share."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from edge_agent.core.autonomy.evidence import Evidence, Setting
from edge_agent.core.guarantees.calibration import Calibration
from edge_agent.core.study.result import (
    MODEL,
    AppraiserKind,
    AppraiserResult,
    Kappa,
    Share,
    Shown,
    StudyResult,
)

SETTING = Setting(recipe_hash="1f" * 32, bundle_sha256="2e" * 32)


def calibration(
    goods: int = 400,
    defects: int = 800,
    good_score: float = 0.1,
    defect_score: float = 0.9,
    blocks: int = 3,
    simulated: bool = False,
) -> Calibration:
    return Calibration(
        goods=np.full(goods, good_score),
        defects=np.full(defects, defect_score),
        blocks=blocks,
        simulated=simulated,
    )


def study(wrong: int = 0, **changes: Any) -> StudyResult:
    """Of the model, on 50 packs three times; `wrong` of them misjudged."""
    agreement = Kappa(1.0, 1.0, 1.0)
    model = AppraiserResult(
        name=MODEL,
        kind=AppraiserKind.MODEL,
        shown=Shown.RE_ACQUIRED,
        trials=3,
        unsure=0,
        effectiveness=Share(50 - wrong, 50),
        miss=Share(0, 75),
        false_alarm=Share(0, 75),
        within=agreement,
        reference=agreement,
        rounds=(Share(50, 50),) * 3,
    )
    made = StudyResult(
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
        simulated=False,
        packs=50,
        defective=25,
        borderline=None,
        trials=3,
        seed=1,
        recipe_hash=SETTING.recipe_hash,
        bundle_sha256=SETTING.bundle_sha256,
        appraisers=(model,),
        between=None,
    )
    return replace(made, **changes)


def whole_evidence(**changes: Any) -> Evidence:
    """Enough for every level."""
    enough = Evidence(
        check="lot",
        calibration=calibration(),
        study=study(),
        setting=SETTING,
        challenges_caught=9,
        shadow_packs=1000,
        audited=10,
    )
    return replace(enough, **changes)


NOTHING = Evidence(check="lot", calibration=calibration(0, 0, blocks=0), watch_lacks=1000)
