// The visitor's own photo, and what the network says of it as it is just now.
const ownPhoto = (place, { labels, chosen }) => {
  const part = (name) => place.querySelector(`.${name}`);
  const [picture, input] = [part("asked img"), place.querySelector("input")];
  let small = null; // the photo
  let isLookedAt = false; // by the network: until then what is told is of the photo before
  let shares = null; // the probability of each class, as the network last said
  let trouble = null; // {error, values}

  const rows = labels.map((label) => {
    const bar = made("td", { className: "bar" }, made("span"));
    const row = made("tr", {}, made("th", { scope: "row" }), bar, made("td"));
    part("classes tbody").append(row);
    return row;
  });

  const draw = () => {
    part("asked").hidden = !small;
    part("classes").hidden = !shares;
    part("problem").textContent = trouble ? say(trouble.error, trouble.values) : "";
    const best = shares?.indexOf(Math.max(...shares));
    part("best").textContent = shares ? sayClass(labels[best]) : say("learn.own.waits");
    if (trouble) part("best").textContent = "";
    rows.forEach((row, at) => {
      const share = shares?.[at] ?? 0;
      row.classList.toggle("chosen", at === best);
      row.cells[0].textContent = sayClass(labels[at]);
      row.cells[1].firstChild.style.width = `${share * 100}%`;
      row.cells[2].textContent = perCent(share);
    });
  };

  const take = async (file) => {
    if (!file) return;
    small = await madeSmall(file);
    shares = trouble = null;
    isLookedAt = false;
    URL.revokeObjectURL(picture.src);
    picture.hidden = small === file; // the browser cannot show it
    if (small !== file) picture.src = URL.createObjectURL(small);
    draw();
    await chosen();
  };
  const paste = async () => {
    const file = await pastedPhoto();
    if (file) return take(file);
    fail({ error: "photo.nothing_to_paste" });
  };
  const fail = (what) => {
    [trouble, shares] = [what, null];
    draw();
  };

  part("take").addEventListener("click", () => choosePhotos(input, true));
  part("choose").addEventListener("click", () => choosePhotos(input, false));
  part("paste").addEventListener("click", paste);
  part("paste").hidden = !navigator.clipboard?.read;
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.value = "";
    take(file);
  });
  gather.onto(place, ([file]) => take(file));
  draw();
  return {
    draw,
    fail,
    photo: () => small,
    lookedAt: () => (isLookedAt = true),
    // Nothing of a photo in an answer that is late is no news.
    show: (probabilities) => {
      if (isLookedAt && probabilities) [shares, trouble] = [probabilities, null];
      draw();
    },
    forget: () => {
      [shares, isLookedAt] = [null, false];
      draw();
    },
  };
};
