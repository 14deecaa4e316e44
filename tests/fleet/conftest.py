from tests.fleet.two_databases import engine, new_url, server, server_url

__all__ = ["engine", "new_url", "server", "server_url"]
