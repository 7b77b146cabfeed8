// Who learns, on the server: photos go up as they come, what they are to teach after them, and questions. It forgets a
// lesson some time after its last use: what it has forgotten is sent again, without a word.
const pupil = ({ photos, refused }) => {
  const AT_ONCE = 8; // photos in a request
  const TRIES = 3; // where what was just sent is forgotten again: others teach, too, and room is short
  let lesson = ""; // its key
  let sending = null; // the promise of what is under way

  const isWaiting = (photo) => photo.small && !photo.print && !photo.error;
  const send = async () => {
    for (let chunk; (chunk = photos().filter(isWaiting).slice(0, AT_ONCE)).length; ) {
      const files = await api.uploaded(chunk.map((photo) => photo.small));
      const answer = await api.called("teach_photos", [lesson, files]);
      lesson = answer.lesson;
      chunk.forEach((photo, place) => {
        const { photo: print, error, values } = answer.photos[place];
        Object.assign(photo, { print, error, values });
        if (error) refused(photo);
      });
    }
  };
  // Sends what was not sent yet; throws where the server does not answer.
  const sent = () => (sending ??= send().finally(() => (sending = null)));

  // Learns those [photo, class] that `rows` gives once all are sent. `told` gets how far it is; → what the server ends
  // with, or nothing if it was stopped.
  const learned = async (rows, keep, signal, told) => {
    for (let left = TRIES; ; left--) {
      told({});
      await sent();
      if (signal.aborted) return;
      const data = rows().map(([{ print, name }, label]) => [print, label, name]);
      const end = await api.called("teach_learn", [lesson, data, keep], signal, told);
      if (!end.missing || !left) return end;
      const missing = new Set(end.missing);
      for (const photo of photos()) if (missing.has(photo.print)) photo.print = undefined;
    }
  };

  // What the lesson says of a photo. again: learns again, where that is forgotten; → whether it could.
  const asked = async (small, again) => {
    const [file] = await api.uploaded([small]);
    const ask = () => api.called("teach_ask", [lesson, file]);
    const answer = await ask();
    return answer.gone && (await again()) ? ask() : answer;
  };

  const checkpoint = async (again) => {
    const get = () => fetch(`teach/${lesson}.pt`);
    let response = await get();
    if (response.status === 404 && (await again())) response = await get();
    if (!response.ok) throw new Error("no checkpoint");
    return response.blob();
  };

  return { sent, learned, asked, checkpoint };
};
