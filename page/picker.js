// What a photo's place does. Gradio runs this once it stands there, with `element`, `props` and `upload` given.
// Whether a photo is there, and whether its answer is "awaited", "failed" or "here", are attributes of the tab, which the
// style sheet reads.
const tab = element.closest("#one");
const input = element.querySelector("input[type=file]");
const picture = element.querySelector(".shown img");
const problem = element.querySelector(".problem");
const failed = element.querySelector(".failed p");
const MOST_BYTES = window.gradio_config.max_file_size;
let count = 0;
let latest = null; // the photo that came last: an earlier one may still be on its way

const show = (file) => {
  URL.revokeObjectURL(picture.src);
  const hadFocus = element.contains(document.activeElement); // on what is about to go
  picture.removeAttribute("src");
  tab.dataset.photo = file ? "there" : "none";
  problem.textContent = "";
  delete problem.dataset.say;
  if (file && hadFocus) element.querySelector(".remove").focus({ preventScroll: true });
};

const sayFailed = (key, values = {}) => {
  Object.assign(failed.dataset, { say: key, sayValues: JSON.stringify(values) });
  inLanguage(failed);
};
const sayTooLarge = (size) => {
  const [inMB, most] = [size, MOST_BYTES].map((bytes) => Math.round(bytes / 1e6));
  sayFailed("error.photo.bytes", { size: inMB, most });
};

const take = async (file) => {
  latest = file;
  sayFailed("photo.no_answer");
  show(file);
  tab.dataset.answer = "awaited";
  const small = await madeSmall(file); // to paint one of 12 megapixels would keep the answer from being painted
  if (file !== latest) return;
  picture.src = URL.createObjectURL(small);
  try {
    const { path, url } = await upload(small);
    if (file !== latest) return;
    // The number makes a change of it when the same photo comes again.
    props.value = { path, url: `${url}#${++count}`, orig_name: file.name, meta: { _type: "gradio.FileData" } };
  } catch {
    if (file !== latest) return;
    if (small.size > MOST_BYTES) sayTooLarge(small.size);
    tab.dataset.answer = "failed";
  }
};

const complain = (key) => {
  problem.dataset.say = key;
  inLanguage(problem);
};

const remove = () => {
  latest = null;
  show(null);
  props.value = null;
  element.querySelector(".place .choose").focus();
};

const tryExample = async (button) => {
  try {
    const answer = await fetch(button.querySelector("img").src);
    await take(new File([await answer.blob()], `${button.dataset.name}.jpg`, { type: "image/jpeg" }));
  } catch {
    complain("photo.no_answer");
  }
};

const paste = async () => {
  const file = await pastedPhoto();
  if (file) return take(file);
  complain("photo.nothing_to_paste");
};

const firstOf = (files) => [...(files ?? [])].find((file) => file.type.startsWith("image/") || !file.type);

show(null);
element.querySelector(".paste").hidden = !navigator.clipboard?.read;
input.addEventListener("change", () => {
  if (input.files[0]) take(input.files[0]);
  input.value = ""; // so that the same photo can be chosen again
});
element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".remove")) return remove();
  if (button.matches(".paste")) return paste();
  if (button.matches(".example")) return tryExample(button);
  if (button.matches(".again")) return take(latest);
  choosePhotos(input, button.matches(".take"));
});
for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  element.addEventListener(name, (event) => {
    event.preventDefault();
    element.classList.toggle("over", over);
    const file = name === "drop" && firstOf(event.dataTransfer.files);
    if (file) take(file);
  });
}
document.addEventListener("paste", (event) => {
  const file = firstOf(event.clipboardData?.files);
  if (file && element.offsetParent) take(file);
});
const wanted = new URLSearchParams(location.search).get("example");
const example = [...element.querySelectorAll(".example")].find((button) => button.dataset.name === wanted);
if (example) tryExample(example);
