// Who has no connection keeps the page: where a question does not reach the server, Gradio would wait for it to come back
// and load the page anew, photos and all that was put right by hand gone. It is told that the server is busy instead, which
// the page says, with "Try again".
(() => {
  const send = window.fetch;
  window.fetch = async (address, options) => {
    try {
      return await send(address, options);
    } catch (error) {
      if (!/\/gradio_api\/queue\/(join|data)(\?|$)/.test(address)) throw error;
      return new Response(JSON.stringify({ detail: "no connection" }), { status: 503 });
    }
  };
})();
