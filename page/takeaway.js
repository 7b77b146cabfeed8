// What a visitor takes away, made in the browser: a table, or the photos themselves in a folder for each class.
const takeaway = (() => {
  const COLUMNS = ["file", "label", "probability", "recognised", "corrected", "error"];
  const FORMULA = /^[=+\-@\t\r]/; // what a spreadsheet would run
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

  const table = (photos, errorOf) => {
    const rows = photos.map((photo) => {
      const { label = "", probability, recognised = "" } = photo.answer?.error ? {} : (photo.answer ?? {});
      const name = FORMULA.test(photo.name) ? `'${photo.name}` : photo.name;
      const corrected = photo.label === undefined ? "" : photo.label || "none";
      const figures = [label, probability?.toFixed(4) ?? "", recognised === "" ? "" : recognised ? "True" : "False"];
      return [name, ...figures, corrected, errorOf(photo)].map(cell).join(",");
    });
    // The mark in front tells spreadsheets that it is UTF-8.
    return new Blob(["\ufeff", [COLUMNS.join(","), ...rows, ""].join("\r\n")], { type: "text/csv" });
  };

  const folder = (label) => (label || "none").replace(/[\/\\:*?"<>|]+/g, "-");
  const sorted = (photos, labelOf, told) => {
    const taken = new Set(); // names in lower case, since some file systems tell no other apart
    const files = photos
      .filter((photo) => labelOf(photo) !== undefined)
      .map((photo) => {
        const [, stem, ending] = /^(.*?)(\.[^.]*)?$/s.exec(photo.name);
        let path = `${folder(labelOf(photo))}/${photo.name}`;
        for (let number = 2; taken.has(path.toLowerCase()); number++) {
          path = `${folder(labelOf(photo))}/${stem} (${number})${ending ?? ""}`;
        }
        taken.add(path.toLowerCase());
        return [path, photo.source];
      });
    return zip.write(files, (done) => told?.(done, files.length));
  };

  const give = (blob, name) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 600_000); // a browser reads it after the click
  };
  return { table, folder, sorted, give };
})();
