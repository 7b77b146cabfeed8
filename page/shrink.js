// Photos are made small in the browser, before they leave it: upright, and without what their files say beside them.
// Whatever way a photo comes in, Gradio sends it in one way, so that is where it is met; who shows a photo first has it
// made small by `madeSmall`, once. What the browser cannot open goes as it is, and the server reads it.
(() => {
  const SIDE = 640; // px, the longer side: what is shown of a photo and kept of it, and seven times what the network sees
  const QUALITY = 0.9;
  const AT_ONCE = 4; // photos: an opened one of 12 megapixels takes 50 MB

  const made = new WeakSet();
  const waiting = [];
  let open = 0;
  const opens = () => new Promise((go) => (open < AT_ONCE ? go(open++) : waiting.push(go)));
  const closes = () => (waiting.length ? waiting.shift()() : open--);

  const small = async (file) => {
    if (made.has(file)) return file;
    await opens();
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
      closes();
    }
  };

  const allSmall = async (form) => {
    const entries = [...form.entries()].map(async ([name, value]) => [name, value instanceof File ? await small(value) : value]);
    const sent = new FormData();
    for (const [name, value] of await Promise.all(entries)) sent.append(name, value);
    return sent;
  };

  window.madeSmall = small;
  const send = window.fetch;
  window.fetch = async (address, options) => {
    const isUpload = options?.body instanceof FormData && /\/gradio_api\/upload(\?|$)/.test(address);
    return send(address, isUpload ? { ...options, body: await allSmall(options.body) } : options);
  };
})();
