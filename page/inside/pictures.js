// Numbers as pictures: grey from 0 to their largest, or blue below 0 and orange above it.
const [BELOW, ABOVE, ZERO] = [[37, 99, 235], [234, 88, 12], [248, 250, 252]];

const paint = (canvas, values, columns, { isSigned = false, most } = {}) => {
  const rows = Math.ceil(values.length / columns);
  Object.assign(canvas, { width: columns, height: rows });
  const paper = canvas.getContext("2d");
  const image = paper.createImageData(columns, rows); // where no number is, it is clear
  let largest = most ?? 0;
  if (most === undefined) for (const value of values) largest = Math.max(largest, Math.abs(value));
  values.forEach((value, place) => {
    const share = largest ? Math.min(1, Math.abs(value) / largest) : 0;
    const colour = value < 0 ? BELOW : ABOVE;
    const of = (channel) => (isSigned ? ZERO[channel] + (colour[channel] - ZERO[channel]) * share : 255 * share);
    image.data.set([of(0), of(1), of(2), 255], place * 4);
  });
  paper.putImageData(image, 0, 0);
};

// A picture of which a place is chosen, by a pointer or the arrow keys: `chosen` gets it. hovers: a mouse need not be
// pressed. What is marked is as large as a cell of the picture.
const chart = (button, chosen, hovers = false) => {
  const [canvas, mark] = [button.querySelector("canvas"), button.querySelector("i")];
  let [columns, count, place] = [1, 1, 0];

  const put = () => {
    const rows = Math.ceil(count / columns);
    Object.assign(mark.style, {
      left: `${((place % columns) / columns) * 100}%`,
      top: `${(Math.floor(place / columns) / rows) * 100}%`,
      width: `${100 / columns}%`,
      height: `${100 / rows}%`,
    });
  };
  const go = (next) => {
    if (next < 0 || next >= count || next === place) return;
    place = next;
    put();
    chosen(place);
  };
  const under = ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const [column, row] = [
      Math.floor(((clientX - box.left) / box.width) * columns),
      Math.floor(((clientY - box.top) / box.height) * Math.ceil(count / columns)),
    ];
    return column < 0 || column >= columns ? -1 : row * columns + column;
  };
  button.addEventListener("click", (event) => event.detail && go(under(event))); // by a key there is no place to it
  if (hovers) button.addEventListener("pointermove", (event) => event.pointerType === "mouse" && go(under(event)));
  button.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (!step) return;
    event.preventDefault();
    go(place + step);
  });

  return {
    canvas,
    // cells: how many there are to choose from, in how many columns, and which one is chosen now.
    choose: (cells, inColumns, at) => {
      [count, columns, place] = [cells, inColumns, at];
      put();
    },
    show: (values, inColumns, at, how) => {
      [count, columns, place] = [values.length, inColumns, at];
      paint(canvas, values, columns, how);
      put();
    },
    at: () => place,
  };
};

// A picture that came as an address, on a chart's canvas.
const paintFrom = async (canvas, address) => {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  Object.assign(canvas, { width: picture.naturalWidth, height: picture.naturalHeight });
  canvas.getContext("2d").drawImage(picture, 0, 0);
};

// A square of numbers to be read, coloured as `paint` does.
const squareOf = (name, values, side) => {
  const largest = Math.max(...values.map(Math.abs)) || 1;
  const cell = (value) => {
    const field = made("td", { textContent: rounded(value, 2), className: value < 0 ? "below" : "above" });
    field.style.setProperty("--share", Math.abs(value) / largest);
    return field;
  };
  const rows = [...Array(side)].map((_, row) =>
    made("tr", {}, ...[...values.slice(row * side, (row + 1) * side)].map(cell)),
  );
  return made("table", { className: "square" }, made("caption", { textContent: name }), made("tbody", {}, ...rows));
};
