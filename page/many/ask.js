// Photos to the server and answers back, a few at a time, by the same doors that programs use.
const asking = (() => {
  const FIRST = 4; // photos at once, so that the first answers come soon; then more, so that all come soon
  const THEN = 8; // about a third of a second: what is still done after Stop, or for a tab that was closed
  const BUSY = "busy";
  const TRIES = 4; // of a server that says it is busy

  const sent = async (address, options) => {
    for (let left = TRIES; ; left--) {
      const response = await fetch(`gradio_api/${address}`, options);
      if (response.ok) return response;
      const { detail = "" } = await response.json().catch(() => ({}));
      const seconds = Number(/in (\d+) s/.exec(detail)?.[1] ?? 1);
      if (response.status !== 503 || left === 0 || seconds > 60) throw new Error(response.status === 503 ? BUSY : detail);
      await new Promise((done) => setTimeout(done, seconds * 1000));
    }
  };

  const uploaded = async (files, signal) => {
    const body = new FormData();
    for (const file of files) body.append("files", file, file.name);
    const paths = await (await sent("upload", { method: "POST", body, signal })).json();
    return paths.map((path, place) => ({ path, orig_name: files[place].name, meta: { _type: "gradio.FileData" } }));
  };

  const called = async (endpoint, data, signal) => {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, signal };
    const { event_id } = await (await sent(`call/${endpoint}`, { ...options, body: JSON.stringify({ data }) })).json();
    const text = await (await sent(`call/${endpoint}/${event_id}`, { signal })).text();
    const [, answer] = /event: complete\s+data: (.*)/.exec(text) ?? [];
    if (!answer) throw new Error("no answer");
    return JSON.parse(answer)[0];
  };

  const zips = new WeakMap(); // a zip that the server opens → where it lies there, or will
  const whole = async (chunk, network, signal) => {
    const file = chunk[0].whole.zip;
    if (!zips.has(file)) zips.set(file, uploaded([file], signal));
    try {
      const [lying] = await zips.get(file);
      const places = chunk.map((photo) => photo.whole.index);
      return await called("answer_zip", [lying, places, network], signal);
    } catch (error) {
      zips.delete(file); // sent again at the next try
      throw error;
    }
  };

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

  const apart = async (chunk, network, mostBytes, signal) => {
    await Promise.all(chunk.map((photo) => opened(photo, mostBytes)));
    const good = chunk.filter((photo) => !photo.error);
    if (!good.length || signal.aborted) return [];
    const files = await uploaded(good.map((photo) => photo.small), signal);
    const withPictures = good.some((photo) => !photo.isOpen);
    const answers = await called("answer_many", [files, network, withPictures], signal);
    return good.map((photo, place) => [photo, answers[place]]);
  };

  // Asks about all, in their order; `told` gets [photo, answer] pairs as they come. Throws where the server does not answer.
  const all = async (photos, network, mostBytes, signal, told) => {
    let next = 0;
    const work = async () => {
      while (next < photos.length && !signal.aborted) {
        const [start, most] = [next, next === 0 ? FIRST : THEN];
        const zip = photos[start].whole?.zip;
        while (next < photos.length && next < start + most && photos[next].whole?.zip === zip) next++;
        const chunk = photos.slice(start, next);
        const answers = zip
          ? (await whole(chunk, network, signal)).map((answer, place) => [chunk[place], answer])
          : await apart(chunk, network, mostBytes, signal);
        if (!signal.aborted) told(answers, chunk);
      }
    };
    await Promise.all([work(), work()]); // one makes photos small while the other waits for its answers
  };

  return { all, BUSY };
})();
