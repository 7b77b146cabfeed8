// Who has no connection keeps the page: where a question does not reach the server, or its answer is cut off, Gradio would
// wait until the server is back and load the page anew, with the photos and all that was put right by hand gone. It is told
// that the question failed instead, which the page says, with "Try again".
(() => {
  const ASKED = /\/gradio_api\/queue\/join(\?|$)/;
  const AWAITED = /\/gradio_api\/queue\/data(\?|$)/;
  const FAILED = [{ msg: "unexpected_error", message: "no connection", success: false }, { msg: "close_stream" }];

  const failed = () => new TextEncoder().encode(FAILED.map((said) => `data: ${JSON.stringify(said)}\n\n`).join(""));
  const stream = (body) => new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  const untilCutOff = (body) => {
    const reader = body.getReader();
    const pull = async (to) => {
      try {
        const { done, value } = await reader.read();
        if (done) to.close();
        else to.enqueue(value);
      } catch {
        to.enqueue(failed());
        to.close();
      }
    };
    return new ReadableStream({ pull, cancel: (reason) => reader.cancel(reason) });
  };

  const send = window.fetch;
  window.fetch = async (address, options) => {
    const [isAsked, isAwaited] = [ASKED, AWAITED].map((one) => one.test(address.url ?? address)); // of a Request, too
    try {
      const response = await send(address, options);
      return isAwaited && response.ok ? stream(untilCutOff(response.body)) : response;
    } catch (error) {
      if ((options ?? address).signal?.aborted) throw error; // by the page itself
      if (isAwaited) return stream(failed());
      if (isAsked) return new Response(JSON.stringify({ detail: "no connection" }), { status: 503 });
      throw error;
    }
  };
})();
