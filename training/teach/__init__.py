"""Teach a network that is there other classes, from few photos of each, in seconds: see `training.teach.teaching`.

Needs the run-time packages alone, so that the page can teach, too.
"""


class TeachError(ValueError):
    """Photos that nothing can be learned from, or a network that cannot be taught; its text is one sentence.

    template, values: the sentence before the values were put into it, so that it can be said in another language.
    """

    def __init__(self, template: str, **values: object):
        super().__init__(template.format(**values))
        self.template, self.values = template, values


class Remark(str):
    """A sentence on what did not count, with its template and values, as a TeachError has them."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object):
        remark = super().__new__(cls, template.format(**values))
        remark.template, remark.values = template, values
        return remark
