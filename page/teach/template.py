"""What the tab is made of."""

SCRIPTS = ()


def template(keep: bool) -> str:
    """HTML. keep: whether the classes that are known can be kept."""
    return f'<div class="teach" data-keep="{keep}"></div>'
