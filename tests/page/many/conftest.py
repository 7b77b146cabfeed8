"""What the tests of many photos share: the tab, opened on a desk."""

import pytest


@pytest.fixture
def many_photos(page):
    """The tab, on a desk."""
    from tests.page.many.visit import opened  # which needs playwright, as `page` does

    return opened(page)
