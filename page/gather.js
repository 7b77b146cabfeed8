// Photos from wherever they come, each a "found": {name, source, open}, where `open` brings its File and `source` is what it
// is taken away from; or {name, error}, or {name, source, whole}, an entry of a zip that the server has to open.
const gather = (() => {
  const PHOTO = /\.(jpe?g|png|webp|heic|heif|avif|gif|bmp|tiff?)$/i;
  const ZIP = /\.zip$/i;
  const isShown = (path) => !path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
  const last = (path) => path.split(/[\\/]/).pop();

  const inZip = async (file, mostBytes) => {
    let entries;
    try {
      entries = (await zip.read(file)).filter(({ name }) => PHOTO.test(name) && isShown(name));
    } catch {
      return [{ name: file.name, error: "many.not_a_zip" }];
    }
    if (!entries.length) return [{ name: file.name, error: "many.no_photos_inside" }];
    const isWhole = entries.some((entry) => !zip.opens(entry.method));
    if (isWhole && file.size > mostBytes) return [{ name: file.name, error: "many.zip_too_large" }];
    return entries.map((entry) => ({
      name: last(entry.name),
      source: entry,
      ...(isWhole ? { whole: entry } : { open: () => zip.open(entry, mostBytes) }),
    }));
  };

  const ofFiles = async (files, mostBytes) => {
    const found = await Promise.all(
      files.map((file) =>
        ZIP.test(file.name) ? inZip(file, mostBytes) : { name: last(file.name), source: file, open: async () => file },
      ),
    );
    return found.flat();
  };

  // What a folder has beside photos and zips is not asked about; a file that somebody chose by itself is.
  const isOfFolder = (path) => isShown(path) && (PHOTO.test(path) || ZIP.test(path));
  const chosen = (files) => files.filter((file) => !file.webkitRelativePath || isOfFolder(file.webkitRelativePath));

  const later = (start) => new Promise(start); // (done, failed) => …, as this old interface has it
  const under = async (entry) => {
    if (entry.isFile) return isOfFolder(entry.fullPath) ? [await later((...ends) => entry.file(...ends))] : [];
    const [reader, files] = [entry.createReader(), []];
    for (let some; (some = await later((...ends) => reader.readEntries(...ends))).length; ) {
      for (const inside of some) files.push(...(await under(inside)));
    }
    return files;
  };
  // What was dropped has to be taken before anything is waited for: afterwards the browser has emptied it.
  const dropped = async ({ items, files }) => {
    const folders = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory);
    const alone = [...files];
    const inside = (await Promise.all(folders.map(under))).flat();
    const names = new Set(folders.map((entry) => entry.name));
    return [...alone.filter((file) => !names.has(file.name)), ...inside];
  };
  // What is dropped onto the element is told, its files and its folders' files; it is `over` while something is held there.
  const onto = (element, told) => {
    for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
      element.addEventListener(name, (event) => {
        event.preventDefault();
        event.stopPropagation(); // it is not told to what is around it, too
        element.classList.toggle("over", over);
        if (name === "drop") dropped(event.dataTransfer).then(told);
      });
    }
  };

  const byName = (one, other) => one.name.localeCompare(other.name, undefined, { numeric: true });
  const all = async (files, mostBytes) => (await ofFiles(chosen(files), mostBytes)).sort(byName);

  // Finds out its File, small, and whether the browser can show it; or why there is none.
  const opened = async (photo, mostBytes) => {
    try {
      const file = await photo.open();
      photo.small = await madeSmall(file);
      photo.isOpen = photo.small !== file; // the browser can show it
      if (photo.small.size > mostBytes) photo.error = "many.too_large";
    } catch {
      photo.error = "many.not_opened";
    }
  };

  return { all, onto, opened };
})();
