"""Every table of the centre. Whoever adds a module with tables names it here."""

from typing import Final

from deploy.fleet import tables
from deploy.fleet.watching import tables as watching_tables

MODULES: Final = (tables, watching_tables)
metadata: Final = tables.metadata
