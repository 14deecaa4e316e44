from tests.fleet.two_databases import engine, postgres_url

__all__ = ["engine", "postgres_url"]
