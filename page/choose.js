// Opens the device's choice of files for this input; isTaken: the browser's own camera in its place, the rear one.
const choosePhotos = (input, isTaken) => {
  if (isTaken) input.setAttribute("capture", "environment");
  else input.removeAttribute("capture");
  input.click();
};
