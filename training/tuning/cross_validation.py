"""What one set of parameters is worth: a model for each fold, judged on what it did not see."""

from collections.abc import Sequence

from training.tuning.folds import Folds
from training.tuning.items import Item, Score, together
from training.tuning.procedure import Procedure
from training.tuning.spaces import Parameters


def cross_validated(
    procedure: Procedure, parameters: Parameters, items: Sequence[Item], folds: Folds, seed: int
) -> Score:
    """Over all items, each judged once."""
    return together(
        [
            procedure.score(procedure.fit(parameters, split.train, seed), split.test)
            for split in folds.splits(items)
        ]
    )
