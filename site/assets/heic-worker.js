// Opens a HEIC picture where the browser cannot: libheif as WebAssembly, which the build puts into heic/. It runs beside the page,
// so that the page stays alive meanwhile and its policy needs no exception for WebAssembly. One picture, then it is thrown away.

importScripts("heic/libheif.js");

onmessage = async ({ data }) => {
  const wasmBinary = await (await fetch("heic/libheif.wasm")).arrayBuffer();
  const [image] = new (libheif({ wasmBinary }).HeifDecoder)().decode(data);
  if (!image) return postMessage(null);
  const picture = new ImageData(image.get_width(), image.get_height());
  image.display(picture, (shown) => postMessage(shown && picture, shown ? [picture.data.buffer] : []));
};

// What is thrown while waiting does not reach the page by itself.
onunhandledrejection = () => postMessage(null);
