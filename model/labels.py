"""The classes: a class's index is its place in its table."""

LABELS = (  # the ten of Fashion-MNIST, in the data set's order
    "T-shirt/Top",
    "Trouser/Jeans",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle-Boot",
)
DIGITS = tuple("0123456789")  # MNIST's
NONE_OF_THESE = "none of these"  # what a photo shows that shows none of the classes
LONGEST_LABEL = 40  # characters


def check_labels(labels: list[str]) -> None:
    """Raises ValueError, one sentence, unless these name classes: distinct plain texts, none of them empty or long."""
    for label in labels:
        if not isinstance(label, str) or not label.isprintable() or label != label.strip() or set(label) & set("<>"):
            raise ValueError("A class is named by plain text.")
        if not 0 < len(label) <= LONGEST_LABEL:
            raise ValueError(f"A class's name has 1 to {LONGEST_LABEL} characters.")
    if not labels or len(set(labels)) != len(labels):
        raise ValueError("Classes have names that are distinct, and there is at least one.")
