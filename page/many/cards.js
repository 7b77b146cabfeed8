// The answers as a person looks through them: a card a photo, what is shown of them, in which order, and what was put right.
const cards = ({ grid, filter, unsure, labels, fairly, megabytes, corrected }) => {
  const NONE = ""; // the label of what is none of the classes
  let photos = [];

  // What a photo counts as: put right by hand, or as it was answered; undefined without an answer.
  const labelOf = (photo) => {
    if (photo.label !== undefined) return photo.label;
    const answer = photo.answer;
    return answer && !answer.error ? (answer.recognised ? answer.label : NONE) : undefined;
  };
  const isNone = (photo) => labelOf(photo) === NONE;
  const errorOf = ({ error, answer }) => {
    if (error) return say(error, { most: megabytes });
    return answer?.error ? say(answer.error, answer.values) : "";
  };
  const named = (label) => (label === NONE ? say("many.none") : sayClass(label));
  // [what it is, how surely or who says so]
  const said = (photo) => {
    if (errorOf(photo)) return [errorOf(photo), ""];
    if (photo.label !== undefined) return [named(photo.label), say("many.corrected")];
    const { label, probability, recognised } = photo.answer;
    const surely = perCent(probability);
    return recognised ? [named(label), surely] : [named(NONE), say("many.nearest", { name: named(label), surely })];
  };
  const isSure = (photo) => photo.label !== undefined || (photo.answer.recognised && photo.answer.probability >= fairly);

  const text = (tag, textContent) => Object.assign(document.createElement(tag), { textContent });
  const draw = (photo) => {
    const card = (photo.card ??= document.createElement("li"));
    if (!card.firstChild) {
      const picture = document.createElement("img");
      Object.assign(picture, { alt: "", loading: "lazy", decoding: "async", width: 160, height: 160 });
      if (photo.answer?.picture) picture.src = photo.answer.picture;
      else if (photo.isOpen) picture.src = URL.createObjectURL(photo.small);
      const [name, button] = [text("p", photo.name), document.createElement("button")];
      button.type = "button";
      card.append(picture.src ? picture : text("i", ""), name, button);
      button.addEventListener("click", () => putRight(photo, button));
    }
    const button = card.querySelector("button");
    const [what, surely] = said(photo);
    button.replaceChildren(text("b", what), text("span", surely));
    button.disabled = Boolean(errorOf(photo));
    card.className = errorOf(photo) ? "error" : isSure(photo) ? "sure" : "unsure";
    if (!button.disabled) {
      button.setAttribute("aria-label", say("many.put_right", { said: `${what}, ${surely}`, file: photo.name }));
    }
  };

  const option = (value, words) => Object.assign(text("option", words), { value });
  const putRight = (photo, button) => {
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", say("many.what_is_it", { file: photo.name }));
    choice.append(...labels().map((label) => option(label, named(label))), option(NONE, named(NONE)));
    choice.value = labelOf(photo);
    let byKeys = false; // each press of an arrow changes the value: it counts once Enter is pressed
    let isDone = false; // to take the choice away ends it a second time: it loses the focus
    const done = () => {
      if (isDone) return;
      isDone = true;
      if (choice.value !== labelOf(photo)) photo.label = choice.value;
      choice.replaceWith(button);
      draw(photo);
      arrange();
      corrected();
    };
    const doneHere = () => (done(), button.focus());
    choice.addEventListener("change", () => byKeys || setTimeout(doneHere)); // once its open list is gone, and its focus
    choice.addEventListener("keydown", ({ key }) => {
      byKeys = true;
      if (key === "Escape") choice.value = labelOf(photo);
      if (key === "Enter" || key === "Escape") setTimeout(doneHere);
    });
    choice.addEventListener("blur", done);
    button.replaceWith(choice);
    choice.focus();
    choice.showPicker?.();
  };

  // Which are shown, and how many there are of each.
  const count = (fits) => photos.filter((photo) => photo.card && fits(photo)).length;
  const kinds = () => [
    ["all", say("many.all"), () => true],
    ...labels().map((label) => [`is ${label}`, named(label), (photo) => labelOf(photo) === label]),
    ["none", named(NONE), isNone],
    ["error", say("many.not_read"), (photo) => Boolean(errorOf(photo))],
  ];
  const arrange = () => {
    const chosen = filter.value || "all";
    const there = kinds().map(([value, words, fits]) => [value, words, fits, count(fits)]);
    const shown = there.filter(([value, , , number]) => number || value === "all" || value === chosen);
    filter.replaceChildren(...shown.map(([value, words, , number]) => option(value, `${words} (${number})`)));
    filter.value = chosen;
    const fits = there.find(([value]) => value === chosen)?.[2] ?? (() => true);
    const doubt = (photo) => (errorOf(photo) ? 2 : photo.label !== undefined ? 1.5 : photo.answer.recognised ? photo.answer.probability : 0);
    const answered = photos.filter((photo) => photo.card);
    const ordered = unsure.checked ? answered.toSorted((one, other) => doubt(one) - doubt(other)) : answered;
    for (const photo of answered) photo.card.hidden = !fits(photo);
    // One that stands in its place is not moved: who puts it right just then would lose the choice.
    ordered.forEach(({ card }, place) => {
      if (grid.children[place] !== card) grid.insertBefore(card, grid.children[place] ?? null);
    });
  };

  const show = (all, some) => {
    photos = all;
    some.forEach(draw);
    arrange();
  };
  const clear = () => {
    for (const photo of photos) URL.revokeObjectURL(photo.card?.querySelector("img")?.src);
    for (const photo of photos) photo.card = undefined;
    photos = [];
    grid.replaceChildren();
  };
  filter.addEventListener("change", arrange);
  unsure.addEventListener("change", arrange);
  return { show, clear, labelOf, errorOf, isNone };
};
