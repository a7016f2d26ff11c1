// Makes of what the reader chose what is sent: a PDF as it is, and a picture drawn anew, upright and no larger than print needs.
// Drawing it anew leaves out everything that the camera wrote beside the picture, the place where it was taken among it.

// A page of A4 at some 200 dots an inch: the small print of a form can be read.
const LONGEST = 2400;
const QUALITY = 0.85;
// A screenshot stays sharp as a PNG; a photograph would be many times the size of a JPEG.
const PNG_MOST = 1024 * 1024;
const THUMB = 96;
export const MOST = 10 * 1024 * 1024;
const HEIC = /^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)/;

/** What cannot be sent; `rule` says why. */
export class Unfit extends Error {
  constructor(rule) {
    super(rule);
    this.rule = rule;
  }
}

/**
 * Prepare a file: { blob, type, look }, where `look` is a small canvas of a picture and null for a PDF. Throws Unfit with the rule
 * empty, gone (the device no longer gives it out), kind, too-large, unreadable, heic or blinded (the browser alters pictures).
 */
export async function prepare(file) {
  if (!file.size) throw new Unfit("empty");
  const kind = await kindOf(file);
  if (kind === "pdf") {
    if (file.size > MOST) throw new Unfit("too-large");
    return { blob: new Blob([await bytesOf(file)], { type: "application/pdf" }), type: "application/pdf", look: null };
  }
  const picture = await decode(file, kind);
  const page = drawn(picture, LONGEST);
  picture.close?.();
  const blob = await encoded(page, kind === "png");
  const look = drawn(page, THUMB);
  // Safari keeps a canvas's memory until it has no size.
  page.width = page.height = 0;
  if (blob.size > MOST) throw new Unfit("too-large");
  return { blob, type: blob.type, look };
}

async function bytesOf(file) {
  return file.arrayBuffer().catch(() => {
    throw new Unfit("gone");
  });
}

// By content: telephones give files out without a type, and names say anything.
async function kindOf(file) {
  const head = String.fromCharCode(...new Uint8Array(await bytesOf(file.slice(0, 1024))));
  if (head.includes("%PDF-")) return "pdf";
  if (head.startsWith("\u0089PNG")) return "png";
  if (head.slice(4, 8) === "ftyp" && HEIC.test(head.slice(8))) return "heic";
  if (head.startsWith("\u00ff\u00d8\u00ff") || file.type.startsWith("image/")) return "picture";
  throw new Unfit("kind");
}

// Upright as the camera was held. A browser that cannot do so by the first way draws an <img> that way.
async function decode(file, kind) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    const shown = await asImage(file).catch(() => null);
    if (shown) return shown;
    if (kind !== "heic") throw new Unfit("unreadable");
    return fromHeic(await bytesOf(file));
  }
}

// Some megabytes are loaded for it, from the root of all languages and only when such a picture is chosen.
async function fromHeic(bytes) {
  const { top } = document.querySelector("[data-top]").dataset;
  const worker = new Worker(new URL(`${top}assets/heic-worker.js`, document.baseURI));
  const picture = await new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = () => done(null);
    worker.postMessage(bytes, [bytes]);
  });
  worker.terminate();
  if (!picture) throw new Unfit("heic");
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: picture.width, height: picture.height });
  canvas.getContext("2d").putImageData(picture, 0, 0);
  return canvas;
}

async function asImage(file) {
  const image = new Image();
  image.src = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader.readAsDataURL(file);
  });
  await image.decode();
  return image;
}

function drawn(picture, longest) {
  const width = picture.naturalWidth ?? picture.width;
  const height = picture.naturalHeight ?? picture.height;
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  // What is transparent would be black in a JPEG.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

async function encoded(canvas, sharp) {
  if (!faithful()) throw new Unfit("blinded");
  const png = sharp && (await blobOf(canvas, "image/png"));
  const blob = png && png.size <= PNG_MOST ? png : await blobOf(canvas, "image/jpeg");
  if (!blob) throw new Unfit("unreadable");
  return blob;
}

const blobOf = (canvas, type) => new Promise((done) => canvas.toBlob(done, type, QUALITY));

// A browser that guards against being recognised may give out noise in place of what was drawn.
function faithful() {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 4;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "rgb(40, 120, 200)";
  pen.fillRect(0, 0, 4, 4);
  const seen = pen.getImageData(0, 0, 4, 4).data;
  return seen.every((value, i) => Math.abs(value - [40, 120, 200, 255][i % 4]) <= 8);
}
