"""What somebody may write where a lot, a name or a reason is asked for, to have a page run it."""

HOSTILE = (
    "<script>hacked=1</script>",
    '"><img src=x onerror="hacked=1">',
    "'><svg onload=hacked=1>",
    "</title></script><script>hacked=1",
    "javascript:hacked=1",
    "{{ 31337 * 1000003 }}",
)
DANGEROUS = ("<script>hacked", "<img src=x", "<svg onload", "</script><script>", "31337094011")
"""How it would stand in a page that takes it for its own; the number is long enough to stand in no
hash by chance."""


def found_in(page: str) -> list[str]:
    return [one for one in DANGEROUS if one in page]


AS_A_BROWSER = {"Accept": "text/html"}
"""Refusals are pages then."""
