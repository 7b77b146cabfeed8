// Numbers as they are read, and as they come from the server.
const inLetters = (text) => text.replaceAll("-", "−").replace(".", say("number.point"));
const rounded = (value, digits) => inLetters(value.toFixed(digits).replace(/^-([0.]+)$/, "$1"));
// As that, but for what would leave nothing of the number, or be too long to be read.
const written = (value, digits = 3) => {
  const isOdd = value !== 0 && (Math.abs(value) < 10 ** -digits / 2 || Math.abs(value) >= 1e6);
  return isOdd ? inLetters(value.toExponential(1)) : rounded(value, digits);
};
// As a term of a sum or a factor of a product: what is below 0 stands in brackets.
const term = (value, digits) => (value < 0 ? `(${written(value, digits)})` : written(value, digits));

const floatsOf = ({ floats }) => new Float32Array(bytesOf(floats).buffer);
const largestOf = (values) => values.indexOf(Math.max(...values));

// The rows of a sum, [what, number, act] each, the last one the whole; act, if any, follows a number to where it is from.
const sumOf = (table, rows) => {
  const lines = rows.map(([what, value, act]) => {
    const head = made("th", { scope: "row" });
    if (act) {
      const button = made("button", { type: "button", className: "link", textContent: what });
      button.addEventListener("click", act);
      head.append(button);
    } else head.textContent = what;
    return made("tr", {}, head, made("td", { textContent: value }));
  });
  table.querySelector("tbody").replaceChildren(...lines);
};

// A class's row: its name, a bar of that share of the width, and what is written beside it.
const barOf = (name, share, text, isBelow = false) => {
  const bar = made("span", { className: isBelow ? "below" : "" });
  bar.style.width = `${share * 100}%`;
  const head = made("th", { scope: "row", textContent: name });
  return made("tr", {}, head, made("td", { className: "bar" }, bar), made("td", { textContent: text }));
};

const optionsOf = (select, names) => {
  const { value } = select;
  select.replaceChildren(...names.map((textContent, place) => made("option", { value: place, textContent })));
  if (value && value < names.length) select.value = value;
};
