// The tab of many photos. Gradio runs this once its place stands there, with `element` given; the parts it is made of stand
// before it. What is there of photos is said by the place's `data-photos`: "none", "asked" (answers come), "done" or "packed".
const part = (name) => element.querySelector(`.${name}`);
const [place, input, folderInput] = [part("many"), part("files"), part("folder")];
const [MOST, MOST_BYTES] = [Number(place.dataset.most), Number(place.dataset.mostBytes)];
const network = part("network select");
const labels = () => network.selectedOptions[0].dataset.labels.split("|");
const seen = cards({
  grid: part("grid"),
  filter: part("filter"),
  unsure: part("unsure_first"),
  labels,
  fairly: Number(place.dataset.fairly),
  megabytes: MOST_BYTES / 1e6,
  corrected: () => tell(),
});
let photos = [];
let run = null; // the AbortController of what is being asked
let trouble = "";

const ask = async () => {
  run?.abort();
  const mine = (run = new AbortController());
  trouble = "";
  const waiting = photos.filter((photo) => !photo.answer && !photo.error);
  const told = (answers, chunk) => {
    for (const [photo, answer] of answers) photo.answer = answer;
    seen.show(photos, chunk);
    tell();
  };
  tell();
  try {
    await asking.all(waiting, network.value, MOST_BYTES, mine.signal, told);
  } catch (error) {
    if (mine.signal.aborted) return;
    trouble = api.trouble(error);
    mine.abort(); // and what else was under way
  }
  if (run === mine) run = null;
  tell();
};

const stop = () => {
  run?.abort();
  run = null;
  tell();
};

// How far it is; the last line of a run is read out.
const tell = () => {
  const answered = photos.filter((photo) => photo.answer || photo.error);
  const unread = answered.filter((photo) => seen.errorOf(photo)).length;
  const unknown = answered.filter(seen.isNone).length;
  const parts = [say("many.answered", { answered: answered.length - unread, all: photos.length })];
  if (unknown) parts.push(say("many.unknown", { count: unknown }));
  if (unread) parts.push(say("many.unread", { count: unread }));
  const isWhole = answered.length === photos.length;
  place.dataset.photos = !photos.length ? "none" : run ? "asked" : "done";
  part("bar").max = photos.length || 1;
  part("bar").value = answered.length;
  part("so_far").textContent = run ? parts[0] : "";
  part("summary").textContent = photos.length && !run ? parts.join(" ") : "";
  part("trouble").textContent = trouble && say(trouble);
  part("go_on").hidden = Boolean(run) || isWhole;
  for (const name of ["csv", "zip"]) part(name).disabled = Boolean(run) || !answered.length;
};

const add = async (files) => {
  if (!files.length) return;
  const found = await gather.all([...files], MOST_BYTES);
  const room = MOST - photos.length;
  part("left_out").textContent = found.length > room ? say("many.left_out", { most: MOST, all: photos.length + found.length }) : "";
  photos = [...photos, ...found.slice(0, room)];
  seen.show(photos, photos.filter((photo) => photo.error && !photo.card));
  await ask();
};

const clear = () => {
  stop();
  seen.clear();
  photos = [];
  part("left_out").textContent = "";
  tell();
  part("choose").focus();
};

const askAgain = () => {
  seen.clear();
  for (const photo of photos) photo.answer = undefined;
  seen.show(photos, photos.filter((photo) => photo.error));
  if (photos.length) ask();
};

const save = async () => {
  place.dataset.photos = "packed"; // which reads each of them once: a minute for some gigabytes
  for (const name of ["csv", "zip"]) part(name).disabled = true;
  const told = (done, all) => {
    Object.assign(part("bar"), { max: all, value: done });
    part("so_far").textContent = say("many.packing", { done, all });
  };
  try {
    takeaway.give(await takeaway.sorted(photos, seen.labelOf, told), "garments.zip");
  } catch {
    trouble = "many.not_packed"; // a file that was moved since, or a full disk
  }
  tell();
};

for (const from of [input, folderInput]) {
  from.addEventListener("change", () => {
    const files = [...from.files];
    from.value = ""; // so that the same ones can be chosen again
    add(files);
  });
}
const acts = {
  choose: () => input.click(),
  choose_folder: () => folderInput.click(),
  stop,
  go_on: ask,
  again: clear,
  zip: save,
  csv: () => takeaway.give(takeaway.table(photos, seen.errorOf), "garments.csv"),
};
for (const [name, act] of Object.entries(acts)) part(name).addEventListener("click", act);
network.addEventListener("change", askAgain);
gather.onto(element, add);
document.addEventListener("paste", (event) => {
  if (element.offsetParent) add([...(event.clipboardData?.files ?? [])]);
});
document.addEventListener("language", () => {
  seen.show(photos, photos.filter((photo) => photo.card));
  tell();
});
part("choose_folder").hidden = !("webkitdirectory" in folderInput) || matchMedia("(pointer: coarse)").matches;
tell();
