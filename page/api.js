// The server, by the same doors that programs use: files go up, questions out, answers come back.
const api = (() => {
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

  // The server counts a request's values by their signs, those within a text too: there they are spelled out.
  const spelled = (text) => text.replace(/[,[{]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
  const written = (data) => JSON.stringify({ data }).replace(/"(?:[^"\\]|\\.)*"/g, spelled);

  // What an endpoint answers at last; `told` gets what it says before that.
  const called = async (endpoint, data, signal, told) => {
    const options = { method: "POST", headers: { "Content-Type": "application/json" }, signal };
    const { event_id } = await (await sent(`call/${endpoint}`, { ...options, body: written(data) })).json();
    const { body } = await sent(`call/${endpoint}/${event_id}`, { signal });
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (let part; !(part = await reader.read()).done; ) {
      const messages = (text + part.value).split("\n\n");
      text = messages.pop();
      for (const message of messages) {
        const [, event, said] = /^event: (\w+)\s+data: (.*)$/.exec(message) ?? [];
        if (event === "complete") return JSON.parse(said)[0];
        if (event === "generating") told?.(JSON.parse(said)[0]);
      }
    }
    throw new Error("no answer");
  };

  // The key of what to say of a question that came to nothing.
  const trouble = (error) => (error.message === BUSY ? "many.busy" : "photo.no_answer");

  return { uploaded, called, trouble };
})();
// Bytes, as the server puts them into JSON.
const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
