// What is drawn of a network that learns. `part` finds an element of the section.

// The curves: of each look at it {epochs, loss, valid_loss, accuracy}.
const curves = (part) => {
  const GUESSED = 2.5; // a loss a little above that of who guesses, ln 10; what lies above it runs along the edge
  const LINES = [
    ["loss", "learned", ({ loss }) => loss / GUESSED],
    ["loss", "others", ({ valid_loss }) => valid_loss / GUESSED],
    ["accuracy", "others", ({ accuracy }) => accuracy],
  ];
  const SVG = "http://www.w3.org/2000/svg";
  const lines = LINES.map(([name, of]) => {
    const line = document.createElementNS(SVG, "polyline");
    line.setAttribute("class", of);
    part(`${name} svg`).append(line);
    return line;
  });

  return (looks) => {
    const last = Math.max(1, looks.at(-1)?.epochs ?? 0);
    LINES.forEach(([, of, height], at) => {
      const seen = looks.filter(({ loss }) => of !== "learned" || loss !== null);
      const points = seen.flatMap((look) => [look.epochs / last, 1 - Math.min(1, height(look))]);
      lines[at].setAttribute("points", points.map((share) => (100 * share).toFixed(2)).join(" "));
    });
    const count = decimal(last, 1);
    for (const name of ["loss", "accuracy"]) part(`${name} .end`).textContent = say("learn.epochs", { count });
  };
};

// The first layer's weights, (n, 28, 28) bytes, 128 for 0: what is above it in one colour, what is below it in another.
const weightPictures = (canvas) => {
  const [SIDE, COLUMNS, GAP] = [28, 8, 2];
  const [FOR, AGAINST] = [[13, 148, 136], [234, 88, 12]];
  return (bytes) => {
    const count = bytes.length / (SIDE * SIDE);
    const columns = Math.min(COLUMNS, count);
    canvas.width = columns * (SIDE + GAP) - GAP;
    canvas.height = Math.ceil(count / columns) * (SIDE + GAP) - GAP;
    const paper = canvas.getContext("2d");
    for (let number = 0; number < count; number++) {
      const picture = paper.createImageData(SIDE, SIDE);
      for (let at = 0; at < SIDE * SIDE; at++) {
        const weight = bytes[number * SIDE * SIDE + at] - 128;
        picture.data.set([...(weight > 0 ? FOR : AGAINST), Math.min(255, 2 * Math.abs(weight))], 4 * at);
      }
      paper.putImageData(picture, (number % columns) * (SIDE + GAP), Math.floor(number / columns) * (SIDE + GAP));
    }
  };
};

// The answers to the twelve: [class, probability] of each.
const twelveAnswers = (items, classes, labels) => (answers) =>
  items.forEach((item, at) => {
    const place = item.lastElementChild;
    const [called, probability] = answers?.[at] ?? [];
    const isRight = answers && item.querySelector("b").dataset.say === `class.short.${labels[called]}`;
    item.className = answers ? (isRight ? "right" : "wrong") : "";
    const values = { name: classes(called), share: perCent(probability ?? 0) };
    place.textContent = answers ? say(isRight ? "learn.right" : "learn.wrong", values) : "";
  });

// How many pictures of each class, a row, are taken for each, a column.
const confusionTable = (body) => (counts) =>
  [...body.rows].forEach((row, is) => {
    const all = counts?.[is].reduce((sum, count) => sum + count, 0);
    [...row.querySelectorAll("td")].forEach((cell, called) => {
      const count = counts?.[is][called] ?? 0;
      cell.textContent = count || "";
      cell.className = is === called ? "right" : "";
      cell.style.setProperty("--share", count / (all || 1));
    });
  });
