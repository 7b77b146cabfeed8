"""What the tests of the tab where one teaches share: it is opened on a desk, and has learned."""

import pytest


@pytest.fixture
def teach(page):
    """The tab, on a desk."""
    from tests.page.teach.visit import opened  # which needs playwright, as `page` does

    return opened(page)


@pytest.fixture
def taught(teach):
    """The tab, with what was learned from five discs and five bars."""
    from tests.page.teach.visit import give, learn, photos

    give(teach, 0, photos("disc", 5), "disc")
    give(teach, 1, photos("bar", 5), "bar")
    learn(teach)
    return teach
