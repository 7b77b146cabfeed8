"""The ten classes of Fashion-MNIST, in the data set's order: a class's index is its place in `LABELS`."""

LABELS = (
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
