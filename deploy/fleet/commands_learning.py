"""The command `fleet learning`: how many labels it takes until a new kind of defect is caught."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from deploy.fleet.command_line import Seed
from edge_agent.command_line import AsJson, show, tell

Days = Annotated[int, typer.Option(min=1, max=200, help="Lots that the line makes, one a day.")]
Packs = Annotated[int, typer.Option(min=10, max=2000, help="Packs of each.")]
Labels = Annotated[int, typer.Option(min=1, max=2000, help="Labels a day, at most.")]
Share = Annotated[float, typer.Option(min=0.01, max=0.9, help="Of the packs, with the defect.")]
Noticed = Annotated[
    float, typer.Option(min=0, max=1, help="Of these, taken off by people at the line.")
]
Mistakes = Annotated[float, typer.Option(min=0, max=0.5, help="Of what one person says, wrong.")]


def learning(
    days: Days = 8,
    packs: Packs = 150,
    labels: Labels = 120,
    share: Share = 0.1,
    noticed: Noticed = 0.2,
    mistakes: Mistakes = 0.02,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Lets a simulated line make a defect that no check knows, and tells when it is caught.

    Packs are picked for labels, labelled by simulated people, and learned from every evening.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when torch is imported
    from training.installed import need

    need("torch", "optuna")
    from deploy.learning.days import Learning, LearningPlan
    from deploy.learning.document import document, table
    from deploy.learning.labelling import People
    from deploy.learning.new_defect import NewDefect

    defect = NewDefect("carton", share, seed)
    plan = LearningPlan(defect, People(noticed, mistakes), days, packs, labels)
    with TemporaryDirectory(prefix="packwarden-learning-") as folder:
        told = document(plan, list(Learning(plan, Path(folder), tell).evenings()))
    show(told, as_json, lambda one: (table(one),))
