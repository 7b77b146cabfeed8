// The section where a network learns. Gradio runs this once its place stands there, with `element` given; the parts it
// is made of stand before it. It learns a moment at a time, each asked for here, so that a pause is to ask no more, and
// nothing goes on for who has left. How far it is, is said by the place's `data-learn`: "fresh", "running", "paused",
// or "over" (it has learned all that it may, or its loss is no number any more).
const part = (name) => element.querySelector(`.${name}`);
const place = part("learn");
const [quick, published, labels] = ["quick", "published", "labels"].map((name) => JSON.parse(place.dataset[name]));
// The page's own session would be done with, for all tabs, when this one's stream ends.
const session = () => `learn-${window.__gradio_session_hash__}`;
const inputs = [...element.querySelectorAll(".settings input")];
let looks = []; // what the server told of this run, the last one last
// {left: what ends its stream, turn: {isSingle}, what is asked for now, null in a pause, hasBegun: so that a photo can be sent}
let run = null;
let trouble = null; // {error, values}
let isOver = false;

const drawCurves = curves(part);
const drawWeights = weightPictures(part("weights canvas"));
const drawTwelve = twelveAnswers([...element.querySelectorAll(".twelve li")], (at) => sayClass(labels[at]), labels);
const drawConfusion = confusionTable(part("confusion tbody"));
const own = ownPhoto(part("own"), { labels, chosen: () => look() });

const state = () => (isOver ? "over" : !run ? "fresh" : run.turn && !run.turn.isSingle ? "running" : "paused");
const soFar = () => {
  const last = looks.at(-1);
  if (!last) return run ? say("learn.begins") : "";
  const values = { epochs: decimal(last.epochs, 1), steps: last.steps, seconds: decimal(last.seconds, 1) };
  const lines = [say("learn.so_far", { ...values, share: perCent(last.accuracy) })];
  if (last.others) lines.push(say("learn.turns", { count: last.others }));
  if (last.over) lines.push(say("learn.over"));
  return lines.join(" ");
};

const tell = () => {
  const now = state();
  const last = looks.at(-1);
  place.dataset.learn = now;
  const start = part("start");
  start.dataset.say = { fresh: "learn.start", running: "learn.pause" }[now] ?? "learn.go_on";
  inLanguage(start);
  const wasThere = document.activeElement === start;
  start.disabled = now === "over";
  part("step").disabled = now === "running" || now === "over";
  part("reset").disabled = now === "fresh";
  if (wasThere && start.disabled) part("reset").focus();
  part("later").hidden = now === "fresh";
  part("so_far").setAttribute("aria-live", now === "running" ? "off" : "polite"); // else a voice reads without end
  part("so_far").textContent = soFar();
  part("trouble").textContent = trouble ? say(trouble.error, trouble.values) : "";
  drawCurves(looks);
  drawTwelve(last?.answers);
  drawConfusion(last?.confusion);
  part("weights").hidden = !last;
  if (last) drawWeights(bytesOf(part("weights input").checked ? last.gained : last.weights));
  if (last) own.show(last.photo);
  else own.forget();
};

// Shows what is said of this run; → whether it goes on.
const take = (mine, said) => {
  if (run !== mine) return false;
  if (said.lost || said.gone) trouble = { error: said.lost ? "learn.lost" : "learn.gone" };
  else if (said.error) trouble = said;
  else if (!looks.length || said.steps >= looks.at(-1).steps) looks.push(said); // one of two answers may be late
  if (said.over || said.lost || said.gone || said.error) stop(mine, said.over || looks.length > 0);
  tell();
  return Boolean(run && run.turn);
};
const stop = (mine, isForGood) => {
  mine.turn = null;
  if (!looks.length) leave();
  isOver = Boolean(isForGood);
};
const leave = () => {
  run?.left.abort();
  run = null;
};
const asked = async (mine, endpoint, ...data) => {
  try {
    return take(mine, await api.called(endpoint, [session(), ...data]));
  } catch (error) {
    if (run === mine) {
      trouble = { error: api.trouble(error) };
      stop(mine, false);
      tell();
    }
    return false;
  }
};

const settings = () => {
  const value = (input) => (input.value === "" ? null : Number(input.value));
  const given = Object.fromEntries(inputs.map((input) => [input.name, value(input)]));
  given.layers = inputs.filter(({ name, value }) => name === "layers" && value !== "").map(value);
  return given;
};
const fill = (values) => {
  const widths = [...values.layers];
  for (const input of inputs) input.value = input.name === "layers" ? widths.shift() ?? "" : values[input.name];
};

// A stream that ends with the page, or with the run: by it the server knows who is there. → once it stands.
const stay = (mine) =>
  new Promise((stands) => {
    const open = async () => {
      while (!mine.left.signal.aborted) {
        try {
          const { body } = await fetch(`gradio_api/heartbeat/${session()}`, { signal: mine.left.signal });
          stands();
          for (const reader = body.getReader(); !(await reader.read()).done; );
        } catch {} // cut off, or left
        stands();
        await new Promise((done) => setTimeout(done, 200));
      }
    };
    open();
  });

const goOn = async (isSingle) => {
  if (run?.turn) return;
  const isFirst = !run;
  const mine = (run ??= { left: new AbortController() });
  const turn = (mine.turn = { isSingle });
  trouble = null;
  tell();
  if (isFirst) {
    await stay(mine);
    if (!(await asked(mine, "learn_begin", settings()))) return;
    mine.hasBegun = true;
    await look();
  }
  while (mine.turn === turn && (await asked(mine, "learn_go_on", isSingle)) && !isSingle);
  if (mine.turn === turn) mine.turn = null;
  tell();
};
const pause = () => {
  if (run) run.turn = null;
  tell();
};
const reset = () => {
  leave();
  [looks, trouble, isOver] = [[], null, false];
  tell();
};
// What the network says of the visitor's photo: now, and from now on with all that is told of it.
const look = async () => {
  const [mine, photo] = [run, own.photo()];
  if (!mine?.hasBegun || isOver || !photo) return;
  try {
    const [file] = await api.uploaded([photo]);
    const said = await api.called("learn_look", [session(), file]);
    if (own.photo() !== photo) return;
    if (said.error) return own.fail(said);
    own.lookedAt();
    take(mine, said);
  } catch (error) {
    own.fail({ error: api.trouble(error) });
  }
};

const acts = {
  start: () => (state() === "running" ? pause() : goOn(false)),
  step: () => goOn(true),
  reset: () => (reset(), part("start").focus()),
  quick: () => fill(quick),
  published: () => fill(published),
};
for (const [name, act] of Object.entries(acts)) part(name).addEventListener("click", act);
part("weights input").addEventListener("change", tell);
document.addEventListener("visibilitychange", () => document.hidden && state() === "running" && pause());
document.addEventListener("language", tell);
fill(quick);
tell();
