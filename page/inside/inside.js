// The tab that follows a photo. Gradio runs this once its place stands there, with `element` given; the parts it is made
// of stand before it. How far it is, is said by the place's `data-inside`: "empty", "asked", "failed" or "shown".
const place = element.querySelector(".inside");
const part = (name) => place.querySelector(name);
const step = (name) => part(`.step.${name}`);
const nameOf = (label) => sayClass(label);
const input = part("#photo-inside input");
let photo = null; // {small, file}: as it was made here, and as the server knows it; another takes its place
let way = null;
let trouble = null; // {error, values}

const networkNow = () => part("#network-inside input:checked")?.value ?? place.dataset.network;

// What the server says of the photo that is there; nothing where another came meanwhile, or where it says what is wrong.
const asking = () => {
  const latest = new Map(); // endpoint → what was asked last: an earlier answer may still be on its way
  return async (endpoint, ...chosen) => {
    const [mine, network] = [photo, networkNow()];
    const question = Symbol(endpoint);
    latest.set(endpoint, question);
    const isOld = () => photo !== mine || networkNow() !== network || latest.get(endpoint) !== question;
    let answer;
    try {
      for (const isLast of [false, true]) {
        mine.file ??= (await api.uploaded([mine.small]))[0];
        answer = await api.called(endpoint, [mine.file, network, ...chosen]);
        if (isLast || answer.error !== "error.photo.gone") break;
        mine.file = null; // photos are let go after a while; this page has it still
      }
      if (isOld()) return null;
      trouble = answer.error ? answer : null;
    } catch (error) {
      if (isOld()) return null;
      trouble = { error: api.trouble(error) };
    }
    tell();
    return trouble ? null : answer;
  };
};
const ask = asking();

const showFirst = firstSteps(step);
const answered = answering(step, { nameOf });
const asked = [
  neurons(step("neuron"), { ask, nameOf }),
  points(step("point"), { ask }),
  losses(step("loss"), { ask, nameOf }),
];

const tell = () => {
  part(".trouble").textContent = trouble ? say(trouble.error, trouble.values) : "";
  part(".steps").hidden = !way;
  part(".awaited").textContent = place.dataset.inside === "asked" ? say("answer.awaited") : "";
};

const follow = async () => {
  trouble = null;
  place.dataset.inside = "asked";
  tell();
  const found = await ask("inside_way");
  if (!found) {
    if (!trouble) return; // another photo came meanwhile
    way = null;
    place.dataset.inside = "failed";
    return tell();
  }
  way = found;
  place.dataset.inside = "shown";
  tell();
  showFirst(way);
  answered.begin(way);
  for (const one of asked) {
    if (way !== found || place.dataset.inside !== "shown") return; // another photo came, or another network is asked
    await one.begin(way);
  }
};

const take = async (file) => {
  if (!file) return;
  const mine = (photo = { small: file, file: null });
  place.dataset.inside = "asked";
  tell();
  mine.small = await madeSmall(file);
  if (photo === mine) follow();
};
const tryExample = async (button) => {
  try {
    const answer = await fetch(button.querySelector("img").src);
    await take(new File([await answer.blob()], `${button.dataset.name}.jpg`, { type: "image/jpeg" }));
  } catch {
    trouble = { error: "photo.no_answer" };
    tell();
  }
};
const paste = async () => {
  const file = await pastedPhoto();
  if (file) return take(file);
  trouble = { error: "photo.nothing_to_paste" };
  tell();
};

part(".take").addEventListener("click", () => choosePhotos(input, true));
part(".choose").addEventListener("click", () => choosePhotos(input, false));
part(".paste").hidden = !navigator.clipboard?.read;
part(".paste").addEventListener("click", paste);
part(".examples").addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button) tryExample(button);
});
input.addEventListener("change", ({ target }) => {
  const [file] = target.files;
  target.value = ""; // so that the same one can be chosen again
  take(file);
});
part("#network-inside").addEventListener("change", () => photo && follow());
gather.onto(element, ([file]) => take(file));
document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
  if (file && element.offsetParent) take(file);
});
document.addEventListener("language", () => {
  tell();
  if (!way) return;
  showFirst(way);
  for (const one of [answered, ...asked]) one.draw();
});
tell();
