"""Every table of the centre. Whoever adds a module with tables names it here."""

from typing import Final

from deploy.fleet import tables

MODULES: Final = (tables,)
metadata: Final = tables.metadata
