// Photos are made small in the browser, before they leave it: upright, and without what their files say beside them.
// Whatever way a photo comes in, Gradio sends it in one way, so that is where it is met; who shows a photo first has it
// made small by `madeSmall`, once. What the browser cannot open goes as it is, and the server reads it.
(() => {
  const SIDE = 640; // px, the longer side: what is shown of a photo and kept of it, and seven times what the network sees
  const QUALITY = 0.9;
  const AT_ONCE = 4; // photos: an opened one of 12 megapixels takes 50 MB

  const made = new WeakSet();
  const small = async (file) => {
    if (made.has(file)) return file;
    let opened;
    try {
      opened = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, SIDE / Math.max(opened.width, opened.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(opened.width * scale);
      canvas.height = Math.round(opened.height * scale);
      const paper = canvas.getContext("2d");
      paper.fillStyle = "white"; // where the photo is transparent, as the server has it
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.imageSmoothingQuality = "high";
      paper.drawImage(opened, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!blob) return file;
      const result = new File([blob], file.name, { type: blob.type, lastModified: file.lastModified });
      made.add(result);
      return result;
    } catch {
      return file;
    } finally {
      opened?.close();
    }
  };

  const allSmall = async (form) => {
    const entries = [...form.entries()];
    let next = 0;
    const work = async () => {
      while (next < entries.length) {
        const entry = entries[next++];
        if (entry[1] instanceof File) entry[1] = await small(entry[1]);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const sent = new FormData();
    for (const [name, value] of entries) sent.append(name, value);
    return sent;
  };

  window.madeSmall = small;
  const send = window.fetch;
  window.fetch = async (address, options) => {
    const isUpload = options?.body instanceof FormData && /\/gradio_api\/upload(\?|$)/.test(address);
    return send(address, isUpload ? { ...options, body: await allSmall(options.body) } : options);
  };
})();
