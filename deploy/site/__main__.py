"""python -m deploy.site: builds build/site, and ends with 1 where something is wrong."""

import sys

from deploy.site.making import PROJECT, make_site


def main() -> int:
    build = PROJECT / "build"
    made = make_site(build / "site-source", build / "site")
    for fault in made.faults:
        sys.stderr.write(f"docs: {fault}\n")
    if not made.faults:
        sys.stdout.write(f"docs: {made.pages} pages, build/site/index.html\n")
    return 1 if made.faults else 0


if __name__ == "__main__":
    sys.exit(main())
