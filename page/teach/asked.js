// A photo that the lesson is asked about: what it is, how sure, and every class.
const asking = (place, { ask, sure, named }) => {
  const ALSO = 0.15; // the share from which another class is named, too
  const part = (name) => place.querySelector(`.${name}`);
  const picture = part("asked img");
  let latest = null; // the photo that came last: an earlier one may still be on its way
  let answer = null;
  let trouble = null; // {error, values}, or null

  const howSure = ([[, first], [label, other] = ["", 0]]) => {
    const values = { sure: say(sure.find(([least]) => first >= least)[1]), share: perCent(first) };
    if (other < ALSO) return say("answer.sure", values);
    return say("answer.sure.or", { ...values, other: named(label), its_share: perCent(other) });
  };
  const row = ([label, share]) => {
    const bar = made("span");
    bar.style.width = `${share * 100}%`;
    const head = made("th", { scope: "row", textContent: named(label) });
    return made("tr", {}, head, made("td", { className: "bar" }, bar), made("td", { textContent: perCent(share) }));
  };

  const draw = () => {
    part("asked").hidden = !latest;
    part("classes").hidden = !answer;
    part("problem").textContent = trouble ? say(trouble.error, trouble.values) : "";
    part("answer").hidden = Boolean(trouble);
    const [what, surely] = [part("answer h3"), part("answer .sure")];
    what.textContent = latest && !answer ? say("answer.awaited") : "";
    surely.textContent = "";
    if (!answer) return;
    const ranked = Object.entries(answer.probabilities).sort(([, one], [, other]) => other - one);
    const name = named(answer.label);
    what.textContent = answer.recognised ? name : say("answer.unknown", { name });
    surely.textContent = howSure(ranked);
    part("classes").classList.toggle("unknown", !answer.recognised);
    part("classes tbody").replaceChildren(...ranked.map(row));
  };

  const take = async (file) => {
    latest = file;
    answer = trouble = null;
    URL.revokeObjectURL(picture.src);
    picture.removeAttribute("src");
    draw();
    const small = await madeSmall(file);
    if (file !== latest) return;
    picture.hidden = small === file; // the browser cannot show it
    if (small !== file) picture.src = URL.createObjectURL(small);
    let found;
    try {
      const said = await ask(small);
      if (said.label !== undefined) found = { answer: said };
      else found = { trouble: said.error ? said : { error: "photo.no_answer" } };
    } catch (error) {
      found = { trouble: { error: api.trouble(error) } };
    }
    if (file !== latest) return;
    ({ answer = null, trouble = null } = found);
    draw();
  };

  const paste = async () => {
    const file = await pastedPhoto();
    if (file) return take(file);
    trouble = { error: "photo.nothing_to_paste" };
    draw();
  };

  part("paste").hidden = !navigator.clipboard?.read;
  part("paste").addEventListener("click", paste);
  draw();
  return { take, draw, again: () => latest && take(latest) };
};
