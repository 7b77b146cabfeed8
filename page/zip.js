// Zip files, read and written in the browser, a part at a time: what is not asked for stays on the device's disk.
// Layout and numbers: PKWARE, APPNOTE.TXT 6.3.9, sections 4.3 and 4.5.3 (the fields of 64 bits).
const zip = (() => {
  const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50, END64 = 0x06064b50, LOCATOR64 = 0x07064b50;
  const STORED = 0, DEFLATED = 8, ENCRYPTED = 1, UTF8 = 0x800, VERSION = 20, VERSION64 = 45;
  const ALL16 = 0xffff, ALL32 = 0xffffffff; // "see the field of 64 bits"
  const MOST_DIRECTORY = 30e6; // bytes: a list of some hundred thousand files

  const view = async (blob, from, to) => new DataView(await blob.slice(from, to).arrayBuffer());
  const long = (data, at) => Number(data.getBigUint64(at, true));
  const text = (data, at, length) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset + at, length);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      return new TextDecoder("windows-1252").decode(bytes);
    }
  };

  // Where the list of files lies and how long it is.
  const directory = async (file) => {
    const start = Math.max(0, file.size - 22 - ALL16); // a comment of any length may follow
    const tail = await view(file, start, file.size);
    let at = tail.byteLength - 22;
    while (at >= 0 && tail.getUint32(at, true) !== END) at--;
    if (at < 0) throw new Error("not a zip");
    const [length, offset] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
    if (at < 20 || tail.getUint32(at - 20, true) !== LOCATOR64) return [offset, length];
    const end = await view(file, long(tail, at - 12), long(tail, at - 12) + 56);
    if (end.getUint32(0, true) !== END64) throw new Error("not a zip");
    return [long(end, 48), long(end, 40)];
  };

  // Sizes and place of a file, from its field of 64 bits where the shorter ones do not hold them.
  const longer = (data, at, length, values) => {
    for (const end = at + length; at + 4 <= end; at += 4 + data.getUint16(at + 2, true)) {
      if (data.getUint16(at, true) !== 1) continue;
      let next = at + 4;
      return values.map((value) => (value === ALL32 ? long(data, (next += 8) - 8) : value));
    }
    return values;
  };

  // → [{name, index, size, ...}], a folder left out. Throws where it is not a zip that can be read.
  const read = async (file) => {
    const [offset, length] = await directory(file);
    if (length > MOST_DIRECTORY) throw new Error("too many files");
    const data = await view(file, offset, offset + length);
    const found = [];
    for (let at = 0, index = 0; at + 46 <= data.byteLength && data.getUint32(at, true) === CENTRAL; index++) {
      const [named, extra, comment] = [28, 30, 32].map((place) => data.getUint16(at + place, true));
      const short = [24, 20, 42].map((place) => data.getUint32(at + place, true));
      const [size, packed, place] = longer(data, at + 46 + named, extra, short);
      const entry = { zip: file, name: text(data, at + 46, named), index, size, packed, place };
      entry.isReadable = !(data.getUint16(at + 8, true) & ENCRYPTED);
      entry.method = data.getUint16(at + 10, true);
      entry.crc = data.getUint32(at + 16, true);
      if (!entry.name.endsWith("/")) found.push(entry);
      at += 46 + named + extra + comment;
    }
    return found;
  };

  // The bytes of a file as they lie in the zip.
  const packed = async (entry) => {
    const head = await view(entry.zip, entry.place, entry.place + 30);
    if (head.getUint32(0, true) !== LOCAL) throw new Error("damaged");
    const start = entry.place + 30 + head.getUint16(26, true) + head.getUint16(28, true);
    return entry.zip.slice(start, start + entry.packed);
  };

  const opens = (method) => method === STORED || (method === DEFLATED && "DecompressionStream" in window);

  // One of the files, as a File of at most that many bytes: what a zip says of sizes need not be true.
  const open = async (entry, most) => {
    if (!entry.isReadable || !opens(entry.method) || entry.size > most) throw new Error("cannot be opened");
    let blob = await packed(entry);
    if (entry.method === DEFLATED) {
      const reader = blob.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
      const parts = [];
      for (let read = 0, part; !(part = await reader.read()).done; parts.push(part.value)) {
        read += part.value.length;
        if (read > most) throw new Error("larger than it says");
      }
      blob = new Blob(parts);
    }
    return new File([blob], entry.name.split("/").pop());
  };

  const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
    for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? 0xedb88320 ^ (byte >>> 1) : byte >>> 1;
    return byte;
  });
  const checksum = async (blob) => {
    let crc = ALL32;
    const reader = blob.stream().getReader();
    for (let part; !(part = await reader.read()).done; ) {
      const bytes = part.value;
      for (let at = 0; at < bytes.length; at++) crc = TABLE[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
    }
    return ~crc >>> 0;
  };

  // Fields one after the other: [bytes of each, value] → bytes.
  const fields = (...pairs) => {
    const data = new DataView(new ArrayBuffer(pairs.reduce((sum, [bytes]) => sum + bytes, 0)));
    let at = 0;
    for (const [bytes, value] of pairs) {
      if (bytes === 2) data.setUint16(at, value, true);
      else if (bytes === 4) data.setUint32(at, value, true);
      else data.setBigUint64(at, BigInt(value), true);
      at += bytes;
    }
    return data.buffer;
  };
  const dosTime = (time) => [
    [2, (time.getHours() << 11) | (time.getMinutes() << 5) | (time.getSeconds() >> 1)],
    [2, (Math.max(0, time.getFullYear() - 1980) << 9) | ((time.getMonth() + 1) << 5) | time.getDate()],
  ];

  // A zip of files, each [its name in the zip, a File or an entry that `read` gave], as they are: a photo does not get
  // smaller by packing. `told` is told how many are done. → Blob, which refers to the files and does not hold them.
  const write = async (files, told) => {
    const parts = [], list = [];
    let place = 0;
    for (const [name, file] of files) {
      const fromZip = !(file instanceof File);
      const blob = fromZip ? await packed(file) : file;
      const [method, crc, size] = fromZip ? [file.method, file.crc, file.size] : [STORED, await checksum(file), file.size];
      const letters = new TextEncoder().encode(name);
      const time = dosTime(new Date(file.lastModified ?? Date.now()));
      const same = [[2, UTF8], [2, method], ...time, [4, crc], [4, blob.size], [4, size], [2, letters.length]];
      const head = fields([4, LOCAL], [2, VERSION], ...same, [2, 0]);
      parts.push(head, letters, blob);
      const extra = place >= ALL32 ? fields([2, 1], [2, 8], [8, place]) : new ArrayBuffer(0);
      const rest = [[2, extra.byteLength], [2, 0], [2, 0], [2, 0], [4, 0], [4, Math.min(place, ALL32)]];
      list.push(fields([4, CENTRAL], [2, VERSION64], [2, VERSION], ...same, ...rest), letters, extra);
      place += head.byteLength + letters.length + blob.size;
      told?.(list.length / 3);
    }
    const [length, count] = [list.reduce((sum, part) => sum + part.byteLength, 0), files.length];
    if (place >= ALL32 || count >= ALL16) {
      const counts = [[8, count], [8, count], [8, length], [8, place]];
      list.push(fields([4, END64], [8, 44], [2, VERSION64], [2, VERSION64], [4, 0], [4, 0], ...counts));
      list.push(fields([4, LOCATOR64], [4, 0], [8, place + length], [4, 1]));
    }
    const short = [[2, Math.min(count, ALL16)], [2, Math.min(count, ALL16)], [4, length], [4, Math.min(place, ALL32)]];
    return new Blob([...parts, ...list, fields([4, END], [2, 0], [2, 0], ...short, [2, 0])], { type: "application/zip" });
  };

  return { read, open, opens, write };
})();
