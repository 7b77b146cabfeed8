// The tab where one teaches. Gradio runs this once its place stands there, with `element` given; the parts it is made
// of stand before it. How far it is, is said by the place's `data-teach`: "empty" (too little to learn from), "ready",
// "sending" (photos, before they are learned), "learning", "learned", or "old" (learned, and changed since).
const part = (name) => element.querySelector(`.${name}`);
const place = part("teach");
const { classes, photos, least, bytes, fairly, sure } = place.dataset;
const limits = { classes: Number(classes), photos: Number(photos), least: Number(least), bytes: Number(bytes) };
const keeping = part("keep input");
const isKeeping = () => Boolean(keeping?.checked);
let learned = null; // {figures, remarks, names of the classes}
let changes = 0; // of classes and photos, so far
let learnedAt = 0; // of them
let run = null; // what is being learned: {stopped, an AbortController, and progress, as the server tells it}
let trouble = null; // {error, values}
let chosenFor = null; // the class whose photos are chosen just now

const room = classroom({
  cards: part("cards"),
  aside: part("none"),
  blank: element.querySelector("template"),
  limits,
  choose: (one, isTaken) => choose(part("files"), isTaken, one),
  opened: () => {
    room.draw();
    student.sent().catch(() => {}); // it is tried again, and said, when they are to be learned
  },
  changed: () => {
    changes++;
    tell();
  },
});
const student = pupil({ photos: room.photos, refused: room.refuse });
// A class as it was called by who teaches; one that is kept, in the page's language.
const named = (label) => (!label ? say("teach.none") : learned.names.includes(label) ? label : sayClass(label));
const show = report(part("report"), { fairly: Number(fairly), named, photoOf: room.photoOf });
const asked = asking(part("asking"), {
  named,
  sure: JSON.parse(sure),
  ask: (small) => student.asked(small, learnAgain),
});

const tellProgress = () => {
  const { before, doing, done = 0, of: all = 1 } = run?.progress ?? {};
  const isSending = run && !doing && before === undefined;
  const [there, sent] = [room.photos().length, room.photos().filter((photo) => photo.print).length];
  const isOld = learned && changes !== learnedAt;
  const lacks = room.missing(isKeeping());
  const words = () => {
    if (isSending) return say("teach.sending", { done: sent, all: there });
    if (before) return say("teach.before", { count: before });
    return say(doing === "checking" ? "teach.checking" : "teach.looking", { done, all });
  };
  const state = isOld ? "old" : learned ? "learned" : lacks ? "empty" : "ready";
  place.dataset.teach = run ? (isSending ? "sending" : "learning") : state;
  Object.assign(part("bar"), isSending ? { max: there || 1, value: sent } : { max: all || 1, value: done });
  part("so_far").textContent = run ? words() : "";
  part("missing").textContent = lacks;
  part("learn").disabled = Boolean(lacks);
  part("changed").hidden = !isOld;
};

const tell = () => {
  tellProgress();
  room.draw();
  part("add").disabled = room.isFull();
  part("trouble").textContent = trouble ? say(trouble.error, trouble.values) : "";
  for (const name of ["report", "asking", "serve", "checkpoint"]) part(name).hidden = !learned;
  part("away").hidden = !room.photos().length;
  if (learned) show(learned);
};

// → whether it could.
const learn = async () => {
  const mine = (run = { stopped: new AbortController(), progress: {} });
  const { signal } = mine.stopped;
  const told = (progress) => {
    mine.progress = progress;
    if (run === mine) tellProgress();
  };
  trouble = null;
  tell();
  let given;
  const rows = () => {
    given = { names: room.names(), changes }; // what turned out to be no photo is gone by then
    return room.rows();
  };
  try {
    await room.opened();
    const end = await student.learned(rows, isKeeping(), signal, told);
    if (signal.aborted) return false;
    if (end.figures) [learned, learnedAt] = [{ ...end, names: given.names }, given.changes];
    else trouble = end.error ? end : { error: "photo.no_answer" };
  } catch (error) {
    if (signal.aborted) return false;
    trouble = { error: api.trouble(error) };
  }
  run = null;
  tell();
  return !trouble;
};
let under = null; // the promise of what is being learned
const learnAgain = async () => !room.missing(isKeeping()) && (under ??= learn().finally(() => (under = null)));
const stop = () => {
  run?.stopped.abort();
  run = under = null;
  tell();
};

// What the focus was on goes away while it learns, and comes back.
const learnNow = async () => {
  const learning = learnAgain();
  part("stop").focus();
  const hasLearned = await learning;
  if ([document.body, part("stop")].includes(document.activeElement)) part(hasLearned ? "report h2" : "learn").focus();
  if (hasLearned) asked.again();
};

const choose = (input, isTaken, one = null) => {
  chosenFor = one;
  choosePhotos(input, isTaken);
};
const give = async (button, made, name) => {
  button.disabled = true;
  trouble = null;
  try {
    takeaway.give(await made(), name);
  } catch {
    trouble = { error: name === "my.pt" ? "photo.no_answer" : "many.not_packed" };
  }
  button.disabled = false;
  tell();
};
const load = async (file) => {
  if (!/\.zip$/i.test(file.name)) return;
  trouble = await room.load(file);
  tell();
};

const acts = {
  load: () => part("zip_file").click(),
  add: () => (room.add().card.querySelector(".name").focus(), tell()),
  learn: learnNow,
  stop: () => (stop(), part("learn").focus()),
  checkpoint: () => give(part("checkpoint"), () => student.checkpoint(learnAgain), "my.pt"),
  zip: () => give(part("zip"), () => room.packed(), "classes.zip"),
  copy: async () => {
    await navigator.clipboard.writeText(part("line code").textContent);
    part("line [role=status]").textContent = say("teach.copied");
  },
  "asking .take": () => choose(part("single"), true),
  "asking .choose": () => choose(part("single"), false),
};
for (const [name, act] of Object.entries(acts)) part(name).addEventListener("click", act);
const taken = {
  files: (files) => room.take(chosenFor, files),
  single: ([file]) => file && asked.take(file),
  zip_file: ([file]) => file && load(file),
};
for (const [name, take] of Object.entries(taken)) {
  part(name).addEventListener("change", ({ target }) => {
    const files = [...target.files];
    target.value = ""; // so that the same ones can be chosen again
    take(files);
  });
}
keeping?.addEventListener("change", () => (changes++, tell()));
gather.onto(part("asking"), taken.single);
gather.onto(element, taken.zip_file); // and a photo that misses its card does not take the page's place
document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
  if (file && element.offsetParent && learned) asked.take(file);
});
document.addEventListener("language", () => {
  tell();
  if (learned) asked.draw();
});
part("copy").hidden = !navigator.clipboard;
tell();
