// A place's page leads to the blank sheets of its ruler, which other places share: the link says for which place they are wanted.

const { place } = document.querySelector("[data-place]").dataset;

for (const link of document.querySelectorAll(".print-one")) link.search = new URLSearchParams({ place });
