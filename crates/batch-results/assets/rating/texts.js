// Texts as they stand.

const rendered = (text) => element("pre", {}, text);
const recordElement = rendered;
