// Had an answer been right: the loss, how it pulls at the logits, and which weights would change most.
const losses = (step, { ask, nameOf }) => {
  const find = (name) => step.querySelector(`.${name}`);
  let [way, right, found] = [null, 0, null];

  const placeOf = ({ place }) => {
    const [one, other, ...within] = place.map((index) => index + 1);
    if (!within.length) return say("inside.from_to", { from: one, to: other });
    const [row, column] = within;
    return say("inside.of_kernel", { from: other, to: one, row, column });
  };

  const draw = () => {
    if (!way) return;
    step.querySelector(".why").textContent = say("inside.loss.why");
    optionsOf(find("right"), way.names.map(nameOf));
    find("right").value = right;
    if (!found) return;
    const shares = found.logits.map((pull, place) => (place === right ? pull + 1 : pull));
    const values = { share: written(shares[right]), loss: written(found.loss) };
    find("formula").textContent = say("inside.loss.said", values);
    const rows = found.logits.map((pull, place) => barOf(nameOf(way.names[place]), Math.abs(pull), written(pull), pull < 0));
    step.querySelector(".classes tbody").replaceChildren(...rows);
    for (const [name, numbers] of [["unit_weights", found.weights], ["unit_gradient", found.gradient]]) {
      paint(find(name), floatsOf(numbers), numbers.shape[1], { isSigned: true });
    }
    const changes = found.changes.map((change) => {
      const cells = [placeOf(change), written(change.weight), written(change.gradient)];
      const head = made("th", { scope: "row", textContent: change.layer });
      return made("tr", {}, head, ...cells.map((textContent) => made("td", { textContent })));
    });
    find("changes").querySelector("tbody").replaceChildren(...changes);
    const number = found.unit + 1;
    step.querySelector("[data-say='inside.unit']").dataset.sayValues = JSON.stringify({ number });
    inLanguage(step);
  };

  const go = async (label) => {
    const answer = await ask("inside_loss", label);
    if (!answer) return;
    [right, found] = [label, answer];
    draw();
  };
  find("right").addEventListener("change", ({ target }) => go(Number(target.value)));

  const begin = (given) => {
    way = given;
    found = null;
    return go(largestOf(way.logits.slice(0, way.names.length - way.knows_none)));
  };
  return { begin, draw };
};
