// A point of a map by its numbers: the patch that the kernel lies over, the kernel, and what becomes of the sum.
const points = (step, { ask }) => {
  const find = (name) => step.querySelector(`.${name}`);
  const PARTS = { scale: "inside.scale", shift: "inside.shift", add: "inside.add", relu: "inside.relu" };
  let [way, layer, channel, at, found] = [null, 0, 0, [0, 0], null];

  const maps = chart(find("maps"), (place) => go(layer, place));
  const map = chart(find("map"), (place) => go(layer, channel, place));

  // The channel, where in it the patch lies, patch × kernel = products, and their sum.
  const channelOf = ({ channel: number, patch, kernel, sum, picture }) => {
    const [height, width] = found.given;
    const [image, frame] = [made("img", { src: picture, alt: "" }), made("i")];
    const sides = { left: found.left / width, top: found.top / height, width: found.size / width, height: found.size / height };
    for (const [side, share] of Object.entries(sides)) frame.style[side] = `${share * 100}%`;
    const [inPatch, inKernel] = [floatsOf(patch), floatsOf(kernel)];
    const products = Float64Array.from(inPatch, (value, place) => value * inKernel[place]);
    const squares = [["inside.patch", inPatch], ["inside.kernel", inKernel], ["inside.products", products]].map(
      ([key, values]) => squareOf(say(key), values, found.size),
    );
    const title = say("inside.channel.sum", { number: number + 1, sum: written(sum) });
    const signs = ["×", "="].map((textContent) => made("b", { textContent }));
    const [one, two, three] = squares;
    return made(
      "li",
      {},
      made("h4", { textContent: title }),
      made("div", { className: "outlined" }, image, frame),
      made("div", { className: "squares" }, one, signs[0], two, signs[1], three),
    );
  };

  const add = () => {
    const rows = found.channels.map((one) => [say("inside.from_channel", { number: one.channel + 1 }), written(one.sum)]);
    if (found.others.count) rows.push([say("inside.other_channels", { count: found.others.count }), written(found.others.sum)]);
    if (found.bias) rows.push([say("inside.bias"), written(found.bias)]);
    rows.push([say("inside.sum"), written(found.sum)]);
    for (const { how, by, value } of found.parts) rows.push([say(PARTS[how], { by: term(by) }), `= ${written(value)}`]);
    sumOf(find("sum"), rows);
  };

  const draw = () => {
    if (!way) return;
    step.querySelector(".why").textContent = say("inside.point.why");
    optionsOf(find("layer"), way.convolutions.map(({ name }, place) => `${place + 1}. ${name}`));
    find("layer").value = layer;
    const [channels, , width] = way.convolutions[layer].shape;
    Object.assign(find("number"), { max: channels, value: channel + 1 });
    if (!found) return;
    const place = at[0] * width + at[1];
    maps.choose(channels, Math.ceil(Math.sqrt(channels)), channel);
    paintFrom(maps.canvas, found.maps);
    map.show(found.values, width, place, { isSigned: found.values.some((value) => value < 0) });
    const values = { row: at[0] + 1, column: at[1] + 1, value: written(found.values[place]) };
    find("point_said").textContent = say("inside.point.said", values);
    find("channels").replaceChildren(...found.channels.map(channelOf));
    add();
  };

  // place: in the map; without one, the point of the largest value once the map is there.
  const go = async (nextLayer, nextChannel, place) => {
    const [channels, height, width] = way.convolutions[nextLayer].shape;
    if (!(nextChannel >= 0 && nextChannel < channels)) return draw();
    const askAt = (where) => ask("inside_point", nextLayer, nextChannel, Math.floor(where / width), where % width);
    let where = place ?? Math.floor(height / 2) * width + Math.floor(width / 2);
    let answer = await askAt(where);
    if (answer && place === undefined) {
      const largest = largestOf(floatsOf(answer.map));
      if (largest !== where) [where, answer] = [largest, await askAt(largest)];
    }
    if (!answer) return;
    [layer, channel, at] = [nextLayer, nextChannel, [Math.floor(where / width), where % width]];
    found = { ...answer, values: floatsOf(answer.map) };
    draw();
  };

  find("layer").addEventListener("change", ({ target }) => go(Number(target.value), 0));
  find("number").addEventListener("change", ({ target }) => go(layer, target.value - 1));

  const begin = (given) => {
    way = given;
    found = null;
    step.hidden = !way.convolutions.length;
    if (way.convolutions.length) return go(0, 0);
  };
  return { begin, draw };
};
