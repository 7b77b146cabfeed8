// What Gradio's components cannot say of themselves. Run once, when the page stands.
() => {
  // That they are to be read out when they change.
  for (const id of ["answer", "thanks"]) {
    const place = document.getElementById(id);
    if (place) {
      place.setAttribute("role", "status");
      place.setAttribute("aria-live", "polite");
    }
  }
  // What is said while an answer is awaited, which the style sheet shows.
  const sayAwaited = () => (document.getElementById("answer").dataset.awaited = say("answer.awaited"));
  sayAwaited();
  document.addEventListener("language", sayAwaited);
  // That a picture beside a word which says the same says nothing; Gradio writes it anew in each language.
  const footer = document.querySelector("footer");
  const sayOnce = () => footer.querySelectorAll('img:not([alt=""])').forEach((picture) => (picture.alt = ""));
  sayOnce();
  new MutationObserver(sayOnce).observe(footer, { subtree: true, childList: true, attributeFilter: ["alt"] });
  // That a fold is as its visitor left it last time. (Gradio puts another button there once the fold has something in it.)
  const fold = () => document.querySelector("#curious > button");
  const isOpen = () => fold().classList.contains("open");
  try {
    if (localStorage.getItem("curious") === "open" && !isOpen()) fold().click();
    document.addEventListener("click", (event) => {
      if (!event.target.closest("#curious > button")) return;
      setTimeout(() => localStorage.setItem("curious", isOpen() ? "open" : "closed"), 100);
    });
  } catch {} // a browser may keep nothing
}
