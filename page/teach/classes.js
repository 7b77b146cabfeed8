// The classes and their photos: how these come in, out of a zip, too; whether they are enough; how they are taken away.
const classroom = ({ cards, aside, blank, limits, choose, opened, changed }) => {
  const AT_ONCE = 4; // photos that are opened: a zip's come out of it whole
  const none = { name: "", isNone: true };
  const names = new Set(); // of files, in lower case
  const waiting = []; // photos that are not opened yet
  const working = new Set(); // promises of those who open them
  let classes = [];

  const everyone = () => [...classes, none];
  const photos = () => everyone().flatMap((one) => one.photos);
  const classOf = (photo) => everyone().find((one) => one.photos.includes(photo));
  const isAlike = (one, name) => one.name.toLowerCase() === name.toLowerCase();

  const draw = () => everyone().forEach((one, at) => shelf.draw(one, at + 1));
  const shelf = classCards({
    blank,
    limits,
    choose,
    take: (one, files) => take(one, files),
    redraw: draw,
    changed: () => changed(),
    remove: (one) => remove(one),
    removed: (photo) => {
      removePhoto(photo);
      changed();
    },
  });
  const begun = (one) => Object.assign(one, { photos: [], refused: [], leftOut: 0 });
  const add = (name = "") => {
    const one = begun({ name });
    classes.push(one);
    cards.append(shelf.add(one));
    return one;
  };
  const remove = (one) => {
    classes = classes.filter((other) => other !== one);
    one.photos.forEach(letGo);
    one.card.remove();
    changed();
  };
  const letGo = (photo) => {
    URL.revokeObjectURL(photo.url);
    names.delete(photo.name.toLowerCase());
  };
  const removePhoto = (photo) => {
    const one = classOf(photo);
    one?.photos.splice(one.photos.indexOf(photo), 1);
    letGo(photo);
    return one;
  };
  // What cannot be read is said on its card in place of the photo.
  const refuse = (photo) => {
    removePhoto(photo)?.refused.push(photo);
    changed();
  };

  // A name that no other photo has: phones call all that their camera takes alike, and what is said of one names it.
  const unique = (name) => {
    const [, stem, ending = ""] = /^(.*?)(\.[^.]*)?$/s.exec(name);
    let free = name;
    for (let number = 2; names.has(free.toLowerCase()); number++) free = `${stem} (${number})${ending}`;
    names.add(free.toLowerCase());
    return free;
  };
  const work = async () => {
    for (let photo; (photo = waiting.shift()); ) {
      await gather.opened(photo, limits.bytes);
      if (photo.error) refuse(photo);
      else opened(photo);
    }
  };
  const put = (one, found) => {
    const good = found.filter(({ error }) => !error);
    const taken = good.slice(0, Math.max(0, limits.photos - one.photos.length));
    one.refused = found.filter(({ error }) => error);
    one.leftOut = good.length > taken.length ? one.photos.length + good.length : 0;
    for (const photo of taken) photo.name = unique(photo.name);
    one.photos.push(...taken);
    waiting.push(...taken);
    for (let more = AT_ONCE - working.size; more > 0; more--) {
      const opening = work().finally(() => working.delete(opening));
      working.add(opening);
    }
    changed();
  };
  const take = async (one, files) => {
    if (files.length) put(one, await gather.all([...files], limits.bytes));
  };

  // A zip's folders are classes. → what is to be said of it, {error, values}, or nothing.
  const load = async (file) => {
    const found = await gather.all([file], limits.bytes);
    if (found[0]?.error) return { error: found[0].error, values: { most: limits.bytes / 1e6 } };
    const folders = new Map();
    for (const photo of found) {
      const folder = cleaned(photo.source.name.split("/").at(-2) ?? "");
      folders.set(folder, [...(folders.get(folder) ?? []), photo]);
    }
    const outside = folders.get("")?.length;
    folders.delete("");
    let left = 0;
    for (const [folder, inside] of folders) {
      const room = isNone(folder) ? none : classes.find((one) => isAlike(one, folder)) ?? free(folder);
      if (room) put(room, inside);
      else left++;
    }
    if (left) return { error: "teach.too_many", values: { all: classes.length + left, most: limits.classes } };
    if (outside) return { error: "teach.no_folders", values: { count: outside } };
  };
  const free = (name) => {
    const one = classes.find((one) => !one.name && !one.photos.length);
    if (one) shelf.name(one, name);
    return one ?? (classes.length < limits.classes ? add(name) : undefined);
  };

  // What is missing before it can be learned, in words; "" where nothing is.
  const missing = (isKeeping) => {
    const filled = classes.filter((one) => one.photos.length);
    const reserved = filled.find(({ name }) => isReserved(name));
    if (reserved) return say("teach.missing.reserved", { name: reserved.name });
    const twice = filled.find(({ name }, at) => name && filled.slice(0, at).some((one) => isAlike(one, name)));
    if (twice) return say("teach.missing.twice", { name: twice.name });
    const { least } = limits;
    const enough = filled.filter((one) => one.photos.length >= least).length;
    if (isKeeping && !enough) return say("teach.missing.class", { least });
    if (!isKeeping && enough < 2) return say("teach.missing.classes", { least });
    return filled.some(({ name }) => !name) ? say("teach.missing.name") : "";
  };

  const rows = () => everyone().flatMap((one) => one.photos.map((photo) => [photo, one.name]));
  const allOpened = async () => {
    while (working.size) await Promise.all(working);
  };
  const packed = async (told) => {
    await allOpened();
    // What was made small is a JPEG, whatever it was.
    const named = ({ name, isOpen }) => (isOpen ? `${name.replace(/\.[^.]*$/, "")}.jpg` : name);
    const all = photos().filter(({ small }) => small);
    const sorted = all.map((photo) => ({ name: named(photo), source: photo.small, label: classOf(photo).name }));
    return takeaway.sorted(sorted, ({ label }) => label, told);
  };

  begun(none);
  aside.append(shelf.add(none));
  add();
  add();
  return {
    add,
    draw,
    load,
    missing,
    packed,
    photos,
    refuse,
    rows,
    take,
    isFull: () => classes.length >= limits.classes,
    names: () => classes.map(({ name }) => name),
    photoOf: (name) => photos().find((photo) => photo.name === name),
    opened: allOpened,
  };
};
