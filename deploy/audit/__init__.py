"""What is looked at before a release: our code, our files, our packages, and what is known of them.

`make audit` runs all of it and writes the bills of materials; docs/SECURITY.md says what it is for.
"""
