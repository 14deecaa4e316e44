"""A GigE Vision camera that shows what it is handed: a peer for whatever speaks that protocol.

Numbers and packet layouts are those of GigE Vision 1.2 (AIA) and the names of its features those of
the GenICam Standard Features Naming Convention 2.7 (EMVA), as cameras of the trade have them.
"""
