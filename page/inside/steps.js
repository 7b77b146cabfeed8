// From the photo to the layers: what becomes of it before a weight has touched it, and a picture of each layer.
const firstSteps = (step) => {
  const inverted = (grey) => 1 - (grey / 255 - 0.5) / 0.5;
  let way = null;
  const pixel = chart(step("inverted").querySelector(".pixel"), () => tellPixel(), true);

  const tellPixel = () => {
    const [row, column] = [Math.floor(pixel.at() / way.side), pixel.at() % way.side];
    const grey = way.views[0][pixel.at()];
    const values = { row: row + 1, column: column + 1, grey, value: written(inverted(grey)) };
    step("inverted").querySelector(".pixel_said").textContent = say("inside.pixel.said", values);
  };

  // The square that is looked at, which may go beyond the photo, and the photo, in what holds both.
  const outline = () => {
    const { width, height, share, photo } = way;
    const [across, down] = [Math.max(1, share[0]), Math.max(1, share[1])];
    const [whole, picture, square] = [".outlined", ".outlined img", ".outlined i"].map((name) => step("photo").querySelector(name));
    whole.style.aspectRatio = `${width * across} / ${height * down}`;
    const put = (element, [wide, high]) =>
      Object.assign(element.style, {
        width: `${(wide / across) * 100}%`,
        height: `${(high / down) * 100}%`,
        left: `${(1 - wide / across) * 50}%`,
        top: `${(1 - high / down) * 50}%`,
      });
    picture.src = photo;
    put(picture, [1, 1]);
    put(square, share);
  };

  // By so many px down, and across; from where it comes there is nothing.
  const moved = (values, down, across) =>
    values.map((_, place) => {
      const [row, column] = [Math.floor(place / way.side) - down, (place % way.side) - across];
      const isInside = Math.min(row, column) >= 0 && Math.max(row, column) < way.side;
      return isInside ? values[row * way.side + column] : 0;
    });

  const pictureOf = (values, isMirrored, most) => {
    const canvas = made("canvas", { className: isMirrored ? "mirrored" : "" });
    paint(canvas, values, way.side, { most });
    return canvas;
  };

  const layerOf = ({ name, shape, picture }, place) => {
    const said = `${place}. ${say(name)}: ${shape.join(" × ")}`;
    const image = made("img", { src: picture, alt: "", className: shape.length === 3 ? "" : "strip" });
    return made("li", {}, made("figure", {}, image, made("figcaption", { textContent: said })));
  };

  return (given) => {
    if (given !== way) {
      way = given;
      way.views ??= way.greys.map(bytesOf);
      way.inverted ??= way.views.map((view) => Float32Array.from(view, inverted));
      pixel.show(way.inverted[0], way.side, largestOf(way.inverted[0]), { most: 2 });
    }
    const count = way.views.length;
    outline();
    step("small").querySelector("img").src = way.small;
    step("grey").querySelector(".views").replaceChildren(...way.views.map((view) => pictureOf(view, false, 255)));
    const places = way.moves ? [0, way.moves, -way.moves] : [0];
    const pictures = [false, ...(way.mirrors ? [true] : [])].flatMap((isMirrored) =>
      places.flatMap((by) =>
        way.inverted.map((view) => pictureOf(by ? moved(view, by, isMirrored ? -by : by) : view, isMirrored, 2)),
      ),
    );
    step("mirror").hidden = pictures.length === 1;
    step("mirror").querySelector(".views").replaceChildren(...pictures);
    step("layers").querySelector("ul").replaceChildren(...way.layers.map(layerOf));
    step("nearest").hidden = !way.alike;
    step("nearest").querySelector(".pictures").innerHTML = way.alike;
    const why = (name, key, values) => (step(name).querySelector(".why").textContent = say(key, values));
    why("photo", "inside.photo.why");
    why("small", "inside.small.why", { side: way.side, count: way.side ** 2 });
    why("grey", count > 1 ? "inside.grey.filters" : "inside.grey.why");
    why("inverted", "inside.inverted.why");
    const several = way.moves ? "inside.mirror.moved" : "inside.mirror.views";
    why("mirror", pictures.length > 2 ? several : "inside.mirror.why", { count: pictures.length });
    why("layers", "inside.layers.why");
    why("nearest", "alike.why");
    tellPixel();
  };
};
