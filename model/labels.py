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
