// A photo that was copied elsewhere, as a File; nothing where there is none, or where the visitor does not allow it.
const pastedPhoto = async () => {
  try {
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((type) => type.startsWith("image/"));
      if (type) return new File([await item.getType(type)], `pasted.${type.slice(6)}`, { type });
    }
  } catch {} // not allowed, or nothing there
};
