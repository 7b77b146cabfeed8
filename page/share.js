// A link that holds an answer's two sentences behind its #, which no browser sends to a server. Gradio runs this once,
// with `element` given.
const MOST = 200; // characters of each: what a link brings is whatever somebody wrote into it
const given = element.querySelector(".given");
const copied = element.querySelector(".give [role=status]");

const link = () => {
  const answer = document.getElementById("answer");
  const said = new URLSearchParams();
  said.set("what", answer.querySelector("h2").textContent);
  said.set("sure", answer.querySelector(".sure").textContent);
  return `${location.origin}${location.pathname}#${said}`;
};

const show = () => {
  const said = new URLSearchParams(location.hash.slice(1));
  given.hidden = !said.get("what");
  for (const name of ["what", "sure"]) {
    given.querySelector(`.${name}`).textContent = (said.get(name) ?? "").slice(0, MOST);
  }
};

element.querySelector(".give button").addEventListener("click", async () => {
  const url = link();
  if (navigator.share) {
    await navigator.share({ title: document.title, url }).catch(() => {}); // who thinks better of it
  } else {
    await navigator.clipboard.writeText(url);
    copied.textContent = say("share.copied");
    setTimeout(() => (copied.textContent = ""), 4000);
  }
});
window.addEventListener("hashchange", show);
show();
