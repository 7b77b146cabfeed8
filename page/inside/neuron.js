// A neuron by its numbers: what it is given, its weights, their products, and what these add up to.
const neurons = (step, { ask, nameOf }) => {
  const TERMS = 4; // products that are told one by one: the largest
  const find = (name) => step.querySelector(`.${name}`);
  const columnsOf = (count) => Math.ceil(Math.sqrt(count));
  let [way, layer, index, found] = [null, 0, 0, null];

  const values = chart(find("values"), (place) => go(layer, place));
  const products = ["given", "weights", "products"].map((name) => chart(find(name), (place) => look(place), true));
  const isOfPixels = () => layer === 0 && found.given.length === way.side ** 2;
  // The product at that place, and where that is, with what it makes or without.
  const productOf = (place, isWhole) => {
    const values = {
      number: place + 1,
      row: Math.floor(place / way.side) + 1,
      column: (place % way.side) + 1,
      given: term(found.given[place]),
      weight: term(found.weights[place]),
      product: written(found.products[place]),
    };
    const [whole, left] = isOfPixels() ? ["inside.pixel.product", "inside.pixel.term"] : ["inside.number.product", "inside.number.term"];
    return say(isWhole ? whole : left, values);
  };

  // All three pictures at that place.
  const look = (place) => {
    products.forEach((one) => one.choose(found.given.length, found.columns, place));
    find("product_said").textContent = productOf(place, true);
    find("follow").hidden = !way.linears[layer].follows;
    find("follow").textContent = say("inside.follow", { number: place + 1 });
  };

  const add = () => {
    const order = [...found.products.keys()].sort((one, other) => Math.abs(found.products[other]) - Math.abs(found.products[one]));
    const largest = order.slice(0, TERMS);
    const others = order.slice(TERMS).reduce((sum, place) => sum + found.products[place], 0);
    const follow = (place) => way.linears[layer].follows && (() => go(layer - 1, place));
    const rows = largest.map((place) => [productOf(place, false), written(found.products[place]), follow(place)]);
    if (order.length > TERMS) rows.push([say("inside.others", { count: order.length - TERMS }), written(others)]);
    rows.push([say("inside.bias"), written(found.bias)], [say("inside.sum"), written(found.sum)]);
    if (found.is_rectified) rows.push([say("inside.relu"), written(found.value)]);
    sumOf(find("sum"), rows);
  };

  const draw = () => {
    if (!way) return;
    step.querySelector(".why").textContent = say("inside.neuron.why");
    optionsOf(find("layer"), way.linears.map(({ name }, place) => `${place + 1}. ${name}`));
    find("layer").value = layer;
    const { numbers } = way.linears[layer];
    Object.assign(find("number"), { max: numbers.length, value: index + 1 });
    values.show(numbers, columnsOf(numbers.length), index, { isSigned: numbers.some((value) => value < 0) });
    const isLast = layer === way.linears.length - 1 && numbers.length === way.names.length;
    const about = { number: index + 1, name: nameOf(way.names[index]), value: written(numbers[index]) };
    find("value_said").textContent = say(isLast ? "inside.value.named" : "inside.value", about);
    if (!found) return;
    const at = products[0].at();
    [found.given, found.weights, found.products].forEach((numbers, place) =>
      products[place].show(numbers, found.columns, 0, { isSigned: place > 0 || numbers.some((value) => value < 0) }),
    );
    look(found.isNew || at >= found.given.length ? found.largest : at);
    found.isNew = false;
    add();
  };

  const go = async (nextLayer, nextIndex) => {
    const { numbers } = way.linears[nextLayer];
    if (!(nextIndex >= 0 && nextIndex < numbers.length)) return draw();
    [layer, index] = [nextLayer, nextIndex];
    const answer = await ask("inside_neuron", layer, index);
    if (!answer) return;
    const [given, weights] = [floatsOf(answer.given), floatsOf(answer.weights)];
    const product = Float64Array.from(given, (value, place) => value * weights[place]);
    const largest = largestOf(product.map(Math.abs));
    const columns = columnsOf(given.length);
    found = { ...answer, given, weights, products: product, columns, largest, isNew: true };
    draw();
  };

  find("layer").addEventListener("change", ({ target }) => {
    const next = Number(target.value);
    go(next, largestOf(way.linears[next].numbers));
  });
  find("number").addEventListener("change", ({ target }) => go(layer, target.value - 1));
  find("follow").addEventListener("click", () => go(layer - 1, products[0].at()));

  const begin = (given) => {
    way = given;
    found = null;
    way.linears.forEach((one) => (one.numbers = floatsOf(one)));
    step.hidden = !way.linears.length;
    if (!way.linears.length) return;
    const last = way.linears.length > 1 ? 0 : way.linears.length - 1;
    return go(last, largestOf(way.linears[last].numbers));
  };
  return { begin, draw };
};
