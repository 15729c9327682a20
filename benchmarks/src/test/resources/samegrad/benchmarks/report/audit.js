// What a reader would stumble over, left in an attribute that --dump-dom shows.
"use strict";
const problems = [];
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) problems.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
if (document.querySelectorAll("section").length < 6) problems.push("sections are missing");
const luminance = colour => {
  const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const contrast = (a, b) => { const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (high + .05) / (low + .05); };
const ground = element => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/rgba\(.*, 0\)|transparent/.test(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
};
for (const element of document.querySelectorAll("h1, h2, h3, p, li, pre, th, td, caption, figcaption, summary, .key span, svg text")) {
  if (!element.textContent.trim() || !element.getClientRects().length) continue;
  const style = getComputedStyle(element), ratio = contrast(element.closest("svg") ? style.fill : style.color, ground(element));
  if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${element.textContent}`);
  if (!element.closest("svg") && element.scrollWidth > element.clientWidth + 1 && style.display !== "inline") problems.push(`clipped: ${element.textContent}`);
}
for (const svg of document.querySelectorAll("svg")) {
  if (!svg.getAttribute("aria-label")) problems.push("a picture without a name");
  const frame = svg.getBoundingClientRect(), boxes = [...svg.querySelectorAll("text")].filter(t => t.textContent).map(t => [t.textContent, t.getBoundingClientRect()]);
  boxes.forEach(([text, box], i) => {
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) problems.push(`outside its picture: ${text}`);
    for (const [other, at] of boxes.slice(i + 1))
      if (box.left < at.right - 1 && at.left < box.right - 1 && box.top < at.bottom - 1 && at.top < box.bottom - 1) problems.push(`overlap: ${text} and ${other}`);
  });
}
root.dataset.problems = problems.length ? [...new Set(problems)].join("; ") : "none";
