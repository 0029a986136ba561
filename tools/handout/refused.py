"""Why there is no handout."""


class Refused(Exception):
    """No handout can be made; each of `problems` is a sentence that says where and what to do."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)

    def __reduce__(self):
        return type(self), tuple(self.problems)
