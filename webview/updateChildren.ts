/** Makes what is in `old` equal to what is in `now`; elements that are equal already stay, with what is selected in them. */
export function updateChildren(old: Element, now: Element): void {
  const [before, after] = [Array.from(old.childNodes), Array.from(now.childNodes)];
  for (const [index, node] of after.entries()) {
    const own = before[index];
    if (own === undefined) old.append(node);
    else if (own.isEqualNode(node)) continue;
    else if (own instanceof Element && node instanceof Element && isAlike(own, node))
      updateChildren(own, node);
    else own.replaceWith(node);
  }
  for (const node of before.slice(after.length)) node.remove();
}

function isAlike(one: Element, other: Element): boolean {
  return one.cloneNode(false).isEqualNode(other.cloneNode(false));
}
