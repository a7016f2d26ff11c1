// Marks Chinese words in what scripts put into a page of another language, as the build does in what it writes (guide/tongues.py).

const RUN = /[《「〔（【]*[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff](?:[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff0-9·、：，。《》「」〔〕（）【】]*[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff》」〕）】])?/g;
const PLAIN = "script, style, template, textarea, option, title, desc, svg, [lang|='zh']";

new MutationObserver((changes) => {
  for (const { addedNodes, target, type } of changes) {
    if (type === "characterData") mark(target);
    for (const node of addedNodes) for (const text of textsOf(node)) mark(text);
  }
}).observe(document.getElementById("main"), { childList: true, subtree: true, characterData: true });

function textsOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return [node];
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  return texts;
}

function mark(text) {
  const runs = [...text.data.matchAll(RUN)];
  const within = text.parentElement;
  // The document's own language is another, so only an element between may say that this is Chinese already.
  if (!runs.length || !within || within.closest(PLAIN)) return;
  const parts = [];
  let end = 0;
  for (const { 0: run, index } of runs) {
    const span = document.createElement("span");
    span.lang = "zh-Hans";
    span.textContent = run;
    parts.push(text.data.slice(end, index), span);
    end = index + run.length;
  }
  text.replaceWith(...parts, text.data.slice(end));
}
