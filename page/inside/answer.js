// From the logits to the answer: their mean, softmax at a temperature, and whether it is one of the classes at all.
const answering = (step, { nameOf }) => {
  const slider = step("probabilities").querySelector(".temperature");
  let [way, temperature] = [null, 1];

  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const why = (name, key, values) => (step(name).querySelector(".why").textContent = say(key, values));
  const rowsIn = (place, rows) => place.querySelector(".classes tbody").replaceChildren(...rows);

  const drawLogits = () => {
    const pictures = way.answers.length;
    const most = Math.max(...way.logits.map(Math.abs));
    const rows = way.logits.flatMap((logit, place) => {
      const row = barOf(nameOf(way.names[place]), Math.abs(logit) / most, written(logit), logit < 0);
      if (pictures === 1) return [row];
      const terms = way.answers.map((one) => term(one[place])).join(" + ");
      const textContent = `(${terms}) / ${pictures} = ${written(logit)}`;
      return [row, made("tr", {}, made("td", { colSpan: 3, className: "terms", textContent }))];
    });
    why("logits", pictures > 1 ? "inside.logits.mean" : "inside.logits.why", { count: pictures });
    rowsIn(step("logits"), rows);
  };

  const drawProbabilities = () => {
    const classes = way.logits.slice(0, way.names.length - way.knows_none);
    const largest = Math.max(...classes);
    const powers = classes.map((logit) => Math.exp((logit - largest) / temperature)); // which no temperature makes infinite
    const sum = powers.reduce((sum, power) => sum + power, 0);
    const shares = powers.map((power) => power / sum);
    const order = [...classes.keys()].sort((one, other) => shares[other] - shares[one]);
    rowsIn(
      step("probabilities"),
      classes.map((_, place) => barOf(nameOf(way.names[place]), shares[place], perCent(shares[place]))),
    );
    const [first] = order;
    const by = written(temperature, 2);
    const said = {
      name: nameOf(way.names[first]),
      logit: term(classes[first]),
      temperature: by,
      share: perCent(shares[first]),
      power: powerOf(classes[first] / temperature),
      sum: sumOfPowers(classes.map((logit) => logit / temperature)),
    };
    why("probabilities", "inside.probabilities.why");
    step("probabilities").querySelector(".formula").textContent = say("inside.softmax", said);
    step("probabilities").querySelector("output").textContent = by;
    slider.setAttribute("aria-valuetext", by);
    step("probabilities").querySelector(".fitted").disabled = temperature === way.temperature;
    step("probabilities").querySelector(".fitted").textContent = say("inside.fitted", { value: written(way.temperature, 2) });
  };
  const powerOf = (exponent) => written(Math.exp(exponent), 2);
  const sumOfPowers = (exponents) => written(exponents.reduce((sum, one) => sum + Math.exp(one), 0), 2);

  const drawSure = () => {
    const classes = way.logits.slice(0, way.names.length - way.knows_none);
    const largest = Math.max(...classes);
    const T = way.temperature;
    const energy = largest + T * Math.log(classes.reduce((sum, logit) => sum + Math.exp((logit - largest) / T), 0));
    const rows = [[say("inside.energy", { temperature: written(T, 2) }), written(energy)]];
    if (way.knows_none) {
      const none = way.logits.at(-1);
      rows.push([say("inside.less_none"), `− ${term(none)}`], [say("inside.score"), written(energy - none)]);
    }
    if (way.threshold !== null) rows.push([say("inside.threshold"), written(way.threshold)]);
    sumOf(step("sure"), rows);
    why("sure", way.knows_none ? "inside.sure.none" : "inside.sure.why");
    const isKnown = way.threshold === null || way.score >= way.threshold;
    const key = way.threshold === null ? "inside.sure.open" : isKnown ? "inside.sure.yes" : "inside.sure.no";
    const values = { score: written(way.score), threshold: written(way.threshold ?? 0) };
    step("sure").querySelector(".verdict").textContent = say(key, values);
  };

  const draw = () => {
    if (!way) return;
    drawLogits();
    drawProbabilities();
    drawSure();
  };
  const heat = (value) => {
    temperature = value;
    drawProbabilities();
  };
  slider.addEventListener("input", () => heat(2 ** slider.value));
  step("probabilities").querySelector(".fitted").addEventListener("click", () => {
    slider.value = Math.log2(way.temperature);
    heat(way.temperature);
    slider.focus(); // the button is of no use until it is moved
  });

  const begin = (given) => {
    way = given;
    way.logits = way.names.map((_, place) => mean(way.answers.map((one) => one[place])));
    temperature = way.temperature;
    slider.value = Math.log2(temperature);
    draw();
  };
  return { begin, draw };
};
