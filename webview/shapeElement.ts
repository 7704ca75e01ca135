import { h } from "./dom";
import type { Shape } from "./pictureShapes";
import { word } from "./words";

/** A shape over the picture, as a thing that the keyboard can reach. */
export function shapeElement(
  shape: Shape,
  { number, picture }: { readonly number: number; readonly picture: ImageBitmap },
): HTMLElement {
  const labels = { crop: "boxCrop", cover: "boxCover", mark: "boxMark" } as const;
  const element = h("div", {
    class: `shape shape-${shape.kind}`,
    tabindex: 0,
    role: "button",
    "aria-label": word(labels[shape.kind], number),
  });
  const percent = (part: number, whole: number): string => `${String((100 * part) / whole)}%`;
  element.style.left = percent(shape.x, picture.width);
  element.style.top = percent(shape.y, picture.height);
  if (shape.kind === "mark") element.textContent = String(number);
  else {
    element.style.width = percent(shape.width, picture.width);
    element.style.height = percent(shape.height, picture.height);
  }
  return element;
}
