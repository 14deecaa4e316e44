from tests.fleet.two_databases import empty_file, engine, server

__all__ = ["empty_file", "engine", "server"]
