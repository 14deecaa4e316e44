"""The documentation site: pages are gathered, references are written from the code, all is built
and held to its rules."""
