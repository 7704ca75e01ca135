import { maxImageTokens, sizeWithin, type PixelSize } from "../src/protocol/imageTokens";

export type Prepared =
  | { readonly kind: "ok"; readonly picture?: Uint8Array<ArrayBuffer>; readonly size: PixelSize }
  | { readonly kind: "unreadable" };

/**
 * Decodes a picture, upright and without its metadata. Gives new bytes (PNG) only where it must: the model would not
 * see more of a picture that is larger than its budget, so a larger one is scaled down here, once.
 */
export async function preparePicture(
  bytes: Uint8Array<ArrayBuffer>,
  mimeType: string,
  mustEncode: boolean,
): Promise<Prepared> {
  let bitmap: ImageBitmap | undefined;
  try {
    // Turned as its metadata says.
    bitmap = await createImageBitmap(new Blob([bytes], { type: mimeType }), {
      imageOrientation: "from-image",
    });
    const own = { width: bitmap.width, height: bitmap.height };
    const size = sizeWithin(own, maxImageTokens);
    const isSmaller = size.width < own.width;
    if (!mustEncode && !isSmaller) return { kind: "ok", size: own };
    const target = isSmaller ? size : own;
    return { kind: "ok", picture: await encode(draw(bitmap, target)), size: target };
  } catch {
    return { kind: "unreadable" }; // by no decoder, or with more pixels than a canvas holds; the browser does not say
  } finally {
    bitmap?.close();
  }
}

/** A canvas of a size with the picture on it. */
export function draw(picture: CanvasImageSource, { width, height }: PixelSize): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  return canvas;
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The canvas has no 2D context.");
  return context;
}

/** The pixels of a canvas as a PNG file, and nothing else. */
export async function encode(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The canvas gave no picture.");
  return new Uint8Array(await blob.arrayBuffer());
}
