// The page's words in the language of its visitor. Gradio chooses that at the start and at each switch in its settings,
// and writes it on <html>; the tables came with its configuration, so its own components say the same.
(() => {
  const ENGLISH = "en";
  const root = document.documentElement;
  const tables = () => window.gradio_config.i18n_translations;
  let language = ENGLISH;

  const find = (key) => tables()[language]?.[key] ?? tables()[ENGLISH][key];
  const say = (key, values = {}) => (find(key) ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  const sayClass = (label) => find(`class.short.${label}`) ?? label; // who serves other networks has others
  const sayNetwork = (name) => find(`network.${name}`) ?? name;

  // A list among the values is one of classes.
  const fill = (element) => {
    const { say: key, sayLabel, sayValues, sayCapital } = element.dataset;
    const values = Object.entries(JSON.parse(sayValues ?? "{}")).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.map(sayClass).join(say("list.comma")) : value,
    ]);
    const write = (key) => {
      const text = say(key, Object.fromEntries(values));
      return sayCapital === undefined ? text : text[0].toUpperCase() + text.slice(1);
    };
    if (key && element.textContent !== write(key)) element.textContent = write(key);
    if (sayLabel) element.setAttribute(element.matches("img") ? "alt" : "aria-label", write(sayLabel));
  };

  const SAID = "[data-say], [data-say-label]";
  const inLanguage = (within) => {
    if (within.matches?.(SAID)) fill(within);
    within.querySelectorAll?.(SAID).forEach(fill);
  };

  const follow = () => {
    const [general] = root.lang.split("-"); // zh of zh-CN
    const before = language;
    language = [root.lang, general, ENGLISH].find((code) => tables()[code]);
    if (general !== language && root.lang !== language) root.lang = language; // a voice reads by it what stands there
    if (language === before) return;
    inLanguage(document);
    document.dispatchEvent(new CustomEvent("language", { detail: language }));
  };

  const decimal = (value, digits) => value.toFixed(digits).replace(".", say("number.point"));
  Object.assign(window, {
    say,
    sayClass,
    sayNetwork,
    inLanguage,
    language: () => language,
    decimal,
    perCent: (share) => say("number.per_cent", { number: decimal(share * 100, 1) }),
  });
  follow();
  new MutationObserver(follow).observe(root, { attributeFilter: ["lang"] });
  // Gradio puts its components there when it likes.
  new MutationObserver((changes) => changes.forEach(({ addedNodes }) => addedNodes.forEach(inLanguage))).observe(root, {
    childList: true,
    subtree: true,
  });
})();
