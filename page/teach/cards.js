// A card for each class: its name, its photos, what could not be taken. A class is {name, photos, refused, leftOut,
// card}, and that of what is none of the classes has `isNone`; a photo is what `gather` found, by a name of its own.
// A list with these elements in it, in their order; what stands in its place is not moved, and keeps the focus.
const arranged = (list, elements) => {
  for (const old of [...list.children]) if (!elements.includes(old)) old.remove();
  elements.forEach((element, at) => {
    if (list.children[at] !== element) list.insertBefore(element, list.children[at] ?? null);
  });
};

const pictureOf = (photo) => {
  if (!photo.isOpen) return made("i", { textContent: photo.name });
  photo.url ??= URL.createObjectURL(photo.small);
  return made("img", { src: photo.url, alt: "", width: 80, height: 80, decoding: "async" });
};

// A class's name as a folder can have it, on every system, and as it is read back from there.
const cleaned = (name) => takeaway.folder(name || " ").replace(/\p{C}/gu, "").replace(/^[\s.]+|[\s.]+$/g, "");
// Folders of these names mean something else where photos are learned from.
const letters = (name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const isNone = (name) => ["none", "noneofthese"].includes(letters(name));
const isReserved = (name) => isNone(name) || ["train", "validation", "test"].includes(name);

const classCards = ({ blank, limits, choose, take, changed, redraw, remove, removed }) => {
  const SHOWN = 12; // photos, before "Show all": a keyboard goes through each
  const NAMED = 3; // files in a sentence
  const find = (one, name) => one.card.querySelector(`.${name}`);

  const item = (one, photo) => {
    if (!photo.item) {
      const button = made("button", { type: "button" });
      button.addEventListener("click", () => {
        const at = one.photos.indexOf(photo);
        removed(photo);
        const next = (one.photos[at] ?? one.photos.at(-1))?.item;
        (next?.isConnected ? next.lastChild : find(one, "choose")).focus();
      });
      photo.item = made("li", {}, made("i"), button);
    }
    if (photo.small && !photo.isDrawn) photo.item.firstChild.replaceWith(pictureOf(photo));
    photo.isDrawn = Boolean(photo.small);
    photo.item.lastChild.setAttribute("aria-label", say("teach.remove_photo", { file: photo.name }));
    return photo.item;
  };

  // What was not taken: a line for each reason, with the files that it holds for.
  const refusedOf = (one) => {
    const reasons = new Map();
    for (const { name, error, values } of one.refused) {
      const why = say(error, { most: limits.bytes / 1e6, ...values });
      reasons.set(why, [...(reasons.get(why) ?? []), name]);
    }
    const lines = [...reasons].map(([why, names]) => {
      const more = names.length > NAMED ? ` … (${names.length})` : "";
      return `${names.slice(0, NAMED).join(say("list.comma"))}${more}: ${why}`;
    });
    if (one.leftOut) lines.push(say("many.left_out", { all: one.leftOut, most: limits.photos }));
    return lines.join("\n");
  };

  const draw = (one, number) => {
    const count = one.photos.length;
    const named = one.isNone ? say("teach.none") : one.name || say("teach.class", { number });
    const shown = one.isWhole ? one.photos : one.photos.slice(0, SHOWN);
    const isFew = !one.isNone && count < limits.least;
    one.card.setAttribute("aria-label", named);
    find(one, "remove")?.setAttribute("aria-label", say("teach.remove", { name: named }));
    arranged(find(one, "photos"), shown.map((photo) => item(one, photo)));
    find(one, "more").hidden = shown.length === count;
    find(one, "more").textContent = say("teach.all", { count });
    const counted = say(isFew ? "teach.few" : "teach.count", { count, least: limits.least });
    find(one, "count").textContent = count ? counted : "";
    const refused = refusedOf(one);
    if (find(one, "refused").textContent !== refused) find(one, "refused").textContent = refused; // else read out again
  };

  const name = (one, name) => (find(one, "name").value = one.name = name);
  const add = (one) => {
    one.card = blank.content.firstElementChild.cloneNode(true);
    if (one.isNone) find(one, "head").remove();
    else {
      const input = find(one, "name");
      name(one, one.name);
      input.addEventListener("input", () => {
        one.name = cleaned(input.value);
        changed();
      });
      input.addEventListener("change", () => name(one, one.name));
      find(one, "remove").addEventListener("click", () => remove(one));
    }
    find(one, "more").addEventListener("click", () => {
      one.isWhole = true;
      redraw();
      one.photos[SHOWN].item.lastChild.focus();
    });
    for (const how of ["take", "choose"]) find(one, how).addEventListener("click", () => choose(one, how === "take"));
    gather.onto(one.card, (files) => take(one, files));
    return one.card;
  };

  return { add, draw, name };
};
