// Photos to the server and answers back, a few at a time.
const asking = (() => {
  const FIRST = 4; // photos at once, so that the first answers come soon; then more, so that all come soon
  const THEN = 8; // about a third of a second: what is still done after Stop, or for a tab that was closed

  const zips = new WeakMap(); // a zip that the server opens → where it lies there, or will
  const whole = async (chunk, network, signal) => {
    const file = chunk[0].whole.zip;
    if (!zips.has(file)) zips.set(file, api.uploaded([file], signal));
    try {
      const [lying] = await zips.get(file);
      const places = chunk.map((photo) => photo.whole.index);
      return await api.called("answer_zip", [lying, places, network], signal);
    } catch (error) {
      zips.delete(file); // sent again at the next try
      throw error;
    }
  };

  const apart = async (chunk, network, mostBytes, signal) => {
    await Promise.all(chunk.map((photo) => gather.opened(photo, mostBytes)));
    const good = chunk.filter((photo) => !photo.error);
    if (!good.length || signal.aborted) return [];
    const files = await api.uploaded(good.map((photo) => photo.small), signal);
    const withPictures = good.some((photo) => !photo.isOpen);
    const answers = await api.called("answer_many", [files, network, withPictures], signal);
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

  return { all };
})();
