"""All stages, in the order in which they are carried out."""

from typing import Final

from deploy.pipeline.release_stage import RELEASE_STAGE
from training.pipeline.calibrate_stage import CALIBRATE_STAGE
from training.pipeline.checks_stage import CHECKS_STAGE
from training.pipeline.data_stage import DATA_STAGE
from training.pipeline.evaluate_stage import EVALUATE_STAGE
from training.pipeline.export_stage import EXPORT_STAGE
from training.pipeline.final_stage import FINAL_STAGE
from training.pipeline.register_stage import REGISTER_STAGE
from training.pipeline.stage import Stage
from training.pipeline.tune_stage import TUNE_STAGE

STAGES: Final[tuple[Stage, ...]] = (
    DATA_STAGE,
    CHECKS_STAGE,
    TUNE_STAGE,
    FINAL_STAGE,
    CALIBRATE_STAGE,
    EXPORT_STAGE,
    EVALUATE_STAGE,
    REGISTER_STAGE,
    RELEASE_STAGE,
)
