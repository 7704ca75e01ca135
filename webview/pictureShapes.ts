import type { PixelSize } from "../src/protocol/imageTokens";
import { contextOf } from "./preparePicture";

/** What a person draws on a picture, in the picture's own pixels. At most one crop. */
export type Shape =
  | {
      readonly kind: "crop" | "cover";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    }
  | { readonly kind: "mark"; readonly x: number; readonly y: number };

type Box = Extract<Shape, { kind: "crop" | "cover" }>;
export type Tool = Shape["kind"];

const leastSidePx = 8;

/** The shape after a move by (dx, dy), still inside the picture. */
export function moved(shape: Shape, [dx, dy]: readonly [number, number], within: PixelSize): Shape {
  const [width, height] = shape.kind === "mark" ? [0, 0] : [shape.width, shape.height];
  return {
    ...shape,
    x: clamp(shape.x + dx, 0, within.width - width),
    y: clamp(shape.y + dy, 0, within.height - height),
  };
}

/** The box with its lower right corner moved by (dx, dy). */
export function resized(shape: Shape, [dx, dy]: readonly [number, number], within: PixelSize): Shape {
  if (shape.kind === "mark") return shape;
  return {
    ...shape,
    width: clamp(shape.width + dx, leastSidePx, within.width - shape.x),
    height: clamp(shape.height + dy, leastSidePx, within.height - shape.y),
  };
}

/** The shape that a drag from one point to another draws; undefined for a box that is too small to be meant. */
export function drawnShape(
  tool: Tool,
  [from, to]: readonly [readonly [number, number], readonly [number, number]],
  within: PixelSize,
): Shape | undefined {
  if (tool === "mark") return moved({ kind: "mark", x: to[0], y: to[1] }, [0, 0], within);
  const x = clamp(Math.min(from[0], to[0]), 0, within.width);
  const y = clamp(Math.min(from[1], to[1]), 0, within.height);
  const width = clamp(Math.max(from[0], to[0]), 0, within.width) - x;
  const height = clamp(Math.max(from[1], to[1]), 0, within.height) - y;
  if (width < leastSidePx || height < leastSidePx) return undefined;
  return { kind: tool, x, y, width, height };
}

/** A shape in the middle of the picture, for the keyboard. */
export function placedShape(tool: Tool, { width, height }: PixelSize): Shape {
  if (tool === "mark") return { kind: "mark", x: Math.round(width / 2), y: Math.round(height / 2) };
  return {
    kind: tool,
    x: Math.round(width / 4),
    y: Math.round(height / 4),
    width: Math.max(leastSidePx, Math.round(width / 2)),
    height: Math.max(leastSidePx, Math.round(height / 2)),
  };
}

/** Adds a shape; a crop takes the place of an earlier one. */
export function withShape(shapes: readonly Shape[], shape: Shape): readonly Shape[] {
  return [...shapes.filter(({ kind }) => shape.kind !== "crop" || kind !== "crop"), shape];
}

/** The size of what the crop leaves, in pixels of the picture. */
export function croppedSize(picture: PixelSize, shapes: readonly Shape[]): PixelSize {
  const { width, height } = cropOf(picture, shapes);
  return { width: Math.round(width), height: Math.round(height) };
}

/** The picture as it will be sent: what is covered is painted over, what is cropped away is not there. */
export function burnIn(picture: ImageBitmap, shapes: readonly Shape[], size: PixelSize): HTMLCanvasElement {
  const crop = cropOf(picture, shapes);
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.scale(size.width / Math.round(crop.width), size.height / Math.round(crop.height));
  context.translate(-Math.round(crop.x), -Math.round(crop.y));
  context.drawImage(picture, 0, 0);
  context.fillStyle = "#000";
  for (const shape of shapes) {
    if (shape.kind !== "cover") continue;
    const [left, top] = [Math.floor(shape.x), Math.floor(shape.y)];
    context.fillRect(
      left,
      top,
      Math.ceil(shape.x + shape.width) - left,
      Math.ceil(shape.y + shape.height) - top,
    );
  }
  const radius = markRadius(crop);
  for (const [index, mark] of shapes.filter(({ kind }) => kind === "mark").entries()) {
    drawMark(context, { x: mark.x, y: mark.y, radius, text: String(index + 1) });
  }
  return canvas;
}

function cropOf({ width, height }: PixelSize, shapes: readonly Shape[]): Box {
  return (
    shapes.find((shape): shape is Box => shape.kind === "crop") ?? { kind: "crop", x: 0, y: 0, width, height }
  );
}

/** Large enough to be read after the picture was scaled to the model's budget. */
function markRadius({ width, height }: PixelSize): number {
  return Math.max(12, Math.round(Math.max(width, height) / 60));
}

function drawMark(
  context: CanvasRenderingContext2D,
  {
    x,
    y,
    radius,
    text,
  }: { readonly x: number; readonly y: number; readonly radius: number; readonly text: string },
): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = "#000";
  context.fill();
  context.lineWidth = Math.max(2, radius / 6);
  context.strokeStyle = "#fff";
  context.stroke();
  context.fillStyle = "#fff";
  context.font = `bold ${String(Math.round(radius * 1.2))}px sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
