"""Every table of the centre. Whoever adds a module with tables names it here."""

from typing import Final

from deploy.fleet import tables
from deploy.fleet.alerts import tables as alert_tables
from deploy.fleet.carriers import tables as carrier_tables
from deploy.fleet.feedback import tables as feedback_tables
from deploy.fleet.orders import tables as order_tables
from deploy.fleet.pictures import tables as picture_tables
from deploy.fleet.pulses import tables as pulse_tables
from deploy.fleet.recipes import tables as recipe_tables
from deploy.fleet.rollouts import tables as rollout_tables
from deploy.fleet.states import tables as states_tables
from deploy.fleet.watching import tables as watching_tables

MODULES: Final = (
    tables,
    carrier_tables,
    picture_tables,
    watching_tables,
    states_tables,
    pulse_tables,
    alert_tables,
    order_tables,
    recipe_tables,
    rollout_tables,
    feedback_tables,
)
metadata: Final = tables.metadata
