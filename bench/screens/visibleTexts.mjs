/* global document, getComputedStyle, Element, HTMLInputElement, HTMLSelectElement, HTMLTextAreaElement, NodeFilter -- runs in the page */
/**
 * The texts that a person sees on the page, in their order: what is drawn inside the window, and covered by nothing. Runs
 * in the page. `around` is what stands outside of the element that `main` selects: navigation, a status bar.
 */
export function visibleTexts(main) {
  const isSeen = (element, { x, y, width, height }) => {
    const style = getComputedStyle(element);
    if (width < 3 || height < 3 || style.visibility !== "visible" || Number(style.opacity) === 0)
      return false;
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top !== null && (element.contains(top) || top.contains(element));
  };
  const blockOf = (element) => {
    let block = element;
    while (block.parentElement && /^(inline|contents)$/.test(getComputedStyle(block).display))
      block = block.parentElement;
    return block;
  };
  const written = (element) => {
    if (element instanceof HTMLSelectElement) return element.selectedOptions[0]?.text;
    if (element instanceof HTMLTextAreaElement) return element.value || element.placeholder;
    if (!(element instanceof HTMLInputElement)) return undefined;
    if (/^(checkbox|radio|hidden|color|range|file|image)$/.test(element.type)) return undefined;
    if (element.type === "password" && element.value !== "") return undefined;
    return element.value || element.placeholder;
  };

  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  let last;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      const text = written(node);
      if (text) {
        if (isSeen(node, node.getBoundingClientRect())) found.push({ text, element: node });
        last = undefined;
      } else if (node.tagName === "BR") last = undefined;
      continue;
    }
    const element = node.parentElement;
    if (node.data.trim() === "" || /icon/i.test(getComputedStyle(element).fontFamily)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
    if (boxes.length === 0 || !isSeen(element, boxes[0])) continue;
    const block = blockOf(element);
    // A sentence goes on over the tags inside it, unless there is a gap that the eye sees.
    const gap = last ? boxes[0].left - last.right : 0;
    if (last?.block === block && gap < 12) found.at(-1).text += (gap > 1 ? " " : "") + node.data;
    else found.push({ text: node.data, element });
    last = { block, right: boxes.at(-1).right };
  }

  const take = (isMain) => [
    ...new Set(
      found
        .filter(({ element }) => (element.closest(main) !== null) === isMain)
        .map(({ text }) => text.replace(/\s+/g, " ").trim()),
    ),
  ];
  return { texts: take(true), around: take(false) };
}
