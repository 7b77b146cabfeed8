// What was learned, in words: how much of it is right, what is confused, and which photos it is least sure of.
const report = (place, { fairly, named, photoOf }) => {
  const MOST = 12; // photos
  const of100 = (share) => Math.round(share * 100);
  const list = (name, lines) => {
    place.querySelector(`${name} ul`).replaceChildren(...lines);
    place.querySelector(name).hidden = !lines.length;
  };

  const calledOf = ({ recognised, called }) => (recognised ? called : "");
  const doubt = (answer) => {
    const isRight = calledOf(answer) === answer.is;
    const words = isRight
      ? say("teach.unsure", { share: perCent(answer.own) })
      : say("teach.called", { name: named(calledOf(answer)) });
    const about = made("span", {}, made("b", { textContent: named(answer.is) }), made("span", { textContent: words }));
    return made("li", { className: isRight ? "unsure" : "wrong" }, pictureOf(photoOf(answer.name)), about);
  };

  return ({ figures, remarks }) => {
    const [low, high] = figures.interval.map(of100);
    const lines = [say("teach.right", { right: of100(figures.accuracy) }), say("teach.expect", { low, high })];
    if (figures.strangers !== null) lines.push(say("teach.strangers", { count: of100(figures.strangers) }));
    if (!figures.confused.length) lines.push(say("teach.none_confused"));
    const [first, ...others] = lines.map((textContent) => made("p", { textContent }));
    place.querySelector(".figures").replaceChildren(first, ...others);
    const pairs = figures.confused.map(([name, called, count]) => {
      const values = { name: named(name), called: named(called), count: Math.max(1, Math.round(count)) };
      return made("li", { textContent: say("teach.pair", values) });
    });
    const doubted = figures.answers.filter((answer) => calledOf(answer) !== answer.is || answer.own < fairly);
    list(".confused", pairs);
    list(".doubted", doubted.filter(({ name }) => photoOf(name)).slice(0, MOST).map(doubt));
    const remarked = remarks.map(({ key, values }) => made("li", { textContent: say(key, values) }));
    place.querySelector(".remarks").replaceChildren(...remarked);
    place.querySelector(".remarks").hidden = !remarked.length;
  };
};
