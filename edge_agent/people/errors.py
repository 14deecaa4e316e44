"""What is refused to a person, a key or a document.

PackwardenError
├── Conflict
│   ├── NotPermitted   4  the role may not
│   │   └── ProofNeeded  4  the proof of who it is is too old or too weak; give it once more
│   └── TooSoon        4  after wrong guesses the next one has to wait
└── InvalidInput
    ├── KeyTaken       5  one key of a program's own for two different requests
    ├── SignInRefused  5  name, secret, code, session or token: never says which part is wrong
    ├── WeakSecret     5  a new password or PIN that would be guessed
    ├── NotGenuine     5  changed after it was signed, or signed by a key that is not trusted
    └── AuditBroken    5  names the first row of the record that is not as it was written
"""

from edge_agent.core.errors import Conflict, InvalidInput


class NotPermitted(Conflict):
    title = "Not permitted"


class ProofNeeded(NotPermitted):
    title = "Prove once more who you are"


class TooSoon(Conflict):
    title = "Too soon"

    def __init__(self, wait_s: float) -> None:
        self.wait_s = wait_s
        super().__init__(f"too many wrong tries; wait {wait_s:.0f} s, then try again")


class KeyTaken(InvalidInput):
    title = "Key used otherwise"


class SignInRefused(InvalidInput):
    title = "Sign-in refused"


class WeakSecret(InvalidInput):
    title = "Too easy to guess"


class NotGenuine(InvalidInput):
    title = "Not genuine"


class AuditBroken(InvalidInput):
    title = "Audit record broken"

    def __init__(self, seq: int, what: str) -> None:
        self.seq = seq
        super().__init__(f"row {seq} of the audit record: {what}")
